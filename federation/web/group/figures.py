"""How the group is doing: charts with their tables, and every figure with how it is reckoned."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from federation.core.grades import Grade, WomenLed
from federation.core.indicators import Indicator
from federation.i18n import day, gettext, money, number, word
from federation.reports import charts
from federation.reports.indicators import Figures, evidence, figures_of, shown
from federation.reports.table import Span
from federation.store.queries import group
from federation.store.queries.loans import AgeRow

from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..shared import pictures
from ..today import today
from .common import OFFICERS, own_book

SHOWN_MEETINGS = 12
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as the page shows it: its words, its value, how it is reckoned and from what."""

    code: str
    value: str
    evidence: str
    points: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage(Page):
    """Figures over a span of days, their charts as SVG made here."""

    template: ClassVar[str] = "group/figures.html"
    first: str
    last: str
    grade: Grade
    grade_told: tuple[Told, ...]
    led: WomenLed
    led_told: tuple[Told, ...]
    told: tuple[Told, ...]
    money: pictures.Money
    savings: pictures.Drawn
    ages: Rows
    ages_chart: Markup
    meetings: Rows
    meetings_chart: Markup


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/figures", view_func=figures)


@allow(*OFFICERS)
def figures() -> ResponseReturnValue:
    """The last twelve months."""
    own = node().settings
    with store().reading() as db:
        book = own_book(db)
        rules = group.rules(db, book, own.share_price_minor)
        found = figures_of(db, book, Span(), today(), rules)
        money_now = pictures.money_of(db, book)
    return render(_page(found, money_now))


def _told(one: Indicator, points: int | None = None) -> Told:
    return Told(one.code, shown(one), evidence(one), points)


def _page(found: Figures, money_now: pictures.Money) -> FiguresPage:
    held = found.meetings[-SHOWN_MEETINGS:]
    seen = tuple((one.day, one.present, one.members) for one in held)
    ages = tuple(found.portfolio.rows)
    return FiguresPage(
        first=found.first,
        last=found.last,
        grade=found.grade,
        grade_told=tuple(_told(test, points) for test, points in found.grade.tests),
        led=found.led,
        led_told=tuple(_told(one) for one in found.led.places),
        told=tuple(_told(one) for one in found.indicators),
        money=money_now,
        savings=pictures.savings(found.savings),
        ages=tuple(
            (word(row.age or "none", "late"), number(row.loans), money(row.outstanding_minor))
            for row in ages
        ),
        ages_chart=_ages(ages),
        meetings=tuple((day(told), number(here), number(of)) for told, here, of in seen[::-1]),
        meetings_chart=_attendance(seen),
    )


# What `charts` gives back is escaped there: attributes and texts of its own making.


def _ages(rows: tuple[AgeRow, ...]) -> Markup:
    if not any(row.outstanding_minor for row in rows):
        return Markup("")
    bars = [charts.Bar(word(row.age or "none", "late"), (row.outstanding_minor,)) for row in rows]
    return Markup(charts.bars("ages", gettext("Loans by how late they are"), bars))  # noqa: S704


def _attendance(seen: tuple[tuple[str, int, int], ...]) -> Markup:
    points = [charts.Point(day(told), here) for told, here, _ in seen]
    most = max((members for _, _, members in seen), default=0)
    made = charts.columns("attendance", gettext("Who came to the meetings"), points, whole=most)
    return Markup(made)  # noqa: S704
