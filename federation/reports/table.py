"""A report: one typed table for people and spreadsheets, and a plain shape for programs.

Money is integer minor units everywhere in here; only the renderers write it as people do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

Cell = str | int | bool | None
"""None in a column of counts or money: kept private."""


class Kind(Enum):
    """How a column is read, and so how it is written."""

    TEXT = auto()
    DAY = auto()
    COUNT = auto()
    MONEY = auto()
    YES = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """`name` stands over it in a spreadsheet (a code), `title` on a page (in words)."""

    name: str
    title: str
    kind: Kind = Kind.TEXT


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
