"""Scorecards: both sides' scores, what changed, with against without."""

from typing import Any

import pytest

from federation.core import events as e
from federation.core import scorecards
from federation.core.scorecards import Comparison, compare

HEAD: dict[str, Any] = {"request": "q1", "day": "2027-03-01"}


def gave(voices: str, people: int, score: int, **more: Any) -> e.ScoresGiven:
    told = e.Score(criterion="works", score=score, reason=more.pop("reason", ""))
    side = "group" if voices else "city"
    return e.ScoresGiven(**{**HEAD, "word": f"{voices}{score}", "round": 1, **more}, side=side,
                         voices=voices, people=people, scores=(told,))  # fmt: skip


def met(day: str) -> e.JointMeetingHeld:
    return e.JointMeetingHeld(word=day, request="q1", day=day, form="review", phase="assess")


def test_each_kind_of_people_counts_by_how_many_spoke() -> None:
    """Twelve women say 2, six men say 5: three and no more; the city says 4 of itself."""
    words = [gave("women", 12, 2, reason="Two leak"), gave("men", 6, 5), gave("", 0, 4)]
    (card,) = scorecards.cards(words)
    (line,) = card.lines
    assert (line.community, line.people, line.provider, line.gap) == (300, 18, 400, 100)
    assert line.words == (("women", "Two leak", ""),)
    assert (card.round, card.people, card.met_on) == (1, 18, "")


def test_what_was_said_last_of_a_kind_of_people_counts() -> None:
    (card,) = scorecards.cards([gave("women", 12, 2), gave("women", 9, 4)])
    assert (card.lines[0].community, card.people) == (400, 9)


def test_rounds_stand_apart_and_a_meeting_belongs_to_the_round_before_it() -> None:
    words = [
        gave("women", 5, 2, round=1, day="2027-03-01"), met("2027-02-01"), met("2027-03-20"),
        gave("women", 5, 3, round=2, day="2027-09-01"),
    ]  # fmt: skip
    first, second = scorecards.cards(words)
    assert (first.met_on, second.met_on) == ("2027-03-20", "")
    assert (first.lines[0].community, second.lines[0].community) == (200, 300)
    assert scorecards.cards([met("2027-03-20")]) == ()


def test_one_side_alone_has_no_gap() -> None:
    assert scorecards.cards([gave("", 0, 4)])[0].lines[0].gap is None
    assert scorecards.cards([gave("men", 5, 4)])[0].lines[0].gap is None


def counted(figure: int, measure: str = "working-seats") -> e.FigureMeasured:
    return e.FigureMeasured(**HEAD, word=f"m{figure}", measure=measure, figure=figure, checkers=3)


@pytest.mark.parametrize(("figure", "way"), [(11, 0), (18, 100), (16, 71), (10, -14), (25, 200)])
def test_how_much_of_the_way_was_gone(figure: int, way: int) -> None:
    """From eleven working toilets to the eighteen that were built."""
    made = scorecards.change("working-seats", 11, 18, [counted(figure), counted(3, "lights")])
    assert (made.now, made.way, made.checkers) == (figure, way, 3)


def test_fewer_minutes_are_the_right_way() -> None:
    made = scorecards.change("minutes-to-water", 60, 20, [counted(30, "minutes-to-water")])
    assert made.way == 75


def test_what_was_not_counted_again_changed_nothing_that_anybody_knows() -> None:
    made = scorecards.change("plots", 0, 34, [])
    assert (made.now, made.way, made.counted_on) == (None, None, "")


def test_with_against_without_needs_five_of_each() -> None:
    ways = [(True, way) for way in (100, 71, 80, 90, 100)] + [(False, way) for way in (0, 0, 10, 5)]
    assert compare("plots", ways) == Comparison("plots", 5, 4, 90, 2)
    assert not compare("plots", ways).says
    assert compare("plots", [*ways, (False, 0)]).says
    assert compare("plots", []) == Comparison("plots", 0, 0, None, None)
