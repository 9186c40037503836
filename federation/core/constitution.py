"""The rules a group gives itself: the words they are told in, and what holds before any.

Before a group has adopted rules of its own, `UNWRITTEN` is in force: nothing is limited that was
not limited before, and two officers close a meeting.
"""

from collections.abc import Iterable
from typing import Final

from . import events as e
from .accounts import AMOUNT_MAX
from .posting import FINES_TO
from .refusals import refuse
from .terms import EVERIES, INSTALMENTS_MAX, METHODS, PERS, RATE_MAX

SAVINGS: Final = ("free", "shares", "both")
SHARE_OUT_METHODS: Final = ("proportional", "equal", "interest-back", "duration")
SOCIAL_RULES: Final = ("keep", "equal")
LEAVING: Final = ("savings", "with-surplus")
LOANS_BY: Final = ("meeting", "committee")
MEETS_EVERY: Final = ("day", "week", "2-weeks", "month")
PURPOSES: Final = ("general", "land", "materials", "house", "services")
FINE_WHYS: Final = ("late", "absent", "savings-missed", "loan-late", "noise", "other")
PURPOSES_MAX: Final = 20
FINES_MAX: Final = 30
OFFICERS_MIN: Final = 2
OFFICERS_MAX: Final = 9
SUNDAY: Final = 7
WHOLE: Final = 100
LIMIT_MAX: Final = 10_000
WEEKS_MAX: Final = 520
MONTHS_MAX: Final = 120
TEXT_MAX: Final = 80

UNWRITTEN: Final = e.ConstitutionAdopted(
    day="", version=0, purposes=PURPOSES, loan_limit=0, quorum=0, officers_close=OFFICERS_MIN
)


def check_constitution(event: e.ConstitutionAdopted) -> None:
    """Raises Refusal `constitution-unclear` with the first field that cannot be."""
    words = (
        ("savings", event.savings in SAVINGS),
        ("loan_per", event.loan_per in PERS),
        ("loan_method", event.loan_method in METHODS),
        ("loan_every", event.loan_every in EVERIES),
        ("loans_by", event.loans_by in LOANS_BY),
        ("fines_to", event.fines_to in FINES_TO),
        ("social_at_share_out", event.social_at_share_out in SOCIAL_RULES),
        ("share_out_method", event.share_out_method in SHARE_OUT_METHODS),
        ("leaving", event.leaving in LEAVING),
        ("meets_every", event.meets_every in MEETS_EVERY),
    )
    money = ("share_price", "loan_round_to", "loan_fine", "social_contribution", "leaving_fee")
    numbers = (
        *((name, 0, AMOUNT_MAX) for name in (*money, "cash_warning")),
        ("shares_most", 1, 1000),
        ("loan_limit", 0, LIMIT_MAX),
        ("loan_rate", 0, RATE_MAX),
        ("loan_instalments_most", 1, INSTALMENTS_MAX),
        ("loan_guarantors", 0, 10),
        ("quorum", 0, WHOLE),
        ("cycle_weeks", 1, WEEKS_MAX),
        ("officers_close", OFFICERS_MIN, OFFICERS_MAX),
        ("meets_on", 0, SUNDAY),
        ("officers_for_months", 0, MONTHS_MAX),
    )
    fits = (
        *words,
        *((name, least <= getattr(event, name) <= most) for name, least, most in numbers),
        ("purposes", _are_names(event.purposes, PURPOSES_MAX) and bool(event.purposes)),
        ("fines", _are_names([one.why for one in event.fines], FINES_MAX)),
        ("fines", all(0 < one.amount <= AMOUNT_MAX for one in event.fines)),
        ("share_price", event.savings == "free" or event.share_price > 0),
    )
    for name, is_fit in fits:
        if not is_fit:
            raise refuse("constitution-unclear", rule=name)


def _are_names(names: Iterable[str], most: int) -> bool:
    told = list(names)
    return (
        len(set(told)) == len(told) <= most
        and all(0 < len(name) <= TEXT_MAX for name in told)
        and "share" not in told
    )
