"""Skills, badges, visits and ideas on the pages of a group, and what the hub shows of them."""

import hashlib
import html
import json
import re

import pytest

from federation.commands import learning as deeds
from federation.commands.deed import perform
from federation.commands.users import add_user
from federation.core.learning import SKILLS
from federation.sentences import WORDS
from federation.store.queries import books, learning
from federation.web import create_app
from tests import factories as f
from tests.sync import links

from .conftest import PIN, Browser


@pytest.fixture
def people(treasurer):
    """Ndapewa keeps the money, Selma has no office and no telephone."""
    treasurer.done("/members/new", name="Ndapewa Shikongo", roles="treasurer", phone="0811234567")
    treasurer.done("/members/new", name="Selma Iipinge")
    return treasurer


def worked(browser):
    _, data = browser.filled("/labour/new", {})
    told = {"task": "bricks", "hours.1": "3", "hours.2": "3"}
    assert browser.post("/labour/new", {**data, **told}).status_code == 303


def given(browser, **told):
    """A badge for work with bricks; the page that answers."""
    worked(browser)
    base = {"member": "1", "award": "builder", "evidence": "task:bricks", "witness": "chair"}
    _, data = browser.filled("/badges/new", {**base, "consents": "yes", **told})
    return browser.post("/badges/new", data)


def test_skills_are_noted_from_the_members_page_and_stand_with_names(people):
    assert "/skills/new?member=2" in people.get("/members/2").text
    people.done("/skills/new?member=2", **{"skill.mapping": "can", "skill.bricklaying": "teaches"})
    shown = people.get("/skills").text
    assert shown.index("laying bricks") < shown.index("drawing maps")
    assert "Selma Iipinge</a> <span" in shown
    assert "laying bricks (teaches it)" in people.get("/members/2").text.replace("\n", "")
    again = people.get("/skills/new?member=2").text
    assert '<option value="teaches" selected>' in again
    _, data = people.filled("/skills/new?member=2", {})
    refused = people.post("/skills/new", data)
    assert refused.status_code == 422
    assert "Nothing new was noted" in refused.text


def test_what_was_noted_is_named_among_the_entries_and_can_be_taken_back(people):
    people.done("/skills/new?member=2", **{"skill.mapping": "can"})
    people.done("/deputies/new?role=treasurer", member="2")
    given(people)
    shown = people.get("/entries").text
    for told in ("Skill noted, drawing maps", "Deputy named, Treasurer", "Badge given, Builder"):
        assert told in re.sub(r"\s+", " ", shown), told
    seq = re.findall(r'href="/entries/(\d+)"', people.get("/skills").text)[0]
    assert 'name="reason"' in people.get(f"/entries/{seq}").text


def test_every_skill_can_be_chosen(people):
    page = people.get("/skills/new").text
    assert all(f'name="skill.{one}"' in page for one in SKILLS)


def test_an_office_gets_a_deputy(people):
    assert "Nobody else can do it yet." in people.get("/skills").text
    people.done("/deputies/new?role=treasurer", member="2")
    shown = people.get("/skills").text
    assert "Deputy:" in shown
    assert "Nobody else" not in shown
    _, data = people.filled("/deputies/new?role=treasurer", {"member": "1"})
    refused = people.post("/deputies/new", data)
    assert 'href="#f-member"' in refused.text


def test_a_badge_is_given_printed_and_saved_without_a_name(people):
    assert given(people).status_code == 303
    assert "Builder" in people.get("/badges").text
    card = people.get("/papers/badges/1").text
    assert "Ndapewa Shikongo" in card
    assert "what was built stands" in card
    _, data = people.filled("/badges", {}, "/badges/1/file")
    file = people.post("/badges/1/file", data)
    assert file.mimetype == "application/ld+json"
    told = json.loads(file.text)
    who = told["recipient"]
    hashed = hashlib.sha256(f"0811234567{who['salt']}".encode()).hexdigest()
    assert who["identity"] == f"sha256${hashed}"
    assert (who["type"], who["hashed"]) == ("telephone", True)
    assert told["@context"] == "https://w3id.org/openbadges/v2"
    assert (told["type"], told["badge"]["type"]) == ("Assertion", "BadgeClass")
    assert told["badge"]["issuer"]["type"] == "Issuer"
    assert {"id", "issuedOn", "verification", "evidence"} <= set(told)
    assert told["id"].startswith("urn:uuid:")
    assert "Ndapewa" not in file.text
    assert "0811234567" not in file.text


