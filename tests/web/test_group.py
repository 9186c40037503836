"""A treasurer's work in a browser without JavaScript, from the first member to the close."""

import re

import pytest

from federation.commands.meetings import read_out
from federation.store import journal, local
from federation.store.queries import books
from federation.store.queries import requests as asked

from .conftest import PIN, Browser, forms_of, sentences


def people(browser, *names):
    for name in names:
        browser.done("/members/new", name=name, gender="f")


@pytest.fixture
def three(treasurer):
    people(treasurer, "Ndapewa Shikongo", "Moses ǁGaroëb", "Maria ǃUri")
    return treasurer


@pytest.fixture
def meeting(three):
    page = three.done("/meeting")
    assert "Attendance" in page.text
    return three


@pytest.fixture
def with_savings(meeting):
    enter(meeting, "savings", **{"savings:general:1": "400", "savings:general:2": "100"})
    return meeting


def enter(browser, step, **amounts):
    return browser.done(f"/meetings/1/{step}", button="confirm", **amounts)


def own(store):
    with store.reading() as db:
        return books.book_of(db, store.node.settings.node_id)


def pots(store):
    with store.reading() as db:
        return books.pots(db, own(store))


def entries(store, **which):
    with store.reading() as db:
        return books.entries(db, own(store), **which)


def user_id(store, name):
    with store.reading() as db:
        return str(local.find_user(db, name).id)


def test_whole_meeting(meeting, store):
    page = meeting.send("/meetings/1/attendance", button="confirm")
    assert page.status_code == 422
    assert "not marked yet: 3" in page.text
    meeting.done("/meetings/1/attendance", button="rest", **{"mark.2": "late"})
    meeting.done("/meetings/1/attendance", button="confirm")
    with store.reading() as db:
        assert books.attendance(db, own(store), 1) == {1: "present", 2: "late", 3: "present"}

    meeting.done("/meetings/1/savings", button="to land", **{"savings:general:1": "20"})
    page = enter(meeting, "savings?purpose=land", **{"savings:land:2": "5,50"})
    assert "Social fund" in page.text
    assert pots(store).cash == 2550

    enter(meeting, "social", **{"social_contribution::1": "10"})
    meeting.done("/meetings/1/social", "help", amount="4", member="3", note="hospital")
    meeting.done("/meetings/1/fines", "charge", member="2", amount="2", note="late")
    enter(meeting, "fines", **{"fine_paid::2": "2"})
    assert pots(store) == books.Pots(3350, 0, 600, 0, 2550, 0, 0)

    loan = {"member": "1", "principal": "12", "rate": "2", "instalments": "3"}
    meeting.shown("/meetings/1/loans", **loan)
    enter(meeting, "repayments", **{"loan_payment::1": "5"})
    assert (pots(store).loans, pots(store).cash) == (700, 2650)


def test_count_read_out_close(with_savings, store):
    meeting = with_savings
    two = {"officer1": user_id(store, "Treasurer"), "officer2": user_id(store, "Chair")}
    assert "counted first" in meeting.get("/meetings/1/close").text
    _, tokens = meeting.filled("/meetings/1/count", {})
    early = {**tokens, **two, "pin1": PIN, "pin2": PIN}
    for name in [name for name in early if "pieces" in name or name == "total"]:
        del early[name]
    assert meeting.post("/meetings/1/close", early).status_code == 422
    page = meeting.send("/meetings/1/count")
    assert "Nothing was counted yet" in page.text
    alone = meeting.send("/meetings/1/count", total="500", counter1="1", counter2="1")
    assert "Two people count" in alone.text
    by = {"counter1": "1", "counter2": "3"}
    page = meeting.send("/meetings/1/count", **{"pieces.20000": "2", "pieces.5000": "1"}, **by)
    assert page.status_code == 422
    assert "50.00" in page.text
    assert 'value="2"' in page.text
    counted = {"pieces.20000": "2", "pieces.5000": "1", "pieces.1000": "4", "total": "9.95", **by}
    reason = meeting.send("/meetings/1/count", **counted)
    assert "It still does not match" in reason.text
    again = next(one for one in forms_of(reason) if one.action != "/logout")
    data = {**dict(again.fields), "reason": "five cents fell under the table"}
    assert meeting.post("/meetings/1/count", data).status_code == 303
    assert entries(store)[-1].note == "five cents fell under the table"
    assert pots(store).cash == 49995
    with store.reading() as db:
        counted_by = books.meeting(db, own(store), 1)
    assert counted_by.counters == "1 3"
    assert counted_by.pieces == "20000:2 5000:1 1000:4 1:995"

    out = meeting.get("/meetings/1/read-out").text
    with store.reading() as db:
        letters = read_out(journal.find(db, store.node.settings.node_id, "ledger").head)
    assert letters in out
    assert re.search(r"Missing when counted.*?0\.05", out, re.DOTALL)

    wrong = meeting.send("/meetings/1/close", pin1=PIN, pin2="0000", **two)
    assert wrong.status_code == 403
    assert len(sentences(wrong)) == 1
    assert PIN not in wrong.text
    page = meeting.done("/meetings/1/close", pin1=PIN, pin2=PIN, **two)
    assert letters in page.text
    assert meeting.get("/meetings/1/savings").status_code == 409


