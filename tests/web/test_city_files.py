"""A city by browser: the charter and files in, an answer, a file out."""

import re

import pytest

from federation.commands import publication, releasing
from federation.commands.users import add_user
from federation.core.rules.answers import NEEDS
from federation.store import open_store
from federation.web import create_app
from sync import seal
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes
from tests import factories

from .cities import FILLED, beside, bring_all, of, send_answer, views, words
from .conftest import PIN, Browser


def bring(browser, *files, **told):
    goal, data = browser.filled("/exchange", told, action="take")
    return browser.upload(goal, data, *(("files", name, content) for name, content in files))


def said_of(page, name):
    """The notice that speaks of a file."""
    notices = re.findall(r'<div class="notice .*?</div></div>', page.text, re.DOTALL)
    (found,) = [words(one) for one in notices if name in one]
    return found


@pytest.fixture
def office(tmp_path, clock):
    """A hub with one group that asks for something, and a city that nobody knows yet."""
    hub = open_store(found(tmp_path / "hub", role="hub", name="Federation", clock=clock).node)
    group = open_store(found(tmp_path / "g", role="group", name="Ehangano", clock=clock).node)
    app = create_app(found(tmp_path / "city", role="city", name="Windhoek", clock=clock).node)
    store = app.extensions["federation"]
    add_user(store, "Official", "official", PIN)
    charter = enrol_card(hub, group.node.card(), confirm=own_card(group.node).digits)
    accept_charter(group, charter.file.read_bytes(), confirm=charter.digits)
    factories.raise_request(group, households=45)
    for one in export(group):
        take_in_bytes(hub, one.file.name, one.file.read_bytes())
    yield hub, group, Browser(app).log_in("Official"), store
    for opened in (hub, group, store):
        opened.close()


def test_from_the_charter_to_the_answer_by_forms(office):
    hub, group, official, store = office
    card = official.get("/exchange/card").data
    assert set(own_card(store.node).digits.split()) <= set(
        words(official.get("/exchange").text).split()
    )
    charter = enrol_card(hub, card, confirm=own_card(store.node).digits)
    content = charter.file.read_bytes()
    assert "not taken" in bring(official, ("charter.sgc", content)).text
    wrong = "0" * 30
    page = bring(official, ("charter.sgc", content), confirm=wrong)
    assert "not taken" in page.text
    assert wrong in page.text
    page = bring(official, ("charter.sgc", content), confirm=charter.digits.replace(" ", "-"))
    assert "taken in" in page.text
    assert "Nothing came yet" in official.get("/").text

    releasing.release(hub)
    publication.publish(hub)
    written = export(hub, to=charter.code)
    contents = [(one.file.name, one.file.read_bytes()) for one in written]
    page = bring(official, *contents, ("half.sgb", contents[0][1][:300]), ("list.txt", b"a"))
    for name, content in contents:
        assert "taken in" in said_of(page, name)
        assert seal.short_code(content) in said_of(page, name)
    for name in ("half.sgb", "list.txt"):
        assert re.search(r"not taken [A-Z].*\.", said_of(page, name))
    assert "was here already" in bring(official, *contents).text
    assert "Toilets for block 3" in official.get("/").text

    told = {name: FILLED[name] for name in NEEDS["commit"]}
    request = of(store, "sanitation", "Havana").request
    assert send_answer(official, request, "commit", **told).status_code == 303
    assert "Next: write it" in official.get(f"/requests/{request}?done=answered").text
    page = official.send("/exchange", action="write")
    (address,) = set(
        re.findall(r'href="(/exchange/files/[^"]+)"', page.text.split('<details class="card"')[0])
    )
    told = page.text.split("What became of your files")[0]
    (code,) = re.findall(r'class="code whole">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])<', told)
    saved = official.get(address)
    assert "attachment" in saved.headers["Content-Disposition"]
    assert b"toilets" not in saved.data
    (outcome,) = take_in_bytes(hub, address, saved.data)
    assert (outcome.outcome, outcome.new) == ("applied", 1)
    assert code == seal.short_code(saved.data)
    again = official.get(re.findall(address, official.send("/exchange", action="write").text)[0])
    (outcome,) = take_in_bytes(hub, address, again.data)
    assert (outcome.outcome, outcome.new) == ("already", 0)
    assert official.get("/exchange/files/node.db").status_code == 404

    for_all = [one.file.read_bytes() for one in export(hub, to="all")]
    bring_all(group, for_all)
    (view,) = views(group)
    (answer,) = view.answers
    assert (answer.text, answer.amount_minor) == (FILLED["text"], 300_000)
    bring_all(store, for_all)
    assert "nothing new to send" in official.send("/exchange", action="write").text


def test_nothing_chosen_is_said_at_the_field(office):
    _, _, official, _ = office
    page = official.send("/exchange", action="take")
    assert page.status_code == 422
    assert set(beside(page)) == {"files"}
