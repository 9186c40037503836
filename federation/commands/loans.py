"""Loans of members: voted on, agreed or declined, paid out."""

from dataclasses import dataclass
from typing import Any, Final

from federation.core import events as e
from federation.core import kinds
from federation.core.constitution import LOANS_BY, WHOLE
from federation.core.loans import Schedule, Terms, check_new, schedule, terms_of
from federation.core.refusals import refuse
from federation.core.terms import GROUP
from federation.i18n import gettext, money
from federation.store import Draft
from federation.store.queries import books, fund_loans, loans

from .borrowing import (
    borrower,
    check_guarantors,
    check_length,
    check_room,
    open_application,
)
from .days import check_day
from .deed import Amount, Decision, Desk, Order
from .meetings import open_now
from .voting import Votes, rules_now, vote

ABOUT: Final = "loan"
STATE: Final = "state"
# Of a loan of the state members pay this part in advance, out of their savings
# (upfi.info, National housing pre-finance, Namibia: 5 percent of a Build Together loan).
STATE_ADVANCE_PERCENT: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveLoan(Order):
    """Agree a loan, and pay it out unless `agree_only`. Money in minor units, rate × 10,000.

    `application`: what was asked for; `fund_loan`: the fund's loan it comes out of; 0: none.
    `advance_from`: the purpose of savings that a lender's part in advance is taken from.
    `votes` None: nobody voted, which a group with rules of its own does not take. `words`: what
    was decided, as it was said.
    """

    member: int
    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    day: str
    first_due_on: str
    source: str = GROUP
    purpose: str = ""
    loan: int = 0
    meeting: int = 0
    agree_only: bool = False
    days: str = "period"
    round_to: int = 0
    grace_principal: int = 0
    defer_interest: int = 0
    interest_free: int = 0
    guarantors: tuple[int, ...] = ()
    application: int = 0
    fund_loan: int = 0
    advance_from: str = ""
    votes: Votes | None = None
    words: str = ""

    def amounts(self) -> tuple[Amount, ...]:
        """What is paid out."""
        tag = kinds.KINDS[e.LoanDisbursed].tag
        return (Amount(tag, self.principal, self.member),)

    @property
    def terms(self) -> Terms:
        """What the schedule follows from."""
        return terms_of(self, self.principal, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineLoan(Order):
    """The meeting does not agree to application `application`, for this reason."""

    application: int
    reason: str
    day: str
    meeting: int = 0
    votes: Votes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayOutLoan(Order):
    """Pay out a loan that was agreed before; `advance_from` as in `GiveLoan`."""

    loan: int
    day: str
    meeting: int = 0
    advance_from: str = ""


def new_schedule(terms: Terms) -> Schedule:
    """The payments of a loan that is to be agreed now. Raises Refusal as the engine does."""
    check_new(terms)
    return schedule(terms)


def check_loan(desk: Desk, order: GiveLoan) -> Schedule:
    """Everything but the votes. Raises Refusal with what the member or the terms do not fulfil."""
    laid = new_schedule(order.terms)
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    member = borrower(desk, order.member)
    if order.source == GROUP:
        check_guarantors(desk, order.member, order.guarantors)
        check_length(desk, order.instalments)
        check_room(desk, member, order.principal)
    if order.application:
        asked = open_application(desk, order.application)
        if asked.member != order.member:
            raise refuse("application-of-another", application=order.application)
    if order.fund_loan:
        _check_lender(desk, order.fund_loan, order.source)
    return laid


def _check_lender(desk: Desk, number: int, source: str) -> None:
    found = fund_loans.fund_loan(desk.db, desk.book, number)
    if found is None or found.told is None:
        raise refuse("fund-loan-unknown", fund_loan=number)
    if found.told.source != source:
        raise refuse("fund-loan-source", fund_loan=number)


def give_loan(desk: Desk, order: GiveLoan) -> Decision:
    """The vote, the loan as agreed, and its payout unless it comes later: all in one deed.

    Raises Refusal as `check_loan`, `voting.vote` and `payout` do, and what the ledger refuses.
    """
    check_loan(desk, order)
    name = books.names(desk.db, desk.book).get(order.member, "")
    lent = gettext("Loan of %(money)s for %(name)s", money=money(order.principal), name=name)
    decision, drafts = vote(
        desk,
        order.votes,
        about=ABOUT,
        words=order.words or lent,
        day=order.day,
        meeting=order.meeting,
        user=order.user,
        with_quorum=rules_now(desk).loans_by == LOANS_BY[0],
    )
    number = order.loan or books.next_loan(desk.db, desk.book)
    names = (*_SAME, "user", "day", "member", "meeting", "application", "fund_loan")
    told: dict[str, Any] = {name: getattr(order, name) for name in names}
    agreed = e.LoanAgreed(**told, loan=number, decision=decision)
    drafts.append(Draft(kinds.LEDGER, agreed))
    if not order.agree_only:
        drafts += payout(desk, agreed, order, paid_in_advance=0)
    return drafts, {"loan": number, "decision": decision}


# What an agreement says in the words of the order.
_SAME: Final = (
    "principal",
    "rate",
    "per",
    "method",
    "instalments",
    "every",
    "first_due_on",
    "source",
    "purpose",
    "days",
    "round_to",
    "grace_principal",
    "defer_interest",
    "interest_free",
    "guarantors",
)


def advance_of(source: str, principal: int) -> int:
    """The part a lender wants in advance, rounded up to the cent; 0 for most."""
    return -(-principal * STATE_ADVANCE_PERCENT // WHOLE) if source == STATE else 0


def payout(
    desk: Desk, agreed: e.LoanAgreed, order: GiveLoan | PayOutLoan, *, paid_in_advance: int
) -> list[Draft]:
    """The money of a loan, after what must be paid in advance.

    Raises Refusal `loan-advance-short` when that is not there, `fund-loan-short` when the fund's
    money did not come.
    """
    stamp: dict[str, Any] = {"user": order.user, "day": order.day, "meeting": order.meeting}
    of_loan: dict[str, Any] = {
        "member": agreed.member,
        "loan": agreed.loan,
        "source": agreed.source,
    }
    drafts = []
    missing = advance_of(agreed.source, agreed.principal) - paid_in_advance
    if missing > 0:
        if not order.advance_from:
            raise refuse(
                "loan-advance-short",
                loan=agreed.loan,
                percent=STATE_ADVANCE_PERCENT,
                missing_minor=missing,
            )
        advance = e.LoanAdvance(amount=missing, purpose=order.advance_from, **of_loan, **stamp)
        drafts.append(Draft(kinds.LEDGER, advance))
    if agreed.fund_loan:
        lender = fund_loans.fund_loan(desk.db, desk.book, agreed.fund_loan)
        left = lender.not_lent if lender else 0
        if agreed.principal > left:
            raise refuse("fund-loan-short", fund_loan=agreed.fund_loan, left_minor=max(left, 0))
    paid = e.LoanDisbursed(amount=agreed.principal, **of_loan, **stamp)
    return [*drafts, Draft(kinds.LEDGER, paid)]


def decline_loan(desk: Desk, order: DeclineLoan) -> Decision:
    """The vote and the answer. Raises Refusal `loan-reason-missing`, and as `voting.vote` does."""
    asked = open_application(desk, order.application)
    if not order.reason:
        raise refuse("loan-reason-missing")
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    name = books.names(desk.db, desk.book).get(asked.member, "")
    words = gettext(
        "No loan of %(money)s for %(name)s", money=money(asked.principal_minor), name=name
    )
    decision, drafts = vote(
        desk,
        order.votes,
        about=ABOUT,
        words=f"{words}: {order.reason}",
        day=order.day,
        meeting=order.meeting,
        user=order.user,
        is_carried=False,
        with_quorum=rules_now(desk).loans_by == LOANS_BY[0],
    )
    event = e.LoanDeclined(
        user=order.user,
        day=order.day,
        application=order.application,
        decision=decision,
        meeting=order.meeting,
    )
    drafts.append(Draft(kinds.LEDGER, event, e.Note(note=order.reason)))
    return drafts, {"application": order.application, "decision": decision}


def pay_out_loan(desk: Desk, order: PayOutLoan) -> Decision:
    """Pay out what was agreed before. Raises Refusal `loan-paid-out`, and as `payout` does."""
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    (found,) = loans.lending(desk.db, desk.book, order.day, order.loan) or (None,)
    if found is None:
        raise refuse("loan-unknown", loan=order.loan)
    if found.is_paid_out:
        raise refuse("loan-paid-out", loan=order.loan)
    one = found.loan
    borrower(desk, one.member)
    if one.first_due_on < order.day:
        raise refuse("loan-first-due", first_day=one.first_due_on, paid_out_day=order.day)
    agreed = e.LoanAgreed(
        day=one.disbursed_on,
        member=one.member,
        loan=one.loan,
        principal=one.principal_minor,
        rate=one.rate,
        per=one.per,
        method=one.method,
        instalments=one.instalments,
        every=one.every,
        first_due_on=one.first_due_on,
        source=one.source,
        fund_loan=one.fund_loan,
    )
    drafts = payout(desk, agreed, order, paid_in_advance=found.advance_minor)
    return drafts, {"loan": order.loan, "total_minor": one.principal_minor}
