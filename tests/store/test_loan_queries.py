"""Where loans stand by the entries: taken back, begun before the books, never paid out."""

import pytest

from federation.commands import loans as deeds
from federation.commands import money, repayments
from federation.commands.deed import enter as record
from federation.commands.deed import perform
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft, Store
from federation.store.queries import books, loans
from tests import factories as f

FLAT = {"rate": 20_000, "per": "month", "method": "flat", "instalments": 3, "every": "month"}


@pytest.fixture
def anna(group: Store, clock: f.Clock) -> int:
    clock.forward(days=100)
    anna = f.admit(group, "Anna")
    f.enter(group, ("savings", 100_000, anna))
    return anna


def standing(store: Store, day: str, **given: str) -> list[tuple[int, int, int]]:
    """Number, principal owed and what is due of each open loan."""
    with store.reading() as db:
        found = loans.lending(db, f.own_book(store), day, **given)
        owed = {one.loan: one.owes_minor for one in books.loans(db, f.own_book(store))}
    if not given:
        assert {one.loan.loan: one.outstanding for one in found} == {
            number: amount for number, amount in owed.items() if amount
        }
    return [(one.loan.loan, one.outstanding, one.standing.unpaid) for one in found]


def enter(store: Store, *events: e.Event) -> None:
    with store.writing() as db:
        record(db, store.node, [Draft(kinds.LEDGER, one) for one in events], {})


def test_a_payment_taken_back_is_due_again(group: Store, anna: int) -> None:
    loan = f.lend(group, anna, 30_000, **FLAT)
    paid = f.enter(
        group, ("loan_interest", 600, 0, loan), ("loan_principal", 10_000, 0, loan),
        day="2026-12-22",
    )  # fmt: skip
    assert standing(group, "2026-12-22") == [(loan, 20_000, 0)]
    f.reverse(group, paid.first, day="2026-12-30")
    assert standing(group, "2026-12-22") == [(loan, 20_000, 600)]
    # By what was known before it was taken back, nothing was due.
    assert standing(group, "2026-12-29", upto="2026-12-29") == [(loan, 20_000, 0)]
    f.reverse(group, paid.last, day="2026-12-30")
    assert standing(group, "2026-12-22") == [(loan, 30_000, 10_600)]
    assert standing(group, f.DAY, upto="2026-11-21") == []


def test_a_loan_that_ran_before_these_books_is_paid_down_to_what_is_owed(
    group: Store, anna: int
) -> None:
    """Three payments from 1 September; at the opening of 22 November 100.00 is owed."""
    agreed = e.LoanAgreed(
        day="2026-08-01", member=anna, loan=1, principal=30_000, first_due_on="2026-09-30",
        rate=20_000, per="month", method="flat", instalments=3, every="month",
    )  # fmt: skip
    enter(group, agreed, e.OpeningLoan(day=f.DAY, amount=10_000, member=anna, loan=1))
    assert standing(group, f.DAY) == [(1, 10_000, 0)]
    assert standing(group, "2026-11-30") == [(1, 10_000, 10_600)]


def test_no_money_no_debt(group: Store, anna: int) -> None:
    loan = f.lend(group, anna, 30_000, agree_only=True, **FLAT)
    assert standing(group, "2027-01-22") == []
    with group.reading() as db:
        assert [one.loan for one in loans.not_paid_out(db, 1)] == [loan]
        assert loans.owed_to_pot(db, 1, anna) == 30_000
    paid = perform(group, deeds.PayOutLoan(loan=loan, day="2026-11-30"), deeds.pay_out_loan)
    assert standing(group, "2026-12-22") == [(loan, 30_000, 10_600)]
    f.reverse(group, paid.first)
    with group.reading() as db:
        assert [one.loan for one in loans.not_paid_out(db, 1)] == [loan]


def test_what_a_share_out_settled_is_paid(group: Store, anna: int) -> None:
    loan = f.lend(group, anna, 30_000, **FLAT)
    line = e.ShareOutLine(
        member=anna,
        gross=50_000,
        savings=(e.SharedSavings(purpose="general", amount=50_000),),
        loans=(e.SettledLoan(loan=loan, principal=20_000, interest=600),),
    )
    shared = e.ShareOutHeld(
        day="2026-12-22", cycle=1, method="proportional", pool=50_000, by_cash=50_000,
        by_books=50_000, lines=(line,),
    )  # fmt: skip
    enter(group, e.CycleBegun(day=f.DAY, cycle=1), shared)
    assert standing(group, "2026-12-22") == [(loan, 10_000, 0)]
    assert standing(group, "2027-02-22") == [(loan, 10_000, 11_200)]


def test_the_fines_of_a_loan_are_no_more_than_she_owes(group: Store, anna: int) -> None:
    loan = f.lend(group, anna, 30_000, **FLAT)
    for _ in range(2):
        enter(group, e.FineCharged(day="2026-12-23", amount=500, member=anna, loan=loan))
    f.enter(group, ("fine_paid", 700, anna), day="2026-12-23")
    with group.reading() as db:
        (one,) = loans.lending(db, 1, "2026-12-23")
    assert (one.fines_minor, one.due_minor) == (300, 10_900)
    assert one.to_fine == ()
    with group.reading() as db:
        (one,) = loans.lending(db, 1, "2027-01-23")
    assert [row.due for row in one.to_fine] == ["2027-01-22"]


def test_a_fine_for_something_else_is_no_fine_of_the_loan(group: Store, anna: int) -> None:
    """15.00 for paying late, charged and paid; then 7.00 for being absent."""
    loan = f.lend(group, anna, 30_000, **FLAT)

    def fines() -> int:
        with group.reading() as db:
            return loans.lending(db, 1, "2026-12-23", loan)[0].fines_minor

    enter(group, e.FineCharged(day="2026-12-23", amount=1_500, member=anna, loan=loan))
    assert fines() == 1_500
    f.enter(group, ("fine_paid", 1_500, anna), day="2026-12-23")
    f.enter(group, ("fine", 700, anna), day="2026-12-23")
    assert fines() == 0
    # She pays the loan and more: nothing of it is taken for the other fine.
    order = money.EnterMoney(
        lines=(money.MoneyLine(kind="loan_payment", loan=loan, amount=10_700, day="2026-12-23"),)
    )
    perform(group, order, repayments.repay)
    with group.reading() as db:
        assert books.fines_due(db, 1) == {anna: 700}
    # What is paid settles the oldest fine, what is forgiven, too.
    late = e.FineCharged(day="2026-12-24", amount=500, member=anna, loan=loan)
    enter(group, late, e.FineForgiven(day="2026-12-24", amount=400, member=anna))
    assert fines() == 500
    f.enter(group, ("fine_paid", 400, anna), day="2026-12-24")
    assert fines() == 400
    again = f.enter(group, ("fine", 200, anna), day="2026-12-24")
    assert fines() == 400
    f.reverse(group, again.first)
    assert fines() == 400
