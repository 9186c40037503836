"""Loans: asked for, voted on, paid out, paid back, changed, lost."""

from typing import Any

import pytest

from federation.commands import loan_changes, loans, meetings, members, money, repayments
from federation.commands.deed import Receipt, perform
from federation.commands.voting import Votes
from federation.core.refusals import refuse
from federation.store import Store
from federation.store.queries import books, group
from federation.store.queries import loans as lent
from tests import factories as f
from tests.lending import (
    CARRIED,
    agree,
    ask,
    entries,
    meet,
    one,
    paid_as,
    pay,
    refusal_of,
    rules,
    three_savers,
)


@pytest.fixture
def three(group: Store, clock: f.Clock) -> Store:
    """Three members with 100.00, 200.00 and 300.00 saved, and a clock months ahead."""
    clock.forward(days=100)
    three_savers(group)
    return group


# Asking


def test_a_loan_may_be_three_times_her_savings_and_what_she_owes_counts(three: Store) -> None:
    rules(three, loan_limit=300, quorum=50)
    over = refusal_of(ask, three, 1, 30_001)
    assert over == refuse(
        "loan-over-limit", member=1, saved_minor=10_000, limit_minor=30_000, owes_minor=0,
        may_minor=30_000,
    )  # fmt: skip
    meeting = meet(three)
    agree(three, 1, 12_000, meeting=meeting, votes=CARRIED)
    agree(three, 1, 8_000, meeting=meeting, votes=CARRIED, agree_only=True)
    assert refusal_of(ask, three, 1, 10_001).facts["may_minor"] == 10_000
    assert ask(three, 1, 10_000).facts == {"application": 1}


def test_before_any_rules_nothing_is_limited(three: Store) -> None:
    ask(three, 1, 40_000)
    agree(three, 1, 40_000, instalments=40)
    with three.reading() as db:
        assert group.decisions(db, 1) == ()


def test_guarantors_are_as_many_as_the_rules_say_and_not_herself(three: Store) -> None:
    rules(three, loan_guarantors=2, quorum=0)
    few = refusal_of(ask, three, guarantors=(2,))
    assert few == refuse("guarantors-few", needed=2, given=1)
    assert refusal_of(ask, three, guarantors=(1, 2)).code == "guarantor-herself"
    assert refusal_of(ask, three, guarantors=(2, 2)).code == "guarantor-twice"
    assert refusal_of(ask, three, guarantors=(2, 9)) == refuse("member-unknown", member=9)
    ask(three, guarantors=(2, 3))
    with three.reading() as db:
        assert group.applications(db, 1)[0].guarantors == (2, 3)


def test_who_left_cannot_borrow_and_nobody_before_the_group_began(three: Store) -> None:
    f.enter(three, ("withdrawal", 10_000, 1))
    left = members.LetMemberLeave(member=1, day=f.DAY)
    perform(three, left, members.let_member_leave)
    before = entries(three)
    assert refusal_of(ask, three, 1) == refuse("member-left", member=1, left_day=f.DAY)
    assert refusal_of(agree, three, 1).code == "member-left"
    assert refusal_of(agree, three, 2, day="2020-01-01").code == "day-before-group"
    assert refusal_of(agree, three, 2, first_due_on="2026-11-21").code == "loan-first-due"
    assert entries(three) == before


# Voting


def test_a_loan_needs_a_vote_a_quorum_and_a_majority(three: Store) -> None:
    rules(three, quorum=66, loan_instalments_most=3)
    ask(three, 3, 30_000)
    meeting = meet(three, here=(1,))
    given: dict[str, Any] = {"meeting": meeting, "application": 1}
    before = entries(three)
    assert refusal_of(agree, three, 3, **given).code == "vote-missing"
    short = refusal_of(agree, three, 3, **given, votes=Votes(votes_for=1))
    assert short == refuse("quorum-short", present=1, needed=2, members=3)
    outside = refusal_of(agree, three, 3, application=1, votes=CARRIED)
    assert outside.code == "vote-needs-meeting"
    long = refusal_of(agree, three, 3, **{**given, "instalments": 4}, votes=CARRIED)
    assert long == refuse("loan-too-long", instalments=4, most=3)
    assert entries(three) == before
    marks = ((1, "present"), (2, "late"), (3, "present"))
    order = meetings.TakeAttendance(meeting=meeting, day=f.DAY, marks=marks)
    perform(three, order, meetings.take_attendance)
    even = refusal_of(agree, three, 3, **given, votes=Votes(votes_for=1, votes_against=1))
    assert even == refuse("vote-not-carried", votes=1, against=1)
    many = refusal_of(agree, three, 3, **given, votes=Votes(votes_for=4))
    assert many.code == "decision-more-votes"
    loan = agree(three, 3, **given, votes=Votes(votes_for=2, votes_against=1, women_voting=3))
    with three.reading() as db:
        (application,) = group.applications(db, 1)
        decision = group.decision(db, 1, application.decision)
        assert books.loan(db, 1, loan).decision == application.decision  # type: ignore[union-attr]
    assert (application.state, application.loan) == ("agreed", loan)
    assert decision is not None
    assert (decision.about, decision.present, decision.votes_for) == ("loan", 3, 2)
    again = refusal_of(agree, three, 3, **given, votes=CARRIED)
    assert again == refuse("application-settled", application=1)


