"""Hours and meetings of groups: sums over people, never one person's own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import peewee as pw

from ..database import fetch
from ..tables import Member, Work
from . import groups

TENTH: Final = 10
FEW: Final = 5
LAST: Final = "9999-12-31"


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


def burdens(
    db: pw.Database, books: Sequence[int], first: str = "", last: str = ""
) -> Mapping[int, Burden]:
    """The burden of each group from day to day, both inclusive; "" leaves a side open."""
    days = (first, last or LAST)
    unpaid, paid = (_by_member(db, days, paid=one) for one in (0, 1))
    women, members, met = _women(db), groups.heads(db), groups.done(db, *days)
    found = {}
    for book in books:
        every = unpaid.get(book, {})
        of_members = {who: minutes for who, minutes in every.items() if who}
        of_women = [minutes for who, minutes in of_members.items() if (book, who) in women]
        people, seen = members.get(book), met.get(book)
        found[book] = Burden(
            book=book,
            members=people.members if people else 0,
            workers=len(of_members),
            unpaid_minutes=sum(every.values()),
            paid_minutes=sum(paid.get(book, {}).values()),
            worked_minutes=sum(of_members.values()),
            women_minutes=_part(of_women, len(of_members)),
            most_minutes=_part(_tenth(of_members.values()), len(of_members)),
            meetings=seen.meetings if seen else 0,
            attended=seen.attended if seen else 0,
        )
    return found


def minutes_for(db: pw.Database, first: str = "", last: str = "") -> Mapping[tuple[int, str], int]:
    """Unpaid minutes that each group (its book) worked for each request, from day to day."""
    worked = Work.select(Work.book, Work.request, pw.fn.SUM(Work.minutes * Work.people)).where(
        Work.request != "", Work.paid == 0, Work.day.between(first, last or LAST)
    )
    rows = fetch(db, worked.group_by(Work.book, Work.request))
    return {(book, request): int(minutes) for book, request, minutes in rows}


def _tenth(minutes: Iterable[int]) -> Sequence[int]:
    """The minutes of the tenth who worked most."""
    ordered = sorted(minutes, reverse=True)
    return ordered[: len(ordered) // TENTH]


def _part(minutes: Sequence[int], workers: int) -> int | None:
    """The sum, if there are enough people in it and beside it."""
    return sum(minutes) if min(len(minutes), workers - len(minutes)) >= FEW else None


def _by_member(db: pw.Database, days: tuple[str, str], *, paid: int) -> dict[int, dict[int, int]]:
    """Minutes by book and member; number 0 stands for people who are not members."""
    worked = Work.select(Work.book, Work.member, pw.fn.SUM(Work.minutes * Work.people)).where(
        Work.paid == paid, Work.day.between(*days)
    )
    found: dict[int, dict[int, int]] = {}
    for book, who, minutes in fetch(db, worked.group_by(Work.book, Work.member)):
        found.setdefault(book, {})[who] = int(minutes)
    return found


def _women(db: pw.Database) -> frozenset[tuple[int, int]]:
    """Book and number of every woman who worked."""
    worked = Work.select(Work.book, Work.member).distinct()
    query = (
        Member.select(Member.book, Member.member)
        .join(worked, on=((worked.c.book == Member.book) & (worked.c.member == Member.member)))
        .where(Member.gender == "f")
    )
    return frozenset((book, who) for book, who in fetch(db, query))
