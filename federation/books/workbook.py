"""Reading an .xlsx: bounds first, then the sheets, their values and never their formulas.

An .xlsx is a zip of XML written by a stranger. Its size unpacked is known and bounded before
anything is unpacked, and a part that declares its own entities is refused.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import openpyxl

from federation.books.cells import (
    MOST_GROWTH,
    MOST_ROWS,
    MOST_UNPACKED,
    SMALL_UNPACKED,
    RawSheet,
    unguard,
)
from federation.core.refusals import Refusal, refuse

_OLE: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
_ENCRYPTED: Final = 1
_MOST_PARTS: Final = 1_000
_LAST_ROW: Final = 1_048_576
# Over all sheets. A blank row is walked over, too: one cell far down is a million of them.
_MOST_WALKED: Final = 2 * _LAST_ROW
_MOST_CELLS: Final = 20_000_000
_PROLOG: Final = 65_536
_PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(slots=True)
class _Walked:
    """What was walked over in all sheets of a file so far, blank rows and cells as well."""

    rows: int = 0
    cells: int = 0


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell that shows an error such as #REF!; no field takes it."""

    shown: str

    def __str__(self) -> str:
        return self.shown


def xlsx_sheets(file: str, content: bytes) -> Iterator[RawSheet]:
    """The sheets of an .xlsx in their order; each is read while its rows are iterated."""
    check_package(file, content)
    with _plainly(file):
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheets = [(str(sheet.title), sheet) for sheet in book.worksheets]
    walked = _Walked()
    for name, sheet in sheets:
        yield RawSheet(name, _rows(file, name, sheet, walked))


def check_package(file: str, content: bytes) -> None:
    """Refuse what is locked, is no zip, would unpack to too much, or declares XML entities."""
    if content.startswith(_OLE):
        raise refuse("books-locked", file=file)
    if not content.startswith(_ZIP):
        raise refuse("books-not-xlsx", file=file)
    with _plainly(file), zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise refuse("books-locked", file=file)
        if len(parts) > _MOST_PARTS:
            raise refuse("books-parts-many", file=file, count=len(parts), most=_MOST_PARTS)
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MOST_UNPACKED:
            raise refuse("books-unpacks-too-big", file=file, most_mb=MOST_UNPACKED // 1_000_000)
        if unpacked > max(SMALL_UNPACKED, MOST_GROWTH * len(content)):
            raise refuse("books-packed-oddly", file=file, times=MOST_GROWTH)
        if any(part.compress_type not in _PACKINGS for part in parts):
            raise refuse("books-not-xlsx", file=file)
        for part in parts:
            with package.open(part) as stream:
                if _declares(stream.read(_PROLOG)):
                    raise refuse("books-not-xlsx", file=file)


def _declares(start: bytes) -> bool:
    """Whether an XML part has a document type, or so long a start that it may yet come."""
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = partial(_note, seen, "doctype")
    parser.StartElementHandler = partial(_note, seen, "element")
    try:
        parser.Parse(start, False)
    except expat.ExpatError:
        return "doctype" in seen
    return "doctype" in seen or (len(start) == _PROLOG and not seen)


def _note(seen: list[str], what: str, *_: object) -> None:
    seen.append(what)


def _rows(
    file: str, name: str, sheet: Any, walked: _Walked
) -> Iterator[tuple[int, Sequence[object]]]:
    """Rows with their numbers; a sheet's own word about its size is not believed."""
    with _plainly(file):
        sheet.reset_dimensions()
        for row, line in enumerate(sheet.iter_rows(max_row=_LAST_ROW), start=1):
            walked.rows += 1
            walked.cells += len(line)
            if walked.rows > _MOST_WALKED or walked.cells > _MOST_CELLS:
                raise refuse("books-too-long", sheet=name, most=MOST_ROWS)
            yield row, [_value(cell) for cell in line]


def _value(cell: Any) -> object:
    """What a person sees in a cell: 12 % is "12%", not 0.12; an error is a `BrokenCell`."""
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "e":
        return BrokenCell(str(value))
    if type(value) in (int, float) and cell.has_style and "%" in str(cell.number_format):
        return format(Decimal(format(value, ".15g")).scaleb(2), "f") + "%"
    return unguard(value)


@contextmanager
def _plainly(file: str) -> Iterator[None]:
    """Whatever a damaged workbook makes the reading library say becomes one plain refusal."""
    try:
        yield
    except Refusal:
        raise
    except _UNREADABLE:
        raise refuse("books-not-xlsx", file=file) from None
