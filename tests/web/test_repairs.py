"""Repairs on the city's pages: taken in, followed, closed, typed in; who may, and hostile words."""

import pytest

from federation.commands.users import add_user
from federation.store.queries import repairs

from .cities import beside, main_of
from .conftest import PIN, Browser
from .open311 import told

HOSTILE = "<script>alert(1)</script> & <b>"


@pytest.fixture
def store(caller):
    for name, role in (("Official", "official"), ("Reader", "reader")):
        add_user(caller.store, name, role, PIN)
    return caller.store


@pytest.fixture
def official(store, caller):
    assert store is caller.store
    return Browser(caller.app).log_in("Official")


@pytest.fixture
def reader(store, caller):
    assert store is caller.store
    return Browser(caller.app).log_in("Reader")


def one(store, repair):
    with store.reading() as db:
        return repairs.repair(db, repair)


def test_a_report_is_taken_in_followed_and_closed(caller, official, store):
    token = caller.tell()
    assert 'href="/repairs"' in official.get("/").text
    listed = official.get("/repairs").text
    assert f'href="/repairs/{token}"' in listed
    page = official.get(f"/repairs/{token}")
    said = main_of(page)
    for words in ("Blocked toilet", "not looked at yet", "no number yet", "Behind the tap, Havana",
                  "Nobody can go in. Ask Selma.", "-22.519123, 17.044987", "The pan is blocked",
                  "by a program (Call centre)"):  # fmt: skip
        assert words in said, words
    done = official.done(
        f"/repairs/{token}/step?step=taken", department="Water", by="2026-12-01", text="On Monday."
    )
    assert "R-2026-0001" in main_of(done)
    assert "That is written down." in main_of(done)
    official.done(f"/repairs/{token}/step?step=started")
    done = official.done(f"/repairs/{token}/step?step=closed", reason="nothing-found")
    assert "Reason: nothing broken was found there" in main_of(done)
    assert one(store, token).steps[0].text == "On Monday."
    assert f'href="/repairs/{token}"' in official.get("/repairs?list=ended").text
    official.done(f"/repairs/{token}/step?step=reopened")
    assert one(store, token).is_open


def test_what_a_step_lacks_stands_at_its_field(caller, official, store):
    token = caller.tell()
    path = f"/repairs/{token}/step"
    assert list(beside(official.send(f"{path}?step=taken", text="Soon"))) == ["department"]
    answer = official.send(f"{path}?step=closed", text="No")
    assert list(beside(answer)) == ["reason"]
    assert ">No</textarea>" in answer.text
    assert one(store, token).state == "reported"
    official.done(f"{path}?step=taken", department="Water")
    goal, data = official.filled(f"{path}?step=done", {})
    assert official.post(goal, data).status_code == 303
    answer = official.post(goal, {**data, "form_token": "0" * 20})
    assert answer.status_code == 409
    assert "gone on in the meantime" in answer.text
    assert official.get("/repairs/nobody").status_code == 404


@pytest.mark.parametrize(
    ("service", "typed", "kept"),
    [
        ("drain-blocked", {}, ()),
        ("toilet-blocked", {"about.cause": "full", "about.seats": "2"}, ("full", "2")),
        ("toilet-broken", {"about.parts": "door"}, ("door",)),
        ("tap-dry", {"about.since": "2026-11-20"}, ("2026-11-20",)),
    ],
)
def test_one_that_came_by_word_is_written_down(official, store, service, typed, kept):
    assert f"service={service}" in official.get("/repairs/new").text
    done = official.done(
        f"/repairs/new?service={service}", place="ǁKaras, by the road", channel="counter", **typed
    )
    assert "at the counter" in main_of(done)
    with store.reading() as db:
        (found,) = repairs.all_repairs(db)
    assert (found.service, found.place) == (service, "ǁKaras, by the road")
    assert {value for told_of in found.details for value in told_of.values} == set(kept)


def test_what_a_report_lacks_stands_at_its_field(official, store):
    path = "/repairs/new?service=toilet-blocked"
    assert beside(official.send(path, **{"about.cause": "pan"})) == {"place": "Write where it is."}
    answer = official.send(path, place="Havana", note="Full")
    assert answer.text.count('class="fault"') == 1
    assert "this service needs it" in answer.text
    assert ">Full</textarea>" in answer.text
    with store.reading() as db:
        assert repairs.all_repairs(db) == ()


def test_a_reader_only_reads(caller, reader):
    token = caller.tell()
    page = reader.get(f"/repairs/{token}")
    assert page.status_code == 200
    assert "/step" not in page.text
    assert "/repairs/new" not in reader.get("/repairs").text
    assert reader.get(f"/repairs/{token}/step").status_code == 403
    assert reader.get("/repairs/new").status_code == 403


def test_hostile_words_are_words(caller, official):
    token = caller.tell(description=HOSTILE, address_string=HOSTILE)
    for path in ("/repairs", f"/repairs/{token}", f"/repairs/{token}/step"):
        page = official.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text


def test_lists_and_pages(official, store):
    for n in range(35):
        told(store, place=f"Mast {n}")
    first, second = official.get("/repairs"), official.get("/repairs?list=waiting&page=2")
    assert first.text.count('<article class="card">') == 30
    assert "More repairs" in first.text
    assert second.text.count('<article class="card">') == 5
    assert "More repairs" not in second.text
    for odd in ("page=0", "page=-3", "page=x", "page=999999999999999999999", "list=none"):
        assert official.get(f"/repairs?{odd}").status_code == 200
    assert "No repair is open." in official.get("/repairs?list=open").text


def test_settings_list_programs_and_never_their_tokens(caller, official):
    page = official.get("/settings")
    assert "Call centre" in main_of(page)
    assert "tells repairs · 22 Nov 2026" in main_of(page)
    assert caller.key not in page.text
