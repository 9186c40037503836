"""What of the fund's loans went out, and members' parts of them, as the books stood on a day.

Money in minor units; days ISO 8601; `last`: as of that day ("": now). What was taken back later
stood until then, so that what is said of a day never changes with what happens after it.
"""

from collections.abc import Mapping

import peewee as pw

from federation.core import events as e
from federation.core.fund import PAID_OUT, Out

from ..database import fetch
from ..tables import FundEntry, LoanAllotment


def stood(taken_back_by: pw.Field, last: str = "") -> pw.Expression:
    """Whether something was not taken back by a day; the field holds the entry that did it."""
    if not last:
        return taken_back_by == 0
    other = FundEntry.alias()
    later = other.select(other.entry).where(other.day > last)
    return (taken_back_by == 0) | (taken_back_by << later)


def paid_out(db: pw.Database, last: str = "", *, loan: int = 0) -> Mapping[int, tuple[Out, ...]]:
    """What went out of each loan by a day and stood then, in the order of the entries."""
    table = FundEntry
    query = table.select(table.loan, table.entry, table.day, table.amount).where(
        table.kind == PAID_OUT, stood(table.reversed_by, last)
    )
    if loan:
        query = query.where(table.loan == loan)
    if last:
        query = query.where(table.day <= last)
    found: dict[int, list[Out]] = {}
    for number, *out in fetch(db, query.order_by(table.entry)):
        found.setdefault(number, []).append(Out(*out))
    return {number: tuple(some) for number, some in found.items()}


def parts(db: pw.Database, loan: int) -> tuple[e.LoanPart, ...]:
    """Members' parts of a loan as they were told last, by member."""
    table = LoanAllotment
    newest = table.select(pw.fn.MAX(table.entry)).where(table.loan == loan)
    query = table.select(table.member, table.amount).where(table.entry == newest)
    rows = fetch(db, query.order_by(table.member))
    return tuple(e.LoanPart(member=member, amount=amount) for member, amount in rows)


def allotted(db: pw.Database, last: str = "") -> Mapping[int, int]:
    """How many members have a part of each loan, by what was told last until a day."""
    table = LoanAllotment
    query = table.select(table.loan, table.entry, pw.fn.COUNT(table.member))
    if last:
        query = query.join(FundEntry, on=(FundEntry.entry == table.entry)).where(
            FundEntry.day <= last
        )
    rows = fetch(db, query.group_by(table.loan, table.entry).order_by(table.entry))
    return {loan: int(members) for loan, _, members in rows}
