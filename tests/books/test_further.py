"""The further sheets as people write them: by hand, without numbers, with mistakes."""

from pathlib import Path

import pytest

from federation.books.exporting import export_books
from federation.books.plan import Plan, enter, plan
from federation.books.reader import read_books
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.schemas.base import Fault
from federation.store import Store
from federation.store.queries import books
from federation.store.queries import group as views
from federation.store.verify import verify
from tests import factories

SHEETS = {
    "members": "member_no,name,joined_on\n1,Hilma,2026-01-04\n2,Selma,2026-01-04\n",
    "meetings": "meeting_no,date,closed\n1,2026-01-04,yes\n2,2026-12-06,no\n",
    "closings": "date,meeting_no,officers\n2026-01-05,1,1;3\n",
    "decisions": "date,decision_no,about,votes_for,women_voting,note\n"
    "2026-01-04,1,rules,2,2,Our rules\n2026-12-06,2,share-out,2,,\n",
    "constitution": "date,version,decision_no,savings,purposes,share_price,loan_limit,loan_rate,"
    "officers_close\n2026-01-04,1,1,both,general;land,10.00,200,1.5,2\n",
    "constitution_fines": "version,why,amount\n1,late,5\n1,absent,10.00\n",
    "cycles": "date,cycle_no,ends_on\n2026-01-04,1,2026-12-06\n",
    "entries": "date,member_no,kind,purpose,amount,loan_no,cycle_no,slip_no,price\n"
    "2026-01-11,1,savings,general,100,,,,\n2026-01-11,2,share,,50,,,,10\n"
    "2026-01-18,,bank_deposit,,20,,,S-17,\n2026-01-18,1,loan_disbursed,,60,1,,,\n"
    "2026-12-06,,income,,30,,,,\n2026-12-06,1,share_out_paid,,64,,1,,\n"
    "2026-12-06,2,share_out_reinvested,share,56,,1,,\n",
    "loans": "loan_no,member_no,principal,rate,per,method,instalments,every,disbursed_on,"
    "first_due_on,guarantors\n1,1,60,1.5,month,flat,6,month,2026-01-18,2026-02-18,2\n",
    "share_outs": "date,cycle_no,method,pool,by_cash,by_books,officers\n"
    "2026-12-06,1,proportional,180,180,180,1;3\n",
    "share_out_lines": "cycle_no,member_no,gross,shares\n1,1,124,\n1,2,56,50\n",
    "share_out_savings": "cycle_no,member_no,purpose,amount\n1,1,general,100\n",
    "share_out_loans": "cycle_no,member_no,loan_no,principal\n1,1,1,60\n",
    "work": "date,task,minutes,people,paid\n2026-02-01,bricks,240,12,no\n",
}


