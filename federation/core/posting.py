"""What each event posts: debits and credits that sum to zero by construction.

Every function moves one amount from a credited account to a debited one, so no event can post
something unbalanced. A reversal posts the opposite of what its entry posted (`opposite`).

Money of a fund passes through the group: a member's repayment goes to `fund_held` until it is
remitted, and what the group owes the fund (`fund_loan`) shrinks as principal is collected.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from .events import (
    CashCounted,
    CreditKept,
    CreditReturned,
    FineForgiven,
    FinePaid,
    LeavingFeeTaken,
    LoanAdvance,
    LoanDisbursed,
    LoanInterest,
    LoanPrincipal,
    LoanWrittenOff,
    Money,
    OpeningLoan,
    OpeningSavings,
    OpeningShares,
    RotationPaidIn,
    RotationPaidOut,
    SavingsReceived,
    SavingsWithdrawn,
    ShareDebtPaid,
    ShareOutHeld,
    ShareOutLine,
    SharePaidOut,
    ShareReinvested,
    SharesReturned,
)
from .terms import POOL, SOCIAL

SHARE: Final = "share"  # the purpose under which shares are told where savings could be, too


class Posting(NamedTuple):
    """`amount` in minor units: a debit above zero, a credit below. 0 and "": not kept for one."""

    account: str
    member: int
    purpose: str
    loan: int
    amount: int


Postings = tuple[Posting, ...]
# A posting without the names of its parts: every entry of every group comes by here.
Plain = tuple[str, int, str, int, int]
Plains = tuple[Plain, ...]


def move(
    amount: int, debit: tuple[str, int, str, int], credit: tuple[str, int, str, int]
) -> Plains:
    """`amount` minor units into `debit`, out of `credit`."""
    return ((*debit, amount), (*credit, -amount))


def with_names(plain: Plains) -> Postings:
    """The same, each part by its name."""
    return tuple(map(Posting._make, plain))


def opposite(postings: Iterable[Posting]) -> Postings:
    """What takes these postings back."""
    return tuple(posting._replace(amount=-posting.amount) for posting in postings)


def _plain(account: str) -> tuple[str, int, str, int]:
    return (account, 0, "", 0)


CASH = _plain("cash")
FINES_TO: Final = (POOL, SOCIAL)


def between(debit: str, credit: str) -> Callable[[Money], Plains]:
    """A rule that moves an event's amount between two accounts of the whole group."""
    into, out_of = _plain(debit), _plain(credit)

    def rule(event: Money) -> Plains:
        return move(event.amount, into, out_of)

    return rule


def _savings(
    event: OpeningSavings | SavingsReceived | SavingsWithdrawn | LoanAdvance,
) -> tuple[str, int, str, int]:
    return ("savings", event.member, event.purpose, 0)


def saved(member: int, purpose: str) -> tuple[str, int, str, int]:
    """Where a member's savings for a purpose are kept; under "share" her shares."""
    return ("shares", member, "", 0) if purpose == SHARE else ("savings", member, purpose, 0)


def opening_savings(event: OpeningSavings) -> Plains:
    """Savings that were there before these books."""
    return move(event.amount, _plain("opening_equity"), _savings(event))


def opening_shares(event: OpeningShares) -> Plains:
    """Shares that were there before these books."""
    return move(event.amount, _plain("opening_equity"), saved(event.member, SHARE))


def savings_received(event: SavingsReceived) -> Plains:
    """Cash in, owed to the member."""
    return move(event.amount, CASH, _savings(event))


def savings_withdrawn(event: SavingsWithdrawn) -> Plains:
    """Cash out of what is owed to the member."""
    return move(event.amount, _savings(event), CASH)


def shares_bought(event: Money) -> Plains:
    """Cash in, shares of the member."""
    return move(event.amount, CASH, ("shares", getattr(event, "member", 0), "", 0))


def fine_charged(event: Money) -> Plains:
    """A memo: the member owes it; no income before it is paid."""
    return move(
        event.amount, ("fines_due", getattr(event, "member", 0), "", 0), _plain("fines_memo")
    )


def _fines(to: str) -> tuple[str, int, str, int]:
    """Where fines go; another word than `FINES_TO` is refused by the ledger."""
    return _plain("social_fund" if to == SOCIAL else "fine_income")


def fine_paid(event: FinePaid) -> Plains:
    """Cash in, as income or for the social fund; what was charged before is no longer due."""
    paid = move(event.amount, CASH, _fines(event.to))
    if not event.settles:
        return paid
    return paid + move(event.settles, _plain("fines_memo"), ("fines_due", event.member, "", 0))


def fine_forgiven(event: FineForgiven) -> Plains:
    """What was charged is no longer due."""
    return move(event.amount, _plain("fines_memo"), ("fines_due", event.member, "", 0))


