"""Reads from a group's figures down to its files: sums alone, and never whom an entry is about.

Money in minor units, debit above zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import peewee as pw

from federation.core import kinds

from ..database import fetch
from ..tables import Arrival, Batch, Entry, Month, PostingRow, Stream


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What an account moved in a month (YYYY-MM), and what it held at its end."""

    month: str
    moved_minor: int
    held_minor: int


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A file of a group's books: when it came (UTC), and which entries were new in it."""

    arrival: int
    received: str
    first: int
    last: int
    short_code: str


@dataclass(frozen=True, slots=True)
class KindSum:
    """How many entries of a kind, their amounts together, and how many of them were taken back."""

    kind: str
    entries: int
    amount_minor: int
    taken_back: int


def months(db: pw.Database, book: int, account: str) -> tuple[MonthSum, ...]:
    """What an account moved month by month, the newest first."""
    rows = fetch(
        db,
        Month.select(Month.month, pw.fn.SUM(Month.amount))
        .where(Month.book == book, Month.account == account)
        .group_by(Month.month)
        .order_by(Month.month),
    )
    found, held = [], 0
    for month, moved in rows:
        held += int(moved)
        if moved:
            found.append(MonthSum(month, int(moved), held))
    return tuple(found[::-1])


def moved_in(db: pw.Database, book: int, month: str) -> dict[str, int]:
    """What each account moved in a month."""
    query = Month.select(Month.account, pw.fn.SUM(Month.amount)).where(
        Month.book == book, Month.month == month
    )
    return {account: int(amount) for account, amount in fetch(db, query.group_by(Month.account))}


def _kinds(db: pw.Database, where: Sequence[pw.Expression]) -> tuple[KindSum, ...]:
    back = pw.Case(None, ((Entry.reversed_by > 0, 1),), 0)
    query = (
        Entry.select(
            Entry.kind,
            pw.fn.COUNT(Entry.seq),
            pw.fn.SUM(Entry.amount),
            pw.fn.SUM(back),
        )
        .where(*where)
        .group_by(Entry.kind)
        .order_by(Entry.kind)
    )
    return tuple(KindSum(kind, *map(int, sums)) for kind, *sums in fetch(db, query))


def kinds_in_month(db: pw.Database, book: int, month: str) -> tuple[KindSum, ...]:
    """What kinds of entries a month has."""
    return _kinds(db, _month(book, month))


def kinds_between(db: pw.Database, book: int, first: int, last: int) -> tuple[KindSum, ...]:
    """What kinds of entries are numbered from `first` to `last`."""
    return _kinds(db, (Entry.book == book, Entry.seq.between(first, last)))


def moved_between(db: pw.Database, book: int, first: int, last: int) -> dict[str, int]:
    """What each account moved by the entries numbered from `first` to `last`."""
    query = PostingRow.select(PostingRow.account, pw.fn.SUM(PostingRow.amount)).where(
        PostingRow.book == book, PostingRow.seq.between(first, last)
    )
    rows = fetch(db, query.group_by(PostingRow.account))
    return {account: int(amount) for account, amount in rows if amount}


def days_between(db: pw.Database, book: int, first: int, last: int) -> tuple[str, str]:
    """The earliest and the latest day of which these entries speak; "" where there is none."""
    query = Entry.select(pw.fn.MIN(Entry.day), pw.fn.MAX(Entry.day)).where(
        Entry.book == book, Entry.seq.between(first, last), Entry.day != ""
    )
    early, late = fetch(db, query)[0]
    return early or "", late or ""


def _month(book: int, month: str) -> tuple[pw.Expression, ...]:
    return (Entry.book == book, Entry.day >= f"{month}-01", Entry.day <= f"{month}-31")


def span_of_month(db: pw.Database, book: int, month: str) -> tuple[int, int]:
    """The lowest and highest number of an entry of a month; 0, 0 where there is none."""
    query = Entry.select(pw.fn.MIN(Entry.seq), pw.fn.MAX(Entry.seq)).where(*_month(book, month))
    low, high = fetch(db, query)[0]
    return int(low or 0), int(high or 0)


def files(
    db: pw.Database,
    book: int,
    *,
    arrival: int = 0,
    month: str = "",
    before: int = 0,
    limit: int = 50,
) -> tuple[LedgerFile, ...]:
    """Files that brought entries of a book, the newest first; one `arrival`, or those of a `month`.

    An entry that comes late, as after a correction, speaks of a month that was over: between it and
    the others lie files that brought nothing of that month, and these are left out.
    """
    # Which chains first: a hub has many thousands of files of other groups.
    chains = Stream.select(Stream.id).where(
        Stream.book == book, Stream.kind == kinds.LEDGER, Stream.incarnation > 0
    )
    query = (
        Arrival.select(
            Arrival.arrival, Batch.received, Arrival.first, Arrival.last, Batch.short_code
        )
        .join(Batch, on=(Batch.arrival == Arrival.arrival))
        .where(
            Arrival.stream << [number for (number,) in fetch(db, chains)],
            Arrival.first <= Arrival.last,
        )
        .order_by(Arrival.arrival.desc())
    )
    if arrival:
        query = query.where(Arrival.arrival == arrival)
    if before:
        query = query.where(Arrival.arrival < before)
    if month:
        low, high = span_of_month(db, book, month)
        inside = Entry.select(Entry.seq).where(
            *_month(book, month), Entry.seq.between(Arrival.first, Arrival.last)
        )
        query = query.where(Arrival.last >= low, Arrival.first <= high, pw.fn.EXISTS(inside))
    return tuple(LedgerFile(*row) for row in fetch(db, query.limit(limit)))
