"""Words about a request, as deeds: what each side may say, and what it must fit."""

from typing import Any

import pytest

from federation.commands import passing, requests, words
from federation.commands.deed import perform
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.store import Store, journal
from federation.store.queries import requests as asked
from federation.store.verify import verify
from tests import factories as f
from tests import worlds
from tests.commands.test_requests import known_at_hub, refusal_of


def view_of(store: Store, wanted: str) -> asked.RequestView:
    with store.reading() as db:
        found = asked.request(db, wanted)
    assert found is not None
    return found


def is_sound(store: Store) -> bool:
    with store.reading() as db:
        return verify(db, store.node) == ()


def refused(store: Store, kind: type[e.Word], **given: Any) -> str:
    with pytest.raises(Refusal) as caught:
        f.say(store, kind, **given)
    return caught.value.code


@pytest.fixture
def asking(group: Store) -> tuple[Store, str, int]:
    """A group with N$ 5 000.00 saved, a request, and a meeting that is open."""
    f.enter(group, ("savings", 500_000, f.admit(group)))
    meeting = f.open_meeting(group)
    return group, f.raise_request(group, need="land", title="Plots"), meeting


def test_an_option_is_spoken_about_before_it_is_chosen(asking: tuple[Store, str, int]) -> None:
    group, request, meeting = asking
    for title in ("Dry toilets", "Sewer"):
        f.say(group, e.OptionProposed, request=request, option=7, title=title)
    assert [one.option for one in view_of(group, request).words_of(e.OptionProposed)] == [1, 2]
    vote = {"request": request, "option": 1, "meeting": meeting, "votes_for": 9}
    assert refused(group, e.OptionChosen, **vote) == "option-not-heard"
    heard = {"request": request, "voices": "women", "people": 12, "text": "Too far at night"}
    f.say(group, e.FeedbackGathered, number=1, option=1, **heard)
    assert refused(group, e.OptionChosen, **vote) == "option-not-heard"  # of the other one
    f.say(group, e.FeedbackGathered, number=1, option=2, **heard)
    learned = {"request": request, "option": 1, "text": "Light on the way"}
    assert refused(group, e.InsightDrawn, **learned, feedback=(2,)) == "feedback-unknown"
    f.say(group, e.InsightDrawn, **learned, feedback=(1,))
    assert refused(group, e.OptionChosen, **{**vote, "option": 3}) == "option-unknown"
    assert refused(group, e.OptionChosen, **{**vote, "meeting": 9}) == "meeting-unknown"
    f.say(group, e.OptionChosen, **vote)
    (chosen,) = view_of(group, request).words_of(e.OptionChosen)
    assert (chosen.option, chosen.side) == (1, "group")
    assert is_sound(group)


def test_an_offer_is_never_more_than_the_pot_holds(asking: tuple[Store, str, int]) -> None:
    group, request, meeting = asking
    vote = {"request": request, "meeting": meeting, "votes_for": 9}
    assert refused(group, e.OfferMade, **vote, savings=500_001) == "offer-above-pot"
    f.say(group, e.OfferMade, **vote, savings=300_000, labour_days=60)
    view = view_of(group, request)
    assert (view.stage, view.offer_savings_minor, view.offer_labour_days) == (
        "offered",
        300_000,
        60,
    )
    other = f.raise_request(group, title="Lights")
    more = {**vote, "request": other}
    assert refused(group, e.OfferMade, **more, savings=200_001) == "offer-above-pot"
    f.say(group, e.OfferMade, **more, savings=200_000)
    # A later offer takes the place of the first, so what was offered before is free again.
    f.say(group, e.OfferMade, **vote, savings=300_000)
    assert refused(group, e.OfferMade, **vote, purpose="land", savings=1) == "offer-above-pot"
    assert refused(group, e.OfferMade, **vote) == "offer-empty"
    assert refused(group, e.OfferMade, **vote, savings_later=5) == "offer-later-unclear"
    assert refused(group, e.OfferMade, **{**vote, "votes_for": 0}, savings=5) == "vote-not-carried"
    told = {"need": "water", "title": "Taps", "offer_savings": 1}
    with pytest.raises(Refusal, match="offer-above-pot"):
        f.raise_request(group, **told)
    assert is_sound(group)


