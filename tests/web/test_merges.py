"""Requests of two groups asked as one, by the pages of the office, the city and a group."""

import re

import pytest

from federation.commands.users import add_user
from federation.reports import making
from federation.reports.table import Span
from federation.store.queries import requests as asked
from federation.web import create_app
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes
from tests import factories

from .cities import main_of, send_answer
from .conftest import PIN, Browser
from .open311 import Caller
from .test_duplicates import groups
from .test_hub import hub

__all__ = ["groups", "hub"]
TITLE = "Toilets for two blocks"


@pytest.fixture
def city(tmp_path, clock, hub):
    """The city's program, enrolled, with an official."""
    store, _, _ = hub
    node = found(tmp_path / "city", role="city", name="Windhoek", clock=clock).node
    charter = enrol_card(store, node.card(), confirm=own_card(node).digits)
    app = create_app(node)
    accept_charter(app.extensions["federation"], charter.file.read_bytes(), confirm=charter.digits)
    add_user(app.extensions["federation"], "Official", "official", PIN)
    yield app
    app.extensions["federation"].close()


@pytest.fixture
def asking(hub, groups):
    """The ids of the two groups' requests, and both in the address of the page."""
    store, _, _ = hub
    with store.reading() as db:
        names = {one.owner: one.request for one in asked.requests(db)}
    return [names[one.node.settings.node_id] for one in groups]


def side_by_side(*names):
    return "/merges/new?" + "&".join(f"r={name}" for name in names)


def merge(rosa, *names, **told):
    """Ask them as one; the address of the joint request."""
    goal, data = rosa.filled(side_by_side(*names), {}, action="/merges/new")
    done = rosa.post(goal, {**data, "r": list(names), "title": TITLE, **told})
    assert done.status_code == 303, done.text
    return done.headers["Location"].split("?")[0]


def carry(giver, *takers):
    for one in export(giver, to="all"):
        for taker in takers:
            take_in_bytes(taker, one.file.name, one.file.read_bytes(), named=False)


def test_what_is_alike_is_proposed_and_shown_side_by_side(hub, asking):
    _, rosa, _ = hub
    page = rosa.get("/merges")
    text = main_of(page)
    assert "Asked in one settlement" in text
    assert "Ehangano 1" in text
    assert "Tunombili 1" in text
    (link,) = re.findall(r'href="(/merges/new\?[^"]+)"', page.text)
    assert {*re.findall(r"r=(\w+)", link)} == {*asking}
    text = main_of(rosa.get(link.replace("&amp;", "&")))
    for told in ("Side by side", "Havana", "Ehangano 1", "Tunombili 1", "Together they count 90"):
        assert told in text
    one = rosa.get(f"/requests/{asking[0]}")
    (link,) = re.findall(r'href="(/merges/new\?[^"]+)"', one.text)
    page = rosa.get(link)
    assert "Choose two requests or more" in main_of(page)
    assert f'type="checkbox" name="r" value="{asking[1]}"' in page.text


def test_two_who_are_one_need_count_once(hub, asking):
    """Linked under “Told twice?”: the 45 households are the same ones."""
    _, rosa, _ = hub
    page = rosa.get("/duplicates/request").text
    (path,) = re.findall(r'href="(/duplicates/request/\w+/0/\w+/0)"', page)
    goal, data = rosa.filled(path, {}, action="/say")
    assert rosa.post(goal, {**data, "verdict": "one"}).status_code == 303
    assert "they are one need" in main_of(rosa.get("/merges"))
    page = rosa.get(side_by_side(*asking))
    assert re.search(r'name="counted_again" type="text" value="45"', page.text)
    text = main_of(rosa.get(merge(rosa, *asking, counted_again="45")))
    assert re.search(r"Households 45 45 counted twice", text)


def test_wrong_input_is_said_and_nothing_is_written(hub, asking, groups):
    _, rosa, _ = hub
    goal, data = rosa.filled(side_by_side(*asking), {}, action="/merges/new")
    for told, sentence in (
        ({"title": ""}, "Say in one line what is asked."),
        ({"counted_again": "46"}, "At most 45 households"),
        ({"counted_again": "x"}, "counted_again"),
        ({"r": asking[:1]}, "Choose two requests or more"),
        ({"r": ["nowhere", *asking]}, "no request"),
    ):
        page = rosa.post(goal, {**data, "r": asking, "title": TITLE, **told})
        assert page.status_code in (404, 422), told
        assert sentence in page.text, told
    assert "Joint requests" not in rosa.get("/merges").text
    assert rosa.get("/merges/nowhere").status_code == 404
    assert "Choose the requests on the list" in main_of(rosa.get("/merges/new"))
    factories.raise_request(groups[0], title="More toilets", households=9)
    carry(groups[0], hub[0])
    with hub[0].reading() as db:
        own = [one.request for one in asked.requests(db) if one.title == "More toilets"]
    assert "Two of these requests are of one group" in main_of(
        rosa.get(side_by_side(asking[0], *own))
    )


