"""What each event posts: debits and credits that sum to zero by construction.

Every function moves one amount from a credited account to a debited one, so no event can post
something unbalanced. A reversal posts the opposite of what its entry posted (`opposite`).

Money of a fund passes through the group: a member's repayment goes to `fund_held` until it is
remitted, and what the group owes the fund (`fund_loan`) shrinks as principal is collected.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from .events import (
    CashCounted,
    FinePaid,
    LoanDisbursed,
    LoanInterest,
    LoanPrincipal,
    Money,
    OpeningLoan,
    OpeningSavings,
    SavingsReceived,
    SavingsWithdrawn,
)


class Posting(NamedTuple):
    """`amount` in minor units: a debit above zero, a credit below. 0 and "": not kept for one."""

    account: str
    member: int
    purpose: str
    loan: int
    amount: int


Postings = tuple[Posting, ...]
_posting = tuple.__new__


def move(
    amount: int, debit: tuple[str, int, str, int], credit: tuple[str, int, str, int]
) -> Postings:
    """`amount` minor units into `debit`, out of `credit`."""
    # As `Posting(*debit, amount)`, without the detour: every entry of every group comes by here.
    return (_posting(Posting, (*debit, amount)), _posting(Posting, (*credit, -amount)))


def opposite(postings: Iterable[Posting]) -> Postings:
    """What takes these postings back."""
    return tuple(posting._replace(amount=-posting.amount) for posting in postings)


def _plain(account: str) -> tuple[str, int, str, int]:
    return (account, 0, "", 0)


CASH = _plain("cash")


def between(debit: str, credit: str) -> Callable[[Money], Postings]:
    """A rule that moves an event's amount between two accounts of the whole group."""
    into, out_of = _plain(debit), _plain(credit)

    def rule(event: Money) -> Postings:
        return move(event.amount, into, out_of)

    return rule


def _savings(
    event: OpeningSavings | SavingsReceived | SavingsWithdrawn,
) -> tuple[str, int, str, int]:
    return ("savings", event.member, event.purpose, 0)


def opening_savings(event: OpeningSavings) -> Postings:
    """Savings that were there before these books."""
    return move(event.amount, _plain("opening_equity"), _savings(event))


def savings_received(event: SavingsReceived) -> Postings:
    """Cash in, owed to the member."""
    return move(event.amount, CASH, _savings(event))


def savings_withdrawn(event: SavingsWithdrawn) -> Postings:
    """Cash out of what is owed to the member."""
    return move(event.amount, _savings(event), CASH)


def shares_bought(event: Money) -> Postings:
    """Cash in, shares of the member."""
    return move(event.amount, CASH, ("shares", getattr(event, "member", 0), "", 0))


def fine_charged(event: Money) -> Postings:
    """A memo: the member owes it; no income before it is paid."""
    return move(
        event.amount, ("fines_due", getattr(event, "member", 0), "", 0), _plain("fines_memo")
    )


def fine_paid(event: FinePaid) -> Postings:
    """Cash in as income; what was charged before is no longer due."""
    paid = move(event.amount, CASH, _plain("fine_income"))
    if not event.settles:
        return paid
    return paid + move(event.settles, _plain("fines_memo"), ("fines_due", event.member, "", 0))


def _loan(event: OpeningLoan | LoanDisbursed | LoanPrincipal) -> tuple[str, int, str, int]:
    return ("loans", event.member, "", event.loan)


def opening_loan(event: OpeningLoan) -> Postings:
    """Principal still out; a fund's is owed to the fund."""
    owed_to = "opening_equity" if event.source == "group" else "fund_loan"
    return move(event.amount, _loan(event), _plain(owed_to))


def loan_disbursed(event: LoanDisbursed) -> Postings:
    """Cash out, owed by the member."""
    return move(event.amount, _loan(event), CASH)


def loan_principal(event: LoanPrincipal) -> Postings:
    """Cash in; of a fund's loan it is collected and owed on."""
    repaid = move(event.amount, CASH, _loan(event))
    if event.source == "group":
        return repaid
    return repaid + move(event.amount, _plain("fund_loan"), _plain("fund_held"))


def loan_interest(event: LoanInterest) -> Postings:
    """Cash in: income of the group, or collected for the fund whose loan it is."""
    earned = "interest_income" if event.source == "group" else "fund_held"
    return move(event.amount, CASH, _plain(earned))


def cash_counted(event: CashCounted) -> Postings:
    """The books follow the box: a surplus is credited, a shortage debited to the difference."""
    difference = event.counted - event.expected
    if difference == 0:
        return ()
    return move(difference, CASH, _plain("cash_difference"))
