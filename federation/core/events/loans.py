"""Loans: asked for, agreed, declined, changed, written off; money moves in `LoanDisbursed`."""

from .base import Dated
from .money import Money


class LoanAgreed(Dated, frozen=True, kw_only=True, tag="loan-agreed"):
    """Loan number `loan` for `member`, to be paid out on `day`.

    `principal` in minor units; `rate` in percent × 10,000 per `per` (month or year); `method` is
    flat, declining or equal-principal; `every` is month, week, 2-weeks or 15-days. `days` and
    what follows: as in `core.loans.Terms`. `guarantors` are member numbers; `application`,
    `decision` and `fund_loan` name what it came from (0: nothing).
    """

    member: int
    loan: int
    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    source: str = "group"
    purpose: str = ""
    meeting: int = 0
    days: str = "period"
    round_to: int = 0
    grace_principal: int = 0
    defer_interest: int = 0
    interest_free: int = 0
    guarantors: tuple[int, ...] = ()
    application: int = 0
    decision: int = 0
    fund_loan: int = 0


class LoanAsked(Dated, frozen=True, kw_only=True, tag="loan-asked"):
    """Application number `application`: a member asks for `principal` (minor units)."""

    application: int
    member: int
    principal: int
    instalments: int = 0
    source: str = "group"
    purpose: str = ""
    guarantors: tuple[int, ...] = ()
    meeting: int = 0


class LoanDeclined(Dated, frozen=True, kw_only=True, tag="loan-declined"):
    """An application is not agreed; the reason stands in the note."""

    application: int
    decision: int = 0
    meeting: int = 0


class LoanRescheduled(Dated, frozen=True, kw_only=True, tag="loan-rescheduled"):
    """What is still owed of a loan is paid back in another way, from `day` on.

    `principal` is what is owed of it then, `interest` what was due and unpaid and goes to the
    first new instalment; both in minor units. The other words: as in `LoanAgreed`.
    """

    member: int
    loan: int
    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    interest: int = 0
    days: str = "period"
    round_to: int = 0
    decision: int = 0
    meeting: int = 0


class LoanWrittenOff(Money, frozen=True, kw_only=True, tag="loan-written-off"):
    """Principal that will not come back; the group bears it."""

    member: int
    loan: int
    source: str = "group"
    decision: int = 0


class FundLoanAgreed(Dated, frozen=True, kw_only=True, tag="fund-loan-agreed"):
    """Loan number `fund_loan` of a fund or the state (`source`) to the group, to be lent on.

    `offer`: the number that it has in the books of the federation's own fund (0: another's).
    """

    fund_loan: int
    lender: str
    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    source: str = "fund"
    decision: int = 0
    meeting: int = 0
    offer: int = 0