def test_promises_payments_and_steps(asking: tuple[Store, str, int]) -> None:
    group, request, _ = asking
    promised = {"request": request, "text": "We dig the trench", "many": 120}
    assert refused(group, e.PromiseMade, **promised, by="") == "word-without-day"
    assert refused(group, e.PromiseMade, **promised, by="2026-11-21") == "promise-in-past"
    clause = f.say(group, e.PromiseMade, **promised, by="2027-03-31")
    stands = {"request": request, "clause": clause}
    moved = {**stands, "state": "moved"}
    assert refused(group, e.ClauseSettled, **moved, by="2027-03-31") == "clause-not-later"
    assert refused(group, e.ClauseSettled, **{**moved, "clause": "x"}, by="2028-01-01") == (
        "clause-unknown"
    )
    f.say(group, e.ClauseSettled, **moved, by="2027-05-31")
    f.say(group, e.ClauseSettled, **stands, state="done", many=120, evidence="photo")
    (one,) = view_of(group, request).agreement(f.DAY).clauses
    assert (one.state, one.moved, one.by) == ("done", 1, "2027-05-31")
    paid = {"request": request, "payer": "group", "amount": 5, "receipt": "88231", "about": "land"}
    f.say(group, e.PaymentTold, **paid)
    assert refused(group, e.PaymentTold, **{**paid, "receipt": " 88231"}) == "receipt-twice"
    early = {"request": request, "stage": "assessed", "evidence": "scores"}
    assert refused(group, e.StageReached, **early) == "stage-too-early"
    f.say(group, e.StageReached, request=request, stage="enumerated", evidence="count")
    assert view_of(group, request).stage == "enumerated"


def test_an_ending_has_a_reason_and_can_be_taken_back(asking: tuple[Store, str, int]) -> None:
    group, request, _ = asking
    assert refused(group, e.RequestEnded, request=request, how="complete", reason="x") == (
        "stage-too-early"
    )
    again = words.Reopen(request=request, day=f.DAY, reason="The land is for sale again")
    assert refusal_of(group, again, words.reopen).code == "request-not-ended"
    f.say(group, e.RequestEnded, request=request, how="lapsed", reason="The land was sold")
    assert view_of(group, request).stage == "lapsed"
    assert refused(group, e.RequestConfirmed, request=request) == "request-closed"
    perform(group, again, words.reopen)
    assert view_of(group, request).stage == "raised"
    back = requests.WithdrawRequest(request=request, day=f.DAY, reason="no")
    perform(group, back, requests.withdraw_request)
    assert view_of(group, request).stage == "withdrawn"
    perform(group, again, words.reopen)
    assert view_of(group, request).stage == "raised"
    assert is_sound(group)


def test_each_side_says_its_own(group: Store, hub: Store, city: Store) -> None:
    known_at_hub(hub, "q1")
    told = {"request": "q1", "payer": "group", "amount": 5, "receipt": "1", "about": "land"}
    paper = {"on_paper": True, "post": "Cashier", "channel": "letter"}
    f.say(hub, e.PaymentTold, **told, **paper)
    (one,) = view_of(hub, "q1").words_of(e.PaymentTold)
    assert (one.side, one.on_paper) == ("city", True)
    assert refused(hub, e.OptionProposed, request="q1", option=1, title="x") == "word-not-here"
    f.say(hub, e.StageReached, request="q1", stage="enumerated", evidence="count")
    (step,) = view_of(hub, "q1").words_of(e.StageReached)
    assert step.side == "federation"
    own = f.raise_request(group)
    assert refused(group, e.PaymentTold, **{**told, "request": own}, **paper) == (
        "answer-paper-only-at-hub"
    )
    with pytest.raises(Refusal, match="request-unknown"):
        f.say(city, e.PaymentTold, **told)


