"""At the office: a new card in the place of a lost machine, a card closed, the list of partners."""

import re

import pytest

from federation.commands.users import add_user, check_pin, list_users
from federation.store import open_store
from federation.store.queries import requests
from federation.web import create_app
from sync import passphrase, restored, roster, succession
from sync.enrolment import accept_charter, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes
from tests import factories
from tests.sync import links

from .conftest import PIN, Browser, sentences

OTHER = "8152"


@pytest.fixture
def office(tmp_path, clock):
    """The hub's store, Rosa at her browser, and the number of Selma, who also works there."""
    app = create_app(found(tmp_path / "hub", role="hub", name="Federation", clock=clock).node)
    store = app.extensions["federation"]
    add_user(store, "Rosa", "staff", PIN)
    selma = add_user(store, "Selma", "admin", OTHER)
    yield store, Browser(app).log_in("Rosa"), str(selma)
    store.close()


@pytest.fixture
def group(tmp_path, clock, office):
    store, rosa, _ = office
    opened = open_store(found(tmp_path / "g", role="group", name="Ehangano", clock=clock).node)
    assert "as G0001" in enrol(rosa, opened.node).text
    charter = (store.node.outbox / "charter-G0001.sgc").read_bytes()
    accept_charter(opened, charter, confirm=own_card(store.node).digits)
    number = factories.admit(opened, "Ndapewa")
    factories.enter(opened, ("savings", 5000, number))
    for one in export(opened):
        take_in_bytes(store, one.file.name, one.file.read_bytes())
    yield opened
    opened.close()


def enrol(rosa, node, **told):
    goal, data = rosa.filled("/enrol", told)
    data["confirm"] = own_card(node).digits
    return rosa.upload(goal, data, ("card", "a.card", node.card()))


def partner(store):
    with store.reading() as db:
        found = requests.partner(db, "G0001")
        assert found is not None
        return found, succession.present_writer(db, found)


def test_a_new_machine_takes_the_place_of_a_lost_one(tmp_path, clock, office, group):
    store, rosa, selma = office
    fresh = found(tmp_path / "g2", role="group", name="Ehangano", clock=clock).node
    assert "G0001 · Ehangano · " in rosa.get("/enrol").text
    for wrong in ({"second": "", "pin": ""}, {"second": selma, "pin": "0000"}):
        page = enrol(rosa, fresh, place="G0001", **wrong)
        assert page.status_code in (403, 422), sentences(page)
        assert "<details open>" in page.text
        assert partner(store)[0].incarnation == 1
    page = enrol(rosa, fresh, place="G0001", second=selma, pin=OTHER)
    assert page.status_code == 200, sentences(page)
    assert "It has the place of the machine before, which was closed at" in page.text
    now, writer = partner(store)
    assert (now.incarnation, now.writer) == (2, own_card(fresh).node)
    assert now.node == group.node.settings.node_id
    assert writer.closed is None
    kept = roster.read(roster.path(store.node).read_bytes())
    assert [(one.code, one.incarnation) for one in kept.charters] == [("G0001", 2)]


@pytest.mark.usefixtures("group")
def test_a_card_is_closed_by_two(office):
    store, rosa, selma = office
    assert 'href="/groups/G0001/revoke"' in rosa.get("/groups/G0001").text
    way = "/groups/G0001/revoke"
    _, data = rosa.filled(way, {})
    last = int(data["good:ledger"])
    assert last > 0
    for wrong, at in (
        ({"second": selma, "pin": "0000"}, "pin"),
        ({"second": "", "pin": OTHER}, "second"),
        ({"second": selma, "pin": OTHER, "good:ledger": str(last + 1)}, ""),
        ({"second": selma, "pin": OTHER, "good:ledger": "many"}, ""),
    ):
        answer = rosa.send(way, **wrong)
        assert answer.status_code in (403, 422)
        assert not at or f'id="w-{at}"' in answer.text
    assert partner(store)[1].closed is None
    page = rosa.done(way, second=selma, pin=OTHER, **{"good:ledger": str(last - 1)})
    assert "Nothing more is taken from that card" in page.text
    closed = partner(store)[1].closed
    assert closed is not None
    assert {(one.stream, one.seq) for one in closed} >= {("ledger", last - 1)}
    assert roster.read(roster.path(store.node).read_bytes()).closed
    assert rosa.send(way, second=selma, pin=OTHER).status_code == 422
    assert "closed: nothing more is taken" in rosa.get("/settings/roster").text


def test_the_list_is_written_saved_and_taken_back(office, group):
    store, rosa, _ = office
    assert group.node.settings.name in rosa.get("/settings/roster").text
    roster.path(store.node).unlink()
    assert "No list was written on this machine yet" in rosa.get("/settings/roster").text
    damaged = roster.path(store.node)
    damaged.parent.mkdir(exist_ok=True)
    damaged.write_bytes(b"damaged")
    assert "No list was written on this machine yet" in rosa.get("/settings/roster").text
    page = rosa.done("/settings/roster", action="write")
    assert "The list is written" in page.text
    content = rosa.get("/settings/roster/file").data
    assert roster.read(content).short_code in page.text
    goal, data = rosa.filled("/settings/roster", {}, action="take-back")
    back = rosa.upload(goal, data, ("list", "any.bin", content))
    assert "The list was taken in" in back.text
    wrong = rosa.upload(goal, data, ("list", "any.bin", content[:-9]))
    assert (wrong.status_code, "not a sound list" in wrong.text) == (422, True)
    assert rosa.send("/settings/roster", action="take-back").status_code == 422


