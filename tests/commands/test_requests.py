"""Requests at a group, a hub and a city, each with the orders of its role."""

from typing import Any

import pytest

from federation.commands import requests
from federation.commands.deed import perform
from federation.core import events as e
from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import requests as asked
from tests import factories as f
from tests import worlds


def refusal_of(store: Store, order: Any, decide: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        perform(store, order, decide)
    return caught.value


def the_request(store: Store, wanted: str) -> asked.RequestView:
    with store.reading() as db:
        found = asked.request(db, wanted)
    assert found is not None
    return found


def test_a_request_has_one_id_for_ever_and_a_number_for_people(group: Store) -> None:
    f.enter(group, ("savings", 1_250_000, f.admit(group)))
    first = f.raise_request(group, women_headed=15, offer_savings=1_250_000)
    second = f.raise_request(group, need="land", title="Plots", number="L-1")
    assert len({first, second}) == 2
    assert len(first) == 20
    view = the_request(group, first)
    assert (view.number, view.stage, view.offer_savings_minor) == ("1", "raised", 1_250_000)
    assert the_request(group, second).number == "L-1"
    order = requests.RaiseRequest(
        day=f.DAY, need="land", settlement="Havana", title="More", households=2, number="L-1"
    )
    assert refusal_of(group, order, requests.raise_request) == refuse(
        "request-number-taken", number="L-1"
    )


@pytest.mark.parametrize("missing", ["title", "settlement"])
def test_a_request_names_what_and_where(group: Store, missing: str) -> None:
    with pytest.raises(Refusal, match="request-needs-title"):
        f.raise_request(group, **{missing: ""})


def test_the_next_number_is_free_even_after_numbers_of_ones_own(group: Store) -> None:
    f.raise_request(group, number="2")
    again = f.raise_request(group)
    assert the_request(group, again).number not in ("", "2")


def test_a_group_takes_its_request_back_once(group: Store) -> None:
    wanted = f.raise_request(group)
    order = requests.WithdrawRequest(request=wanted, day=f.DAY, reason="built it ourselves")
    perform(group, order, requests.withdraw_request)
    assert the_request(group, wanted).stage == "withdrawn"
    assert refusal_of(group, order, requests.withdraw_request) == refuse(
        "request-closed", stage="withdrawn"
    )
    unknown = requests.WithdrawRequest(request="nothing", day=f.DAY)
    assert refusal_of(group, unknown, requests.withdraw_request).code == "request-unknown"


@pytest.mark.parametrize(("votes_for", "against"), [(3, 3), (0, 0), (2, 5), (3, -1)])
def test_figures_are_released_by_a_vote_that_was_carried(
    group: Store, votes_for: int, against: int
) -> None:
    wanted = f.raise_request(group)
    order = requests.ReleaseFigures(
        request=wanted, day=f.DAY, meeting=1, votes_for=votes_for, votes_against=against
    )
    assert refusal_of(group, order, requests.release_figures).code == "meeting-unknown"
    f.open_meeting(group)
    assert refusal_of(group, order, requests.release_figures).code == "vote-not-carried"


def known_at_hub(hub: Store, *ids: str) -> None:
    """The hub knows these requests of the enrolled group, as if its files had come."""
    worlds.enrol_both(hub)
    with hub.writing() as db:
        for wanted in ids:
            db.connection().execute(
                "INSERT INTO request VALUES (?, ?, '', ?, 'water', 'Havana', 'Taps', '', 24,"
                " 0, 0, '', 0, 0, 0, 0, ?, 'working-taps', 0, 1, 0, '')",
                (wanted, worlds.GROUP, wanted, f.DAY),
            )
            db.connection().execute(
                "INSERT INTO request_step VALUES (?, 'raised', ?, '')", (wanted, f.DAY)
            )


def release(hub: Store, *ids: str) -> Any:
    order = requests.ReleaseRequests(requests=ids, city="C01", day=f.DAY)
    return perform(hub, order, requests.release_requests)


def test_a_hub_gives_requests_free_each_once_and_tells_their_group(hub: Store) -> None:
    known_at_hub(hub, "q1", "q2", "q3")
    assert release(hub, "q1", "q1").facts == {"released": 1}
    assert release(hub, "q1").facts == {"released": 0}
    assert release(hub, "q2", "q3").facts == {"released": 2}
    assert the_request(hub, "q1").stage == "reviewed"
    assert the_request(hub, "q1").step_detail("released") == worlds.CITY
    with pytest.raises(Refusal, match="request-unknown"):
        release(hub, "q9")
    order = requests.ReleaseRequests(requests=("q1",), city="G0001", day=f.DAY)
    assert refusal_of(hub, order, requests.release_requests).code == "city-unknown"
    with hub.reading() as db:
        words = db.connection().execute(
            "SELECT count(*) FROM line JOIN stream ON stream.id = line.stream"
            " WHERE stream.kind = 'replies' AND stream.partner = ?",
            (worlds.GROUP,),
        )
        assert words.fetchone() == (3,)


def answered(store: Store, wanted: str, verb: str = "ask", **given: Any) -> Any:
    order = requests.GiveAnswer(
        request=wanted, day=f.DAY, verb=verb, **{"text": "How many?", **given}
    )
    return perform(store, order, requests.give_answer)


def test_a_hub_records_answers_from_paper_only_and_marks_them(hub: Store) -> None:
    known_at_hub(hub, "q1")
    with pytest.raises(Refusal, match="answer-only-on-paper"):
        answered(hub, "q1")
    with pytest.raises(Refusal, match="answer-incomplete"):
        answered(hub, "q1", on_paper=True)
    answered(hub, "q1", on_paper=True, post="Section Engineer")
    (said,) = the_request(hub, "q1").answers
    assert (said.verb, said.on_paper, said.post) == ("ask", True, "Section Engineer")
    assert the_request(hub, "q1").stage == "acknowledged"


def test_a_group_gives_no_answers(group: Store) -> None:
    wanted = f.raise_request(group)
    with pytest.raises(Refusal, match="answer-not-here"):
        answered(group, wanted)


def test_a_city_answers_to_its_hub(city: Store) -> None:
    published = e.RequestPublished(
        request="q1", release="2026-Q4", number="1", group="Ehangano", need="water",
        settlement="Havana", title="Taps", raised_on=f.DAY, submitted_on=f.DAY,
    )  # fmt: skip
    with city.writing() as db:
        db.connection().execute(
            "INSERT INTO request VALUES ('q1', '', 'Ehangano', '1', 'water', 'Havana', 'Taps',"
            " '', -1, -1, -1, '', -1, 0, 0, 0, ?, 'working-taps', 0, 1, 0, '')",
            (f.DAY,),
        )
    with pytest.raises(Refusal, match="not-enrolled"):
        answered(city, "q1")
    f.enrol(city, worlds.HUB, "hub", code="H1")
    with pytest.raises(Refusal, match="answer-incomplete"):
        answered(city, "q1", "commit")
    for told in ({"on_paper": True, "post": "Engineer"}, {"post": "Engineer"}):
        with pytest.raises(Refusal, match="answer-paper-only-at-hub"):
            answered(city, "q1", **told)
    receipt = answered(
        city, "q1", "refuse", reason="no-budget", text="There is no money for it this year"
    )
    assert receipt.facts["answer"]
    assert the_request(city, published.request).stage == "refused"
    with pytest.raises(Refusal, match="request-closed"):
        answered(city, "q1")
    with pytest.raises(Refusal, match="request-unknown"):
        answered(city, "q2")
