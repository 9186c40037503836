"""Rules of the fund's books, held in every entry, in the order of their numbers.

1. entries, products and loans are numbered from 1 without a gap;
2. an amount is above zero and below 10^12 minor units, a day is one of the calendar, a word is one
   of its list, the terms of a loan are terms; a loan is of a product that was set;
3. no pot falls below zero at any entry: money in hand, each source of capital, and of each loan its
   principal out, its overpayment, and what was written off and not recovered;
4. of a loan no more is paid out than was agreed, and nothing once all that went out is settled;
   its parts for members are the whole of it, each member once; what is paid on it is principal,
   interest, recovered and over;
5. an entry is reversed at most once, by two people, a reversal never; a loan that was agreed only
   while nothing moved on it; parts for members are told anew instead;
6. payments are agreed anew of a loan of which principal is out, for all that was not paid back or
   written off; they are taken back only while nothing moved since, and no money before them is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from federation.core import events as e
from federation.core.accounts import AMOUNT_MAX, BALANCE_MAX
from federation.core.days import is_day, unfit_day
from federation.core.fund import (
    ACCOUNTS,
    AGREED,
    BODIES,
    COSTS,
    FORMS,
    GROUPS,
    PAYERS,
    POSTINGS,
    RESCHEDULED,
    REVERSIBLE,
    SOURCES,
    USES,
    Key,
    LoanSums,
    loan_sums,
)
from federation.core.ledger import NUMBER_MAX
from federation.core.posting import Posting, opposite, with_names
from federation.core.refusals import Refusal, refuse
from federation.core.terms import EVERIES, INSTALMENTS_MAX, METHODS, PERS, RATE_MAX, check_terms


def unfit_amount(amount: int) -> Refusal:
    """Why an amount cannot be entered: it is nothing, or more than a fund's books hold."""
    if amount > 0:
        return refuse("amount-too-large", amount_minor=amount, most_minor=AMOUNT_MAX)
    return refuse("amount-out-of-range", amount_minor=amount)


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry as far as a reversal asks: its kind, its loan, what it posted, what took it back."""

    kind: str
    loan: int = 0
    postings: tuple[Posting, ...] = ()
    reversed_by: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Entry by which a loan's payments were agreed anew, and what had moved on the loan by then."""

    entry: int
    sums: LoanSums


