"""The books of the federation's fund: chart of accounts, what each entry posts, what follows.

It is double entry as a group's books are, over a chart of its own: what the fund has in hand and
what groups owe it on one side, what was given to it, earned and lost on the other. What a loan
stands at (`LoanSums`) follows from its postings; what is due when, from its terms by
`core.schedules`, as the calculator says it. The rules of its entries: `core.rules.fund`.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType
from typing import Any, Final

from . import events as e
from .accounts import CREDIT, DEBIT, Account
from .days import days_between
from .loans import Row, Schedule, Standing, Terms, allocate, interest_owed, reschedule, schedule
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
    def received(self) -> int:
        """All that was paid on it and not given back."""
        return self.principal + self.interest + self.recovered + self.over


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was before a loan's payments were agreed: paid of its principal and interest until then.

    `carried`: interest that was due and not paid, and stands in the first payment.
    """

    principal: int = 0
    interest: int = 0
    carried: int = 0


FROM_THE_START: Final = Before()


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


@lru_cache(maxsize=4096)
def laid_out(terms: Terms, carried: int = 0) -> Schedule:
    """What a group pays back, and when: `calc loan` of the terms. Raises Refusal likewise.

    `carried`: interest that was owed before. Kept, for a page over every loan asks for the same
    ones again.
    """
    return reschedule(terms, carried_interest=carried) if carried else schedule(terms)


@dataclass(frozen=True, slots=True)
class _Running:
    """A schedule with the sums of its rows: `principal[n]` and `interest[n]` of the first n."""

    laid: Schedule
    dues: tuple[str, ...]
    principal: tuple[int, ...]
    interest: tuple[int, ...]


@lru_cache(maxsize=4096)
def _running(terms: Terms, carried: int) -> _Running:
    laid = laid_out(terms, carried)
    return _Running(
        laid,
        tuple(row.due for row in laid.rows),
        tuple(accumulate((row.principal for row in laid.rows), initial=0)),
        tuple(accumulate((row.interest for row in laid.rows), initial=0)),
    )


def standing_of(
    terms: Terms, sums: LoanSums, day: str, before: Before = FROM_THE_START
) -> Standing:
    """Where a loan stands at the end of `day`: nothing is due before any money went out.

    The schedule is the one that was agreed last, and what was paid `before` it settles nothing of
    it. It is for the whole loan, also while it is paid out in parts;
    but no principal is late that never went out. What `core.loans.standing` says, found by halving
    and not by walking: a page looks at a thousand loans of a hundred payments each.
    """
    if not sums.paid_out:
        return replace(_NOTHING, day=day)
    run, paid = _running(terms, before.carried), _paid(sums, before)
    due, owed = bisect_right(run.dues, day), interest_owed(run.laid, *paid)
    unpaid_interest = min(max(run.interest[due] - paid[1], 0), owed)
    late = min(max(run.principal[due] - paid[0], 0), sums.outstanding)
    first = _first_unpaid(run, *paid, owed)
    following = _next_unpaid(run, *paid, owed, max(first, due))
    is_late = first < due and bool(late or unpaid_interest)
    return Standing(
        day=day,
        due_principal=run.principal[due],
        due_interest=run.interest[due],
        paid_principal=paid[0],
        paid_interest=paid[1],
        unpaid_principal=late,
        unpaid_interest=unpaid_interest,
        days_late=days_between(run.dues[first], day) if is_late else 0,
        next_due=following.due,
        next_principal=following.principal,
        next_interest=following.interest,
        outstanding=sums.outstanding,
        interest_to_come=owed - unpaid_interest,
    )


def _paid(sums: LoanSums, before: Before) -> tuple[int, int]:
    """Principal and interest that count against the schedule that was agreed last."""
    principal = sums.principal + sums.written_off - before.principal
    return principal, sums.interest - before.interest


def _first_unpaid(run: _Running, principal: int, interest: int, owed: int) -> int:
    """The place of the first row of which something is not paid; as many as there are: none."""
    first = bisect_right(run.principal, principal) - 1
    return min(first, bisect_right(run.interest, interest) - 1) if owed else first


def _next_unpaid(run: _Running, principal: int, interest: int, owed: int, start: int) -> Row:
    """What is left of the first row from a place on of which something is not paid."""
    for place, row in enumerate(run.laid.rows[start:], start):
        left = min(max(run.principal[place + 1] - principal, 0), row.principal)
        more = min(max(run.interest[place + 1] - interest, 0), row.interest) if owed else 0
        if left or more:
            return Row(row.n, row.due, left, more, 0, 0)
    return Row(0, "", 0, 0, 0, 0)


def split_remittance(
    terms: Terms, sums: LoanSums, amount: int, day: str, before: Before = FROM_THE_START
) -> e.GroupRemittance:
    """What `amount` paid on `day` settles: what is due first, interest before principal.

    Then what was written off; the rest is over. The entry lacks its number, loan and slip.
    """
    paid = _paid(sums, before)
    told = allocate(
        laid_out(terms, before.carried),
        paid_principal=paid[0],
        paid_interest=paid[1],
        amount=amount,
        day=day,
    )
    principal = min(told.principal, sums.outstanding)
    left = amount - told.interest - principal
    recovered = min(left, sums.written_off - sums.recovered)
    return e.GroupRemittance(
        entry=0,
        loan=0,
        day=day,
        amount=amount,
        principal=principal,
        interest=told.interest,
        recovered=recovered,
        over=left - recovered,
    )


_NOTHING: Final = Standing(
    day="",
    due_principal=0,
    due_interest=0,
    paid_principal=0,
    paid_interest=0,
    unpaid_principal=0,
    unpaid_interest=0,
    days_late=0,
    next_due="",
    next_principal=0,
    next_interest=0,
    outstanding=0,
    interest_to_come=0,
)
