"""A meeting under the group's own rules in the browser: what each step offers and refuses."""

import pytest

from federation.commands.deed import enter as enter_drafts
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft, local
from federation.store.queries import books, group

from .conftest import PIN, Browser, forms_of, sentences
from .test_group import enter, entries, own, people, pots, user_id

DAY = "2026-11-22"
FINES = (e.FineRule(why="late", amount=200), e.FineRule(why="noise", amount=100))


def adopt(store, **told):
    usual = {
        "day": DAY,
        "version": 1,
        "savings": "both",
        "share_price": 500,
        "shares_most": 5,
        "purposes": ("general", "land"),
        "social_contribution": 500,
        "fines": FINES,
        "fines_to": "social-fund",
        "officers_close": 3,
        "cash_warning": 10_000,
    }
    event = e.ConstitutionAdopted(**{**usual, **told})
    with store.writing() as db:
        enter_drafts(db, store.node, [Draft(kinds.LEDGER, event)], {})


@pytest.fixture
def ruled(treasurer, store):
    people(treasurer, "Ndapewa Shikongo", "Moses ǁGaroëb", "Maria ǃUri")
    adopt(store)
    treasurer.done("/meeting", place="Church hall", language="ng")
    treasurer.done(
        "/meetings/1/attendance", button="rest", **{"mark.2": "late", "mark.3": "absent"}
    )
    treasurer.done("/meetings/1/attendance", button="confirm")
    return treasurer


def test_shares_by_the_rules(ruled, store):
    share = "/meetings/1/savings?purpose=share"
    wrong = ruled.send(share, button="confirm", **{"share::1": "23"})
    assert wrong.status_code == 422
    assert "3.00 is left over" in sentences(wrong)[0]
    many = ruled.send(share, button="confirm", **{"share::1": "30"})
    assert "6 shares" in sentences(many)[0]
    ruled.done(share, button="confirm", rest="yes", **{"share::1": "23"})
    assert (pots(store).shares, pots(store).credits, pots(store).cash) == (2000, 300, 2300)


def test_all_who_are_here_pay_the_contribution(ruled, store):
    page = ruled.done("/meetings/1/social", button="fill")
    assert page.text.count('value="5"') >= 2
    assert pots(store).cash == 0
    enter(ruled, "social")
    paid = [one.member for one in entries(store) if one.kind == "social-contribution-received"]
    assert paid == [1, 2]
    assert pots(store).social_fund == 1000
    again = ruled.get("/meetings/1/social").text
    assert 'value="fill"' not in again  # nobody is left to fill


def test_fines_by_the_rules_go_where_the_rules_say(ruled, store):
    fines = "/meetings/1/fines"
    page = ruled.get(fines).text
    assert "Charge those who are ticked" in page
    ruled.done(fines, action="late", **{"late.2": "yes"})
    assert ">Charge those who are ticked</button>" not in ruled.get(fines).text
    ruled.done(fines, action="charge", member="1", why="noise")
    lacks = ruled.send(fines, action="charge", member="1", why="other", amount="3")
    assert lacks.status_code == 422
    none = ruled.send(fines, action="charge", member="1", why="other", note="shouting")
    assert "Write how much" in sentences(none)[0]
    charged = [one for one in entries(store) if one.kind == "fine-charged"]
    assert [(one.member, one.amount_minor, one.why) for one in charged] == [
        (2, 200, "late"),
        (1, 100, "noise"),
    ]
    ruled.done(fines, button="fill")
    enter(ruled, "fines")
    assert (pots(store).social_fund, pots(store).cash) == (300, 300)


def test_a_decision_is_written_down_with_its_votes(ruled, store):
    path = "/meetings/1/decisions"
    told = {"words": "We dig on Saturday", "votes_for": "2", "women_voting": "1"}
    more = ruled.send(path, **told, present="1")
    assert more.status_code == 422
    assert 'value="2"' in more.text
    page = ruled.done(path, **told)
    assert "We dig on Saturday" in page.text
    with store.reading() as db:
        (taken,) = group.decisions(db, own(store), meeting=1)
    assert (taken.votes_for, taken.present, taken.women_voting, taken.speaking) == (2, 2, 1, -1)
    assert "We dig on Saturday" in ruled.get("/decisions").text
    assert "We dig on Saturday" in ruled.get("/meetings/1/read-out").text


