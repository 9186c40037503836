"""Books written out and taken in by an empty node are the same books."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.books.exporting import export_books
from federation.books.plan import enter, plan
from federation.books.reader import read_books
from federation.commands import meetings, members, requests
from federation.commands.deed import perform
from federation.core.refusals import Refusal
from federation.store import Store, open_store
from federation.store.queries import books
from federation.store.queries import requests as asked
from federation.store.verify import verify
from tests import factories


def lived(store: Store) -> None:
    """A group's year in small: meetings, a late sheet, a wrong entry, a short box, a farewell."""
    for name in ("Hilma ǁGaroëb", "=Johannes", "Ndapewa"):
        factories.admit(store, name, day="2026-10-04", phone="+264811234567", gender="f")
    factories.enter(store, ("opening_cash", 10000), day="2026-10-04")
    first = factories.open_meeting(store, "2026-11-15")
    marks = ((1, "present"), (2, "late"), (3, "sent"))
    taken = meetings.TakeAttendance(meeting=first, day="2026-11-15", marks=marks)
    perform(store, taken, meetings.take_attendance)
    factories.enter(store, ("savings", 2000, 1, "land"), day="2026-11-15", meeting=first)
    factories.enter(store, ("savings", 2000, 1, "land"), day="2026-11-15", meeting=first)
    factories.enter(store, ("fine", 500, 2), ("savings", 300, 3), day="2026-11-15", meeting=first)
    factories.count_box(store, first, 14250, "fifty cents too few")
    shut = meetings.CloseMeeting(meeting=first, day="2026-11-15", officers=(1, 2))
    perform(store, shut, meetings.close_meeting)
    factories.enter(store, ("bank_deposit", 4000), day="2026-11-15")
    factories.reverse(store, 7)
    factories.enter(store, ("fine_paid", 200, 2), ("expense", 8000), day="2026-11-14")
    factories.enter(store, ("income", 9000), ("withdrawal", 300, 3, "general"), day="2026-11-10")
    loan = factories.lend(store, 1, 3000, day="2026-11-20", first_due_on="2026-12-20")
    factories.enter(store, ("loan_interest", 30, 1, loan), day="2026-11-21")
    perform(store, members.LetMemberLeave(member=3, day="2026-11-22"), members.let_member_leave)
    perform(store, members.ForgetMember(member=3, day="2026-11-22"), members.forget_member)
    request = factories.raise_request(store, title="Toilets, and a “tap”")
    other = factories.raise_request(store, title="Light")
    vote = requests.ReleaseFigures(request=request, day="2026-11-22", meeting=first, votes_for=3)
    perform(store, vote, requests.release_figures)
    back = requests.WithdrawRequest(request=other, day="2026-11-22", reason="done ourselves")
    perform(store, back, requests.withdraw_request)
    factories.open_meeting(store, "2026-11-22")


def picture(store: Store) -> dict[str, Any]:
    """What must be the same after: balances, people, loans, meetings, entries, requests."""
    with store.reading() as db:
        book = books.book_of(db, store.node.settings.node_id)
        found = books.entries(db, book, limit=10_000)
        gone = {one.seq: one for one in found}
        return {
            "sums": books.account_sums(db, book),
            "members": books.members(db, book),
            "saved": [books.saved_by_purpose(db, book, number) for number in (1, 2, 3)],
            "fines": books.fines_due(db, book),
            "loans": books.loans(db, book),
            "meetings": [
                (one.meeting, one.day, bool(one.closed_seq), one.counted_minor, one.expected_minor)
                for one in books.meetings(db, book)
            ],
            "attendance": books.attendance(db, book, 1),
            "entries": sorted(
                (
                    *(one.kind, one.day, one.amount_minor, one.member, one.purpose, one.loan),
                    *(one.meeting, one.note, bool(one.reversed_by)),
                    gone[one.of].kind if one.of else "",
                )
                for one in found
                if one.kind not in ("member-changed", "member-forgotten")
            ),
            "requests": sorted(
                (
                    *(one.number, one.title, one.households, one.stage, one.offer_savings_minor),
                    *((step.step, step.day) for step in one.steps),
                )
                for one in asked.requests(db)
            ),
        }


def take(store: Store, path: Path) -> int:
    """Take the file in; how many entries came of it."""
    receipt = enter(store, plan(store, read_books(path)))
    with store.reading() as db:
        assert not verify(db, store.node)
    return int(receipt.facts["entered"])


@pytest.mark.parametrize("name", ["books", "books.xlsx"])
def test_an_empty_node_gets_the_same_books(
    make_store: Callable[..., Store], tmp_path: Path, name: str
) -> None:
    """Cash counts, late sheets, reversals, votes and all; and the file again adds nothing."""
    old, new = make_store("group", "Old"), make_store("group", "New")
    lived(old)
    export_books(old, tmp_path / name)
    assert take(new, tmp_path / name) > 0
    before = picture(old)
    assert picture(new) == before
    assert take(new, tmp_path / name) == 0
    assert take(old, tmp_path / name) == 0
    assert picture(old) == before
    export_books(new, tmp_path / f"again-{name}")
    newest = make_store("group", "Newest")
    take(newest, tmp_path / f"again-{name}")
    assert picture(newest) == before


def test_plain_books_have_just_the_columns_of_the_contract(group: Store, tmp_path: Path) -> None:
    """No numbers and no meetings where nothing needs them."""
    factories.admit(group, "Hilma", day="2026-10-04", roles=("chair", "treasurer"))
    factories.enter(group, ("savings", 123450, 1, "land"), day="2026-10-04")
    export_books(group, tmp_path)
    told = {
        path.stem: list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        for path in tmp_path.glob("*.csv")
    }
    assert sorted(told) == ["entries", "loans", "members", "requests"]
    assert told["entries"] == [
        ["date", "member_no", "kind", "purpose", "amount", "loan_no", "note"],
        ["2026-10-04", "1", "savings", "land", "1234.50", "", ""],
    ]
    assert told["members"][1] == ["1", "Hilma", "", "", "", "", "2026-10-04", "", "chair;treasurer"]
    assert told["loans"][0][:3] == ["loan_no", "member_no", "source"]


def test_a_city_has_no_books(city: Store, tmp_path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(Refusal, match="books-not-here"):
        export_books(city, tmp_path / "x")
    assert not (tmp_path / "x").exists()


deeds = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(["savings", "withdrawal", "expense", "income", "fine", "fine_paid"]),
        st.integers(1, 3),
        st.integers(1, 2),
    ),
    max_size=25,
)


@given(deeds)
def test_any_history_comes_back(tmp_path_factory: pytest.TempPathFactory, lines: list[Any]) -> None:
    """Whatever order of days a legal history was entered in, its export gives the same sums."""
    place = tmp_path_factory.mktemp("books")
    stores = [open_store(factories.bare_node(place / name)) for name in "ab"]
    for number in (1, 2):
        factories.admit(stores[0], f"Member {number}", day="2026-10-04")
    for day, kind, amount, member in lines:
        who = () if kind in ("expense", "income") else (member,)
        try:
            factories.enter(stores[0], (kind, amount, *who), day=f"2026-10-1{day}")
        except Refusal:
            continue
    export_books(stores[0], place / "out")
    enter(stores[1], plan(stores[1], read_books(place / "out")))
    first, second = picture(stores[0]), picture(stores[1])
    for store in stores:
        store.close()
    assert first == second
