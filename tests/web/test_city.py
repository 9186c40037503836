"""A city by browser: who may see what, the figures, and the answers.

The world is made once: a hub with two groups, whose requests hold small figures of people. Each
test stands at its own copy of the city's folder.
"""

import json
import re
import shutil
from datetime import UTC, datetime
from itertools import product

import pytest

from federation.core.figures import BY_KIND, BY_RUNG
from federation.core.rules.answers import NEEDS, VERBS
from federation.core.rules.stages import STAGES
from federation.node import open_node
from federation.sentences import WORDS
from federation.store.queries import requests as asked
from federation.web import create_app
from tests import factories

from . import open311
from .cities import (
    ASKED,
    FILLED,
    PARTS,
    answers,
    beside,
    bring_all,
    build,
    main_of,
    of,
    send_answer,
    views,
    words,
)
from .conftest import HOST, Browser

ROWS = {"all": "all settlements"}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = build(tmp_path_factory.mktemp("world"))
    yield made
    for store in (made.hub, *made.groups):
        store.close()


@pytest.fixture
def at(world, tmp_path):
    """`at("fresh")`, `at("lived_in")`: the application of a city of one's own."""
    opened = []

    def application(which):
        shutil.copytree(getattr(world, which), tmp_path / which)
        app = create_app(open_node(tmp_path / which, clock=world.clock))
        opened.append(app.extensions["federation"])
        return app

    yield application
    for store in opened:
        store.close()


@pytest.fixture
def app(at):
    return at("lived_in")


@pytest.fixture
def store(app):
    return app.extensions["federation"]


@pytest.fixture
def official(app):
    return Browser(app).log_in("Official")


@pytest.fixture
def reader(app):
    return Browser(app).log_in("Reader")


# Who may see what

OPEN_TO_ALL = {"static", "health.healthz", "auth.login", "language.language", "city.letter"}


def routes(app, request):
    """Every page but what programs ask (`test_open311.py`, `test_api.py`)."""
    repair = open311.told(app.extensions["federation"])
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if rule.endpoint in OPEN_TO_ALL or str(rule).startswith(("/open311/", "/api/")):
            continue
        if "/files/" in str(rule):
            continue
        name = repair if "/repairs/" in str(rule) else request
        values = {"name": name, "number": 1, "what": "payment-told", "key": "havana", "kind": "csv"}
        values |= {"role": "official", "language": "en"}
        figures = {**values, "name": "requests"}
        some = figures if rule.endpoint == "city.take_out" else values
        with app.test_request_context():
            yield rule, app.url_for(rule.endpoint, **{one: some[one] for one in rule.arguments})


FOR_READERS = {f"city.{name}" for name in (
    "find", "home", "save_map", "show_map", "show_waiting", "tables", "request_list", "one_request",
    "statement", "agenda", "repair_list", "one_repair", "meetings", "settlement", "settlements",
    "take_out", "taking_out", "own_guide", "one_guide", "guide_in",
)} | {"styleguide.styleguide", "drafts.taken"}  # fmt: skip


# Where something has to be marked, brought or made first.
ELSEWHERE = {f"city.{name}" for name in (
    "bundle", "look_sheet", "new_card", "new_card_square", "take_sheet",
)}  # fmt: skip


def test_every_page_for_its_role_and_none_for_a_stranger(app, store, official, reader):
    stranger = Browser(app)
    request = of(store, "water", "Havana").request
    seen = set()
    for rule, path in routes(app, request):
        if "GET" not in rule.methods:
            continue
        seen.add(rule.endpoint)
        assert official.get(path).status_code == (303 if rule.endpoint in ELSEWHERE else 200), path
        expected = 200 if rule.endpoint in FOR_READERS else 403
        assert reader.get(path).status_code == expected, path
        turned_away = stranger.get(path)
        assert turned_away.status_code == 303
        assert turned_away.headers["Location"].startswith("/login"), path
    assert seen > FOR_READERS
    for verb in VERBS:
        assert official.get(f"/requests/{request}/answer?verb={verb}").status_code == 200


