"""A report as a spreadsheet for people: whose, of when and where above it, words over its columns.

Money stands as numbers, days as dates, texts always as texts. Programs read the CSV.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]  # it brings no types

from federation.i18n import figure, gettext, number, word
from federation.reports.table import Cell, Column, Kind, Report, for_people

_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no zone
_SHEET_LETTERS_MAX: Final = 31
# What no name of a sheet may have in it.
_SHEET_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_EXACT: Final = 10**15
# How wide a column may be, in letters; and how high a line of a sentence is, in points.
_LETTERS: Final = (8, 48)
_ROOM: Final = 2
_LINE_POINTS: Final = 15
_DAY_LETTERS: Final = 10
_COLUMNS_UPRIGHT_MAX: Final = 7
_A4: Final = 9
_FORMATS: Final[Mapping[str, dict[str, Any]]] = MappingProxyType(
    {
        "title": {"bold": True, "font_size": 14},
        "head": {},
        "said": {"text_wrap": True, "valign": "top"},
        "heading": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1},
        "heading-right": {
            "bold": True,
            "text_wrap": True,
            "valign": "bottom",
            "align": "right",
            "bottom": 1,
        },
        "wrapped": {"text_wrap": True, "valign": "top"},
        "count": {"num_format": "#,##0", "valign": "top"},
        "day": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
        "money": {"num_format": "#,##0.00", "valign": "top"},
    }
)


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
    formats = {name: book.add_format(told) for name, told in _FORMATS.items()}
    for weight in ("count", "day", "money", "wrapped"):
        formats[f"{weight}-sum"] = book.add_format({**_FORMATS[weight], "bold": True, "top": 1})
    shown = [for_people(one) for one in reports]
    for name, report in zip(_sheets(shown), shown, strict=True):
        _fill(book, book.add_worksheet(name), report, formats)
    book.close()
    return out.getvalue()


def _sheets(reports: Sequence[Report]) -> Iterator[str]:
    """A name for each sheet, no two of them alike."""
    taken: set[str] = set()
    for report in reports:
        name = (
            report.title.translate(_SHEET_FORBIDDEN).strip(" '")[:_SHEET_LETTERS_MAX].rstrip(" '")
        )
        base, nth = name or report.name, 2
        name = base
        while name.casefold() in taken:
            name = f"{base[: _SHEET_LETTERS_MAX - 4]} {nth}"
            nth += 1
        taken.add(name.casefold())
        yield name


def _fill(book: Any, page: Any, report: Report, formats: dict[str, Any]) -> None:
    """Head, table, sums, what explains it, and the chart."""
    widths = [_wide(report, at) for at in range(len(report.columns))]
    for at, wide in enumerate(widths):
        page.set_column(at, at, wide)
    top = _head(page, report, sum(widths), formats)
    for at, column in enumerate(report.columns):
        is_right = column.kind in (Kind.COUNT, Kind.MONEY)
        page.write_string(
            top, at, column.title, formats["heading-right" if is_right else "heading"]
        )
    page.freeze_panes(top + 1, 0)
    for row, cells in enumerate(report.rows, start=top + 1):
        for at, pair in enumerate(zip(report.columns, cells, strict=True)):
            _put(page, (row, at), *pair, formats)
    below = top + 1 + len(report.rows)
    if report.sums:
        for at, pair in enumerate(zip(report.columns, report.sums, strict=True)):
            _put(page, (below, at), *pair, formats, "-sum")
        below += 1
    for told in (report.note, *report.signed):
        if told:
            below += 1
            _say(page, below, told, sum(widths), len(widths), formats)
            below += 1
    _print_as(page, report, top)
    if report.chart is not None:
        _draw(book, page, report, top, below + 2)


def _head(page: Any, report: Report, letters: int, formats: dict[str, Any]) -> int:
    """Title, office, time and place, and the sentence; the row of the headings after them."""
    title = report.title
    if report.table:
        title = f"{word(report.name.split('-', maxsplit=1)[0], 'report')}: {title}"
    page.write_string(0, 0, title, formats["title"])
    has_money = any(one.kind is Kind.MONEY for one in report.columns)
    unit = gettext("amounts in %(currency)s", currency=report.currency) if has_money else ""
    whose = " · ".join(one for one in (report.office or report.about, report.of, unit) if one)
    page.write_string(1, 0, whose, formats["head"])
    if not report.sentence:
        return 3
    _say(page, 2, report.sentence, letters, len(report.columns), formats)
    return 4


def _say(
    page: Any, row: int, told: str, letters: int, columns: int, formats: dict[str, Any]
) -> None:
    """A sentence over the whole width, on as many lines as it takes."""
    page.set_row(row, _LINE_POINTS * (len(told) // max(letters - _ROOM, 1) + 1))
    if columns > 1:
        page.merge_range(row, 0, row, columns - 1, "", formats["said"])
    page.write_string(row, 0, told, formats["said"])


def _wide(report: Report, at: int) -> int:
    """So many letters as the longest cell of a column has, within limits; longer ones wrap."""
    column = report.columns[at]
    cells = [row[at] for row in (*report.rows, *((report.sums,) if report.sums else ()))]
    longest = max((_letters(column, cell) for cell in cells), default=0)
    heading = max(len(one) for one in column.title.split(" "))
    least, most = _LETTERS
    return min(max(longest, heading, min(len(column.title), 2 * least), least) + _ROOM, most)


def _letters(column: Column, cell: Cell) -> int:
    if cell is None or cell == "":
        return 0
    if isinstance(cell, int) and not isinstance(cell, bool):
        return len(figure(cell) if column.kind is Kind.MONEY else number(cell))
    return _DAY_LETTERS if column.kind is Kind.DAY else len(str(cell))


def _print_as(page: Any, report: Report, top: int) -> None:
    """A4, as wide as the table, its headings on each sheet."""
    page.set_paper(_A4)
    if len(report.columns) > _COLUMNS_UPRIGHT_MAX:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _draw(book: Any, page: Any, report: Report, top: int, below: int) -> None:
    """A chart of the spreadsheet program's own, which follows the cells it is drawn from."""
    assert report.chart is not None
    at, first, last = report.chart.column, top + 1, top + len(report.rows)
    drawn = book.add_chart({"type": "line" if report.chart.over_time else "bar"})
    drawn.add_series(
        {
            "name": [page.name, top, at],
            "categories": [page.name, first, 0, last, 0],
            "values": [page.name, first, at, last, at],
        }
    )
    drawn.set_title({"name": report.chart.title})
    drawn.set_legend({"none": True})
    if not report.chart.over_time:
        drawn.set_y_axis({"reverse": True})  # the first row on top, as in the table
    page.insert_chart(below, 0, drawn, {"description": report.chart.title})


def _put(
    page: Any,
    place: tuple[int, int],
    column: Column,
    cell: Cell,
    formats: dict[str, Any],
    weight: str = "",
) -> None:
    if cell is None or cell == "":
        if weight:
            page.write_blank(*place, None, formats[f"wrapped{weight}"])
    elif isinstance(cell, bool):
        page.write_boolean(*place, cell)
    elif isinstance(cell, int) and abs(cell) < _EXACT:
        if column.kind is Kind.MONEY:
            page.write_number(*place, Decimal(cell).scaleb(-2), formats[f"money{weight}"])
        else:
            page.write_number(*place, cell, formats[f"count{weight}"])
    elif column.kind is Kind.DAY and not weight:
        page.write_datetime(*place, date.fromisoformat(str(cell)), formats["day"])
    else:
        page.write_string(*place, str(cell), formats[f"wrapped{weight}"])
