"""What was agreed about a loan; the money moves in `LoanDisbursed`."""

from .base import Dated


class LoanAgreed(Dated, frozen=True, kw_only=True, tag="loan-agreed"):
    """Loan number `loan` for `member`, to be paid out on `day`.

    `principal` in minor units; `rate` in percent × 10,000 per `per` (month or year); `method` is
    flat, declining or equal-principal; `every` is month, week, 2-weeks or 15-days.
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
