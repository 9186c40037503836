"""Requests, promises, releases, figures for programs: what the pages show, and no more."""

import json

import pytest

from federation.commands.deed import perform
from federation.commands.embargoes import (
    EmbargoSettlement,
    LiftEmbargo,
    embargo_settlement,
    lift_embargo,
)
from federation.node import open_node
from federation.reports import making
from federation.reports.table import Span
from federation.store import open_store
from federation.web import create_app
from tests import factories

from . import portals
from .cities import PARTS
from .programs import PLACED, Program, hub_with_money, program_at

pytestmark = pytest.mark.xdist_group("api-asked")  # one worker makes its worlds


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = hub_with_money(tmp_path_factory.mktemp("asked"))
    yield made
    for store in (made.hub, *made.groups):
        store.close()


@pytest.fixture(scope="module")
def hub(world):
    with program_at(world.hub) as found:
        yield found


@pytest.fixture(scope="module")
def city(world):
    opened = open_store(open_node(world.lived_in, clock=world.clock))
    with program_at(opened) as found:
        yield found
    opened.close()


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A city with forty requests, some of them answered in words."""
    app = create_app(portals.build(tmp_path_factory.mktemp("portal"), 40))
    yield Program(app)
    app.extensions["federation"].close()


def plain(store, name, period="", place=""):
    (made,) = making.make(store, name, Span(place=place), period=period)
    return json.loads(json.dumps(made.plain))


def every(program, path, name):
    """All parts of a list, one after the other."""
    found, after = [], ""
    while after is not None:
        told = program.read(
            f"{path}{'&' if '?' in path else '?'}limit=7" + (f"&after={after}" if after else "")
        )
        found += told[name]
        after = told["next"]
    return found


def test_a_city_tells_a_request_s_households_only_where_its_pages_do(city):
    told = {one["id"]: one for one in every(city, "/requests", "requests")}
    shown = {one["id"]: one["households"] for one in plain(city.store, "requests")["requests"]}
    assert {name: one["households"] for name, one in told.items()} == shown
    assert None in shown.values()
    whole = json.dumps([*told.values(), city.read("/releases")])
    assert not [part for part in PARTS if f" {part}," in whole]


def test_a_city_tells_released_cells_and_no_private_one(city, hub):
    (release,) = city.read("/releases")["releases"]
    assert release["city"] is None
    told = city.read(f"/releases/{release['release']}/cells")["cells"]
    report = plain(city.store, "city")
    by_kind = {
        (one["settlement"], one["column"]): one["households"]
        for one in told
        if one["table"] == "settlement-kind"
    }
    assert by_kind == {
        (one["settlement"], one["kind"]): one["households"]
        for one in (*report["cells"], *report["totals"])
    }
    assert None in by_kind.values()
    assert all(one["suppressed"] == (one["households"] is None) for one in told)
    (there,) = hub.read("/releases")["releases"]
    assert there == {**release, "city": "C01"}
    assert hub.read(f"/releases/{release['release']}/cells")["cells"] == told
    assert hub.problem("/releases/nothing/cells", 404)["code"] == "release-unknown"


def test_a_city_has_no_books_to_tell_of(city):
    for path in ("/totals", "/groups", "/indicators", "/arrears", "/places"):
        assert city.problem(path, 404)["code"] == "resource-unknown"
    assert "/totals" not in city.ask("/openapi.json").text
    assert city.problem("/requests?place=NA-KH", 422)["code"] == "parameter-unknown"


def test_no_free_words_leave(portal):
    text = json.dumps(
        [every(portal, "/requests", "requests"), every(portal, "/agreements", "agreements")]
    )
    assert "Four toilets with taps" not in text  # an official's words
    assert "for block" not in text  # a group's
    assert "C-114" in text
    with portal.store.reading() as db:
        assert db.execute_sql("SELECT count(*) FROM answer WHERE text <> ''").fetchone()[0]


def test_requests_are_chosen_by_what_they_are(portal):
    every_one = every(portal, "/requests", "requests")
    assert [one["id"] for one in every_one] == sorted(one["id"] for one in every_one)
    assert len(every_one) == 40
    for name, value in (("kind", "water"), ("stage", "acknowledged"), ("settlement", "Havana")):
        found = every(portal, f"/requests?{name}={value}", "requests")
        assert found == [one for one in every_one if one[name] == value] != []
    assert every(portal, "/requests?settlement=%20havana", "requests") == [
        one for one in every_one if one["settlement"] == "Havana"
    ]
    raised = every(portal, "/requests?period=2026-09", "requests")
    assert 0 < len(raised) < 40
    assert portal.problem("/requests?kind=gold", 422)["code"] == "parameter-code-unclear"
    assert portal.problem("/requests?settlement=", 422)["code"] == "words-unclear"


def test_a_hub_marks_what_nothing_may_be_published_of_and_says_whom_it_tells(world, hub, city):
    """A token of a hub reads everything: the description says so, and each request if it waits."""
    first = {one["id"]: one["settlement"] for one in every(hub, "/requests", "requests")}
    name = first[min(first)]
    told = {"settlement": f" {name.upper()}", "day": factories.DAY}
    try:
        perform(world.hub, EmbargoSettlement(reason="a court", **told), embargo_settlement)
        for path, rows in (("/requests", "requests"), ("/agreements", "agreements")):
            found = every(hub, path, rows)
            marks = {one["id"]: one["under_embargo"] for one in found}
            assert marks == {one["id"]: one["settlement"] == name for one in found}
        assert hub.read(f"/requests/{min(first)}")["under_embargo"]
    finally:
        perform(world.hub, LiftEmbargo(**told), lift_embargo)
    assert not any(one["under_embargo"] for one in every(hub, "/requests", "requests"))
    assert {one["under_embargo"] for one in every(city, "/requests", "requests")} == {None}
    assert "under embargo" in hub.read("/openapi.json")["info"]["description"]
    assert "under embargo" not in city.read("/openapi.json")["info"]["description"]


def test_one_request_is_as_in_the_list(portal):
    first = portal.read("/requests?limit=1")["requests"][0]
    assert portal.read(f"/requests/{first['id']}") == {**first, "currency": "NAD"}
    assert portal.problem("/requests/nothing", 404)["code"] == "request-unknown"


def test_agreements_are_those_of_the_report(portal):
    told = every(portal, "/agreements", "agreements")
    report = {one["id"]: one for one in plain(portal.store, "agreements")["agreements"]}
    assert {one["id"] for one in told} == set(report)
    for one in told:
        whole = report[one["id"]]
        assert one["code"] == whole["code"]
        assert one["late_days"] == whole["late_days"]
        assert [c["amount"] for c in one["clauses"]] == [c["amount"] for c in whole["clauses"]]
    assert any(one["clauses"] for one in told)


def test_requests_of_a_place_at_a_hub(hub):
    here = every(hub, f"/requests?place={PLACED}", "requests")
    assert {one["group"] for one in here} == {"Ehangano"}
    assert len(every(hub, "/requests", "requests")) == 6


def test_indicators_and_arrears_are_those_of_the_reports(hub):
    for period in ("", "2026-10"):
        query = f"?period={period}" if period else ""
        told, report = hub.read(f"/indicators{query}"), plain(hub.store, "indicators", period)
        assert (told["first"], told["last"], told["groups"]) == (report["from"], report["to"], 2)
        assert [
            {**one, "evidence": [[e["label"], e["value"]] for e in one["evidence"]]}
            for one in told["indicators"]
        ] == report["indicators"]
        arrears, whole = hub.read(f"/arrears{query}"), plain(hub.store, "arrears", period)
        assert arrears["groups"] == whole["groups"]
        assert (arrears["outstanding"], arrears["day"]) == (30_000, whole["day"])
    assert [one["code"] for one in arrears["groups"]] == ["G0001"]
    assert hub.read("/arrears?after=G0001")["groups"] == []
    assert hub.read("/indicators?place=NA-ER")["groups"] == 0
