"""Decisions are numbered votes; what cannot be a vote is refused and leaves nothing."""

from typing import Any

import pytest

from federation.commands import decisions
from federation.commands.deed import perform
from federation.core import events as e
from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import books, group
from tests import factories as f


def decide(store: Store, **told: Any) -> Any:
    usual = {"day": f.DAY, "about": "work", "words": "We dig on Saturday", "votes_for": 12}
    return perform(store, decisions.TakeDecision(**{**usual, **told}), decisions.take_decision)


def test_decisions_are_numbered_and_told_with_their_votes(group_with_meeting: Store) -> None:
    store = group_with_meeting
    first = decide(store, meeting=1, votes_against=3, abstained=1, present=18, women_voting=11)
    assert first.facts == {"decision": 1}
    assert decide(store, votes_for=1, votes_against=4).facts == {"decision": 2}
    with store.reading() as db:
        later, taken = group.decisions(db, 1)
        assert group.decisions(db, 1, meeting=1) == (taken,)
    assert (taken.votes_for, taken.votes_against, taken.abstained) == (12, 3, 1)
    assert (taken.present, taken.women_voting, taken.speaking) == (18, 11, -1)
    assert (taken.note, taken.is_carried, later.is_carried) == ("We dig on Saturday", True, False)


@pytest.fixture
def group_with_meeting(group: Store) -> Store:
    f.admit(group, "Anna")
    f.open_meeting(group)
    return group


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"words": ""}, refuse("decision-needs-words")),
        ({"votes_for": 0}, refuse("decision-without-votes")),
        ({"present": 11}, refuse("decision-more-votes", votes=12, present=11)),
        ({"women_voting": 13}, refuse("decision-women-more", votes=12, speaking=0)),
        (
            {"speaking": 2, "women_speaking": 3},
            refuse("decision-women-more", votes=12, speaking=2),
        ),
        (
            {"day": "2026-11-21"},
            refuse("day-before-group", day="2026-11-21", began_day=f.DAY),
        ),
    ],
)
def test_what_is_no_decision(
    group_with_meeting: Store, told: dict[str, Any], refusal: Refusal
) -> None:
    with group_with_meeting.reading() as db:
        before = books.entries(db, 1)
    with pytest.raises(Refusal) as caught:
        decide(group_with_meeting, **told)
    assert caught.value == refusal
    with group_with_meeting.reading() as db:
        assert books.entries(db, 1) == before


def test_nothing_is_decided_in_a_meeting_that_is_closed(group_with_meeting: Store) -> None:
    f.count_box(group_with_meeting, 1)
    f.close_meeting(group_with_meeting, 1)
    with pytest.raises(Refusal) as caught:
        decide(group_with_meeting, meeting=1)
    assert caught.value == refuse("meeting-closed", meeting=1)


@pytest.mark.parametrize(("members", "needed"), [(0, 0), (9, 5), (10, 5), (11, 6)])
def test_half_of_an_odd_number_is_rounded_up(members: int, needed: int) -> None:
    rules = e.ConstitutionAdopted(day=f.DAY, version=1, quorum=50)
    assert decisions.quorum_of(rules, members) == needed
