"""Reading a set of books: a folder of CSV files or one .xlsx becomes `Books`, or a refusal.

All or nothing: whatever is wrong is collected (the first hundred faults, each with sheet, row and
column) and then the whole is refused. Nothing is looked up here; whether a member or a loan is
known is for the plan that enters the rows.
"""

import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from marshmallow import Schema

from federation.books.cells import (
    MOST_BYTES,
    MOST_ROWS,
    RawSheet,
    check_width,
    is_blank,
    letters,
)
from federation.books.columns import Sheet
from federation.books.rows import Books, FurtherRow, Row
from federation.books.sheets import SHEETS
from federation.books.telling import refused
from federation.books.texts import csv_rows
from federation.books.words import SHEETS as WORD_SHEETS
from federation.books.workbook import xlsx_sheets
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import MOST_FAULTS, Fault, fault, load
from federation.schemas.reading import fold_code, shown

_WORDS: Final = frozenset(one.name for one in WORD_SHEETS)


def read_books(path: Path) -> Books:
    """The books at `path`: a folder of CSV files, or an .xlsx file.

    Raises a `Refusal`: "books-refused" with `faults` (see `federation.books.telling`) if rows or
    columns are wrong, another code if a file as a whole cannot be read.
    """
    with warnings.catch_warnings():
        # The workbook library warns about drawings and rules that no books need.
        warnings.filterwarnings("ignore", module="openpyxl")
        return _read(path)


def _read(path: Path) -> Books:
    faults: list[Fault] = []
    rows: dict[str, tuple[Row, ...]] = {}
    left = MOST_ROWS
    for raw in _raw_sheets(path):
        sheet = SHEETS.get(_fold_header(raw.name))
        if sheet is None:
            _refuse_unless_blank(raw)
            continue
        if sheet.name in rows:
            raise refuse("books-sheet-twice", sheet=sheet.name, file=path.name)
        rows[sheet.name] = _read_sheet(sheet, raw, faults, left)
        left -= len(rows[sheet.name])
        if len(faults) >= MOST_FAULTS:
            break
    if not rows:
        raise refuse("books-nothing", file=path.name, sheets=", ".join(SHEETS))
    if faults:
        raise refused(path.name, faults)
    own = {one.name for one in fields(Books)}
    plain = {name: some for name, some in rows.items() if name in own}
    words = {name: some for name, some in rows.items() if name in _WORDS}
    others = {name: some for name, some in rows.items() if name not in own | _WORDS}
    further = {name: some for name, some in others.items() if SHEETS[name].row is FurtherRow}
    standing = {name: some for name, some in others.items() if name not in further}
    lists = {"further": further, "standing": standing, "words": words}
    return Books(path.name, **plain, **lists)  # type: ignore[arg-type] # a type per sheet


def read_sheet(sheet: Sheet, path: Path) -> tuple[Row, ...]:
    """The rows of one sheet: a CSV file, a folder with one, or an .xlsx; its name counts nothing.

    Raises a `Refusal` as `read_books` does; a second sheet that holds anything is refused.
    """
    faults: list[Fault] = []
    rows: tuple[Row, ...] = ()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")
        for place, raw in enumerate(_one_sheet(path)):
            if place:
                _refuse_unless_blank(raw)
            else:
                rows = _read_sheet(sheet, raw, faults, MOST_ROWS)
    if faults:
        raise refused(path.name, faults)
    return rows


def _one_sheet(path: Path) -> Iterator[RawSheet]:
    if path.suffix.lower() != ".csv" or path.is_dir():
        yield from _raw_sheets(path)
        return
    try:
        content = _content(path, MOST_BYTES)
    except OSError as error:
        raise refuse("books-unreadable", file=path.name, reason=error.strerror or "") from None
    yield RawSheet(path.stem, csv_rows(path.name, content))


def _refuse_unless_blank(raw: RawSheet) -> None:
    """A sheet nobody knows: an empty one ("Sheet2") says nothing, a filled one is not ignored."""
    if any(not is_blank(cell) for _, cells in raw.rows for cell in cells):
        raise _unknown(raw.name)


def _unknown(sheet: str) -> Refusal:
    """Names that look like it are told, else all."""
    near = get_close_matches(_fold_header(sheet), SHEETS, n=3)
    return refuse("books-sheet-unknown", sheet=shown(sheet), sheets=", ".join(near or SHEETS))


