"""What sound machines write into a meeting that is closed, and that nothing of it is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.books.plan import enter, plan
from federation.books.reader import read_books
from federation.commands.deed import perform
from federation.commands.meetings import CloseMeeting, close_meeting
from federation.core import canonical
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.store import Store, journal
from federation.store.queries import books
from sync import rebuild, renewal, repair
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, copied
from tests.sync.test_succession import archives, take_place

SHEETS = {
    "members": "member_no,name,joined_on\n1,Anna,2026-11-01\n",
    "meetings": "meeting_no,date,closed\n1,2026-11-08,yes\n",
    "attendance": "meeting_no,member_no,mark,date\n1,1,present,2026-11-10\n",
    "entries": "date,member_no,kind,amount,meeting_no\n"
    "2026-11-08,1,savings,10.00,1\n2026-11-09,1,savings,5.00,1\n",
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def after_closing(store: Store, owner: Store) -> list[str]:
    """Kinds of the entries of meeting 1 that stand after its closing."""
    with store.reading() as db:
        book = books.book_of(db, owner.node.settings.node_id)
        told = books.entries(db, book, limit=999)
        meeting = books.meeting(db, book, 1)
    assert meeting is not None
    assert meeting.closed_seq
    return sorted(one.kind for one in told if one.meeting == 1 and one.seq > meeting.closed_seq)


def test_history_in_a_spreadsheet_goes_on_after_a_meeting(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir()
    for name, text in SHEETS.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    enter(world.group, plan(world.group, read_books(folder)))
    late = after_closing(world.group, world.group)
    assert late == ["attendance-taken", "savings-received"]
    assert brief(carry(world.group, world.hub)) == [("applied", "")]
    assert after_closing(world.hub, world.group) == late
    assert links.is_sound(world.hub)


def closing(meeting: int, *officers: int) -> CloseMeeting:
    return CloseMeeting(meeting=meeting, day=f.DAY, officers=officers)


def test_a_branch_had_the_meeting_open_for_longer(world: World, tmp_path: Path) -> None:
    """Both machines close it, one of them later; what it wrote until then is entered again."""
    f.admit(world.group)
    meeting = f.open_meeting(world.group)
    f.count_box(world.group, meeting)
    carry(world.group, world.hub)
    twin = copied(world.group, tmp_path / "twin")
    perform(twin, closing(meeting, 1, 2), close_meeting)
    f.enter(world.group, ("savings", 700, 1), meeting=meeting)
    f.count_box(world.group, meeting)
    perform(world.group, closing(meeting, 3, 4), close_meeting)
    assert brief(carry(twin, world.hub)) == [("applied", "")]
    assert brief(carry(world.group, world.hub)) == [("held", "stream-forked")]
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    list(rebuild.rebuild(world.group, archives(world.hub, tmp_path)))
    done = repair.enter_again(world.group)
    assert done.entered == 2
    assert [one.code for _, one in done.refused] == ["entry-once-only"]  # the box was counted
    assert brief(carry(world.group, world.hub)) == [("applied", "")]
    for store in (world.group, world.hub):
        assert after_closing(store, world.group) == ["meeting-closed", "savings-received"]
        with store.reading() as db:
            told = books.meeting(db, books.book_of(db, world.group.node.settings.node_id), 1)
        assert told is not None
        assert told.officers == "1 2"  # who closed it first
        assert links.is_sound(store)
    twin.close()


def test_a_changed_program_does_not_say_otherwise_who_closed_a_meeting(world: World) -> None:
    f.admit(world.group)
    meeting = f.open_meeting(world.group)
    f.count_box(world.group, meeting)
    f.close_meeting(world.group, meeting)
    with pytest.raises(Refusal, match="meeting-closed"):
        f.enter(world.group, ("savings", 700, 1), meeting=meeting)
    again = canonical.encode(e.MeetingClosed(day=f.DAY, meeting=meeting, officers=(9,)))
    with world.group.reading() as db:
        (end,) = (one for one in journal.ends(db) if one.own and one.kind == "ledger")
        rows = list(journal.own_lines(db, end.id, 1, end.last))
    told = [line if beside is None else (line, beside) for _, _, line, beside in rows]
    forged = links.sealed(world.group, world.hub, [*told, again])
    assert brief(bring(world.hub, forged)) == [("applied", "")]
    with world.hub.reading() as db:
        found = books.meeting(db, books.book_of(db, world.group.node.settings.node_id), meeting)
    assert found is not None
    assert found.officers == "1 2"
