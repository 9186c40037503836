"""From items to drafts, in order, with the money rules looked at day by day.

The same `core.ledger` that checks every entry checks these before they are entered, so that what
cannot be is told with sheet, row and column: when a pot is short at the end of a day, the row named
is the last of that day which took from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from federation.core import events as e
from federation.core.ledger import Ledger
from federation.core.posting import Postings
from federation.core.refusals import Refusal
from federation.schemas.base import Fault
from federation.store import Draft

from . import oddities
from .blaming import at, blamed
from .items import Item
from .known import Known
from .making import Bench, make
from .once import Once
from .sifted import Sifted


@dataclass(slots=True)
class Entering:
    """The books while the drafts are made. `requests`: ids of requests, by the group's number."""

    sifted: Sifted
    ledger: Ledger
    user: int
    share_price: int
    today: str
    once: Once
    requests: Mapping[str, str] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    seq_of: dict[int, int] = field(default_factory=dict)
    day_items: list[tuple[Item, Postings]] = field(default_factory=list)
    watch: oddities.Watch = field(default_factory=oddities.Watch)

    @property
    def known(self) -> Known:
        """What was there before."""
        return self.sifted.known

    @property
    def cash(self) -> int:
        """The box as the books have it now, in minor units."""
        return self.ledger.balances.get(("cash", 0, "", 0), 0)

    def seq(self, number: int) -> int:
        """The entry that the file calls so, made here or there before (0: neither)."""
        return self.seq_of.get(number) or self.sifted.seq_of.get(number, 0)

    def event(self, seq: int) -> e.Event:
        """An entry by its own number, made here or there before."""
        before = self.known.ends[0]
        return self.drafts[seq - before - 1].event if seq > before else self.known.events[seq]


def make_drafts(entering: Entering, items: Iterable[Item]) -> None:
    """Fill `entering.drafts`, one per item; the first thing that cannot be ends it as a fault."""
    bench: Bench = entering
    day = ""
    for item in items:
        try:
            if item.day != day:
                _settle(entering)
                day = item.day
            draft, postings = make(bench, item)
            _check(entering, item, draft, postings)
        except _Short as short:
            entering.sifted.faults.append(short.fault)
            return
        except Refusal as refusal:
            entering.sifted.faults.append(at(item, refusal))
            return
        entering.drafts.append(draft)
    try:
        _settle(entering)
    except _Short as short:
        entering.sifted.faults.append(short.fault)


class _Short(Exception):
    """A pot is short at the end of a day; `fault` names the row."""

    def __init__(self, told: Fault) -> None:
        super().__init__(told.code)
        self.fault = told


def _settle(entering: Entering) -> None:
    try:
        entering.ledger.settle()
    except Refusal as refusal:
        if not entering.day_items:  # short before this file
            raise
        raise _Short(blamed(entering.day_items, refusal)) from None
    entering.day_items.clear()


def _check(entering: Entering, item: Item, draft: Draft, postings: Postings) -> None:
    """Take the entry into the running books and give it its number."""
    entering.ledger.day = item.day  # settled at the change of day, above
    event = draft.event
    if isinstance(event, e.Dated) and event.day != item.day:
        raise AssertionError("an item's day is its event's day")
    entering.ledger.enter(event, postings)
    if not isinstance(event, e.Money):
        entering.once.take(event)
    if item.no:
        entering.seq_of[item.no] = entering.known.ends[0] + len(entering.drafts) + 1
    if postings:
        entering.day_items.append((item, postings))
        entering.watch.posted(postings)
