"""Reading spreadsheets: what people's programs write, and what strangers might."""

from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation.books.cells import MOST_BYTES
from federation.books.further import SHEETS as FURTHER_SHEETS
from federation.books.reader import read_books
from federation.books.rows import Books
from federation.books.sheets import ENTRY_KINDS, SHEETS
from federation.books.standing import SHEETS as STANDING_SHEETS
from federation.books.telling import tell_faults
from federation.books.words import SHEETS as WORD_SHEETS
from federation.core.refusals import Refusal
from federation.schemas.base import Fault
from federation.sentences.books import SENTENCES

MEMBERS = "member_no,name,joined_on\n1,ǁKaras,2025-01-05\n"
HEAD = "date,member_no,kind,amount\n"


def say(refusal: Refusal) -> str:
    """The English sentence; fails if a fact is missing."""
    return SENTENCES[refusal.code] % refusal.facts


def folder(path: Path, **files: str | bytes) -> Path:
    """A folder with these CSV files."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        content = text if isinstance(text, bytes) else text.encode()
        (path / f"{name}.csv").write_bytes(content)
    return path


def refusal_of(path: Path) -> Refusal:
    """The refusal with which reading ends; it has a sentence."""
    with pytest.raises(Refusal) as refused:
        read_books(path)
    assert say(refused.value)
    return refused.value


def faults_of(path: Path) -> list[tuple[object, ...]]:
    """(sheet, row, column, code) of each fault."""
    refusal = refusal_of(path)
    assert refusal.code == "books-refused"
    faults = refusal.facts["faults"]
    assert isinstance(faults, tuple)
    assert len(tell_faults(refusal, say)) == len(faults)
    return [(*f.where, f.code) for f in faults if isinstance(f, Fault)]


def test_the_four_sheets(tmp_path: Path) -> None:
    """All columns of the four sheets become typed rows."""
    path = folder(
        tmp_path,
        members="member_no,name,gender,birth_year,phone,id_number,joined_on,left_on,roles\n"
        '7,"ǃNamiǂNûs, Maria",F,1985,081 123 4567,85 0101 00123,05/01/2025,,Treasurer;Collector\n',
        entries="date,member_no,kind,purpose,amount,loan_no,note\n"
        '2026-11-22,7,savings,,"1,234.50",,\n2026-11-22,7,loan disbursed,,N$500,3,for a roof\n',
        loans="loan_no,member_no,source,purpose,principal,rate,per,method,instalments,every,"
        "disbursed_on,first_due_on\n"
        "3,7,,roof,500,2,month,Equal principal,6,2 weeks,2026-11-22,2026-12-06\n",
        requests="request_no,raised_on,kind,settlement,title,households,offer_savings\n"
        "R-1,2026-11-22,sanitation,Havana,Toilets for block 4,45,0\n",
    )
    books = read_books(path)
    member, (saving, loan) = books.members[0], books.entries
    assert (member.row, member.member_no, member.name) == (2, 7, "ǃNamiǂNûs, Maria")
    assert (member.gender, member.birth_year, member.phone) == ("f", 1985, "0811234567")
    assert (member.joined_on, member.left_on) == ("2025-01-05", "")
    assert (member.id_number, member.roles) == ("85010100123", ("treasurer", "collector"))
    assert (saving.amount, saving.purpose, saving.loan_no, saving.note) == (
        123450,
        "general",
        0,
        "",
    )
    assert (loan.kind, loan.amount, loan.purpose, loan.row) == ("loan_disbursed", 50000, "", 3)
    assert (books.loans[0].rate, books.loans[0].source) == (20000, "group")
    assert (books.loans[0].method, books.loans[0].every) == ("equal-principal", "2-weeks")
    assert (books.requests[0].request_no, books.requests[0].offer_savings) == ("R-1", 0)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_dialect_reads_the_same(tmp_path: Path, mark: str, separator: str, end: str) -> None:
    """Separator, byte order mark and line ends change nothing, keys among them."""
    plain = [["Member No *", "NAME", "joined on"], ["1", '"a;b,c\td"', "2025-01-05"], ["", "", ""]]
    text = mark + end.join(separator.join(row) for row in plain) + end
    row = read_books(folder(tmp_path, members=text)).members[0]
    assert (row.member_no, row.name, row.joined_on) == (1, "a;b,c d", "2025-01-05")


def test_a_heading_in_quotes_does_not_mislead(tmp_path: Path) -> None:
    """Separators inside quotation marks do not count."""
    text = '"member_no","name","joined_on,,;;;;;;"\n1,a,2025-01-05\n'
    assert ("members", 1, "joined_on,,;;;;;;", "books-column-unknown") in faults_of(
        folder(tmp_path, members=text)
    )


def test_excel_says_its_separator(tmp_path: Path) -> None:
    """`sep=;` is heeded and, as on Excel's screen, not counted."""
    text = "sep=;\r\nmember_no;name;joined_on\r\n1;a;2025-13-05\r\n"
    assert faults_of(folder(tmp_path, members=text)) == [("members", 2, "joined_on", "day-none")]


def test_rows_are_counted_as_a_person_sees_them(tmp_path: Path) -> None:
    """Blank lines are skipped and counted; a cell of two lines is one row."""
    text = '\nmember_no,name,joined_on\n\n1,"two\nlines",2025-01-05\n,,\nx,b,2025-01-05\n'
    assert faults_of(folder(tmp_path, members=text)) == [
        ("members", 6, "member_no", "count-unclear")
    ]


