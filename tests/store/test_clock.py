"""Which day it is: by the clock where it can be right, else by what is known."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from federation.commands.days import say_day
from federation.commands.deed import perform
from federation.commands.meetings import OpenMeeting, open_meeting
from federation.core.days import MADE_ON
from federation.core.refusals import Refusal
from federation.store import Store, clock
from federation.store.clock import Day, Stamp
from tests import factories as f


@pytest.fixture
def store(make_store: Callable[..., Store]) -> Store:
    """A group whose last entry is of 6 December 2026."""
    made = make_store()
    f.admit(made)
    f.enter(made, ("savings", 100, 1), day="2026-12-06")
    return made


def at(store: Store, day: str) -> None:
    """The machine's clock says that it is this day."""
    told = store.node.clock
    assert isinstance(told, f.Clock)
    told.moment = datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=UTC)


def seen(store: Store) -> Day:
    with store.reading() as db:
        return clock.read(db, store.node)


def file_of(store: Store, wall: str, stream: str = "replies") -> None:
    """A file of the partner `p` came, written then by the clock there."""
    with store.writing() as db:
        clock.note_stamp(db, Stamp("p", stream, wall, "2026-11-22T10:00:00Z"))


def test_a_clock_that_can_be_right_is_gone_by(store: Store) -> None:
    for day in ("2026-12-06", "2026-12-13", "2027-12-31"):
        at(store, day)
        assert seen(store) == Day(day, day, "2026-12-06")


def test_a_machine_that_woke_up_in_1970_goes_by_its_last_entry(store: Store) -> None:
    at(store, "1970-01-01")
    assert seen(store) == Day("1970-01-01", "2026-12-06", "2026-12-06", doubt="behind")
    # The next Sunday, and a month later, are days like any other.
    perform(store, OpenMeeting(day="2026-12-13"), open_meeting)
    assert seen(store).start == "2026-12-13"
    with pytest.raises(Refusal, match="day-far-ahead"):
        f.enter(store, ("savings", 100, 1), day="2027-02-01")


def test_a_new_machine_in_1970_goes_by_the_day_its_program_was_made(
    make_store: Callable[..., Store],
) -> None:
    made = make_store()
    at(made, "1970-01-01")
    assert seen(made) == Day("1970-01-01", MADE_ON, doubt="behind")
    at(made, "2030-06-01")
    assert seen(made).doubt == ""
    at(made, "2099-06-01")
    assert (seen(made).doubt, seen(made).start) == ("ahead", "")


def test_a_partners_file_helps_a_clock_that_is_behind_and_only_so_far(store: Store) -> None:
    at(store, "1970-01-01")
    file_of(store, "2027-02-01T10:00:00Z")
    assert seen(store).today == "2027-02-01"
    file_of(store, "2099-01-01T10:00:00Z")
    assert seen(store).today == "2026-12-06"
    # Of each chain the last file counts: what was put right there is right here.
    file_of(store, "2027-03-01T10:00:00Z")
    assert seen(store).today == "2027-03-01"
    for nonsense in ("", "soon", "2026-13-45T10:00:00Z"):
        file_of(store, nonsense)
        assert seen(store).today == "2026-12-06"


def test_a_partners_file_never_moves_a_clock_that_may_be_right(store: Store) -> None:
    at(store, "2026-12-20")
    file_of(store, "2027-06-01T10:00:00Z")
    told = seen(store)
    assert (told.today, told.start, told.doubt) == ("2026-12-20", "2026-12-20", "differs")
    with pytest.raises(Refusal, match="day-far-ahead"):
        f.enter(store, ("savings", 100, 1), day="2027-06-01")
    file_of(store, "2026-12-21T23:00:00Z")
    assert seen(store).doubt == ""


def test_a_clock_in_2099_is_asked_about(store: Store) -> None:
    at(store, "2099-03-03")
    told = seen(store)
    assert (told.today, told.start, told.doubt) == ("2026-12-06", "", "ahead")
    # It stops nobody: what people type is theirs to say.
    f.enter(store, ("savings", 100, 1), day="2026-12-13")
    # After a rest of two years another clock says the same.
    at(store, "2029-01-05")
    assert seen(store).doubt == "ahead"
    file_of(store, "2029-01-02T10:00:00Z")
    assert seen(store) == Day("2029-01-05", "2029-01-05", "2026-12-13", "2029-01-02", "p")


def test_an_officer_says_that_the_clock_is_right(store: Store) -> None:
    at(store, "2029-01-05")
    say_day(store, "2029-01-05")
    assert (seen(store).doubt, seen(store).is_confirmed) == ("", True)
    at(store, "2029-02-05")
    assert (seen(store).start, seen(store).is_confirmed) == ("2029-02-05", False)
    # Later entries show it when it went back all the same.
    f.enter(store, ("savings", 100, 1), day="2029-02-05")
    at(store, "2029-01-20")
    assert seen(store).doubt == "behind"


def test_an_officer_says_that_the_clock_is_wrong(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(store, "1970-01-01")
    say_day(store, "2026-12-13")
    assert (seen(store).today, seen(store).doubt) == ("2026-12-13", "")
    assert not seen(store).is_confirmed
    at(store, "1970-01-03")
    assert seen(store).today == "2026-12-15"
    # It was off: nobody knows how long.
    monkeypatch.setattr(type(store.node), "uptime", lambda _: ("another", 1))
    assert (seen(store).today, seen(store).doubt) == ("2026-12-06", "behind")


def test_what_an_officer_says_has_bounds_too(store: Store) -> None:
    at(store, "1970-01-01")
    for day, code in (("2026-11-21", "day-before-program"), ("2028-12-06", "day-far-ahead")):
        with pytest.raises(Refusal, match=code):
            say_day(store, day)
    # A day entered ahead of time is said to be one.
    at(store, "2026-11-29")
    assert seen(store).doubt == "behind"
    say_day(store, "2026-11-29")
    assert (seen(store).start, seen(store).doubt) == ("2026-11-29", "")