def test_staff_pass_on_what_they_read(hub: Store) -> None:
    known_at_hub(hub, "q1")
    order = passing.PassOn(requests=("q1",))
    assert refusal_of(hub, order, passing.pass_on).code == "request-not-told"
    free = requests.ReleaseRequests(day=f.DAY, city="C01", requests=("q1",))
    perform(hub, free, requests.release_requests)
    with hub.writing() as db:
        db.connection().execute(
            "INSERT INTO request_step VALUES ('q1', 'submitted', ?, 'r1')", (f.DAY,)
        )
    assert refusal_of(hub, order, passing.pass_on).code == "nothing-to-pass"
    f.say(hub, e.StageReached, request="q1", stage="enumerated", evidence="count")
    f.say(hub, e.PaymentTold, request="q1", payer="group", amount=5, receipt="1", about="land",
          on_paper=True, post="Cashier")  # fmt: skip
    assert [type(one) for one in passing.waiting(view_of(hub, "q1"))] == [e.StageReached]
    assert perform(hub, order, passing.pass_on).facts["words"] == 1
    assert refusal_of(hub, order, passing.pass_on).code == "nothing-to-pass"
    with hub.reading() as db:
        told = journal.find(db, hub.node.settings.node_id, kinds.PUBLICATION, worlds.CITY, 1)
    assert told is not None


def test_a_resolution_decides_once_and_has_one_day(hub: Store) -> None:
    known_at_hub(hub, "q1", "q2", "q3")
    told = {"day": f.DAY, "verb": "decide", "by": "2027-01-01", "resolution": "31/02/2021",
            "on_paper": True, "post": "Clerk"}  # fmt: skip
    one = requests.GiveAnswer(request="q1", resolved_on="2026-11-20", **told)
    perform(hub, one, requests.give_answer)
    assert refusal_of(hub, one, requests.give_answer).code == "resolution-twice"
    spaced = requests.GiveAnswer(request="q1", **{**told, "resolution": "31 / 02 / 2021"})
    assert refusal_of(hub, spaced, requests.give_answer).code == "resolution-twice"
    other_day = requests.GiveAnswer(request="q2", resolved_on="2026-11-19", **told)
    assert refusal_of(hub, other_day, requests.give_answer).code == "resolution-other-day"
    for request in ("q2", "q3"):  # one resolution may decide several requests
        perform(hub, requests.GiveAnswer(request=request, **told), requests.give_answer)


def test_a_delivery_keeps_the_promise_that_is_open(hub: Store) -> None:
    known_at_hub(hub, "q1")
    paper = {"request": "q1", "day": f.DAY, "on_paper": True, "post": "Engineer"}
    wrong = requests.GiveAnswer(verb="deliver", text="There", clause="nothing", **paper)
    assert refusal_of(hub, wrong, requests.give_answer).code == "clause-unknown"
    commit = requests.GiveAnswer(
        verb="commit", text="Taps", by="2027-01-01", department="Water", amount=5, budget_line="1",
        many=4, **paper,
    )  # fmt: skip
    answer = perform(hub, commit, requests.give_answer).facts["answer"]
    there = requests.GiveAnswer(verb="deliver", text="There", many=4, **paper)
    perform(hub, there, requests.give_answer)
    (clause,) = view_of(hub, "q1").agreement(f.DAY).clauses
    assert (clause.clause, clause.state, clause.many_done) == (answer, "done", 4)


def test_a_city_is_told_what_was_read_before_it_was_given_free(hub: Store) -> None:
    """What comes between that and the publication waits until somebody has read it."""
    known_at_hub(hub, "q1")
    told = {"request": "q1", "stage": "enumerated", "evidence": "count"}
    read = f.say(hub, e.StageReached, **told)
    free = requests.ReleaseRequests(day=f.DAY, city="C01", requests=("q1",))
    perform(hub, free, requests.release_requests)
    later = f.say(hub, e.StageReached, **{**told, "stage": "profiled"})
    view = view_of(hub, "q1")
    assert [one.word for one in passing.read_before(view, 5)] == [read]
    assert {one.word for one in passing.waiting(view)} == {read, later}


def test_scores_of_few_and_counts_of_people_stay_with_the_federation(
    asking: tuple[Store, str, int],
) -> None:
    group, request, _ = asking
    f.say(group, e.FigureMeasured, request=request, measure="plots", figure=4)
    room = (e.Room(role="member", people=9, women=8, disability=2, votes=9),)
    f.say(group, e.JointMeetingHeld, request=request, form="office", phase="design", room=room)
    (measured, held) = view_of(group, request).words
    view = view_of(group, request)
    assert passing.waiting(view) == (held,)  # plots are one for each household
    (draft,) = passing.drafts([held], worlds.CITY, 1)
    assert isinstance(draft.event, e.JointMeetingHeld)
    assert draft.event.room[0].disability == 0
    assert measured not in passing.waiting(view)
