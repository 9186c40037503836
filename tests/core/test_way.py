"""The way of a request: every stage in order, its day, and days that add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core.rules.answers import NEEDS
from federation.core.rules.stages import BESIDE, CLOSED, STAGES, is_open, stage_of
from federation.core.rules.turns import turns
from federation.core.rules.way import Stop, way

TODAY = "2026-02-01"
RAISED = (("2026-01-01", "raised"), ("2026-01-03", "released"), ("2026-01-04", "submitted"))


def stops(steps, answers, today=TODAY):
    happened = [(day, code, "") for day, code in steps]
    said = [(day, code, f"a{place}") for place, (day, code) in enumerate(answers)]
    stage = stage_of([(code, "") for _, code in steps], [one[1:] for one in said])
    submitted = min((day for day, code in steps if code == "submitted"), default="")
    return way(happened, said, turns(submitted, answers, ()), stage, today)


def told(found):
    return {one.stage: one for one in found if one.state in ("reached", "now")}


def test_a_request_on_its_way_has_all_thirteen_steps_in_order():
    answers = (("2026-01-11", "acknowledge"), ("2026-01-21", "visit"))
    found = stops(RAISED, answers)
    assert tuple(one.stage for one in found) == STAGES
    assert [one.state for one in found] == [
        "reached", "passed", "passed", "passed", "reached", "reached", "reached", "now",
        *["ahead"] * 5,
    ]  # fmt: skip
    assert told(found) == {
        "raised": Stop("raised", "reached", "2026-01-01", 2),
        "reviewed": Stop("reviewed", "reached", "2026-01-03", 1),
        "submitted": Stop("submitted", "reached", "2026-01-04", 7, city=7),
        "acknowledged": Stop("acknowledged", "reached", "2026-01-11", 10, city=10),
        "planned": Stop("planned", "now", "2026-01-21", 11, city=11),
    }


def test_a_question_is_the_groups_turn_until_the_city_goes_on():
    answers = (("2026-01-11", "ask"), ("2026-01-15", "commit"))
    found = told(stops(RAISED, answers))
    assert found["acknowledged"] == Stop("acknowledged", "now", "2026-01-11", 21, group=4, city=17)


def test_beside_the_way_stands_after_the_furthest_step():
    deferred = stops(RAISED, (("2026-01-11", "acknowledge"), ("2026-01-21", "defer")))
    at = [one.stage for one in deferred].index("deferred")
    assert deferred[at - 1].stage == "acknowledged"
    assert (deferred[at].state, deferred[at].days) == ("now", 11)
    assert deferred[at + 1] == Stop("planned", "ahead")
    taken_up = stops(RAISED, (("2026-01-11", "defer"), ("2026-01-21", "acknowledge")))
    beside = told(taken_up)["deferred"]
    assert (beside.state, beside.day, beside.days, beside.city) == ("reached", "2026-01-11", 10, 10)
    assert told(taken_up)["acknowledged"].state == "now"


@pytest.mark.parametrize(
    ("steps", "answers", "stage"),
    [
        (RAISED, (("2026-01-11", "refuse"),), "refused"),
        ((*RAISED, ("2026-01-11", "withdrawn")), (), "withdrawn"),
    ],
)
def test_of_a_request_that_ended_nothing_lies_ahead(steps, answers, stage):
    found = stops(steps, answers)
    assert found[-1] == Stop(stage, "now", "2026-01-11", 0)
    assert not [one for one in found if one.state == "ahead"]


def test_what_nobody_told_the_day_of():
    (only, *ahead) = way((), (), (), "raised", TODAY)
    assert only == Stop("raised", "now")
    assert {one.state for one in ahead} == {"ahead"}
    letter_first = stops((), (("2026-01-11", "ask"),))
    assert told(letter_first)["acknowledged"].group == 21


def test_a_release_that_tells_it_again_changes_nothing():
    assert stops((*RAISED, RAISED[-1]), ()) == stops(RAISED, ())


DAYS = st.integers(1, 28).map(lambda day: f"2026-01-{day:02d}")


@given(
    st.lists(st.tuples(DAYS, st.sampled_from(["raised", "released", "submitted", "withdrawn"]))),
    st.lists(st.tuples(DAYS, st.sampled_from(list(NEEDS)))),
)
def test_whatever_happened_the_days_add_up(steps, answers):
    found = stops(steps, answers)
    said = [(code, str(place)) for place, (_, code) in enumerate(answers)]
    stage = stage_of([(code, "") for _, code in steps], said)
    assert [one.stage for one in found if one.state == "now"] == [stage]
    in_order = [one.stage for one in found if one.stage in STAGES]
    assert in_order == list(STAGES[: len(in_order)])
    assert {one.stage for one in found} - set(STAGES) <= set(BESIDE)
    assert (len(in_order) == len(STAGES)) or not is_open(stage)
    known = sorted({day for day, _ in [*steps, *answers]})
    if known:
        end = known[-1] if stage in CLOSED else TODAY
        whole = (int(end[8:]) + 31 * (end > "2026-01-31")) - int(known[0][8:])
        assert sum(one.days for one in found) == whole
    assert all(one.group + one.city <= one.days for one in found)
