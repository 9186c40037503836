"""A group sets up its books in a browser without JavaScript."""

import pytest

from federation.core import constitution as core
from federation.store.queries import books

from .conftest import sentences
from .setting_up import (
    LOAN,
    RULES,
    VOTE,
    answer,
    answer_all,
    begins,
    count,
    drafts,
    lines,
    officers,
    own,
    pots,
    rules_of,
    write_down,
)


@pytest.fixture
def answered(treasurer):
    """Every question about the rules is answered."""
    answer_all(treasurer)
    return treasurer


@pytest.fixture
def with_members(answered):
    write_down(answered)
    return answered


@pytest.fixture
def counting(with_members):
    """Members are written down, and the money is counted now."""
    begins(with_members, begin="now")
    return with_members


@pytest.fixture
def counted(counting):
    count(counting)
    return counting


def test_the_first_page_of_a_new_group_has_one_main_button(treasurer):
    page = treasurer.get("/").text
    assert page.count('class="button main') == 1
    assert "Set up the group's books" in page
    page = treasurer.get("/setup").text
    assert "Begin: What kind of group are you?" in page


def test_whole_set_up(counted, store):
    page = counted.get("/setup/read").text
    for said in (
        "A member may owe at most 2.5 times what she has saved.",
        "A loan costs 10 % a month, on the whole loan (flat).",
        "We save for: general, land, school.",
        "Phone rings: N$\u202f0.50.",
        "We meet every week, on Sunday.",
        "N$\u202f1\u202f037.50 is over",
    ):
        assert said in page, said
    assert lines(store) == 3, "nothing but members before the vote"
    page = counted.done("/setup/vote", **VOTE, **officers(store))
    assert "The books are set up." in page.text
    rules = rules_of(store)
    assert (rules.version, rules.decision, rules.loan_limit, rules.loan_rate) == (
        1,
        1,
        250,
        100_000,
    )
    assert rules.purposes == ("general", "land", "school")
    assert [(one.why, one.amount) for one in rules.fines] == [("late", 100), ("phone rings", 50)]
    assert (rules.loan_guarantors, rules.officers_close, rules.meets_on) == (2, 3, core.SUNDAY)
    held = pots(store)
    assert (held.cash, held.bank, held.savings, held.loans) == (125_000, 950_000, 991_250, 60_000)
    assert (held.social_fund, held.fund_held) == (10_000, 30_000)
    with store.reading() as db:
        told = {one.kind: one.note for one in books.entries(db, own(store))}
        assert {one.name for one in books.members(db, own(store))} == {
            "Anna ǁGaroëb", "Berta", "Cilla",
        }  # fmt: skip
    assert told["opening-cash-counted"] == "200.00 × 6; 50.00 × 1 · Treasurer, Secretary"
    assert told["opening-bank-stated"] == "Statement 88"
    assert not drafts(store, "box")
    page = counted.get("/").text
    assert "Start the meeting" in page
    assert "Set up the group's" not in page


def test_a_second_tap_is_the_same_set_up(counted, store):
    goal, data = counted.filled("/setup/vote", {**VOTE, **officers(store)})
    assert counted.post(goal, data).status_code == 303
    before = lines(store)
    again = counted.post(goal, data)
    assert again.headers["Location"] == "/rules?done=set-up"
    assert lines(store) == before


def test_what_is_typed_survives_a_power_cut(treasurer, store):
    answer(treasurer, "kind", {"template": "shares"})
    sent = answer(treasurer, "price", {"share_price": "5.005", "shares_most": "5"})
    assert sent.status_code == 422
    assert "5.005" in treasurer.get("/setup/price").text
    _, data = treasurer.filled("/setup/limit", {})
    told = {name: data[name] for name in ("csrf_token", "form_token")}
    kept = {**told, "field": "times", "value": "7"}
    assert treasurer.post("/setup/keep/limit", kept).status_code == 204
    assert 'value="7"' in treasurer.get("/setup/limit").text
    pin = {**told, "field": "pin1", "value": "4711"}
    assert treasurer.post("/setup/keep/vote", pin).status_code == 422
    assert treasurer.post("/setup/keep/box", pin).status_code == 422
    assert drafts(store, "vote") == {}