def _raw_sheets(path: Path) -> Iterator[RawSheet]:
    try:
        if path.is_dir():
            yield from _folder(path)
        elif not path.exists():
            raise refuse("books-missing", file=path.name)
        elif path.suffix.lower() == ".xlsx":
            sheets = tuple(xlsx_sheets(path.name, _content(path, MOST_BYTES)))
            _check_count(sheets)
            yield from sheets
        else:
            raise refuse("books-neither", file=path.name)
    except OSError as error:
        raise refuse("books-unreadable", file=path.name, reason=error.strerror or "") from None


def _check_count(sheets: Sequence[RawSheet]) -> None:
    """No more sheets than there are names for them; one too many is named before it is read."""
    if len(sheets) > len(SHEETS):
        names = [sheet.name for sheet in sheets]
        last = next((name for name in names if _fold_header(name) not in SHEETS), names[-1])
        raise _unknown(last)


def _folder(folder: Path) -> Iterator[RawSheet]:
    """The CSV files of a folder by name; hidden ones are some program's own."""
    left = MOST_BYTES
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() == ".csv" and not path.name.startswith((".", "~")):
            content = _content(path, left)
            left -= len(content)
            yield RawSheet(path.stem, csv_rows(path.name, content))


def _content(path: Path, most: int) -> bytes:
    with path.open("rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise refuse("books-too-big", file=path.name, most_mb=MOST_BYTES // 1_000_000)
    return content


def _read_sheet(sheet: Sheet, raw: RawSheet, faults: list[Fault], most: int) -> tuple[Row, ...]:
    """The good rows of a sheet; what is wrong is added to `faults`."""
    lines = _filled(sheet, raw, most)
    first = next(lines, None)
    if first is None:
        return ()
    columns, wrong = _columns(sheet, *first)
    faults.extend(wrong)
    if wrong:
        return ()
    schema = sheet.schema()
    rows: list[Row] = []
    for row, cells in lines:
        values, wrong = _load_row(sheet, schema, columns, row, cells)
        faults.extend(wrong)
        if len(faults) >= MOST_FAULTS:
            break
        if not wrong:
            rows.append(sheet.make(row, values))
    return tuple(rows)


def _filled(sheet: Sheet, raw: RawSheet, most: int) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows that are not blank, within bounds; the first is the headings, not counted."""
    count = -1
    for row, cells in raw.rows:
        trimmed = check_width(sheet.name, row, cells)
        if trimmed:
            count += 1
            if count > most:
                raise refuse("books-too-long", sheet=sheet.name, most=MOST_ROWS)
            yield row, trimmed


def _columns(
    sheet: Sheet, row: int, cells: Sequence[object]
) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
    """The column names of the heading row, in order, and what is wrong with them."""
    names = tuple(_fold_header("" if is_blank(cell) else str(cell)) for cell in cells)
    wrong: list[Fault] = []
    for place, name in enumerate(names):
        where = (sheet.name, row, shown(cells[place]) if name else letters(place))
        if name and name not in sheet.columns:
            known = ", ".join(sheet.columns)
            wrong.append(fault(where, refuse("books-column-unknown", columns=known)))
        elif name and name in names[:place]:
            wrong.append(fault(where, refuse("books-column-twice")))
    wrong.extend(
        fault((sheet.name, row, name), refuse("books-column-missing"))
        for name in sheet.required
        if name not in names
    )
    return names, tuple(wrong)


def _fold_header(text: str) -> str:
    """A heading as the table spells it: "Member no *" is member_no."""
    folded = fold_code(unicodedata.normalize("NFC", text).rstrip(" *.:"))
    return folded.replace("-", "_")


def _load_row(
    sheet: Sheet, schema: Schema, columns: Sequence[str], row: int, cells: Sequence[object]
) -> tuple[Mapping[str, Any], tuple[Fault, ...]]:
    """The typed values of one row, and its faults with sheet, row and column."""
    wrong = [
        fault((sheet.name, row, letters(place)), refuse("books-cell-without-column"))
        for place, cell in enumerate(cells)
        if not is_blank(cell) and (place >= len(columns) or not columns[place])
    ]
    mapping = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    values, faults = load(schema, mapping)
    wrong.extend(Fault((sheet.name, row, *f.where), f.code, f.facts) for f in faults)
    return ({} if wrong else values), tuple(wrong)