def test_the_whole_way_to_the_city_and_back(hub, asking, groups, city):
    store, rosa, _ = hub
    joint = merge(rosa, *asking)
    assert "The city does not know it yet" in main_of(rosa.get(joint))
    page = main_of(rosa.get(f"/requests/{asking[0]}"))
    assert f"as one: M1, “{TITLE}”" in page
    rosa.done("/requests", action="release")
    preview = main_of(rosa.get("/publish"))
    assert re.search(rf"M1 · {TITLE} Ehangano 1, Tunombili 1 Havana 90", preview)
    rosa.done("/publish")
    at_city = city.extensions["federation"]
    carry(store, at_city, *groups)
    official = Browser(city).log_in("Official")
    name = joint.rsplit("/", 1)[1]
    page = main_of(official.get(f"/requests/{name}"))
    for told in (TITLE, "Asked together", "Ehangano 1", "Tunombili 1", "One answer here goes"):
        assert told in page
    part = official.get(f"/requests/{asking[0]}")
    assert "answer the joint request" in main_of(part)
    assert f'href="/requests/{name}"' in part.text
    assert f"/requests/{asking[0]}/answer" not in part.text
    asking_page = main_of(official.get("/requests"))
    assert "asked with others" in asking_page
    assert official.get("/settlements").text.count("Havana") >= 1
    caller = Caller(city)
    row = open311(caller, asking[0])
    assert (row["status"], row["status_notes"].split(":")[0]) == (
        "closed", f"merged into {name} (M1)",
    )  # fmt: skip
    row = open311(caller, name)
    assert (row["status"], row["extended_attributes"]["households"]) == ("open", 90)
    assert {*row["extended_attributes"]["merged_requests"]} == {*asking}
    assert send_answer(official, name, "ask", text="Which blocks?").status_code == 303
    carry(at_city, store)
    carry(store, *groups)
    assert "Which blocks?" in main_of(rosa.get(joint))
    for group, request, other in zip(groups, asking, ("Tunombili", "Ehangano"), strict=True):
        add_user(group, "Ndapewa", "treasurer", PIN)
        treasurer = Browser(create_app(group.node)).log_in("Ndapewa")
        page = treasurer.get(f"/requests/{request}").text
        assert "Asked with the request of 1 other group, as one: M1" in page
        assert "Which blocks?" in page
        assert other not in page
        sheet = treasurer.get(f"/requests/{request}/sheet").text
        assert "Asked with the request of 1 other group" in sheet


def open311(caller, request):
    (row,) = caller.both(f"/requests/{request}", extensions="true")
    return row


def test_neighbouring_settlements_keep_their_names_at_the_city(hub, asking, groups, city):
    """Two settlements of one town: the joint request stands on the page of each."""
    store, rosa, _ = hub
    for group, settlement in zip(groups, ("Havana", "Goreangab"), strict=True):
        factories.raise_request(
            group, title=f"A tap in {settlement}", settlement=settlement, need="water",
            households=60,
        )  # fmt: skip
        carry(group, store)
    page = main_of(rosa.get("/merges"))
    assert "Asked in settlements of one constituency or town" in page
    with store.reading() as db:
        taps = [one.request for one in asked.requests(db) if one.need == "water"]
    name = merge(rosa, *taps, title="Two taps").rsplit("/", 1)[1]
    assert asking[0] not in taps
    rosa.done("/requests", action="release")
    rosa.done("/publish")
    carry(store, city.extensions["federation"])
    official = Browser(city).log_in("Official")
    listed = official.get("/settlements").text
    assert {*re.findall(r'href="/settlements/([^"]+)"', listed)} == {"havana", "goreangab"}
    for settlement in ("havana", "goreangab"):
        page = official.get(f"/settlements/{settlement}").text
        assert f"/requests/{name}" in page
        page = official.get(f"/requests?settlement={settlement.capitalize()}").text
        assert f'href="/requests/{name}"' in page
    assert "Havana, Goreangab" in main_of(official.get(f"/requests/{name}"))


def test_it_can_be_split_again_with_a_reason(hub, asking, city):
    store, rosa, _ = hub
    joint = merge(rosa, *asking)
    rosa.done("/requests", action="release")
    rosa.done("/publish")
    goal, data = rosa.filled(joint, {}, action="/split")
    page = rosa.post(goal, data)
    assert (page.status_code, "Write why." in page.text) == (422, True)
    done = rosa.post(goal, {**data, "reason": "Two owners of the land"})
    page = rosa.get(done.headers["Location"])
    assert "asked each for itself again" in main_of(page)
    assert "/split" not in page.text
    again = rosa.post(goal, {**data, "reason": "Two owners", "form_token": "0" * 20})
    assert "were split on" in again.text
    assert "Asked in one settlement" in main_of(rosa.get("/merges"))
    assert "it was asked with others" in main_of(rosa.get(f"/requests/{asking[0]}"))
    carry(store, city.extensions["federation"])
    official = Browser(city).log_in("Official")
    name = joint.rsplit("/", 1)[1]
    page = main_of(official.get(f"/requests/{asking[0]}"))
    assert "What was said then" in page
    assert "Two owners" not in page + main_of(official.get(f"/requests/{name}"))
    caller = Caller(city)
    row = open311(caller, name)
    assert (row["status"], row["status_notes"].split(":")[0]) == ("closed", "split")
    assert open311(caller, asking[0])["status"] == "open"


def test_the_report_says_within_which_it_is_asked(hub, asking):
    store, rosa, _ = hub
    name = merge(rosa, *asking).rsplit("/", 1)[1]

    (made,) = making.make(store, "requests", Span())
    assert made.plain["merged_into"] == dict.fromkeys(asking, name)
    assert {row[-1] for row in made.rows} == {name}
