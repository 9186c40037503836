"""A report as a spreadsheet: money as numbers, days as dates, texts always as texts."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]  # it brings no types

from federation.reports.table import Cell, Column, Kind, Report

_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no zone
_SHEET_LETTERS_MAX: Final = 31
_EXACT: Final = 10**15


def render(reports: Sequence[Report]) -> bytes:
    """One workbook, a sheet per report; the same report makes the same bytes."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": _CREATED})
    formats = {
        "heading": book.add_format({"bold": True}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
    }
    for number, report in enumerate(reports, start=1):
        name = report.name if len(reports) == 1 else f"{report.name} {number}"
        page = book.add_worksheet((report.table or name)[:_SHEET_LETTERS_MAX])
        page.freeze_panes(1, 0)
        for place, column in enumerate(report.columns):
            page.write_string(0, place, column.name, formats["heading"])
        for row, cells in enumerate(report.rows, start=1):
            for place, pair in enumerate(zip(report.columns, cells, strict=True)):
                _put(page, (row, place), *pair, formats)
        if report.table:
            _sum_up(page, report, formats)
        if report.chart is not None and report.rows:
            _draw(book, page, report)
    book.close()
    return out.getvalue()


def _sum_up(page: Any, report: Report, formats: dict[str, Any]) -> None:
    """The line of sums, and under it the sentence that says what the table shows."""
    below = len(report.rows) + 1
    if report.sums:
        for place, pair in enumerate(zip(report.columns, report.sums, strict=True)):
            _put(page, (below, place), *pair, formats)
    page.write_string(below + 2, 0, report.sentence)


def _draw(book: Any, page: Any, report: Report) -> None:
    """A chart of the spreadsheet program's own, which follows the cells it is drawn from."""
    assert report.chart is not None
    at, last = report.chart.column, len(report.rows)
    drawn = book.add_chart({"type": "line" if report.chart.over_time else "bar"})
    drawn.add_series(
        {
            "name": [page.name, 0, at],
            "categories": [page.name, 1, 0, last, 0],
            "values": [page.name, 1, at, last, at],
        }
    )
    drawn.set_title({"name": report.chart.title})
    drawn.set_legend({"none": True})
    if not report.chart.over_time:
        drawn.set_y_axis({"reverse": True})  # the first row on top, as in the table
    page.insert_chart(last + 5, 0, drawn, {"description": report.chart.title})


def _put(
    page: Any, place: tuple[int, int], column: Column, cell: Cell, formats: dict[str, Any]
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(*place, cell)
    elif isinstance(cell, int) and abs(cell) < _EXACT:
        if column.kind is Kind.MONEY:
            page.write_number(*place, Decimal(cell).scaleb(-2), formats["money"])
        else:
            page.write_number(*place, cell)
    elif column.kind is Kind.DAY:
        page.write_datetime(*place, date.fromisoformat(str(cell)), formats["day"])
    else:
        page.write_string(*place, str(cell))