def folder(path: Path, **changed: str) -> Path:
    """These sheets as CSV files, some of them otherwise."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in {**SHEETS, **changed}.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    return path


def take(store: Store, path: Path) -> Plan:
    """Plan and enter; the plan."""
    planned = plan(store, read_books(path))
    enter(store, planned)
    return planned


def faults(store: Store, path: Path) -> list[tuple[object, ...]]:
    """(sheet, row, column, code) of each fault."""
    with pytest.raises(Refusal, match="books-refused") as stopped:
        plan(store, read_books(path))
    told = stopped.value.facts["faults"]
    assert isinstance(told, tuple)
    return [(*one.where, one.code) for one in told if isinstance(one, Fault)]


def test_books_written_by_hand(group: Store, tmp_path: Path) -> None:
    """Rules, votes, a loan, a share-out with its lines: day by day, as no row has a number."""
    planned = take(group, folder(tmp_path))
    with group.reading() as db:
        assert verify(db, group.node) == ()
        book = books.book_of(db, group.node.settings.node_id)
        sums = {name: amount for name, amount in books.account_sums(db, book).items() if amount}
        rules, cycle = views.rules(db, book), views.cycles(db, book)[0]
        told = views.decision(db, book, 1)
    assert sums == {
        "cash": 3600,
        "bank": 2000,
        "shares": -5600,
        "other_income": -3000,
        "shared_out": 3000,
    }
    assert (rules.purposes, rules.loan_rate, rules.loan_limit) == (("general", "land"), 15000, 200)
    assert rules.fines == (
        e.FineRule(why="late", amount=500),
        e.FineRule(why="absent", amount=1000),
    )
    assert told is not None
    assert (told.note, told.women_voting, told.present) == ("Our rules", 2, 0)
    assert cycle.share_out is not None
    assert [line.net for line in cycle.share_out.lines] == [6400, 5600]
    assert {one.code for one in planned.warnings} == {"books-day-to-come"}
    days = [row.day for row in planned.rows()]
    assert days == sorted(days)


def test_a_plan_tells_each_sheet(group: Store, tmp_path: Path) -> None:
    """New, changed, there already; and the same file again is all there."""
    planned = take(group, folder(tmp_path))
    told = {one.sheet: one[1:] for one in planned.sheets()}
    assert told["members"] == (2, 0, 0, 0)
    assert told["meetings"] == (2, 0, 0, 0)
    assert told["share_outs"] == (1, 0, 0, 0)
    assert "share_out_lines" not in told
    again = plan(group, read_books(tmp_path))
    assert again.drafts == ()
    assert all(one.already and not one.new for one in again.sheets())
    entries = [row for row in planned.rows() if row.sheet == "share_outs"]
    assert [(row.kind, row.entry, row.row) for row in entries] == [
        ("share-out-held", "share-out-held", 2)
    ]


def changed(sheet: str, old: str, new: str) -> dict[str, str]:
    """One sheet with something else in it."""
    assert old in SHEETS[sheet]
    return {sheet: SHEETS[sheet].replace(old, new)}


@pytest.mark.parametrize(
    ("sheets", "fault"),
    [
        (changed("decisions", ",1,rules", ",2,rules"), ("decisions", 2, "decision_no")),
        (changed("constitution", "2026-01-04,1,1", "2026-01-04,1,7"), ("constitution", 2)),
        (changed("constitution", ",both,", ",each,"), ("constitution", 2, "savings")),
        (changed("constitution", "200,1.5,2", "200,1.5,1"), ("constitution", 2, "officers_close")),
        (changed("constitution_fines", "1,late", "2,late"), ("constitution_fines", 2, "version")),
        (changed("share_out_savings", "1,1,", "1,2,"), ("share_outs", 2)),
        (changed("share_out_loans", "1,1,1", "1,9,1"), ("share_out_loans", 2, "member_no")),
        (changed("share_out_lines", "1,2,56", "1,2,55"), ("share_outs", 2)),
        (changed("closings", "1,1;3", "9,1;3"), ("closings", 2, "meeting_no")),
        (changed("closings", "1;3", "1 and 3"), ("closings", 2, "officers")),
        (changed("work", ",240,", ",2400,"), ("work", 2)),
        (changed("work", ",no", ",perhaps"), ("work", 2, "paid")),
        (changed("loans", ",2026-02-18,2", ",2026-02-18,5"), ("loans", 2, "guarantors")),
        (changed("entries", "64,,1,", "65,,1,"), ("entries", 7, "amount")),
        (changed("entries", "64,,1,", "64,,,"), ("entries", 7, "cycle_no")),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_taken(
    group: Store, tmp_path: Path, sheets: dict[str, str], fault: tuple[object, ...]
) -> None:
    """The sheet, the row, and the column where it is one cell."""
    found = faults(group, folder(tmp_path, **sheets))
    assert found[0][: len(fault)] == fault
    with group.reading() as db:
        assert books.members(db, books.book_of(db, group.node.settings.node_id)) == ()


ONCE = {
    "entries": "date,kind,amount,entry_no\n2026-01-05,opening_bank,5,10\n",
    "applications": "date,application_no,member_no,principal,entry_no\n2026-01-05,1,1,5,11\n",
    "applications_declined": "date,application_no,entry_no\n2026-01-06,1,12\n2026-01-07,1,13\n",
    "bank_statements": "date,statement,balance,entry_nos,entry_no\n2026-01-06,A,5,10,14\n"
    "2026-01-07,B,5,10,15\n",
}


@pytest.mark.parametrize(
    ("left_out", "fault"),
    [
        ("bank_statements", ("applications_declined", 3, "application_no", "application-settled")),
        ("applications_declined", ("bank_statements", 3, "entry_nos", "books-ticked-twice")),
    ],
)
def test_what_is_done_once_is_done_once(
    group: Store, tmp_path: Path, left_out: str, fault: tuple[object, ...]
) -> None:
    """The row that does it again is named, before anything is entered."""
    path = tmp_path / "once"
    path.mkdir()
    for name, text in {"members": SHEETS["members"], **ONCE, left_out: ""}.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    assert faults(group, path) == [fault]


def test_what_a_plain_row_does_not_say_is_open(group: Store, tmp_path: Path) -> None:
    """A row without a slip is the entry with one; a row with another slip is another entry."""
    take(group, folder(tmp_path))
    text = "date,kind,amount,slip_no\n2026-01-18,bank_deposit,20,{}\n"
    (tmp_path / "more").mkdir()
    found = {}
    for slip in ("", "S-17", "S-18"):
        (tmp_path / "more" / "entries.csv").write_text(text.format(slip), "utf-8")
        found[slip] = len(plan(group, read_books(tmp_path / "more")).drafts)
    assert found == {"": 0, "S-17": 0, "S-18": 1}


def test_pieces_and_several_lists_stand_in_readable_cells(group: Store, tmp_path: Path) -> None:
    """Notes and coins, a list of nobody, a member who was called otherwise before."""
    event = e.CashCounted(
        day="2026-01-05",
        meeting=1,
        counted=25050,
        expected=0,
        pieces=((20000, 1), (50, 101)),
        counters=(1, 2),
    )
    text = {
        "meetings": "meeting_no,date,language\n1,2026-01-05,Otjiherero\n",
        "members_before": "member_no,until,name,phone\n1,2026-01-09,Hilma Old,0811234567\n",
        "attendance": "meeting_no,member_no,mark\n1,,nobody\n",
        "cash_counts": "meeting_no,date,counted,pieces,counters\n"
        "1,2026-01-05,250.50,200.00 x 1; 0.50x101,1;2\n",
    }
    path = tmp_path / "in"
    path.mkdir()
    for name, cells in {"members": SHEETS["members"], **text}.items():
        (path / f"{name}.csv").write_text(cells, "utf-8")
    planned = take(group, path)
    assert [one.event for one in planned.drafts if isinstance(one.event, e.CashCounted)] == [event]
    export_books(group, tmp_path / "out")
    told = {one.stem: one.read_text("utf-8-sig") for one in (tmp_path / "out").glob("*.csv")}
    assert "200.00 x 1; 0.50 x 101,1;2" in told["cash_counts"]
    assert "1,,nobody,4" in told["attendance"].replace("\r\n", "\n")
    assert "1,2026-01-09,Hilma Old,,,0811234567,,," in told["members_before"]
    with group.reading() as db:
        found = books.member(db, factories.own_book(group), 1)
    assert found is not None
    assert found.name == "Hilma"


def test_every_sheet_can_be_read_empty(group: Store, tmp_path: Path) -> None:
    """Headings alone are no rows."""
    for name in SHEETS:
        (tmp_path / f"{name}.csv").write_text(SHEETS[name].split("\n")[0] + "\n", "utf-8")
    assert plan(group, read_books(tmp_path)).drafts == ()


def test_a_file_of_an_earlier_version_is_taken_as_it_was(group: Store, tmp_path: Path) -> None:
    """Money alone was numbered then: people and meetings come first, a meeting closes after it."""
    text = {
        "members": SHEETS["members"],
        "meetings": "meeting_no,date,closed,note\n1,2026-01-11,yes,\n",
        "attendance": "meeting_no,member_no,mark\n1,1,present\n1,2,late\n",
        "entries": "date,member_no,kind,purpose,amount,loan_no,note,meeting_no,entry_no\n"
        "2026-01-11,1,savings,general,20.00,,,1,6\n2026-01-11,2,savings,general,5.00,,,1,7\n",
        "cash_counts": "meeting_no,date,counted,note,entry_no\n1,2026-01-11,24.00,short,8\n",
        "reversals": "date,of_entry_no,reason,meeting_no,entry_no\n2026-01-18,7,typed twice,,10\n",
    }
    for name, cells in text.items():
        (tmp_path / f"{name}.csv").write_text(cells, "utf-8")
    planned = take(group, tmp_path)
    assert [type(one.event).__name__ for one in planned.drafts] == [
        *("MemberAdmitted", "MemberAdmitted", "MeetingOpened", "AttendanceTaken"),
        *("SavingsReceived", "SavingsReceived", "CashCounted", "MeetingClosed", "EntryReversed"),
    ]
    with group.reading() as db:
        assert books.pots(db, factories.own_book(group)).cash == 2400 - 500
        assert verify(db, group.node) == ()
