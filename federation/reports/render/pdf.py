"""A report as a PDF: the paper that its table makes, set as every other paper is."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from federation.i18n import gettext
from federation.papers import paper as p
from federation.papers import pdf
from federation.reports.table import Cell, Column, Kind, Report

# With more columns than this the sheet is printed across.
UPRIGHT_COLUMNS_MAX: Final = 7
PRIVATE: Final = "…"
_KINDS: Final[Mapping[Kind, p.Kind]] = MappingProxyType(
    {Kind.DAY: p.Kind.DAY, Kind.COUNT: p.Kind.COUNT, Kind.MONEY: p.Kind.MONEY}
)


def render(reports: Sequence[Report]) -> bytes:
    """One PDF of all of them. Raises Refusal `pdf-needs-typst`."""
    return pdf.write(paper(reports))


def paper(reports: Sequence[Report]) -> p.Paper:
    """A single row as figures, rows as a table; several reports each under its own heading."""
    first = reports[0]
    across = any(_is_table(one) and len(one.columns) > UPRIGHT_COLUMNS_MAX for one in reports)
    return p.Paper(
        name=first.name,
        title=first.title,
        group=first.about,
        day="",
        currency=first.currency,
        blocks=tuple(block for one in reports for block in _blocks(one, len(reports))),
        size=p.Size.A4_WIDE if across else p.Size.A4,
    )


def _is_table(report: Report) -> bool:
    return len(report.rows) != 1 or bool(report.sums)


def _blocks(report: Report, together: int) -> Iterator[p.Block]:
    if together > 1:
        yield p.Heading(report.about)
    if not _is_table(report):
        pairs = zip(report.columns, report.rows[0], strict=True)
        yield p.Figures(
            tuple(p.Figure(one.title, _cell(one, cell), _kind(one)) for one, cell in pairs)
        )
        return
    yield p.Table(
        tuple(p.Column(one.title, _kind(one)) for one in report.columns),
        tuple(_row(report, row) for row in report.rows),
        _row(report, report.sums) if report.sums else (),
        empty=gettext("Nothing to show yet."),
    )


def _kind(column: Column) -> p.Kind:
    return _KINDS.get(column.kind, p.Kind.TEXT)


def _row(report: Report, row: Sequence[Cell]) -> tuple[p.Cell, ...]:
    return tuple(_cell(*pair) for pair in zip(report.columns, row, strict=True))


def _cell(column: Column, cell: Cell) -> p.Cell:
    """What stands in the table: a figure that is kept private looks the same whatever it hides."""
    if cell is None:
        return PRIVATE if column.kind in (Kind.COUNT, Kind.MONEY) else None
    if isinstance(cell, bool):
        return gettext("yes") if cell else ""
    return cell
