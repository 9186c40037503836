"""A report as CSV: UTF-8 with the mark that Excel needs, money with a point and two decimals.

A spreadsheet program runs a text that begins with one of `GUARDED` as a formula; such a text gets
an apostrophe before it. What is kept private is an empty cell, whatever the reason.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from federation.reports.table import Cell, Column, Kind, Report

MARK: Final = b"\xef\xbb\xbf"
LONG: Final = ("table", "row", "figure", "value")
GUARDED: Final = frozenset("=+-@\t\r\n＝＋－＠")


def render(reports: Sequence[Report]) -> bytes:
    """The rows of reports of one kind under one line of headings; no line of sums.

    Other tables of a report follow after an empty line, under their own. Those by region are told
    one figure to a line: table, row, figure, value.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if reports[0].table and len(reports) > 1 and len({one.name for one in reports}) == 1:
        writer.writerow(LONG)
        for report in reports:
            writer.writerows(_long(report))
        return MARK + out.getvalue().encode()
    before: tuple[str, ...] = ()
    for report in reports:
        names = tuple(column.name for column in report.columns)
        if names != before:
            writer.writerows([[], names] if before else [names])
            before = names
        for row in report.rows:
            writer.writerow(
                [_text(*pair) for pair in zip(report.columns, row, strict=True)],
            )
    return MARK + out.getvalue().encode()


def _long(report: Report) -> Iterator[tuple[str, ...]]:
    for row in report.rows:
        for column, cell in zip(report.columns[1:], row[1:], strict=True):
            yield report.table, guard(str(row[0])), column.name, _text(column, cell)


def _text(column: Column, cell: Cell) -> str:
    if cell is None:
        return ""
    if column.kind is Kind.MONEY and isinstance(cell, int):
        return format(Decimal(cell).scaleb(-2), "f")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return guard(cell)
    return str(cell)


def guard(text: str) -> str:
    """The text as it may stand in a CSV file."""
    return "'" + text if text[:1] in GUARDED and text else text