@pytest.mark.parametrize(
    ("code", "told", "said"),
    [
        ("kind", {"template": "bank"}, "bank"),
        ("purposes", {}, "Choose at least one thing to save for."),
        ("purposes", {"own": "Share"}, "already means shares"),
        ("purposes", {"own": "school, School"}, "stands here twice"),
        ("limit", {"limit": "other"}, "How many times her own savings?"),
        ("limit", {"limit": "other", "times": "0.1"}, "from 0.5 to 100"),
        ("limit", {"limit": "other", "times": "٣"}, "from 0.5 to 100"),
        ("interest", {"loan_rate": "-5"}, "-5"),
        ("interest", {"loan_rate": "ten"}, "ten"),
        ("payback", {"loan_instalments_most": "0"}, "0"),
        ("social", {"social_contribution": "1.005"}, "1.005"),
        ("social", {"social_contribution": "-5"}, "-5"),
        ("social", {"social_contribution": "1e9"}, "1e9"),
        ("social", {"social_contribution": "٣"}, "٣"),
        ("fines", {"why1": "singing"}, "needs both"),
        ("fines", {"why1": "late", "amount1": "2"}, "stands here twice"),
        ("officers", {"officers_close": "1"}, "1"),
        ("meeting", {"quorum": "500"}, "500"),
    ],
)
def test_each_answer_that_cannot_be_has_its_sentence(treasurer, store, code, told, said):
    answer(treasurer, "kind", {"template": "saving"})
    sent = answer(treasurer, code, told)
    assert sent.status_code == 422
    (sentence,) = sentences(sent)
    assert said in sentence
    assert lines(store) == 0


def test_shares_are_counted_and_have_a_price(treasurer, store):
    for code, told in (*RULES[:1], ("saving", {"savings": "shares"})):
        answer(treasurer, code, told)
    page = treasurer.get("/setup").text
    assert "What do you save for?" not in page
    assert "What does one share cost?" in page
    answer(treasurer, "price", {"share_price": "5", "shares_most": "5"})
    for code, told in RULES[3:]:
        answer(treasurer, code, told)
    treasurer.done("/setup/members", button="add", names="Anna\nBerta")
    treasurer.done("/setup/members", button="confirm")
    begins(treasurer, begin="now")
    treasurer.done("/setup/box", total="300")
    treasurer.done("/setup/bank", bank="0")
    wrong = treasurer.send("/setup/shares", **{"shares::1": "4.5"})
    assert "4.5" in sentences(wrong)[0]
    treasurer.done("/setup/shares", **{"shares::1": "45", "shares::2": "15"})
    treasurer.done("/setup/loans", button="confirm")
    treasurer.done("/setup/pots")
    page = treasurer.get("/setup/read").text
    assert "It fits to the cent" in page
    treasurer.done("/setup/vote", **{**VOTE, "votes_for": "2", "present": "2"}, **officers(store))
    assert pots(store).shares == 30_000
    treasurer.done("/meeting")
    treasurer.done("/meetings/1/attendance", button="rest")
    page = treasurer.get("/meetings/1/savings?purpose=share").text
    assert "A share costs N$\u202f5.00." in page


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"principal": "500"}, "still owed is more than"),
        ({"disbursed_on": "2026-11-23"}, "after the day of the count"),
        ({"first_due_on": "2026-08-01"}, "before the loan is paid out"),
        ({"owed": "1.005"}, "1.005"),
        ({"member": ""}, "member"),
        ({"instalments": "0"}, "0"),
    ],
)
def test_a_loan_that_cannot_be_is_told_at_its_field(counting, told, said):
    sent = counting.send("/setup/loans", button="confirm", **{**LOAN, **told})
    assert sent.status_code == 422
    assert said.lower() in sentences(sent)[0].lower()
    assert "Written down" not in counting.get("/setup/loans").text


def test_a_loan_can_be_taken_out_again(counting):
    page = counting.done("/setup/loans", button="add", **LOAN).text
    assert "owes N$\u202f600.00" in page
    page = counting.done("/setup/loans", button="drop 1").text
    assert "owes N$\u202f600.00" not in page


def test_a_loan_is_written_down_once_whatever_comes_late(counting):
    """A second tap, and the field that was left last, on a slow telephone."""
    _, data = counting.filled("/setup/loans", LOAN)
    for _ in range(2):
        assert counting.post("/setup/loans", {**data, "button": "add"}).status_code == 303
    told = {name: data[name] for name in ("csrf_token", "form_token")}
    late = {**told, "field": "principal", "value": LOAN["principal"]}
    assert counting.post("/setup/keep/loan", late).status_code == 204
    page = counting.get("/setup/loans").text
    assert page.count("owes N$\u202f600.00") == 1
    assert f'value="{LOAN["principal"]}"' not in page
    assert counting.done("/setup/loans", button="confirm").request.path == "/setup/pots"


