"""Loans of a fund and of the state to the group: collected, remitted, both sides agree."""

from typing import Any

import pytest

from federation.commands import fund_loans, loan_changes
from federation.commands.deed import Receipt, perform
from federation.core.refusals import refuse
from federation.store import Store
from federation.store.queries import books
from federation.store.queries import fund_loans as lenders
from federation.store.queries import loans as lent
from tests import factories as f
from tests.lending import agree, entries, one, pay, refusal_of, three_savers


@pytest.fixture
def three(group: Store, clock: f.Clock) -> Store:
    """Three members with 100.00, 200.00 and 300.00 saved, and a clock months ahead."""
    clock.forward(days=100)
    three_savers(group)
    return group


def take_fund_loan(store: Store, **given: Any) -> int:
    told: dict[str, Any] = {
        "lender": "Twahangana", "principal": 5_000_000, "rate": 5_000, "per": "month",
        "method": "declining", "instalments": 132, "every": "month",
        "first_due_on": "2026-12-31", "day": f.DAY,
    }  # fmt: skip
    order = fund_loans.AgreeFundLoan(**{**told, **given})
    return int(perform(store, order, fund_loans.agree_fund_loan).facts["fund_loan"])


def move(store: Store, deed: Any, number: int, amount: int) -> Receipt:
    order = fund_loans.MoveFundMoney(fund_loan=number, amount=amount, day=f.DAY, slip="88")
    return perform(store, order, deed)


def agrees(store: Store) -> lenders.FundLoanView:
    """Both sides of all fund loans are the two accounts; the first of them."""
    with store.reading() as db:
        found, sums = lenders.fund_loans(db, 1), books.account_sums(db, 1)
        owed = sum(stands.outstanding for stands in lent.lending(db, 1, f.DAY))
    assert all(one.told for one in found)
    assert sum(one.owed for one in found) == -sums.get("fund_loan", 0)
    assert sum(one.held for one in found) == -sums.get("fund_held", 0)
    assert sum(one.with_members for one in found) == owed
    return found[0]


def test_a_fund_s_loan_is_collected_and_remitted_and_both_sides_agree(three: Store) -> None:
    number = take_fund_loan(three)
    house: dict[str, Any] = {
        "source": "fund", "fund_loan": number, "rate": 5_000, "method": "declining",
        "instalments": 132, "first_due_on": "2026-12-31",
    }  # fmt: skip
    none = refusal_of(agree, three, 1, 5_000_000, **house)
    assert none == refuse("fund-loan-short", fund_loan=number, left_minor=0)
    more = refusal_of(move, three, fund_loans.receive, number, 5_000_001)
    assert more.code == "fund-received-more"
    move(three, fund_loans.receive, number, 5_000_000)
    assert refusal_of(agree, three, 1, 100, **{**house, "source": "state"}).code == (
        "fund-loan-source"
    )
    loan = agree(three, 1, 5_000_000, **house)
    assert agrees(three).not_lent == 0
    assert one(three, loan, "2026-12-31").due_minor == 51_835
    pay(three, loan, 51_835, "2026-12-31")
    stands = agrees(three)
    assert (stands.collected, stands.remitted, stands.held) == (51_835, 0, 51_835)
    assert (stands.owed, stands.with_members) == (5_000_000 - 26_835, 5_000_000 - 26_835)
    over = refusal_of(move, three, fund_loans.remit, number, 51_836)
    assert over == refuse("fund-remit-more", held_minor=51_835)
    paid_over = move(three, fund_loans.remit, number, 50_000)
    stands = agrees(three)
    assert (stands.collected, stands.remitted, stands.held) == (51_835, 50_000, 1_835)
    f.reverse(three, paid_over.first)
    assert agrees(three).held == 51_835
    order = loan_changes.WriteOffLoan(loan=loan, day=f.DAY, reason="the house burnt down")
    perform(three, order, loan_changes.write_off_loan)
    stands = agrees(three)
    assert (stands.with_members, stands.owed) == (0, 5_000_000 - 26_835)  # still owed to the fund


def test_a_loan_of_the_state_wants_five_percent_in_advance(three: Store) -> None:
    number = take_fund_loan(three, source="state", lender="Build Together", principal=400_000)
    move(three, fund_loans.receive, number, 400_000)
    given: dict[str, Any] = {"source": "state", "fund_loan": number, "instalments": 12}
    before = entries(three)
    short = refusal_of(agree, three, 3, 400_000, **given)
    assert short.facts["missing_minor"] == 20_000
    poor = refusal_of(agree, three, 1, 400_000, **given, advance_from="general")
    assert poor.code == "savings-short"
    assert entries(three) == before
    loan = agree(three, 3, 400_000, **given, advance_from="general")
    assert one(three, loan).advance_minor == 20_000
    stands = agrees(three)
    assert (stands.advance, stands.held) == (20_000, 20_000)
    with three.reading() as db:
        assert books.saved_by_purpose(db, 1, 3) == {"general": 10_000}


def test_what_names_no_fund_loan_stands_apart(three: Store) -> None:
    f.enter(three, ("fund_received", 9_000), ("fund_contribution", 700))
    loan = agree(three, 1, 9_000, source="fund")
    pay(three, loan, 3_180, "2026-12-22")
    with three.reading() as db:
        (rest,) = lenders.fund_loans(db, 1)
    assert (rest.told, rest.owed, rest.held) == (None, 6_000, 3_880)