def test_a_reader_only_reads(app, store, official, reader):
    request = of(store, "water", "Otjomuise").request
    _, tokens = reader.filled("/login", {})
    for rule, path in routes(app, request):
        if "POST" in rule.methods and rule.endpoint != "auth.logout":
            refused = reader.post(path, {**tokens, "verb": "ask", "text": "How many?"})
            assert refused.status_code == 403, path
            assert "treasurer" not in main_of(refused)
    assert answers(store) == []
    assert "Answer" in main_of(official.get(f"/requests/{request}"))
    assert f"/requests/{request}/answer" not in reader.get(f"/requests/{request}").text
    for path in ("/", "/tables", "/requests"):
        page = reader.get(path).text
        assert "/exchange" not in page
        assert "/settings" not in page


def test_before_anything_came_each_page_says_what_to_do(at):
    app = at("fresh")
    official, reader = Browser(app).log_in("Official"), Browser(app).log_in("Reader")
    assert "Give the office your card" in official.get("/").text
    for path in ("/", "/tables", "/requests"):
        assert 'href="/exchange"' in official.get(path).text
        page = reader.get(path)
        assert page.status_code == 200
        assert "/exchange" not in page.text


# Figures


def shown(page):
    """Each table of the page: (row, column) -> what stands there without its bracket."""
    cell = r'<td[^>]*data-label="(.*?)"[^>]*>(.*?)</td>'
    for table in re.findall(r'<table class="grid.*?</table>', page.text, re.DOTALL):
        found = {}
        for row in re.findall(r'role="rowheader".*?</tr>', table, re.DOTALL):
            name = row.split(">", 1)[1].split("<", 1)[0]
            for column, inner in re.findall(cell, row, re.DOTALL):
                bare = re.sub(r'<span class="(?:small|away)">.*?</span>', "", inner)
                found[name, column] = words(bare)
        yield found


def test_tables_show_the_release_and_nothing_else(official, store, world):
    page = official.get("/tables")
    kinds, rungs = shown(page)
    assert kinds["Havana", "Water"] == kinds["Goreangab", "Drains"] == "…"
    with store.reading() as db:
        (release,) = asked.releases(db)
        cells = asked.cells(db, release.release)
    for figures, name, area in ((kinds, BY_KIND, "need"), (rungs, BY_RUNG, "rung")):
        frozen = {
            (ROWS.get(one.row, one.row), WORDS.get(f"{area} {one.column}", one.column)): (
                "…" if one.households < 0 else str(one.households)
            )
            for one in cells
            if one.name == name
        }
        assert len(frozen) > 8
        assert {place: told for place, told in figures.items() if told} == frozen
    assert {"…"} < set(kinds.values())
    said = main_of(page)
    assert "kept private: fewer than 5, no vote of its group, or it would give another away" in said
    assert release.release in said
    with world.hub.reading() as db:
        frozen = asked.releases(db, store.node.settings.node_id)
    (certificate,) = (one.certificate for one in frozen if one.release == release.release)
    told = json.loads(certificate)
    assert f"Figures kept private {told['hidden']} " in said
    assert told["sha256"] in said


