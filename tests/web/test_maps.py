"""The map at both offices: its table, its links, a map that is brought, a file for others."""

import json
import re
import shutil
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest

from federation.commands.users import add_user
from federation.core.figures import settlement_key
from federation.node import open_node
from federation.web import create_app
from tests import factories
from tests.reports.test_geojson import check_rfc_7946
from tests.schemas.test_geojson import collection, feature

from .cities import ASKED, bring_all, build, main_of, of, send_answer, views, words
from .conftest import PIN, Browser, forms_of, sentences

MAP = collection(
    feature("Havana"),
    feature(" otjomuise ", "Point", [17.02, -22.55]),
    feature("Okahandja Park", "Point", [17.05, -22.5]),
    feature("Okuryangava", "Point", [17.06, -22.52]),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = build(tmp_path_factory.mktemp("mapped"))
    add_user(made.hub, "Staff", "staff", PIN)
    yield made
    for store in (made.hub, *made.groups):
        store.close()


@pytest.fixture(scope="module")
def office(world):
    return Browser(create_app(world.hub.node)).log_in("Staff")


@pytest.fixture
def city(world, tmp_path):
    shutil.copytree(world.lived_in, tmp_path / "city")
    app = create_app(open_node(tmp_path / "city", clock=world.clock))
    yield Browser(app).log_in("Official")
    app.extensions["federation"].close()


def bring(office, content, **told):
    page = office.get("/map/bring")
    form = next(one for one in forms_of(page) if one.action.endswith("/map/bring"))
    data = {**dict(form.fields), "source": "Made up", "year": "2024", **told}
    return office.upload("/map/bring", data, ("files", "map.geojson", content))


def rows(page):
    """The table: settlement -> households and requests as they stand there."""
    found = {}
    table = page.text.split("<tbody>", 1)[1].split("</tbody>")[0]
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
        name, households, requests = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        bare = re.sub(r"<[^>]+>", "", re.sub(r'<span class="away">.*?</span>', "", households))
        name = re.sub(r'<span class="small">.*?</span>', "", name)
        found[re.sub(r"<[^>]+>|\d+\. ", "", name).strip()] = (bare.strip(), int(requests))
    return found


def test_before_there_is_a_map_the_pages_say_so(office, city):
    page = office.get("/map")
    assert "No map was brought yet" in main_of(page)
    assert rows(page)["Havana"] == ("150", 2)
    assert "sent no map of these settlements yet" in main_of(city.get("/map"))
    assert 'class="map"' not in city.get("/map").text


@pytest.mark.parametrize(
    ("content", "told", "field", "sentence"),
    [
        (b"PK", {}, "files", "cannot be read as a map"),
        (
            collection(feature("<b>ǁ</b>", "Point", [1, 99])),
            {},
            "files",
            "1 (&lt;b&gt;ǁ&lt;/b&gt;)",
        ),
        (MAP, {"source": ""}, "source", "1 (Havana)"),
        (MAP, {"year": "12"}, "year", "“12”"),
    ],
)
def test_a_map_that_cannot_be_taken_is_refused_with_one_sentence(
    office, content, told, field, sentence
):
    page = bring(office, content, **told)
    assert page.status_code == 422
    assert sentence in " ".join(sentences(page))
    assert f'id="w-{field}"' in page.text
    assert "No map was brought yet" in office.get("/map").text


def test_nothing_chosen(office):
    data = dict(forms_of(office.get("/map/bring"))[-1].fields)
    assert office.post("/map/bring", data).status_code == 422


def test_the_office_sees_raw_figures_and_the_city_what_was_released(world, office, city):
    done = bring(office, MAP)
    assert done.status_code == 303
    page = office.get("/map?done=mapped")
    assert "The map is taken in" in main_of(page)
    assert "Map: Made up, 2024" in main_of(page)
    raw = {}
    for _, place, _, households, _ in ASKED:
        raw[place] = raw.get(place, 0) + households
    told = rows(page)
    assert {place: int(told[place][0]) for place in raw} == raw
    assert told["Okahandja Park"] == ("0", 0)
    assert "not on the map" in main_of(page)  # Goreangab
    assert "hatched" not in page.text

    store = city.client.application.extensions["federation"]
    factories.raise_request(world.groups[0], households=3, settlement="OKURYANGAVA", need="energy")
    world.carry_to_hub()
    assert "New on its map: Havana, otjomuise" in main_of(office.get("/publish"))
    bring_all(store, world.publish())
    assert "New on its map" not in main_of(office.get("/publish"))
    page = city.get("/map")
    at_city = rows(page)
    assert set(at_city) == {
        *raw,
        "OKURYANGAVA",
    }  # no word of Okahandja Park: nothing is asked there
    private = {place for place, (shown, _) in at_city.items() if shown == "…"}
    assert "OKURYANGAVA" in private
    drawn = len(re.findall('class="hatched"', page.text)) - 1  # one in the key
    assert drawn == len(private - {"Goreangab"})
    assert "kept private" in main_of(page)
    for place in private:
        assert not re.search(rf"{place} · \d", page.text)
    file = city.get("/map.geojson")
    assert file.mimetype == "application/geo+json"
    told = json.loads(file.data)
    check_rfc_7946(told)
    assert [one["properties"]["name"] for one in told["features"]] == [
        "Havana",
        "Okuryangava",
        "otjomuise",
    ]
    for one in told["features"]:
        key = settlement_key(one["properties"]["name"])
        place = next(place for place in at_city if settlement_key(place) == key)
        shown = "…" if one["properties"]["households"] is None else one["properties"]["households"]
        assert (str(shown), one["properties"]["requests"]) == at_city[place]
        assert (one["properties"]["value_status"] == "N") == (place in private)


def test_a_settlement_leads_to_its_requests(office, city):
    for browser in (office, city):
        page = browser.get("/map")
        assert 'href="/requests?settlement=Havana"' in page.text
        listed = browser.get("/requests?settlement=%20HAVANA")
        titles = re.findall(r'<h2><a href="/requests/\w+">(.*?)</a>', listed.text)
        assert titles
        assert all("Havana" in title or title for title in titles)
        store = browser.client.application.extensions["federation"]
        asked = [one for one in views(store) if one.settlement == "Havana"]
        assert len(titles) == len(asked)
    page = office.get("/requests?settlement=Havana")
    assert "Only requests from Havana" in main_of(page)
    assert "/requests/release" not in page.text  # that button speaks of all of them


def waits(page):
    """The table of who waits: settlement, open requests, days of the city and of the group."""
    table = page.text.split("<tbody>", 1)[1].split("</tbody>")[0]
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
        yield tuple(words(one) for one in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL))


