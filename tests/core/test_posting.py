"""Postings: every kind balances, whatever its figures, and moves what its name says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core import events as e
from federation.core import kinds, posting
from federation.core.accounts import ACCOUNTS, SET_ASIDE
from federation.core.ledger import balanced
from tests import strategies

MONEY = tuple(kind for kind, row in kinds.KINDS.items() if row.postings is not None)
DAY = "2026-11-22"
CASH_IN, CASH_OUT, ELSEWHERE = 1, -1, 0


def test_every_kind_with_an_amount_has_postings_and_a_word_in_the_spreadsheet() -> None:
    moneyed = {kind for kind in kinds.KINDS if issubclass(kind, e.Money)}
    assert moneyed == set(MONEY) - {e.CashCounted, e.ShareOutHeld}
    assert {kinds.KINDS[kind].sheet for kind in moneyed} == set(kinds.BY_SHEET)


@given(strategies.events(*MONEY))
def test_every_kind_sums_to_zero(event: e.Event) -> None:
    made = kinds.postings(event)
    assert balanced(made)
    assert balanced(posting.opposite(made))
    assert posting.opposite(posting.opposite(made)) == made
    assert {one.account for one in made} <= set(ACCOUNTS)
    for one in made:
        per = ACCOUNTS[one.account].per
        assert bool(one.purpose) == ("purpose" in per)
        assert bool(one.member) <= bool(per)
        assert bool(one.loan) <= ("loan" in per or "rotation" in per)


@given(strategies.events(*kinds.KINDS))
def test_what_is_no_money_moves_none(event: e.Event) -> None:
    if type(event) not in MONEY:
        assert kinds.postings(event) == ()


# What each word of the `entries` sheet does to the cash box, the bank, and the account it is for.
MOVES = {
    "opening_cash": (CASH_IN, "opening_equity", 1),
    "opening_bank": (ELSEWHERE, "opening_equity", 1),
    "opening_savings": (ELSEWHERE, "savings", 1),
    "opening_shares": (ELSEWHERE, "shares", 1),
    "opening_social": (ELSEWHERE, "social_fund", 1),
    "opening_loan": (ELSEWHERE, "loans", 1),
    "savings": (CASH_IN, "savings", 1),
    "withdrawal": (CASH_OUT, "savings", -1),
    "share": (CASH_IN, "shares", 1),
    "social_contribution": (CASH_IN, "social_fund", 1),
    "social_grant": (CASH_OUT, "social_fund", -1),
    "fine": (ELSEWHERE, "fines_due", 1),
    "fine_paid": (CASH_IN, "fine_income", 1),
    "loan_disbursed": (CASH_OUT, "loans", 1),
    "loan_principal": (CASH_IN, "loans", -1),
    "loan_interest": (CASH_IN, "interest_income", 1),
    "fee": (CASH_IN, "fee_income", 1),
    "income": (CASH_IN, "other_income", 1),
    "expense": (CASH_OUT, "expenses", 1),
    "bank_deposit": (CASH_OUT, "bank", 1),
    "bank_withdrawal": (CASH_IN, "bank", -1),
    "fund_contribution": (CASH_IN, "fund_held", 1),
    "fund_received": (CASH_IN, "fund_loan", 1),
    "fund_remittance": (CASH_OUT, "fund_held", -1),
    "municipal_payment": (CASH_OUT, "municipal", 1),
    "fine_forgiven": (ELSEWHERE, "fines_due", -1),
    "loan_written_off": (ELSEWHERE, "loans", -1),
    "loan_advance": (ELSEWHERE, "fund_held", 1),
    "credit_kept": (CASH_IN, "credits", 1),
    "credit_returned": (CASH_OUT, "credits", -1),
    "share_returned": (CASH_OUT, "shares", -1),
    "surplus_paid": (CASH_OUT, "shared_out", 1),
    "leaving_fee": (ELSEWHERE, "fee_income", 1),
    "bank_interest": (ELSEWHERE, "bank", 1),
    "bank_charge": (ELSEWHERE, "bank", -1),
    "rotation_paid_in": (CASH_IN, "rotating_pot", 1),
    "rotation_paid_out": (CASH_OUT, "rotating_pot", -1),
    "share_out_paid": (CASH_OUT, "share_out_due", -1),
    "share_out_reinvested": (ELSEWHERE, "share_out_due", -1),
    "share_out_debt_paid": (CASH_IN, "share_out_due", 1),
}


def given_for(sheet: str) -> e.Event:
    fields = kinds.BY_SHEET[sheet].payload.__struct_fields__
    told = {"member": 3, "loan": 5, "rotation": 2, "turn": 1, "cycle": 1}
    return kinds.BY_SHEET[sheet].payload(
        day=DAY, amount=1250, **{name: told[name] for name in told if name in fields}
    )


def test_every_word_of_the_spreadsheet_is_named_here() -> None:
    assert set(MOVES) == set(kinds.BY_SHEET)


@pytest.mark.parametrize("sheet", MOVES)
def test_money_goes_where_the_word_says(sheet: str) -> None:
    box, account, way = MOVES[sheet]
    moved: dict[str, int] = {}
    for one in kinds.postings(given_for(sheet)):
        moved[one.account] = moved.get(one.account, 0) + one.amount * ACCOUNTS[one.account].side
    assert moved.get("cash", 0) == 1250 * box
    assert moved[account] == 1250 * way


def test_a_funds_loan_is_collected_for_the_fund() -> None:
    paid = e.LoanPrincipal(day=DAY, amount=500, member=3, loan=5, source="fund")
    assert kinds.postings(paid) == (
        ("cash", 0, "", 0, 500),
        ("loans", 3, "", 5, -500),
        ("fund_loan", 0, "", 0, 500),
        ("fund_held", 0, "", 0, -500),
    )
    interest = e.LoanInterest(day=DAY, amount=40, member=3, loan=5, source="fund")
    assert kinds.postings(interest)[1] == ("fund_held", 0, "", 0, -40)
    opening = e.OpeningLoan(day=DAY, amount=900, member=3, loan=5, source="state")
    assert kinds.postings(opening)[1] == ("fund_loan", 0, "", 0, -900)


def test_a_fine_is_income_only_when_paid() -> None:
    charged = kinds.postings(e.FineCharged(day=DAY, amount=200, member=3))
    assert {one.account for one in charged} == {"fines_due", "fines_memo"}
    paid = kinds.postings(e.FinePaid(day=DAY, amount=300, member=3, settles=200))
    assert paid == (
        ("cash", 0, "", 0, 300),
        ("fine_income", 0, "", 0, -300),
        ("fines_memo", 0, "", 0, 200),
        ("fines_due", 3, "", 0, -200),
    )


@given(st.integers(0, 10**9), st.integers(-(10**9), 10**9))
def test_after_a_count_the_books_hold_what_the_box_holds(counted: int, expected: int) -> None:
    made = kinds.postings(e.CashCounted(day=DAY, meeting=1, counted=counted, expected=expected))
    assert expected + sum(one.amount for one in made if one.account == "cash") == counted


def test_money_set_aside_is_money_that_can_run_out() -> None:
    assert all(ACCOUNTS[code].floor for code in SET_ASIDE if code != "share_out_due")
    assert all(code == account.code for code, account in ACCOUNTS.items())