def test_no_page_shows_a_person_or_a_figure_that_is_kept_private(app, official, store):
    private = [one for one in views(store) if one.households < 0]
    assert len(private) > 2  # the small ones, and what would give them away
    raw = {(place, need): count for _, place, need, count, _ in ASKED}
    hidden = {raw[one.settlement, one.need] for one in private}
    assert {3, 4} < hidden
    with store.reading() as db:
        (release,) = asked.releases(db)
        told = {one.households for one in asked.cells(db, release.release)}
    large = {count for count in hidden - told if count > 100}
    assert len(large) > 1, "no large figure is hidden: the test sees nothing"
    unsaid = large | PARTS
    paths = [path for rule, path in routes(app, private[0].request) if "GET" in rule.methods]
    paths += [f"/requests/{one.request}" for one in views(store)]
    for path in paths:
        if path in ("/exchange/card", "/styleguide"):
            continue
        page = official.get(path)
        if page.status_code == 303 or page.mimetype != "text/html":
            continue
        assert "Ndapewa" not in page.text, path
        assert "headed by women" not in page.text, path
        assert not re.search(r"(?<!\w)[-−]1\b", main_of(page)), path
        for count in unsaid:
            assert not re.search(rf"\b{count}\b", main_of(page)), (path, count)
    for one in private:
        page = official.get(f"/requests/{one.request}")
        assert re.search(r"<dt>Households</dt><dd><span class=\"kept-private\"", page.text)


def test_choosing_only_chooses_among_released_requests(official, store):
    everything = views(store)
    titles = {one.request: one.title for one in everything}
    settlements = sorted({one.settlement for one in everything})
    needs = sorted({one.need for one in everything})
    for settlement, need in product(("", *settlements, "Nowhere"), ("", *needs)):
        page = official.get(f"/requests?settlement={settlement}&need={need}&stage=")
        expected = {
            one.request
            for one in everything
            if settlement in ("", one.settlement) and need in ("", one.need)
        }
        linked = set(re.findall(r'<h2><a href="/requests/(\w+)"', page.text))
        assert linked == expected, (settlement, need)
        assert all(titles[one] in page.text for one in linked)
        if not expected:
            assert "No request fits this choice" in page.text
    page = official.get("/requests?stage=refused")
    assert "No request fits" in page.text


# Answers


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_asks_for_what_it_needs_and_keeps_what_was_typed(official, store, verb):
    request = of(store, "sanitation", "Havana").request
    needed = NEEDS[verb]
    page = send_answer(official, request, verb)
    assert page.status_code == 422
    assert set(beside(page)) == set(needed)
    assert all(sentence.endswith(".") for sentence in beside(page).values())
    for left_out in needed:
        told = {name: FILLED[name] for name in needed if name != left_out}
        page = send_answer(official, request, verb, **told)
        assert page.status_code == 422
        assert list(beside(page)) == [left_out]
        for name, typed in told.items():
            kept = rf'value="{re.escape(typed)}"( checked)?' if name != "text" else f">{typed}<"
            assert re.search(kept, page.text), name
    assert answers(store) == []
    taken = send_answer(official, request, verb, **{name: FILLED[name] for name in needed})
    assert taken.status_code == 303
    (answer,) = answers(store)
    assert answer.verb == verb
    assert not answer.on_paper
    page = official.get(f"/requests/{request}")
    assert "The answer is written down" not in page.text
    assert ("N$\u202f3\u202f000.00" in page.text or "3\u202f000.00" in page.text) == (
        "amount" in needed
    )


def test_a_commitment_with_a_figure_of_nothing_is_none(official, store):
    request = of(store, "land", "Goreangab").request
    told = {name: FILLED[name] for name in NEEDS["commit"]}
    page = send_answer(official, request, "commit", **{**told, "amount": "0", "by": "31/02/2027"})
    assert set(beside(page)) == {"amount", "by"}
    assert 'value="31/02/2027"' in page.text
    assert answers(store) == []


def test_a_double_tap_is_one_answer(official, store):
    request = of(store, "land", "Goreangab").request
    goal, data = official.filled(f"/requests/{request}/answer?verb=ask", {"text": "Which plots?"})
    assert [official.post(goal, data).status_code for _ in range(3)] == [303, 303, 303]
    (answer,) = answers(store)
    assert answer.text == "Which plots?"


