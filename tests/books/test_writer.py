"""Writing spreadsheets: what is written reads back, and no cell is run."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation.books.cells import guard, guard_twin, letters, unguard
from federation.books.reader import read_books
from federation.books.rows import EntryRow, MemberRow
from federation.books.sheets import ENTRY_KINDS, GENDERS
from federation.books.texts import csv_rows
from federation.books.writer import Cell, Table, money_cell, rate_cell, write_csv, write_xlsx
from federation.core.refusals import Refusal
from federation.schemas.reading import MONEY_LIMIT

RISKY = ["=1+1", "+264 81", "-x", "@name", "'=x", "''", "'tis", "＝1", "!Uri", "/Howoseb", "#khos"]
MEMBER_COLUMNS = ("member_no", "name", "gender", "joined_on", "roles")
ENTRY_COLUMNS = ("date", "member_no", "kind", "purpose", "amount", "note")

few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
words = st.text(
    alphabet=st.sampled_from(list("ǀǁǂǃ!/#'=+-@＝;,\" aéÜ1_x0D.:")), min_size=1, max_size=20
).map(lambda text: " ".join(text.split()))
names = words.filter(bool) | st.sampled_from(RISKY)
days = st.dates(date(1900, 3, 1), date(2199, 12, 31))
member_rows = st.lists(
    st.tuples(
        st.integers(1, 999), names, st.sampled_from(GENDERS), days, st.sampled_from(["", "a;b"])
    ),
    max_size=8,
)
entry_rows = st.lists(
    st.tuples(
        days,
        st.integers(1, 9),
        st.sampled_from(ENTRY_KINDS),
        st.sampled_from(["land", "house"]),
        st.integers(1, 300) | st.integers(1, MONEY_LIMIT - 1),
        names,
    ),
    max_size=8,
)


def tables(members: list[tuple[Any, ...]], entries: list[tuple[Any, ...]]) -> list[Table]:
    """The two sheets as the export writes them."""
    money = [(*row[:4], money_cell(row[4]), row[5]) for row in entries]
    return [Table("members", MEMBER_COLUMNS, members), Table("entries", ENTRY_COLUMNS, money)]


def member(row: MemberRow) -> tuple[object, ...]:
    """The columns of a member, as they were written."""
    day = date.fromisoformat(row.joined_on)
    return row.member_no, row.name, row.gender, day, ";".join(row.roles)


def entry(row: EntryRow) -> tuple[object, ...]:
    """The columns of an entry, as they were written."""
    day = date.fromisoformat(row.date)
    return day, row.member_no, row.kind, row.purpose, row.amount, row.note


@few
@given(member_rows, entry_rows)
def test_rows_to_files_to_rows(
    tmp_path: Path, members: list[tuple[Any, ...]], entries: list[tuple[Any, ...]]
) -> None:
    """CSV and .xlsx give back every row, and the same row keys as each other."""
    write_csv(tmp_path / "csv", tables(members, entries))
    path = write_xlsx(tmp_path / "books.xlsx", tables(members, entries))
    first, second = read_books(tmp_path / "csv"), read_books(path)
    assert [member(row) for row in first.members] == members
    assert [entry(row) for row in first.entries] == entries
    assert first == second


@given(st.text(max_size=12))
def test_the_guard_comes_off(text: str) -> None:
    """What the guard puts on is taken off, and what it lets pass is not run."""
    assert unguard(guard(text)) == text
    assert unguard(guard_twin(text)) == text
    assert guard(text)[:1] not in set("=+-@\t\r")


@few
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
            min_size=2,
            max_size=2,
        ),
        max_size=5,
    )
)
def test_any_text_survives_csv(tmp_path: Path, rows: list[list[str]]) -> None:
    """Separators, quotation marks, line ends, apostrophes: cell by cell the same."""
    (path,) = write_csv(tmp_path, [Table("notes", ("a", "b"), rows)])
    read = [cells for _, cells in csv_rows("notes.csv", path.read_bytes())]
    assert read == [["a", "b"], *rows]


@pytest.mark.parametrize("text", RISKY)
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    """In a CSV file a risky text has an apostrophe, in an .xlsx it is a text."""
    (path,) = write_csv(tmp_path, [Table("members", ("name",), [(text,)])])
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cell = list(csv.reader(stream))[1][0]
    assert cell[:1] not in set("=+-@＝")
    book = openpyxl.load_workbook(write_xlsx(tmp_path / "b.xlsx", [Table("m", ("n",), [(text,)])]))
    assert book["m"]["A2"].data_type == "s"
    assert unguard(book["m"]["A2"].value) == text


def test_csv_as_excel_wants_it(tmp_path: Path) -> None:
    """Byte order mark, commas, CR LF, a point in money, plain minus in figures."""
    row: list[Cell] = [date(2026, 11, 23), Decimal("1234.50"), -5, None, "ǁK, a"]
    (path,) = write_csv(tmp_path / "new" / "folder", [Table("t", ("d", "m", "n", "x", "k"), [row])])
    text = b'\xef\xbb\xbfd,m,n,x,k\r\n2026-11-23,1234.50,-5,,"\xc7\x81K, a"\r\n'
    assert path.read_bytes() == text


def test_xlsx_holds_numbers_and_days(tmp_path: Path) -> None:
    """Sums work in the .xlsx; what a spreadsheet cannot hold exactly is text."""
    row: list[Cell] = [Decimal("1234.50"), date(2026, 11, 23), 12, money_cell(MONEY_LIMIT - 1), ""]
    path = write_xlsx(tmp_path / "b.xlsx", [Table("t", ("a", "b", "c", "d", "e"), [row])])
    cells = openpyxl.load_workbook(path)["t"][2]
    assert [cell.value for cell in cells[:1]] == [1234.5]
    assert str(cells[1].value) == "2026-11-23 00:00:00"
    assert (cells[2].value, cells[3].value) == (12, "90071992547409.91")


def test_the_same_tables_make_the_same_file(tmp_path: Path) -> None:
    """No clock in the file."""
    paths = [write_xlsx(tmp_path / f"{n}.xlsx", tables([], [])) for n in "ab"]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    """Old files stay whole, and nothing half-made lies about."""

    def broken() -> Any:
        yield ("a",)
        raise Refusal("stop")

    for write, path in ((write_csv, tmp_path / "c"), (write_xlsx, tmp_path / "b.xlsx")):
        write(path, [Table("t", ("h",), [("old",)])])
        target = path / "t.csv" if path.is_dir() else path
        before = target.read_bytes()
        with pytest.raises(Refusal, match="stop"):
            write(path, [Table("s", ("h",), []), Table("t", ("h",), broken())])
        assert target.read_bytes() == before
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["b.xlsx", "c", "t.csv"]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file where a folder should be; a text that no cell holds."""
    (tmp_path / "file").write_text("x")
    for write, path in ((write_csv, tmp_path / "file"), (write_xlsx, tmp_path / "file" / "b.xlsx")):
        with pytest.raises(Refusal, match="books-not-written"):
            write(path, [Table("t", ("h",), [])])
    with pytest.raises(Refusal, match="books-not-written"):
        write_xlsx(tmp_path / "b.xlsx", [Table("t", ("h",), [("x" * 40_000,)])])
    assert not (tmp_path / "b.xlsx").exists()


@pytest.mark.parametrize(
    ("rate", "cell"), [(94822, "9.4822"), (120000, "12"), (5000, "0.5000"), (0, "0")]
)
def test_rate_cells(rate: int, cell: str) -> None:
    """Rates are written as percent."""
    assert str(rate_cell(rate)) == cell


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_column_letters(place: int, name: str) -> None:
    """The letters a spreadsheet shows."""
    assert letters(place) == name
