"""The fund's pages at the office, and what a group sees of its loan: from the offer to the sums."""

import json
import re

import pytest

from federation.commands.deed import enter
from federation.commands.users import add_user
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft
from federation.store.queries import fund as told
from federation.web import create_app
from sync.export import export
from sync.intake import take_in
from tests import factories

from .cities import beside
from .conftest import PIN, Browser, sentences
from .test_hub import NAME, bring, group_files, hub, world

__all__ = ["hub", "world"]
DAY = factories.DAY
PRODUCT = {
    "title": "House 34 m²", "use": "house", "rate": "0.5", "per": "month", "method": "declining",
    "instalments": "132", "every": "month", "member_most": "50000",
}  # fmt: skip
LOAN = {
    "group": "G0001", "product": "1", "principal": "50000", "day": DAY,
    "first_due_on": "2026-12-31", "approved_by": "board",
}  # fmt: skip


@pytest.fixture
def office(hub, world):
    """The hub with a group's books, a product, capital of the ministry, a second person."""
    store, rosa, app = hub
    bring(rosa, *group_files(world))
    add_user(store, "Maria", "admin", PIN)
    rosa.done("/fund/products/0", **PRODUCT)
    rosa.done(
        "/fund/money/capital", amount="200000", day=DAY, source="ministry", party="M. Nangolo"
    )
    return store, rosa, app


def lend(rosa, **more):
    text, answer = rosa.shown("/fund/loans/new", "confirm", **{**LOAN, **more})
    assert answer.status_code == 303, sentences(answer)
    return text