def count(browser, **told):
    return browser.done("/meetings/1/count", counter1="1", counter2="2", **told)


def test_who_counts_is_kept_while_somebody_types(ruled):
    _, data = ruled.filled("/meetings/1/count", {})
    tokens = {name: data[name] for name in ("csrf_token", "form_token")}
    for field, value in (("counter1", "2"), ("counter2", "1"), ("pieces.1000", "4")):
        kept = {**tokens, "field": field, "value": value}
        assert ruled.post("/meetings/1/keep/count", kept).status_code == 204, field
    page = ruled.get("/meetings/1/count").text
    for option in ("2", "1"):
        assert f'<option value="{option}" selected>' in page
    other = {**tokens, "field": "pin1", "value": "1234"}
    assert ruled.post("/meetings/1/keep/count", other).status_code == 422


def test_closed_by_as_many_officers_as_the_rules_say(ruled, store):
    enter(ruled, "savings?purpose=general", **{"savings:general:1": "120"})
    count(ruled, total="120")
    people_here = {
        f"officer{place}": user_id(store, name)
        for place, name in enumerate(("Treasurer", "Chair", "Secretary"), 1)
    }
    pins = {f"pin{place}": PIN for place in (1, 2, 3)}
    page = ruled.get("/meetings/1/close").text
    assert "N$\u202f20.00 to the bank" in page
    twice = {**people_here, "officer3": people_here["officer1"]}
    assert ruled.send("/meetings/1/close", **twice, **pins).status_code == 422
    page = ruled.done("/meetings/1/close", **people_here, **pins)
    assert "Church hall" in page.text
    assert "Oshindonga" in page.text
    with store.reading() as db:
        closed = books.meeting(db, own(store), 1)
    assert len(closed.officers.split()) == 3
    before = entries(store)
    for step in ("savings", "social", "fines", "decisions", "count", "close"):
        assert ruled.get(f"/meetings/1/{step}").status_code in (303, 409)
    assert entries(store) == before


def test_too_few_officers_are_told_how_to_add_one(ruled, store):
    count(ruled, total="0")
    with store.writing() as db:
        local.set_active(db, int(user_id(store, "Chair")), active=False)
    page = ruled.get("/meetings/1/close").text
    assert "only 2 have a PIN" in page
    assert "/settings/people/new" in page
    assert "pin1" not in page


def test_amounts_that_were_never_confirmed_hold_the_close_up(ruled, store):
    count(ruled, total="0")
    ruled.done("/meetings/1/savings?purpose=land", button="keep", **{"savings:land:1": "7"})
    page = ruled.get("/meetings/1/close").text
    assert "typed and not confirmed yet: 1" in page
    assert "pin1" not in page
    enter(ruled, "savings?purpose=land")
    assert "has to be counted first" in ruled.get("/meetings/1/close").text
    assert pots(store).cash == 700


def test_one_confirms_while_the_other_types(ruled, store):
    """Nothing is lost and nothing is entered twice, whatever either of them sees."""
    path = "/meetings/1/savings?purpose=general"
    other = Browser(ruled.client.application).log_in("Secretary")
    goal, hers = other.filled(path, {"savings:general:1": "20", "savings:general:2": "30"})
    kept = {**hers, "field": "savings:general:1", "value": "20"}
    assert other.post("/meetings/1/keep/savings", kept).status_code == 204
    enter(ruled, "savings?purpose=general", **{"savings:general:3": "5"})
    assert pots(store).cash == 2500  # hers was confirmed with it
    page = other.post(goal, {**hers, "button": "confirm"})
    assert page.status_code == 422
    assert "they stand beside the names" in page.text
    again = next(one for one in forms_of(page) if "logout" not in one.action)
    values = dict(again.fields)
    assert (values["savings:general:1"], values["savings:general:2"]) == ("", "30")
    assert other.post(goal, {**values, "button": "confirm"}).status_code == 303
    assert pots(store).cash == 5500
    saved = [one for one in entries(store) if one.kind == "savings-received"]
    assert sorted(one.amount_minor for one in saved) == [500, 2000, 3000]


