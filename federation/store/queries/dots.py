"""Savings as dots: one for each meeting, or each week, and whether she saved since the one before.

What is saved on a collector's round counts for the meeting after it, so that somebody who saves a
little every day is not shown as if she did not.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Final

import peewee as pw

from ..database import marks
from ..tables import Meeting, Member

WEEK: Final = timedelta(days=7)
_SAVED: Final = ("savings-received", "shares-bought")
_ABSENT: Final = "absent"


class State(Enum):
    """What a dot says."""

    SAVED = "saved"
    NOT = "not"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Dot:
    """A meeting's day (or the last day of a week), and what she saved up to it in minor units."""

    day: str
    state: State
    saved_minor: int


@dataclass(frozen=True, slots=True)
class Dots:
    """The newest last. `by_week`: there are no meetings, and each dot is a week."""

    dots: tuple[Dot, ...]
    by_week: bool = False

    def count(self, state: State) -> int:
        """How many dots say so."""
        return sum(1 for one in self.dots if one.state is state)


def of_members(
    db: pw.Database, book: int, numbers: Collection[int], until: str, most: int
) -> Mapping[int, Dots]:
    """Dots of several members up to a day, at most so many each, while they were members.

    A meeting that is still going on has a dot once she saved in it.
    """
    if not numbers:
        return MappingProxyType({})
    held = (
        Meeting.select(Meeting.meeting, Meeting.day, Meeting.closed_seq)
        .where(Meeting.book == book, Meeting.day <= until)
        .order_by(Meeting.day.desc(), Meeting.meeting.desc())
        .limit(most + 2)
        .tuples()
        .execute(db)
    )
    rows = list(held)[::-1]
    meetings = [(number, day) for number, day, _ in rows]
    running = rows[-1][1] if rows and not rows[-1][2] else ""
    here = {
        number: (joined, left)
        for number, joined, left in Member.select(Member.member, Member.joined_on, Member.left_on)
        .where(Member.book == book, Member.member.in_(list(numbers)))
        .tuples()
        .execute(db)
    }
    ends = [day for _, day in meetings] or _weeks(until, most + 2)
    begins = ends[0] if len(ends) > most + 1 else ""
    saved = _saved(db, book, numbers, begins)
    absent = _absent(db, book, numbers, [number for number, _ in meetings])
    told = {}
    for number in numbers:
        sums = _summed(saved.get(number, ()), ends)
        away = {day for at, day in meetings if (at, number) in absent}
        joined, left = here.get(number, ("", ""))
        first = min((joined, *(day for day, _ in saved.get(number, ()))))
        # A meeting that goes on counts once she has saved in it, and takes nobody's place before.
        over = ends if not running or running in sums else ends[:-1]
        shown = [
            Dot(day, _state(sums.get(day, 0), day in away), sums.get(day, 0))
            for day in over[-most:]
            if day >= first and (not left or day <= left)
        ]
        if not meetings:
            shown = shown[next((at for at, one in enumerate(shown) if one.saved_minor), most) :]
        told[number] = Dots(tuple(shown), not meetings)
    return MappingProxyType(told)


def of_member(db: pw.Database, book: int, number: int, until: str, most: int) -> Dots:
    """Dots of one member."""
    return of_members(db, book, (number,), until, most)[number]


def _state(saved_minor: int, is_away: bool) -> State:  # noqa: FBT001 - two plain facts
    if saved_minor:
        return State.SAVED
    return State.AWAY if is_away else State.NOT


def _weeks(until: str, many: int) -> list[str]:
    """The last days of so many weeks."""
    last = date.fromisoformat(until)
    return [(last - WEEK * back).isoformat() for back in range(many - 1, -1, -1)]


def _summed(lines: Collection[tuple[str, int]], ends: list[str]) -> dict[str, int]:
    """What was saved up to each end, since the one before; what came later counts for none."""
    sums: dict[str, int] = {}
    for day, minor in lines:
        at = bisect_left(ends, day)
        if at < len(ends):
            sums[ends[at]] = sums.get(ends[at], 0) + minor
    return sums


def _saved(
    db: pw.Database, book: int, numbers: Collection[int], after: str
) -> dict[int, list[tuple[str, int]]]:
    """Day and amount of what each saved after a day, without what was taken back."""
    words = (
        "SELECT member, day, amount FROM entry WHERE book = ? AND reversed_by = 0 AND day > ?"  # noqa: S608 - marks alone
        f" AND kind IN ({marks(_SAVED)}) AND member IN ({marks(numbers)}) ORDER BY seq"
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for member, day, minor in (
        db.connection().execute(words, (book, after, *_SAVED, *numbers)).fetchall()
    ):
        found.setdefault(member, []).append((day, int(minor)))
    return found


def _absent(
    db: pw.Database, book: int, numbers: Collection[int], meetings: list[int]
) -> set[tuple[int, int]]:
    """Meeting and member, where somebody was away and sent nobody."""
    if not meetings:
        return set()
    words = (
        "SELECT meeting, member FROM attendance WHERE book = ? AND mark = ?"  # noqa: S608 - marks
        f" AND meeting IN ({marks(meetings)}) AND member IN ({marks(numbers)})"
    )
    rows = db.connection().execute(words, (book, _ABSENT, *meetings, *numbers)).fetchall()
    return {(meeting, member) for meeting, member in rows}
