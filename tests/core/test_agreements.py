"""Agreements: how a clause stands, who is late, what each side wrote down of a payment."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core import events as e
from federation.core.agreements import Clause, agreement, readiness

MADE, DUE, TODAY = "2026-01-10", "2026-06-30", "2026-07-15"
HEAD: dict[str, Any] = {"request": "q1", "day": MADE}


def commit(answer: str = "a1", **given: Any) -> e.AnswerGiven:
    told: dict[str, Any] = {
        **HEAD, "answer": answer, "verb": "commit", "text": "Four toilets", "by": DUE, "many": 4,
        "department": "Water", "amount": 2_000_000, "budget_line": "C-114",
    }  # fmt: skip
    return e.AnswerGiven(**{**told, **given})


def deliver(day: str, many: int = 4, clause: str = "a1", answer: str = "a2") -> e.AnswerGiven:
    return e.AnswerGiven(
        answer=answer, request="q1", day=day, verb="deliver", text="There", many=many, clause=clause
    )


def promise(**given: Any) -> e.PromiseMade:
    told = {**HEAD, "word": "p1", "text": "We dig", "by": DUE}
    return e.PromiseMade(**{**told, **given})


def settled(side: str, state: str, day: str, clause: str = "p1", **given: Any) -> e.ClauseSettled:
    return e.ClauseSettled(
        word=f"s{day}{side}", request="q1", day=day, side=side, clause=clause, state=state, **given
    )


def reply(verb: str, day: str, answer: str = "a2", working: int = 4) -> e.ReplyGiven:
    return e.ReplyGiven(
        word=f"r{day}", request="q1", day=day, answer=answer, verb=verb, working=working
    )


def the_clause(answers: list[e.AnswerGiven], words: list[e.Word], today: str = TODAY) -> Clause:
    (one,) = agreement(answers, words, today).clauses
    return one


@pytest.mark.parametrize(
    ("words", "today", "state", "late"),
    [
        ([], "2026-06-30", "due", 0),
        ([], "2026-07-01", "late", 1),
        ([], "2026-07-30", "late", 30),
        ([], "2026-07-31", "broken", 31),
        ([settled("group", "partly", "2026-06-01")], TODAY, "partly", 15),
        ([settled("group", "done", "2026-06-01")], TODAY, "done", 0),
        ([settled("group", "done", "2026-07-05")], TODAY, "done", 5),
        ([settled("group", "done", "2026-07-05"), settled("city", "done", "2026-07-09")], TODAY,
         "kept", 5),
        ([settled("group", "done", "2026-06-05"), settled("city", "not-done", "2026-06-09")], TODAY,
         "contested", 15),
        ([settled("city", "done", "2026-06-09")], TODAY, "kept", 0),  # the other side saw it first
        ([settled("city", "not-done", "2026-06-09")], TODAY, "late", 15),
        ([settled("group", "moved", "2026-06-01", by="2026-08-01")], TODAY, "due", 0),
        # Whoever did not promise cannot put it off.
        ([settled("city", "moved", "2026-06-01", by="2026-08-01")], TODAY, "late", 15),
    ],
)  # fmt: skip
def test_how_a_promise_of_the_group_stands(
    words: list[e.Word], today: str, state: str, late: int
) -> None:
    one = the_clause([], [promise(), *words], today)
    assert (one.side, one.state, one.late_days) == ("group", state, late)
    assert one.is_open == (state not in ("done", "kept"))


def test_a_promise_that_was_put_off_keeps_its_first_day() -> None:
    moves = [settled("group", "moved", "2026-06-01", by="2026-08-01"),
             settled("group", "moved", "2026-07-20", by="2026-09-01")]  # fmt: skip
    one = the_clause([], [promise(), *moves], "2026-09-11")
    assert (one.first_by, one.by, one.moved, one.late_days) == (DUE, "2026-09-01", 2, 10)


def test_delivered_and_confirmed_are_two_facts() -> None:
    said = [commit(), deliver("2026-07-10")]
    one = the_clause(said, [])
    assert (one.side, one.who, one.state, one.late_days) == ("city", "Water", "done", 10)
    assert the_clause(said, [reply("confirm", "2026-07-12")]).state == "kept"
    assert the_clause(said, [reply("contest", "2026-07-12", working=1)]).state == "contested"
    mended = [*said, deliver("2026-07-14", answer="a3")]
    words = [reply("contest", "2026-07-12"), reply("confirm", "2026-07-15", answer="a3")]
    assert the_clause(mended, [*words]).state == "kept"


def test_fewer_than_promised_is_part_of_it() -> None:
    one = the_clause([commit(), deliver("2026-06-10", many=3)], [])
    assert (one.state, one.many_done, one.late_days) == ("partly", 3, 15)
    whole = the_clause([commit(), deliver("2026-06-10", many=0)], [])
    assert whole.state == "done"  # no figure was told


def test_an_offer_counts_once_the_group_accepted_it_and_a_day_was_said() -> None:
    offer = e.AnswerGiven(**HEAD, answer="a1", verb="offer", text="A tap", by=DUE)
    accept = reply("accept", "2026-02-01", answer="a1")
    assert agreement([offer], [], TODAY).clauses == ()
    assert the_clause([offer], [accept]).state == "late"
    back = reply("decline", "2026-02-03", answer="a1")
    assert agreement([offer], [accept, back], TODAY).clauses == ()
    dayless = e.AnswerGiven(**HEAD, answer="a1", verb="offer", text="A tap")
    assert agreement([dayless], [accept], TODAY).clauses == ()


def paid(side: str, amount: int, receipt: str = "88231", payer: str = "group") -> e.PaymentTold:
    return e.PaymentTold(
        **HEAD, word=f"{side}{receipt}{amount}", side=side, payer=payer, amount=amount,
        receipt=receipt, about="land",
    )  # fmt: skip


def test_a_payment_stands_as_each_side_wrote_it_down() -> None:
    words = [paid("group", 300_000), paid("city", 250_000, " 88231 "), paid("group", 4_000, "9")]
    same, alone = agreement([], words, TODAY).payments
    assert (same.group_minor, same.city_minor, same.difference_minor) == (300_000, 250_000, -50_000)
    assert not same.agrees
    assert (alone.city_minor, alone.difference_minor, alone.agrees) == (None, -4_000, False)
    made = agreement([], words, TODAY)
    assert (made.paid_minor("group", "group"), made.paid_minor("group", "city")) == (
        304_000,
        250_000,
    )
    assert agreement([], [paid("group", 5), paid("city", 5)], TODAY).payments[0].agrees


@given(st.permutations([commit(), commit("a9", by="2026-03-31")]),
       st.permutations([promise(), paid("group", 7), paid("city", 7)]))  # fmt: skip
def test_both_sides_see_one_code_however_the_files_came(
    answers: list[e.AnswerGiven], words: list[e.Word]
) -> None:
    assert agreement(answers, words, TODAY).code == agreement(answers, words, MADE).code
    first = agreement([commit(), commit("a9", by="2026-03-31")],
                      [promise(), paid("group", 7), paid("city", 7)], TODAY)  # fmt: skip
    assert agreement(answers, words, TODAY).code == first.code
    assert agreement(answers, [*words, paid("city", 8, "10")], TODAY).code != first.code


@pytest.mark.parametrize(
    ("households", "others", "holders", "agreed", "holds"),
    [
        (24, 0, 0, 0, (False, None, True)),
        (25, 0, 40, 30, (True, True, True)),
        (100, 3, 40, 29, (True, False, False)),
        (101, 16, 4, 3, (False, True, False)),
    ],
)
def test_ready_for_a_title_scheme(
    households: int, others: int, holders: int, agreed: int, holds: tuple[bool | None, ...]
) -> None:
    """25 to 100 households, 75 % consent, nobody else on the land (Act 4 of 2012, Namibia)."""
    counted = (
        e.ConsentCounted(**HEAD, word="c", holders=holders, agreed=agreed) if holders else None
    )
    assert tuple(one.holds for one in readiness(households, others, counted)) == holds
