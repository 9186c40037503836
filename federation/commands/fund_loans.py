"""Loans of a fund or the state to the group: agreed, received, paid over."""

from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.loans import Schedule, terms_of
from federation.core.refusals import refuse
from federation.i18n import gettext, money
from federation.store import Draft
from federation.store.queries import fund, fund_loans, group

from .days import check_day
from .deed import Amount, Decision, Desk, Order
from .loans import new_schedule
from .meetings import open_now
from .voting import Votes, vote

ABOUT: Final = "fund-loan"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeFundLoan(Order):
    """The group takes a loan of a lender, to be lent on to members. Minor units, rate × 10,000.

    `offer`: number of the loan that the federation's fund offered (0: another lender's);
    `voted_on`: the day of the vote, "" for the day on which it was agreed.
    """

    lender: str
    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    day: str
    source: str = "fund"
    note: str = ""
    meeting: int = 0
    votes: Votes | None = None
    offer: int = 0
    voted_on: str = ""

    @property
    def schedule(self) -> Schedule:
        """What the group pays back, and when. Raises Refusal as `new_schedule` does."""
        return new_schedule(terms_of(self, self.principal, self.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFundMoney(Order):
    """Cash of a fund loan came in (`receive`) or is paid over (`remit`); `slip`: its receipt.

    `is_over`: it is paid over, so that what was paid over lately is what is usual.
    """

    fund_loan: int
    amount: int
    day: str
    slip: str = ""
    note: str = ""
    meeting: int = 0
    is_over: bool = False

    def amounts(self) -> tuple[Amount, ...]:
        """What moves."""
        kind = e.FundRemitted if self.is_over else e.FundReceived
        return (Amount(kinds.KINDS[kind].tag, self.amount),)


def agree_fund_loan(desk: Desk, order: AgreeFundLoan) -> Decision:
    """The vote and the terms. Raises Refusal of these, as `check_offer` and `voting.vote` do."""
    laid = order.schedule
    if order.offer:
        check_offer(desk, order.offer)
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    if order.voted_on:
        check_day(desk, order.voted_on)
    decision, drafts = vote(
        desk,
        order.votes,
        about=ABOUT,
        words=gettext(
            "Loan of %(money)s from %(name)s", money=money(order.principal), name=order.lender
        ),
        day=order.voted_on or order.day,
        meeting=order.meeting,
        user=order.user,
    )
    number = group.last_number(desk.db, desk.book, "fund_loan") + 1
    event = e.FundLoanAgreed(
        user=order.user,
        day=order.day,
        fund_loan=number,
        lender=order.lender,
        principal=order.principal,
        rate=order.rate,
        per=order.per,
        method=order.method,
        instalments=order.instalments,
        every=order.every,
        first_due_on=order.first_due_on,
        source=order.source,
        decision=decision,
        meeting=order.meeting,
        offer=order.offer,
    )
    note = e.Note(note=order.note) if order.note else None
    drafts.append(Draft(kinds.LEDGER, event, note))
    return drafts, {"fund_loan": number, "decision": decision, "total_minor": laid.total}


def check_offer(desk: Desk, loan: int) -> None:
    """Whether the fund still offers it, and it is not in these books yet.

    Raises Refusal `fund-offer-gone`, `fund-offer-taken`.
    """
    found = fund.offers(desk.db, loan)
    if not found or found[0].withdrawn_on:
        raise refuse("fund-offer-gone", loan=loan)
    if any(one.offer == loan for one in group.fund_loans(desk.db, desk.book)):
        raise refuse("fund-offer-taken", loan=loan)


def _known(desk: Desk, order: MoveFundMoney) -> fund_loans.FundLoanView:
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    found = fund_loans.fund_loan(desk.db, desk.book, order.fund_loan)
    if found is None:
        raise refuse("fund-loan-unknown", fund_loan=order.fund_loan)
    return found


def receive(desk: Desk, order: MoveFundMoney) -> Decision:
    """Loan money came in. Raises Refusal `fund-loan-unknown`, `fund-received-more`."""
    found = _known(desk, order)
    agreed = found.told.principal if found.told else 0
    if found.received + order.amount > agreed:
        raise refuse(
            "fund-received-more",
            agreed_minor=agreed,
            received_minor=found.received,
            left_minor=agreed - found.received,
        )
    return _entered(order, e.FundReceived)


def remit(desk: Desk, order: MoveFundMoney) -> Decision:
    """What was collected is paid over. Raises Refusal `fund-remit-more` above what is held."""
    found = _known(desk, order)
    if order.amount > found.held:
        raise refuse("fund-remit-more", held_minor=max(found.held, 0))
    return _entered(order, e.FundRemitted)


def _entered(order: MoveFundMoney, kind: type[e.FundReceived | e.FundRemitted]) -> Decision:
    event = kind(
        user=order.user,
        day=order.day,
        amount=order.amount,
        meeting=order.meeting,
        slip=order.slip,
        fund_loan=order.fund_loan,
    )
    note = e.Note(note=order.note) if order.note else None
    facts = {"fund_loan": order.fund_loan, "total_minor": order.amount}
    return [Draft(kinds.LEDGER, event, note)], facts
