"""Sheets of paper: the right figures on them, and the same words on the page and in the PDF."""

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterable
from xml.etree import ElementTree as ET

import pytest

from federation.core.actions import ACTIONS
from federation.core.refusals import Refusal
from federation.i18n import THIN, use_language
from federation.papers import blanks, lists, members, minutes, pdf, pictures, slips
from federation.papers.laying import Laid, lay
from federation.papers.paper import Figures, Kind, Paper, Size, Slips, Table
from federation.store import Store
from tests.factories import admit, enter, lend, open_meeting, reverse

EARLY, LATE = "2026-10-04", "2026-11-01"
CLICKS = "ǀGaroeb ǁUises ǂNûses ǃNaruses"
LONG = "Nangombe-Shikwambi Iyaloo Ndinelago Hamu"  # forty letters


@pytest.fixture
def lived(group: Store) -> Store:
    """Two members, savings for two things on two days, a loan, a fine, an entry taken back."""
    selma = admit(group, CLICKS, day=EARLY)
    petrus = admit(group, LONG, day=EARLY)
    enter(group, ("savings", 50_000, selma), ("savings", 20_000, selma, "land"), day=EARLY)
    enter(group, ("savings", 2_050, petrus), ("fine", 500, petrus), day=LATE)
    enter(group, ("withdrawal", 1_000, selma), day=LATE)
    loan = lend(group, selma, 30_000, day=EARLY, first_due_on=LATE)
    enter(group, ("loan_principal", 10_000, selma, loan), day=LATE)
    enter(group, ("savings", 700, selma), day=LATE)
    reverse(group, _last(group), day=LATE)
    return group


def _last(store: Store) -> int:
    with store.reading() as db:
        return int(next(iter(db.execute_sql("SELECT max(seq) FROM entry")))[0])


def table(paper: Paper, nth: int = 0) -> Table:
    return [one for one in paper.blocks if isinstance(one, Table)][nth]


def figures(paper: Paper) -> dict[str, object]:
    (told, *_) = [one for one in paper.blocks if isinstance(one, Figures)]
    return {one.label: one.value for one in told.figures}


def test_a_passbook_goes_on_from_what_was_before(lived: Store) -> None:
    with lived.reading() as db:
        whole = table(members.passbook(db, lived.node, 1)).rows
        later = table(members.passbook(db, lived.node, 1, first="2026-10-05")).rows
        none = members.passbook(db, lived.node, 1, last="2026-10-01")
    assert [row[2:5] for row in whole] == [
        (50_000, None, 50_000),
        (20_000, None, 70_000),
        (None, 1_000, 69_000),
        (700, None, 69_700),
        (None, 700, 69_000),
    ]
    assert later[0][1:] == ("Brought forward", None, None, 70_000, None)
    assert [row[4] for row in later[1:]] == [row[4] for row in whole[2:]]
    assert table(none).rows == ()


def test_a_statement_adds_up(lived: Store) -> None:
    """Savings by purpose, loans as they were on the last day, and every entry once."""
    with lived.reading() as db:
        paper = members.statement(db, lived.node, 1, "2026-10-05", "2026-11-30")
        then = members.statement(db, lived.node, 1, "", EARLY)
        hers = members.statement(db, lived.node, 2)
    savings, loans, entries = (table(paper, nth) for nth in range(3))
    assert savings.rows == (
        ("general", 50_000, 700, 1_700, 49_000),
        ("land", 20_000, 0, 0, 20_000),
    )
    assert savings.sums == ("Together", 70_000, 700, 1_700, 69_000)
    assert [row[3:] for row in loans.rows] == [(30_000, 20_000)]
    assert table(then, 1).rows[0][4] == 30_000
    assert figures(paper) == {"Saved": 69_000, "Owes on loans": 20_000}
    assert figures(hers) == {"Saved": 2_050, "Fines to pay": 500}
    assert [row[3:] for row in entries.rows] == [
        (None, 1_000),
        (10_000, None),
        (700, None),
        (None, 700),
    ]
    assert "taken back" in str(entries.rows[2][2])
    assert entries.sums[3:] == (10_700, 1_700)


def test_the_wall_shows_what_the_books_hold(lived: Store) -> None:
    with lived.reading() as db:
        wall = lists.wall(db, lived.node)
        by_column = table(lists.wall_columns(db, lived.node))
    assert table(wall).rows == ((1, CLICKS, 69_000, 20_000), (2, LONG, 2_050, None))
    assert table(wall).sums == (None, "Together", 71_050, 20_000)
    titles = [one.title for one in by_column.columns]
    assert titles == ["No.", "Name", "general", "land", "Saved", "Fines to pay", "Owes"]
    assert by_column.rows[0][2:] == (49_000, 20_000, 69_000, None, 20_000)
    assert by_column.sums[2:] == (51_050, 20_000, 71_050, 500, 20_000)