def test_the_meeting_declines_with_a_reason(three: Store) -> None:
    rules(three)
    ask(three, 3)
    meeting = meet(three)

    def decline(reason: str, votes: Votes) -> Receipt:
        order = loans.DeclineLoan(
            application=1, reason=reason, day=f.DAY, meeting=meeting, votes=votes
        )
        return perform(three, order, loans.decline_loan)

    against = Votes(votes_for=0, votes_against=3)
    assert refusal_of(decline, "", against).code == "loan-reason-missing"
    assert refusal_of(decline, "too much", CARRIED).code == "vote-carried"
    decline("too much", against)
    with three.reading() as db:
        (application,) = group.applications(db, 1)
        (decision,) = group.decisions(db, 1, about="loan")
    assert (application.state, application.decision) == ("declined", decision.decision)
    assert refusal_of(decline, "again", against).code == "application-settled"


def test_a_loan_is_paid_out_later_and_once(three: Store) -> None:
    loan = agree(three, 3, agree_only=True)
    with three.reading() as db:
        assert [one.loan for one in lent.not_paid_out(db, 1)] == [loan]
    assert refusal_of(pay, three, loan, 100, f.DAY).code == "loan-not-paid-out"
    order = loans.PayOutLoan(loan=loan, day="2026-11-30")
    perform(three, order, loans.pay_out_loan)
    with three.reading() as db:
        assert lent.not_paid_out(db, 1) == ()
    assert one(three, loan).terms.disbursed_on == "2026-11-30"
    assert refusal_of(perform, three, order, loans.pay_out_loan).code == "loan-paid-out"


# Paying back. 300.00 flat at 2 % a month in three payments: 100.00 + 6.00 each.


@pytest.fixture
def loan(three: Store) -> int:
    return agree(three, 3, 30_000, first_due_on="2026-12-22")


def test_one_amount_pays_interest_first_and_the_oldest_first(three: Store, loan: int) -> None:
    late = one(three, loan, "2027-01-22")
    assert (late.due_minor, late.standing.days_late, late.age) == (21_200, 31, "31-60")
    part = pay(three, loan, 5_000, "2027-01-22")
    assert paid_as(three, part) == [("loan-interest-paid", 600), ("loan-principal-repaid", 4_400)]
    rest = pay(three, loan, 16_200, "2027-01-22")
    assert paid_as(three, rest) == [("loan-interest-paid", 600), ("loan-principal-repaid", 15_600)]
    assert one(three, loan, "2027-01-22").due_minor == 0


def test_what_is_over_is_kept_for_her_by_name(three: Store, loan: int) -> None:
    closes = one(three, loan, "2026-12-22").closes_minor
    assert closes == 31_800
    paid = pay(three, loan, 32_000, "2026-12-22")
    assert paid_as(three, paid) == [
        ("loan-interest-paid", 1_800), ("loan-principal-repaid", 30_000), ("credit-kept", 200),
    ]  # fmt: skip
    assert refusal_of(pay, three, loan, 1, "2026-12-23") == refuse("loan-paid-back", loan=loan)

    def use(amount: int, of: int = 0) -> Receipt:
        order = repayments.UseCredit(member=3, amount=amount, day="2026-12-22", loan=of)
        return perform(three, order, repayments.use_credit)

    assert refusal_of(use, 201) == refuse("credits-over", kept_minor=200)
    second = agree(three, 3, 10_000)
    assert paid_as(three, use(150, second)) == [
        ("credit-returned", 150), ("loan-interest-paid", 150),
    ]  # fmt: skip
    with three.reading() as db:
        assert lent.kept_credit(db, 1) == {3: 50}
    use(50)
    assert refusal_of(use, 1) == refuse("credits-none", member=3)


def test_a_flat_loan_stays_open_until_its_interest_is_paid(three: Store, loan: int) -> None:
    pay(three, loan, 30_600, "2026-12-22")  # the whole principal and one month's interest
    stands = one(three, loan, "2026-12-22")
    assert (stands.outstanding, stands.closes_minor) == (1_200, 1_200)
    pay(three, loan, 1_200, "2026-12-22")
    assert not one(three, loan, "2026-12-22").is_open