def test_faults_are_told_with_sheet_row_and_column(tmp_path: Path) -> None:
    """All of them, from all sheets; nothing is taken."""
    path = folder(
        tmp_path,
        entries=HEAD + "2026-11-22,7,gift,20\n11/23/2026,7,savings,1.234,extra\n,,savings,-5\n",
        members=MEMBERS,
        loans="loan_no,Loan No,colour,,rate\n",
    )
    assert faults_of(path) == [
        ("entries", 2, "kind", "choice-unknown"),
        ("entries", 3, "E", "books-cell-without-column"),
        ("entries", 3, "date", "day-none"),
        ("entries", 3, "amount", "money-too-fine"),
        ("entries", 4, "date", "field-missing"),
        ("entries", 4, "amount", "money-negative"),
        ("loans", 1, "Loan No", "books-column-twice"),
        ("loans", 1, "colour", "books-column-unknown"),
        *[
            ("loans", 1, column, "books-column-missing")
            for column in SHEETS["loans"].required
            if column not in ("loan_no", "rate")
        ],
    ]
    sentence = tell_faults(refusal_of(path), say)[0]
    assert sentence.startswith("Sheet entries, row 2, column kind: “gift” is not one of the words")


def test_no_more_than_a_hundred_faults(tmp_path: Path) -> None:
    """Enough to mend a sheet, few enough to read."""
    path = folder(tmp_path, entries=HEAD + "x,y,z,w\n" * 5000)
    assert len(faults_of(path)) == 100


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("member_no,name,joined_on\n1,Müller,2025-01-05\n".encode("cp1252"), "books-not-utf8"),
        (MEMBERS.encode("utf-16"), "books-not-utf8"),
        (MEMBERS.encode() + b"2,a\0b,2025-01-05\n", "books-not-text"),
        (b"PK\x03\x04\0\0", "books-not-text"),
        (MEMBERS.encode() + b'2,"open,2025-01-05\n', "books-row-broken"),
        (MEMBERS.encode() + b'2,"a"b,2025-01-05\n', "books-row-broken"),
        (MEMBERS.encode() + b"2," + b"a" * 140_000 + b",2025-01-05\n", "books-row-broken"),
        (MEMBERS.encode() + b"1," * 150 + b"1\n", "books-too-wide"),
        (MEMBERS.encode() + b" " * MOST_BYTES, "books-too-big"),
        (HEAD.encode() + b"1\n" * 400_001, "books-refused"),
    ],
)
def test_files_that_are_no_csv(tmp_path: Path, content: bytes, code: str) -> None:
    """One plain refusal for a file that cannot be read as a whole."""
    assert refusal_of(folder(tmp_path, members=content)).code == code


def test_a_row_that_is_broken_is_named(tmp_path: Path) -> None:
    """File and row stand in the refusal."""
    text = MEMBERS + '2,"a"b,2025-01-05\n'
    assert refusal_of(folder(tmp_path, members=text)).facts == {"file": "members.csv", "row": 3}


def test_places_without_books(tmp_path: Path) -> None:
    """Missing, neither, empty, unknown and doubled."""
    (tmp_path / "notes.txt").write_text("hello")
    assert refusal_of(tmp_path / "nowhere").code == "books-missing"
    assert refusal_of(tmp_path / "notes.txt").code == "books-neither"
    assert refusal_of(tmp_path).code == "books-nothing"
    assert refusal_of(folder(tmp_path / "a", savings="a,b\n1,2\n")).code == "books-sheet-unknown"
    near = refusal_of(folder(tmp_path / "c", memberz=MEMBERS))
    assert near.facts["sheets"].split(", ")[0] == "members"  # those that look like it, not all
    assert len(near.facts["sheets"].split(", ")) <= 3
    twice = folder(tmp_path / "b", members=MEMBERS, MEMBERS=MEMBERS)
    assert refusal_of(twice).code == "books-sheet-twice"


def test_empty_sheets_are_no_rows(tmp_path: Path) -> None:
    """An empty file, headings alone, and a blank sheet that nobody knows."""
    path = folder(tmp_path, members="", entries=HEAD, sheet2="\n\n,,\n")
    assert read_books(path) == Books()


def test_every_sheet_is_a_field_of_books() -> None:
    """The table and the value that comes of it agree; further sheets stand in one field."""
    further = {one.name for one in (*FURTHER_SHEETS, *STANDING_SHEETS, *WORD_SHEETS)}
    there = {*SHEETS, "file", "further", "standing", "words"}
    assert there - further == set(Books.__dataclass_fields__)
    assert further < set(SHEETS)
    for sheet in SHEETS.values():
        aside = {one.name for one in sheet.extras}
        assert set(sheet.columns) - aside < {one.name for one in fields(sheet.row)}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(alphabet=st.sampled_from(list("member_no,;\t\"'\r\n=é1 ")), max_size=60))
def test_any_text_ends_well(tmp_path: Path, text: str) -> None:
    """Any text file ends with books or a refusal, never with another error."""
    path = folder(tmp_path, members="member_no,name,joined_on\n" + text)
    with suppress(Refusal):
        read_books(path)


def test_all_kinds_are_known(tmp_path: Path) -> None:
    """Each kind of the entries sheet is taken."""
    text = HEAD + "".join(f"2026-11-22,7,{kind},20\n" for kind in ENTRY_KINDS)
    rows = read_books(folder(tmp_path, entries=text)).entries
    assert tuple(row.kind for row in rows) == ENTRY_KINDS