def test_a_closed_request_takes_no_more_answers(official, store):
    request = of(store, "land", "Goreangab").request
    told = {"reason": "no-land", "text": "<b>There is no land</b>"}
    assert send_answer(official, request, "refuse", **told).status_code == 303
    page = official.get(f"/requests/{request}")
    assert "&lt;b&gt;There is no land" in page.text
    assert "no land" in main_of(page)
    assert f"/requests/{request}/answer" not in page.text
    assert official.get(f"/requests/{request}/answer").status_code == 409
    assert official.get("/requests/nothing").status_code == 404
    assert official.get("/requests/nothing/answer?verb=ask").status_code == 404


def test_what_waits_longest_comes_first_with_both_clocks(app, store, world):
    first, then = of(store, "water", "Otjomuise"), of(store, "land", "Goreangab")
    moment = world.clock.moment
    official = Browser(app).log_in("Official")
    assert send_answer(official, first.request, "ask", text="How many taps?").status_code == 303
    try:
        world.clock.moment = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
        official = Browser(app).log_in("Official")
        assert "Write 1 answer for the federation" in main_of(official.get("/"))
        taken = send_answer(official, first.request, "acknowledge", department="Water")
        assert taken.status_code == 303
        world.clock.moment = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
        official = Browser(app).log_in("Official")
        page = official.get("/requests")
        order = re.findall(r'<h2><a href="/requests/(\w+)"', page.text)
        assert order.index(first.request) == len(order) - 1
        assert order.index(then.request) < len(order) - 1
        assert "the group has waited 11 days for the city" in main_of(page)
        told = "the group has waited 2 days for the city · the city 9 days for the group"
        assert told in main_of(page)
        request = main_of(official.get(f"/requests/{first.request}"))
        assert "2 days it is the city's turn" in request
        assert "9 days" in request
    finally:
        world.clock.moment = moment


def test_only_the_newest_release_is_shown(world, official, store):
    before = next(shown(official.get("/tables")))
    group = world.groups[0]
    factories.raise_request(group, households=27, settlement="Okuryangava", need="energy")
    world.carry_to_hub()
    bring_all(store, world.publish())
    page = official.get("/tables")
    after = next(shown(page))
    assert ("Okuryangava", "Electricity") in after
    assert ("Okuryangava", "Electricity") not in before
    with store.reading() as db:
        newest, older = (one.release for one in asked.releases(db))
    assert newest in page.text
    assert older not in page.text
    request = of(store, "energy", "Okuryangava").request
    again = of(store, "water", "Havana").request
    assert official.get(f"/requests/{request}").status_code == 200
    assert main_of(official.get(f"/requests/{again}")).count("Brought to the city") == 1


def test_people_are_kept_by_officials(official, reader):
    told = {"name": "Anna Haufiku", "role": "reader", "pin": "9753"}
    goal, data = official.filled("/settings/people/new", {})
    assert official.post(goal, {**data, **told}).status_code == 303
    assert "Anna Haufiku" in official.get("/settings").text
    anna = Browser(official.client.application).log_in("Anna Haufiku", "9753")
    assert anna.get("/").status_code == 200
    assert anna.get("/settings").status_code == 403
    assert reader.get("/settings").status_code == 403
    assert official.client.get("/settings", headers={"Host": HOST}).status_code == 200


def test_a_request_shows_its_way_and_the_days_of_each_step(official, store):
    request = of(store, "land", "Goreangab").request
    line = re.compile(r'<ol class="way.*?</ol>', re.DOTALL)
    page = official.get(f"/requests/{request}")
    (told,) = line.findall(page.text)
    steps = re.findall(r'<li class="(\w+)[^>]*><b>(.*?)</b>', told)
    assert [word for _, word in steps] == [WORDS[f"stage {one}"] for one in STAGES]
    assert [word for state, word in steps if state == "now"] == ["at the city"]
    assert told.count('aria-current="step"') == 1
    assert words(told).endswith("looked at together still to come")
    assert main_of(page).count("no day was told") == 8  # four steps, in the line and its table
    assert send_answer(official, request, "defer", **FILLED).status_code == 303
    (told,) = line.findall(official.get(f"/requests/{request}").text)
    assert "put off now, since 22 Nov 2026" in words(told)