def test_a_double_tap_is_one_entry(meeting, store):
    goal, data = meeting.filled("/meetings/1/savings", {"savings:general:1": "20"})
    first = meeting.post(goal, {**data, "button": "confirm"})
    assert first.status_code == 303
    for _ in range(2):
        again = meeting.post(goal, {**data, "button": "confirm"})
        assert again.headers["Location"] == first.headers["Location"]
    assert pots(store).cash == 2000
    with store.reading() as db:
        assert local.drafts(db, 1, "savings") == {}

    goal, data = meeting.filled("/requests/new", REQUEST)
    first, second = (meeting.post(goal, data).headers["Location"] for _ in range(2))
    assert first == second
    # Back, and something else in the same form: nobody shall believe that it was entered.
    changed = meeting.post(goal, {**data, "title": "A tap"})
    assert (changed.status_code, "was sent already" in changed.text) == (409, True)
    assert "A tap" in changed.text
    with store.reading() as db:
        assert len(asked.requests(db)) == 1


REQUEST = {
    "need": "sanitation",
    "settlement": "Havana",
    "title": "Toilets for block C",
    "households": "45",
    "offer_savings": "12",
    "offer_labour_days": "60",
}


def test_a_wrong_amount_stays_with_its_sentence(meeting, store):
    page = meeting.send(
        "/meetings/1/savings",
        button="confirm",
        **{"savings:general:1": "5,o", "savings:general:2": "7"},
    )
    assert page.status_code == 422
    assert len(sentences(page)) == 1
    assert "5,o" in sentences(page)[0]
    assert 'value="5,o"' in page.text
    assert 'value="7"' in page.text
    assert pots(store).cash == 0
    elsewhere = Browser(meeting.client.application).log_in("Secretary")
    assert 'value="7"' in elsewhere.get("/meetings/1/savings").text  # kept for all of them


@pytest.mark.parametrize(
    ("path", "told", "field"),
    [
        ("/members/new", {"name": "", "phone": "081 123"}, "name"),
        ("/members/new", {"name": "Selma", "phone": "no"}, "phone"),
        ("/requests/new", {**REQUEST, "households": "many"}, "households"),
        ("/requests/new", {**REQUEST, "settlement": ""}, "settlement"),
        ("/members/1/withdraw", {"amount": "900"}, "amount"),
        ("/members/1/withdraw", {"amount": "-1"}, "amount"),
        ("/settings/people/new", {"name": "Selma", "pin": "12"}, "pin"),
        ("/settings/people/new", {"name": "Treasurer", "pin": PIN}, "name"),
        ("/entries/5", {"reason": "", "second": "2", "pin": PIN}, "reason"),
    ],
)
def test_one_sentence_beside_the_field(with_savings, store, path, told, field):
    before = entries(store)
    page = with_savings.send(path, **told)
    assert page.status_code in (403, 409, 422)
    assert f'href="#f-{field}"' in page.text
    assert len(sentences(page)) == 1
    kept = dict(next(one for one in forms_of(page) if one.action != "/logout").fields)
    assert all(kept[name] == text for name, text in told.items() if name != "pin")
    assert entries(store) == before


def test_an_entry_is_taken_back_by_two(with_savings, store):
    saved = next(one for one in entries(store) if one.amount_minor == 40000)
    path = f"/entries/{saved.seq}"
    told = {"reason": "it was 40", "second": user_id(store, "Chair")}
    assert with_savings.send(path, **told, pin="0000").status_code == 403
    me = {**told, "second": user_id(store, "Treasurer")}
    assert with_savings.send(path, **me, pin=PIN).status_code == 422
    collector = {**told, "second": user_id(store, "Collector")}
    assert with_savings.send(path, **collector, pin=PIN).status_code == 422
    page = with_savings.done(path, **told, pin=PIN)
    assert "it was 40" in page.text
    assert pots(store).cash == 10000
    assert with_savings.get(path).text.count("Her PIN") == 0  # only once
    sheet = with_savings.get("/meetings/1/savings").text
    assert "taken back" in sheet


def test_who_left_by_mistake_is_a_member_again(three, store):
    page = three.done("/members/2/leave", day="2026-11-22")
    left = entries(store)[-1]
    assert left.kind == "member-left", page.text
    path, told = f"/entries/{left.seq}", {"reason": "it was her sister", "pin": PIN}
    assert "Her PIN" in three.get(path).text
    page = three.done(path, **told, second=user_id(store, "Chair"))
    assert "it was her sister" in page.text
    assert "Her PIN" not in three.get(path).text
    with store.reading() as db:
        assert books.member(db, books.books(db)[0].id, 2).left_on == ""


