"""The loans of many groups as they stand on a day: what `loans.lending` says, read all at once.

Never a query for each group. Names of members and fines are left out: nobody is told of here.
"""

from collections.abc import Collection, Mapping
from typing import Final

import msgspec
import peewee as pw

from federation.core import events as e

from ..database import fetch
from ..tables import Balance, Cycle, Entry, Loan, LoanChange
from .book_views import LoanView
from .loans import INTEREST, KINDS, REPAID, Line, LoanStanding, gathered_of, stands

Key = tuple[int, int]
"""A book, and the number of a loan in it."""

_NOBODY: Final = ""


def standings(
    db: pw.Database, books: Collection[int], day: str, upto: str = ""
) -> Mapping[int, list[LoanStanding]]:
    """Open loans of these books as they stand on a day, by book.

    By all that is written down; with `upto` (a day) by what was entered for days until then.
    """
    wanted = frozenset(books)
    agreed = _agreed(db, wanted, upto)
    lines, changes = _lines(db, agreed, upto), _changes(db, agreed, upto)
    for key, settled in _settled(db, agreed, upto):
        lines.setdefault(key, []).append(settled)
    found: dict[int, list[LoanStanding]] = {}
    for key, one in agreed.items():
        told = stands(one, gathered_of(lines.get(key, ())), changes.get(key), 0, day)
        if told.is_open:
            found.setdefault(key[0], []).append(told)
    return found


def _agreed(db: pw.Database, books: frozenset[int], upto: str) -> dict[Key, LoanView]:
    """Loans with principal owed now; to look at an earlier day all that there are."""
    query = Loan.select().where(Loan.taken_back == 0)
    if not upto:
        query = query.join(
            Balance, on=((Balance.book == Loan.book) & (Balance.loan == Loan.loan))
        ).where(Balance.account == "loans", Balance.amount != 0)
    rows = fetch(db, query.order_by(Loan.book, Loan.loan))
    return {
        (row[0], row[1]): LoanView(*[*row[1:3], _NOBODY, *row[3:], 0])
        for row in rows
        if row[0] in books
    }


def _lines(db: pw.Database, agreed: Mapping[Key, LoanView], upto: str) -> dict[Key, list[Line]]:
    """Entries of these loans that were not taken back by that day, in order."""
    back = Entry.alias()
    query = (
        Entry.select(Entry.book, Entry.loan, Entry.seq, Entry.day, Entry.kind, Entry.amount)
        .where(Entry.loan > 0, Entry.kind << KINDS)
        .order_by(Entry.book, Entry.seq)
    )
    if upto:
        query = query.join(
            back,
            pw.JOIN.LEFT_OUTER,
            on=((back.book == Entry.book) & (back.seq == Entry.reversed_by)),
        ).where(Entry.day <= upto, (Entry.reversed_by == 0) | (back.day > upto))
    else:
        query = query.join(
            Balance, on=((Balance.book == Entry.book) & (Balance.loan == Entry.loan))
        ).where(Balance.account == "loans", Balance.amount != 0, Entry.reversed_by == 0)
    found: dict[Key, list[Line]] = {}
    for book, loan, *told in fetch(db, query):
        if (book, loan) in agreed:
            found.setdefault((book, loan), []).append(Line(*told))
    return found


def _changes(
    db: pw.Database, agreed: Mapping[Key, LoanView], upto: str
) -> dict[Key, tuple[int, e.LoanRescheduled]]:
    """Of each rescheduled loan the last change, if it is of that day or before."""
    query = LoanChange.select(LoanChange.book, LoanChange.loan, LoanChange.seq, LoanChange.body)
    last = {
        (book, loan): (seq, body)
        for book, loan, seq, body in fetch(db, query.order_by(LoanChange.book, LoanChange.seq))
        if (book, loan) in agreed
    }
    told = {
        key: (seq, msgspec.json.decode(body, type=e.LoanRescheduled))
        for key, (seq, body) in last.items()
    }
    return {key: one for key, one in told.items() if not upto or one[1].day <= upto}


def _settled(db: pw.Database, agreed: Mapping[Key, LoanView], upto: str) -> list[tuple[Key, Line]]:
    """What share-outs after the first of a book's loans settled of them."""
    first: dict[int, int] = {}
    for (book, _), one in agreed.items():
        first[book] = min(first.get(book, one.seq), one.seq)
    query = Cycle.select(Cycle.book, Cycle.shared_seq, Cycle.body).where(Cycle.shared_seq > 0)
    found: list[tuple[Key, Line]] = []
    for book, seq, body in fetch(db, query.order_by(Cycle.book, Cycle.cycle)):
        if book not in first or seq <= first[book]:
            continue
        held = msgspec.json.decode(body, type=e.ShareOutHeld)
        if upto and held.day > upto:
            continue
        found += [
            ((book, one.loan), Line(seq, held.day, kind, amount))
            for line in held.lines
            for one in line.loans
            for kind, amount in ((REPAID[0], one.principal), (INTEREST, one.interest))
        ]
    return found
