"""Other payments for a loan of the fund: what is left of it, what is late by them, what is told."""

from typing import Any

import pytest

from federation.commands import fund_changes, group_lending
from federation.commands.deed import Receipt, perform
from federation.core import events as e
from federation.core.fund import LoanSums
from federation.store import Store
from federation.store.queries import fund as told
from federation.store.queries import fund_changes as changed
from tests.commands.test_fund import agree, office, pay_out, remit, replies, reverse, sums
from tests.funds import other_payments
from tests.lending import refusal_of

__all__ = ["office"]
LATE = "2027-03-15"  # three instalments were due by then


def reschedule(hub: Store, loan: int = 1, **given: Any) -> Receipt:
    order = other_payments(loan, **{"day": LATE, "first_due_on": "2027-04-30", **given})
    return perform(hub, order, fund_changes.reschedule_group_loan)


def standing(hub: Store, day: str, last: str = "") -> told.Lent:
    with hub.reading() as db:
        (lent,) = told.lent(db, day, last=last)
    return lent


@pytest.fixture
def late(office: Store) -> Store:
    """A loan of N$50,000 of which one payment came, and two are late in March."""
    loan = agree(office)
    pay_out(office, loan, 5_000_000)
    remit(office, loan, 51_835, "2026-12-31")
    return office


def test_arrears_go_by_the_new_payments_from_their_day_on(late: Store) -> None:
    before = standing(late, LATE)
    assert before.standing.unpaid == 2 * 51_835
    unpaid = before.standing.unpaid_interest
    receipt = reschedule(late)
    left = 5_000_000 - sums(late).principal
    assert receipt.facts["total_minor"] == left + unpaid
    now = standing(late, LATE)
    assert (now.standing.unpaid, now.age) == (0, "")
    assert now.sums == before.sums
    assert now.laid.principal == left
    assert now.laid.rows[0].interest == unpaid
    assert now.standing.next_due == "2027-04-30"
    again = standing(late, "2027-05-05")
    assert again.standing.unpaid == now.laid.rows[0].total
    assert again.standing.days_late == 5


def test_the_terms_before_stay_in_the_books_and_in_reports_as_of_a_day_before(late: Store) -> None:
    before = standing(late, "2027-02-28", "2027-02-28")
    reschedule(late)
    assert standing(late, "2027-02-28", "2027-02-28") == before
    now = standing(late, LATE, LATE)
    assert now.change is not None
    assert (now.told.instalments, now.change.instalments) == (132, 60)
    assert now.told == before.told


def test_what_comes_after_settles_the_new_payments_and_the_last_closes_the_loan(
    late: Store,
) -> None:
    reschedule(late)
    row = standing(late, LATE).laid.rows[0]
    remit(late, 1, row.total, "2027-04-30")
    paid = standing(late, "2027-05-05")
    assert paid.standing.unpaid == 0
    assert paid.standing.next_due == "2027-05-30"
    assert sums(late).over == 0
    remit(late, 1, paid.sums.outstanding + paid.standing.interest_to_come, "2027-05-05")
    closed = standing(late, "2040-01-01")
    assert (closed.sums.outstanding, closed.standing.unpaid, closed.sums.over) == (0, 0, 0)
    assert refusal_of(reschedule, late, day="2027-05-05").code == "fund-loan-paid-back"


def test_payments_may_be_agreed_anew_twice_and_count_from_the_last(late: Store) -> None:
    reschedule(late)
    row = standing(late, LATE).laid.rows[0]
    remit(late, 1, row.total, "2027-04-30")
    reschedule(late, day="2027-05-02", first_due_on="2027-07-31", instalments=12)
    now = standing(late, "2027-08-01")
    assert now.laid.principal == now.sums.outstanding
    assert now.standing.unpaid == now.laid.rows[0].total
    with late.reading() as db:
        assert [one.instalments for one in changed.changes(db, loan=1)] == [60, 12]