def test_who_waits_longest_comes_first_at_both_offices(world, office, city):
    app = city.client.application
    asked = of(app.extensions["federation"], "water", "Otjomuise")
    moment = world.clock.moment
    assert next(waits(city.get("/waiting")))[2:] == ("0 days", "0 days")
    try:
        world.clock.moment = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
        official = Browser(app).log_in("Official")
        assert send_answer(official, asked.request, "ask", text="How many?").status_code == 303
        world.clock.moment = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)
        page = Browser(app).log_in("Reader").get("/waiting")
        assert list(waits(page)) == [
            ("Goreangab", "2", "10 days", "0 days"),
            ("Havana", "2", "10 days", "0 days"),
            ("Otjomuise", "2", "10 days the middle one 6", "7 days the middle one 3"),
        ]
        assert "times as long" not in main_of(page)  # the longest waits are alike
        assert 'href="/requests?settlement=Havana"' in page.text
        svg = ET.fromstring(re.search(r'<svg class="chart".*?</svg>', page.text, re.DOTALL)[0])
        told = [one.text for one in svg.iter("{http://www.w3.org/2000/svg}text")]
        assert told[:6] == ["Goreangab", "10", "Havana", "10", "Otjomuise", "10"]
        at_hub = Browser(office.client.application).log_in("Staff").get("/waiting")
        assert {row[2] for row in waits(at_hub)} == {"10 days"}
    finally:
        world.clock.moment = moment


def test_before_a_city_has_anything_nobody_waits(world, tmp_path):
    shutil.copytree(world.fresh, tmp_path / "fresh")
    app = create_app(open_node(tmp_path / "fresh", clock=world.clock))
    page = Browser(app).log_in("Reader").get("/waiting")
    assert "No open request is at a city." in main_of(page)
    app.extensions["federation"].close()
