"""The office's pages of who may be told twice: no particulars before it is noted that she looks."""

import re
from datetime import timedelta

import pytest

from federation.commands.users import add_user
from federation.store import open_store
from federation.store.queries import corrections
from federation.store.queries import duplicates as reads
from sync.enrolment import accept_charter, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes
from tests import factories

from .conftest import PIN, Browser
from .test_hub import bring, charter_of, enrol, hub

__all__ = ["hub"]
pytestmark = pytest.mark.usefixtures("groups")
MARIA = {"name": "Zqmaria ǁGaroëb", "phone": "0811234567", "birth_year": 1985}
AGAIN = {"name": "//Garoeb Zqmaria", "phone": "+264 81 123 4567", "birth_year": 1985}
OTHERS = ("Selma Amutenya", "Hilma Iipinge", "Aune Nangombe", "Rauna Haimbodi", "Taimi Shilongo")
MORE = ("Uejaa Tjiriange", "Vezuva Kavari", "Rosina Isaaks", "Katrina Witbeen", "Sofia Beukes")


@pytest.fixture
def groups(tmp_path, clock, hub):
    """Two groups with Maria in both, and one need told by both; their files are in."""
    store, rosa, _ = hub
    made = []
    for name, one, others in (("Ehangano", MARIA, OTHERS), ("Tunombili", AGAIN, MORE)):
        opened = open_store(found(tmp_path / name, role="group", name=name, clock=clock).node)
        charter = charter_of(rosa, enrol(rosa, opened.node))
        accept_charter(opened, charter, confirm=own_card(store.node).digits)
        for other in others:
            factories.admit(opened, other)
        factories.admit(
            opened, one["name"], gender="f", **{k: one[k] for k in ("phone", "birth_year")}
        )
        factories.raise_request(opened, title="Toilets for block C", households=45)
        bring(rosa, *[(some.file.name, some.file.read_bytes()) for some in export(opened)])
        made.append(opened)
    yield made
    for opened in made:
        opened.close()


def address(page):
    (path,) = set(re.findall(r'action="(/duplicates/[^"]+)/look"', page.text))
    return path


@pytest.fixture
def pair(hub, groups):
    """Where the two are shown side by side."""
    assert len(groups) == 2
    return address(hub[1].get("/duplicates"))


def press(rosa, path, **data):
    goal, told = rosa.filled(path.rsplit("/", 1)[0], data, action=path)
    return rosa.post(goal, told)


def test_what_came_in_is_looked_through_and_the_home_page_says_so(hub):
    _, rosa, _ = hub
    home = rosa.get("/")
    assert "2 pairs to look at" in home.text
    assert "Different people" not in home.text
    page = rosa.get("/duplicates").text
    for told in ("Ehangano", "G0002", "member no. 6", "the same telephone", "the same name"):
        assert told in page
    assert "were not looked through" not in page


def test_nobodys_particulars_are_shown_before_it_is_noted_who_looks(hub, pair):
    _, rosa, _ = hub
    for path in ("/", "/duplicates", "/duplicates/person/decided", pair):
        page = rosa.get(path)
        assert page.status_code == 200
        for secret in ("Zqmaria", "1985", "567", "Garo"):
            assert secret not in page.text, path
    page = rosa.get(press(rosa, f"{pair}/look").headers["Location"])
    for told in (MARIA["name"], AGAIN["name"], "1985", "… 567"):
        assert told in page.text
    assert "0811234567" not in page.text
    assert re.search(r"Who looked at these two.*Rosa", page.text, re.DOTALL)


def test_another_person_and_another_day_look_for_themselves(hub, pair, clock):
    store, rosa, app = hub
    press(rosa, f"{pair}/look")
    add_user(store, "Paulus", "admin", PIN)
    paulus = Browser(app).log_in("Paulus")
    assert "Zqmaria" not in paulus.get(pair).text
    clock.moment += timedelta(days=1)
    rosa.log_in("Rosa")
    assert "Zqmaria" not in rosa.get(pair).text


def test_nothing_is_said_of_two_whom_nobody_looked_at(hub, pair):
    store, rosa, _ = hub
    goal, told = rosa.filled(pair, {}, action="/look")
    page = rosa.post(goal.replace("/look", "/say"), {**told, "verdict": "one"})
    assert (page.status_code, "“Look at both” first" in page.text) == (422, True)
    with store.reading() as db:
        assert reads.counted_twice(db) == 0