def test_a_loan_paid_out_in_part_has_payments_for_what_went_out(office: Store) -> None:
    """And for the rest once that goes out: here before the first of them is due."""
    agree(office)
    pay_out(office, 1, 1_000_000)
    reschedule(office)
    lent = standing(office, LATE)
    assert (lent.laid.principal, lent.to_pay_out) == (1_000_000, 4_000_000)
    pay_out(office, 1, 4_000_000, day=LATE)
    assert standing(office, LATE).laid.principal == 5_000_000
    assert standing(office, "2033-01-01").standing.unpaid_principal == 5_000_000


def test_the_group_is_told_and_told_again_when_it_is_taken_back(late: Store) -> None:
    entry = int(reschedule(late).facts["entry"])
    plan = replies(late)[-1]
    left = 5_000_000 - sums(late).principal
    with late.reading() as db:
        (change,) = changed.changes(db)
        shown = changed.replanned(db, 1)
    assert plan == e.FundLoanReplanned(
        day=LATE, loan=1, since=LATE, received=51_835, principal=left, interest=change.interest,
        rate=0, per="month", method="declining", instalments=60, every="month",
        first_due_on="2027-04-30",
    )  # fmt: skip
    assert shown is not None
    assert shown.laid.total == left + change.interest
    reverse(late, entry, day=LATE)
    assert standing(late, LATE).standing.unpaid == 2 * 51_835
    first = replies(late)[-1]
    assert isinstance(first, e.FundLoanReplanned)
    assert (first.instalments, first.principal, first.received) == (132, 5_000_000, 0)
    with late.reading() as db:
        assert changed.changes(db) == ()
        assert [one.taken_back for one in changed.changes(db, standing=False)] == [entry + 1]


def test_of_two_changes_the_newer_is_taken_back_first_and_the_older_holds_again(
    late: Store,
) -> None:
    first = int(reschedule(late).facts["entry"])
    second = int(reschedule(late, instalments=24).facts["entry"])
    assert refusal_of(reverse, late, first, day=LATE).code == "fund-rescheduled-since"
    reverse(late, second, day=LATE)
    plan = replies(late)[-1]
    assert isinstance(plan, e.FundLoanReplanned)
    assert (plan.instalments, plan.received, plan.since) == (60, 51_835, LATE)
    reverse(late, first, day=LATE)


def test_nothing_is_taken_back_over_the_head_of_what_was_agreed_since(late: Store) -> None:
    with late.reading() as db:
        paid = max(one.entry for one in told.entries(db))
    entry = int(reschedule(late).facts["entry"])
    assert refusal_of(reverse, late, paid, day=LATE).code == "fund-rescheduled-since"
    back = remit(late, 1, 1_000, "2027-04-30")
    assert refusal_of(reverse, late, entry, day="2027-04-30").code == "fund-moved-since"
    reverse(late, int(back.facts["entry"]), day="2027-04-30")
    reverse(late, entry, day="2027-04-30")
    reverse(late, paid, day="2027-04-30")
    assert sums(late) == LoanSums(paid_out=5_000_000)


def test_what_cannot_be_agreed_is_refused(late: Store) -> None:
    for given, code in (
        ({"note": ""}, "fund-reschedule-needs-reason"),
        ({"day": "2026-12-30"}, "fund-reschedule-before"),
        ({"day": "2090-01-01"}, "fund-day-ahead"),
        ({"loan": 7}, "group-loan-unknown"),
        ({"approved_by": "nobody"}, "fund-word-unknown"),
        ({"first_due_on": "2027-03-01"}, "loan-first-due"),
        ({"instalments": 0}, "loan-terms"),
    ):
        assert refusal_of(reschedule, late, **given).code == code, given
    agree(late, 1_000_000)
    assert refusal_of(reschedule, late, 2).code == "fund-loan-not-out"


def test_a_write_off_before_is_no_part_of_what_is_left(late: Store) -> None:
    off = group_lending.WriteOffGroupLoan(loan=1, amount=1_000_000, day=LATE, note="the flood")
    perform(late, off, group_lending.write_off_group_loan)
    reschedule(late, instalments=3)
    lent = standing(late, "2027-11-01")
    assert lent.laid.principal == lent.sums.outstanding == lent.standing.unpaid_principal
    remit(late, 1, lent.standing.unpaid + 500, "2027-11-01")
    assert sums(late).recovered == 500