def test_late_payments_are_fined_once_each_and_only_when_told_to(three: Store, loan: int) -> None:
    rules(three, loan_fine=500, fines_to="social-fund", quorum=0)

    def fine(day: str) -> Receipt:
        return perform(three, repayments.FineLate(loan=loan, day=day), repayments.fine_late)

    assert refusal_of(fine, "2026-12-22").code == "loan-nothing-late"
    assert fine("2026-12-23").facts == {"fines": 1, "total_minor": 500}
    assert refusal_of(fine, "2026-12-23").code == "loan-nothing-late"
    assert one(three, loan, "2026-12-23").due_minor == 10_600 + 500
    pay(three, loan, 11_100, "2026-12-23")
    with three.reading() as db:
        assert books.fines_due(db, 1) == {}
        assert books.pots(db, 1).social_fund == 500


def test_the_parts_may_be_written_but_not_beside_one_amount(three: Store, loan: int) -> None:
    lines = tuple(
        money.MoneyLine(kind=kind, loan=loan, amount=100, day=f.DAY)
        for kind in ("loan_payment", "loan_interest")
    )
    twice = refusal_of(perform, three, money.EnterMoney(lines=lines), repayments.repay)
    assert twice == refuse("loan-twice", loan=loan)
    apart = money.EnterMoney(lines=lines[1:])
    assert paid_as(three, perform(three, apart, repayments.repay)) == [("loan-interest-paid", 100)]


# Decisions about a running loan


def test_a_loan_is_rescheduled_and_its_unpaid_interest_carried(three: Store, loan: int) -> None:
    rules(three, quorum=50, loan_instalments_most=12)
    meeting = meet(three)
    change: dict[str, Any] = {
        "loan": loan, "rate": 10_000, "per": "month", "method": "declining", "instalments": 6,
        "every": "month", "first_due_on": "2027-01-31", "day": "2026-12-23", "meeting": meeting,
    }  # fmt: skip

    def deed(**more: Any) -> Receipt:
        order = loan_changes.RescheduleLoan(**{**change, **more})
        return perform(three, order, loan_changes.reschedule_loan)

    assert refusal_of(deed, votes=CARRIED).code == "loan-reason-missing"
    assert refusal_of(deed, reason="ill").code == "vote-missing"
    deed(reason="ill", votes=CARRIED)
    stands = one(three, loan, "2026-12-23")
    assert stands.change is not None
    assert (stands.change.principal, stands.change.interest) == (30_000, 600)
    assert (stands.due_minor, stands.schedule.carried) == (0, 600)
    first = stands.schedule.rows[0]
    assert (first.due, first.interest) == ("2027-01-31", 300 + 600)
    pay(three, loan, first.total, "2027-01-31")
    assert one(three, loan, "2027-01-31").due_minor == 0


def test_what_was_paid_before_new_payments_and_is_taken_back_is_owed_again(
    three: Store, loan: int
) -> None:
    """Of 300.00, 100.00 were paid, the rest rescheduled; then it was not 100.00 after all."""
    wrong = f.enter(three, ("loan_principal", 10_000, 3, loan)).first
    order = loan_changes.RescheduleLoan(
        loan=loan, rate=0, per="month", method="flat", instalments=2, every="month",
        first_due_on="2027-01-31", day=f.DAY, reason="ill",
    )  # fmt: skip
    perform(three, order, loan_changes.reschedule_loan)
    assert one(three, loan, f.DAY).outstanding == 20_000
    f.reverse(three, wrong)
    stands = one(three, loan, f.DAY)
    assert (stands.outstanding, stands.closes_minor) == (30_000, 30_000)
    assert [row.principal for row in stands.schedule.rows] == [15_000, 15_000]
    pay(three, loan, 30_000, "2027-01-31")
    assert not one(three, loan, "2027-01-31").is_open


def test_a_lost_loan_is_a_loss_of_the_group(three: Store, loan: int) -> None:
    rules(three, quorum=50)
    meeting = meet(three)
    pay(three, loan, 10_600, "2026-12-22")
    order = loan_changes.WriteOffLoan(
        loan=loan, day="2026-12-22", reason="she died", meeting=meeting, votes=CARRIED
    )
    perform(three, order, loan_changes.write_off_loan)
    stands = one(three, loan)
    assert (stands.is_open, stands.written_off_minor) == (False, 20_000)
    with three.reading() as db:
        assert books.account_sums(db, 1)["loan_loss"] == 20_000
    assert refusal_of(perform, three, order, loan_changes.write_off_loan).code == "loan-paid-back"
