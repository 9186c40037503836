"""The time a report is of: periods to choose from, and the words for it on every sheet."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from federation.core import periods
from federation.core.days import months_later
from federation.core.periods import KINDS, Period, back_from, holding
from federation.i18n import day, gettext
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import groups, places

from .table import Report, Span

YEARS_BACK: Final = 10
"""No older periods are listed: a mistyped year would list hundreds."""


def periods_here(db: Database, node: Node) -> tuple[Period, ...]:
    """Periods back to the oldest money or request here, the newest of each kind first."""
    today = clock.today(db, node)
    oldest = months_later(date.fromisoformat(today), -12 * YEARS_BACK).isoformat()
    first = max(groups.first_day(db) or today, oldest)
    return tuple(one for kind in KINDS for one in back_from(holding(kind, today), first))


def when(period: Period, today: str = "") -> str:
    """The period in words: its code and its days; that it is not over by `today`."""
    return _unless_over(
        gettext(
            "%(period)s: %(first)s to %(last)s",
            period=period.code,
            first=day(period.first),
            last=day(period.last),
        ),
        period.last,
        today,
    )


def told(span: Span, today: str) -> str:
    """The days of a span in words, with the code of the period that they are, if they are one."""
    if not span.first:
        return gettext("up to %(day)s", day=day(min(span.last or today, today)))
    if not span.last:
        return gettext("from %(first)s to %(last)s", first=day(span.first), last=day(today))
    found = periods.of_days(span.first, span.last)
    if found:
        return when(found, today)
    days = gettext("from %(first)s to %(last)s", first=day(span.first), last=day(span.last))
    return _unless_over(days, span.last, today)


def _unless_over(words: str, last: str, today: str) -> str:
    if not today or last <= today:
        return words
    return gettext("%(time)s, not over yet: as of %(day)s", time=words, day=day(today))


def headed(
    db: Database, node: Node, span: Span, reports: Iterable[Report], everywhere: str = ""
) -> Iterator[Report]:
    """The reports with what stands at the head of a sheet: office, time and place in words.

    A report that is of another time than the span says so itself. `everywhere`: what is said
    where no place was asked for.
    """
    time = told(span, clock.today(db, node))
    place = places.tree(db).name(span.place) if span.place else everywhere
    for one in reports:
        yield replace(
            one, office=node.settings.name, time=one.time or time, place=one.place or place
        )
