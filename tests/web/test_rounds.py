"""Daily rounds in the browser: own sheets, handed in, counted, accepted or given back."""

import pytest

from federation.store import local
from federation.store.queries import books, group

from .conftest import Browser, sentences
from .test_group import entries, own, people, pots, user_id

DAY = "2026-11-22"


@pytest.fixture
def three(treasurer):
    people(treasurer, "Ndapewa Shikongo", "Moses ǁGaroëb", "Maria ǃUri")
    return treasurer


@pytest.fixture
def collector(three, app):
    assert three.get("/members").status_code == 200
    return Browser(app).log_in("Collector")


def drafts_left(store):
    with store.reading() as db:
        return [row[0] for row in db.execute_sql("SELECT field FROM local_draft WHERE meeting = 0")]


def gather(browser, sheet, day=DAY, **amounts):
    return browser.send(f"/daily?day={day}", button="hand-in", sheet=sheet, **amounts)


def saved(store):
    return [one for one in entries(store) if one.kind == "savings-received"]


TWO = {"savings:general:1": "5", "savings:general:2": "7.50"}


def test_a_round_from_the_sheet_to_the_books(collector, three, store):
    number = user_id(store, "Collector")
    wrong = gather(collector, "13", **TWO)
    assert wrong.status_code == 422
    assert "N$\u202f0.50 too little" in sentences(wrong)[0]
    assert 'value="7.50"' in wrong.text
    page = collector.done(f"/daily?day={DAY}", button="hand-in", sheet="12.50")
    assert "Handed in" in page.text
    assert pots(store).cash == 0
    assert "Count the money of Collector" in three.get("/rounds").text

    path = f"/rounds/{number}?day={DAY}"
    short = three.send(path, handed="12")
    assert short.status_code == 422
    assert "the money is N$\u202f12.00: N$\u202f0.50 too little" in sentences(short)[0]
    assert pots(store).cash == 0
    page = three.done(path, handed="12.50")
    assert "Accepted" in page.text
    assert pots(store).cash == pots(store).savings == 1250
    assert [(one.member, one.amount_minor, one.day) for one in saved(store)] == [
        (1, 500, DAY),
        (2, 750, DAY),
    ]
    with store.reading() as db:
        (accepted,) = group.rounds(db, own(store))
    assert (accepted.round, accepted.handed_minor, str(accepted.collector)) == (1, 1250, number)
    assert drafts_left(store) == []
    tokens = three.filled("/daily", {})[1]
    assert "not handed in now" in three.post(path, {**tokens, "handed": "12.50"}).text
    assert 'value="5"' in collector.get("/daily").text  # as in her last round, for one tap


def test_a_double_tap_accepts_once(collector, three, store):
    gather(collector, "12.50", **TWO)
    goal, data = three.filled(f"/rounds/{user_id(store, 'Collector')}?day={DAY}", {})
    for _ in range(3):
        assert three.post(goal, {**data, "handed": "12.50"}).status_code == 303
    assert pots(store).cash == 1250


def test_a_sheet_goes_back_and_comes_again(collector, three, store):
    number = user_id(store, "Collector")
    gather(collector, "12.50", **TWO)
    closed = collector.post(
        f"/daily?day={DAY}", {**collector.filled(f"/daily?day={DAY}", {})[1], "button": "keep"}
    )
    assert closed.status_code == 409  # handed in is handed in
    three.done(f"/rounds/{number}?day={DAY}", action=f"back?day={DAY}", reason="two notes missing")
    assert "two notes missing" in collector.get(f"/daily?day={DAY}").text
    assert "two notes missing" in three.get("/rounds").text
    collector.done(f"/daily?day={DAY}", button="hand-in", sheet="12.50")
    collector.done(f"/daily?day={DAY}", button="take-back")
    tokens = three.filled("/daily", {})[1]
    late = three.post(f"/rounds/{number}?day={DAY}", {**tokens, "handed": "12.50"})
    assert "not handed in now" in late.text
    assert pots(store).cash == 0


def test_several_collectors_and_days_do_not_mix(collector, three, app, store):
    secretary = Browser(app).log_in("Secretary")
    gather(collector, "5", **{"savings:general:1": "5"})
    collector.done("/daily?day=2026-11-23", button="to land", **{"savings:general:2": "4"})
    gather(secretary, "9", **{"savings:general:1": "9"})
    page = three.get("/rounds").text
    assert page.count("Count the money of") == 2
    assert "Not handed in yet" in page
    three.done(f"/rounds/{user_id(store, 'Secretary')}?day={DAY}", handed="9")
    assert pots(store).cash == 900
    assert 'value="4"' in collector.get("/daily?day=2026-11-23").text


def test_nobody_accepts_her_own_round_while_another_officer_can(three, store):
    gather(three, "5", **{"savings:general:1": "5"})
    path = f"/rounds/{user_id(store, 'Treasurer')}?day={DAY}"
    assert "Another officer counts" in three.get(path).text
    data = three.filled("/daily", {})[1]
    refused = three.post(path, {**data, "handed": "5"})
    assert refused.status_code == 422
    assert pots(store).cash == 0


def test_fields_are_kept_one_by_one(collector, store):
    _, data = collector.filled("/daily", {})
    field = {**data, "field": "savings:general:3", "value": "11"}
    assert collector.post("/daily/keep", field).status_code == 204
    assert 'value="11"' in collector.get("/daily").text
    assert collector.post("/daily/keep", {**field, "field": "fine::1"}).status_code == 422
    with store.reading() as db:
        step = f"round {user_id(store, 'Collector')} {DAY}"
        assert local.drafts(db, 0, step) == {"savings:general:3": "11"}
    assert books.Pots(0, 0, 0, 0, 0, 0, 0) == pots(store)


@pytest.mark.parametrize("amount", ["1.005", "-5", "1e9", "٥", "5,o"])
def test_an_amount_that_is_none_stays_with_its_sentence(collector, store, amount):
    page = gather(collector, "5", **{"savings:general:1": amount})
    assert page.status_code == 422
    assert len(sentences(page)) == 1
    assert f'value="{amount}"' in page.text
    wrong = gather(collector, amount, **{"savings:general:1": "5"})
    assert wrong.status_code == 422
    assert pots(store).cash == 0


@pytest.mark.parametrize("day", ["2025-01-01", "2027-11-22"])
def test_a_day_that_cannot_be_meant(collector, store, day):
    page = gather(collector, "5", day=day, **{"savings:general:1": "5"})
    assert page.status_code == 422
    assert "Look at the year" in page.text
    assert saved(store) == []
