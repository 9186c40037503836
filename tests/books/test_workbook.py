"""Reading .xlsx files: as Excel and LibreOffice keep things, and as strangers might."""

import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation.books.cells import MOST_BYTES
from federation.books.reader import read_books
from federation.books.rows import Books
from federation.books.sheets import SHEETS
from federation.books.telling import tell_faults
from federation.core.refusals import Refusal
from federation.sentences.books import SENTENCES


def say(refusal: Refusal) -> str:
    """The English sentence; fails if a fact is missing."""
    return SENTENCES[refusal.code] % refusal.facts


def refusal_of(path: Path) -> Refusal:
    """The refusal with which reading ends; it has a sentence."""
    with pytest.raises(Refusal) as refused:
        read_books(path)
    assert say(refused.value)
    return refused.value


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """An .xlsx with these sheets, as a spreadsheet program saves it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def test_xlsx_as_excel_keeps_things(tmp_path: Path) -> None:
    """Dates, numbers, percentages and numbers as text read as a person sees them."""
    path = workbook(
        tmp_path / "books.xlsx",
        Members=[["member_no", "name", "phone", "joined_on"], [1.0, "'+x", 811234567, None]],
        Sheet2=[],
        entries=[
            ["date", "member_no", "kind", "amount"],
            [date(2026, 11, 23), 7, "savings", 1234.5],
            [],
            ["23/11/2026", "7", "savings", "N$1 234,50"],
        ],
    )
    book = openpyxl.load_workbook(path)
    book["Members"]["D2"] = date(2025, 1, 5)
    book.save(path)
    books = read_books(path)
    assert (books.members[0].name, books.members[0].phone) == ("+x", "811234567")
    assert [row.amount for row in books.entries] == [123450, 123450]
    assert [row.row for row in books.entries] == [2, 4]


def test_xlsx_percentages_and_errors(tmp_path: Path) -> None:
    """A cell that shows 12 % is 12 percent; one that shows #REF! is a fault."""
    required = SHEETS["loans"].required
    row = [3, 7, 500, 0.12, "year", "flat", 6, "month", "2026-11-22", "#REF!"]
    path = workbook(tmp_path / "books.xlsx", loans=[required, row])
    book = openpyxl.load_workbook(path)
    book["loans"]["D2"].number_format = "0.00%"
    book.save(path)
    told = tell_faults(refusal_of(path), say)
    assert [line[:42] for line in told] == ["Sheet loans, row 2, column first_due_on: T"]
    book["loans"]["J2"] = "22/12/2026"
    book.save(path)
    assert read_books(path).loans[0].rate == 120000