def test_no_file_without_her_yes_or_her_number(people):
    assert given(people, consents="no").status_code == 303
    assert "/badges/1/file" not in people.get("/badges").text
    assert given(people, member="2").status_code == 303
    _, data = people.filled("/badges", {}, "/badges/2/file")
    for number, said in (("1", "agrees to badge 1"), ("2", "telephone"), ("7", "no badge")):
        refused = people.post(f"/badges/{number}/file", data)
        assert refused.status_code >= 400, number
        assert said in refused.text


def test_evidence_is_asked_for_at_its_field(people):
    refused = given(people, evidence="")
    assert refused.status_code == 422
    assert 'href="#f-evidence"' in refused.text
    assert given(people, evidence="check:x").status_code == 422


def test_a_badge_taken_back_shows_why_and_gives_no_file(people, store):
    given(people)
    with store.reading() as db:
        seq = learning.badges(db, books.books(db)[0].id)[0].seq
    f.reverse(store, seq, reason="the wall fell")
    shown = people.get("/badges").text
    assert "the wall fell" in shown
    assert "/badges/1/file" not in shown
    assert "the wall fell" in people.get("/papers/badges/1").text


def test_a_visit_is_written_down_counted_and_taken_back(people):
    visit = {"form": "visit-out", "topic": "books", "group": "Tunombili", "people": "4"}
    people.done("/exchanges/new", **visit, learned="count twice")
    shown = people.get("/exchanges").text
    assert "We visited: Tunombili" in shown
    assert "count twice" in shown
    refused = people.send("/exchanges/new", **{**visit, "group": ""})
    assert 'href="#f-group"' in refused.text
    figures = people.get("/together").text
    assert "Visits we made" in figures
    link = shown.split('href="/sharing/back?of=')[1].split('"')[0]
    people.done(f"/sharing/back?of={link}", reason="it was put off")
    assert "it was put off" in people.get("/exchanges").text


def test_an_idea_is_shared_and_none_of_others_is_there_yet(people):
    people.done("/ideas/new", title="Two count", did="two count the box")
    shown = people.get("/ideas").text
    assert "two count the box" in shown
    assert "There is no idea of another group" in people.get("/ideas/adopt").text


def test_every_figure_has_its_sentence(people):
    page = html.unescape(people.get("/together").text.split("<main")[1].split("</main>")[0])
    assert page.count("<li>") == 12
    for code, told in WORDS.items():
        if code.startswith(("together ", "together-about ")):
            assert told in page, code


@pytest.fixture
def neighbour(tmp_path):
    """The pages of a group to which the federation told an idea of another group."""
    world = links.make(tmp_path)
    second = links.node(tmp_path, "group", "Tunombili")
    links.enrol(world.hub, second)
    links.save(second)
    card = deeds.SharePractice(day=f.DAY, title="Two count", did="two count the box", needs="Time")
    perform(world.group, card, deeds.share_practice)
    links.carry(world.group, world.hub)
    perform(world.hub, deeds.SendCatalogue(day=f.DAY), deeds.send_catalogue)
    links.carry(world.hub, second, to="G0002")
    add_user(second, "Treasurer", "treasurer", PIN)
    app = create_app(second.node)
    yield Browser(app).log_in()
    app.extensions["federation"].close()
    second.close()
    world.close()


def test_an_idea_of_another_group_is_taken_up(neighbour):
    shown = neighbour.get("/ideas").text
    assert "Ehangano" in shown
    address = re.findall(r'href="(/ideas/adopt\?of=[^"]+)"', shown)[0]
    empty = neighbour.send(address)
    assert "Write how you do it here." in empty.text
    neighbour.done(address, adapted="three of us count")
    shown = neighbour.get("/ideas").text
    assert "three of us count" in shown
    assert "/ideas/adopt?of=" not in shown