def test_sheets_to_fill_in_have_everybody_and_the_steps_in_order(lived: Store) -> None:
    with lived.reading() as db:
        meeting = blanks.meeting_sheet(db, lived.node)
        round_ = blanks.collector_sheet(db, lived.node)
        to_sign = lists.signature_list(db, lived.node)
    titles = [one.title for one in table(meeting).columns]
    assert titles[2:6] == ["Here", "Savings", "Social fund", "Fines"]
    assert titles[6:] == ["Loan paid back", "Interest", "Loan paid out", "Signed"]
    assert [one.kind for one in table(meeting).columns[2:]] == [Kind.WRITE] * 8
    pieces = [row[0] for row in table(meeting, 3).rows]
    assert (pieces[0], pieces[-1], len(pieces)) == ("200.00", "0.05", 11)
    for paper in (meeting, round_, to_sign):
        assert [row[1] for row in table(paper).rows] == [CLICKS, LONG]
    assert [one.title for one in table(round_).columns][2:] == [
        *("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        "Together",
    ]


def test_shares_have_their_column(make_store) -> None:
    store = make_store("group", "Shares", share_price_minor=1_000)
    with store.reading() as db:
        paper = blanks.meeting_sheet(db, store.node)
    assert "Shares" in [one.title for one in table(paper).columns]
    assert f"A share costs N${THIN}10.00." in json.dumps(lay(paper), ensure_ascii=False)


def slips_of(paper: Paper) -> Slips:
    (told,) = paper.blocks
    assert isinstance(told, Slips)
    return told


def test_a_receipt_is_there_for_both(lived: Store) -> None:
    with lived.reading() as db:
        paper = slips.of_entry(db, lived.node, 3)
        small = slips.of_entry(db, lived.node, 3, small_sheet=True)
        out = slips_of(slips.of_entry(db, lived.node, 7)).slips[0]
        back = slips_of(slips.of_entry(db, lived.node, _last(lived) - 1)).slips[0]
    hers, ours = slips_of(paper).slips
    assert (hers.beside, ours.beside) == ("for the member", "for the group")
    assert (hers.total.label, hers.total.value) == ("Paid in", 50_000)
    told = {one.label: one.value for one in hers.lines}
    assert (told["Member"], told["Saved then"]) == (CLICKS, 50_000)
    assert (paper.size, small.size) == (Size.FOUR, Size.A6)
    assert (out.total.label, out.total.value) == ("Paid out", 1_000)
    assert {one.label: one.value for one in back.lines}["Note"] == "taken back on 1 Nov 2026"


def test_what_moved_no_money_has_no_receipt(lived: Store) -> None:
    with lived.reading() as db:
        with pytest.raises(Refusal) as none:
            slips.of_entry(db, lived.node, 1)
        with pytest.raises(Refusal) as unknown:
            slips.of_entry(db, lived.node, 999)
        with pytest.raises(Refusal) as nobody:
            members.passbook(db, lived.node, 99)
    assert none.value.code == "receipt-without-money"
    assert unknown.value.code == "entry-unknown"
    assert nobody.value.code == "member-unknown"


def test_slips_of_a_meeting_are_one_for_each_member(lived: Store) -> None:
    """Like ones added up; what was taken back left out; money in and out in one sum."""
    meeting = open_meeting(lived)
    told = {"meeting": meeting}
    enter(
        lived, ("savings", 2_000, 1), ("savings", 500, 1), ("social_contribution", 200, 1), **told
    )
    enter(lived, ("savings", 900, 2), **told)
    reverse(lived, _last(lived), meeting=meeting)
    with lived.reading() as db:
        paper = slips.of_meeting(db, lived.node, meeting)
        sheet = minutes.minutes(db, lived.node, meeting, "ABCD-EFGH")
    (only,) = slips_of(paper).slips
    assert [(one.label, one.value) for one in only.lines[2:]] == [
        ("Savings, general", 2_500),
        ("Social fund", 200),
        ("Last meetings", "●"),
    ]
    assert (only.total.label, only.total.value) == ("Together, paid in", 2_700)
    assert table(sheet).sums[3:] == (3_600, 900)
    assert figures(sheet)["Letters for the savings books"] == "ABCD-EFGH"


def test_lines_of_a_slip_have_the_pictures_of_the_pages(lived: Store) -> None:
    meeting = open_meeting(lived)
    enter(lived, ("savings", 2_000, 1), ("social_contribution", 200, 1), meeting=meeting)
    with lived.reading() as db:
        laid = lay(slips.of_meeting(db, lived.node, meeting))
        one = lay(slips.of_entry(db, lived.node, _last(lived)))
    savings, social = laid["blocks"][0]["slips"][0]["lines"][2:4]
    assert savings["picture"] == pictures.drawn("savings") != social["picture"]
    assert pictures.drawn("social") == social["picture"]
    assert pictures.drawn("social") in str(one)
    for action in ACTIONS:
        ET.fromstring(pictures.drawn(action))
    assert pictures.of_kind("no such kind") == ""


def test_many_lines_of_a_slip_are_gathered() -> None:
    made = slips._lines({f"kind {nth}": nth for nth in range(1, 11)}, {})
    assert len(made) == slips.LINES_MAX
    assert (made[-1].label, made[-1].value) == ("Other", 7 + 8 + 9 + 10)


def every_paper(store: Store) -> Iterable[Paper]:
    node = store.node
    with store.reading() as db:
        yield lists.wall(db, node)
        yield lists.wall_columns(db, node)
        yield lists.signature_list(db, node)
        yield blanks.meeting_sheet(db, node)
        yield blanks.collector_sheet(db, node)
        yield blanks.receipts(db, node)


def words(made: bytes) -> str:
    """What a reader of the PDF gets to know of its letters: its maps from glyphs to Unicode."""
    found = ""
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL):
        try:
            told = zlib.decompress(packed)
        except zlib.error:
            continue
        if b"beginbfchar" in told or b"beginbfrange" in told:
            found += "".join(
                bytes.fromhex(one.decode()).decode("utf-16-be", "replace")
                for one in re.findall(rb"<([0-9A-Fa-f]{4,})>", told)
                if len(one) % 4 == 0
            )
    return found


