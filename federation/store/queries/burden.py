"""Hours and meetings of groups: sums over people, never one person's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.core.terms import ATTENDED

from ..database import fetch
from ..tables import Attendance, Meeting, Member, Work

TENTH: Final = 10


@dataclass(frozen=True, slots=True)
class Burden:
    """What a group gave in a span of days. Minutes; `workers`: members who worked at all.

    `women_minutes`: unpaid ones of women. `most_minutes`: unpaid ones of the tenth of the workers
    (one at least) who worked most, together. `attended`: how often somebody came to a meeting.
    """

    book: int
    members: int
    workers: int
    unpaid_minutes: int
    paid_minutes: int
    women_minutes: int
    most_minutes: int
    meetings: int
    attended: int


def burden(db: pw.Database, book: int, first: str = "", last: str = "") -> Burden:
    """The burden of one group from day to day, both inclusive; "" leaves a side open."""
    unpaid = _by_member(db, book, first, last, paid=0)
    paid = _by_member(db, book, first, last, paid=1)
    women = _women(db, book)
    of_members = {who: minutes for who, minutes in unpaid.items() if who}
    meetings = _meetings(db, book, first, last)
    return Burden(
        book=book,
        members=_members(db, book),
        workers=len(of_members),
        unpaid_minutes=sum(unpaid.values()),
        paid_minutes=sum(paid.values()),
        women_minutes=sum(minutes for who, minutes in of_members.items() if who in women),
        most_minutes=_of_the_tenth(sorted(of_members.values(), reverse=True)),
        meetings=len(meetings),
        attended=_attended(db, book, meetings),
    )


def minutes_for(db: pw.Database, books: Sequence[int], request: str) -> int:
    """Unpaid minutes that were worked for a request."""
    worked = Work.select(pw.fn.SUM(Work.minutes * Work.people)).where(
        Work.book << list(books), Work.request == request, Work.paid == 0
    )
    ((minutes,),) = fetch(db, worked)
    return int(minutes or 0)


def _of_the_tenth(ordered: Sequence[int]) -> int:
    return sum(ordered[: max(1, len(ordered) // TENTH)])


def _by_member(db: pw.Database, book: int, first: str, last: str, *, paid: int) -> dict[int, int]:
    """Minutes by member; number 0 stands for people who are not members."""
    worked = Work.select(Work.member, pw.fn.SUM(Work.minutes * Work.people)).where(
        Work.book == book, Work.paid == paid, Work.day >= first
    )
    if last:
        worked = worked.where(Work.day <= last)
    return {who: int(minutes) for who, minutes in fetch(db, worked.group_by(Work.member))}


def _women(db: pw.Database, book: int) -> frozenset[int]:
    found = Member.select(Member.member).where(Member.book == book, Member.gender == "f")
    return frozenset(who for (who,) in fetch(db, found))


def _members(db: pw.Database, book: int) -> int:
    found = Member.select(pw.fn.COUNT()).where(Member.book == book, Member.left_on == "")
    ((count,),) = fetch(db, found)
    return int(count)


def _meetings(db: pw.Database, book: int, first: str, last: str) -> list[int]:
    held = Meeting.select(Meeting.meeting).where(Meeting.book == book, Meeting.day >= first)
    if last:
        held = held.where(Meeting.day <= last)
    return [number for (number,) in fetch(db, held)]


def _attended(db: pw.Database, book: int, meetings: Sequence[int]) -> int:
    if not meetings:
        return 0
    came = Attendance.select(pw.fn.COUNT()).where(
        Attendance.book == book,
        Attendance.mark << list(ATTENDED),
        Attendance.meeting >= min(meetings),
        Attendance.meeting <= max(meetings),
    )
    ((count,),) = fetch(db, came)
    return int(count)
