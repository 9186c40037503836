"""Loans at a browser: asked for, decided, paid out, paid back, changed; a fund's loan."""

import re
from types import MappingProxyType

import pytest

from federation.store.queries import books, group
from federation.store.queries import loans as lent

from .conftest import Browser, forms_of, sentences

TERMS = MappingProxyType(
    {"rate": "2", "per": "month", "method": "flat", "instalments": "3", "every": "month"}
)


def own(store):
    with store.reading() as db:
        return books.book_of(db, store.node.settings.node_id)


def standing(store, loan=1, day="2026-11-22"):
    with store.reading() as db:
        (found,) = lent.lending(db, own(store), day, loan)
    return found


@pytest.fixture
def meeting(treasurer) -> Browser:
    """Three members, a meeting with all of them, 1,000.00 saved by the first, 100.00 by another."""
    for name in ("Ndapewa Shikongo", "Moses ǁGaroëb", "Maria ǃUri"):
        treasurer.done("/members/new", name=name, gender="f")
    treasurer.done("/meeting")
    treasurer.done("/meetings/1/attendance", button="rest")
    treasurer.done("/meetings/1/attendance", button="confirm")
    amounts = {"savings:general:1": "1000", "savings:general:2": "100"}
    treasurer.done("/meetings/1/savings", button="confirm", **amounts)
    return treasurer


def test_the_payments_are_shown_before_money_moves(meeting, store):
    loan = {"member": "1", "principal": "300", **TERMS}
    page, answer = meeting.shown("/meetings/1/loans", **loan, button="pay")
    assert "22 Dec 2026" in page
    assert page.count("106.00") == 3
    assert "318.00" in page
    assert answer.status_code == 303
    assert (standing(store).outstanding, standing(store).due_minor) == (30_000, 0)
    again = meeting.get(answer.headers["Location"])
    assert "/loans/1/agreement" in again.text
    assert "318.00" in meeting.get("/loans/1/agreement").text


def test_other_terms_than_were_shown_are_shown_again(meeting, store):
    loan = {"member": "1", "principal": "300", **TERMS}
    page = meeting.send("/meetings/1/loans", **loan)
    form = next(one for one in forms_of(page) if "shown" in dict(one.fields))
    changed = {**dict(form.fields), "principal": "3000", "button": "pay"}
    page = meeting.post("/meetings/1/loans", changed)
    assert page.status_code == 200
    assert "3\u202f180.00" in page.text
    with store.reading() as db:
        assert books.loans(db, own(store)) == ()


def test_an_application_goes_its_way(meeting, store):
    meeting.done("/loans/ask", member="2", principal="200", purpose="stock for the shop")
    page = meeting.get("/meetings/1/loans")
    assert "/meetings/1/loans/1" in page.text
    assert "stock for the shop" in meeting.get("/meetings/1/loans/1").text
    _, answer = meeting.shown("/meetings/1/loans/1", **TERMS, button="agree")
    assert answer.status_code == 303, sentences(answer)
    assert not standing(store).is_paid_out
    assert "not paid out yet" in meeting.get("/loans").text
    meeting.done("/meetings/1/loans", "/pay-out/1")
    assert standing(store).outstanding == 20_000

    meeting.done("/loans/ask", member="3", principal="50")
    no = meeting.send("/meetings/1/loans/2", "/decline", reason="")
    assert no.status_code == 422
    meeting.done("/meetings/1/loans/2", "/decline", reason="no money left in the box")
    with store.reading() as db:
        states = [one.state for one in group.applications(db, own(store))]
    assert states == ["declined", "agreed"]


@pytest.fixture
def lent_out(meeting) -> Browser:
    _, answer = meeting.shown(
        "/meetings/1/loans", member="1", principal="300", **TERMS, button="pay"
    )
    assert answer.status_code == 303
    return meeting


def test_one_amount_per_loan_on_the_sheet(lent_out, store):
    """Nothing is due yet: what she pays goes to the next payments, what is over is kept."""
    lent_out.done("/meetings/1/repayments", button="confirm", **{"loan_payment::1": "318.50"})
    assert not standing(store).is_open
    page = lent_out.get("/loans/1")
    assert "0.50" in page.text
    assert "paid back" in page.text
    assert "kept for her" in page.text
    lent_out.done("/members/1/kept", amount="0.50")
    with store.reading() as db:
        assert lent.kept_credit(db, own(store)) == {}
    assert lent_out.get("/members/1/kept").status_code == 303  # to her own page


