"""Are the books whole? Put back, in two versions, entered again: who sees it, and who presses."""

import re
from dataclasses import dataclass

import pytest

from federation.commands.users import add_user
from federation.node import open_node
from federation.store import Store
from federation.store.queries import books
from federation.web import create_app
from sync import enrolment, renewal, repair, restored
from sync.founding import found
from tests import factories as f
from tests.sync import links

from .conftest import PIN, Browser, sentences

OTHER = "8152"
WAYS = ("/versions", "/versions/confirm", "/versions/again")
NAME = "Selma Iipinge"


@dataclass(frozen=True)
class World:
    """A group on its machine and on an old copy of it, which is the one that is served."""

    hub: Store
    group: Store
    old: Store
    rosa: Browser
    maria: Browser
    second: str


@pytest.fixture
def world(tmp_path, clock):
    office = create_app(found(tmp_path / "hub", role="hub", name="Federation", clock=clock).node)
    hub = office.extensions["federation"]
    add_user(hub, "Rosa", "staff", PIN)
    group = links.node(tmp_path, "group", "Ehangano")
    add_user(group, "Maria", "treasurer", PIN)
    second = add_user(group, "Hilma", "chair", OTHER)
    add_user(group, "Tobias", "collector", PIN)
    links.enrol(hub, group)
    links.save(group, 3)
    links.carry(group, hub)
    links.carry(hub, group)
    links.copied(group, tmp_path / "copy").close()
    links.save(group, 2)
    links.carry(group, hub)
    face = create_app(open_node(tmp_path / "copy", clock=clock, entropy=f.Entropy("copy")))
    old = face.extensions["federation"]
    rosa, maria = Browser(office).log_in("Rosa"), Browser(face).log_in("Maria")
    yield World(hub, group, old, rosa, maria, str(second))
    for store in (hub, group, old):
        store.close()


def test_for_officers_alone(world):
    tobias = Browser(world.maria.client.application).log_in("Tobias")
    for way in WAYS:
        assert world.maria.get(way).status_code == 200
        assert tobias.get(way).status_code == 403
        assert world.rosa.get(way).status_code == 404
    _, tokens = tobias.filled("/daily", {})
    for way in WAYS[1:]:
        assert tobias.post(way, tokens).status_code == 403
    page = world.maria.get("/versions").text
    assert "Yes. Nothing is missing" in page
    assert "<form" not in page.split("<main")[1]


def test_put_back_and_proved_by_the_passbooks(world):
    maria, old = world.maria, world.old
    restored.begin(old)
    maria.log_in("Maria")
    home = maria.get("/").text
    assert "Start the meeting" not in home
    assert 'class="button main start" href="/versions"' in home
    with old.reading() as db:
        letters = restored.code_of_books(db, old.node)
    for wrong in ("", "ABCD EFGH"):
        page = maria.send("/versions", "confirm", letters=wrong, button="letters")
        assert page.status_code == 422
        assert 'id="w-letters"' in page.text
    assert old.is_restored()
    page = maria.done(
        "/versions", "confirm", letters=f"{letters[:4]} {letters[4:]}", button="letters"
    )
    assert "The books go on." in page.text
    assert not old.is_restored()


def test_the_letters_are_those_that_were_read_out(world):
    """They are written down before the meeting is closed; while one is open nobody has them."""
    maria, old = world.maria, world.old
    meeting = f.open_meeting(old)
    f.count_box(old, meeting)
    (letters,) = re.findall(
        r'class="code big">([0-9A-Z-]{9})<', maria.get(f"/meetings/{meeting}/read-out").text
    )
    for closed in (False, True):
        if closed:
            restored.confirm(old)
            f.close_meeting(old, meeting)
        restored.begin(old)
        maria.log_in("Maria")
        answer = maria.send("/versions", "confirm", letters=letters, button="letters")
        assert answer.status_code == (303 if closed else 422)


def test_put_back_and_answered_for_by_two(world):
    maria, old = world.maria, world.old
    restored.begin(old)
    maria.log_in("Maria")
    two = {"own_pin": PIN, "second": world.second, "pin": OTHER}
    page = maria.get("/versions")
    form = maria.filled("/versions", {}, "confirm")[1]
    assert "Nobody can tell: two people answer for it" in page.text
    for wrong, beside in (
        ({"own_pin": OTHER}, "own_pin"),
        ({"second": "1"}, "pin"),
        ({"second": "3", "pin": PIN}, "pin"),
        ({"pin": "0000"}, "pin"),
        ({"pin": ""}, "pin"),
    ):
        page = maria.post("/versions/confirm", {**form, **two, "button": "two", **wrong})
        assert (page.status_code, f'id="w-{beside}"' in page.text) == (422, True), sentences(page)
        assert old.is_restored()
    assert maria.post("/versions/confirm", {**form, **two, "button": "two"}).status_code == 303
    assert not old.is_restored()


def test_a_city_is_told_too(tmp_path, clock, world):
    face = create_app(found(tmp_path / "city", role="city", name="Windhoek", clock=clock).node)
    city = face.extensions["federation"]
    for name, task in (("Thomas", "official"), ("Anna", "reader")):
        add_user(city, name, task, PIN)
    links.enrol(world.hub, city)
    restored.begin(city)
    told = {name: Browser(face).log_in(name).get("/").text for name in ("Thomas", "Anna")}
    assert all("were put back from a copy" in page for page in told.values())
    assert ["/versions" in told[name] for name in ("Thomas", "Anna")] == [True, False]
    page = Browser(face).log_in("Thomas").get("/versions").text
    assert "Send and receive" in page
    assert "passbooks" not in page
    city.close()