def test_pdfs_are_tagged_and_know_their_letters(lived: Store) -> None:
    with lived.reading() as db:
        papers = [
            *every_paper(lived),
            members.passbook(db, lived.node, 1),
            members.statement(db, lived.node, 1),
            slips.of_entry(db, lived.node, 3),
            slips.of_entry(db, lived.node, 3, small_sheet=True),
        ]
    for paper in papers:
        made = pdf.write(paper)
        assert made.startswith(b"%PDF-"), paper.name
        assert b"/StructTreeRoot" in made or b"pdfuaid" in made, paper.name
        assert made == pdf.write(paper), paper.name
    assert set("ǀǁǂǃ") <= set(words(pdf.write(papers[0])))


def test_an_empty_group_has_papers_too(group: Store) -> None:
    for paper in every_paper(group):
        assert pdf.write(paper).startswith(b"%PDF-"), paper.name
    with group.reading() as db:
        assert table(lists.wall(db, group.node)).sums == ()


def test_no_name_is_run_as_a_program(group: Store) -> None:
    """What would mean something to Typst or to HTML stands on the sheet as it was typed."""
    nasty = '#panic("x") <b>*a*</b> $1$ @b `c` \\ "'
    admit(group, nasty)
    with group.reading() as db:
        paper = lists.wall(db, group.node)
    assert table(paper).rows[0][1] == nasty
    assert set('#$@`\\"*<') <= set(words(pdf.write(paper)))


def laid_texts(laid: Laid) -> str:
    return json.dumps(laid, ensure_ascii=False)


def test_figures_are_laid_out_as_people_write_them(lived: Store) -> None:
    with lived.reading() as db, use_language("en", "NAD"):
        laid = lay(members.statement(db, lived.node, 1))
    told = laid_texts(laid)
    assert f"N${THIN}690.00" in told
    assert "1 Nov 2026" in told
    assert '"printed": "Printed on 22 Nov 2026"' in told


def test_without_typst_there_is_one_sentence(monkeypatch, group: Store) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert not pdf.is_here()
    with group.reading() as db, pytest.raises(Refusal) as refused:
        pdf.write(lists.wall(db, group.node))
    assert refused.value.code == "pdf-needs-typst"


def test_typst_is_asked_for_only_when_a_pdf_is() -> None:
    """Pages of papers must open on machines that lack it."""
    look = "import sys; from federation.papers import pdf, lists; print('typst' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
