"""What many groups have and did, by book: never a member, never a query for each group.

Money in minor units. `first` and `last` are days, both inclusive; "" leaves that side open. The
sums of accounts are in `figures.book_sums`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.core import kinds
from federation.core.accounts import ACCOUNTS
from federation.core.terms import ATTENDED

from ..database import fetch
from ..tables import (
    Attendance,
    Entry,
    HealthRow,
    HouseStep,
    Meeting,
    Member,
    Month,
    Request,
    Tally,
    Work,
)
from . import books, figures, health
from .figures import Heads

GIVEN: Final = "loan-disbursed"
REPAID: Final = "loan-principal-repaid"
WRITTEN_OFF: Final = "loan-written-off"
LAST: Final = "9999-12-31"
DONE: Final = (
    *("meetings", "here", "marks", "loans", "lent", "repaid", "written_off"),
    *("minutes_unpaid", "minutes_paid"),
)
"""The counts of a day that make a `Done`, in the order of its fields."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a book did in a span of days.

    Meetings; how often somebody came (`attended`), of how often she could have (`expected`). Loans
    that were paid out, what of them was `given`, `repaid`, `written_off`, without what was taken
    back. Minutes of work that nobody paid, and that were paid.
    """

    meetings: int = 0
    attended: int = 0
    expected: int = 0
    loans: int = 0
    given: int = 0
    repaid: int = 0
    written_off: int = 0
    unpaid_minutes: int = 0
    paid_minutes: int = 0


def accounts(
    db: pw.Database, here: Sequence[int], first: str = "", last: str = ""
) -> Mapping[int, Mapping[str, int]]:
    """Each account of each book, on its own side."""
    found: dict[int, dict[str, int]] = {}
    for book, account, _, amount in figures.book_sums(db, here, first, last):
        own = found.setdefault(book, {})
        own[account] = own.get(account, 0) + ACCOUNTS[account].side * int(amount)
    return found


def heads(db: pw.Database, last: str = "") -> Mapping[int, Heads]:
    """Members of each book who had not left by a day, that day included ("": by now)."""
    women = pw.fn.SUM(pw.Case(None, ((Member.gender == "f", 1),), 0))
    query = Member.select(Member.book, pw.fn.COUNT(Member.member), women)
    if last:
        query = query.where(
            Member.joined_on <= last, (Member.left_on == "") | (Member.left_on > last)
        )
    else:
        query = query.where(Member.left_on == "")
    rows = fetch(db, query.group_by(Member.book))
    return {book: Heads(int(members), int(some)) for book, members, some in rows}


def first_months(db: pw.Database) -> Mapping[int, str]:
    """The month (YYYY-MM) of the oldest money in each book."""
    rows = db.connection().execute(_FIRST_MONTHS, (kinds.LEDGER,)).fetchall()
    return {book: month for book, month in rows if month}


# Book by book: asked for in groups, the months of every year would be read.
_FIRST_MONTHS: Final = (
    "SELECT stream.book, (SELECT min(month.month) FROM month WHERE month.book = stream.book)"
    " FROM stream WHERE kind = ? AND incarnation > 0 GROUP BY stream.book"
)


def there(
    db: pw.Database, last: str = "", people: Mapping[int, Heads] | None = None
) -> frozenset[int]:
    """Books with money or a member by a day ("": by now): groups that were there on it.

    `people`: `heads` of that day, where they are known.
    """
    month = last[:7] or LAST
    begun = {book for book, first in first_months(db).items() if first <= month}
    members = heads(db, last) if people is None else people
    return frozenset(begun | {book for book, one in members.items() if one.members})


def first_day(db: pw.Database) -> str:
    """The oldest day of any money (the first of its month) or request here; "": there is none."""
    ((month,),) = fetch(db, Month.select(pw.fn.MIN(Month.month)))
    ((raised,),) = fetch(db, Request.select(pw.fn.MIN(Request.raised_on)))
    return min((one for one in (f"{month}-01" if month else "", raised) if one), default="")


def last_meetings(db: pw.Database) -> Mapping[int, str]:
    """The day of the newest meeting in each book that has one.

    As it is kept; of a book that was not looked at since something came in, from its meetings. So
    it is the same before and after that, as the state of the books is (`queries.state`).
    """
    looked_at = health.kept(db)
    rows = fetch(db, HealthRow.select(HealthRow.book, HealthRow.last_meeting))
    found = {book: day for book, day in rows if day and book in looked_at}
    if left := [one.id for one in books.books(db) if one.id not in looked_at]:
        query = Meeting.select(Meeting.book, pw.fn.MAX(Meeting.day)).where(Meeting.book << left)
        found |= dict(fetch(db, query.group_by(Meeting.book)))
    return found


def savings_by_month(
    db: pw.Database, here: Sequence[int], first: str, last: str
) -> Mapping[str, int]:
    """What members' savings and shares moved in each month of a span, in the order of months."""
    query = (
        Month.select(Month.month, pw.fn.SUM(Month.amount))
        .where(
            Month.book << list(here),
            Month.account << list(figures.ON_SIDE_OF_MEMBERS),
            Month.month.between(first, last),
        )
        .group_by(Month.month)
        .order_by(Month.month)
    )
    return {month: -int(amount) for month, amount in fetch(db, query)}