def fork(world):
    """The copy is written on: one entry as the office has it, two that it has not."""
    f.admit(world.old, "Rauna Nakale")
    f.enter(world.old, ("savings", 1000, 1))
    f.enter(world.old, ("savings", 77, 2))
    links.carry(world.old, world.hub)
    links.carry(world.hub, world.old)


def test_two_versions_with_names_for_the_group_and_without_for_the_office(world):
    fork(world)
    page = world.maria.get("/versions").text
    here, there = page.split("On this machine")[1].split("At the office: it came first")
    assert all(name in here for name in (NAME, "Rauna Nakale", "0.77"))
    assert NAME in there
    assert "Rauna" not in there
    assert "there are two versions" in world.maria.get("/").text.lower()
    office = world.rosa.get("/groups/G0001").text
    assert "Two versions of its books" in office
    assert "0.77" in office
    assert not any(name in office for name in ("Rauna", NAME, "Iipinge"))


def repaired(world):
    """New keys, the office's page with charter and books, both taken in at the copy."""
    card = renewal.prepare(world.old)
    enrolment.enrol_card(world.hub, card.line, confirm=card.digits, code="G0001")
    for lying in world.hub.node.outbox.iterdir():
        lying.unlink()
    page = world.rosa.send("/groups/G0001", "back#machine")
    assert page.status_code == 200
    assert enrolment.own_card(world.hub.node).digits.split()[0] in page.text
    charter, archive = sorted(world.hub.node.outbox.iterdir(), key=lambda one: one.suffix != ".sgc")
    for file in (charter, archive):
        assert file.name in page.text
        (outcome,) = links.bring(world.old, file.read_bytes(), file.name)
        assert outcome.outcome == "applied"


def test_the_machine_whose_version_came_first_is_told_too(world, clock):
    """It has no other version to show; but no more is taken from it, and one machine goes on."""
    f.enter(world.old, ("savings", 7, 1))
    assert links.brief(links.carry(world.old, world.hub)) == [("held", "stream-forked")]
    links.carry(world.hub, world.group, to="G0001")
    app = create_app(open_node(world.group.node.folder, clock=clock, entropy=f.Entropy("first")))
    maria = Browser(app).log_in("Maria")
    assert "See what to do" in maria.get("/").text
    page = maria.get("/versions").text
    assert "Yes. Nothing is missing" not in page
    assert "The office has these books in two versions" in page
    assert "From entry 5 on" in page
    assert 'href="/settings/keys/new"' in page
    asks = rosas_inbox(world)
    assert "Files that wait" in asks
    assert "Of cards that were closed" not in asks
    renewal.prepare(world.group)
    card = renewal.next_card(world.group.node)
    content = enrolment.card_file(world.group, card)
    done = enrolment.enrol_card(world.hub, content, confirm=card.digits, code="G0001")
    enrolment.accept_charter(world.group, done.file.read_bytes(), confirm="")
    now = rosas_inbox(world)  # what only the old card wrote needs nobody any more
    assert "Files that wait" not in now
    assert "Of cards that were closed" in now
    app.extensions["federation"].close()


def rosas_inbox(world):
    return world.rosa.get("/inbox").text


def test_what_is_true_is_ticked_and_entered_once(world):
    fork(world)
    repaired(world)
    maria, old = world.maria, world.old
    page = maria.get("/versions").text
    boxes = re.findall(r'name="heads" value="(\w+)"( checked)?', page)
    assert [bool(checked) for _, checked in boxes] == [True, False, True]
    assert "Entry 5 says the same" in page
    ticked = [head for head, checked in boxes if checked]
    form = {**maria.filled("/versions", {}, "again")[1], "heads": ticked[1:]}
    two = {"own_pin": PIN, "second": world.second, "pin": OTHER}
    before = links.chains(old)
    for wrong, beside in (({"own_pin": "0000"}, "own_pin"), ({"pin": "0000"}, "pin")):
        page = maria.post("/versions/again", {**form, **two, **wrong})
        assert (page.status_code, f'id="w-again-{beside}"' in page.text) == (422, True)
        kept = re.findall(r'name="heads" value="(\w+)" checked', page.text)
        assert kept == ticked[1:]
    assert links.chains(old) == before
    page = maria.post("/versions/again", {**form, **two})
    assert "0 entries were entered again." in page.text  # it rests on the member who was not ticked
    assert "Enter that first" in page.text
    page = maria.post("/versions/again", {**form, **two, "heads": ticked})
    assert "2 entries were entered again." in page.text
    assert "1 was left out" in page.text
    assert repair.trouble(old) == ""
    assert "See what to do" not in maria.get("/").text
    page = maria.post("/versions/again", {**form, **two, "heads": ticked})
    assert "0 entries were entered again." in page.text
    links.carry(old, world.hub)
    for store in (old, world.hub):
        with store.reading() as db:
            book = books.book_of(db, old.node.settings.node_id)
            assert books.account_sums(db, book)["savings"] == -5077
    office = world.rosa.get("/groups/G0001").text
    assert "Put in order: two versions" in office
    assert "different histories" not in office
