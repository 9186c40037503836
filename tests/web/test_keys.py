"""Keys and papers: a passphrase by two officers, given with what it is needed for; the words."""

import re

import pytest

from federation.commands.users import add_user
from federation.web import create_app
from sync import keys, paper, passphrase, renewal
from sync.cards import read_card
from sync.founding import found

from .conftest import PIN, Browser, sentences

FIRST = "goat river seven table"
OTHER = "8152"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(passphrase, "WORK_FACTOR", 10)


@pytest.fixture(params=["group", "hub", "city"])
def face(request, tmp_path, clock):
    """Each face with two people who may set things, and its recovery key."""
    role = {"group": "treasurer", "hub": "staff", "city": "official"}[request.param]
    made = found(tmp_path / "n", role=request.param, name="Ehangano", clock=clock)
    app = create_app(made.node)
    store = app.extensions["federation"]
    add_user(store, "Maria", role, PIN)
    second = add_user(store, "Selma", role, OTHER)
    yield made, Browser(app).log_in("Maria"), str(second)
    store.close()


def lock(maria, officer, told=FIRST, **given):
    typed = {"new_passphrase": told, "same_passphrase": told, "own_pin": PIN, "second": officer}
    return maria.send("/settings/keys/passphrase", **{**typed, "pin": OTHER, **given})


def test_the_way_from_the_settings_to_every_page(face):
    made, maria, _ = face
    assert 'href="/settings/keys"' in maria.get("/settings").text
    page = maria.get("/settings/keys").text
    card = read_card(made.node.card())
    assert re.findall(r"<li>(\d{5})</li>", page) == card.digits.split()
    assert card.node in page
    square = maria.get("/settings/keys/card.svg")
    assert (square.mimetype, square.data[:4]) == ("image/svg+xml", b"<svg")
    assert maria.get("/settings/keys/words").status_code == 200


def test_two_officers_lock_change_and_unlock(face):
    made, maria, second = face
    node = made.node
    for wrong, at in (
        ({"pin": "0000"}, "pin"),
        ({"own_pin": OTHER}, "own_pin"),
        ({"same_passphrase": "another one of these"}, "same_passphrase"),
        ({"new_passphrase": "short", "same_passphrase": "short"}, "new_passphrase"),
        ({"second": ""}, "second"),
    ):
        answer = lock(maria, second, **wrong)
        assert answer.status_code == 422
        assert f'id="w-{at}"' in answer.text, wrong
        assert FIRST not in answer.text
        assert not passphrase.is_locked(node)
    answer = lock(maria, second)
    assert answer.status_code == 303, sentences(answer)
    assert passphrase.is_locked(node)
    assert "The keys are locked" in maria.get(answer.headers["Location"]).text

    wrong = lock(maria, second, "stone lamp wheel bread", passphrase="goat river seven chair")
    assert (wrong.status_code, 'id="w-passphrase"' in wrong.text) == (422, True)
    assert "seven chair" not in wrong.text
    none = lock(maria, second, "stone lamp wheel bread", passphrase="")
    assert (none.status_code, 'id="w-passphrase"' in none.text) == (422, True)
    assert lock(maria, second, "stone lamp wheel bread", passphrase=FIRST).status_code == 303
    with passphrase.using("stone lamp wheel bread"):
        assert keys.public_half(keys.sign_key(node)) == read_card(node.card()).sign

    goal, data = maria.filled("/settings/keys/passphrase", {})
    told = {"own_pin": PIN, "second": second, "pin": OTHER, "button": "off"}
    plain = {name: data[name] for name in ("csrf_token", "form_token")}
    refused = maria.post(goal, {**plain, **told, "passphrase": FIRST})
    assert refused.status_code == 422
    assert '<details class="card" open>' in refused.text
    done = maria.post(goal, {**plain, **told, "passphrase": "stone lamp wheel bread"})
    assert done.status_code == 303
    assert not passphrase.is_locked(node)


