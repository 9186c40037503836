"""Facilities on the pages of a group, a hub and a city."""

import re

import pytest

from federation.commands.users import add_user
from federation.node import open_node
from federation.store.queries import facilities
from federation.web import create_app
from federation.web.hub.facilities import places
from sync.founding import found
from sync.intake import take_in_bytes
from tests import factories as f

from .cities import build
from .conftest import PIN, Browser, forms_of, sentences

NEW = {
    "facility_type": "flush_to_piped_sewer",
    "installed": "18",
    "settlement": "Havana",
    "place": "block C",
}


def own(store):
    with store.reading() as db:
        return facilities.facilities(db, store.node.settings.node_id)


def test_a_count_goes_the_whole_way_at_the_group(treasurer, store):
    page = treasurer.done("/facilities/new", **NEW)
    assert "Go and look what works" in page.text
    assert "nobody looked yet" in page.text
    told = {"works": "some", "working": "11", "partly": "2", "fault": "blocked"}
    page = treasurer.done("/facilities/1/check", households="900", keyholder="committee", **told)
    assert "82 for each that works" in page.text
    (one,) = own(store)
    assert (one.working, one.last.partly, one.last.households) == (11, 2, 900)
    listed = treasurer.get("/facilities").text
    assert "11 of 18 work" in listed
    assert "block C" in listed
    form = next(one for one in forms_of(treasurer.get("/facilities/1/check")) if one.ticks)
    before = dict(form.fields)
    assert (before["households"], before["keyholder"]) == ("900", "committee")
    assert (before["working"], before["fault"]) == ("", ""), "what works is counted anew"
    page = treasurer.done("/facilities/1/close", why="replaced")
    assert "Used no more since" in page.text
    assert "Used no more" in treasurer.get("/facilities").text
    again = treasurer.send("/facilities/1/check", works="all")
    assert again.status_code == 409
    assert "put it on the list as a new one" in again.text


def test_what_is_wrong_stands_beside_its_field(treasurer, store):
    refused = treasurer.send("/facilities/new", place="block C")
    assert sentences(refused) == [
        "Choose what it is.",
        "Write how many there are.",
        "Write in which settlement.",
    ]
    assert 'value="block C"' in refused.text
    treasurer.done("/facilities/new", **NEW)
    for typed, sentence in (
        ({"works": "some"}, "Count how many of the 18 work"),
        ({"works": "some", "working": "17", "partly": "2", "fault": "leak"}, "Count again."),
        ({"works": "none"}, "Choose what is wrong with most of them."),
        ({}, "Say whether it works."),
    ):
        answer = treasurer.send("/facilities/1/check", **typed)
        assert answer.status_code == 422
        assert sentence in " ".join(sentences(answer))
    assert own(store)[0].checks == ()


def test_a_facility_that_is_not_there_is_told_plainly(treasurer):
    page = treasurer.get("/facilities/7")
    assert page.status_code == 404
    assert "no facility 7" in page.text


def test_after_ninety_days_nobody_knows_any_more(treasurer, store, clock):
    treasurer.done("/facilities/new", **NEW)
    f.check_facility(store, 1, 11)
    assert "Go and look" not in treasurer.get("/facilities").text
    clock.moment = clock.moment.replace(year=2027, month=3)
    shown = Browser(treasurer.client.application).log_in().get("/facilities").text
    assert "Go and look at 1 of them" in shown
    assert "120 days ago" in shown


def test_more_leads_there_and_says_when_somebody_should_look(treasurer, store):
    page = treasurer.get("/more").text
    assert 'href="/facilities"' in page
    assert 'class="badge"' not in page
    treasurer.done("/facilities/new", **NEW)
    assert 'class="badge"' in treasurer.get("/more").text
    f.check_facility(store, 1, 11)
    assert 'class="badge"' not in treasurer.get("/more").text


@pytest.fixture
def rosa(tmp_path, clock):
    app = create_app(found(tmp_path / "hub", role="hub", name="Federation", clock=clock).node)
    store = app.extensions["federation"]
    add_user(store, "Rosa", "staff", PIN)
    yield Browser(app).log_in("Rosa"), store
    store.close()


def seen(**given):
    told = {
        "facility": "f1", "owner": "a" * 32, "group": "Ehangano", "number": 1,
        "facility_type": "flush_to_piped_sewer", "settlement": "Havana", "place": "Block C",
        "installed": 18, "listed_on": f.DAY, "closed_on": "", "closed_why": "", "checks": (),
    }  # fmt: skip
    return facilities.FacilityView(**{**told, **given})


def test_the_office_sees_how_many_share_what_works(rosa):
    browser, _ = rosa
    assert "No group has counted" in browser.get("/facilities").text
    check = facilities.CheckView("2026-08-01", 11, 0, "blocked", "", "", 900, -1, "", "", "")
    found_here = (
        seen(checks=(check,)),
        seen(owner="b" * 32, facility="f2", settlement="HAVANA", place="block c"),
        seen(facility="f3", facility_type="street_light", number=2, place=""),
    )
    (place,) = places(found_here, "2026-11-22")
    first, second, light = place.rows
    assert (place.name, first.sharing, first.days, first.is_due) == ("HAVANA", 82, 113, True)
    assert (second.sharing, second.days, second.is_due) == (-1, -1, True)
    assert [one.twice for one in place.rows] == [True, True, False]
    assert not light.twice


def test_a_city_sees_things_and_no_people(tmp_path):
    """The whole way by files: group, hub, city."""
    made = build(tmp_path)
    group = made.groups[0]
    f.list_facility(group, "flush_to_piped_sewer", 18, place="behind Anna's shop")
    f.check_facility(group, 1, 11, households=8731, keyholder="household-nearby")
    made.carry_to_hub()
    app = create_app(open_node(made.lived_in, clock=made.clock))
    store = app.extensions["federation"]
    for content in made.publish():
        take_in_bytes(store, "file", content, named=False)
    page = Browser(app).log_in("Official").get("/tables").text
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*Flush toilets, to a sewer.*?</tr>", page, re.DOTALL)
    assert row
    assert re.findall(r">(11|18)<", row[0]) == ["11", "18"]
    assert "8731" not in page
    assert "8 731" not in page
    assert "Anna" not in page
    with store.reading() as db:
        assert facilities.facilities(db) == ()
    for one in (store, made.hub, *made.groups):
        one.close()
    assert b"Anna's shop" not in (made.lived_in / "node.db").read_bytes()
