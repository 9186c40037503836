"""The books of one group, as far as the rules need them: who exists, what each pot holds.

Rules that hold in every entry, wherever it comes from (a form, a spreadsheet, a batch):

1. a member, a loan and a meeting that an entry names exist; a loan is paid to its own member;
   a new number is above zero; a day is one of the calendar;
2. an amount is above zero and below 10^12 minor units; of a fine no more was charged before
   than is paid;
3. no pot falls below zero: cash, bank, social fund, money held for a fund, each member's savings
   per purpose, her shares, her fines due, her kept credit, the principal of each loan, each
   rotating pot;
4. cash and bank together cover what is set aside: the social fund, money held for a fund, kept
   credits, rotating pots, parts of a share-out not yet paid;
5. an entry is reversed at most once, a reversal never;
6. what a group numbers follows on (`series`).

Rules 3 and 4 are looked at when the day changes and at the end of a deed (`settle`): the rows of
one day have no sure order. Rule 5 needs the entry that is taken back, which the journal knows.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import msgspec

from . import events as e
from .accounts import ACCOUNTS, AMOUNT_MAX, BALANCE_MAX, SET_ASIDE
from .days import is_day, unfit_day
from .posting import FINES_TO, Plains, Posting
from .refusals import Refusal, refuse
from .series import KINDS as NUMBERED
from .series import Number, check_named, named, numbering
from .terms import check_terms

NUMBER_MAX: Final = 10**9
NO_DAY: Final = "-"  # what no entry's day can be, not even one left empty

# The side of each account that must not fall below zero; 0 for one that may.
_FLOORS: Final[Mapping[str, int]] = MappingProxyType(
    {code: account.side if account.floor else 0 for code, account in ACCOUNTS.items()}
)

# account, member, purpose, loan: what one balance is kept for.
Key = tuple[str, int, str, int]
# account and purpose: what sums over members and loans are kept for.
Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """Whose loan it is, and whose money."""

    member: int
    source: str


@dataclass(slots=True)
class Ledger:
    """The running state while entries of one group pass by, in the order of their numbers.

    `balances` are signed sums of postings in minor units, `numbered` the last number of each
    series, `gone` numbers whose entry was taken back, `moved` what each account moved for each
    purpose since it was last added up. It is filled from the store, what it `changed` is written
    back, and it is thrown away after the deed.
    """

    members: set[int] = field(default_factory=set)
    loans: dict[int, LoanTerms] = field(default_factory=dict)
    meetings: set[int] = field(default_factory=set)
    numbered: dict[str, int] = field(default_factory=dict)
    gone: set[Number] = field(default_factory=set)
    balances: dict[Key, int] = field(default_factory=dict)
    day: str = NO_DAY
    touched: set[Key] = field(default_factory=set)
    changed: set[Key] = field(default_factory=set)
    moved: dict[Part, int] = field(default_factory=dict)
    _aside: int = 0

    def __post_init__(self) -> None:
        """What is set aside by what it was filled with; what is moved from now on comes to it."""
        self._aside = -sum(self.balances[key] for key in self.balances if key[0] in SET_ASIDE)

    def enter(self, event: e.Event, postings: Plains) -> None:
        """Take one entry in. Raises Refusal with code and facts when rules 1 to 4 are broken."""
        check, dated = _check_of(type(event))
        if dated and event.day != self.day:  # type: ignore[attr-defined] # told by its type
            self.settle()
            self._turn(event)
        if check is not None:
            check(self, event)
        balances, moved, touch = self.balances, self.moved, self.touched.add
        for account, member, purpose, loan, amount in postings:
            key = (account, member, purpose, loan)
            balances[key] = balances.get(key, 0) + amount
            part = (account, purpose)
            moved[part] = moved.get(part, 0) + amount
            touch(key)

    @property
    def aside(self) -> int:
        """What is set aside of cash and bank, in minor units."""
        moved = self.moved.items()
        return self._aside - sum(amount for (account, _), amount in moved if account in SET_ASIDE)

    def add_up(self) -> dict[Part, int]:
        """What each account moved for each purpose since the last time, debit above zero."""
        moved = self.moved.copy()
        self._aside = self.aside
        self.moved.clear()
        return moved

    def _turn(self, event: e.Event) -> None:
        """A new day begins."""
        assert isinstance(event, e.Dated)
        if not is_day(event.day):
            raise unfit_day(event.day)
        self.day = event.day

    def take_up(self) -> bool:
        """Look again, at the next `settle`, at pots that stand below zero; whether any does."""
        for key, amount in self.balances.items():
            if amount * _FLOORS[key[0]] < 0:
                self.touched.add(key)
        if self._loan_pot() < 0:
            self.touched.add(("cash", 0, "", 0))
        self.balances.setdefault(("cash", 0, "", 0), 0)
        return bool(self.touched)

    def settle(self) -> None:
        """Check every pot touched since the last time (rules 3 and 4), always in one order."""
        balances, floors = self.balances, _FLOORS
        below = [key for key in self.touched if balances[key] * floors[key[0]] < 0]
        if below:
            raise self._short(min(below))
        if self.touched and (short := self._loan_pot()) < 0:
            raise refuse("pot-set-aside", short_minor=-short, day=self.day)
        self.changed |= self.touched
        self.touched.clear()

    def sums(self) -> Iterator[tuple[Key, int]]:
        """What was changed, to be written back. Raises Refusal when a sum is out of range."""
        for key in self.changed | self.touched:
            amount = self.balances[key]
            if not -BALANCE_MAX <= amount <= BALANCE_MAX:
                raise refuse("amount-out-of-range", amount_minor=amount)
            yield key, amount

    def _loan_pot(self) -> int:
        return self._total("cash") + self._total("bank") - self.aside

    def _total(self, account: str) -> int:
        return self.balances.get((account, 0, "", 0), 0) * ACCOUNTS[account].side

    def _short(self, key: Key) -> Refusal:
        account, member, purpose, loan = key
        short = -self.balances[key] * ACCOUNTS[account].side
        if account == "savings":
            return refuse("savings-short", member=member, purpose=purpose, short_minor=short)
        if account == "loans":
            return refuse("loan-overpaid", loan=loan, member=member, over_minor=short)
        if account in ("shares", "fines_due", "credits"):
            return refuse(f"{account.replace('_', '-')}-short", member=member, short_minor=short)
        return refuse("pot-short", pot=account, short_minor=short, day=self.day)


def _check_money(kind: type[e.Event]) -> Callable[[Ledger, Any], None]:
    """The check of a kind that moves money: what its events have is looked up once."""
    needs = {one.name for one in msgspec.structs.fields(kind) if one.required}
    has_member, has_loan = "member" in kind.__struct_fields__, "loan" in needs
    needs_member, names, more = "member" in needs, named(kind), _MORE.get(kind)

    def check(ledger: Ledger, event: Any) -> None:
        if not 0 < event.amount <= AMOUNT_MAX:
            raise refuse("amount-out-of-range", amount_minor=event.amount)
        if event.meeting and event.meeting not in ledger.meetings:
            raise refuse("meeting-unknown", meeting=event.meeting)
        if has_member and event.member not in ledger.members and (event.member or needs_member):
            raise refuse("member-unknown", member=event.member)
        if has_loan:
            _check_loan(ledger, event, event.loan)
        if names:
            check_named(ledger, event, names)
        if more is not None:
            more(ledger, event)

    return check


def _fine_paid(_: Ledger, event: e.FinePaid) -> None:
    if not 0 <= event.settles <= event.amount:
        raise refuse("amount-out-of-range", amount_minor=event.settles)
    if event.to not in FINES_TO:
        raise refuse("fine-to-unknown", to=event.to)


def _fine_charged(ledger: Ledger, event: e.FineCharged) -> None:
    """A fine for paying late names a loan of that member, whoever lent it."""
    if event.loan and event.loan not in ledger.loans:
        raise refuse("loan-unknown", loan=event.loan)
    if event.loan and ledger.loans[event.loan].member != event.member:
        raise refuse("loan-of-another", loan=event.loan, member=event.member)


def _part_taken(ledger: Ledger, event: e.SharePaidOut | e.ShareReinvested) -> None:
    due = -ledger.balances.get(("share_out_due", event.member, "", 0), 0)
    if event.amount > due:
        raise refuse("share-out-part-short", member=event.member, due_minor=max(due, 0))


def _debt_paid(ledger: Ledger, event: e.ShareDebtPaid) -> None:
    owed = ledger.balances.get(("share_out_due", event.member, "", 0), 0)
    if event.amount > owed:
        raise refuse("share-out-debt-less", member=event.member, owed_minor=max(owed, 0))


def _turn_paid(_: Ledger, event: e.RotationPaidIn | e.RotationPaidOut) -> None:
    _check_number(event.turn)


# What money of some kinds must fulfil besides.
_MORE: Final[Mapping[type[e.Event], Callable[[Ledger, Any], None]]] = MappingProxyType(
    {
        e.FinePaid: _fine_paid,
        e.FineCharged: _fine_charged,
        e.SharePaidOut: _part_taken,
        e.ShareReinvested: _part_taken,
        e.ShareDebtPaid: _debt_paid,
        e.RotationPaidIn: _turn_paid,
        e.RotationPaidOut: _turn_paid,
    }
)


def _check_loan(ledger: Ledger, event: e.Money, loan: int) -> None:
    terms = ledger.loans.get(loan)
    if terms is None:
        raise refuse("loan-unknown", loan=loan)
    if terms != LoanTerms(getattr(event, "member", 0), getattr(event, "source", "group")):
        raise refuse("loan-of-another", loan=loan, member=getattr(event, "member", 0))


def _check_number(number: int) -> None:
    if not 0 < number <= NUMBER_MAX:
        raise refuse("number-out-of-range", number=number, most=NUMBER_MAX)


def _admit(ledger: Ledger, event: e.Event) -> None:
    assert isinstance(event, e.MemberAdmitted)
    _check_number(event.member)
    if event.member in ledger.members:
        raise refuse("member-number-taken", member=event.member)
    ledger.members.add(event.member)


def _agree(ledger: Ledger, event: e.Event) -> None:
    assert isinstance(event, e.LoanAgreed)
    _check_number(event.loan)
    if event.meeting:
        _in_meeting(ledger, event)
    if event.member not in ledger.members:
        raise refuse("member-unknown", member=event.member)
    if event.loan in ledger.loans:
        raise refuse("loan-number-taken", loan=event.loan)
    if not 0 < event.principal <= AMOUNT_MAX:
        raise refuse("amount-out-of-range", amount_minor=event.principal)
    for guarantor in event.guarantors:
        if guarantor not in ledger.members:
            raise refuse("member-unknown", member=guarantor)
    check_named(ledger, event, named(e.LoanAgreed))
    check_terms(event)
    ledger.loans[event.loan] = LoanTerms(event.member, event.source)


def _open(ledger: Ledger, event: e.Event) -> None:
    assert isinstance(event, e.MeetingOpened)
    _check_number(event.meeting)
    if event.meeting in ledger.meetings:
        raise refuse("meeting-number-taken", meeting=event.meeting)
    ledger.meetings.add(event.meeting)


def _named_member(ledger: Ledger, event: e.Event) -> None:
    member = getattr(event, "member", 0)
    if member not in ledger.members:
        raise refuse("member-unknown", member=member)


def _attend(ledger: Ledger, event: e.Event) -> None:
    assert isinstance(event, e.AttendanceTaken)
    _in_meeting(ledger, event)
    marked = (*event.present, *event.late, *event.absent, *event.sent)
    if not ledger.members.issuperset(marked):
        raise refuse("member-unknown", member=next(x for x in marked if x not in ledger.members))
    if len(set(marked)) != len(marked):
        raise refuse("attendance-unclear", meeting=event.meeting)


def _reverse(ledger: Ledger, event: e.Event) -> None:
    assert isinstance(event, e.EntryReversed)
    if event.meeting:
        _in_meeting(ledger, event)


def _in_meeting(ledger: Ledger, event: e.Event) -> None:
    meeting = getattr(event, "meeting", 0)
    if meeting not in ledger.meetings:
        raise refuse("meeting-unknown", meeting=meeting)


def _count(ledger: Ledger, event: e.Event) -> None:
    assert isinstance(event, e.CashCounted)
    _in_meeting(ledger, event)
    held = ledger.balances.get(("cash", 0, "", 0), 0)
    if event.expected != held:
        raise refuse("cash-count-stale", expected_minor=event.expected, held_minor=held)
    if not 0 <= event.counted <= AMOUNT_MAX:
        raise refuse("amount-out-of-range", amount_minor=event.counted)
    for member in event.counters:
        if member not in ledger.members:
            raise refuse("member-unknown", member=member)
    pieces = sum(worth * count for worth, count in event.pieces)
    if event.pieces and (pieces != event.counted or min(min(one) for one in event.pieces) < 0):
        raise refuse("cash-pieces-differ", pieces_minor=pieces, counted_minor=event.counted)


_CHECKS: Final[Mapping[type[e.Event], Callable[[Ledger, e.Event], None]]] = MappingProxyType(
    {
        e.MemberAdmitted: _admit,
        e.MemberChanged: _named_member,
        e.MemberLeft: _named_member,
        e.MemberForgotten: _named_member,
        e.EntryReversed: _reverse,
        e.LoanAgreed: _agree,
        e.MeetingOpened: _open,
        e.AttendanceTaken: _attend,
        e.CashCounted: _count,
        e.MeetingClosed: _in_meeting,
        **{kind: numbering(kind) for kind in NUMBERED},
    }
)


@cache
def _check_of(kind: type[e.Event]) -> tuple[Callable[[Ledger, Any], None] | None, bool]:
    """The check of rules 1 and 2 for a kind, and whether it is of a day."""
    check: Callable[[Ledger, Any], None] | None = _CHECKS.get(kind)
    if check is None and issubclass(kind, e.Money):
        check = _check_money(kind)
    return check, issubclass(kind, e.Dated)


def balanced(postings: tuple[Posting, ...]) -> bool:
    """Whether debits and credits are equal."""
    return sum(posting.amount for posting in postings) == 0


def total(balances: Mapping[Key, int], account: str) -> int:
    """The sum of an account over everything it is kept for, on its own side, in minor units."""
    side = ACCOUNTS[account].side
    return side * sum(amount for key, amount in balances.items() if key[0] == account)
