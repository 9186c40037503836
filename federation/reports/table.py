"""A report: one typed table for people and spreadsheets, and a plain shape for programs.

Money is integer minor units everywhere in here; only the renderers write it as people do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from federation.i18n import word

Cell = str | int | bool | None
"""None in a column of counts or money: kept private."""


class Kind(Enum):
    """How a column is read, and so how it is written. CODE: for programs, shown to nobody."""

    TEXT = auto()
    CODE = auto()
    DAY = auto()
    COUNT = auto()
    MONEY = auto()
    YES = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """`name` stands over it for programs (a code), `title` wherever people read it (in words).

    `words`: its cells are codes of that area of `i18n.word`; people read the words.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    words: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of one column of a report's rows, beside the first column's words.

    `over_time`: the rows follow each other in time, and are joined by a line; else bars.
    """

    title: str
    column: int
    over_time: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was made. `sums`: the last row, or (). `plain`: as the JSON says it.

    One of several tables of a report has a `table` (its code); `sentence` says what it shows.
    `office`, `time` and `place` say in words whose figures they are (`spans.headed` puts them in).
    `note` explains words of it, under the last table; there whoever is in `signed` signs.
    """

    name: str
    title: str
    about: str
    currency: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    plain: Mapping[str, object]
    sums: tuple[Cell, ...] = ()
    table: str = ""
    sentence: str = ""
    chart: Chart | None = None
    office: str = ""
    time: str = ""
    place: str = ""
    note: str = ""
    signed: tuple[str, ...] = ()

    @property
    def of(self) -> str:
        """Time and place in one line."""
        return " · ".join(one for one in (self.time, self.place) if one)


BARS_MIN: Final = 2
"""A chart of fewer compares nothing."""


def for_people(report: Report) -> Report:
    """The report without what only programs read: words for codes, a chart that shows something."""
    kept = [at for at, one in enumerate(report.columns) if one.kind is not Kind.CODE]
    columns = tuple(report.columns[at] for at in kept)

    def read(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        pairs = zip(columns, (row[at] for at in kept), strict=True)
        return tuple(
            word(cell, one.words) if one.words and isinstance(cell, str) else cell
            for one, cell in pairs
        )

    return replace(
        report,
        columns=columns,
        rows=tuple(read(row) for row in report.rows),
        sums=read(report.sums) if report.sums else (),
        chart=_shown(report, kept),
    )


def _shown(report: Report, kept: list[int]) -> Chart | None:
    chart = report.chart
    if chart is None:
        return None
    told = [one for one in (row[chart.column] for row in report.rows) if isinstance(one, int)]
    is_empty = len(told) < BARS_MIN or not any(told)
    return None if is_empty else replace(chart, column=kept.index(chart.column))


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last, both inclusive; "" leaves a side open.

    `place`: of the groups that live in the place of that code alone; "": of all of them.
    """

    first: str = ""
    last: str = ""
    place: str = ""

    def holds(self, day: str) -> bool:
        """Whether a day lies in it."""
        return day >= self.first and (not self.last or day <= self.last)
