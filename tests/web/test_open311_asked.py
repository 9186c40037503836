"""Requests of communities at Open311: what may be read of them, and nothing of a person or group.

The world is that of the city's pages: six requests with figures of which some are kept private.
"""

import shutil
from datetime import date, timedelta

import pytest

from federation.commands.deed import perform
from federation.commands.requests import GiveAnswer, give_answer
from federation.node import open_node
from federation.web import create_app

from .cities import ASKED, PARTS, build, of, views
from .open311 import FIELDS, Caller

DAY = "2026-11-22"
VERBS = {
    "acknowledge": {"department": "Infrastructure"},
    "commit": {
        "text": "Selma promised it to us",
        "department": "Water",
        "by": "2027-06-30",
        "amount": 300_000,
        "budget_line": "C-114",
    },
    "decide": {"resolution": "31/02/2026", "by": "2027-03-31"},
    "deliver": {"text": "Two of four"},
    "refuse": {"reason": "no-budget", "text": "Not this year, says Petrus"},
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = build(tmp_path_factory.mktemp("world"))
    yield made
    for store in (made.hub, *made.groups):
        store.close()


@pytest.fixture
def city(world, tmp_path):
    shutil.copytree(world.lived_in, tmp_path / "city")
    app = create_app(open_node(tmp_path / "city", clock=world.clock))
    yield Caller(app)
    app.extensions["federation"].close()


def say(city, request, verb, day=DAY):
    order = GiveAnswer(request=request, day=day, verb=verb, **VERBS[verb])
    perform(city.store, order, give_answer)


def one(city, request, **params):
    (row,) = city.both(f"/requests/{request}", **params)
    return row


def test_every_request_is_told_once_with_what_the_city_may_see(city):
    rows = city.both("/requests")
    known = {view.request: view for view in views(city.store)}
    assert {row["service_request_id"] for row in rows} == set(known)
    assert len(rows) == len(ASKED)
    for row in rows:
        view = known[row["service_request_id"]]
        assert tuple(row) == FIELDS
        assert row["service_code"] == f"request-{view.need}"
        assert row["address"] == view.settlement
        assert row["status"] == "open"
        assert row["lat"] is row["long"] is row["media_url"] is None
        assert row["expected_datetime"] is row["agency_responsible"] is None
        assert row["requested_datetime"].startswith(view.step_day("submitted"))
        if view.households >= 0:
            assert f"{view.households} households ask." in row["description"]
            assert "60 days of work" in row["description"]
        else:
            assert "kept private" in row["description"]
            assert "60 days" not in row["description"]
            more = one(city, view.request, extensions="true")["extended_attributes"]
            assert more["households"] is more["offer_labour_days"] is None
            assert more["offer_savings_minor"] is None
        assert city.both(f"/requests/{view.request}") == [row]
    private = [view for view in known.values() if view.households < 0]
    assert len(private) > 2


def test_nothing_is_told_that_names_anybody_or_is_kept_private(city):
    request = of(city.store, "sanitation", "Havana").request
    for verb in ("acknowledge", "commit"):
        say(city, request, verb)
    say(city, of(city.store, "land", "Goreangab").request, "refuse")
    raw = {(place, need): count for _, place, need, count, _ in ASKED}
    private = [view for view in views(city.store) if view.households < 0]
    hidden = {raw[view.settlement, view.need] for view in private} - {3, 4}
    assert hidden
    for path in ("/requests", "/servicerequestupdates"):
        for form in ("json", "xml"):
            told = city.ask(f"{path}.{form}", extensions="true").text
            for words in ("Ehangano", "Tunombili", "Ndapewa", "Selma", "Petrus", "for Havana"):
                assert words not in told
            for count in (*hidden, *PARTS):
                assert f" {count} " not in told
                assert f">{count}<" not in told
                assert f": {count}," not in told


def test_a_promise_is_told_as_facts(city, world):
    request = of(city.store, "sanitation", "Havana").request
    say(city, request, "acknowledge")
    row = one(city, request)
    assert row["status_notes"].startswith("acknowledged: the city has answered, since 22 Nov 2026;")
    assert row["agency_responsible"] == "Infrastructure"
    assert row["service_notice"] is None
    say(city, request, "commit")
    row = one(city, request, extensions="true")
    assert row["agency_responsible"] == "Water"
    assert row["service_notice"] == (
        "The city promises, Water, by 30 Jun 2027, N$\u202f3\u202f000.00, budget line C-114."
    )
    assert row["expected_datetime"].startswith("2027-06-30T23:59:59")
    more = row["extended_attributes"]
    assert more["stage"] == "acknowledged"
    assert more["currency"] == "NAD"
    assert (more["households"], more["value_status"]) == (None, "N") or more["households"] == 147
    assert more["commitments"] == [
        {
            "department": "Water",
            "given_on": DAY,
            "due_on": "2027-06-30",
            "amount_minor": 300_000,
            "budget_line": "C-114",
        }
    ]
    say(city, request, "decide")
    row = one(city, request, extensions="true")
    assert row["expected_datetime"].startswith("2027-03-31")
    assert row["extended_attributes"]["resolution"] == "31/02/2026"
    assert [note["type"] for note in row["notes"]] == [
        "raised", "submitted", "acknowledge", "commit", "decide",
    ]  # fmt: skip
    say(city, request, "deliver")
    row = one(city, request)
    assert row["status"] == "open"  # what is delivered alone is not yet what was asked
    assert row["status_notes"].startswith("building:")
    assert world.clock.moment.date() == date.fromisoformat(DAY)


def test_a_refusal_closes_it_and_no_promise_is_left(city):
    request = of(city.store, "land", "Goreangab").request
    say(city, request, "commit")
    say(city, request, "refuse")
    row = one(city, request, extensions="true")
    assert row["status"] == "closed"
    assert row["status_notes"].startswith("refused: the city said no, since 22 Nov 2026;")
    assert row["service_notice"] is row["expected_datetime"] is None
    assert row["extended_attributes"]["commitments"] == []
    assert row["notes"][-1]["description"] == "The city says no: no money in the budget."
    closed = city.both("/requests", status="closed")
    assert [one["service_request_id"] for one in closed] == [request]
    assert request not in str(city.both("/requests", status="open"))


def test_requests_and_repairs_are_chosen_by_service_and_day(city, world, monkeypatch):
    token = city.tell()
    from .open311 import follow  # noqa: PLC0415

    follow(city.store, token, "taken")
    everything = city.both("/requests")
    assert len(everything) == len(ASKED) + 1
    (repair,) = city.both("/requests", service_code="toilet-blocked")
    assert repair["address"] == "Havana"  # a settlement that is known from a request
    water = city.both("/requests", service_code="request-water,toilet-blocked")
    assert {row["service_code"] for row in water} == {"request-water", "toilet-blocked"}
    monkeypatch.setattr(world.clock, "moment", world.clock.moment + timedelta(days=400))
    assert city.both("/requests") == []
    request = of(city.store, "water", "Otjomuise").request
    say(city, request, "acknowledge", day="2027-12-27")
    assert city.both("/requests") == []
    (moved,) = city.both("/requests", updated_after="2027-12-01")
    assert moved["service_request_id"] == request
    assert moved["requested_datetime"].startswith(DAY)
    (update,) = city.both("/servicerequestupdates")
    assert update["external_status_code"] == "acknowledge"
    assert update["service_request_id"] == request


def test_updates_keep_their_ids(city):
    request = of(city.store, "sanitation", "Havana").request
    before = city.both("/servicerequestupdates", service_request_id=request)
    say(city, request, "acknowledge")
    after = city.both("/servicerequestupdates", service_request_id=request)
    assert {row["update_id"] for row in before} < {row["update_id"] for row in after}
    assert len({row["update_id"] for row in after}) == len(after) == len(before) + 1


def test_no_request_can_be_told_here(city):
    answer = city.send(
        "/requests.json",
        {"api_key": city.key, "service_code": "request-water", "address_string": "Havana"},
    )
    assert answer.status_code == 400
    assert "savings group" in answer.text
