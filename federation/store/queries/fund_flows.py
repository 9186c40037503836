"""Three numbers that should be one: collected in the groups' books, remitted by them, received.

What members repaid on loans of the fund (and contributed to it) stands in the groups' books, and so
does what the groups say they paid over; what came stands in the fund's. All by month, in minor
units, in one read over every book and one over the fund's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.core.fund import CAPITAL_IN, PAYERS, REMITTED

from ..database import fetch
from ..tables import FundEntry, FundFlow, FundPosting
from . import books

LENDER: Final = "fund"
# What of the fund's cash a group brought: payments on its loans, its contributions.
OF_BOOKS: Final = ("collected", "contributed", "remitted")
STATE: Final = PAYERS[1]
BROUGHT: Final = (REMITTED, CAPITAL_IN)
_MONTH_LETTERS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What a group collected, says it remitted, and what the fund received from it."""

    collected: int = 0
    contributed: int = 0
    remitted: int = 0
    received: int = 0

    @property
    def held(self) -> int:
        """Collected and, by the group's own books, not paid over."""
        return self.collected + self.contributed - self.remitted

    @property
    def on_the_way(self) -> int:
        """Paid over by the group's books, and not in the fund's; below zero: the other way."""
        return self.remitted - self.received

    @property
    def is_remitted_above(self) -> bool:
        """Whether more was paid over than was ever collected."""
        return self.held < 0


# A group (node id) and a month ("": all together), and what of it: the sum.
_Sums = dict[tuple[str, str], dict[str, int]]


def by_month(db: pw.Database, group: str, first: str = "", last: str = "") -> Mapping[str, Flow]:
    """Of one group (node id), by month, from month to month (`2026-11`), both inclusive."""
    found = _flows(db, group, first, last, monthly=True)
    return {month: flow for (_, month), flow in sorted(found.items())}


def by_group(db: pw.Database, first: str = "", last: str = "") -> Mapping[str, Flow]:
    """By group (node id), all months from first to last together."""
    found = _flows(db, "", first, last, monthly=False)
    return {group: flow for (group, _), flow in found.items()}


def _flows(
    db: pw.Database, group: str, first: str, last: str, *, monthly: bool
) -> Mapping[tuple[str, str], Flow]:
    sums: _Sums = {}
    for node, month, what, amount in (
        *_of_books(db, group, first, last, monthly=monthly),
        *_of_fund(db, group, first, last, monthly=monthly),
    ):
        told = sums.setdefault((node, month), {})
        told[what] = told.get(what, 0) + amount
    return {key: Flow(**told) for key, told in sums.items() if any(told.values())}


def _of_books(
    db: pw.Database, group: str, first: str, last: str, *, monthly: bool
) -> Iterator[tuple[str, str, str, int]]:
    """One read over all books; what a book received of the fund is no part of this."""
    table = FundFlow
    keys = (table.book, table.what, *((table.month,) if monthly else ()))
    query = table.select(*keys, pw.fn.SUM(table.amount)).where(
        table.source == LENDER, table.what << list(OF_BOOKS)
    )
    if monthly or first or last:
        query = query.where(table.month > "", table.month >= first)
    else:
        query = query.where(table.month == "")
    if last:
        query = query.where(table.month <= last)
    if group:
        query = query.where(table.book == books.book_of(db, group))
    nodes = {one.id: one.node for one in books.books(db)}
    for book, what, *month, amount in fetch(db, query.group_by(*keys)):
        if book in nodes:
            yield nodes[book], month[0] if month else "", what, int(amount)


def _of_fund(
    db: pw.Database, group: str, first: str, last: str, *, monthly: bool
) -> Iterator[tuple[str, str, str, int]]:
    # In plain numbers: with marks for them PostgreSQL takes each place of it for another word.
    month = pw.fn.SUBSTR(FundPosting.day, pw.SQL("1"), pw.SQL(str(_MONTH_LETTERS)))
    keys = (FundEntry.group, *((month,) if monthly else ()))
    query = (
        FundPosting.select(*keys, pw.fn.SUM(FundPosting.amount))
        .join(FundEntry, on=(FundEntry.entry == FundPosting.entry))
        .where(
            FundPosting.account == "cash",
            FundPosting.kind << list(BROUGHT),
            FundEntry.group != "",
            FundEntry.about != STATE,
            FundPosting.day >= first,
        )
    )
    if last:
        query = query.where(month <= last)
    if group:
        query = query.where(FundEntry.group == group)
    for node, *told, amount in fetch(db, query.group_by(*keys)):
        yield node, told[0] if told else "", "received", int(amount)