def done(db: pw.Database, first: str = "", last: str = "") -> Mapping[int, Done]:
    """What each book did from day to day: sums of days that are kept (`tables.Tally`).

    Of a book that was not looked at since something came in (and at a group's own node) what its
    entries say.
    """
    span, kept = (first, last or LAST), health.kept(db)
    sums = [pw.fn.SUM(getattr(Tally, name)) for name in DONE]
    query = Tally.select(Tally.book, *sums).where(Tally.day.between(*span)).group_by(Tally.book)
    found = {book: Done(*told) for book, *told in fetch(db, query) if book in kept}
    if left := frozenset(one.id for one in books.books(db)) - kept.keys():
        found |= _walked(db, left, *span)
    return found


def _walked(db: pw.Database, some: frozenset[int], first: str, last: str) -> dict[int, Done]:
    """The same of these books, from all that is written in them."""
    met, lent = _met(db, first, last), _lending(db, first, last)
    worked, none = _worked(db, first, last), (0, 0)
    found = {}
    for book in some & (met.keys() | lent.keys() | worked.keys()):
        moved = lent.get(book, {})
        found[book] = Done(
            *met.get(book, (0, 0, 0)),
            *moved.get(GIVEN, none),
            moved.get(REPAID, none)[1],
            moved.get(WRITTEN_OFF, none)[1],
            *worked.get(book, none),
        )
    return found


def _lending(db: pw.Database, first: str, last: str) -> dict[int, dict[str, tuple[int, int]]]:
    """How many entries about each book's loans, and their sum, by kind."""
    query = (
        Entry.select(Entry.book, Entry.kind, pw.fn.COUNT(Entry.amount), pw.fn.SUM(Entry.amount))
        .where(
            Entry.loan > 0,
            Entry.kind << (GIVEN, REPAID, WRITTEN_OFF),
            Entry.day.between(first, last),
            Entry.reversed_by == 0,
        )
        .group_by(Entry.book, Entry.kind)
    )
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for book, kind, many, amount in fetch(db, query):
        found.setdefault(book, {})[kind] = (int(many), int(amount))
    return found


def _worked(db: pw.Database, first: str, last: str) -> dict[int, tuple[int, int]]:
    """Minutes of work that nobody paid, and that were paid, in each book."""
    spent = Work.minutes * Work.people
    unpaid = pw.fn.SUM(pw.Case(None, ((Work.paid == 0, spent),), 0))
    query = Work.select(Work.book, unpaid, pw.fn.SUM(spent)).where(Work.day.between(first, last))
    rows = fetch(db, query.group_by(Work.book))
    return {book: (int(free), int(every) - int(free)) for book, free, every in rows}


def _met(db: pw.Database, first: str, last: str) -> dict[int, tuple[int, int, int]]:
    """Meetings of each book, who came to them, and who could have."""
    held = Meeting.select(Meeting.book, pw.fn.COUNT(Meeting.meeting))
    held = held.where(Meeting.day.between(first, last)).group_by(Meeting.book)
    came = pw.fn.SUM(pw.Case(None, ((Attendance.mark << ATTENDED, 1),), 0))
    marks = (
        Attendance.select(Attendance.book, came, pw.fn.COUNT(Attendance.member))
        .join(
            Meeting,
            on=((Meeting.book == Attendance.book) & (Meeting.meeting == Attendance.meeting)),
        )
        .where(Meeting.day.between(first, last))
        .group_by(Attendance.book)
    )
    marked = {book: (int(here), int(every)) for book, here, every in fetch(db, marks)}
    return {book: (int(many), *marked.get(book, (0, 0))) for book, many in fetch(db, held)}


def houses(db: pw.Database, last: str, steps: Sequence[str]) -> Mapping[int, Mapping[str, int]]:
    """In each book, of how many members a house (or its plot) had come to these steps by a day."""
    query = (
        HouseStep.select(HouseStep.book, HouseStep.step, pw.fn.COUNT(HouseStep.member.distinct()))
        .where(HouseStep.day <= last, HouseStep.step << list(steps))
        .group_by(HouseStep.book, HouseStep.step)
    )
    found: dict[int, dict[str, int]] = {}
    for book, step, many in fetch(db, query):
        found.setdefault(book, {})[step] = int(many)
    return found


@dataclass(frozen=True, slots=True)
class Movement:
    """Members of some books when a span began, and who joined and left in it."""

    at_start: int
    joined: int
    left: int


def movement(db: pw.Database, here: Sequence[int], first: str, last: str) -> Movement:
    """Who was there on the day before the span, and who came and went in it."""
    still = (Member.left_on == "") | (Member.left_on >= first)
    tests = (
        (Member.joined_on < first) & still,
        Member.joined_on.between(first, last),
        (Member.left_on != "") & Member.left_on.between(first, last),
    )
    sums = [pw.fn.SUM(pw.Case(None, ((test, 1),), 0)) for test in tests]
    ((were, joined, left),) = fetch(db, Member.select(*sums).where(Member.book << list(here)))
    return Movement(int(were or 0), int(joined or 0), int(left or 0))
