"""Writing tables as spreadsheets: a folder of CSV files, or one .xlsx.

CSV files are UTF-8 with a byte order mark, commas, and CR LF at line ends. Excel opens a CSV
without the mark in the old Windows alphabet and turns ǁKaras into other letters, which it then
saves; with the mark it reads them rightly, LibreOffice and our own reader do so either way.
(A program in Python reads such a file with `encoding="utf-8-sig"`.) Money has a point and no
thousands: where Windows is set to decimal commas, as it often is in the region, Excel keeps it as
text instead of making a date of it, and the reader takes that back, too. In the .xlsx money is
numbers and days are dates, so that sums work whatever the settings.

Files appear whole or not at all: they are written under another name, flushed to the disk and
then renamed.
"""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]  # it brings no types

from federation.books.cells import guard, guard_twin
from federation.core.refusals import refuse

Cell = str | int | Decimal | date | None

_EXACT_DIGITS: Final = 15
_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no zone
"""Every .xlsx carries this date: the same tables make the same file."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write: its name, its headings, its rows (read once, as they are written)."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]


def money_cell(minor: int) -> Decimal:
    """An amount in minor units as a cell: 123450 is 1234.50."""
    return Decimal(minor).scaleb(-2)


def rate_cell(rate: int) -> Decimal:
    """A rate (percent times 10,000) as a cell: 94822 is 9.4822, 120000 is 12."""
    percent = Decimal(rate).scaleb(-4)
    return percent.quantize(Decimal(1)) if percent == percent.to_integral_value() else percent


def write_csv(folder: Path, sheets: Iterable[Table]) -> tuple[Path, ...]:
    """Write a CSV file per table into `folder` (made if missing); the paths, in order.

    None of them takes its name before all are written. Raises `Refusal` "books-not-written".
    """
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".books-", dir=folder) as workshop:
            made = [_write_table(Path(workshop), table) for table in sheets]
            paths = tuple(folder / path.name for path in made)
            for path, target in zip(made, paths, strict=True):
                path.replace(target)
        _flush_folder(folder)
    return paths


def _write_table(folder: Path, table: Table) -> Path:
    path = folder / f"{table.name}.csv"
    with path.open("x", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([guard(column) for column in table.columns])
        for row in table.rows:
            writer.writerow([_as_text(cell) for cell in row])
        stream.flush()
        os.fsync(stream.fileno())
    return path


def _as_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return guard(cell)
    return "" if cell is None else _figure(cell)


def _figure(cell: int | Decimal | date) -> str:
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def write_xlsx(path: Path, sheets: Iterable[Table]) -> Path:
    """Write one .xlsx with a sheet per table; memory stays small whatever the number of rows.

    Texts are written as texts, never as formulas, links or numbers. Raises `Refusal`
    "books-not-written".
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".books-", dir=path.parent) as workshop:
            made = Path(workshop) / path.name
            _write_workbook(made, workshop, sheets)
            with made.open("rb") as stream:
                os.fsync(stream.fileno())
            made.replace(path)
        _flush_folder(path.parent)
    return path


def _write_workbook(path: Path, workshop: str, sheets: Iterable[Table]) -> None:
    options = {
        "constant_memory": True,
        "tmpdir": workshop,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    try:
        _fill(book, sheets)
        book.close()
    finally:
        for page in book.worksheets():
            # The library leaves its page files open when a page is not finished.
            page.row_data_fh.close()


def _fill(book: Any, sheets: Iterable[Table]) -> None:
    book.set_properties({"created": _CREATED})
    heading = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    amount = book.add_format({"num_format": "0.00##"})
    for table in sheets:
        page = book.add_worksheet(table.name)
        page.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            _put(page.write_string(0, place, guard_twin(column), heading))
        for row, cells in enumerate(table.rows, start=1):
            for place, cell in enumerate(cells):
                _put_cell(page, (row, place), cell, {"day": day, "amount": amount})


def _put_cell(page: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        _put(page.write_string(*place, guard_twin(cell)))
    elif isinstance(cell, date):
        _put(page.write_datetime(*place, cell, formats["day"]))
    elif len(_figure(cell).strip("-").replace(".", "")) > _EXACT_DIGITS:
        # A spreadsheet keeps fifteen digits of a number; longer ones stay exact as text.
        _put(page.write_string(*place, _figure(cell)))
    elif isinstance(cell, Decimal):
        _put(page.write_number(*place, cell, formats["amount"]))
    else:
        _put(page.write_number(*place, cell))


def _put(answer: int) -> None:
    """Xlsxwriter answers below zero where it wrote less than it was given."""
    if answer < 0:
        raise refuse("books-not-written", file="xlsx", reason="a sheet or a text is too long")


def _flush_folder(folder: Path) -> None:
    """Make the new names last through a power cut, where the system can do that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise refuse("books-not-written", file=path.name, reason=error.strerror or "") from None