def test_one_person_is_counted_once_and_it_can_be_taken_back(hub, pair):
    _, rosa, _ = hub
    press(rosa, f"{pair}/look")
    goal, told = rosa.filled(pair, {}, action="/say")
    done = rosa.post(goal, {**told, "verdict": "one"})
    page = rosa.get(done.headers["Location"])
    assert "these two are one" in page.text
    assert 'action="/duplicates/person/' not in page.text
    home = rosa.get("/").text
    assert re.search(r"Members</dt><dd>12\b", home)
    assert re.search(r"Different people</dt><dd>11\b", home)
    decided = rosa.get("/duplicates/person/decided").text
    assert "Rosa" in decided
    assert "Zqmaria" not in decided
    assert pair in decided
    goal, told = rosa.filled(pair, {}, action="/back")
    page = rosa.get(rosa.post(goal, told).headers["Location"])
    assert "Taken back" in page.text
    assert address(page) == pair
    assert "Different people" not in rosa.get("/").text


def test_two_people_are_not_shown_again(hub, pair):
    _, rosa, _ = hub
    press(rosa, f"{pair}/look")
    goal, told = rosa.filled(pair, {}, action="/say")
    assert rosa.post(goal, {**told, "verdict": "perhaps"}).status_code == 422
    goal, told = rosa.filled(pair, {}, action="/say")
    rosa.post(goal, {**told, "verdict": "two"})
    assert "Nobody here is so like" in rosa.get("/duplicates").text
    assert pair in rosa.get("/duplicates/person/decided?state=apart").text


def test_one_need_told_twice_is_shown_without_ado(hub):
    _, rosa, _ = hub
    page = rosa.get("/duplicates/request").text
    (path,) = re.findall(r'href="(/duplicates/request/\w+/0/\w+/0)"', page)
    both = rosa.get(path).text
    assert both.count("Toilets for block C") >= 2
    goal, told = rosa.filled(path, {}, action="/say")
    page = rosa.get(rosa.post(goal, {**told, "verdict": "one"}).headers["Location"])
    assert "1 counted twice" in page.text


def test_books_that_changed_can_be_looked_through_from_the_page(hub):
    store, rosa, _ = hub
    with store.writing() as db:
        db.execute_sql("UPDATE local_looked_through SET seen = 0")
    assert re.search(
        r"2 groups. *books changed|2 groups.{1,5} books changed", rosa.get("/duplicates").text
    )
    page = rosa.done("/duplicates", action="look-through")
    assert "were looked through" in page.text


def test_wrong_addresses_are_nothing(hub, pair):
    _, rosa, _ = hub
    for path in (
        "/duplicates/dog",
        "/duplicates/dog/decided",
        "/duplicates/person/a/1/b/99999999999999999999",
        "/duplicates/person/a/x/b/1",
        pair.replace("person", "dog"),
    ):
        assert rosa.get(path).status_code == 404, path
    nobody = rosa.get("/duplicates/person/a/1/b/2")
    assert nobody.status_code == 200
    stranger = re.sub(r"/(\d+)$", "/1", pair)
    answer = press(rosa, f"{stranger}/look")
    assert (answer.status_code, "were not found alike" in answer.text) == (403, True)
    assert not any(one in answer.text for one in (*OTHERS, *MORE))
    answer = press(rosa, "/duplicates/person/a/1/b/2/look")
    assert (answer.status_code, "not in the books here" in answer.text) == (404, True)
    assert rosa.get("/duplicates?page=-5").status_code == 200
    assert rosa.get("/duplicates?page=99999999999999999999").status_code == 200


def test_it_is_for_the_office_alone(hub, pair):
    _, _, app = hub
    stranger = Browser(app)
    for path in ("/duplicates", "/duplicates/person/decided", pair, "/duplicates/look-through"):
        assert stranger.get(path).headers["Location"].startswith("/login")


def test_of_it_both_groups_hear_that_their_member_was_compared_and_no_more(hub, pair, groups):
    """What is said of the two leaves the office in no file."""
    store, rosa, _ = hub
    export(store, to="all")
    before = {(one.to, one.stream, one.last) for one in export(store, to="all")}
    press(rosa, f"{pair}/look")
    files = export(store, to="all")
    seen = {(one.to, one.stream, one.last) for one in files}
    new = {(to, stream) for to, stream, _ in seen - before}
    assert new == {("G0001", "replies"), ("G0002", "replies")}
    goal, told = rosa.filled(pair, {}, action="/say")
    rosa.post(goal, {**told, "verdict": "one"})
    assert {(one.to, one.stream, one.last) for one in export(store, to="all")} == seen
    for opened in groups:
        for one in files:
            take_in_bytes(opened, one.file.name, one.file.read_bytes(), named=False)
        with opened.reading() as db:
            (look,) = corrections.looks(db)
        assert (look.member, look.name, look.asked_by) == (6, "Rosa", "compared")
    page = rosa.get("/looks").text
    assert page.count("the particulars of member 6") == 2
    assert "no money was shown" in page
    with store.reading() as db:
        assert reads.counted_twice(db) == 1
