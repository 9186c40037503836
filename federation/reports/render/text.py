"""A report for a terminal: columns that line up; a single row stands as a list."""

from collections.abc import Sequence
from typing import Final

from federation.i18n import day, figure, gettext, money, number
from federation.reports.table import Cell, Column, Kind, Report

PRIVATE: Final = "…"
LETTERS_MAX: Final = 40
_RIGHT: Final = (Kind.COUNT, Kind.MONEY)


def render(reports: Sequence[Report]) -> bytes:
    """Text with its title, for people."""
    return "\n".join(_page(one) for one in reports).encode()


def _page(report: Report) -> str:
    head = f"{report.title} · {report.about}\n\n"
    head += f"{report.sentence}\n\n" if report.sentence else ""
    if len(report.rows) == 1 and not report.sums:
        return head + _list(report)
    if not report.rows:
        return head + gettext("Nothing to show yet.") + "\n"
    return head + _grid(report)


def _list(report: Report) -> str:
    told = [
        (column.title, _text(column, cell, report.currency))
        for column, cell in zip(report.columns, report.rows[0], strict=True)
    ]
    left, right = max(len(title) for title, _ in told), max(len(text) for _, text in told)
    return "".join(f"{title:<{left}}  {text:>{right}}\n" for title, text in told)


def _grid(report: Report) -> str:
    lines = [[column.title for column in report.columns]]
    lines += [_line(report, row) for row in report.rows]
    if report.sums:
        lines.append(_line(report, report.sums))
    widths = [max(len(line[place]) for line in lines) for place in range(len(report.columns))]
    rule = "  ".join("─" * width for width in widths)
    told = ["  ".join(_laid(report.columns, line, widths)).rstrip() for line in lines]
    told.insert(1, rule)
    if report.sums:
        told.insert(-1, rule)
    return "\n".join(told) + "\n"


def _laid(columns: Sequence[Column], line: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [
        text.rjust(width) if column.kind in _RIGHT else text.ljust(width)
        for column, text, width in zip(columns, line, widths, strict=True)
    ]


def _line(report: Report, row: Sequence[Cell]) -> list[str]:
    return [_text(column, cell, "") for column, cell in zip(report.columns, row, strict=True)]


def _text(column: Column, cell: Cell, currency: str) -> str:
    if cell is None:
        return PRIVATE
    if isinstance(cell, bool):
        return gettext("yes") if cell else ""
    if isinstance(cell, int):
        if column.kind is Kind.MONEY:
            return money(cell, currency) if currency else figure_signed(cell)
        return number(cell)
    text = day(cell) if column.kind is Kind.DAY and cell else cell
    return text if len(text) <= LETTERS_MAX else text[: LETTERS_MAX - 1] + "…"


def figure_signed(minor: int) -> str:
    """An amount in a column of amounts; nothing at all where there is none."""
    return figure(minor) if minor else "-"
