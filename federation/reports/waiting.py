"""How long open requests wait, by settlement: where one waits longest first.

The same service comes sooner to one settlement than to another; who waits longest has to be seen.
These days are public dates of requests that the city has, never figures of people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from federation.core.figures import settlement_key
from federation.i18n import gettext
from federation.store.queries.clocks import clocks, waiting
from federation.store.queries.request_views import RequestView

from . import charts
from .asked import is_open_by


@dataclass(frozen=True, slots=True)
class Waited:
    """An open request that the city has: days it waited for the city, the city for its group."""

    settlement: str
    city: int
    group: int


@dataclass(frozen=True, slots=True)
class Row:
    """A settlement: its open requests; days the middle one and the longest waited, each side."""

    settlement: str
    requests: int
    city_middle: int
    city_longest: int
    group_middle: int
    group_longest: int


def of_requests(views: Iterable[RequestView], day: str) -> tuple[Waited, ...]:
    """Open requests that the city has on that day; of a joint one each part that still asks."""
    found: dict[str, Waited] = {}
    for one in views:
        for part in waiting(one) if is_open_by(one, day) else ():
            if "" < part.step_day("submitted") <= day:
                told = clocks(part, day)
                found[part.request] = Waited(part.settlement, told.them, told.us)
    return tuple(found.values())


def by_settlement(some: Iterable[Waited]) -> tuple[Row, ...]:
    """A row for each settlement; where one request waits longest for the city first.

    By the longest and not by the middle one: a new request never makes a place look served.
    """
    found: dict[str, list[Waited]] = {}
    for one in some:
        found.setdefault(settlement_key(one.settlement), []).append(one)
    rows = [_row(those) for _, those in sorted(found.items())]
    return tuple(sorted(rows, key=lambda row: (-row.city_longest, -row.city_middle)))


def _row(those: Sequence[Waited]) -> Row:
    city, group = [one.city for one in those], [one.group for one in those]
    return Row(
        min(one.settlement for one in those),
        len(those),
        middle(city),
        max(city),
        middle(group),
        max(group),
    )


def middle(days: Sequence[int]) -> int:
    """The middle one of these, whole; of an even number between the two in the middle."""
    ordered, half = sorted(days), len(days) // 2
    return ordered[half] if len(days) % 2 else (ordered[half - 1] + ordered[half]) // 2


def times(rows: Sequence[Row]) -> int | None:
    """How many times as long the longest wait of the first row is as of the last, in tenths.

    None where there is nothing to compare with, or nothing to tell apart.
    """
    least = rows[-1].city_longest if len(rows) > 1 else 0
    return rows[0].city_longest * 10 // least if 0 < least < rows[0].city_longest else None


def chart(rows: Sequence[Row]) -> str:
    """A bar for each settlement: dark to the middle request, lighter to the longest."""
    if not any(row.city_longest for row in rows):
        return ""
    bars = [
        charts.Bar(row.settlement, (row.city_middle, row.city_longest - row.city_middle))
        for row in rows
    ]
    return charts.bars(
        "waiting",
        gettext("Days that open requests wait for the city"),
        bars,
        charts.Unit.COUNT,
        names=(gettext("the request in the middle"), gettext("the one that waits longest")),
    )
