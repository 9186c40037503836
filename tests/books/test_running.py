"""Books that have begun take plain history in, and nothing that people decide together."""

from pathlib import Path

import pytest

from federation.books.exporting import export_books
from federation.books.plan import Plan, enter, plan
from federation.books.reader import read_books
from federation.commands import practice
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.schemas.base import Fault
from federation.store import Store
from federation.store.queries import books
from federation.store.verify import verify
from tests import factories

MEMBERS = "member_no,name,joined_on,left_on\n1,Hilma,2026-01-04,\n2,Selma,2026-01-04,2026-05-03\n"
ENTRIES = "date,member_no,kind,amount,note,entry_no\n"


def written(path: Path, **sheets: str) -> Path:
    """A folder with these CSV files."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in sheets.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    return path


def take(store: Store, path: Path, **sheets: str) -> Plan:
    """Take these sheets in."""
    planned = plan(store, read_books(written(path, **sheets)))
    enter(store, planned)
    return planned


def stopped(store: Store, path: Path, **sheets: str) -> list[tuple[object, ...]]:
    """(sheet, row, code) of each fault."""
    with pytest.raises(Refusal, match="books-refused") as refused:
        plan(store, read_books(written(path, **sheets)))
    told = refused.value.facts["faults"]
    assert isinstance(told, tuple)
    return [(*one.where[:2], one.code) for one in told if isinstance(one, Fault)]


@pytest.fixture
def running(group: Store) -> Store:
    """Two members, a meeting that is open, one that is closed, and money."""
    for name in ("Hilma", "Selma"):
        factories.admit(group, name, day="2026-01-04")
    closed = factories.open_meeting(group, day="2026-01-11")
    factories.enter(group, ("savings", 5000, 1), day="2026-01-11", meeting=closed)
    factories.count_box(group, closed)
    factories.close_meeting(group, closed)
    factories.open_meeting(group, day="2026-01-18")
    return group


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("closings", "date,meeting_no,officers\n2026-01-18,2,1\n"),
        ("meetings", "meeting_no,date,closed\n2,2026-01-18,yes\n"),
        ("meetings", "meeting_no,date,closed\n3,2026-01-25,no\n"),
        ("meetings", "meeting_no,date,closed\n3,2199-01-25,yes\n"),
        ("constitution", "date,version,officers_close\n2026-01-18,1,2\n"),
        ("decisions", "date,decision_no,about,votes_for\n2026-01-18,1,rules,2\n"),
        ("leavings", "date,member_no\n2026-01-18,2\n"),
        ("cash_counts", "date,meeting_no,counted\n2026-01-18,2,5.00\n"),
        ("rounds", "date,round_no,collector,sheet,handed\n2026-01-18,1,4,1,1\n"),
        ("entries", "date,member_no,kind,amount\n2026-01-18,1,fine_forgiven,1\n"),
        ("work", "date,task,minutes,people\n2026-01-18,bricks,60,2\n"),
    ],
)
def test_what_is_decided_comes_in_on_an_empty_machine_only(
    running: Store, tmp_path: Path, name: str, text: str
) -> None:
    """One officer's spreadsheet is no way around votes, PINs and the box."""
    told = stopped(running, tmp_path / "in", **{name: text})
    assert told == [(name, 2, "books-only-when-empty")]


def test_an_export_with_a_row_more_is_refused_at_that_row(running: Store, tmp_path: Path) -> None:
    """What the books have is there; the row that takes an entry back is not."""
    path = tmp_path / "out"
    export_books(running, path)
    assert plan(running, read_books(path)).drafts == ()
    with running.reading() as db:
        (seq,) = [
            one.seq
            for one in books.entries(db, factories.own_book(running))
            if one.kind == "savings-received"
        ]
    text = f"date,of_entry_no,reason,second\n2026-01-18,{seq},x,2\n"
    assert stopped(running, path, reversals=text) == [("reversals", 2, "books-only-when-empty")]
    hers = f"date,member_no,entry_nos\n2026-01-18,1,{seq}\n"
    told = stopped(running, path, forgotten=hers)
    assert ("forgotten", 2, "books-only-when-empty") in told


def test_plain_history_comes_in(running: Store, tmp_path: Path) -> None:
    """People who join and leave, money, and a meeting that comes with its end."""
    planned = take(
        running,
        tmp_path / "in",
        members=MEMBERS,
        meetings="meeting_no,date\n3,2026-01-25\n",
        attendance="meeting_no,member_no,mark\n3,1,present\n",
        entries="date,member_no,kind,amount,meeting_no\n2026-01-25,1,share,10,3\n",
    )
    assert {type(one.event) for one in planned.drafts} == {
        *(e.MemberLeft, e.MeetingOpened, e.AttendanceTaken, e.SharesBought, e.MeetingClosed),
    }
    with running.reading() as db:
        assert verify(db, running.node) == ()


def test_a_closed_meeting_takes_nothing_more(running: Store, tmp_path: Path) -> None:
    """What the officers closed with their PINs stays as they read it out."""
    text = "date,member_no,kind,amount,meeting_no\n2026-01-11,1,savings,10,1\n"
    assert stopped(running, tmp_path / "in", entries=text) == [("entries", 2, "meeting-closed")]


def test_shares_are_not_savings(group: Store, tmp_path: Path) -> None:
    """A share has a kind of its own, however its word is written."""
    text = "date,member_no,kind,purpose,amount\n2026-01-11,1,savings,Share,10\n"
    told = stopped(group, tmp_path, members=MEMBERS, entries=text)
    assert told == [("entries", 2, "books-share-not-savings")]


def forgetting(left: str) -> dict[str, str]:
    """A file that tells of Selma and forgets her."""
    return {
        "members": f"member_no,name,joined_on,left_on,phone,entry_no\n"
        f"2,Selma,2026-01-04,{left},0811234567,1\n",
        "leavings": "date,member_no,entry_no\n" + (f"{left},2,3\n" if left else ""),
        "entries": ENTRIES + "2026-01-11,2,savings,5,for Selma,2\n",
        "forgotten": "date,member_no,entry_nos,entry_no\n2026-06-01,2,1,4\n",
    }


def test_whom_a_file_forgets_is_never_written_down(group: Store, tmp_path: Path) -> None:
    """Her name, her number and her notes stand in no line; the copy to play in goes."""
    practice.begin(group)
    take(group, tmp_path, **forgetting("2026-05-03"))
    assert practice.find(group.node) is None
    with group.reading() as db:
        assert verify(db, group.node) == ()
        (member,) = books.members(db, factories.own_book(group))
        notes = {one.note for one in books.entries(db, factories.own_book(group))}
        lines = db.execute_sql("select personal from line where personal is not null").fetchall()
    assert (member.name, member.phone, notes, lines) == ("", "", {""}, [])
    assert plan(group, read_books(tmp_path)).drafts == ()


def test_nobody_is_forgotten_who_is_still_here(group: Store, tmp_path: Path) -> None:
    """As on her page: first she leaves."""
    told = stopped(group, tmp_path, **forgetting(""))
    assert told == [("forgotten", 2, "member-still-here")]
