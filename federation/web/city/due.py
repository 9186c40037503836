"""What the city owes next in each request, and by when; the same rule on every page of the city.

The order of a list follows days and ids alone, never a figure: a figure that is kept private must
not be told by its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from federation.core.agreements import CITY
from federation.core.days import days_between
from federation.core.names import fold
from federation.core.rules.turns import THEIRS
from federation.store.queries.requests import RequestView

from .common import Listed

PROMISE: Final = "promise"
# After these answers the day that was named in them is the next thing that the city owes.
_NAMES_A_DAY: Final = ("visit", "decide", "defer")
NO_DAY: Final = "9999"
LATE, SOON, LATER = "late", "soon", "later"
WHEN: Final = (LATE, SOON, LATER)


@dataclass(frozen=True, slots=True)
class Duty:
    """What is due of the city (a code of the area `due`), by which day, and how late it is."""

    why: str
    due: str
    late_days: int


@dataclass(frozen=True, slots=True)
class Line:
    """A request that the city has to act on; `is_mine`: a department of the reader has it."""

    listed: Listed
    duty: Duty | None
    is_mine: bool = False

    @property
    def view(self) -> RequestView:
        """The request."""
        return self.listed.view

    @property
    def letter(self) -> str:
        """The last answer, or ""."""
        return self.view.answers[-1].answer if self.view.answers else ""


@dataclass(frozen=True, slots=True)
class Due:
    """What is late, what is due by the council's next sitting, and the rest of the city's turns."""

    late: tuple[Line, ...]
    soon: tuple[Line, ...]
    later: tuple[Line, ...]


def duty(one: Listed, today: str) -> Duty | None:
    """The first thing that the city owes in a request, or None."""
    found = [Duty(due.why, due.due, due.late_days) for due in one.clocks.due if due.whose == THEIRS]
    last = one.view.answers[-1] if one.view.answers else None
    if last and last.by and last.verb in _NAMES_A_DAY and one.clocks.runs == THEIRS:
        found.append(Duty(last.verb, last.by, days_between(last.by, today)))
    found += [
        Duty(PROMISE, clause.by, clause.late_days)
        for view in (one.view, *one.view.before)  # what was promised to one of several stays owed
        for clause in view.agreement(today).clauses
        if clause.side == CITY and clause.is_open and clause.by
    ]
    return min(found, key=lambda due: (due.due, due.why), default=None)


def lines(some: Iterable[Listed], today: str, own: Iterable[str] = ()) -> tuple[Line, ...]:
    """The open requests in which the city owes something, or it is its turn.

    Those of `own` departments come first, then by day.
    """
    mine = {fold(one) for one in own}
    found = [
        Line(one, duty(one, today), fold(department(one.view)) in mine)
        for one in some
        if one.is_open
    ]
    found = [one for one in found if one.duty or one.listed.clocks.runs == THEIRS]
    return tuple(sorted(found, key=_place))


def department(view: RequestView) -> str:
    """The department that was named last; "": none was."""
    return next((one.department for one in reversed(view.answers) if one.department), "")


def _place(one: Line) -> tuple[bool, str, str, str]:
    day = one.duty.due if one.duty else NO_DAY
    return not one.is_mine, day, one.view.raised_on, one.view.request


def sort(some: Iterable[Line], sitting: str) -> Due:
    """By when each is due; `sitting`: the day of the council, or ""."""
    parts: dict[str, list[Line]] = {when: [] for when in WHEN}
    for one in some:
        parts[_when(one, sitting)].append(one)
    return Due(**{when: tuple(found) for when, found in parts.items()})


def _when(one: Line, sitting: str) -> str:
    if one.duty and one.duty.late_days:
        return LATE
    return SOON if one.duty and one.duty.due <= sitting else LATER