@dataclass(slots=True)
class FundBooks:
    """The running state, as far as the next entry asks for it.

    `last`: the last number of "entry", "product" and "loan"; `agreed`: principal of each loan that
    was not taken back; `balances`: signed sums in minor units; `moved`: amounts of a loan by kind
    and account; `entries`: those that may be taken back; `changes`: those of a loan's payments that
    stand.
    """

    last: dict[str, int] = field(default_factory=dict)
    agreed: dict[int, int] = field(default_factory=dict)
    balances: dict[Key, int] = field(default_factory=dict)
    moved: dict[int, dict[tuple[str, str], int]] = field(default_factory=dict)
    entries: dict[int, Entered] = field(default_factory=dict)
    changes: dict[int, list[Change]] = field(default_factory=dict)

    def sums(self, loan: int) -> LoanSums:
        """What moved on a loan."""
        told = self.moved.get(loan, {})
        return loan_sums((kind, account, amount) for (kind, account), amount in told.items())

    def enter(self, event: e.Event) -> tuple[str, tuple[Posting, ...]]:
        """Take one entry in: whose kind its money is of, and what it posts. Raises Refusal."""
        assert isinstance(event, e.FundDeed | e.FundProductSet)
        if not is_day(event.day):
            raise unfit_day(event.day)
        if isinstance(event, e.FundProductSet):
            self._set_product(event)
            return "", ()
        self.number("entry", event.entry)
        if isinstance(event, e.FundMoney) and not 0 < event.amount <= AMOUNT_MAX:
            raise unfit_amount(event.amount)
        check = _CHECKS.get(type(event))
        if check is not None:
            check(self, event)
        kind, loan = str(event.__struct_config__.tag), getattr(event, "loan", 0)
        postings = with_names(POSTINGS[type(event)](event))
        if isinstance(event, e.FundEntryReversed):
            kind, postings = self._take_back(event)
            loan = self.entries[event.of].loan
        self._post(kind, postings)
        own = str(event.__struct_config__.tag)
        self.entries[event.entry] = Entered(own, loan, postings)
        return kind, postings

    def number(self, series: str, number: int) -> None:
        """The next of a series. Raises Refusal `fund-number-gap`."""
        expected = self.last.get(series, 0) + 1
        if number != expected:
            raise refuse("fund-number-gap", number=number, expected=expected)
        self.last[series] = number

    def _post(self, kind: str, postings: Iterable[Posting]) -> None:
        for account, member, purpose, loan, amount in postings:
            key = (account, member, purpose, loan)
            self.balances[key] = self.balances.get(key, 0) + amount
            if loan:
                told = self.moved.setdefault(loan, {})
                told[kind, account] = told.get((kind, account), 0) + amount
        for key in sorted({one[:4] for one in postings}):
            self._check_pot(key)

    def _check_pot(self, key: Key) -> None:
        account, standing = ACCOUNTS[key[0]], self.balances[key]
        if not -BALANCE_MAX <= standing <= BALANCE_MAX:
            raise unfit_amount(abs(standing))
        short = -standing * account.side
        if not account.floor or short <= 0:
            return
        raise _short(key, short)

    def _set_product(self, event: e.FundProductSet) -> None:
        last = self.last.get("product", 0)
        if event.product > last:
            self.number("product", event.product)
        concession = event.rate if event.concession_rate < 0 else event.concession_rate
        fits = (
            event.product > 0
            and event.use in USES
            and event.per in PERS
            and event.method in METHODS
            and event.every in EVERIES
            and 1 <= event.instalments <= INSTALMENTS_MAX
            and 0 <= event.concession_instalments <= INSTALMENTS_MAX
            and 0 <= event.rate <= RATE_MAX
            and 0 <= concession <= RATE_MAX
            and 0 <= event.member_most <= AMOUNT_MAX
        )
        if not fits:
            raise refuse("fund-product-terms", product=event.product)

    def _take_back(self, event: e.FundEntryReversed) -> tuple[str, tuple[Posting, ...]]:
        found = self.entries.get(event.of)
        if found is None:
            raise refuse("fund-entry-unknown", entry=event.of)
        if found.reversed_by:
            raise refuse("entry-reversed-already", entry=event.of, by=found.reversed_by)
        if not event.second or event.second == event.user:
            raise refuse("fund-needs-second")
        if found.kind == AGREED:
            if self.sums(found.loan) != LoanSums():
                raise refuse("fund-loan-is-out", loan=found.loan)
            del self.agreed[found.loan]
        elif found.kind not in REVERSIBLE:
            raise refuse("entry-not-reversible", entry=event.of)
        self._take_change_back(event.of, found)
        self.entries[event.of] = Entered(found.kind, found.loan, found.postings, event.entry)
        return found.kind, opposite(found.postings)

    def _take_change_back(self, entry: int, found: Entered) -> None:
        """Rule 6. Raises Refusal `fund-rescheduled-since`, `fund-moved-since`."""
        changes = self.changes.get(found.loan, [])
        if changes and entry < changes[-1].entry:
            raise refuse("fund-rescheduled-since", loan=found.loan, entry=changes[-1].entry)
        if found.kind == RESCHEDULED:
            if self.sums(found.loan) != changes[-1].sums:
                raise refuse("fund-moved-since", loan=found.loan)
            changes.pop()

    def known(self, loan: int) -> int:
        """What was agreed of a loan. Raises Refusal `group-loan-unknown`."""
        if loan not in self.agreed:
            raise refuse("group-loan-unknown", loan=loan)
        return self.agreed[loan]


def _short(key: Key, short: int) -> Refusal:
    account, _, source, loan = key
    if account == "cash":
        return refuse("fund-cash-short", short_minor=short)
    if account == "capital":
        return refuse("fund-capital-short", source=source, short_minor=short)
    if account == "overpaid":
        return refuse("fund-overpaid-short", loan=loan, short_minor=short)
    if account == "loan_loss":
        return refuse("fund-loan-loss-short", loan=loan, short_minor=short)
    return refuse("fund-loans-short", loan=loan, short_minor=short)


