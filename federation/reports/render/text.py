"""A report for a terminal: columns that line up; a single row stands as a list."""

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import Final

from federation.i18n import day, figure, gettext, money, number
from federation.reports.table import Cell, Column, Kind, Report, for_people

PRIVATE: Final = "…"
LETTERS_MAX: Final = 40
_RIGHT: Final = (Kind.COUNT, Kind.MONEY)


def render(reports: Sequence[Report]) -> bytes:
    """Text with its title, for people."""
    return "\n".join(_page(for_people(one)) for one in reports).encode()


def _page(report: Report) -> str:
    head = f"{report.title} · {report.about}\n"
    head += f"{report.of}\n\n" if report.of else "\n"
    head += f"{report.sentence}\n\n" if report.sentence else ""
    if len(report.rows) == 1 and not report.sums:
        return head + _list(report)
    if not report.rows:
        return head + gettext("Nothing to show yet.") + "\n"
    return head + _grid(report) + (f"\n{report.note}\n" if report.note else "")


def _list(report: Report) -> str:
    told = [
        (column.title, _text(column, cell, report.currency))
        for column, cell in zip(report.columns, report.rows[0], strict=True)
    ]
    left, right = max(len(title) for title, _ in told), max(len(text) for _, text in told)
    return "".join(f"{title:<{left}}  {text:>{right}}\n" for title, text in told)


def _grid(report: Report) -> str:
    head = _wrapped([column.title for column in report.columns])
    body = [line for row in report.rows for line in _wrapped(_line(report, row))]
    sums = _wrapped(_line(report, report.sums)) if report.sums else []
    lines = [*head, *body, *sums]
    widths = [max(len(line[place]) for line in lines) for place in range(len(report.columns))]
    rule = "  ".join("─" * width for width in widths)

    def laid(some: Sequence[Sequence[str]]) -> list[str]:
        return ["  ".join(_laid(report.columns, line, widths)).rstrip() for line in some]

    told = [*laid(head), rule, *laid(body), *([rule, *laid(sums)] if sums else [])]
    return "\n".join(told) + "\n"


def _wrapped(cells: Sequence[str]) -> list[list[str]]:
    """The lines that a row takes: a long text goes on below itself, nothing is cut off."""
    parts = [wrap(cell, LETTERS_MAX) or [""] for cell in cells]
    return [[*line] for line in zip_longest(*parts, fillvalue="")]


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
    return day(cell) if column.kind is Kind.DAY and cell else cell


def figure_signed(minor: int) -> str:
    """An amount in a column of amounts; nothing at all where there is none."""
    return figure(minor) if minor else "-"
