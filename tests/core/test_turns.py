"""Whose turn it is, for how long, by when: Easter, holidays, working days."""

from datetime import date

import pytest

from federation.core import events as e
from federation.core.rules import turns
from federation.core.rules.turns import Deadline, Turn


@pytest.mark.parametrize(
    "day",
    ["1954-04-18", "2000-04-23", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28",
     "2038-04-25", "2049-04-18"],
)  # fmt: skip
def test_easter(day: str) -> None:
    """Dates as the almanacs have them."""
    assert turns.easter(int(day[:4])).isoformat() == day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-12-01", 1),
        ("2026-12-05", 0),  # a Saturday
        ("2026-12-10", 0),  # Human Rights Day
        ("2026-04-03", 0),  # Good Friday
        ("2026-04-06", 0),  # Easter Monday
        ("2026-05-14", 0),  # Ascension Day
        ("2027-03-22", 0),  # Independence Day fell on the Sunday before
        ("2026-03-23", 1),  # it fell on a Saturday: the Monday is a working day
    ],
)
def test_working_days(day: str, works: int) -> None:
    assert turns.is_working_day(date.fromisoformat(day)) == bool(works)


def test_days_are_counted_over_weekends_and_holidays() -> None:
    assert turns.working_days_later("2026-12-04", 5) == "2026-12-14"
    assert turns.working_days_later("2026-12-24", 1) == "2026-12-28"


def reply(day: str, verb: str = "reply") -> e.ReplyGiven:
    return e.ReplyGiven(word=day, request="q1", day=day, answer="a", verb=verb)


def test_a_question_is_ours_until_we_reply_and_then_theirs() -> None:
    said = [("2026-01-12", "ask"), ("2026-01-10", "acknowledge")]
    found = turns.turns("2026-01-05", said, [reply("2026-01-20")])
    assert found == (
        Turn("2026-01-05", "them", "submitted"),
        Turn("2026-01-10", "them", "acknowledge"),
        Turn("2026-01-12", "us", "ask"),
        Turn("2026-01-20", "them", "reply"),
    )
    assert turns.waited(found, "2026-01-30") == (8, 17)
    (due,) = turns.deadlines(found, "", 0, "2026-03-01")
    assert due == Deadline("reply", "them", "2026-02-17", 12)


def test_nobody_waits_once_the_group_said_that_it_works() -> None:
    found = turns.turns(
        "2026-01-05", [("2026-02-05", "hand-over")], [reply("2026-02-09", "confirm")]
    )
    assert turns.waited(found, "2026-03-01") == (4, 31)
    first = turns.deadlines(found, "2026-02-05", 0, "2026-08-06")
    assert first == (Deadline("assess", "us", "2026-08-05", 1),)
    (second,) = turns.deadlines(found, "2026-02-05", 1, "2026-08-06")
    assert second.due == "2027-02-05"
    assert turns.deadlines(found, "2026-02-05", 2, "2028-01-01") == ()


@pytest.mark.parametrize(
    ("why", "due"),
    [("submitted", "2026-12-08"), ("acknowledge", "2026-12-31"), ("ask", "2026-12-23"),
     ("offer", "2027-01-30"), ("deliver", "2026-12-31")],
)  # fmt: skip
def test_what_each_step_may_take(why: str, due: str) -> None:
    """5, 20 and 15 working days, 60 and 30 days, from Tuesday 1 December 2026."""
    (found,) = turns.deadlines([Turn("2026-12-01", "them", why)], "", 0, "2026-12-01")
    assert (found.due, found.late_days) == (due, 0)
