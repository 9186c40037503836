"""From items to drafts, in order, with the money rules looked at day by day.

The same `core.ledger` that checks every entry checks these before they are entered, so that what
cannot be is told with sheet, row and column: when a pot is short at the end of a day, the row named
is the last of that day which took from it.
"""

from collections.abc import Iterable

from federation.core import events as e
from federation.core.posting import Postings
from federation.core.refusals import Refusal
from federation.schemas.base import Fault
from federation.store import Draft

from .bench import Bench
from .blaming import at, blamed
from .items import Item
from .making import make
from .once import NAMING


def make_drafts(bench: Bench, items: Iterable[Item]) -> None:
    """Fill `bench.drafts`, one per item; the first thing that cannot be ends it as a fault."""
    day = ""
    for item in items:
        try:
            if item.day != day:
                _settle(bench)
                bench.pots.close(day)
                day = item.day
            draft, postings = make(bench, item)
            _check(bench, item, draft, postings)
        except _Short as short:
            bench.sifted.faults.append(short.fault)
            return
        except Refusal as refusal:
            bench.sifted.faults.append(at(item, refusal))
            return
        bench.drafts.append(draft)
    try:
        _settle(bench)
        bench.pots.close(day)
    except _Short as short:
        bench.sifted.faults.append(short.fault)


class _Short(Exception):
    """A pot is short at the end of a day; `fault` names the row."""

    def __init__(self, told: Fault) -> None:
        super().__init__(told.code)
        self.fault = told


def _settle(bench: Bench) -> None:
    try:
        bench.ledger.settle()
    except Refusal as refusal:
        if not bench.day_items:  # short before this file
            raise
        raise _Short(blamed(bench.day_items, refusal)) from None
    bench.day_items.clear()


def _check(bench: Bench, item: Item, draft: Draft, postings: Postings) -> None:
    """Take the entry into the running books and give it its number."""
    bench.ledger.day = item.day  # settled at the change of day, above
    event = draft.event
    if isinstance(event, e.Dated) and event.day != item.day:
        raise AssertionError("an item's day is its event's day")
    bench.ledger.enter(event, postings)
    if not isinstance(event, e.Money) or isinstance(event, NAMING):
        bench.once.take(event)
    if item.no:
        bench.seq_of[item.no] = bench.known.ends[0] + len(bench.drafts) + 1
    if postings:
        bench.day_items.append((item, postings))
        bench.watch.posted(postings)
        bench.pots.posted(postings)
