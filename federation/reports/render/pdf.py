"""A report as a PDF: the paper that its table makes, set as every other paper is."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from federation.i18n import gettext, word
from federation.papers import paper as p
from federation.papers import pdf
from federation.papers.laying import NARROW_COLUMNS
from federation.reports import charts
from federation.reports.table import Cell, Column, Kind, Report, for_people

# With more columns than this the sheet is printed across.
UPRIGHT_COLUMNS_MAX: Final = 7
# A sheet's width for a chart, whose words are 16 pixels high.
SHEET_PX: Final = 1200
# One that stands beside a table of two columns.
BESIDE_PX: Final = 720
# More bars than so many stand in columns beside each other.
STACKED_MAX: Final = 4
COLUMNS_MAX: Final = 4
GAP_PX: Final = 32
PRIVATE: Final = "…"
_KINDS: Final[Mapping[Kind, p.Kind]] = MappingProxyType(
    {Kind.DAY: p.Kind.DAY, Kind.COUNT: p.Kind.COUNT, Kind.MONEY: p.Kind.MONEY}
)


def render(reports: Sequence[Report]) -> bytes:
    """One PDF of all of them. Raises Refusal `pdf-needs-typst`."""
    return pdf.write(paper(reports))


def paper(reports: Sequence[Report]) -> p.Paper:
    """A single row as figures, rows as a table; several reports each under its own heading."""
    reports = tuple(for_people(one) for one in reports)
    first, last = reports[0], reports[-1]
    title = first.title if not first.table else word(first.name, "report")
    across = any(_is_table(one) and len(one.columns) > UPRIGHT_COLUMNS_MAX for one in reports)
    blocks = [block for one in reports for block in _blocks(one, len(reports))]
    if last.note:
        blocks.append(p.Paragraph(last.note, small=True))
    if last.signed:
        blocks.append(p.Signatures(last.signed))
    return p.Paper(
        name=first.name,
        title=title,
        group=first.office or first.about,
        day="",
        currency=first.currency,
        blocks=tuple(blocks),
        about=first.of,
        # What is signed stands upright, on as few sheets as may be.
        size=p.Size.A4_WIDE if across and not last.signed else p.Size.A4,
    )


def _is_table(report: Report) -> bool:
    """Whether it stands as a table; one row of nothing but figures stands as figures."""
    is_told = bool(report.table) and any(one.kind is Kind.TEXT for one in report.columns)
    return len(report.rows) != 1 or bool(report.sums) or is_told


def _blocks(report: Report, together: int) -> Iterator[p.Block]:
    if together > 1:
        yield p.Heading(report.title if report.table else report.about)
    if report.sentence:
        yield p.Paragraph(report.sentence)
    if report.chart is not None:
        yield from _picture(report)
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
        title=report.title if together > 1 else "",
    )


def _picture(report: Report) -> Iterator[p.Block]:
    """The chart of a report's rows, where it has rows."""
    assert report.chart is not None
    chart, at = report.chart, report.chart.column
    unit = charts.Unit.MONEY if report.columns[at].kind is Kind.MONEY else charts.Unit.COUNT
    told = [(str(row[0]), row[at]) for row in report.rows]
    about = f"{chart.title}: {report.columns[at].title}"
    bars: list[charts.Bar] = []
    values = [(label, value) for label, value in told if isinstance(value, int)]
    name = f"chart-{report.table}"
    if chart.over_time:
        points = [charts.Point(label, value) for label, value in values]
        made = charts.line(name, chart.title, points, unit)
    else:
        bars = [charts.Bar(label, (value,)) for label, value in values]
        made = charts.bars(name, about, bars, unit)
    wide = BESIDE_PX if len(report.columns) == NARROW_COLUMNS else SHEET_PX
    if made and len(bars) > STACKED_MAX:
        yield p.Picture(made, _parted(name, about, bars, unit), about)
    elif made:
        yield p.Picture(made, charts.sized(made, wide), about)


def _parted(name: str, about: str, bars: Sequence[charts.Bar], unit: charts.Unit) -> str:
    """Many bars in columns beside each other, all on one scale: low enough for a table below."""
    columns = min(-(-len(bars) // STACKED_MAX), COLUMNS_MAX)
    high = -(-len(bars) // columns)
    wide = (SHEET_PX - GAP_PX * (columns - 1)) // columns
    among = [sum(one.parts) for one in bars]
    made = [
        charts.sized(
            charts.bars(f"{name}-{at}", about, bars[at : at + high], unit, among=among), wide
        )
        for at in range(0, len(bars), high)
    ]
    placed = [
        one.replace("<svg ", f'<svg x="{nth * (wide + GAP_PX)}" ', 1)
        for nth, one in enumerate(made)
    ]
    tall = max(charts.height(one) for one in made)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SHEET_PX}" height="{tall}" '
        f'viewBox="0 0 {SHEET_PX} {tall}">{"".join(placed)}</svg>'
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
