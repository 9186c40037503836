"""What a meeting decides about a running loan: other payments, or that it is lost."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.loans import Schedule, check_new, reschedule, terms_of
from federation.core.refusals import refuse
from federation.core.terms import GROUP
from federation.i18n import gettext, money
from federation.store import Draft
from federation.store.queries import loans

from .borrowing import check_length
from .days import check_day
from .deed import Decision, Desk, Order
from .meetings import open_now
from .voting import Votes, vote

RESCHEDULED = "loan-rescheduled"
LOST = "loan-written-off"


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleLoan(Order):
    """What is still owed of a loan is paid back in another way from `day` on."""

    loan: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    day: str
    reason: str = ""
    round_to: int = 0
    meeting: int = 0
    votes: Votes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffLoan(Order):
    """What is still owed of a loan will not come back."""

    loan: int
    day: str
    reason: str
    meeting: int = 0
    votes: Votes | None = None


def running(desk: Desk, loan: int, day: str) -> loans.LoanStanding:
    """A loan of which principal is owed. Raises Refusal `loan-unknown`, `loan-paid-back`."""
    (found,) = loans.lending(desk.db, desk.book, day, loan) or (None,)
    if found is None:
        raise refuse("loan-unknown", loan=loan)
    if not found.is_open:
        raise refuse("loan-paid-back" if found.is_paid_out else "loan-not-paid-out", loan=loan)
    return found


def rescheduled(found: loans.LoanStanding, order: RescheduleLoan) -> Schedule:
    """The new payments: what is owed, and first the interest that was due and is not paid."""
    terms = terms_of(order, found.outstanding, order.day)
    check_new(terms)
    return reschedule(terms, carried_interest=found.standing.unpaid_interest)


def reschedule_loan(desk: Desk, order: RescheduleLoan) -> Decision:
    """The vote and the new terms. Raises Refusal `loan-reason-missing`, and those of the terms."""
    if not order.reason:
        raise refuse("loan-reason-missing")
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    found = running(desk, order.loan, order.day)
    if found.loan.source == GROUP:
        check_length(desk, order.instalments)
    rescheduled(found, order)
    words = gettext(
        "New payments for loan %(loan)s: %(why)s", loan=str(order.loan), why=order.reason
    )
    decision, drafts = vote(
        desk,
        order.votes,
        about=RESCHEDULED,
        words=words,
        day=order.day,
        meeting=order.meeting,
        user=order.user,
    )
    event = e.LoanRescheduled(
        user=order.user,
        day=order.day,
        member=found.loan.member,
        loan=order.loan,
        principal=found.outstanding,
        interest=found.standing.unpaid_interest,
        rate=order.rate,
        per=order.per,
        method=order.method,
        instalments=order.instalments,
        every=order.every,
        first_due_on=order.first_due_on,
        round_to=order.round_to,
        decision=decision,
        meeting=order.meeting,
    )
    drafts.append(Draft(kinds.LEDGER, event, e.Note(note=order.reason)))
    return drafts, {"loan": order.loan, "decision": decision}


def write_off_loan(desk: Desk, order: WriteOffLoan) -> Decision:
    """The vote and the loss. Raises Refusal `loan-reason-missing`, and as `running` does."""
    if not order.reason:
        raise refuse("loan-reason-missing")
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    found = running(desk, order.loan, order.day)
    words = gettext(
        "Loan %(loan)s written off, %(money)s: %(why)s",
        loan=str(order.loan),
        money=money(found.outstanding),
        why=order.reason,
    )
    decision, drafts = vote(
        desk,
        order.votes,
        about=LOST,
        words=words,
        day=order.day,
        meeting=order.meeting,
        user=order.user,
    )
    event = e.LoanWrittenOff(
        user=order.user,
        day=order.day,
        amount=found.outstanding,
        meeting=order.meeting,
        member=found.loan.member,
        loan=order.loan,
        source=found.loan.source,
        decision=decision,
    )
    drafts.append(Draft(kinds.LEDGER, event, e.Note(note=order.reason)))
    return drafts, {"loan": order.loan, "total_minor": found.outstanding}