def _loan(
    event: OpeningLoan | LoanDisbursed | LoanPrincipal | LoanWrittenOff,
) -> tuple[str, int, str, int]:
    return ("loans", event.member, "", event.loan)


def opening_loan(event: OpeningLoan) -> Plains:
    """Principal still out; a fund's is owed to the fund."""
    owed_to = "opening_equity" if event.source == "group" else "fund_loan"
    return move(event.amount, _loan(event), _plain(owed_to))


def loan_disbursed(event: LoanDisbursed) -> Plains:
    """Cash out, owed by the member."""
    return move(event.amount, _loan(event), CASH)


def loan_principal(event: LoanPrincipal) -> Plains:
    """Cash in; of a fund's loan it is collected and owed on."""
    repaid = move(event.amount, CASH, _loan(event))
    if event.source == "group":
        return repaid
    return repaid + move(event.amount, _plain("fund_loan"), _plain("fund_held"))


def loan_interest(event: LoanInterest) -> Plains:
    """Cash in: income of the group, or collected for the fund whose loan it is."""
    earned = "interest_income" if event.source == "group" else "fund_held"
    return move(event.amount, CASH, _plain(earned))


def loan_written_off(event: LoanWrittenOff) -> Plains:
    """A loss of the group; towards a fund it still owes what the fund lent."""
    return move(event.amount, _plain("loan_loss"), _loan(event))


def loan_advance(event: LoanAdvance) -> Plains:
    """Out of her savings into what is held for the lender."""
    return move(event.amount, _savings(event), _plain("fund_held"))


def _credit(event: CreditKept | CreditReturned) -> tuple[str, int, str, int]:
    return ("credits", event.member, "", 0)


def credit_kept(event: CreditKept) -> Plains:
    """Cash in, kept for the member."""
    return move(event.amount, CASH, _credit(event))


def credit_returned(event: CreditReturned) -> Plains:
    """Cash out of what is kept for the member."""
    return move(event.amount, _credit(event), CASH)


def shares_returned(event: SharesReturned) -> Plains:
    """Shares of the member back into cash."""
    return move(event.amount, saved(event.member, SHARE), CASH)


def leaving_fee(event: LeavingFeeTaken) -> Plains:
    """Out of her savings, a fee of the group."""
    return move(event.amount, saved(event.member, event.purpose), _plain("fee_income"))


def _rotating(event: RotationPaidIn | RotationPaidOut) -> tuple[str, int, str, int]:
    return ("rotating_pot", 0, "", event.rotation)


def rotation_in(event: RotationPaidIn) -> Plains:
    """Cash into a rotating pot."""
    return move(event.amount, CASH, _rotating(event))


def rotation_out(event: RotationPaidOut) -> Plains:
    """Cash out of a rotating pot."""
    return move(event.amount, _rotating(event), CASH)


def _due(member: int) -> tuple[str, int, str, int]:
    return ("share_out_due", member, "", 0)


def share_paid(event: SharePaidOut) -> Plains:
    """Cash out of the member's part."""
    return move(event.amount, _due(event.member), CASH)


def share_reinvested(event: ShareReinvested) -> Plains:
    """Of the member's part into her savings."""
    return move(event.amount, _due(event.member), saved(event.member, event.purpose))


def share_debt_paid(event: ShareDebtPaid) -> Plains:
    """Cash in for what a member owes after the share-out."""
    return move(event.amount, CASH, _due(event.member))


def share_out(event: ShareOutHeld) -> Plains:
    """Everybody's own money, part of the surplus and social part into what she is due, less debts.

    So cash moves by the net, when it is paid; a debt above the part stays as what she owes.
    """
    fines_to = _fines(event.fines_to)
    return tuple(
        posting
        for line in event.lines
        for amount, debit, credit in _share_out_moves(line, fines_to)
        if amount
        for posting in move(amount, debit, credit)
    )


_Kept = tuple[str, int, str, int]


def _share_out_moves(line: ShareOutLine, fines_to: _Kept) -> Iterator[tuple[int, _Kept, _Kept]]:
    due = _due(line.member)
    yield line.shares, saved(line.member, SHARE), due
    for part in line.savings:
        yield part.amount, saved(line.member, part.purpose), due
    yield line.gross - line.own, _plain("shared_out"), due
    yield line.social, _plain("social_fund"), due
    for settled in line.loans:
        yield settled.principal, due, ("loans", line.member, "", settled.loan)
        yield settled.interest, due, _plain("interest_income")
    yield line.fines, due, fines_to
    yield line.fines, _plain("fines_memo"), ("fines_due", line.member, "", 0)


def cash_counted(event: CashCounted) -> Plains:
    """The books follow the box: a surplus is credited, a shortage debited to the difference."""
    difference = event.counted - event.expected
    if difference == 0:
        return ()
    return move(difference, CASH, _plain("cash_difference"))