def test_late_it_says_so_and_a_payment_is_parted(lent_out, store, clock):
    clock.moment = clock.moment.replace(year=2027, month=1, day=25)
    lent_out.log_in()
    page = lent_out.get("/loans/late")
    assert "Nothing is late" in page.text  # the meeting of November is still open
    lent_out.done("/loans/1/pay", pays="50", day="2026-12-22")
    assert standing(store, 1, "2026-12-22").standing.unpaid == 5_600
    page = lent_out.get("/loans/1")
    assert re.search(r"Interest.*6\.00", page.text, re.DOTALL)
    wrong = lent_out.send("/loans/1/pay", pays="1.005", day="2026-12-22")
    assert wrong.status_code == 422


def test_other_payments_and_a_loss_are_decided_in_the_meeting(lent_out, store):
    path = "/loans/1/reschedule"
    _, answer = lent_out.shown(path, instalments="6", reason="ill", votes_for="3", button="confirm")
    assert answer.status_code == 303, sentences(answer)
    assert standing(store).terms.instalments == 6
    no = lent_out.send("/loans/1/write-off", reason="", votes_for="3")
    assert no.status_code == 422
    lent_out.done("/loans/1/write-off", reason="she died", votes_for="3")
    page = lent_out.get("/loans/1")
    assert "a loss of the group" in page.text
    with store.reading() as db:
        abouts = [one.about for one in group.decisions(db, own(store))]
    assert abouts == ["loan-written-off", "loan-rescheduled"]


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("principal", "1.005"), ("principal", "-5"), ("principal", "٥٠"), ("rate", "two"),
        ("instalments", "0"), ("first_due_on", "2026-11-01"), ("first_due_on", "31.31.2026"),
        ("member", "99"), ("principal", "1e9"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field_and_leaves_nothing(meeting, store, field, told):
    loan = {"member": "1", "principal": "300", **TERMS, field: told}
    data = meeting.filled("/meetings/1/loans", {})[1]
    page = meeting.post("/meetings/1/loans", {**data, **loan})
    assert page.status_code in (422, 404)
    assert sentences(page)
    with store.reading() as db:
        assert books.loans(db, own(store)) == ()


def test_a_fund_lends_through_the_group(meeting):
    terms = {"rate": "0.5", "instalments": "132", "lender": "Twahangana", "principal": "50000"}
    _, answer = meeting.shown("/fund-loans/new", **terms, source="fund", button="confirm")
    assert answer.status_code == 303, sentences(answer)
    meeting.done("/fund-loans/1/received", amount="50000", slip="A 7")
    house = {"member": "2", "principal": "50000", "lender": "fund 1", "rate": "0.5"}
    house |= {"method": "declining", "instalments": "132"}
    _, answer = meeting.shown("/meetings/1/loans", **house, button="pay")
    assert answer.status_code == 303, sentences(answer)
    meeting.done("/loans/1/pay", pays="518.35", day="2026-12-22")
    page = meeting.get("/fund-loans/1")
    assert page.text.count("49\u202f731.65") >= 3  # owed by members; to the fund, on both sides
    over = meeting.send("/fund-loans/1/paid-over", amount="600")
    assert over.status_code == 422
    assert "518.35" in sentences(over)[0] or "250.00" in sentences(over)[0]
    # What is paid over is far more than what was paid over lately, not than what came in.
    meeting.done("/fund-loans/1/paid-over", amount="10")
    sure = meeting.send("/fund-loans/1/paid-over", amount="200")
    assert ("sure", "20000") in [button for form in forms_of(sure) for button in form.buttons]
    # An agreement moves no money: it is not compared with money that came in.
    _, answer = meeting.shown(
        "/fund-loans/new", **{**terms, "principal": "600000"}, source="fund", button="confirm"
    )
    assert answer.status_code == 303, sentences(answer)
    for path in ("/fund-loans", "/loans", "/loans/1", "/loans/late", "/loans/1/pay"):
        assert meeting.get(path).status_code == 200, path
