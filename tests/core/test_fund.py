"""The fund's books: double entry, pots that hold in any order, schedules as the calculator's."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from federation.core import events as e
from federation.core import fund
from federation.core.fund import ACCOUNTS, LoanSums, Out
from federation.core.fund_plans import Plan, laid_out, split_remittance, standing_of
from federation.core.ledger import balanced
from federation.core.loans import Terms, schedule, standing
from federation.core.posting import with_names
from federation.core.refusals import Refusal
from federation.core.rules.fund import FundBooks
from tests import strategies

DAY = "2026-11-22"
HOUSE = {"rate": 5_000, "per": "month", "method": "declining", "every": "month"}


def product(number: int = 1, **more: Any) -> e.FundProductSet:
    told = {"title": "House", "use": "house", "instalments": 132, **HOUSE, **more}
    return e.FundProductSet(day=DAY, product=number, **told)


def agreed(entry: int, loan: int, principal: int, **more: Any) -> e.GroupLoanAgreed:
    told = {
        "group": "a" * 32, "product": 1, "instalments": 132, "first_due_on": "2026-12-31",
        "approved_by": "board", **HOUSE, **more,
    }  # fmt: skip
    return e.GroupLoanAgreed(day=DAY, entry=entry, loan=loan, principal=principal, **told)


def rescheduled(entry: int, principal: int, **more: Any) -> e.GroupLoanRescheduled:
    told = {
        "loan": 1, "interest": 0, "instalments": 12, "first_due_on": "2026-12-31",
        "approved_by": "board", **HOUSE, **more,
    }  # fmt: skip
    return e.GroupLoanRescheduled(day=DAY, entry=entry, principal=principal, **told)


def terms(principal: int = 5_000_000, **more: Any) -> Terms:
    told = {"instalments": 132, "disbursed_on": DAY, "first_due_on": "2026-12-31", **HOUSE, **more}
    return Terms(principal=principal, **told)


def out(told: Terms, sums: LoanSums) -> Plan:
    """A loan of which all that went out went on the day of its terms."""
    return Plan(told, (Out(1, DAY, sums.paid_out),))


# Double entry


@given(strategies.events(*fund.POSTINGS))
def test_every_entry_sums_to_zero_over_the_chart(event: e.Event) -> None:
    if isinstance(event, e.GroupRemittance):
        event = e.GroupRemittance(
            day=DAY, entry=1, loan=event.loan, principal=event.principal, interest=event.interest,
            recovered=event.recovered, over=event.over,
            amount=event.principal + event.interest + event.recovered + event.over,
        )  # fmt: skip
    made = with_names(fund.POSTINGS[type(event)](event))
    assert balanced(made)
    for one in made:
        per = ACCOUNTS[one.account].per
        assert bool(one.purpose) <= (per == "purpose")
        assert bool(one.loan) <= (per == "loan")
        assert not one.member


AMOUNTS = st.integers(1, 600)
ENTRY, LOAN = st.integers(1, 25), st.integers(1, 3)


def money(kind: type[e.FundMoney], **more: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(st.just(kind), st.fixed_dictionaries({"amount": AMOUNTS, **more}))


DEEDS = st.one_of(
    money(e.CapitalReceived, source=st.sampled_from(fund.SOURCES)),
    money(e.CapitalReturned, source=st.sampled_from(fund.SOURCES)),
    money(e.FundInterestEarned),
    money(e.FundCostPaid, about=st.just("travel")),
    money(e.GroupLoanPaidOut, loan=LOAN, form=st.just("transfer")),
    money(e.GroupRemittance, loan=LOAN, parts=st.tuples(*[st.integers(0, 3)] * 4)),
    money(e.OverpaymentReturned, loan=LOAN),
    money(e.GroupLoanWrittenOff, loan=LOAN),
    st.tuples(st.just(e.GroupLoanRescheduled), st.fixed_dictionaries({"loan": LOAN})),
    st.tuples(st.just(e.GroupLoanAgreed), st.fixed_dictionaries({"principal": AMOUNTS})),
    st.tuples(st.just(e.FundEntryReversed), st.fixed_dictionaries({"of": ENTRY})),
)


def made(books: FundBooks, kind: type[e.Event], told: dict[str, Any]) -> e.Event:
    """The deed as the next entry."""
    entry = books.last.get("entry", 0) + 1
    if kind is e.GroupLoanAgreed:
        return agreed(entry, books.last.get("loan", 0) + 1, told["principal"])
    if kind is e.GroupLoanRescheduled:
        loan = told["loan"]
        sums = books.sums(loan)
        left = books.agreed.get(loan, 0) - sums.principal - sums.written_off
        return rescheduled(entry, left, loan=loan)
    if kind is e.FundEntryReversed:
        return e.FundEntryReversed(day=DAY, entry=entry, of=told["of"], second=2)
    if kind is e.GroupRemittance:
        amount, weights = told["amount"], told["parts"]
        whole = sum(weights)
        first = [amount * one // whole if whole else 0 for one in weights[:3]]
        named = dict(zip(("principal", "interest", "recovered"), first, strict=True))
        return e.GroupRemittance(
            day=DAY, entry=entry, loan=told["loan"], amount=amount, over=amount - sum(first),
            **named,
        )  # fmt: skip
    return kind(day=DAY, entry=entry, **told)


@given(st.lists(DEEDS, max_size=40))
def test_deeds_in_any_order_never_break_a_pot(deeds: list[tuple[Any, dict[str, Any]]]) -> None:
    """Each deed is entered or refused; after each the sums hold, and a refusal changed nothing."""
    books = FundBooks()
    books.enter(product())
    for kind, told in [(e.CapitalReceived, {"amount": 500, "source": "ministry"}), *deeds]:
        before = deepcopy(books)
        try:
            _, postings = books.enter(made(books, kind, told))
        except Refusal:
            books = before
            continue
        assert balanced(postings)
        assert sum(books.balances.values()) == 0
        for (account, *_), amount in books.balances.items():
            one = ACCOUNTS[account]
            assert not one.floor or amount * one.side >= 0
        for loan, principal in books.agreed.items():
            sums = books.sums(loan)
            assert 0 <= sums.outstanding <= sums.paid_out <= principal
            assert sums.outstanding == books.balances.get(("loans", 0, "", loan), 0)
            for one in books.changes.get(loan, ()):  # nothing of before is taken back over them
                paid = one.sums.principal + one.sums.written_off
                assert paid <= sums.principal + sums.written_off
                assert one.sums.interest <= sums.interest


# Rules, each by its refusal


def test_each_rule_refuses_what_breaks_it() -> None:
    books = FundBooks()
    books.enter(product())
    books.enter(e.CapitalReceived(day=DAY, entry=1, amount=1_000, source="donor"))
    books.enter(agreed(2, 1, 800))
    books.enter(e.GroupLoanPaidOut(day=DAY, entry=3, amount=500, loan=1, form="transfer"))
    part = e.LoanPart(member=1, amount=400)
    for refused, code in (
        (e.FundCostPaid(day=DAY, entry=6, amount=1, about="travel"), "fund-number-gap"),
        (e.FundCostPaid(day="2026-02-30", entry=4, amount=1, about="travel"), "day-none"),
        (e.FundCostPaid(day=DAY, entry=4, amount=0, about="travel"), "amount-out-of-range"),
        (e.FundCostPaid(day=DAY, entry=4, amount=10**12, about="travel"), "amount-too-large"),
        (e.FundCostPaid(day="9999-12-31", entry=4, amount=1, about="travel"), "day-too-far"),
        (e.FundCostPaid(day=DAY, entry=4, amount=1, about="sweets"), "fund-word-unknown"),
        (e.FundCostPaid(day=DAY, entry=4, amount=501, about="travel"), "fund-cash-short"),
        (e.CapitalReturned(day=DAY, entry=4, amount=1, source="ministry"), "fund-capital-short"),
        (e.GroupLoanPaidOut(day=DAY, entry=4, amount=301, loan=1, form="cash"),
         "fund-paid-out-more"),
        (e.GroupLoanPaidOut(day=DAY, entry=4, amount=1, loan=2, form="cash"), "group-loan-unknown"),
        (e.GroupRemittance(day=DAY, entry=4, amount=2, loan=1, over=1), "amount-out-of-range"),
        (e.GroupRemittance(day=DAY, entry=4, amount=501, loan=1, principal=501),
         "fund-loans-short"),
        (e.GroupRemittance(day=DAY, entry=4, amount=1, loan=1, recovered=1),
         "fund-loan-loss-short"),
        (e.OverpaymentReturned(day=DAY, entry=4, amount=1, loan=1), "fund-overpaid-short"),
        (e.GroupLoanWrittenOff(day=DAY, entry=4, amount=501, loan=1), "fund-loans-short"),
        (e.GroupLoanAllocated(day=DAY, entry=4, loan=1, parts=(part,)), "fund-parts-differ"),
        (e.GroupLoanAllocated(day=DAY, entry=4, loan=1, parts=(part, part)), "fund-part-twice"),
        (rescheduled(4, 799), "loan-terms"),
        (rescheduled(4, 800, interest=-1), "loan-terms"),
        (rescheduled(4, 800, every="year"), "loan-terms"),
        (rescheduled(4, 800, loan=2), "group-loan-unknown"),
        (rescheduled(4, 800, approved_by="nobody"), "fund-word-unknown"),
        (e.FundEntryReversed(day=DAY, entry=4, of=9, second=2), "fund-entry-unknown"),
        (e.FundEntryReversed(day=DAY, entry=4, of=1, second=0), "fund-needs-second"),
        (e.FundEntryReversed(day=DAY, entry=4, of=1, second=2), "fund-cash-short"),
        (e.FundEntryReversed(day=DAY, entry=4, of=2, second=2), "fund-loan-is-out"),
        (product(3), "fund-number-gap"),
        (product(1, use="castle"), "fund-product-terms"),
        (agreed(4, 3, 100), "fund-number-gap"),
        (agreed(4, 2, 100, product=7), "fund-product-unknown"),
        (agreed(4, 2, 100, per="week"), "loan-terms"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as caught:
            deepcopy(books).enter(refused)
        assert caught.value.code == code, refused


def test_an_entry_is_taken_back_once_and_a_reversal_never() -> None:
    books = FundBooks()
    books.enter(product())
    books.enter(agreed(1, 1, 800))
    books.enter(e.FundEntryReversed(day=DAY, entry=2, of=1, second=2))
    assert not books.agreed
    for of, code in ((1, "entry-reversed-already"), (2, "entry-not-reversible")):
        with pytest.raises(Refusal) as caught:
            deepcopy(books).enter(e.FundEntryReversed(day=DAY, entry=3, of=of, second=2))
        assert caught.value.code == code


# What is due


@pytest.mark.parametrize(
    ("principal", "rate", "per", "months", "instalment"),
    [
        (5_000_000, 5_000, "month", 132, 51_835),
        (5_000_000, 50_000, "year", 132, 49_322),
        (5_000_000, 5_000, "year", 132, 38_938),
        (3_200_000, 50_000, "year", 132, 31_566),
        (3_200_000, 50_000, "year", 240, 21_119),
        (4_410_000, 50_000, "year", 132, 43_502),
        (1_700_000, 5_000, "month", 132, 17_624),
    ],
)
def test_house_loans_of_the_press_have_their_instalments(
    principal: int, rate: int, per: str, months: int, instalment: int
) -> None:
    """“0.5 %” is per month: N$50,000 over eleven years is N$518.35, about N$500 a month."""
    told = terms(principal, rate=rate, per=per, instalments=months)
    assert {row.total for row in laid_out(told).rows[:-1]} == {instalment}
    assert laid_out(told) == schedule(told)


LENT = st.builds(
    LoanSums,
    paid_out=st.integers(1, 5_000_000),
    principal=st.integers(0, 400_000),
    interest=st.integers(0, 200_000),
    written_off=st.integers(0, 100_000),
    recovered=st.integers(0, 50_000),
).filter(lambda sums: sums.outstanding >= 0 and sums.recovered <= sums.written_off)
DAYS = st.dates(date(2026, 11, 22), date(2045, 1, 1)).map(str)


@given(LENT, st.integers(1, 9_000_000), DAYS)
def test_a_payment_is_parted_whole_and_nothing_is_paid_that_is_not_out(
    sums: LoanSums, amount: int, day: str
) -> None:
    parted = split_remittance(out(terms(), sums), sums, amount, day)
    parts = (parted.principal, parted.interest, parted.recovered, parted.over)
    assert sum(parts) == amount
    assert min(parts) >= 0
    assert parted.principal <= sums.outstanding
    assert parted.recovered <= sums.written_off - sums.recovered
    assert not parted.over or parted.recovered == sums.written_off - sums.recovered


@given(LENT, DAYS)
def test_no_more_is_late_than_is_out(sums: LoanSums, day: str) -> None:
    found = standing_of(out(terms(), sums), sums, day)
    assert found.unpaid_principal <= found.outstanding == sums.outstanding
    assert found.unpaid or not found.days_late


@given(
    LENT,
    DAYS,
    st.sampled_from(["declining", "flat", "equal-principal"]),
    st.integers(0, 120_000),
    st.integers(1, 40),
)
def test_a_loan_that_is_out_as_a_whole_stands_as_any_loan_does(
    sums: LoanSums, day: str, method: str, rate: int, instalments: int
) -> None:
    """Found by halving here, by walking through the payments there; unless its rest is lost."""
    assume(sums.outstanding or not sums.written_off)
    told = terms(sums.paid_out, method=method, rate=rate, instalments=instalments)
    paid = {"paid_principal": sums.principal + sums.written_off, "paid_interest": sums.interest}
    assert standing_of(out(told, sums), sums, day) == standing(schedule(told), **paid, day=day)


def test_who_pays_what_is_asked_for_the_part_that_went_out_owes_nothing_more() -> None:
    """Half of a loan never goes out: no interest on it, nothing late for it, nothing too much."""
    told = {"rate": 120_000, "per": "year", "instalments": 12}
    plan = Plan(terms(1_000_000, **told), (Out(2, DAY, 500_000),))
    half = laid_out(terms(500_000, **told))
    sums = LoanSums(paid_out=500_000)
    for row in half.rows:
        asked = standing_of(plan, sums, row.due).unpaid
        assert asked == row.total
        paid = split_remittance(plan, sums, asked, row.due)
        assert (paid.interest, paid.over) == (row.interest, 0)
        sums = replace(
            sums, principal=sums.principal + paid.principal, interest=sums.interest + paid.interest
        )
    end = standing_of(plan, sums, "2040-01-01")
    assert (sums.outstanding, end.unpaid, end.interest_to_come, end.next_due) == (0, 0, 0, "")
    early = LoanSums(paid_out=500_000, principal=500_000, interest=30_000)
    late = standing_of(plan, early, "2028-03-01")
    assert (late.unpaid, late.days_late) == (0, 0), "what was out came back before its time"


@pytest.mark.parametrize("method", ["declining", "flat", "equal-principal"])
def test_of_a_loan_that_was_written_off_no_interest_is_late(method: str) -> None:
    plan = Plan(terms(1_000, method=method, instalments=10), (Out(1, DAY, 1_000),))
    sums = LoanSums(paid_out=1_000, principal=400, written_off=600)
    found = standing_of(plan, sums, "2027-06-01")
    assert (found.unpaid, found.days_late, found.interest_to_come) == (0, 0, 0)
    paid = split_remittance(plan, sums, 650, "2027-06-01")
    assert (paid.interest, paid.principal, paid.recovered, paid.over) == (0, 0, 600, 50)


def test_what_goes_out_later_is_paid_back_in_the_payments_still_to_come() -> None:
    told = terms(1_000_000, instalments=12)
    first, later = Out(2, DAY, 400_000), Out(3, "2027-02-28", 600_000)
    laid = Plan(told, (first, later)).laid
    alone = Plan(told, (first,)).laid.rows
    rest = laid_out(terms(600_000, instalments=9)).rows
    assert [row.due for row in laid.rows] == [row.due for row in laid_out(told).rows]
    assert [row.total for row in laid.rows[:3]] == [row.total for row in alone[:3]]
    assert [row.total for row in laid.rows[3:]] == [
        one.total + other.total for one, other in zip(alone[3:], rest, strict=True)
    ]
    assert (laid.principal, laid.rows[-1].balance) == (1_000_000, 0)
    after = Plan(told, (first, Out(3, "2029-05-05", 600_000))).laid
    assert (after.rows[-1].due, after.rows[-1].principal) == ("2029-05-31", 600_000)


@given(
    st.lists(st.tuples(DAYS, st.integers(1, 900_000)), min_size=1, max_size=4),
    st.sampled_from(["declining", "flat", "equal-principal"]),
    st.integers(1, 40),
)
def test_money_that_goes_out_makes_nothing_late_that_day(
    pieces: list[tuple[str, int]], method: str, instalments: int
) -> None:
    pieces = sorted(pieces)
    outs = tuple(Out(n, day, amount) for n, (day, amount) in enumerate(pieces, 1))
    told = terms(4_000_000, method=method, instalments=instalments)
    for n in range(1, len(outs) + 1):
        plan, day = Plan(told, outs[:n]), outs[n - 1].day
        sums = LoanSums(paid_out=sum(one.amount for one in outs[:n]))
        assert plan.laid.principal == sums.paid_out == sum(r.principal for r in plan.laid.rows)
        assert plan.laid.total == sum(row.total for row in plan.laid.rows)
        before = (
            Plan(told, outs[: n - 1]),
            replace(sums, paid_out=sums.paid_out - outs[n - 1].amount),
        )
        assert standing_of(plan, sums, day).unpaid == standing_of(*before, day).unpaid
        assert standing_of(plan, sums, "2090-01-01").unpaid == plan.laid.total


def test_nothing_is_due_before_money_went_out() -> None:
    assert standing_of(Plan(terms()), LoanSums(), "2030-01-01").unpaid == 0
    late = standing_of(
        Plan(terms(), (Out(1, DAY, 5_000_000),)), LoanSums(paid_out=5_000_000), "2027-02-05"
    )
    assert (late.unpaid, late.days_late) == (2 * 51_835, 36)
