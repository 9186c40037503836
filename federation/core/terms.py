"""The words in which things are told: marks of attendance, terms of a loan; whether they fit."""

from typing import Final

from .accounts import AMOUNT_MAX
from .days import is_day
from .events import (
    FundLoanAgreed,
    FundLoanOffered,
    FundLoanReplanned,
    GroupLoanAgreed,
    GroupLoanRescheduled,
    LoanAgreed,
    LoanRescheduled,
)
from .refusals import refuse

# How a member is marked at a meeting; "sent": somebody brought her money for her.
ATTENDED: Final = ("present", "late")
MARKS: Final = (*ATTENDED, "absent", "sent")

GROUP: Final = "group"  # the group's own money; the other two lend to it
SOURCES: Final = (GROUP, "fund", "state")
POOL: Final = "pool"  # where fines go, and the social fund instead
SOCIAL: Final = "social-fund"
PERS: Final = ("month", "year")
METHODS: Final = ("flat", "declining", "equal-principal")
EVERIES: Final = ("month", "week", "2-weeks", "15-days")
DAYS: Final = ("period", "30/360", "actual/365", "actual/364", "actual/360")
GRACES: Final = ("grace_principal", "defer_interest", "interest_free")
INSTALMENTS_MAX: Final = 1200
RATE_MAX: Final = 1000 * 10_000  # percent times 10,000


OfFund = FundLoanAgreed | FundLoanOffered | FundLoanReplanned
Lent = LoanAgreed | LoanRescheduled | OfFund | GroupLoanAgreed | GroupLoanRescheduled


def check_terms(event: Lent) -> None:
    """Raises Refusal `loan-terms` for a word that is none, or a number out of bounds."""
    fits = (
        getattr(event, "source", GROUP) in SOURCES
        and is_day(event.first_due_on)
        and event.per in PERS
        and event.method in METHODS
        and event.every in EVERIES
        and 1 <= event.instalments <= INSTALMENTS_MAX
        and 0 <= event.rate <= RATE_MAX
        and getattr(event, "days", "period") in DAYS
        and all(0 <= getattr(event, name, 0) <= event.instalments for name in GRACES)
        and 0 <= getattr(event, "round_to", 0) <= AMOUNT_MAX
    )
    if not fits:
        raise refuse("loan-terms", loan=getattr(event, "loan", 0))