@pytest.mark.usefixtures("group")
def test_an_office_that_was_put_back_is_led_to_the_list(office):
    store, rosa, _ = office
    content = rosa.get("/settings/roster/file").data
    restored.begin(store)
    home = rosa.log_in("Rosa").get("/").text.split("<main")[1]
    assert home.index('href="/settings/roster"') < home.index('href="/replies"')
    page = rosa.get("/settings/roster")
    (main,) = re.findall('<button class="main">([^<]+)', page.text)
    assert main == "Take them back"
    goal, data = rosa.filled("/settings/roster", {}, action="take-back")
    back = rosa.upload(goal, data, ("list", "any.bin", content)).text
    assert "Next: write the replies" in back


def test_a_file_of_somebody_unknown_is_kept_and_leads_to_making_her_known(tmp_path, office):
    store, rosa, _ = office
    early = links.node(tmp_path / "early", "group", "Tomorrow")
    content = links.sealed(early, store, [links.admitted(), links.savings(7)])
    goal, data = rosa.filled("/inbox", {}, action="/take")
    page = rosa.taken(rosa.upload(goal, data, ("files", "early.sgb", content))).text
    assert "kept, sender not known" in page
    (main,) = re.findall('<a class="button main"[^>]*>([^<]+)', page)
    assert main.strip() == "Make a group or a city known"
    assert enrol(rosa, early.node).text.count("taken in") == 1
    early.close()


@pytest.mark.usefixtures("group")
def test_with_locked_keys_the_office_gives_its_passphrase(tmp_path, clock, office, monkeypatch):
    store, rosa, selma = office
    monkeypatch.setattr(passphrase, "WORK_FACTOR", 10)
    told = "goat river seven table"
    passphrase.switch_on(store.node, told)
    fresh = found(tmp_path / "g2", role="group", name="Tunombili", clock=clock).node
    for wrong in ("", "goat river seven chair"):
        page = enrol(rosa, fresh, passphrase=wrong)
        assert (page.status_code, 'id="w-passphrase"' in page.text) == (422, True)
        assert own_card(fresh).digits in page.text  # what was typed is still there
    assert "as G0002" in enrol(rosa, fresh, passphrase=told).text
    way = "/groups/G0001/revoke"
    assert rosa.send(way, second=selma, pin=OTHER, passphrase="").status_code == 422
    assert partner(store)[1].closed is None
    assert rosa.send(way, second=selma, pin=OTHER, passphrase=told).status_code == 303
    assert rosa.send("/settings/roster", action="write", passphrase=told).status_code == 303
    for path in store.node.folder.glob("*.log"):
        assert not re.search("goat|chair", path.read_text())


def test_both_sides_send_and_take_in_with_their_passphrases(office, group, monkeypatch):
    """The passphrase of the form that is sent counts, whichever stands on the page beside it."""
    store, rosa, _ = office
    monkeypatch.setattr(passphrase, "WORK_FACTOR", 10)
    told = "goat river seven table"
    group.close()
    app = create_app(group.node)
    add_user(app.extensions["federation"], "Maria", "treasurer", PIN)
    maria = Browser(app).log_in("Maria")
    factories.enter(app.extensions["federation"], ("savings", 700, 1))
    for node in (store.node, group.node):
        passphrase.switch_on(node, told)

    page = maria.send("/exchange", action="write", passphrase="")
    assert (page.status_code, 'id="w-passphrase"' in page.text) == (422, True)
    page = maria.send("/exchange", action="write", passphrase=told)
    assert page.status_code == 200, sentences(page)
    names = re.findall(r'href="(/exchange/files/[^"]+)"', page.text)
    assert names
    content = maria.get(names[0]).data

    for wrong in ("", "goat river seven chair"):
        goal, data = rosa.filled("/inbox", {"passphrase": wrong}, action="take")
        page = rosa.upload(goal, data, ("files", "a.sgb", content))
        assert (page.status_code, "This was not saved yet" in page.text) == (422, True)
        assert not list(store.node.quarantine.iterdir())
    goal, data = rosa.filled("/inbox", {"passphrase": told}, action="take")
    page = rosa.taken(rosa.upload(goal, data, ("files", "a.sgb", content)))
    assert "1 of 1 file" in page.text, sentences(page)
    page = rosa.send("/replies", action="write", passphrase=told)
    assert "read back" in page.text
    app.extensions["federation"].close()


def test_only_an_administrator_makes_one_or_gives_her_another_pin(office):
    store, rosa, selma = office
    assert 'value="admin"' not in rosa.get("/settings/people/new").text
    goal, data = rosa.filled("/settings/people/new", {"name": "Evil", "pin": "9753"})
    assert rosa.post(goal, {**data, "role": "admin"}).status_code == 403
    page = rosa.get(f"/settings/people/{selma}")
    assert "Only an administrator says who is one" in page.text
    assert 'name="pin"' not in page.text
    own = rosa.filled("/settings/people/1", {"pin": "9753"})[1]
    for path in (f"/settings/people/{selma}", f"/settings/people/{selma}/remove"):
        assert rosa.post(path, own).status_code == 403
    assert [one.name for one in list_users(store)] == ["Rosa", "Selma"]
    assert check_pin(store, "Selma", OTHER).role == "admin"
    rosa.done("/settings/people/new", name="Ndapewa", role="staff", pin="86420")
    boss = Browser(rosa.client.application).log_in("Selma", OTHER)
    boss.done("/settings/people/new", name="Maria", role="admin", pin="86420")