def test_nothing_holds_before_every_question_is_answered(treasurer, store):
    answer(treasurer, "kind", {"template": "saving"})
    page = treasurer.get("/setup/read").text
    assert "These questions are not answered yet" in page
    sent = treasurer.send("/setup/vote", **VOTE)
    assert sent.status_code == 422
    assert "How do members save?” is not answered yet" in sent.text
    assert lines(store) == 0


def test_a_vote_that_is_lost_changes_nothing(with_members, store):
    begins(with_members, begin="nothing")
    for told, said in (
        ({"votes_for": "1", "votes_against": "2", "present": "3"}, "does not carry"),
        ({"votes_for": "1", "present": "1"}, "1 of 3 members are here"),
        ({"votes_for": "4", "present": "3"}, "4 voted, but only 3 are here"),
    ):
        sent = with_members.send("/setup/vote", **told)
        assert sent.status_code == 422
        assert said in sentences(sent)[0]
    assert lines(store) == 3
    assert with_members.done("/setup/vote", **VOTE).status_code == 200
    assert rules_of(store).version == 1
    assert pots(store).cash == 0


@pytest.mark.parametrize(
    ("told", "beside"),
    [
        ({"pin2": "9999"}, "Name and PIN do not fit together"),
        ({"pin1": ""}, "PIN"),
        ({"officer2": "1"}, "Two different officers"),
    ],
)
def test_two_officers_confirm_what_was_counted(counted, store, told, beside):
    before = lines(store)
    sent = counted.send("/setup/vote", **VOTE, **{**officers(store), **told})
    assert sent.status_code in (403, 422)
    assert beside in sent.text
    assert lines(store) == before


def test_what_is_missing_is_asked_for(counted, store):
    counted.done("/setup/bank", bank="5000")
    sent = counted.send("/setup/vote", **VOTE, **officers(store))
    assert "N$\u202f3\u202f462.50 is missing" in sentences(sent)[0]
    counted.done("/setup/vote", why="Stolen in May", **VOTE, **officers(store))
    assert pots(store).bank == 500_000


def test_figures_that_changed_are_looked_at_again(counted, store):
    goal, data = counted.filled("/setup/vote", {**VOTE, **officers(store)})
    counted.done("/setup/box", **{"pieces.20000": "7"})
    sent = counted.post(goal, data)
    assert sent.status_code == 422
    assert "The figures changed" in sent.text


def test_books_from_a_spreadsheet_only_need_rules(treasurer, store):
    treasurer.done("/members/new", name="Anna")
    treasurer.done("/meeting")
    treasurer.done("/meetings/1/attendance", button="rest")
    treasurer.done("/meetings/1/attendance", button="confirm")
    treasurer.done("/meetings/1/savings", button="confirm", **{"savings:general:1": "40"})
    assert "rules are not written down yet" in treasurer.get("/").text
    assert "Is there money already?" not in treasurer.get("/setup").text
    for code, told in RULES:
        answer(treasurer, code, told)
    treasurer.done("/setup/members", button="confirm")
    treasurer.done("/setup/vote", votes_for="1", present="1")
    assert rules_of(store).version == 1
    assert pots(store).savings == 4_000


def test_the_count_can_come_another_day(answered, store):
    answered.done("/setup/members", button="confirm")
    begins(answered, begin="later")
    answered.done("/setup/vote", **VOTE)
    assert "Is there money already?" in answered.get("/setup").text
    answered.done("/setup/members", button="add", names="Anna")
    answered.done("/setup/members", button="confirm")
    begins(answered, begin="now", day="2026-11-20")
    answered.done("/setup/box", total="50")
    answered.done("/setup/bank", bank="")
    answered.done("/setup/savings", **{"saved:general:1": "50"})
    answered.done("/setup/loans", button="confirm")
    answered.done("/setup/pots")
    answered.done("/setup/vote", **officers(store))
    assert (pots(store).cash, rules_of(store).version) == (5_000, 1)
    assert "The books are set up" in answered.get("/setup/box").text


def test_a_name_that_cannot_be_read_keeps_them_all(answered, store):
    sent = answered.send("/setup/members", button="add", names="Anna\nBerta, banana")
    assert "In line 2" in sentences(sent)[0]
    assert "Berta, banana" in answered.get("/setup/members").text
    assert lines(store) == 0
