"""Hours and meetings of groups: sums over people, never one person's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.core.terms import ATTENDED

from ..database import fetch
from ..tables import Attendance, Meeting, Member, Work

TENTH: Final = 10
FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Burden:
    """What a group gave in a span of days. Minutes; `workers`: members who worked at all.

    `worked_minutes`: unpaid ones of members; `women_minutes`: of them those of women,
    `most_minutes`: those of the tenth of the workers who worked most. None where either side of
    such a part is of fewer than `FEW` people, so that nobody's own hours are told. `attended`: how
    often somebody came to a meeting.
    """

    book: int
    members: int
    workers: int
    unpaid_minutes: int
    worked_minutes: int
    paid_minutes: int
    women_minutes: int | None
    most_minutes: int | None
    meetings: int
    attended: int


def burden(db: pw.Database, book: int, first: str = "", last: str = "") -> Burden:
    """The burden of one group from day to day, both inclusive; "" leaves a side open."""
    unpaid = _by_member(db, book, first, last, paid=0)
    paid = _by_member(db, book, first, last, paid=1)
    women = _women(db, book)
    of_members = {who: minutes for who, minutes in unpaid.items() if who}
    of_women = [minutes for who, minutes in of_members.items() if who in women]
    meetings = _meetings(db, book, first, last)
    return Burden(
        book=book,
        members=_members(db, book),
        workers=len(of_members),
        unpaid_minutes=sum(unpaid.values()),
        paid_minutes=sum(paid.values()),
        worked_minutes=sum(of_members.values()),
        women_minutes=_part(of_women, len(of_members)),
        most_minutes=_part(_tenth(of_members.values()), len(of_members)),
        meetings=len(meetings),
        attended=_attended(db, book, meetings),
    )


def minutes_for(
    db: pw.Database, book: int, wanted: Sequence[str], first: str = "", last: str = ""
) -> int:
    """Unpaid minutes that a group worked for these requests, from day to day."""
    worked = Work.select(pw.fn.SUM(Work.minutes * Work.people)).where(
        Work.book == book, Work.request << list(wanted), Work.paid == 0, Work.day >= first
    )
    if last:
        worked = worked.where(Work.day <= last)
    ((minutes,),) = fetch(db, worked)
    return int(minutes or 0)


def _tenth(minutes: Iterable[int]) -> Sequence[int]:
    """The minutes of the tenth who worked most."""
    ordered = sorted(minutes, reverse=True)
    return ordered[: len(ordered) // TENTH]


def _part(minutes: Sequence[int], workers: int) -> int | None:
    """The sum, if there are enough people in it and beside it."""
    return sum(minutes) if min(len(minutes), workers - len(minutes)) >= FEW else None


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
    found = Member.select(pw.fn.COUNT(Member.member)).where(
        Member.book == book, Member.left_on == ""
    )
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
    came = Attendance.select(pw.fn.COUNT(Attendance.member)).where(
        Attendance.book == book,
        Attendance.mark << list(ATTENDED),
        Attendance.meeting >= min(meetings),
        Attendance.meeting <= max(meetings),
    )
    ((count,),) = fetch(db, came)
    return int(count)
