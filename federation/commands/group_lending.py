"""Loans of the federation's fund to groups: agreed, parted among members, paid out, paid back.

The group is told of each in its replies, so that its officers can write the loan into their own
books, and see what the fund's books say beside them.
"""

from dataclasses import dataclass
from typing import Any, Final

from federation.core import events as e
from federation.core import kinds
from federation.core.fund import LoanSums
from federation.core.fund_plans import split_remittance
from federation.core.loans import Schedule
from federation.core.money import split
from federation.core.refusals import refuse
from federation.core.schedules import Terms
from federation.store import Database, Draft
from federation.store.queries import books, fund, fund_loans, fund_paid

from .deed import Decision, Desk, Order
from .fund import (
    ABOVE_OWED,
    FundOrder,
    check_fund_day,
    check_once,
    known_group,
    next_entry,
    told,
    words,
)
from .loans import new_schedule

# Numbers that a sentence names at most.
TOLD_MOST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeGroupLoan(Order):
    """The fund lends to a group (by its code) under a product. Minor units, days ISO.

    `instalments` 0: as many as the product has; `concession`: on its terms for pensioners;
    `decision`: the group's own vote, by its number there (0: not told).
    """

    group: str
    product: int
    principal: int
    first_due_on: str
    day: str
    approved_by: str
    instalments: int = 0
    concession: bool = False
    decision: int = 0
    party: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocateLoan(Order):
    """Which member (her number) gets how much of a loan; all amounts 0: equal parts."""

    loan: int
    day: str
    parts: tuple[tuple[int, int], ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayOutLoan(FundOrder):
    """A part of a loan goes out, as money or as materials from `party`.

    `is_sure`: also before its parts are told and the group took it over: paper happens first.
    """

    loan: int
    form: str
    is_sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRemittance(FundOrder):
    """A group paid on its loan, or the state paid for it."""

    loan: int
    payer: str = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOverpayment(FundOrder):
    """What was paid above a loan goes back to its group."""

    loan: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffGroupLoan(FundOrder):
    """Principal that will not come back."""

    loan: int


def known_loan(desk: Desk, loan: int) -> fund.GroupLoanView:
    """A loan that was not taken back. Raises Refusal `group-loan-unknown`."""
    found = fund.agreed(desk.db, loan=loan)
    if not found or found[0].taken_back:
        raise refuse("group-loan-unknown", loan=loan)
    return found[0]


def terms_under(product: fund.ProductView, order: AgreeGroupLoan) -> Terms:
    """What an order asks for, on the terms of its product.

    Raises Refusal `fund-product-closed`, `fund-instalments-more`.
    """
    if not product.is_open:
        raise refuse("fund-product-closed", product=product.title)
    rate, most = product.rate, product.instalments
    if order.concession:
        rate = product.concession_rate if product.concession_rate >= 0 else rate
        most = product.concession_instalments or most
    if order.instalments > most:
        raise refuse("fund-instalments-more", most=most)
    return Terms(
        principal=order.principal,
        rate=rate,
        per=product.per,
        method=product.method,
        instalments=order.instalments or most,
        every=product.every,
        disbursed_on=order.day,
        first_due_on=order.first_due_on,
    )


def laid_out_for(desk: Desk, order: AgreeGroupLoan) -> Schedule:
    """What the group would pay back, and when. Raises Refusal as `agree_group_loan` does."""
    return new_schedule(terms_under(_product(desk, order), order))


def _product(desk: Desk, order: AgreeGroupLoan) -> fund.ProductView:
    found = fund.product(desk.db, order.product)
    if found is None:
        raise refuse("fund-product-unknown", product=order.product)
    return found


def agree_group_loan(desk: Desk, order: AgreeGroupLoan) -> Decision:
    """Note what was agreed, and offer it to the group.

    Raises Refusal `partner-unknown`, `fund-product-unknown`, `fund-product-closed`,
    `fund-instalments-more`, and of the terms as `new_schedule` does.
    """
    check_fund_day(desk, order.day)
    group, product = known_group(desk, order.group), _product(desk, order)
    terms = terms_under(product, order)
    laid = new_schedule(terms)
    number = fund.last_numbers(desk.db).loan + 1
    how: dict[str, Any] = {
        "loan": number,
        "principal": terms.principal,
        "rate": terms.rate,
        "per": terms.per,
        "method": terms.method,
        "instalments": terms.instalments,
        "every": terms.every,
        "first_due_on": terms.first_due_on,
        "concession": order.concession,
    }
    event = e.GroupLoanAgreed(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        group=group.node,
        product=product.product,
        approved_by=order.approved_by,
        decision=order.decision,
        **how,
    )
    offer = e.FundLoanOffered(
        day=order.day,
        lender=desk.node.settings.name,
        title=product.title,
        use=product.use,
        **how,
    )
    drafts = told(desk, event, words(order.party, order.note))
    drafts.append(Draft(kinds.REPLIES, offer, None, group.node))
    return drafts, {"loan": number, "entry": event.entry, "total_minor": laid.total}


def allocate_loan(desk: Desk, order: AllocateLoan) -> Decision:
    """Whose part is how much. What members saved is neither asked for nor shown.

    Raises Refusal `group-loan-unknown`, `fund-parts-none`, `fund-parts-mixed`,
    `fund-members-gone`, `fund-part-more`, and as the rules do.
    """
    check_fund_day(desk, order.day)
    lent = known_loan(desk, order.loan)
    if not order.parts:
        raise refuse("fund-parts-none")
    members = [member for member, _ in order.parts]
    amounts = [amount for _, amount in order.parts]
    if not any(amounts):
        amounts = list(split(lent.principal, [1] * len(members)))
    elif not all(amounts):
        raise refuse("fund-parts-mixed")
    _check_members(desk, lent.group, members)
    product = fund.product(desk.db, lent.product)
    most = product.member_most if product else 0
    above = [member for member, amount in zip(members, amounts, strict=True) if amount > most > 0]
    if above:
        raise refuse("fund-part-more", member=above[0], most_minor=most)
    event = e.GroupLoanAllocated(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        loan=order.loan,
        parts=tuple(
            e.LoanPart(member=member, amount=amount)
            for member, amount in sorted(zip(members, amounts, strict=True))
        ),
    )
    return told(desk, event, words("", order.note)), {"entry": event.entry, "loan": order.loan}


def _check_members(desk: Desk, group: str, members: list[int]) -> None:
    """Whoever gets a part is in the group, as far as its books are here."""
    book = books.book_of(desk.db, group)
    here = {one.member for one in books.members(desk.db, book, also_left=False)} if book else None
    if here is not None and (gone := sorted(set(members) - here)):
        raise refuse("fund-members-gone", members=", ".join(map(str, gone[:TOLD_MOST])))


def _sums(desk: Desk, loan: int) -> LoanSums:
    return fund.sums(desk.db, loan=loan).get(loan, LoanSums())


def _done(desk: Desk, event: e.FundMoney, order: FundOrder) -> Decision:
    check_once(desk, event, order)
    drafts = told(desk, event, words(order.party, order.note))
    return drafts, {"entry": event.entry, "total_minor": order.amount}


def before_pay_out(db: Database, lent: fund.GroupLoanView) -> tuple[str, ...]:
    """What comes before money goes out and is missing: `parts`, `books` (the group's own)."""
    missing = [] if fund_paid.parts(db, lent.loan) else ["parts"]
    if not fund_loans.is_taken(db, lent.group, lent.loan):
        missing.append("books")
    return tuple(missing)


def pay_out_loan(desk: Desk, order: PayOutLoan) -> Decision:
    """Raises Refusal `group-loan-unknown`, `fund-loan-settled`, and as `fund.told` does.

    Raises Refusal `fund-pay-out-early` where nobody is sure of it and something of `before_pay_out`
    is missing.
    """
    check_fund_day(desk, order.day)
    lent = known_loan(desk, order.loan)
    if not order.is_sure and before_pay_out(desk.db, lent):
        raise refuse("fund-pay-out-early", loan=order.loan)
    event = e.GroupLoanPaidOut(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        amount=order.amount,
        slip=order.slip,
        loan=order.loan,
        form=order.form,
    )
    return _done(desk, event, order)


def take_remittance(desk: Desk, order: TakeRemittance) -> Decision:
    """What came settles what is due, interest before principal; the rest is kept apart.

    Raises Refusal `group-loan-unknown`, `fund-loan-not-out`; where it is asked,
    `fund-entered-twice` and `fund-above-owed`.
    """
    check_fund_day(desk, order.day)
    lent, sums = known_loan(desk, order.loan), _sums(desk, order.loan)
    if not sums.paid_out:
        raise refuse("fund-loan-not-out", loan=order.loan)
    plan = fund.plan_now(desk.db, lent)
    parted = split_remittance(plan, sums, order.amount, order.day)
    event = e.GroupRemittance(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        amount=order.amount,
        slip=order.slip,
        loan=order.loan,
        principal=parted.principal,
        interest=parted.interest,
        recovered=parted.recovered,
        over=parted.over,
        payer=order.payer,
    )
    drafts, facts = _done(desk, event, order)
    if parted.over and ABOVE_OWED in order.asks:
        owed = order.amount - parted.over
        raise refuse(
            "fund-above-owed", amount_minor=order.amount, owed_minor=owed, over_minor=parted.over
        )
    return drafts, {**facts, "over_minor": parted.over}


def return_overpayment(desk: Desk, order: ReturnOverpayment) -> Decision:
    """Raises Refusal `group-loan-unknown`, `fund-overpaid-short`, `fund-cash-short`."""
    check_fund_day(desk, order.day)
    known_loan(desk, order.loan)
    event = e.OverpaymentReturned(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        amount=order.amount,
        slip=order.slip,
        loan=order.loan,
    )
    return _done(desk, event, order)


def write_off_group_loan(desk: Desk, order: WriteOffGroupLoan) -> Decision:
    """A loss of the fund. Raises Refusal `fund-write-off-needs-reason`, `fund-loans-short`."""
    check_fund_day(desk, order.day)
    known_loan(desk, order.loan)
    if not order.note:
        raise refuse("fund-write-off-needs-reason")
    event = e.GroupLoanWrittenOff(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        amount=order.amount,
        slip=order.slip,
        loan=order.loan,
    )
    return _done(desk, event, order)
