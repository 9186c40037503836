"""The words in which the terms of a loan are told, and whether they fit together."""

from typing import Final

from .events import LoanAgreed
from .refusals import refuse

SOURCES: Final = ("group", "fund", "state")
PERS: Final = ("month", "year")
METHODS: Final = ("flat", "declining", "equal-principal")
EVERIES: Final = ("month", "week", "2-weeks", "15-days")
INSTALMENTS_MAX: Final = 1200
RATE_MAX: Final = 1000 * 10_000  # percent times 10,000


def check_terms(event: LoanAgreed) -> None:
    """Raises Refusal `loan-terms` for a word that is none, or a number out of bounds."""
    fits = (
        event.source in SOURCES
        and event.per in PERS
        and event.method in METHODS
        and event.every in EVERIES
        and 1 <= event.instalments <= INSTALMENTS_MAX
        and 0 <= event.rate <= RATE_MAX
    )
    if not fits:
        raise refuse("loan-terms", loan=event.loan)
