"""The steps of a meeting in their order, and where one stands among them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask import url_for

from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.sentences import WORDS
from federation.store import Database
from federation.store.queries import books

from .common import one_meeting, own_book


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its code, and the kinds of entries by which it is seen to be done."""

    code: str
    kinds: tuple[str, ...] = ()


STEPS: Final = (
    Step("attendance", ("attendance-taken",)),
    Step("savings", ("savings-received", "shares-bought", "savings-withdrawn")),
    Step("social", ("social-contribution-received", "social-grant-paid")),
    Step("fines", ("fine-charged", "fine-paid")),
    Step("repayments", ("loan-principal-repaid", "loan-interest-paid")),
    Step("loans", ("loan-disbursed",)),
    Step("requests"),
    Step("count", ("cash-counted",)),
    Step("read-out"),
    Step("close", ("meeting-closed",)),
)
CODES: Final = tuple(step.code for step in STEPS)


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step on the bar; state: done, now or later."""

    address: str
    word: str
    state: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every step: the meeting, the bar, money now, what comes next.

    `entries` are those of this step in this meeting, `before` those of the step before; `names`
    are members' by number.
    """

    meeting: books.MeetingView
    code: str
    steps: tuple[StepShown, ...]
    place: int
    word: str
    next_word: str
    next_address: str
    pots: books.Pots
    entries: tuple[books.EntryView, ...]
    before_word: str
    before: tuple[books.EntryView, ...]
    names: dict[int, str]

    @property
    def seen(self) -> int:
        """The number of the newest entry of this step that this page shows."""
        return max((entry.seq for entry in self.entries), default=0)


def word_of(code: str) -> str:
    """What the group calls a step."""
    return gettext(WORDS[f"step {code}"])


def address(code: str, meeting: int) -> str:
    """The page of a step."""
    return url_for(f".{code.replace('-', '_')}", number=meeting)


def is_done(step: Step, kinds: Collection[str]) -> bool:
    """Whether a meeting with entries of these kinds has been through a step."""
    return bool(set(step.kinds) & set(kinds))


def reached(db: Database, meeting: int) -> str:
    """The step at which to go on: the one after the last that left an entry."""
    kinds = {entry.kind for entry in books.entries(db, own_book(db), meeting=meeting)}
    done = [place for place, step in enumerate(STEPS) if is_done(step, kinds)]
    return STEPS[min(done[-1] + 1, len(STEPS) - 1)].code if done else CODES[0]


def frame(db: Database, number: int, code: str) -> Frame:
    """The frame of a step of an open meeting. Raises Refusal `meeting-unknown`, `-closed`."""
    meeting = one_meeting(db, number)
    if meeting.closed_seq:
        raise refuse("meeting-closed", meeting=number)
    book, place = own_book(db), CODES.index(code)
    entries = books.entries(db, book, meeting=number, limit=5000)
    kinds = {entry.kind for entry in entries}
    before = STEPS[max(place - 1, 0)]
    following = CODES[min(place + 1, len(CODES) - 1)]
    return Frame(
        meeting=meeting,
        code=code,
        steps=tuple(
            StepShown(
                address(step.code, number),
                word_of(step.code),
                "now" if step.code == code else "done" if is_done(step, kinds) else "later",
            )
            for step in STEPS
        ),
        place=place + 1,
        word=word_of(code),
        next_word=word_of(following),
        next_address=address(following, number),
        pots=books.pots(db, book),
        entries=tuple(entry for entry in entries if entry.kind in STEPS[place].kinds),
        before_word=word_of(before.code),
        before=tuple(entry for entry in entries if entry.kind in before.kinds) if place else (),
        names=books.names(db, book),
    )


def moved(
    entries: tuple[books.EntryView, ...],
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """What came into the box and what went out of it, by kind; taken back entries cancel.

    What a count found missing or too much stands under `shortage` or `surplus`.
    """
    sums: dict[str, int] = {}
    kinds = {one.seq: one.kind for one in entries}
    for one in entries:
        kind = kinds.get(one.of, one.kind) if one.of else one.kind
        if kind == "cash-counted":
            kind = "surplus" if one.box_minor > 0 else "shortage"
        sums[kind] = sums.get(kind, 0) + one.box_minor
    came = {kind: total for kind, total in sums.items() if total > 0}
    went = {kind: -total for kind, total in sums.items() if total < 0}
    return MappingProxyType(came), MappingProxyType(went)