def rezip(path: Path, change: dict[str, bytes]) -> Path:
    """The same .xlsx with some of its parts put in place of what they were."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, **change}.items():
            package.writestr(name, content)
    return path


SHEET_XML = (
    '<?xml version="1.0"?>{}<worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "books-not-xlsx"),
        (b"hello", "books-not-xlsx"),
        (b"PK\x03\x04 but no zip", "books-not-xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "books-locked"),
        (bytes(MOST_BYTES + 1), "books-too-big"),
    ],
)
def test_files_that_are_no_xlsx(tmp_path: Path, content: bytes, code: str) -> None:
    """Not a zip, a locked one, too big a one."""
    path = tmp_path / "books.xlsx"
    path.write_bytes(content)
    assert refusal_of(path).code == code


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/worksheets/sheet1.xml", SHEET_XML.format(LAUGHS, "&b;").encode(), "books-not-xlsx"),
        (
            "xl/worksheets/sheet1.xml",
            SHEET_XML.format("<!--" + " " * 70_000 + "-->" + LAUGHS, "&b;").encode(),
            "books-not-xlsx",
        ),
        ("xl/worksheets/sheet1.xml", b"<worksheet", "books-not-xlsx"),
        ("xl/workbook.xml", b"<a/>", "books-nothing"),
        ("[Content_Types].xml", b"", "books-not-xlsx"),
        (
            "xl/worksheets/sheet1.xml",
            SHEET_XML.format("", '<row r="1"><c r="XFD1"><v>1</v></c></row>').encode(),
            "books-too-wide",
        ),
        (
            "xl/worksheets/sheet1.xml",
            SHEET_XML.format("", '<row><c r="XFD1"/></row>' * 2_000).encode(),
            "books-too-long",
        ),
        (
            "xl/worksheets/sheet1.xml",
            SHEET_XML.format("", '<row r="1"><c r="A1" t="s"><v>99</v></c></row>').encode(),
            "books-not-xlsx",
        ),
    ],
)
def test_hostile_xlsx(tmp_path: Path, part: str, content: bytes, code: str) -> None:
    """Entities, broken parts, cells at the end of the world."""
    path = workbook(tmp_path / "books.xlsx", members=[["member_no", "name", "joined_on"]])
    assert refusal_of(rezip(path, {part: content})).code == code


def test_many_empty_parts(tmp_path: Path) -> None:
    """It is small, and still no spreadsheet has so many."""
    path = workbook(tmp_path / "places.xlsx", members=[["member_no"]])
    with zipfile.ZipFile(path, "a") as package:
        for number in range(1_200):
            package.writestr(f"xl/media/{number}", b"")
    found = refusal_of(path)
    assert (found.code, found.facts["most"]) == ("books-parts-many", 1_000)


def test_zip_bomb(tmp_path: Path) -> None:
    """A small file that would unpack to 260 MB is refused before it is unpacked."""
    path = workbook(tmp_path / "books.xlsx", members=[["member_no"]])
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/media/bomb.bin", "w") as bomb,
    ):
        for _ in range(260):
            bomb.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    assert refusal_of(path).code == "books-unpacks-too-big"


def test_small_zip_bomb(tmp_path: Path) -> None:
    """So is one that would unpack to 60 MB: it is the growth that gives it away."""
    path = workbook(tmp_path / "books.xlsx", members=[["member_no"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet2.xml", b" " * 60_000_000)
    assert path.stat().st_size < 100_000
    assert refusal_of(path).code == "books-packed-oddly"


def test_a_row_at_the_end_of_the_world_is_no_row(tmp_path: Path) -> None:
    """Row numbers beyond any spreadsheet's end do not keep the reader counting."""
    rows = '<row r="999999999999"><c><v>1</v></c></row>'
    path = workbook(tmp_path / "books.xlsx", members=[])
    content = SHEET_XML.format("", rows).encode()
    assert read_books(rezip(path, {"xl/worksheets/sheet1.xml": content})) == Books()


def test_blank_rows_are_counted_over_all_sheets(tmp_path: Path) -> None:
    """One cell far down is a million rows to walk; a few such sheets are no group's books."""
    names = list(SHEETS)[:4]
    path = workbook(tmp_path / "books.xlsx", **{name: [] for name in names})
    content = SHEET_XML.format("", '<row r="1048576"><c r="A1048576"/></row>').encode()
    parts = {f"xl/worksheets/sheet{n}.xml": content for n in range(1, 5)}
    refusal = refusal_of(rezip(path, parts))
    assert (refusal.code, refusal.facts["sheet"]) == ("books-too-long", names[2])


def test_more_sheets_than_there_are_names_for(tmp_path: Path) -> None:
    """The one that is too many is named, and none is read."""
    path = workbook(tmp_path / "books.xlsx", **{name: [] for name in [*SHEETS, "Sheet 99"]})
    refusal = refusal_of(path)
    assert (refusal.code, refusal.facts["sheet"]) == ("books-sheet-unknown", "Sheet 99")


def test_encrypted_zip_is_locked(tmp_path: Path) -> None:
    """A zip whose parts are marked as encrypted asks for no password; it is refused."""
    path = workbook(tmp_path / "books.xlsx", members=[["member_no"]])
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    assert refusal_of(path).code == "books-locked"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_damage_is_refused_or_harmless(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever bytes change inside an .xlsx, reading ends with books or a refusal."""
    path = workbook(
        tmp_path / "books.xlsx", members=[["member_no", "name", "joined_on"], [1, "a", "5/1/2025"]]
    )
    with zipfile.ZipFile(path) as package:
        name = data.draw(st.sampled_from(package.namelist()))
        content = bytearray(package.read(name))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=3))
        content = content or bytearray(b" ")
    rezip(path, {name: bytes(content)})
    with suppress(Refusal):
        read_books(path)
