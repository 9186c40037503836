"""What many groups have and did, by book: never a member, never a query for each group.

Money in minor units. `first` and `last` are days, both inclusive; "" leaves that side open. The
sums of accounts are in `figures.book_sums`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.core.accounts import ACCOUNTS
from federation.core.terms import ATTENDED

from ..database import fetch
from ..tables import Attendance, Entry, HouseStep, Meeting, Member, Month, Request, Work
from . import figures
from .figures import Heads

GIVEN: Final = "loan-disbursed"
REPAID: Final = "loan-principal-repaid"
WRITTEN_OFF: Final = "loan-written-off"


@dataclass(frozen=True, slots=True)
class Lending:
    """Loans that were paid out in a span, and what was repaid and written off in it."""

    loans: int = 0
    given: int = 0
    repaid: int = 0
    written_off: int = 0


@dataclass(frozen=True, slots=True)
class Meetings:
    """Meetings of a span; how often somebody came, of how often she could have."""

    meetings: int = 0
    attended: int = 0
    expected: int = 0


def accounts(
    db: pw.Database, books: Sequence[int], first: str = "", last: str = ""
) -> Mapping[int, Mapping[str, int]]:
    """Each account of each book, on its own side."""
    found: dict[int, dict[str, int]] = {}
    for book, account, _, amount in figures.book_sums(db, books, first, last):
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
    query = Month.select(Month.book, pw.fn.MIN(Month.month)).group_by(Month.book)
    return dict(fetch(db, query))


def first_day(db: pw.Database) -> str:
    """The oldest day of any money (the first of its month) or request here; "": there is none."""
    ((month,),) = fetch(db, Month.select(pw.fn.MIN(Month.month)))
    ((raised,),) = fetch(db, Request.select(pw.fn.MIN(Request.raised_on)))
    return min((one for one in (f"{month}-01" if month else "", raised) if one), default="")


def savings_by_month(db: pw.Database, books: Sequence[int]) -> Mapping[str, int]:
    """What members' savings and shares moved in each month, in the order of months."""
    query = (
        Month.select(Month.month, pw.fn.SUM(Month.amount))
        .where(Month.book << list(books), Month.account << list(figures.ON_SIDE_OF_MEMBERS))
        .group_by(Month.month)
        .order_by(Month.month)
    )
    return {month: -int(amount) for month, amount in fetch(db, query)}


def lending(db: pw.Database, first: str, last: str) -> Mapping[int, Lending]:
    """What each book's loans did in a span, without what was taken back."""
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
    none = (0, 0)
    return {
        book: Lending(
            *told.get(GIVEN, none), told.get(REPAID, none)[1], told.get(WRITTEN_OFF, none)[1]
        )
        for book, told in found.items()
    }


def worked(db: pw.Database, first: str, last: str) -> Mapping[int, tuple[int, int]]:
    """Minutes of work that nobody paid, and that were paid, in each book."""
    spent = Work.minutes * Work.people
    unpaid = pw.fn.SUM(pw.Case(None, ((Work.paid == 0, spent),), 0))
    query = Work.select(Work.book, unpaid, pw.fn.SUM(spent)).where(Work.day.between(first, last))
    rows = fetch(db, query.group_by(Work.book))
    return {book: (int(free), int(every) - int(free)) for book, free, every in rows}


def met(db: pw.Database, first: str, last: str) -> Mapping[int, Meetings]:
    """Meetings of each book, and who came to them."""
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
    return {book: Meetings(int(many), *marked.get(book, (0, 0))) for book, many in fetch(db, held)}


def houses(db: pw.Database, last: str) -> Mapping[int, Mapping[str, int]]:
    """In each book, of how many members a house (or its plot) had come to each step by a day."""
    query = (
        HouseStep.select(HouseStep.book, HouseStep.step, pw.fn.COUNT(HouseStep.member.distinct()))
        .where(HouseStep.day <= last)
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


def movement(db: pw.Database, books: Sequence[int], first: str, last: str) -> Movement:
    """Who was there on the day before the span, and who came and went in it."""
    still = (Member.left_on == "") | (Member.left_on >= first)
    tests = (
        (Member.joined_on < first) & still,
        Member.joined_on.between(first, last),
        (Member.left_on != "") & Member.left_on.between(first, last),
    )
    sums = [pw.fn.SUM(pw.Case(None, ((test, 1),), 0)) for test in tests]
    ((were, joined, left),) = fetch(db, Member.select(*sums).where(Member.book << list(books)))
    return Movement(int(were or 0), int(joined or 0), int(left or 0))
