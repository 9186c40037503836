"""Numbers of a branch that is entered again: kept where they are free, new where they are not."""

from typing import Any

import pytest

from federation.core import events as e
from federation.core.reentry import Renumbering
from federation.core.refusals import Refusal

DAY = "2026-11-22"
ADMITTED = e.MemberAdmitted(day=DAY, member=2, gender="f")
OPENED = e.MeetingOpened(day=DAY, meeting=3)
VOTED = e.DecisionTaken(day=DAY, decision=1, about="fine", votes_for=5, present=9)
SAVED = e.SavingsReceived(day=DAY, amount=500, member=2, meeting=3)
MARKED = e.AttendanceTaken(day=DAY, meeting=3, present=(1, 2), absent=(4,))
BACK = e.EntryReversed(day=DAY, of=13)


def again(numbers: Renumbering, *events: e.Event, first: int = 11, at: int = 21) -> list[Any]:
    """The entries as they are entered again, numbered on from `at` here."""
    done = []
    for number, event in enumerate(events):
        numbers.note(event)
        changed = numbers.apply(event)
        numbers.keep(event, first + number, changed, at + number)
        done.append(changed)
    return done


def test_taken_numbers_become_the_next_free_ones_and_are_named_so() -> None:
    numbers = Renumbering(10, {"member": {1, 2, 4}, "meeting": {1, 2, 3}, "decision": {6}})
    member, meeting, saved, voted, marked = again(numbers, ADMITTED, OPENED, SAVED, VOTED, MARKED)
    assert (member.member, meeting.meeting, voted.decision) == (5, 4, 7)
    assert (saved.member, saved.meeting) == (5, 4)
    assert (marked.present, marked.absent) == ((1, 5), (4,))
    assert voted.present == 9, "a count is no member"


def test_free_numbers_stay() -> None:
    numbers = Renumbering(10, {"member": {1}, "meeting": {1, 2}})
    assert again(numbers, ADMITTED, OPENED, SAVED) == [ADMITTED, OPENED, SAVED]


def test_a_reversal_names_the_entry_as_it_was_entered_again() -> None:
    numbers = Renumbering(10, {"member": {1}, "meeting": {1, 2}})
    *_, back = again(numbers, ADMITTED, OPENED, SAVED, BACK)
    assert back.of == 23
    common = e.EntryReversed(day=DAY, of=9)
    assert numbers.apply(common) == common


@pytest.mark.parametrize("event", [SAVED, MARKED, BACK])
def test_what_rests_on_something_that_was_left_out_is_refused(event: e.Event) -> None:
    """Another person may have that number here by now."""
    numbers = Renumbering(10, {"member": {1, 2}, "meeting": {1, 2, 3}})
    for left_out in (ADMITTED, OPENED):
        numbers.note(left_out)
    with pytest.raises(Refusal, match="entry-rests-on"):
        numbers.apply(event)


def test_what_was_true_of_one_moment_is_not_entered_again() -> None:
    with pytest.raises(Refusal, match="entry-once-only"):
        Renumbering(10, {}).apply(e.CashCounted(day=DAY, meeting=1, counted=5, expected=5))


def test_a_facility_keeps_its_id_and_gets_a_free_number() -> None:
    """Checks name it by its id, so they follow."""
    listed = e.FacilityListed(
        day=DAY, facility="f1", number=2, facility_type="street_light", settlement="Havana",
        installed=4,
    )  # fmt: skip
    checked = e.FacilityChecked(day=DAY, facility="f1", working=3)
    numbers = Renumbering(10, {"number": {1, 2, 3}})
    again_listed, again_checked = again(numbers, listed, checked)
    assert (again_listed.facility, again_listed.number) == ("f1", 4)
    assert again_checked == checked
