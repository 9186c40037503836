"""Tables with a row for each region, whose last line is the whole country.

What a table shows is told in a sentence above it, in words for a meeting.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from federation.core.day_counts import half_even
from federation.i18n import gettext
from federation.node import Node

from .regions import Country, Figures
from .table import Cell, Chart, Column, Kind, Report

Take = Callable[[Figures, Figures], Cell]
"""A figure of what stands now and of what stood at the end of the period before."""

Part = tuple[Column, Take]


@dataclass(frozen=True, slots=True)
class Section:
    """One table: its code, heading and sentence, its columns, and which of them is drawn (-1)."""

    table: str
    title: str
    sentence: str
    parts: Sequence[Part]
    drawn: int = 0


def count(name: str, title: str, take: Take) -> Part:
    """A column of counts."""
    return Column(name, title, Kind.COUNT), take


def amount(name: str, title: str, take: Take) -> Part:
    """A column of money."""
    return Column(name, title, Kind.MONEY), take


def percent(part: int, whole: int) -> int | None:
    """A part in a hundred, half-even; None: of nothing."""
    return half_even(part * 100, whole) if whole else None


def report(name: str, node: Node, found: Country, section: Section) -> Report:
    """The table, with the sums of the country as its last line."""
    own, parts = node.settings, section.parts
    columns = (Column("region", gettext("Region")), *(column for column, _ in parts))
    rows = tuple(
        (one.name, *(take(one.now, one.before) for _, take in parts)) for one in found.regions
    )
    sums = (gettext("Together"), *(take(found.now, found.before) for _, take in parts))
    names = [column.name for column in columns]
    codes = [one.code or None for one in found.regions]
    return Report(
        name=name,
        title=section.title,
        about=own.name,
        currency=own.currency,
        columns=columns,
        rows=rows,
        plain={
            "table": section.table,
            "period": found.period.code,
            "from": found.period.first,
            "to": found.period.last,
            "rows": [
                {"code": code, **dict(zip(names, row, strict=True))}
                for code, row in zip(codes, rows, strict=True)
            ],
            "sums": dict(zip(names[1:], sums[1:], strict=True)),
            "currency": own.currency,
        },
        sums=sums,
        table=section.table,
        sentence=section.sentence,
        chart=Chart(section.title, section.drawn) if section.drawn > 0 else None,
    )


def trend(name: str, node: Node, found: Country) -> Report:
    """What members had saved at the end of each of the last twelve months."""
    own = node.settings
    columns = (
        Column("month", gettext("Month")),
        Column("savings", gettext("Saved by members"), Kind.MONEY),
    )
    return Report(
        name=name,
        title=gettext("Savings over a year"),
        about=own.name,
        currency=own.currency,
        columns=columns,
        rows=found.trend,
        plain={
            "table": "trend",
            "period": found.period.code,
            "rows": [{"month": month, "savings": total} for month, total in found.trend],
            "currency": own.currency,
        },
        table="trend",
        sentence=gettext("What all members together had saved when each month ended."),
        chart=Chart(gettext("Savings over a year"), 1, over_time=True),
    )