def test_the_words_that_are_proposed_stay_after_a_mistake(face):
    _, maria, second = face
    way = "/settings/keys/passphrase"

    def proposed(page):
        return re.findall(r'<p class="code">([^<]+)</p>', page.text)

    first, again = proposed(maria.get(way)), proposed(maria.get(way))
    assert first != again
    goal, data = maria.filled(way, {"new_passphrase": "x", "same_passphrase": "x"})
    wrong = maria.post(goal, {**data, "own_pin": PIN, "second": second, "pin": OTHER})
    assert wrong.status_code == 422
    assert proposed(wrong) == [data["example"]]


def test_nobody_does_it_alone(tmp_path, clock):
    made = found(tmp_path / "n", role="city", name="Windhoek", clock=clock)
    app = create_app(made.node)
    number = add_user(app.extensions["federation"], "Maria", "official", PIN)
    maria = Browser(app).log_in("Maria")
    assert "you are the only one" in maria.get("/settings/keys/passphrase").text
    _, data = maria.filled("/settings/keys/words", {})
    plain = {name: data[name] for name in ("csrf_token", "form_token")}
    told = {"new_passphrase": FIRST, "same_passphrase": FIRST, "own_pin": PIN}
    alone = {**plain, **told, "second": str(number), "pin": PIN}
    assert maria.post("/settings/keys/passphrase", alone).status_code == 422
    assert not passphrase.is_locked(made.node)
    app.extensions["federation"].close()


def test_whether_the_words_still_fit(face):
    made, maria, _ = face
    words = paper.words(made.recovery_key)
    yes = maria.send("/settings/keys/words", paper_words=" ".join(words).upper())
    assert "Yes. These words open" in yes.text
    assert words[5] not in yes.text.split("<textarea")[1].split("</textarea>")[0]
    other = paper.words(keys.make_identity(bytes))
    assert (
        "of another machine" in maria.send("/settings/keys/words", paper_words=" ".join(other)).text
    )
    typed = " ".join((*words[:6], "abandn", *words[7:]))
    slip = maria.send("/settings/keys/words", paper_words=typed)
    assert slip.status_code == 422
    assert "Word 7, “abandn”" in slip.text
    sheet = maria.send("/settings/keys/words", paper_words=" ".join(words), button="sheet")
    assert "Keep this sheet like money" in sheet.text
    assert all(f">{word}<" in sheet.text for word in words)


def test_new_keys_are_made_by_two_and_can_be_given_up(face):
    made, maria, second = face
    node, way = made.node, "/settings/keys/new"
    if node.settings.role == "hub":
        assert maria.get(way).status_code == 404
        assert "takes no other in its place" in maria.get("/settings/keys").text
        return
    two = {"own_pin": PIN, "second": second, "pin": OTHER}
    assert maria.send(way, **{**two, "pin": "0000"}).status_code == 422
    assert renewal.next_card(node) is None
    before = read_card(node.card())
    sheet = maria.send(way, sheet="yes", **two)
    card = renewal.next_card(node)
    assert card is not None
    assert card.recovery != before.recovery
    words = re.findall(r'<td class="text">(\w+)<', sheet.text)
    told = [words[row * 2 + column] for column in range(2) for row in range(12)]
    assert paper.fits(paper.read_recovery(" ".join(told)), card.recovery)
    page = maria.get(way).text
    assert re.findall(r"<li>(\d{5})</li>", page) == card.digits.split()
    assert not set(told[:3]) & set(re.findall(r">(\w+)<", page))
    assert read_card(maria.get(f"{way}.card").data) == card
    assert maria.get(f"{way}.svg").data[:4] == b"<svg"
    assert read_card(node.card()) == before
    goal, data = maria.filled(way, {})
    assert maria.post(goal, {**data, **two}).status_code == 422  # they wait already
    assert maria.post(goal, {**data, **two, "button": "give-up"}).status_code == 303
    assert renewal.next_card(node) is None
    assert maria.get(f"{way}.card").status_code == 303
    assert maria.send(way, **two).status_code == 303
    kept = renewal.next_card(node)
    assert kept is not None
    assert (kept.recovery, kept.sign != card.sign) == (before.recovery, True)
