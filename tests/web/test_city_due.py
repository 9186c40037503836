"""The first page of a city and its settlements: what is due, in an order without figures."""

import random
import re
from dataclasses import replace
from urllib.parse import quote

import pytest

from federation.commands.city import SetSitting, set_sitting, sitting
from federation.commands.deed import perform
from federation.commands.requests import GiveAnswer, give_answer
from federation.core.refusals import Refusal
from federation.store import open_store
from federation.store.queries import requests as asked
from federation.store.queries.clocks import clocks
from federation.web import create_app
from federation.web.city import due
from federation.web.city.common import Listed
from federation.web.filters import settlement_path

from . import portals
from .cities import main_of, views
from .conftest import Browser, sentences

DAY = portals.TODAY.date().isoformat()
COUNCIL = "2026-12-08"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A city with 40 requests, which no test here changes for good."""
    return portals.build(tmp_path_factory.mktemp("forty"), 40)


@pytest.fixture
def app(built):
    made = create_app(built)
    yield made
    store = made.extensions["federation"]
    perform(store, SetSitting(), set_sitting)
    store.close()


@pytest.fixture
def store(app):
    return app.extensions["federation"]


@pytest.fixture
def official(app):
    return Browser(app).log_in("Official")


@pytest.fixture
def three(tmp_path):
    """A city with three requests, one of them not answered yet."""
    store = open_store(portals.build(tmp_path, 3))
    yield store
    store.close()


def all_lines(some, day=DAY):
    listed = [Listed(one, clocks(one, day), is_open=True) for one in some]
    return due.lines(listed, day)


def titles(page):
    return re.findall(r'<h3><a href="/requests/\w+">(.*?)</a>', page.text)


# What is due


def test_the_first_page_puts_what_is_late_first_by_its_day(official, store):
    wanted = due.sort(all_lines(views(store)), "")
    assert len(wanted.late) > 20
    assert list(wanted.late) == sorted(wanted.late, key=lambda one: one.duty.due)
    page = official.get("/")
    said = main_of(page)
    assert f"Late: {len(wanted.late)}" in said
    shown = titles(page)
    assert shown[:8] == [one.view.title for one in wanted.late[:8]]
    first = wanted.late[0]
    assert f"{first.duty.late_days} days late" in said
    assert f"/requests/{first.view.request}/answer" in page.text
    assert f"/requests/{first.view.request}/letter/{first.letter}" in page.text
    everything = official.get("/requests?due=late")
    assert f"{len(wanted.late)} of 40 requests" in main_of(everything).replace("\u202f", " ")


def test_no_order_depends_on_a_figure_of_people(store):
    some = views(store)
    before = [one.view.request for one in all_lines(some)]
    chance = random.Random(7)
    for _ in range(20):
        changed = [
            replace(one, households=chance.choice((-1, 2, 999)), women_headed=chance.randrange(9))
            for one in some
        ]
        assert [one.view.request for one in all_lines(changed)] == before


def test_a_reader_may_look_but_is_not_asked_to_answer(app):
    page = Browser(app).log_in("Reader").get("/")
    assert "Look at what is due first" not in page.text or "/answer" not in page.text
    assert "/answer" not in page.text
    assert "/settings/council" not in page.text
    assert titles(page)


def test_what_is_due_before_the_council_hangs_on_its_day(official, store):
    assert "no day is set" in main_of(official.get("/"))
    page = official.done("/settings/council", day="2026-12-20")
    assert "The day of the council is kept" in main_of(page)
    soon = due.sort(all_lines(views(store)), "2026-12-20").soon
    assert soon
    assert f"Due before the council of 20 Dec 2026: {len(soon)}" in main_of(page)
    assert {one.view.title for one in soon} <= set(titles(page))
    wrong = official.send("/settings/council", day="2026-11-22")
    assert wrong.status_code == 422
    assert "is over" in sentences(wrong)[0]
    official.done("/settings/council", day="")
    assert "no day is set" in main_of(official.get("/"))


def test_a_sitting_that_is_over_is_forgotten(store, built):
    perform(store, SetSitting(day=COUNCIL), set_sitting)
    with store.reading() as db:
        assert sitting(db, COUNCIL) == COUNCIL
        assert sitting(db, "2026-12-09") == ""
    with pytest.raises(Refusal, match="sitting-in-past"):
        perform(store, SetSitting(day="2026-11-01"), set_sitting)
    assert built.today() == DAY


@pytest.mark.parametrize(
    ("told", "why", "day"),
    [
        ({"verb": "visit", "by": "2026-12-01"}, "visit", "2026-12-01"),
        (
            {"verb": "defer", "by": "2027-03-01", "text": "-", "reason": "no-budget"},
            "defer",
            "2027-03-01",
        ),
        ({"verb": "decide", "by": "2026-12-02", "resolution": "9/2026"}, "decide", "2026-12-02"),
        ({"verb": "commit", "by": "2026-12-03", **portals.COMMITTED}, due.PROMISE, "2026-12-03"),
        ({"verb": "acknowledge", "department": "Water"}, "acknowledge", "2026-12-22"),
    ],
)
def test_each_answer_leads_to_the_next_duty(three, told, why, day):
    fresh = next(one for one in views(three) if not one.answers)
    assert all_lines([fresh])[0].duty.why == "submitted"
    perform(three, GiveAnswer(request=fresh.request, day=DAY, **told), give_answer)
    (line,) = all_lines([one for one in views(three) if one.request == fresh.request])
    assert (line.duty.why, line.duty.due, line.duty.late_days) == (why, day, 0)


def test_a_question_puts_it_into_the_groups_hands(store):
    asks = [one for one in views(store) if one.answers and one.answers[-1].verb == "ask"]
    assert asks
    assert all_lines(asks) == ()


def test_with_nothing_asked_the_first_page_says_what_to_do(tmp_path):
    app = create_app(portals.build(tmp_path, 0))
    said = main_of(Browser(app).log_in("Official").get("/"))
    app.extensions["federation"].close()
    assert "Nothing came yet" in said
    assert "Take in a file" in said
    assert "Late" not in said


# Settlements


def test_each_settlement_has_all_that_is_its_own_and_nothing_else(official, store):
    listed = main_of(official.get("/settlements"))
    assert "silence does not say that people are content" in listed
    with store.reading() as db:
        newest = asked.releases(db)[0]
        cells = asked.cells(db, newest.release)
    for place in portals.PLACES:
        key = settlement_path(place)
        page = official.get(f"/settlements/{key}")
        own = [one for one in views(store) if one.settlement == place]
        linked = set(re.findall(r'href="/requests/(\w+)"', page.text))
        assert linked == {one.request for one in own}
        private = [one for one in cells if one.row == place and one.households < 0]
        grids = re.findall(r'<table class="grid.*?</table>', page.text, re.DOTALL)
        assert sum(grid.count('class="kept-private"') for grid in grids) == len(private)
        assert place in listed
        assert f'href="/settlements/{quote(key)}"' in official.get("/settlements").text
    assert settlement_path("//Gomxas ~ 1") != settlement_path("~1~1Gomxas / 1")
    assert official.get("/settlements/nowhere").status_code == 404
    assert official.get("/settlements/HAVANA").status_code == 404


def test_open_promises_stand_with_their_days_late(official, store):
    late = [
        (one.settlement, clause.late_days)
        for one in views(store)
        for clause in one.agreement(DAY).clauses
        if clause.is_open
    ]
    assert late
    for place, days in late:
        page = main_of(official.get(f"/settlements/{settlement_path(place)}"))
        assert "Four toilets with taps" in page
        assert f"late {days}" in page


def test_the_longest_wait_is_of_open_requests(official, store):
    waits = [clocks(one, DAY).them for one in views(store) if one.settlement == portals.PLACES[0]]
    assert len(waits) == 8
    page = main_of(official.get("/settlements/havana"))
    assert f"Days waiting for the city {max(waits)} " in page
    waiting = main_of(official.get("/waiting"))
    assert f"{max(waits)} days" in waiting


def test_a_long_list_comes_in_pages(tmp_path, monkeypatch):
    monkeypatch.setattr("federation.web.city.requests.SHOWN", 5)
    app = create_app(portals.build(tmp_path, 12))
    official = Browser(app).log_in("Official")
    seen, path = [], "/requests?settlement=&need=&stage=&due="
    for expected in (5, 5, 2):
        page = official.get(path)
        assert "12 of 12 requests" in main_of(page)
        found = re.findall(r'<h2><a href="/requests/(\w+)"', page.text)
        assert len(found) == expected
        assert "Mark all that are open on this page" in main_of(page)
        seen += found
        links = re.findall(r'href="([^"]*)">The next ones', page.text)
        path = links[0].replace("&amp;", "&") if links else ""
    assert len(set(seen)) == 12
    assert path == ""
    for odd in ("-1", "x", "²", "9" * 30):
        assert official.get(f"/requests?from={odd}").status_code == 200
    assert "No request fits this choice" in main_of(official.get("/requests?from=99"))
    app.extensions["federation"].close()
