"""Rules of requests and answers: what each must say, and the stage they lead to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core import events as e
from federation.core.refusals import Refusal
from federation.core.rules import answers, requests, stages

DAY = "2026-11-22"
ASKED: dict[str, Any] = {
    "day": DAY, "request": "q1", "number": "1", "need": "sanitation", "settlement": "Havana",
    "title": "Toilets", "households": 24,
}  # fmt: skip
SAID: dict[str, Any] = {
    "text": "Two blocks", "department": "Infrastructure", "by": "2027-03-31", "amount": 500_000,
    "budget_line": "4711", "reason": "no-budget", "resolution": "CR 31/2026",
}  # fmt: skip


def answer(verb: str, **given: Any) -> e.AnswerGiven:
    return e.AnswerGiven(**{"day": DAY, "answer": "a1", "request": "q1", "verb": verb, **given})


def code_of(check: Any, *given: Any) -> str:
    with pytest.raises(Refusal) as refused:
        check(*given)
    return refused.value.code


@pytest.mark.parametrize("verb", answers.VERBS)
def test_an_answer_carries_what_its_verb_must_and_no_less(verb: str) -> None:
    needed = {field: SAID[field] for field in answers.NEEDS[verb]}
    full = answer(verb, **needed)
    assert answers.check_answer(full) is full
    for missing in needed:
        less = answer(verb, **{name: needed[name] for name in needed if name != missing})
        assert code_of(answers.check_answer, less) == "answer-incomplete"


def test_the_verbs_and_what_they_carry_are_those_of_the_contract() -> None:
    told = {
        "acknowledge": {"department"},
        "ask": {"text"},
        "offer": {"text"},
        "visit": {"by"},
        "commit": {"text", "department", "by", "amount", "budget_line"},
        "decide": {"resolution", "by"},
        "defer": {"reason", "text", "by"},
        "refuse": {"reason", "text"},
        "deliver": {"text"},
        "hand-over": {"text"},
    }
    assert {verb: set(needs) for verb, needs in answers.NEEDS.items()} == told


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (answer("promise"), "answer-verb-unknown"),
        (answer("refuse", text="No", reason="no-time"), "answer-reason-unknown"),
        (answer("ask", text="How many?", amount=-1), "amount-out-of-range"),
        (answer("ask", text="How many?", on_paper=True), "answer-incomplete"),
        (answer("visit", by="next week"), "day-none"),
        (answer("visit", by="2027-02-30"), "day-none"),
        (answer("ask", text="How many?", by="soon"), "day-none"),
    ],
)
def test_an_answer_that_cannot_be(event: e.AnswerGiven, code: str) -> None:
    assert code_of(answers.check_answer, event) == code


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"need": "roads"}, "request-need-unknown"),
        ({"sanitation_facility": "hole"}, "request-facility-unknown"),
        ({"households": 0}, "request-without-households"),
        ({"households": -4}, "request-without-households"),
        ({"women_headed": 25}, "request-part-too-large"),
        ({"non_member_households": 25}, "request-part-too-large"),
        ({"women_headed": -1}, "request-figure-negative"),
        ({"non_member_households": -1}, "request-figure-negative"),
        ({"sharing_households": -1}, "request-figure-negative"),
        ({"offer_savings": -1}, "request-figure-negative"),
        ({"offer_labour_days": -1}, "request-figure-negative"),
        ({"option_cost": -1}, "request-figure-negative"),
    ],
)
def test_a_request_whose_figures_do_not_fit(given: dict[str, Any], code: str) -> None:
    event = e.RequestRaised(**{**ASKED, **given})
    assert code_of(requests.check_request, event) == code


@pytest.mark.parametrize("need", requests.NEEDS)
@pytest.mark.parametrize("facility", ["", *requests.FACILITIES])
def test_a_request_that_fits(need: str, facility: str) -> None:
    event = e.RequestRaised(
        **{**ASKED, "need": need, "sanitation_facility": facility, "women_headed": 24}
    )
    assert requests.check_request(event) is event


@pytest.mark.parametrize(
    ("facility", "sharing", "rung"),
    [
        ("flush", 0, "basic"),
        ("flush", 1, "basic"),
        ("flush", 2, "limited"),
        ("dry-improved", 24, "limited"),
        ("pit-slab", 0, "basic"),
        ("pit-open", 0, "unimproved"),
        ("bucket", 9, "unimproved"),
        ("none", 0, "open-defecation"),
        ("", 9, "unknown"),
    ],
)
def test_rungs(facility: str, sharing: int, rung: str) -> None:
    assert requests.rung(facility, sharing) == rung


def steps_of(*steps: str) -> list[tuple[str, str]]:
    return [(step, "") for step in steps]


def said(*verbs: str) -> list[tuple[str, str]]:
    return [(verb, f"a{place}") for place, verb in enumerate(verbs, 1)]


@pytest.mark.parametrize(
    ("steps", "verbs", "stage"),
    [
        ([], [], "raised"),
        (["raised"], [], "raised"),
        (["raised", "profiled"], [], "profiled"),
        (["raised", "offered", "enumerated"], [], "offered"),
        (["raised", "offered", "released"], [], "reviewed"),
        (["raised", "released", "submitted"], [], "submitted"),
        (["submitted"], ["acknowledge"], "acknowledged"),
        (["submitted"], ["visit"], "planned"),
        (["submitted"], ["visit", "ask"], "planned"),
        (["submitted"], ["decide", "commit"], "resolved"),
        (["submitted", "conditions-met"], ["decide"], "conditions-met"),
        (["submitted"], ["deliver"], "building"),
        (["submitted"], ["hand-over", "deliver"], "handed-over"),
        (["submitted", "assessed"], ["hand-over"], "assessed"),
        (["submitted"], ["acknowledge", "defer"], "deferred"),
        (["submitted"], ["defer", "decide"], "resolved"),
        (["submitted"], ["refuse"], "refused"),
        (["submitted"], ["refuse", "acknowledge"], "acknowledged"),
        (["submitted", "withdrawn"], ["decide"], "withdrawn"),
        (["submitted", "lapsed"], ["refuse"], "lapsed"),
        (["submitted", "assessed", "complete"], ["hand-over"], "complete"),
        ([], ["acknowledge"], "acknowledged"),  # the answer came before what it answers
        (["submitted", "confirmed", "figures-released"], [], "submitted"),
    ],
)
def test_stages(steps: list[str], verbs: list[str], stage: str) -> None:
    assert stages.stage_of(steps_of(*steps), said(*verbs)) == stage


@pytest.mark.parametrize(
    ("steps", "verbs", "stage"),
    [
        # It names the refusal, so a later one is another refusal.
        ([("submitted", ""), ("reopened", "a1")], ["refuse"], "submitted"),
        ([("submitted", ""), ("reopened", "a1")], ["refuse", "refuse"], "refused"),
        ([("submitted", ""), ("reopened", "a2")], ["visit", "defer"], "planned"),
        ([("submitted", ""), ("withdrawn", "w1"), ("reopened", "w1")], [], "submitted"),
        ([("raised", ""), ("withdrawn", "w1"), ("reopened", "w1"), ("withdrawn", "w2")], [],
         "withdrawn"),
        ([("raised", ""), ("withdrawn", ""), ("reopened", "")], [], "raised"),  # an old withdrawal
        ([("raised", ""), ("lapsed", "w1"), ("withdrawn", "w2"), ("reopened", "w2")], [], "lapsed"),
    ],
)  # fmt: skip
def test_a_request_is_taken_up_again_by_naming_what_ended_it(
    steps: list[tuple[str, str]], verbs: list[str], stage: str
) -> None:
    assert stages.stage_of(steps, said(*verbs)) == stage
    assert stages.stage_of(reversed(steps), said(*verbs)) == stage


@given(st.permutations(["raised", "released", "submitted", "figures-released"]))
def test_the_order_in_which_files_came_in_does_not_matter(steps: list[str]) -> None:
    assert stages.stage_of(steps_of(*steps), []) == "submitted"


def test_the_thirteen_stages_and_those_beside() -> None:
    assert len(stages.STAGES) == 13
    assert not set(stages.STAGES) & set(stages.BESIDE)
    assert {stage for stage in stages.STAGES + stages.BESIDE if not stages.is_open(stage)} == {
        "refused", "lapsed", "withdrawn", "complete", "merged", "split",
    }  # fmt: skip
