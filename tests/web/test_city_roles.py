"""Who may say what at a city, above all what each role must not be able to do; departments."""

import re
from itertools import product

import pytest

from federation.commands import words as said
from federation.core.rules.answers import NEEDS, VERBS
from federation.web import create_app
from federation.web.city.common import ANSWERS, SAYS

from . import portals
from .cities import FILLED, answers, main_of, send_answer, views
from .conftest import Browser

ROLES = ("official", "clerk", "reader")
# What binds the city, and what keeps its machine: an official's alone.
BINDS = ("/exchange", "/settings", "/settings/council", "/settings/people/new", "/settings/keys",
         "/bundle", "/sheet", "/sheet/answers.csv", "/wordings", "/wordings/new",
         "/settings/departments/1")  # fmt: skip
READ = ("/", "/requests", "/settlements", "/settlements/havana", "/tables", "/agenda")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return portals.build(tmp_path_factory.mktemp("roles"), 6)


@pytest.fixture(scope="module")
def app(built):
    made = create_app(built)
    yield made
    made.extensions["federation"].close()


@pytest.fixture
def store(app):
    return app.extensions["federation"]


@pytest.fixture(scope="module")
def people(app):
    return {role: Browser(app).log_in(role.capitalize()) for role in ROLES}


def one_of(store):
    return next(one for one in views(store) if not one.answers)


def test_the_table_names_every_role_and_every_word():
    every = {kind.__struct_config__.tag for kind in said.SAYS["city"]}
    assert set(ANSWERS) == set(SAYS) == set(ROLES)
    assert set(SAYS["official"]) == every
    assert set(ANSWERS["official"]) == set(VERBS)
    assert set(SAYS["clerk"]) == {"payment-told", "joint-meeting-held"}
    for role in ("clerk", "reader"):
        assert ANSWERS[role] == ()
    assert SAYS["reader"] == ()


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_and_only_an_official_binds(people, role):
    for path in READ:
        assert people[role].get(path).status_code == 200, path
    for path in BINDS:
        expected = 303 if path == "/bundle" else 200
        assert people[role].get(path).status_code == (expected if role == "official" else 403), path


@pytest.mark.parametrize(("role", "verb"), [*product(("clerk", "reader"), VERBS)])
def test_no_verb_is_open_to_a_clerk_or_a_reader(people, store, role, verb):
    request = one_of(store).request
    before = answers(store)
    assert people[role].get(f"/requests/{request}/answer?verb={verb}").status_code == 403
    _, tokens = people[role].filled("/login", {})
    told = {name: FILLED[name] for name in NEEDS[verb]}
    for path in (f"/requests/{request}/answer", "/bundle"):
        sent = people[role].post(
            path, {**tokens, "verb": verb, "r": request, "button": "give", **told}
        )
        assert sent.status_code == 403, path
    assert answers(store) == before


@pytest.mark.parametrize(("role", "what"), [*product(ROLES, SAYS["official"])])
def test_each_word_is_open_to_those_who_may_say_it(people, store, role, what):
    done = next(one for one in views(store) if one.answers and one.answers[0].verb == "commit")
    clause = f"?clause={done.answers[0].answer}" if what == "clause-settled" else ""
    path = f"/requests/{done.request}/say/{what}{clause}"
    may = what in SAYS[role]
    assert people[role].get(path).status_code == (200 if may else 403)
    page = people[role].get(f"/requests/{done.request}").text
    offered = f"/say/{what}" in page
    if what in ("scores-given", "figure-measured"):  # offered once something is there to judge
        assert not offered
    else:
        assert offered == may
    if not may:
        _, tokens = people[role].filled("/login", {})
        assert people[role].post(path, {**tokens, "day": "2026-11-20"}).status_code == 403


def test_a_clerk_writes_down_what_was_paid(people, store):
    request = one_of(store).request
    path = f"/requests/{request}/say/payment-told"
    told = {"payer": "group", "amount": "300", "receipt": "88231", "about": "services"}
    assert people["clerk"].send(path, **told).status_code == 303
    page = main_of(people["reader"].get(f"/requests/{request}"))
    assert "88231" in page
    assert people["clerk"].get("/requests/nothing/say/payment-told").status_code == 404
    assert people["official"].get(f"/requests/{request}/say/nothing").status_code == 404


def test_a_clerks_pages_offer_nothing_that_is_closed_to_her(people, store):
    request = one_of(store).request
    for path in (*READ, f"/requests/{request}"):
        page = people["clerk"].get(path)
        if path == "/agenda":
            continue
        for link in set(re.findall(r'href="(/[^"#]*)"', page.text)):
            if not link.startswith("/static"):
                assert people["clerk"].get(link.replace("&amp;", "&")).status_code == 200, link


# Departments


def titles(page):
    return re.findall(r'<h3><a href="/requests/\w+">(.*?)</a>', page.text)


def test_what_her_department_has_stands_first_and_answers_begin_with_it(people, store):
    official = people["official"]
    before = titles(official.get("/"))
    (mine, *more) = [one for one in views(store) if one.answers and one.answers[-1].by]
    assert before[0] not in {one.title for one in (mine, *more)}
    told = "  infrastructure \nRoads\nINFRASTRUCTURE"
    page = official.done("/settings/departments/1", departments=told)
    assert "departments are written down" in main_of(page)
    assert ">infrastructure\nRoads</textarea>" in official.get("/settings/departments/1").text
    page = official.get("/")
    assert titles(page)[0] in {one.title for one in (mine, *more)}
    assert "your department" in main_of(page)
    form = official.get(f"/requests/{mine.request}/answer?verb=commit")
    assert re.search(r'name="department"[^>]*value="infrastructure"', form.text, re.IGNORECASE)
    other = next(one for one in views(store) if not one.answers)
    form = official.get(f"/requests/{other.request}/answer?verb=acknowledge")
    assert re.search(r'name="department"[^>]*value="infrastructure"', form.text, re.IGNORECASE)
    official.done("/settings/departments/1", departments="")
    assert titles(official.get("/")) == before
    assert official.get("/settings/departments/99").status_code == 404
    many = "\n".join(f"D{number}" for number in range(21))
    assert official.send("/settings/departments/1", departments=many).status_code == 422


def test_a_department_counts_for_its_own_person_alone(people):
    people["official"].done("/settings/departments/2", departments="Water")
    assert "your department" not in main_of(people["official"].get("/"))
    assert "your department" in main_of(people["clerk"].get("/"))
    people["official"].done("/settings/departments/2", departments="")


def test_a_refused_answer_is_no_way_round(people, store):
    """What a form sends is looked at by the role of who sends it, not by the page it came from."""
    request = one_of(store).request
    goal, data = people["official"].filled(f"/requests/{request}/answer?verb=ask", {"text": "?"})
    assert people["clerk"].post(goal, data).status_code in (400, 403)
    assert send_answer(people["official"], request, "ask", text="How many?").status_code == 303
