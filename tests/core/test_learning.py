"""Figures of working together, and what must hold of exchanges and cards that travel."""

from typing import Any

import pytest

from federation.core import events as e
from federation.core import learning
from federation.core.refusals import Refusal

DAY = "2026-11-22"


def exchange(**told: Any) -> e.ExchangeHeld:
    base = {"day": DAY, "exchange": "x1", "form": "visit-out", "topic": "books"}
    return e.ExchangeHeld(**{**base, "people": 4, "group": "Tunombili", **told})


def card(**told: Any) -> e.PracticeShared:
    return e.PracticeShared(**{"day": DAY, "practice": "p1", "title": "T", "did": "D", **told})


SOUND = (
    exchange(),
    exchange(form="training", group="", people=0, officials=2),
    card(),
    e.PracticeAdopted(day=DAY, practice="p1", adapted="as it is"),
    e.SharingTakenBack(day=DAY, of="p1", reason="twice"),
    e.PracticeListed(day=DAY, practice="p1", group="", title="T", did="D", adopted=3),
)


@pytest.mark.parametrize("event", SOUND, ids=lambda one: type(one).__name__)
def test_what_holds_together(event: learning.Shared) -> None:
    learning.check_shared(event)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (exchange(people=0), "exchange-needs-people"),
        (exchange(form="training", people=0), "exchange-needs-people"),
        (exchange(group=" "), "exchange-needs-group"),
        (exchange(form="walk"), "sharing-unclear"),
        (exchange(days=0), "sharing-unclear"),
        (exchange(days=100), "sharing-unclear"),
        (exchange(people=-1), "sharing-unclear"),
        (exchange(topic=""), "sharing-unclear"),
        (exchange(exchange="a b"), "sharing-unclear"),
        (exchange(learned="x" * 1001), "sharing-unclear"),
        (card(title=" "), "sharing-unclear"),
        (card(did=""), "sharing-unclear"),
        (card(title="x" * 121), "sharing-unclear"),
        (card(request="no id"), "sharing-unclear"),
        (e.PracticeAdopted(day=DAY, practice="", adapted="x"), "sharing-unclear"),
        (e.SharingTakenBack(day=DAY, of="p1", reason=""), "sharing-unclear"),
        (
            e.PracticeListed(day=DAY, practice="p1", group="", title="T", did="D", adopted=-1),
            "sharing-unclear",
        ),
    ],
)
def test_what_does_not(event: learning.Shared, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        learning.check_shared(event)
    assert refused.value.code == code


def test_skills_are_used_by_the_tasks_that_ask_for_them() -> None:
    there = ("bricklaying", "plumbing", "first-aid")
    assert learning.skills_used(there, ("foundations", "pipes", "other")) == learning.Part(
        "skills-used", 2, 3, ("first-aid",)
    )
    assert learning.skills_used((), ("bricks",)).whole == 0


def test_every_task_of_a_skill_is_a_skill() -> None:
    assert {skill for skills in learning.USES.values() for skill in skills} <= set(learning.SKILLS)


def test_an_office_with_a_deputy_is_not_one_person_s_alone() -> None:
    part = learning.one_capable({"treasurer": 1, "chair": 2, "secretary": 1})
    assert (part.count, part.whole, part.evidence) == (2, 3, ("secretary", "treasurer"))


@pytest.mark.parametrize(
    ("since", "months", "today", "over"),
    [
        ("2025-11-22", 12, "2026-11-22", 0),
        ("2025-11-22", 12, "2026-11-23", 1),
        ("2025-08-31", 6, "2026-02-28", 0),
        ("2025-08-31", 6, "2026-03-01", 1),
        ("2024-12-31", 12, "2025-12-31", 0),
        ("2001-01-01", 0, "2026-11-22", 0),
    ],
)
def test_an_officer_is_past_her_time_on_the_day_after(
    since: str, months: int, today: str, over: int
) -> None:
    assert learning.past_term([("chair", since)], months, today).count == over


def test_votes_under_the_quorum_are_named_and_others_not_judged() -> None:
    votes = ((1, 10, 20), (2, 9, 20), (3, 0, 20))
    part = learning.under_quorum(votes, 50)
    assert (part.count, part.whole, part.evidence) == (1, 2, ("2",))
    assert learning.under_quorum(votes, 0).count == 0
