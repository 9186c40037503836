"""Loans paid back: one amount is split into interest, principal, fines and what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.loans import allocate
from federation.core.refusals import refuse
from federation.core.schedules import FLAT
from federation.store import Draft
from federation.store.queries import books, loans

from .days import check_day
from .deed import Decision, Desk, Order
from .meetings import open_now
from .money import EnterMoney, MoneyLine, enter_money
from .voting import rules_now

# The word of a sheet for one amount on a loan; it becomes lines of the kinds below.
PAYMENT: Final = "loan_payment"
INTEREST: Final = "loan_interest"
PRINCIPAL: Final = "loan_principal"
FINE_PAID: Final = "fine_paid"
KEPT: Final = "credit_kept"
GIVEN_BACK: Final = "credit_returned"
LATE: Final = "loan-late"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCredit(Order):
    """Of the money kept for a member, `amount` (minor units) pays loan `loan`, or 0: goes back."""

    member: int
    amount: int
    day: str
    loan: int = 0
    meeting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FineLate(Order):
    """Fine the late instalments of a loan that nobody was fined for yet, each once."""

    loan: int
    day: str
    meeting: int = 0


@dataclass(frozen=True, slots=True)
class Parts:
    """What one amount on a loan becomes, in minor units; the four parts are the whole of it."""

    interest: int
    principal: int
    fines: int
    over: int


def split(told: loans.LoanStanding, amount: int, day: str) -> Parts:
    """What is due first, then fines for paying late, then the next principal, then it is over.

    Of what is due the oldest comes first, and interest before principal. The last principal of a
    flat loan comes after its last interest, so that the loan stays open until all is paid.
    """
    stands = told.standing
    fines = min(told.fines_minor, max(amount - stands.unpaid, 0))
    found = allocate(
        told.schedule,
        paid_principal=stands.paid_principal,
        paid_interest=stands.paid_interest,
        amount=amount - fines,
        day=day,
    )
    interest, principal = found.interest, found.principal
    if told.schedule.method == FLAT and principal >= stands.outstanding:
        unpaid = told.schedule.interest - stands.paid_interest - interest
        moved = min(max(unpaid, 0), principal)
        interest, principal = interest + moved, principal - moved
    return Parts(interest, principal, fines, found.over)


def split_lines(desk: Desk, lines: Sequence[MoneyLine]) -> tuple[MoneyLine, ...]:
    """The lines with every `PAYMENT` split into what it becomes; the others stay.

    Raises Refusal `loan-unknown`, `loan-paid-back`, `loan-not-paid-out`, `loan-twice` where a
    loan has both one amount and its parts.
    """
    made: list[MoneyLine] = []
    in_parts = {line.loan for line in lines if line.kind in (INTEREST, PRINCIPAL)}
    for line in lines:
        if line.kind != PAYMENT:
            made.append(line)
            continue
        if line.loan in in_parts:
            raise refuse("loan-twice", loan=line.loan)
        in_parts.add(line.loan)
        made += _lines_of(desk, line)
    return tuple(made)


def _lines_of(desk: Desk, line: MoneyLine) -> list[MoneyLine]:
    (found,) = loans.lending(desk.db, desk.book, line.day, line.loan) or (None,)
    if found is None:
        raise refuse("loan-unknown", loan=line.loan)
    if not found.is_paid_out:
        raise refuse("loan-not-paid-out", loan=line.loan)
    if not found.is_open:
        raise refuse("loan-paid-back", loan=line.loan)
    member = found.loan.member
    parts = split(found, line.amount, line.day)
    of_loan = replace(line, member=member, purpose="")
    of_member = replace(of_loan, loan=0)
    whole = (
        replace(of_loan, kind=INTEREST, amount=parts.interest),
        replace(of_loan, kind=PRINCIPAL, amount=parts.principal),
        replace(of_member, kind=FINE_PAID, amount=parts.fines, to=rules_now(desk).fines_to),
        replace(of_member, kind=KEPT, amount=parts.over),
    )
    return [one for one in whole if one.amount]


def repay(desk: Desk, order: EnterMoney) -> Decision:
    """Enter payments of loans. Raises Refusal as `split_lines` and `enter_money` do."""
    return enter_money(desk, replace(order, lines=split_lines(desk, order.lines)))


def use_credit(desk: Desk, order: UseCredit) -> Decision:
    """Give kept money back, or pay a loan with it: the box is the same after that.

    Raises Refusal `credits-none`, `credits-over`, `loan-of-another`, and as `repay` does.
    """
    kept = loans.kept_credit(desk.db, desk.book).get(order.member, 0)
    if not kept:
        raise refuse("credits-none", member=order.member)
    if order.amount > kept:
        raise refuse("credits-over", kept_minor=kept)
    back = MoneyLine(kind=GIVEN_BACK, day=order.day, amount=order.amount, member=order.member)
    lines = [back]
    if order.loan:
        one = books.loan(desk.db, desk.book, order.loan)
        if one is None or one.member != order.member:
            raise refuse("loan-of-another", loan=order.loan, member=order.member)
        lines.append(replace(back, kind=PAYMENT, member=0, loan=order.loan))
    entered = EnterMoney(lines=tuple(lines), meeting=order.meeting, user=order.user)
    return repay(desk, entered)


def fine_late(desk: Desk, order: FineLate) -> Decision:
    """A fine for each late instalment. Raises Refusal `loan-fine-none`, `loan-nothing-late`."""
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    rules = rules_now(desk)
    if not rules.loan_fine:
        raise refuse("loan-fine-none")
    (found,) = loans.lending(desk.db, desk.book, order.day, order.loan) or (None,)
    if found is None:
        raise refuse("loan-unknown", loan=order.loan)
    if not found.to_fine:
        raise refuse("loan-nothing-late", loan=order.loan)
    event = e.FineCharged(
        user=order.user,
        day=order.day,
        meeting=order.meeting,
        amount=rules.loan_fine,
        member=found.loan.member,
        why=LATE,
        loan=order.loan,
    )
    drafts = [Draft(kinds.LEDGER, event) for _ in found.to_fine]
    return drafts, {"fines": len(drafts), "total_minor": rules.loan_fine * len(drafts)}
