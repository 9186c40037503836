"""The books of the federation's fund: chart of accounts, what each entry posts, what follows.

It is double entry as a group's books are, over a chart of its own: what the fund has in hand and
what groups owe it on one side, what was given to it, earned and lost on the other. What a loan
stands at (`LoanSums`) follows from its postings; what is due when: `core.fund_plans`. The rules of
its entries: `core.rules.fund`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from . import events as e
from .accounts import CREDIT, DEBIT, Account
from .posting import Plains, between, move

ACCOUNTS: Final[Mapping[str, Account]] = MappingProxyType(
    {
        account.code: account
        for account in (
            Account("cash", DEBIT, floor=True),
            Account("loans", DEBIT, per="loan", floor=True),
            Account("capital", CREDIT, per="purpose", floor=True),
            Account("overpaid", CREDIT, per="loan", floor=True),
            Account("loan_interest", CREDIT, per="loan"),
            Account("bank_interest", CREDIT),
            Account("expenses", DEBIT, per="purpose"),
            Account("loan_loss", DEBIT, per="loan", floor=True),
        )
    }
)

GROUPS: Final = "groups"
SOURCES: Final = ("ministry", "donor", GROUPS, "federation", "other")
USES: Final = ("house", "land", "services", "toilet", "business", "emergency", "other")
FORMS: Final = ("transfer", "materials", "cash")
PAYERS: Final = ("group", "state")
BODIES: Final = ("loan-committee", "board", "national-meeting")
COSTS: Final = ("administration", "travel", "bank", "audit", "other")

Key = tuple[str, int, str, int]
CASH: Final[Key] = ("cash", 0, "", 0)


def _of_loan(account: str, loan: int) -> Key:
    return (account, 0, "", loan)


def _capital_in(event: e.CapitalReceived) -> Plains:
    return move(event.amount, CASH, ("capital", 0, event.source, 0))


def _capital_out(event: e.CapitalReturned) -> Plains:
    return move(event.amount, ("capital", 0, event.source, 0), CASH)


def _cost(event: e.FundCostPaid) -> Plains:
    return move(event.amount, ("expenses", 0, event.about, 0), CASH)


def _paid_out(event: e.GroupLoanPaidOut) -> Plains:
    return move(event.amount, _of_loan("loans", event.loan), CASH)


def _remitted(event: e.GroupRemittance) -> Plains:
    """Cash in, each part to where it belongs."""
    parts = (
        ("loans", event.principal),
        ("loan_interest", event.interest),
        ("loan_loss", event.recovered),
        ("overpaid", event.over),
    )
    return tuple(
        posting
        for account, amount in parts
        if amount
        for posting in move(amount, CASH, _of_loan(account, event.loan))
    )


def _returned(event: e.OverpaymentReturned) -> Plains:
    return move(event.amount, _of_loan("overpaid", event.loan), CASH)


def _written_off(event: e.GroupLoanWrittenOff) -> Plains:
    return move(event.amount, _of_loan("loan_loss", event.loan), _of_loan("loans", event.loan))


def _none(_: e.Event) -> Plains:
    """Nothing by itself: words, or what only the entry that is taken back tells."""
    return ()


POSTINGS: Final[Mapping[type[e.Event], Callable[[Any], Plains]]] = MappingProxyType(
    {
        e.CapitalReceived: _capital_in,
        e.CapitalReturned: _capital_out,
        e.FundInterestEarned: between("cash", "bank_interest"),
        e.FundCostPaid: _cost,
        e.GroupLoanAgreed: _none,
        e.GroupLoanAllocated: _none,
        e.GroupLoanPaidOut: _paid_out,
        e.GroupRemittance: _remitted,
        e.OverpaymentReturned: _returned,
        e.GroupLoanWrittenOff: _written_off,
        e.GroupLoanRescheduled: _none,
        e.FundEntryReversed: _none,
    }
)
CAPITAL_IN: Final = str(e.CapitalReceived.__struct_config__.tag)
CAPITAL_OUT: Final = str(e.CapitalReturned.__struct_config__.tag)
PAID_OUT: Final = str(e.GroupLoanPaidOut.__struct_config__.tag)
REMITTED: Final = str(e.GroupRemittance.__struct_config__.tag)
WRITTEN_OFF: Final = str(e.GroupLoanWrittenOff.__struct_config__.tag)
AGREED: Final = str(e.GroupLoanAgreed.__struct_config__.tag)
RESCHEDULED: Final = str(e.GroupLoanRescheduled.__struct_config__.tag)
REVERSED: Final = str(e.FundEntryReversed.__struct_config__.tag)
# Kinds that may be taken back: money, a loan of which none is out, payments on which none came.
REVERSIBLE: Final = frozenset(
    (
        AGREED,
        RESCHEDULED,
        *(str(one.__struct_config__.tag) for one in POSTINGS if issubclass(one, e.FundMoney)),
    )
)


class Out(NamedTuple):
    """Money of a loan that went out by an entry, on a day; minor units."""

    entry: int
    day: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanSums:
    """What moved on a loan to a group, in minor units; taken back is not counted."""

    paid_out: int = 0
    principal: int = 0
    interest: int = 0
    recovered: int = 0
    over: int = 0
    written_off: int = 0

    @property
    def outstanding(self) -> int:
        """Principal that is still out."""
        return self.paid_out - self.principal - self.written_off

    @property
    def is_settled(self) -> bool:
        """Whether money went out, and none of it is out any more: no more of the loan will go."""
        return self.paid_out > 0 and not self.outstanding

    @property
    def received(self) -> int:
        """All that was paid on it and not given back."""
        return self.principal + self.interest + self.recovered + self.over


# Where each sum stands: kind of the entry ("": of any), account, sign.
_SUMS: Final = (
    ("paid_out", PAID_OUT, "loans", DEBIT),
    ("principal", REMITTED, "loans", CREDIT),
    ("interest", REMITTED, "loan_interest", CREDIT),
    ("recovered", REMITTED, "loan_loss", CREDIT),
    ("over", "", "overpaid", CREDIT),
    ("written_off", WRITTEN_OFF, "loans", CREDIT),
)


def loan_sums(moved: Iterable[tuple[str, str, int]]) -> LoanSums:
    """From amounts by kind of entry and account (of a reversal: the kind that it takes back)."""
    told = dict.fromkeys((name for name, *_ in _SUMS), 0)
    for kind, account, amount in moved:
        for name, of_kind, of_account, side in _SUMS:
            if account == of_account and of_kind in ("", kind):
                told[name] += side * amount
    return LoanSums(**told)
