"""Other payments for a loan of the federation's fund to a group, from a day on.

The terms before stay in the books as they were agreed; arrears go by the new ones. The group is
told by what payments the fund counts from then on.
"""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.fund import LoanSums
from federation.core.fund_plans import laid_out, standing_of
from federation.core.loans import Schedule
from federation.core.refusals import refuse
from federation.core.schedules import check_new, terms_of
from federation.store import Draft
from federation.store.queries import fund

from .deed import Decision, Desk, Order
from .fund import check_fund_day, next_entry, plan_told, told, words
from .group_lending import known_loan


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleGroupLoan(Order):
    """What is left of a loan is paid back in another way from `day` on, for the reason `note`."""

    loan: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    day: str
    approved_by: str
    note: str
    decision: int = 0
    party: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What new payments are for: principal not paid back, and interest that was due and unpaid."""

    principal: int
    interest: int


def left_of(desk: Desk, order: RescheduleGroupLoan) -> Left:
    """What is left of a loan on the day of the order.

    Raises Refusal `group-loan-unknown`, `fund-loan-not-out`, `fund-loan-paid-back`,
    `fund-reschedule-before`.
    """
    lent = known_loan(desk, order.loan)
    sums = fund.sums(desk.db, loan=order.loan).get(order.loan, LoanSums())
    if not sums.paid_out:
        raise refuse("fund-loan-not-out", loan=order.loan)
    if not sums.outstanding:
        raise refuse("fund-loan-paid-back", loan=order.loan)
    moved = fund.last_moved(desk.db, order.loan)
    if order.day < moved:
        raise refuse("fund-reschedule-before", loan=order.loan, moved_day=moved)
    standing = standing_of(fund.plan_now(desk.db, lent), sums, order.day)
    principal = lent.principal - sums.principal - sums.written_off
    return Left(principal, standing.unpaid_interest)


def laid_anew(desk: Desk, order: RescheduleGroupLoan) -> Schedule:
    """The new payments. Raises Refusal as `reschedule_group_loan` does."""
    left = left_of(desk, order)
    terms = terms_of(order, left.principal, order.day)
    check_new(terms)
    return laid_out(terms, left.interest)


def reschedule_group_loan(desk: Desk, order: RescheduleGroupLoan) -> Decision:
    """Note what was agreed, and tell the group.

    Raises Refusal `fund-reschedule-needs-reason`, as `left_of` does, and of the terms as
    `new_schedule` does.
    """
    check_fund_day(desk, order.day)
    if not order.note:
        raise refuse("fund-reschedule-needs-reason")
    left, laid = left_of(desk, order), laid_anew(desk, order)
    event = e.GroupLoanRescheduled(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        loan=order.loan,
        principal=left.principal,
        interest=left.interest,
        rate=order.rate,
        per=order.per,
        method=order.method,
        instalments=order.instalments,
        every=order.every,
        first_due_on=order.first_due_on,
        approved_by=order.approved_by,
        decision=order.decision,
    )
    drafts = told(desk, event, words(order.party, order.note))
    lent = known_loan(desk, order.loan)
    received = fund.sums(desk.db, loan=order.loan)[order.loan].received
    plan = plan_told(event, order.day, order.day, event.principal, event.interest, received)
    drafts.append(Draft(kinds.REPLIES, plan, None, lent.group))
    return drafts, {"entry": event.entry, "loan": order.loan, "total_minor": laid.total}
