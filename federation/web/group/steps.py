"""The steps of a meeting in their order, and where one stands among them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from flask import url_for

from federation.core.actions import of_step
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.sentences import WORDS
from federation.store import Database
from federation.store.queries import books, fund, fund_loans

from .common import one_meeting, own_book


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its code, and the kinds of entries by which it is seen to be done."""

    code: str
    kinds: tuple[str, ...] = ()


STEPS: Final = (
    Step("attendance", ("attendance-taken",)),
    Step("savings", ("savings-received", "shares-bought", "credit-kept", "savings-withdrawn")),
    Step("social", ("social-contribution-received", "social-grant-paid")),
    Step("fines", ("fine-charged", "fine-paid")),
    Step("repayments", ("loan-principal-repaid", "loan-interest-paid")),
    Step("loans", ("loan-disbursed",)),
    Step("decisions", ("decision-taken",)),
    Step("count", ("cash-counted",)),
    Step("read-out"),
    Step("close", ("meeting-closed",)),
)
ENTRIES_MAX: Final = 20_000
CODES: Final = tuple(step.code for step in STEPS)


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step on the bar; state: done, now or later; `action` says which picture it has."""

    address: str
    word: str
    action: str
    state: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every step: the meeting, the bar, money now, what comes next.

    `entries` are those of this step in this meeting, `before` those of the step before; `names`
    are members' by number, `where` the meeting is held ("": not told), `offers` what the fund
    offers and no book holds yet, at the steps where the members decide on it.
    """

    meeting: books.MeetingView
    code: str
    steps: tuple[StepShown, ...]
    place: int
    word: str
    action: str
    next_word: str
    next_address: str
    pots: books.Pots
    entries: tuple[books.EntryView, ...]
    before_word: str
    before: tuple[books.EntryView, ...]
    names: dict[int, str]
    where: str
    offers: tuple[fund.OfferView, ...]

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
    kinds = {entry.kind for entry in entries_of(db, one_meeting(db, meeting))}
    done = [place for place, step in enumerate(STEPS) if is_done(step, kinds)]
    return STEPS[min(done[-1] + 1, len(STEPS) - 1)].code if done else CODES[0]


def frame(db: Database, number: int, code: str) -> Frame:
    """The frame of a step of an open meeting. Raises Refusal `meeting-unknown`, `-closed`."""
    meeting = one_meeting(db, number)
    if meeting.closed_seq:
        raise refuse("meeting-closed", meeting=number)
    book, place = own_book(db), CODES.index(code)
    entries = entries_of(db, meeting)
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
                of_step(step.code),
                "now" if step.code == code else "done" if is_done(step, kinds) else "later",
            )
            for step in STEPS
        ),
        place=place + 1,
        word=word_of(code),
        action=of_step(code),
        next_word=word_of(following),
        next_address=address(following, number),
        pots=books.pots(db, book),
        entries=tuple(entry for entry in entries if entry.kind in STEPS[place].kinds),
        before_word=word_of(before.code),
        before=tuple(entry for entry in entries if entry.kind in before.kinds) if place else (),
        names=books.names(db, book),
        where=place_of(entries),
        offers=fund_loans.open_offers(db, book) if code in ("loans", "decisions") else (),
    )


def entries_of(db: Database, meeting: books.MeetingView) -> tuple[books.EntryView, ...]:
    """What was entered in a meeting, in order; none of it stands before its opening."""
    after = meeting.opened_seq - 1
    return books.entries(db, own_book(db), meeting=meeting.meeting, after=after, limit=ENTRIES_MAX)


def place_of(entries: tuple[books.EntryView, ...]) -> str:
    """Where a meeting is held: the note beside its opening, or ""."""
    return next((one.note for one in entries if one.kind == "meeting-opened"), "")
