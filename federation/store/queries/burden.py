"""Hours and meetings of groups: sums over people, never one person's own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import peewee as pw

from ..database import fetch
from ..tables import Work
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
    worked, members, met = _worked(db, days), groups.heads(db), groups.done(db, *days)
    found = {}
    for book in books:
        every = worked.get(book, ())
        unpaid = [one for one in every if one.is_unpaid]
        of_members = [one.unpaid for one in unpaid if one.member]
        of_women = [one.unpaid for one in unpaid if one.member and one.is_woman]
        people, seen = members.get(book), met.get(book)
        found[book] = Burden(
            book=book,
            members=people.members if people else 0,
            workers=len(of_members),
            unpaid_minutes=sum(one.unpaid for one in unpaid),
            paid_minutes=sum(one.paid for one in every),
            worked_minutes=sum(of_members),
            women_minutes=_part(of_women, len(of_members)),
            most_minutes=_part(_tenth(of_members), len(of_members)),
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


class _Worker(NamedTuple):
    """Minutes of a member; number 0 stands for people who are not members."""

    member: int
    is_unpaid: int
    unpaid: int
    paid: int
    is_woman: int


def _worked(db: pw.Database, days: tuple[str, str]) -> dict[int, list[_Worker]]:
    """Everybody who worked in each book."""
    found: dict[int, list[_Worker]] = {}
    for book, *told in db.connection().execute(_WORKERS, days).fetchall():
        found.setdefault(book, []).append(_Worker(*told))
    return found


_WORKERS: Final = (
    "SELECT work.book, work.member, max(CASE WHEN paid = 0 THEN 1 ELSE 0 END),"
    " sum(CASE WHEN paid = 0 THEN minutes * people ELSE 0 END),"
    " sum(CASE WHEN paid = 0 THEN 0 ELSE minutes * people END),"
    " max(CASE WHEN gender = 'f' THEN 1 ELSE 0 END)"
    " FROM work LEFT JOIN member ON member.book = work.book AND member.member = work.member"
    " WHERE day BETWEEN ? AND ? GROUP BY work.book, work.member"
)
