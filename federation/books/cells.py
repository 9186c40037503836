"""Cells that came from files: bounds, the apostrophe guard, blank cells, column letters.

Spreadsheet programs run a cell that begins with one of `GUARDED` as a formula when they open a
CSV file, and a name, a note or a telephone number may begin with one. The writer puts an
apostrophe before such a text, the reader takes it off again. A text that itself begins with an
apostrophe gets one more, so nothing is lost on the way there and back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from federation.core.refusals import refuse

MOST_BYTES: Final = 80_000_000
MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 100
MOST_UNPACKED: Final = 256_000_000
# Books of 350,000 rows grow 9 times when unpacked, the dullest ones some 20 times.
MOST_GROWTH: Final = 50
SMALL_UNPACKED: Final = 8_000_000

GUARDED: Final = frozenset("=+-@\t\r\n＝＋－＠")
_APOSTROPHE: Final = "'"


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet as the file has it: its name and its rows, each with the number a person sees.

    Rows are read while they are iterated; a sheet is finished before the next one is begun.
    """

    name: str
    rows: Iterable[tuple[int, Sequence[object]]]


def guard(text: str) -> str:
    """The text as it may stand in a CSV file."""
    risky = text[:1] in GUARDED or text[:1] == _APOSTROPHE
    return _APOSTROPHE + text if text and risky else text


def guard_twin(text: str) -> str:
    """The text as it stands in an .xlsx, where no text is run: guards what `unguard` would eat."""
    return guard(text) if unguard(text) != text else text


def unguard(cell: object) -> object:
    """The cell without the apostrophe that `guard` put before it."""
    if isinstance(cell, str) and cell[:1] == _APOSTROPHE:
        return cell[1:] if cell[1:2] in GUARDED or cell[1:2] == _APOSTROPHE else cell
    return cell


def is_blank(cell: object) -> bool:
    """Nothing, or nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def letters(place: int) -> str:
    """The letters a spreadsheet shows over column `place` (from 0): A to Z, then AA."""
    place, text = place + 1, ""
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def check_width(sheet: str, row: int, cells: Sequence[object]) -> Sequence[object]:
    """The cells without the blank ones at the end; refused if there are too many."""
    width = len(cells)
    while width and is_blank(cells[width - 1]):
        width -= 1
    if width > MOST_COLUMNS:
        raise refuse("books-too-wide", sheet=sheet, row=row, most=MOST_COLUMNS)
    return cells[:width]