def test_two_phones_on_one_sheet(meeting, store):
    other = Browser(meeting.client.application).log_in("Secretary")
    goal, late = other.filled("/meetings/1/savings", {"savings:general:2": "3"})
    enter(meeting, "savings", **{"savings:general:1": "20"})
    page = other.post(goal, {**late, "button": "confirm"})
    assert page.status_code == 422
    assert "Somebody else entered" in page.text
    assert pots(store).cash == 2000
    again = next(one for one in forms_of(page) if one.action != "/logout")
    assert other.post(goal, {**dict(again.fields), "button": "confirm"}).status_code == 303
    assert pots(store).cash == 2300


def test_fields_are_kept_one_by_one(meeting, store):
    _, data = meeting.filled("/meetings/1/savings", {})
    tokens = {name: data[name] for name in ("csrf_token", "form_token")}
    field = {**tokens, "field": "savings:general:3", "value": "11"}
    assert meeting.post("/meetings/1/keep/savings", field).status_code == 204
    assert 'value="11"' in meeting.get("/meetings/1/savings").text
    other = {**field, "field": "loan_payment::1"}
    assert meeting.post("/meetings/1/keep/savings", other).status_code == 422
    # What comes after the sheet was confirmed comes too late to be kept.
    assert meeting.post("/meetings/1/savings", {**data, "button": "confirm"}).status_code == 303
    assert meeting.post("/meetings/1/keep/savings", field).status_code == 204
    with store.reading() as db:
        assert local.drafts(db, 1, "savings") == {}
    assert pots(store).cash == 1100


def test_a_member(with_savings):
    found = with_savings.get("/members?find=//gar").text
    assert "ǁGaroëb" in found
    assert "Ndapewa" not in found
    page = with_savings.done("/members/1/withdraw", amount="150", note="school")
    assert "250.00" in page.text
    assert "250.00" in with_savings.get("/members/1/leave").text
    page = with_savings.done("/members/3/change", name="Maria ǃUriǂkhos", phone="081 123 4567")
    assert "ǃUriǂkhos" in page.text
    page = with_savings.done("/members/3/leave")
    assert "has left" in page.text
    assert "ǃUriǂkhos" not in with_savings.get("/members").text
    assert "ǃUriǂkhos" in with_savings.get("/members?left=1").text
    page = with_savings.done("/members/3/forget", action="forget")
    assert "Her particulars are removed" in page.text
    assert "ǃUriǂkhos" not in with_savings.get("/members?left=1").text
    assert with_savings.get("/members/3").status_code == 200


def test_a_request(with_savings, store):
    page = with_savings.done("/requests/new", **REQUEST)
    assert "Toilets for block C" in page.text
    with store.reading() as db:
        (view,) = asked.requests(db)
    path = f"/requests/{view.request}"
    assert with_savings.send(f"{path}/vote", votes_for="3", votes_against="3").status_code == 422
    page = with_savings.done(f"{path}/vote", votes_for="20", votes_against="1")
    assert "The group voted" in page.text
    page = with_savings.done(f"{path}/withdraw", reason="we dig ourselves")
    assert "taken back by the group" in page.text
    assert with_savings.send(f"{path}/withdraw", reason="again").status_code == 409
    assert with_savings.get("/requests/nothing").status_code == 404


def test_a_collector_opens_what_a_collector_needs(three, app):
    collector = Browser(app).log_in("Collector")
    assert "Savings of today" in collector.get("/").text
    closed = ("/money", "/requests", "/settings", "/exchange", "/entries", "/meeting", "/loans")
    for path in (*closed, "/rounds", "/rounds/1", "/decisions"):
        assert collector.get(path).status_code == 403
    three.done("/meeting")
    assert collector.get("/meetings/1/savings").status_code == 200
    assert collector.get("/meetings/1/count").status_code == 403
    _, data = collector.filled("/meetings/1/savings", {})
    field = {**data, "field": "pieces.100", "value": "3"}
    assert collector.post("/meetings/1/keep/count", field).status_code == 403


def test_people_who_log_in(treasurer, app, store):
    page = treasurer.done("/settings/people/new", name="Selma", role="secretary", pin="24680")
    assert "Selma" in page.text
    selma = Browser(app).log_in("Selma", "24680")
    number = user_id(store, "Selma")
    treasurer.done(f"/settings/people/{number}", pin="13579")
    assert selma.get("/").status_code == 303  # her login ended
    selma.log_in("Selma", "13579")
    mine = user_id(store, "Treasurer")
    _, data = treasurer.filled(f"/settings/people/{mine}", {"pin": "1"})
    assert treasurer.post(f"/settings/people/{mine}/remove", data).status_code == 422
    treasurer.done(f"/settings/people/{number}", action="remove")
    assert selma.get("/").status_code == 303
    assert selma.send("/login", name="Selma", pin="13579").status_code == 403
