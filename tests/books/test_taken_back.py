"""What was agreed, begun or left and taken back, in spreadsheets: out and in again, and by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from federation.books.exporting import export_books
from federation.books.plan import enter, plan
from federation.books.reader import read_books
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.node import Node
from federation.schemas.base import Fault
from federation.store import Draft, Store
from federation.store.queries import books
from tests import factories as f
from tests.store.test_taken_back import CHANGE, CHECK, FUND, POT

DAY = f.DAY
CYCLE = e.CycleBegun(day=DAY, cycle=1)


def back(of: int) -> e.EntryReversed:
    return e.EntryReversed(day=DAY, of=of, second=2)


# What was there is taken back, each while nothing rests on it; entries 6 to 26.
LIFE = (
    *(CHANGE, FUND, CHECK, POT, CYCLE, e.MemberLeft(day=DAY, member=2)),
    *(e.PeerCheckFollowed(day=DAY, check=1), back(12), back(6), back(7), back(8), back(9)),
    *(back(10), back(11), e.MemberLeft(day="2026-11-23", member=2), CHANGE),
    *(e.LoanInterest(day="2026-12-22", amount=90, member=1, loan=1), back(21)),
    e.CycleBegun(day=DAY, cycle=2),
)


@pytest.fixture
def lived(group: Store) -> Store:
    f.admit(group, "Anna")
    f.admit(group, "Beata")
    f.enter(group, ("savings", 50_000, 1))
    f.lend(group, 1, 3_000)
    with group.writing() as db:
        f.record(db, group.node, [Draft(kinds.LEDGER, one) for one in LIFE], {})
    return group


def left_on(store: Store) -> str:
    with store.reading() as db:
        found = books.member(db, f.own_book(store), 2)
    assert found is not None
    return found.left_on


@pytest.mark.parametrize("form", ["books", "books.xlsx"])
def test_it_comes_back_and_once_only(
    lived: Store, tmp_path: Path, open_stores: Callable[[Node], Store], form: str
) -> None:
    new = open_stores(f.bare_node(tmp_path / "new"))
    export_books(lived, tmp_path / form)
    assert enter(new, plan(new, read_books(tmp_path / form))).facts["entered"] == 5 + len(LIFE)
    assert left_on(new) == left_on(lived) == "2026-11-23"
    for store in (new, lived):
        again = plan(store, read_books(tmp_path / form))
        assert again.drafts == ()
        assert {one.code for one in again.warnings} <= {"books-day-to-come"}


def test_who_came_back_does_not_leave_again_by_an_old_file(group: Store, tmp_path: Path) -> None:
    sheet = "member_no,name,joined_on,left_on\n1,Anna,2026-01-04,\n2,Beata,2026-01-04,2026-02-01\n"
    (tmp_path / "members.csv").write_text(sheet, "utf-8")
    enter(group, plan(group, read_books(tmp_path)))
    assert left_on(group) == "2026-02-01"
    f.reverse(group, 3)
    assert plan(group, read_books(tmp_path)).drafts == ()
    (tmp_path / "members.csv").write_text(sheet.replace("02-01", "03-01"), "utf-8")
    enter(group, plan(group, read_books(tmp_path)))
    assert left_on(group) == "2026-03-01"


SHEETS = {
    "members": "member_no,name,joined_on,entry_no\n1,Anna,2026-01-04,1\n2,Beata,2026-01-04,2\n",
    "cycles": "date,cycle_no,entry_no\n2026-01-04,1,3\n",
    "rotations": "date,rotation_no,amount,order,entry_no\n2026-01-04,1,5,1;2,4\n",
    "fund_loans": "date,fund_loan_no,lender,principal,rate,per,method,instalments,every,"
    "first_due_on,entry_no\n2026-01-04,1,Twahangana,100,1,month,flat,5,month,2026-02-04,5\n",
    "leavings": "date,member_no,entry_no\n2026-01-05,2,6\n",
    "forgotten": "date,member_no,entry_nos,entry_no\n2026-01-06,2,2,7\n",
}
MORE = {
    "cycles": "2026-01-07,2,8\n",
    "entries": "date,member_no,kind,purpose,amount,loan_no,rotation_no,turn,fund_loan_no,entry_no\n"
    "2026-01-07,1,rotation_paid_in,,5,,1,1,,9\n2026-01-07,,fund_received,,100,,,,1,10\n",
}


@pytest.mark.parametrize(
    ("of", "code"),
    [
        (3, "cycle-went-on"),
        (4, "rotation-has-money"),
        (5, "fund-loan-used"),
        (6, "member-forgotten"),
        (2, "entry-not-reversible"),
    ],
)
def test_what_something_rests_on_is_named_by_its_row(
    group: Store, tmp_path: Path, of: int, code: str
) -> None:
    told = f"date,of_entry_no,reason,entry_no\n2026-01-08,{of},wrong,11\n"
    sheets = {**SHEETS, **MORE, "cycles": SHEETS["cycles"] + MORE["cycles"], "reversals": told}
    for name, text in sheets.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    with pytest.raises(Refusal, match="books-refused") as stopped:
        plan(group, read_books(tmp_path))
    faults = stopped.value.facts["faults"]
    assert isinstance(faults, tuple)
    assert [(*one.where[:2], one.code) for one in faults if isinstance(one, Fault)] == [
        ("reversals", 2, code)
    ]