def test_a_field_that_stayed_empty_here_does_not_wipe_what_another_phone_typed(ruled, store):
    path = "/meetings/1/savings?purpose=general"
    other = Browser(ruled.client.application).log_in("Secretary")
    goal, mine = ruled.filled(path, {"savings:general:1": "oh"})
    other.done(path, button="keep", **{"savings:general:2": "30"})
    page = ruled.post(goal, {**mine, "button": "confirm"})
    again = next(one for one in forms_of(page) if "logout" not in one.action)
    values = {**dict(again.fields), "savings:general:1": "1"}
    assert values["savings:general:2"] == "30"
    assert ruled.post(goal, {**values, "button": "confirm"}).status_code == 303
    assert pots(store).cash == 3100


@pytest.mark.parametrize("amount", ["1.005", "-5", "1e9", "٥٠", "N$"])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/meetings/1/savings?purpose=general", "savings:general:1"),
        ("/meetings/1/savings?purpose=share", "share::1"),
        ("/meetings/1/social", "social_contribution::1"),
        ("/meetings/1/count", "total"),
        ("/meetings/1/count", "pieces.5000"),
    ],
)
def test_an_amount_that_is_none_gets_its_sentence(ruled, store, path, field, amount):
    before = entries(store)
    page = ruled.send(path, button="confirm", **{field: amount})
    assert page.status_code == 422
    assert len(sentences(page)) == 1
    assert f'value="{amount}"' in page.text
    assert entries(store) == before


@pytest.mark.parametrize("day", ["2026-11-21", "2027-11-22", "22 Nov"])
def test_a_day_no_meeting_can_be_on(treasurer, store, day):
    people(treasurer, "Ndapewa Shikongo")
    page = treasurer.send("/meeting", day=day, on_paper="yes", place="Church hall")
    assert page.status_code == 422
    assert len(sentences(page)) == 1
    assert "Church hall" in page.text
    with store.reading() as db:
        assert books.meetings(db, own(store)) == ()


def test_held_on_paper_and_written_down_later(ruled, store, clock):
    count(ruled, total="0")
    officers = {
        f"officer{n}": user_id(store, who)
        for n, who in enumerate(("Treasurer", "Chair", "Secretary"), 1)
    }
    pins = {f"pin{n}": PIN for n in (1, 2, 3)}
    ruled.done("/meetings/1/close", **officers, **pins)
    clock.moment = clock.moment.replace(day=29)
    ruled.log_in()
    ruled.done("/meeting", day="2026-11-23", on_paper="yes")
    assert "held on paper" in ruled.get("/meetings/2/savings?purpose=general").text
    enter_at = "/meetings/2/savings?purpose=general"
    ruled.done(enter_at, button="confirm", **{"savings:general:1": "5"})
    assert entries(store)[-1].day == "2026-11-23"
    ruled.done("/meetings/2/count", counter1="1", counter2="2", total="5")
    page = ruled.done("/meetings/2/close", **officers, **pins).text
    assert "written down later: on 29 Nov 2026" in page


def test_what_is_typed_for_nobody_is_not_kept_and_can_be_let_go(treasurer):
    treasurer.done("/members/new", name="Anna")
    treasurer.done("/meeting")
    _, data = treasurer.filled("/meetings/1/savings", {})
    tokens = {name: data[name] for name in ("csrf_token", "form_token")}
    for field in ("savings:general:999", "savings:goats:1", "savings:general:١", "mark.1", "x"):
        kept = treasurer.post("/meetings/1/keep/savings", {**tokens, "field": field, "value": "5"})
        assert kept.status_code == 422, field
    wrong = {**tokens, "field": "mark.5", "value": "x"}
    assert treasurer.post("/meetings/0/keep/rounds", wrong).status_code == 404
    right = {**tokens, "field": "savings:general:1", "value": "5"}
    assert treasurer.post("/meetings/1/keep/savings", right).status_code == 204
    assert "not confirmed yet: 1" in treasurer.get("/meetings/1/close").text
    treasurer.done("/meetings/1/close", "let-go/savings")
    assert "not confirmed" not in treasurer.get("/meetings/1/close").text