def numbers(page):
    """Every amount that a page shows, as people read it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_before_there_is_a_fund_the_page_says_what_to_do(hub):
    _, rosa, _ = hub
    page = rosa.get("/fund")
    assert "The fund has no product yet" in page.text
    assert "/fund/products/0" in page.text
    for path in ("products", "entries", "loans", "groups", "statement"):
        assert rosa.get(f"/fund/{path}").status_code == 200
    assert 'href="/fund"' in rosa.get("/").text


def test_a_loan_from_the_vote_to_the_last_receipt(office):
    store, rosa, _ = office
    shown = lend(rosa, concession="yes")
    assert "518.35" in shown
    rosa.done("/fund/loans/1/parts", member1="1", amount1="50000")
    receipt = rosa.done(
        "/fund/loans/1/pay-out",
        early="yes",
        amount="20000",
        day=DAY,
        form="materials",
        party="Build It",
    )
    for text in ("receipt 4", "20 000.00", "as materials", "Build It", "Print this receipt"):
        assert text in numbers(receipt), text
    rosa.done("/fund/loans/1/pay-out", early="yes", amount="30000", day=DAY, form="transfer")
    rosa.done("/fund/loans/1/received", amount="600", day=DAY, slip="F4003")
    page = rosa.get("/fund/loans/1")
    for text in ("50 000.00", "№ 1", "49 400.00", "31 Dec 2026"):
        assert text in numbers(page), text
    assert NAME not in page.text
    home = numbers(rosa.get("/fund"))
    assert "150 600.00" in home
    with store.reading() as db:
        assert told.balances(db)["cash"] == 15_060_000


def test_the_payments_on_a_loan_s_page_are_for_what_went_out(office):
    _, rosa, _ = office
    lend(rosa)
    assert "518.35" in rosa.get("/fund/loans/1").text
    rosa.done("/fund/loans/1/pay-out", early="yes", amount="10000", day=DAY, form="cash")
    page = rosa.get("/fund/loans/1").text
    assert "103.67" in page
    assert "518.35" not in page
    assert "went out. What goes out later" in page
    rosa.done("/fund/loans/1/received", amount="10000", day=DAY, payer="group")
    page = rosa.get("/fund/loans/1").text
    assert "/fund/loans/1/pay-out" not in page, "of a loan that is settled no more goes out"
    other = rosa.send("/fund/products/1", use="land")
    assert (other.status_code, list(beside(other))) == (422, ["use"])
    early = rosa.send("/fund/money/cost", amount="5", day="2025-01-01", about="bank")
    assert (early.status_code, list(beside(early))) == (422, ["day"])


def test_members_are_numbers_also_those_whom_their_group_listed(office, world):
    group = world["group"]
    anna = factories.admit(group, "Anna Uises")
    listed = e.HouseStepTaken(day=DAY, member=1, step="listed")
    with group.writing() as db:
        enter(db, group.node, [Draft(kinds.LEDGER, listed, e.HouseRecord(note=""))], {})
    _, rosa, _ = office
    bring(rosa, *group_files(world))
    lend(rosa)
    form = rosa.get("/fund/loans/1/parts")
    assert "list for a house: 1." in form.text
    rosa.done("/fund/loans/1/parts", member1="1", member2=str(anna))
    page = rosa.get("/fund/loans/1")
    assert "№ 1<" in page.text
    for text in (form.text, page.text):
        assert NAME not in text
        assert "Anna" not in text
    assert "50.00" not in page.text.split("Parted among members")[1].split("</section>")[0]
    assert numbers(page).count("25 000.00") == 2


def test_parts_that_do_not_fit_stand_at_their_fields_with_what_was_typed(office):
    _, rosa, _ = office
    lend(rosa)
    path = "/fund/loans/1/parts"
    page = rosa.send(path, member1="one", amount1="5", member2="1", amount2="x")
    assert (page.status_code, set(beside(page))) == (422, {"member1", "amount2"})
    assert 'value="one"' in page.text
    page = rosa.send(path, member1="1", amount1="49999.99")
    assert "49 999.99 together, and the loan is" in numbers(page)
    assert rosa.send(path, member1="77", amount1="50000").status_code == 422
    more = rosa.send(path, member1="1", button="more")
    assert (more.status_code, "member20" in more.text, 'value="1"' in more.text) == (
        200,
        True,
        True,
    )


def test_what_is_wrong_stands_at_its_field(office):
    _, rosa, _ = office
    page = rosa.send("/fund/products/0", **{**PRODUCT, "rate": "much", "title": ""})
    assert (page.status_code, set(beside(page))) == (422, {"rate", "title"})
    for path, typed, field in (
        ("/fund/money/cost", {"amount": "1", "day": DAY}, "about"),
        ("/fund/money/cost", {"amount": "999999", "day": DAY, "about": "audit"}, "amount"),
        ("/fund/money/capital-back", {"amount": "1", "day": DAY, "source": "donor"}, "amount"),
        ("/fund/money/interest", {"amount": "1", "day": "2030-01-01"}, "day"),
        ("/fund/loans/new", {**LOAN, "group": ""}, "group"),
        ("/fund/loans/new", {**LOAN, "instalments": "133"}, "instalments"),
        ("/fund/loans/new", {**LOAN, "first_due_on": "2026-01-01"}, "first_due_on"),
    ):
        page = rosa.send(path, **typed)
        assert (page.status_code, list(beside(page))) == (422, [field]), path
    lend(rosa)
    page = rosa.send("/fund/loans/1/pay-out", early="yes", amount="60000", day=DAY, form="transfer")
    assert list(beside(page)) == ["amount"]
    assert rosa.get("/fund/loans/9").status_code == 404
    assert rosa.get("/fund/entries/99").status_code == 404
    assert rosa.get("/fund/loans/1/nothing").status_code == 404
    assert rosa.get("/fund/money/nothing").status_code == 404
    assert rosa.get("/fund/groups/G0009").status_code == 404
    assert rosa.get("/fund/groups/C01").status_code == 404


def test_an_entry_is_taken_back_by_two_people(office):
    _, rosa, _ = office
    path = "/fund/entries/1"
    assert list(beside(rosa.send(path, reason="twice", second="2", pin="0000"))) == ["pin"]
    assert list(beside(rosa.send(path, second="2", pin=PIN))) == ["reason"]
    goal, data = rosa.filled(path, {"reason": "twice", "pin": PIN})
    assert list(beside(rosa.post(goal, {**data, "second": "1"}))) == ["second"]
    page = rosa.done(path, reason="typed twice", second="2", pin=PIN)
    assert "This entry was taken back" in page.text
    assert "typed twice" in page.text
    entries = rosa.get("/fund/entries").text
    assert "taken back" in entries
    assert 'name="pin"' not in rosa.get("/fund/entries/2").text, "a reversal stays"


def test_only_an_admin_writes_off(office):
    _, rosa, app = office
    lend(rosa)
    rosa.done("/fund/loans/1/pay-out", early="yes", amount="50000", day=DAY, form="cash")
    assert rosa.get("/fund/loans/1/write-off").status_code == 403
    assert "write-off" not in rosa.get("/fund/loans/1").text
    maria = Browser(app).log_in("Maria")
    assert "write-off" in maria.get("/fund/loans/1").text
    page = maria.send("/fund/loans/1/write-off", amount="100", day=DAY)
    assert list(beside(page)) == ["reason"]
    page = maria.done("/fund/loans/1/write-off", amount="100", day=DAY, reason="the flood")
    assert "the flood" in page.text


def test_other_payments_are_shown_agreed_and_told_to_the_group(office, world):
    store, rosa, app = office
    lend(rosa)
    rosa.done("/fund/loans/1/pay-out", early="yes", amount="50000", day=DAY, form="transfer")
    assert rosa.get("/fund/loans/1/reschedule").status_code == 403
    assert "reschedule" not in rosa.get("/fund/loans/1").text
    maria = Browser(app).log_in("Maria")
    assert "Other payments" in maria.get("/fund/loans/1").text
    asked = maria.get("/fund/loans/1/reschedule").text
    assert 'value="0.5"' in asked
    told = {
        "rate": "0", "instalments": "60", "first_due_on": "2026-12-31", "day": DAY,
        "approved_by": "board", "reason": "the flood",
    }  # fmt: skip
    page = maria.send("/fund/loans/1/reschedule", **{**told, "reason": "", "rate": "much"})
    assert page.status_code == 422
    assert set(beside(page)) == {"reason", "rate"}
    page = maria.send("/fund/loans/1/reschedule", **{**told, "first_due_on": "2026-01-31"})
    assert list(beside(page)) == ["first_due_on"]
    text, answer = maria.shown("/fund/loans/1/reschedule", "confirm", **told)
    assert "833.33" in text
    assert answer.status_code == 303
    page = numbers(maria.get(answer.headers["Location"]))
    assert "The new payments hold" in page
    assert "60 payments" in page
    assert "132 payments" in page, "what was agreed at first stays"
    assert "the flood" in maria.get("/fund/entries/4").text
    group = world["group"]
    files = [one.file for one in export(store, to="G0001")]
    assert [one.reason for one in take_in(group, files)] == [None] * len(files)
    group_app = create_app(group.node)
    own = group_app.extensions["federation"]
    add_user(own, "Treasurer", "treasurer", PIN)
    try:
        ndapewa = Browser(group_app).log_in()
        ndapewa.done("/fund-loans/offers/1")
        seen = numbers(ndapewa.get("/fund-loans/1"))
        ndapewa.done("/fund-loans/1/received", amount="20000", day=DAY)
        part = numbers(ndapewa.get("/fund-loans/1"))
    finally:
        own.close()
    assert "these payments hold since" in seen
    assert "333.33" in part, "as long as N$20,000 of N$50,000 came"
    assert "833.33" in seen


def test_the_fund_page_counts_what_is_out_and_says_written_off_as_the_statement_does(office):
    _, rosa, app = office
    for _ in range(3):
        lend(rosa)
    for loan in (1, 2):
        rosa.done(f"/fund/loans/{loan}/pay-out", early="yes", amount="50000", day=DAY, form="cash")
    assert re.search(r"100\W000\.00 2 loans", numbers(rosa.get("/fund"))), "one was never paid out"
    rosa.done("/fund/loans/2/received", amount="50000", day=DAY, payer="group")
    assert re.search(r"\D50\W000\.00 1 loan\W", numbers(rosa.get("/fund"))), "one is paid back"
    Browser(app).log_in("Maria").done(
        "/fund/loans/1/write-off", amount="50000", day=DAY, reason="the flood"
    )
    rosa.done("/fund/loans/1/received", amount="60", day=DAY, payer="group")
    page = numbers(rosa.get("/fund"))
    assert "0.00 0 loans" in page
    assert re.search(r"Written off N\$ 50\W000\.00 N\$ 60\.00 of it was paid after all", page), page
    assert re.search(
        r"Written off \D*50\W000\.00", numbers(rosa.get("/fund/statement?period=2026-Q4"))
    )


def test_the_three_numbers_and_a_group_s_account(office, world):
    group = world["group"]
    factories.enter(group, ("fund_contribution", 40_000, 1), ("fund_remittance", 25_000))
    _, rosa, _ = office
    bring(rosa, *group_files(world))
    lend(rosa)
    rosa.done("/fund/money/capital", amount="200", day=DAY, source="groups", group="G0001")
    for path in ("/fund/groups", "/fund/groups?month=2026-11", "/fund/groups/G0001"):
        page = numbers(rosa.get(path))
        for text in ("400.00", "250.00", "200.00", "150.00", "50.00"):
            assert text in page, (path, text)
    assert "400.00" not in rosa.get("/fund/groups?month=2026-10").text
    assert "more than it collected" not in rosa.get("/fund/groups/G0001").text


def test_more_paid_over_than_collected_is_said_and_nothing_is_stopped(office, world):
    """What was collected for the state was paid over to the fund."""
    group, loan = world["group"], {"member": 1, "loan": 1, "source": "state"}
    terms = {"rate": 0, "per": "month", "method": "flat", "instalments": 1, "every": "month"}
    events = (
        e.LoanAgreed(day=DAY, principal=900, first_due_on=DAY, **terms, **loan),
        e.LoanDisbursed(day=DAY, amount=900, **loan),
        e.LoanPrincipal(day=DAY, amount=900, **loan),
        e.FundRemitted(day=DAY, amount=700),
    )
    with group.writing() as db:
        enter(db, group.node, [Draft(kinds.LEDGER, one) for one in events], {})
    bring(office[1], *group_files(world))
    page = numbers(office[1].get("/fund/groups/G0001"))
    assert "7.00 more than it collected. That may be right" in page


def test_the_statement_on_a_page_on_paper_and_as_files(office):
    _, rosa, _ = office
    lend(rosa)
    rosa.done("/fund/loans/1/parts", member1="1")
    rosa.done("/fund/loans/1/pay-out", early="yes", amount="50000", day=DAY, form="cash")
    page = numbers(rosa.get("/fund/statement?period=2026-Q4"))
    for text in ("Capital from the ministry", "200 000.00", "House 34 m²", "no region said"):
        assert text in page, text
    assert "not over yet: as of 22 Nov 2026" in page
    opened = numbers(rosa.get("/fund/statement"))
    assert "2026-Q3: 1 Jul 2026 to 30 Sep 2026 " in opened, "the last quarter that is over"
    assert "capital_ministry" not in opened
    year = numbers(rosa.get("/fund/statement?period=FY2027"))
    for text in ("FY2027: 1 Jul 2026 to 30 Jun 2027", "Capital from the ministry", "200 000.00"):
        assert text in year, text
    of_year = json.loads(rosa.get("/fund/statement/FY2027/json").data)
    assert of_year["money"]["in_hand"] == {"span": 15_000_000, "all": 15_000_000}
    paper = numbers(rosa.get("/fund/statement/2026-Q4/paper"))
    assert "For the ministry: name, day, signature" in paper
    assert "2026-Q4: 1 Oct 2026 to 31 Dec 2026, not over yet" in paper
    assert "money under way" in paper
    assert "capital_ministry" not in paper
    assert 'class="paper a4"' in rosa.get("/fund/statement/2026-Q4/paper").text, "upright"
    assert rosa.get("/fund/statement?period=soon").status_code == 422
    assert rosa.get("/fund/statement/2026-Q4/exe").status_code == 404
    sheet = rosa.get("/fund/statement/2026-Q4/xlsx")
    assert sheet.data[:2] == b"PK"
    assert "capital_ministry,Capital from the ministry,200000.00,200000.00" in (
        rosa.get("/fund/statement/2026-Q4/csv").text
    )
    plain = json.loads(rosa.get("/fund/statement/2026-Q4/json").data)
    assert plain["money"]["in_hand"] == {"span": 15_000_000, "all": 15_000_000}
    assert plain["products"][0]["houses"] == 1
    earlier = json.loads(rosa.get("/fund/statement/2026-Q3/json").data)
    assert earlier["money"]["in_hand"]["all"] == 0
    assert earlier["totals"][0]["loans"] == 0


def test_the_group_takes_the_offer_over_with_one_press_and_both_see_both(office, world):
    store, rosa, _ = office
    lend(rosa)
    rosa.done("/fund/loans/1/pay-out", early="yes", amount="50000", day=DAY, form="transfer")
    group = world["group"]
    files = [one.file for one in export(store, to="G0001")]
    assert all(one.outcome == "applied" for one in take_in(group, files))
    app = create_app(group.node)
    own = app.extensions["federation"]
    add_user(own, "Treasurer", "treasurer", PIN)
    try:
        ndapewa = Browser(app).log_in()
        assert "fund offers the group 1 loan" in ndapewa.get("/loans").text
        offered = ndapewa.get("/fund-loans")
        assert "Federation offers a loan" in offered.text
        gone = ndapewa.get("/fund-loans/offers/9")
        assert "does not offer loan 9 any more" in gone.text
        page = ndapewa.done("/fund-loans/offers/1")
        assert "518.35" in page.text
        stated = numbers(page).split("Our books and the fund's")[1]
        assert "50 000.00" in stated
        assert "offers a loan" not in ndapewa.get("/fund-loans").text
        twice = ndapewa.get("/fund-loans/offers/1")
        assert "stands in these books already" in twice.text
        ndapewa.done("/fund-loans/1/received", amount="10000", day=DAY)
        part = numbers(ndapewa.get("/fund-loans/1"))
        assert "103.67" in part, "payments are for what came"
        assert "518.35" not in part
        ndapewa.done("/fund-loans/1/received", amount="40000", day=DAY)
        assert "518.35" in ndapewa.get("/fund-loans/1").text
    finally:
        own.close()
    bring(rosa, *[(one.file.name, one.file.read_bytes()) for one in export(group)])
    page = numbers(rosa.get("/fund/loans/1"))
    assert "paid out, and received by the group 50 000.00 50 000.00 –" in page
