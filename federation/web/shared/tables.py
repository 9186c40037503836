"""Two-way tables of a release as a page shows them: settlements down, columns across."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from federation.core.disclosure import Protected
from federation.core.figures import ALL, BY_KIND, BY_RUNG
from federation.store.queries.requests import CellView

PRIVATE: Final = -1


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a table: households (-1: kept private), and how many requests it counts."""

    households: int
    requests: int

    @property
    def is_private(self) -> bool:
        """Whether it is hidden."""
        return self.households == PRIVATE


@dataclass(frozen=True, slots=True)
class Grid:
    """`name` of the table; `columns` are codes, `area` the area of their words; "all": the sum.

    A place of `rows` without a figure is None: nothing is asked there.
    """

    name: str
    area: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure | None, ...]], ...]


_Placed = tuple[str, str, Figure]


def _grid(name: str, area: str, placed: Iterable[_Placed]) -> Grid:
    figures = {(row, column): figure for row, column, figure in placed}
    columns = sorted({column for _, column in figures}, key=lambda one: (one == ALL, one))
    rows = sorted({row for row, _ in figures}, key=lambda one: (one == ALL, one))
    return Grid(
        name,
        area,
        tuple(columns),
        tuple((row, tuple(figures.get((row, column)) for column in columns)) for row in rows),
    )


def _figure(households: int | None, requests: int) -> Figure:
    return Figure(PRIVATE if households is None else households, requests)


def by_kind(told: Protected) -> Grid:
    """Settlement × kind of a release that is not frozen yet."""
    return _grid(
        BY_KIND,
        "need",
        (
            (one.settlement, one.kind, _figure(one.households, one.requests))
            for one in (*told.cells, *told.totals)
        ),
    )


def by_rung(told: Protected) -> Grid:
    """Settlement × rung of a release that is not frozen yet."""
    return _grid(
        BY_RUNG,
        "rung",
        (
            (one.settlement, one.rung, _figure(one.households, one.requests))
            for table in told.other
            if table.name == BY_RUNG
            for one in (*table.cells, *table.totals)
        ),
    )


def frozen(cells: Iterable[CellView]) -> tuple[Grid, ...]:
    """The tables of a frozen release: settlement × kind, then settlement × rung."""
    told = list(cells)
    return tuple(
        _grid(
            name,
            area,
            (
                (one.row, one.column, Figure(one.households, one.requests))
                for one in told
                if one.name == name
            ),
        )
        for name, area in ((BY_KIND, "need"), (BY_RUNG, "rung"))
        if any(one.name == name for one in told)
    )
