"""A meeting from its opening to its close."""

from typing import Any

import pytest

from federation.commands import meetings
from federation.commands.deed import perform
from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import books
from tests import factories as f


def refusal_of(deed: Any, *given: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed(*given, **more)
    return caught.value


def attend(store: Store, meeting: int, *marks: tuple[int, str]) -> Any:
    order = meetings.TakeAttendance(meeting=meeting, day=f.DAY, marks=marks)
    return perform(store, order, meetings.take_attendance)


def test_one_meeting_is_open_at_a_time_and_one_a_day(group: Store) -> None:
    first = f.open_meeting(group)
    assert refusal_of(f.open_meeting, group, "2026-11-29") == refuse(
        "meeting-still-open", meeting=first, meeting_day=f.DAY
    )
    f.count_box(group, first)
    f.close_meeting(group, first)
    assert refusal_of(f.open_meeting, group) == refuse("meeting-same-day", meeting_day=f.DAY)
    assert f.open_meeting(group, "2026-11-29") == 2


def test_a_day_of_long_ago_is_still_taken(group: Store) -> None:
    """The same day is looked for in all meetings, not among the newest alone."""
    for week in range(70):
        day = f"{2024 + week // 36}-{week % 36 // 3 + 1:02d}-{week % 3 * 9 + 1:02d}"
        number = f.open_meeting(group, day)
        f.count_box(group, number)
        f.close_meeting(group, number)
    assert refusal_of(f.open_meeting, group, "2024-01-01").code == "meeting-same-day"


def test_attendance_taken_again_takes_the_place_of_the_first(group: Store) -> None:
    anna, beata = f.admit(group, "Anna"), f.admit(group, "Beata")
    meeting = f.open_meeting(group)
    attend(group, meeting, (anna, "present"), (beata, "absent"))
    again = attend(group, meeting, (anna, "late"), (beata, "sent"))
    assert again.facts == {"here": 1, "of": 2}
    with group.reading() as db:
        assert books.attendance(db, 1, meeting) == {anna: "late", beata: "sent"}
    assert refusal_of(attend, group, meeting, (9, "present")) == refuse("member-unknown", member=9)
    assert refusal_of(attend, group, 7, (anna, "present")) == refuse("meeting-unknown", meeting=7)


@pytest.mark.parametrize("marks", [((1, "there"),), ((1, "present"), (1, "absent"))])
def test_everybody_has_one_mark_that_is_known(
    group: Store, marks: tuple[tuple[int, str], ...]
) -> None:
    f.admit(group, "Anna")
    meeting = f.open_meeting(group)
    assert refusal_of(attend, group, meeting, *marks).code == "attendance-unclear"


def test_the_box_is_counted_and_a_difference_needs_a_reason(group: Store) -> None:
    anna = f.admit(group, "Anna")
    meeting = f.open_meeting(group)
    f.enter(group, ("savings", 5_000, anna), meeting=meeting)
    assert f.count_box(group, meeting).facts == {"difference_minor": 0}
    missing = refusal_of(f.count_box, group, meeting, 4_900)
    assert missing == refuse("cash-count-needs-reason", difference_minor=-100)
    told = f.count_box(group, meeting, 4_900, reason="a coin was lost")
    assert told.facts == {"difference_minor": -100}
    with group.reading() as db:
        assert books.pots(db, 1).cash == 4_900
        assert books.account_sums(db, 1)["cash_difference"] == 100
        assert [one.note for one in books.entries(db, 1) if one.note] == ["a coin was lost"]
    negative = refusal_of(f.count_box, group, meeting, -1, reason="?")
    assert negative.code == "amount-out-of-range"


def test_a_meeting_is_closed_counted_by_two_and_only_once(group: Store) -> None:
    anna = f.admit(group, "Anna")
    meeting = f.open_meeting(group)
    assert refusal_of(f.close_meeting, group, meeting).code == "meeting-not-counted"
    f.count_box(group, meeting)
    f.enter(group, ("savings", 5_000, anna), meeting=meeting)
    stale = refusal_of(f.close_meeting, group, meeting)
    assert stale == refuse("meeting-count-stale", counted_minor=0)
    f.count_box(group, meeting)
    assert refusal_of(f.close_meeting, group, meeting, (1, 1)).code == "meeting-needs-officers"
    f.close_meeting(group, meeting, (2, 1))
    assert refusal_of(f.close_meeting, group, meeting) == refuse("meeting-closed", meeting=meeting)
    assert refusal_of(attend, group, meeting, (anna, "late")).code == "meeting-closed"
    assert refusal_of(f.count_box, group, meeting).code == "meeting-closed"


def test_the_letters_that_are_read_out_are_those_of_the_head() -> None:
    assert meetings.read_out("0" * 64) == "0000-0000"
    assert meetings.read_out("f" * 64) == "ZZZZ-ZZZZ"
    assert meetings.read_out("0123456789" + "0" * 54) == "04HM-ASW9"