def _word(word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise refuse("fund-word-unknown", word=word)


def _capital(_: FundBooks, event: e.CapitalReceived | e.CapitalReturned) -> None:
    _word(event.source, SOURCES)
    if isinstance(event, e.CapitalReceived) and event.group and event.source != GROUPS:
        raise refuse("fund-word-unknown", word=event.source)


def _about(_: FundBooks, event: e.FundCostPaid) -> None:
    _word(event.about, COSTS)


def _agree(books: FundBooks, event: e.GroupLoanAgreed) -> None:
    books.number("loan", event.loan)
    if not 0 < event.product <= books.last.get("product", 0):
        raise refuse("fund-product-unknown", product=event.product)
    if not 0 < event.principal <= AMOUNT_MAX:
        raise unfit_amount(event.principal)
    _word(event.approved_by, BODIES)
    if not event.group:
        raise refuse("loan-terms", loan=event.loan)
    check_terms(event)
    books.agreed[event.loan] = event.principal


def _allocate(books: FundBooks, event: e.GroupLoanAllocated) -> None:
    principal = books.known(event.loan)
    told = sum(one.amount for one in event.parts)
    if told != principal:
        raise refuse("fund-parts-differ", parts_minor=told, principal_minor=principal)
    members = [one.member for one in event.parts]
    if len(set(members)) != len(members) or min(members, default=0) <= 0:
        raise refuse("fund-part-twice")
    if min(one.amount for one in event.parts) <= 0:
        raise refuse("amount-out-of-range", amount_minor=0)


def _pay_out(books: FundBooks, event: e.GroupLoanPaidOut) -> None:
    _word(event.form, FORMS)
    sums = books.sums(event.loan)
    left = books.known(event.loan) - sums.paid_out
    if sums.is_settled:
        raise refuse("fund-loan-settled", loan=event.loan)
    if event.amount > left:
        raise refuse("fund-paid-out-more", loan=event.loan, left_minor=left)


def _remit(books: FundBooks, event: e.GroupRemittance) -> None:
    books.known(event.loan)
    _word(event.payer, PAYERS)
    parts = (event.principal, event.interest, event.recovered, event.over)
    if min(parts) < 0 or sum(parts) != event.amount:
        raise refuse("amount-out-of-range", amount_minor=event.amount)


def _reschedule(books: FundBooks, event: e.GroupLoanRescheduled) -> None:
    agreed, sums = books.known(event.loan), books.sums(event.loan)
    if not sums.paid_out:
        raise refuse("fund-loan-not-out", loan=event.loan)
    if not sums.outstanding:
        raise refuse("fund-loan-paid-back", loan=event.loan)
    left = agreed - sums.principal - sums.written_off
    if event.principal != left or not 0 <= event.interest <= AMOUNT_MAX:
        raise refuse("loan-terms", loan=event.loan)
    _word(event.approved_by, BODIES)
    check_terms(event)
    books.changes.setdefault(event.loan, []).append(Change(event.entry, sums))


def _names_loan(books: FundBooks, event: e.OverpaymentReturned | e.GroupLoanWrittenOff) -> None:
    books.known(event.loan)


_CHECKS: Final[Mapping[type[e.Event], Callable[[FundBooks, Any], object]]] = MappingProxyType(
    {
        e.CapitalReceived: _capital,
        e.CapitalReturned: _capital,
        e.FundCostPaid: _about,
        e.GroupLoanAgreed: _agree,
        e.GroupLoanAllocated: _allocate,
        e.GroupLoanPaidOut: _pay_out,
        e.GroupRemittance: _remit,
        e.OverpaymentReturned: _names_loan,
        e.GroupLoanWrittenOff: _names_loan,
        e.GroupLoanRescheduled: _reschedule,
    }
)


ToldOfLoan = e.FundLoanOffered | e.FundLoanReplanned | e.FundLoanStated | e.FundOfferWithdrawn


def check_told(event: ToldOfLoan) -> None:
    """What the office tells a group of its loan. Raises Refusal `loan-terms`."""
    told = (getattr(event, name, 0) for name in ("paid_out", "received", "owed"))
    if not 0 < event.loan <= NUMBER_MAX or not all(0 <= one <= BALANCE_MAX for one in told):
        raise refuse("loan-terms", loan=event.loan)
    if isinstance(event, e.FundLoanReplanned):
        check_terms(event)
        fits = is_day(event.since) and 0 <= event.interest <= AMOUNT_MAX
        if not 0 < event.principal <= AMOUNT_MAX or not fits:
            raise refuse("loan-terms", loan=event.loan)
    if isinstance(event, e.FundLoanOffered):
        check_terms(event)
        if not 0 < event.principal <= AMOUNT_MAX or event.use not in USES:
            raise refuse("loan-terms", loan=event.loan)
