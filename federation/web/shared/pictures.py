"""Pictures of figures, each with the rows of its table: what `macros/charts.html` shows.

What `federation.reports` draws is escaped there: attributes and texts of its own making.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from federation.core import ladders
from federation.core.rules.households import STEPS
from federation.core.rules.stages import is_open
from federation.core.rules.turns import OURS
from federation.core.scorecards import Change
from federation.i18n import day, gettext, money, month, number, word
from federation.reports import charts, clock, rungs
from federation.reports.whereabouts import Whereabouts, of_sums
from federation.store import Database
from federation.store.queries import figures, homes_since
from federation.store.queries.clocks import turns_of
from federation.store.queries.homes_since import Since
from federation.store.queries.requests import RequestView

from ..today import today

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart ("": there is nothing to show), and the rows of the table under it."""

    chart: Markup
    rows: Rows


@dataclass(frozen=True, slots=True)
class Money:
    """Whose a group's money is and where it is, drawn."""

    told: Whereabouts
    chart: Markup


@dataclass(frozen=True, slots=True)
class Ladder:
    """How homes changed: `area` of the words for the rungs, the days of the two, the chart."""

    title: str
    area: str
    rungs: tuple[rungs.Rung, ...]
    first: str
    last: str
    chart: Markup


def money_of(db: Database, book: int) -> Money:
    """Of one book, as it stands now."""
    told = of_sums(one[1:] for one in figures.book_sums(db, (book,)))
    return Money(told, Markup(told.chart))  # noqa: S704


def savings(line: Sequence[tuple[str, int]]) -> Drawn:
    """What members had saved at the end of each month (months, minor units); the last row first."""
    points = [charts.Point(month(told), total) for told, total in line]
    drawn = charts.line("savings", gettext("Savings of all members"), points)
    rows = tuple((month(told), money(total)) for told, total in line[::-1])
    return Drawn(Markup(drawn), rows)  # noqa: S704


def ladders_of(db: Database, books: Sequence[int]) -> tuple[Ladder, ...]:
    """Toilets and houses before and after; those of which nothing was told anew are left out."""
    toilets, houses = homes_since.toilets(db, books), homes_since.houses(db, books)
    made = (
        _ladder(
            *("toilets", gettext("Toilets, before and after"), "rung"),
            toilets,
            ladders.SANITATION_RUNGS,
        ),
        _ladder(
            *("houses", gettext("Houses, before and after"), "house-step"),
            houses,
            STEPS[::-1],
        ),
    )
    return tuple(one for one in made if one is not None)


def _ladder(name: str, title: str, area: str, since: Since, order: Sequence[str]) -> Ladder | None:
    if not since.anew:
        return None
    found = rungs.compared(since.before, since.after, order)
    drawn = rungs.chart(name, title, found, area)
    return Ladder(title, area, found, since.first, since.last, Markup(drawn))  # noqa: S704


def turns(view: RequestView, ours: str, theirs: str) -> Drawn:
    """Whose turn it was from day to day; the newest row first."""
    some = turns_of(view)
    last = some[-1].day if some and not is_open(view.stage) else today()
    found = clock.spans(some, last)
    drawn = clock.chart("turns", gettext("Whose turn it was"), found, ours, theirs)
    rows = tuple(
        (day(one.first), day(one.last), ours if one.whose == OURS else theirs, number(one.days))
        for one in found[::-1]
    )
    return Drawn(Markup(drawn), rows)  # noqa: S704


def change(found: Change | None) -> Drawn:
    """What changed by a request's own measure: as it was, as it is now, as it was asked for.

    The same three figures that stand on the page in words; nothing is drawn where they are not.
    """
    if found is None or found.now is None:
        return Drawn(Markup(""), ())
    told = (
        (gettext("Before"), found.before),
        (gettext("Now"), found.now),
        (gettext("Asked for"), found.target),
    )
    drawn = charts.bars(
        "change",
        word(found.measure, "measure"),
        [charts.Bar(label, (value,)) for label, value in told],
        charts.Unit.COUNT,
    )
    return Drawn(Markup(drawn), tuple((label, number(value)) for label, value in told))  # noqa: S704
