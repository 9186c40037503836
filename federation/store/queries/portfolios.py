"""The loans of many groups as they stand on a day: what `loans.lending` says, read all at once.

Never a query for each group. Names of members and fines are left out: nobody is told of here.
`by_age` reads sums that are kept (`store.lending`), so it costs the same after ten years;
`standings` reads every entry of every loan, for days and books of which nothing is kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import msgspec
import peewee as pw

from federation.core import events as e
from federation.core.days import month_end
from federation.core.loans import AGE_DAYS, AGES, AtRisk
from federation.core.terms import GROUP

from ..database import fetch
from ..tables import Balance, Cycle, Entry, Loan, LoanChange, LoanMonth
from . import health
from .book_views import LoanView
from .loans import (
    INTEREST,
    KINDS,
    REPAID,
    AgeRow,
    Line,
    LoanStanding,
    Portfolio,
    gathered_of,
    stands,
)

Key = tuple[int, int]
"""A book, and the number of a loan in it."""

RISKY: Final = AGES[1:]  # with a payment more than 30 days late
_NOBODY: Final = ""


@dataclass(frozen=True, slots=True)
class AgeSum:
    """Loans of a book that are of one age ("": nothing late). Money in minor units.

    `unpaid`: what is due and not paid, `unpaid_principal` of it; `own_outstanding`: what is owed of
    loans from the group's own pot.
    """

    age: str
    loans: int
    unpaid: int
    unpaid_principal: int
    outstanding: int
    own_outstanding: int


def by_age(
    db: pw.Database, books: Collection[int], day: str, upto: str = ""
) -> Mapping[int, Sequence[AgeSum]]:
    """Open loans of these books as they stand on a day, by book. `upto` as in `standings`."""
    newest, wanted = health.kept(db), frozenset(books)
    if upto and upto != month_end(upto[:7]):
        return _walked(db, wanted, day, upto)
    known = wanted & newest.keys()
    found: dict[int, list[AgeSum]] = {}
    if upto:
        past = frozenset(book for book in known if newest[book] > upto)
        query = LoanMonth.select(
            *(LoanMonth.book, LoanMonth.age, LoanMonth.loans, LoanMonth.unpaid),
            *(LoanMonth.unpaid_principal, LoanMonth.outstanding, LoanMonth.own_outstanding),
        ).where(LoanMonth.month == upto[:7])
        for book, *told in fetch(db, query):
            if book in past:
                found.setdefault(book, []).append(AgeSum(*told))
        known -= past
    if known:
        for book, *told in db.connection().execute(_OWING, _days(day)).fetchall():
            if book in known:
                found.setdefault(book, []).append(AgeSum(*told))
    if left := wanted - newest.keys():
        found |= _walked(db, left, day, upto)
    return found


def portfolio(some: Iterable[AgeSum]) -> Portfolio:
    """These sums by age, and what of them is at risk: as `loans.portfolio`."""
    every = list(some)
    rows = []
    for age in ("", *AGES):
        of_age = [one for one in every if one.age == age]
        unpaid = sum(one.unpaid for one in of_age)
        owed = sum(one.outstanding for one in of_age)
        rows.append(AgeRow(age, sum(one.loans for one in of_age), unpaid, owed))
    risky = sum(row.outstanding_minor for row in rows if row.age in RISKY)
    return Portfolio(tuple(rows), AtRisk(risky, sum(row.outstanding_minor for row in rows)))


def _days(day: str) -> tuple[str, ...]:
    """The first day of each age but the oldest, and thrice the day for what is due."""
    last = date.fromisoformat(day)
    firsts = ((last - timedelta(days=most)).isoformat() for most in (0, *AGE_DAYS))
    return (*firsts, day, day, day)


# Of each loan the oldest instalment that is due and not paid tells its age.
_OWING: Final = (
    "SELECT book, age, count(*), sum(late), sum(late_principal), sum(owed),"
    " sum(CASE WHEN source = 'group' THEN owed ELSE 0 END) FROM ("
    "SELECT book, source, owed, late, late_principal, CASE WHEN oldest IS NULL OR oldest >= ?"
    " THEN '' WHEN oldest >= ? THEN '1-30' WHEN oldest >= ? THEN '31-60' WHEN oldest >= ?"
    " THEN '61-90' ELSE 'over-90' END AS age FROM ("
    "SELECT book, loan, source, max(outstanding) AS owed,"
    " sum(CASE WHEN due <= ? THEN principal + interest ELSE 0 END) AS late,"
    " sum(CASE WHEN due <= ? THEN principal ELSE 0 END) AS late_principal,"
    " min(CASE WHEN due <= ? THEN due END) AS oldest"
    " FROM owing GROUP BY book, loan, source) AS one) AS aged GROUP BY book, age"
)


def _walked(db: pw.Database, books: frozenset[int], day: str, upto: str) -> dict[int, list[AgeSum]]:
    """The same, from the entries of every loan."""
    found: dict[int, list[AgeSum]] = {}
    for book, some in standings(db, books, day, upto).items():
        for age in ("", *AGES):
            of_age = [one for one in some if one.age == age]
            if of_age:
                owed = [(one.outstanding, one.loan.source == GROUP) for one in of_age]
                sums = (
                    sum(one.standing.unpaid for one in of_age),
                    sum(one.standing.unpaid_principal for one in of_age),
                    sum(amount for amount, _ in owed),
                    sum(amount for amount, is_own in owed if is_own),
                )
                found.setdefault(book, []).append(AgeSum(age, len(of_age), *sums))
    return found


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
