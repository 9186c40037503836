"""The federation's fund at its office: products, capital, costs, an entry taken back.

Every deed is an entry with the next number; the rules stand in `core.rules.fund`.
"""

from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.fund import ACCOUNTS, AGREED, GROUPS, RESCHEDULED, Key
from federation.core.refusals import refuse
from federation.core.schedules import Terms, check_new
from federation.store import Draft, clock
from federation.store.queries import fund, fund_books, fund_changes, requests
from federation.store.queries.fund import FundEntryView, GroupLoanView
from federation.store.queries.fund_changes import ChangeView
from federation.store.queries.requests import PartnerView

from .deed import Decision, Desk, Order

TWICE: Final = "fund-entered-twice"
ABOVE_OWED: Final = "fund-above-owed"
SAME: Final = -1
"""As a concession's rate: the same as for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProduct(Order):
    """What the fund lends for; `product` 0: a new one. As `e.FundProductSet`."""

    title: str
    use: str
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    day: str
    product: int = 0
    member_most: int = 0
    concession_rate: int = SAME
    concession_instalments: int = 0
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FundOrder(Order):
    """What every entry of money carries. `party`: who gave or got it, which may be a person.

    `asks`: refusals that only ask, and that nobody answered yet: `TWICE`, `ABOVE_OWED`.
    """

    day: str
    amount: int
    slip: str = ""
    party: str = ""
    note: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCapital(FundOrder):
    """Money to lend came in; of groups' contributions `group` is the code of one, or ""."""

    source: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCapital(FundOrder):
    """Capital goes back to its source."""

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnInterest(FundOrder):
    """A bank paid interest on money in hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayCost(FundOrder):
    """Running the fund cost something."""

    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseFundEntry(Order):
    """Take entry `of` back, with a reason and a second person (her user number)."""

    of: int
    day: str
    reason: str
    second: int


def check_fund_day(desk: Desk, day: str) -> None:
    """Raises Refusal `fund-not-here` at another node, `fund-day-ahead` for a day to come."""
    if desk.node.settings.role != "hub":
        raise refuse("fund-not-here")
    latest = clock.read(desk.db, desk.node).latest
    if day > latest:
        raise refuse("fund-day-ahead", day=day, latest_day=latest)


def next_entry(desk: Desk) -> int:
    """The number of the next entry."""
    return fund.last_numbers(desk.db).entry + 1


def known_group(desk: Desk, named: str) -> PartnerView:
    """The group of that code. Raises Refusal `partner-unknown`."""
    found = requests.partner(desk.db, named)
    if found is None or found.role != "group":
        raise refuse("partner-unknown", partner=named[:20])
    return found


def words(party: str, note: str) -> e.FundNote | None:
    """What stands beside the line, if anything does."""
    return e.FundNote(party=party, note=note) if party or note else None


def told(desk: Desk, event: e.FundDeed, record: e.FundNote | None) -> list[Draft]:
    """The entry; where it moves a loan, the group is told what the fund's books then say.

    Raises Refusal as the rules do, and `fund-day-short` where with its day a pot would have fallen
    below zero: a statement of a time that is over must not say so.
    """
    books = fund_books.load(desk.db, event)
    _, postings = books.enter(event)
    moved: dict[Key, int] = {}
    for account, member, purpose, loan, amount in postings:
        key = (account, member, purpose, loan)
        moved[key] = moved.get(key, 0) + amount
    for key, amount in moved.items():
        day, short = fund_books.short_from(desk.db, key, event.day, amount)
        if short and ACCOUNTS[key[0]].floor:
            raise refuse("fund-day-short", day=event.day, short_day=day, short_minor=short)
    drafts = [Draft(kinds.REGISTER, event, record)]
    loan = books.entries[event.entry].loan
    if loan and postings:
        (lent,) = fund.agreed(desk.db, loan=loan)
        sums = books.sums(loan)
        stated = e.FundLoanStated(
            day=event.day,
            loan=loan,
            paid_out=sums.paid_out,
            received=sums.received,
            owed=sums.outstanding,
        )
        drafts.append(Draft(kinds.REPLIES, stated, None, lent.group))
    return drafts


def check_once(desk: Desk, event: e.FundMoney, order: FundOrder) -> None:
    """Whether an entry that stands says the same: kind, loan, day and amount.

    Two people may hold the same slip. Raises Refusal `fund-entered-twice` where it is asked.
    """
    if TWICE not in order.asks:
        return
    loan = getattr(event, "loan", 0)
    found = fund.alike(desk.db, kinds.KINDS[type(event)].tag, loan, order.day, order.amount)
    if found:
        raise refuse(
            "fund-entered-twice", amount_minor=order.amount, entry=found, entered_day=order.day
        )


def _decision(desk: Desk, event: e.FundMoney, order: FundOrder) -> Decision:
    check_once(desk, event, order)
    drafts = told(desk, event, words(order.party, order.note))
    return drafts, {"entry": event.entry, "total_minor": order.amount}


def set_product(desk: Desk, order: SetProduct) -> Decision:
    """Raises Refusal `fund-product-unknown`, `fund-product-lent`, and as `check_new` does.

    What loans of a product were for stays: a statement counts houses by it.
    """
    check_fund_day(desk, order.day)
    last = fund.last_numbers(desk.db).product
    if order.product > last:
        raise refuse("fund-product-unknown", product=order.product)
    before = fund.product(desk.db, order.product) if order.product else None
    if before and before.use != order.use and fund.is_lent(desk.db, order.product):
        raise refuse("fund-product-lent", product=order.product)
    check_new(_sample(order))
    event = e.FundProductSet(
        user=order.user,
        day=order.day,
        product=order.product or last + 1,
        title=order.title,
        use=order.use,
        rate=order.rate,
        per=order.per,
        method=order.method,
        instalments=order.instalments,
        every=order.every,
        member_most=order.member_most,
        concession_rate=order.concession_rate,
        concession_instalments=order.concession_instalments,
        is_open=order.is_open,
    )
    return [Draft(kinds.REGISTER, event)], {"product": event.product}


def _sample(order: SetProduct) -> Terms:
    """A loan on these terms, to see that there can be one."""
    return Terms(
        principal=order.member_most or 1,
        rate=order.rate,
        per=order.per,
        method=order.method,
        instalments=max(order.instalments, order.concession_instalments),
        every=order.every,
        disbursed_on=order.day,
        first_due_on=order.day,
    )


def take_capital(desk: Desk, order: TakeCapital) -> Decision:
    """Raises Refusal `partner-unknown`, and as the rules do."""
    check_fund_day(desk, order.day)
    by_group = order.source == GROUPS and order.group
    event = e.CapitalReceived(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        amount=order.amount,
        slip=order.slip,
        source=order.source,
        group=known_group(desk, order.group).node if by_group else "",
    )
    return _decision(desk, event, order)


def return_capital(desk: Desk, order: ReturnCapital) -> Decision:
    """Raises Refusal `fund-cash-short`, `fund-capital-short`."""
    check_fund_day(desk, order.day)
    event = e.CapitalReturned(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        amount=order.amount,
        slip=order.slip,
        source=order.source,
    )
    return _decision(desk, event, order)


def earn_interest(desk: Desk, order: EarnInterest) -> Decision:
    """What the bank paid."""
    check_fund_day(desk, order.day)
    event = e.FundInterestEarned(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        amount=order.amount,
        slip=order.slip,
    )
    return _decision(desk, event, order)


def pay_cost(desk: Desk, order: PayCost) -> Decision:
    """Raises Refusal `fund-cash-short`."""
    check_fund_day(desk, order.day)
    event = e.FundCostPaid(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        amount=order.amount,
        slip=order.slip,
        about=order.about,
    )
    return _decision(desk, event, order)


def reverse_fund_entry(desk: Desk, order: ReverseFundEntry) -> Decision:
    """Take an entry back; a loan that was agreed is offered to its group no more.

    Raises Refusal `reversal-needs-reason`, `fund-needs-second`, `fund-entry-unknown`, and as
    the rules do.
    """
    check_fund_day(desk, order.day)
    if not order.reason:
        raise refuse("reversal-needs-reason")
    if not order.second or order.second == order.user:
        raise refuse("fund-needs-second")
    event = e.FundEntryReversed(
        user=order.user,
        day=order.day,
        entry=next_entry(desk),
        of=order.of,
        second=order.second,
    )
    drafts = told(desk, event, words("", order.reason))
    taken = fund.entry(desk.db, order.of)
    if taken is not None and taken.kind == AGREED:
        withdrawn = e.FundOfferWithdrawn(day=order.day, loan=taken.loan)
        drafts.append(Draft(kinds.REPLIES, withdrawn, None, taken.group))
    if taken is not None and taken.kind == RESCHEDULED:
        drafts.append(_told_again(desk, taken, order.day))
    return drafts, {"entry": event.entry, "of": order.of}


def plan_told(
    terms: e.GroupLoanRescheduled | ChangeView | GroupLoanView,
    day: str,
    since: str,
    principal: int,
    interest: int,
    received: int,
) -> e.FundLoanReplanned:
    """What a group is told of the payments of its loan; `received` before they began."""
    return e.FundLoanReplanned(
        day=day,
        loan=terms.loan,
        since=since,
        received=received,
        principal=principal,
        interest=interest,
        rate=terms.rate,
        per=terms.per,
        method=terms.method,
        instalments=terms.instalments,
        every=terms.every,
        first_due_on=terms.first_due_on,
    )


def _told_again(desk: Desk, taken: FundEntryView, day: str) -> Draft:
    """New payments are taken back: the group is told of those before them, which hold again."""
    (lent,) = fund.agreed(desk.db, loan=taken.loan)
    before = fund_changes.changes(desk.db, loan=taken.loan)[:-1]
    if before:
        one = before[-1]
        received = one.paid_principal + one.paid_interest + one.recovered + one.over
        plan = plan_told(one, day, one.day, one.principal, one.interest, received)
    else:
        plan = plan_told(lent, day, lent.day, lent.principal, 0, 0)
    return Draft(kinds.REPLIES, plan, None, lent.group)
