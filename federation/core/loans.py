"""Where a loan stands: what is due, paid, late, to come; what a payment settles. Whole minor units.

A standing follows from a schedule and two sums, the principal and the interest paid so far:

1. payments count for the oldest instalment first, and within it for interest before principal;
2. an instalment is late from the day after it was due;
3. money that comes early goes to the principal of the next instalments. The schedule stays as it
   was agreed (a decision can change it: `reschedule`), so future interest is neither taken before
   it is due nor forgiven;
4. who pays the whole rest early owes, where interest is on what is still owed (`declining`,
   `equal-principal`), the interest to that day and no more; of a flat loan all its interest, unless
   the group decides otherwise: that is what flat means;
5. what is more than that is `over`: shown apart, never lost.

3 is how Apache Fineract treats loans without interest recalculation, and how an exercise book
does; 4 is its "pre-close" with interest till that date.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from .day_counts import half_even
from .schedules import FLAT, Row, Schedule, Terms, check_new, reschedule, schedule, terms_of

__all__ = [
    "Allocation",
    "AtRisk",
    "Row",
    "Schedule",
    "Standing",
    "Terms",
    "age",
    "allocate",
    "check_new",
    "interest_owed",
    "portfolio_at_risk",
    "reschedule",
    "schedule",
    "settle_now",
    "standing",
    "terms_of",
    "unpaid_rows",
]

AGES: Final = ("1-30", "31-60", "61-90", "over-90")
AGE_DAYS: Final = (30, 60, 90)
RISKY_AFTER_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A loan at the end of `day`; money in minor units.

    `due_…`: what fell due until that day, the day itself included. `unpaid_…`: what of it is not
    paid. `days_late`: of the oldest unpaid instalment, 0 if none is late. `next_…`: the first
    instalment after the day with something left to pay, "" and 0 when there is none.
    `outstanding`: the whole principal still owed; `interest_to_come`: not yet due and unpaid.
    """

    day: str
    due_principal: int
    due_interest: int
    paid_principal: int
    paid_interest: int
    unpaid_principal: int
    unpaid_interest: int
    days_late: int
    next_due: str
    next_principal: int
    next_interest: int
    outstanding: int
    interest_to_come: int

    @property
    def unpaid(self) -> int:
        """What is due and not paid, principal and interest."""
        return self.unpaid_principal + self.unpaid_interest

    @property
    def next_amount(self) -> int:
        """What is left of the next instalment."""
        return self.next_principal + self.next_interest

    @property
    def is_settled(self) -> bool:
        """Whether nothing is owed any more, now or later."""
        return not (self.outstanding or self.unpaid_interest or self.interest_to_come)


class Allocation(NamedTuple):
    """What a payment settles, in minor units; the three parts are the whole payment."""

    interest: int
    principal: int
    over: int


class AtRisk(NamedTuple):
    """The whole balance of loans with an instalment more than 30 days late, and of all loans."""

    risky: int
    outstanding: int

    @property
    def basis_points(self) -> int | None:
        """The share in hundredths of a percent; None where nothing is lent."""
        return half_even(self.risky * 10_000, self.outstanding) if self.outstanding else None


def standing(schedule: Schedule, *, paid_principal: int, paid_interest: int, day: str) -> Standing:
    """Where the loan stands at the end of `day` (ISO), with these sums paid (minor units).

    A loan with interest on what is still owed asks for no more once its principal is paid back.
    """
    due_principal = due_interest = 0
    oldest, following = "", Row(0, "", 0, 0, 0, 0)
    for row, principal, interest in unpaid_rows(schedule, paid_principal, paid_interest):
        if row.due <= day:
            due_principal, due_interest = due_principal + row.principal, due_interest + row.interest
        if not (principal or interest):
            continue
        if row.due <= day:
            oldest = oldest or row.due
        elif not following.n:
            following = Row(row.n, row.due, principal, interest, 0, 0)
    owed = interest_owed(schedule, paid_principal, paid_interest)
    unpaid_interest = min(max(due_interest - paid_interest, 0), owed)
    return Standing(
        day=day,
        due_principal=due_principal,
        due_interest=due_interest,
        paid_principal=paid_principal,
        paid_interest=paid_interest,
        unpaid_principal=max(due_principal - paid_principal, 0),
        unpaid_interest=unpaid_interest,
        days_late=_days(oldest, day) if oldest else 0,
        next_due=following.due,
        next_principal=following.principal,
        next_interest=following.interest,
        outstanding=max(schedule.principal - paid_principal, 0),
        interest_to_come=owed - unpaid_interest,
    )


def allocate(
    schedule: Schedule, *, paid_principal: int, paid_interest: int, amount: int, day: str
) -> Allocation:
    """What a payment of `amount` (minor units) on `day` settles: rules 1, 3, 4 and 5 above."""
    interest = principal = 0
    left = amount
    for row, owed_principal, owed_interest in unpaid_rows(schedule, paid_principal, paid_interest):
        if row.due > day or not left:
            break
        taken = min(owed_interest, left)
        interest, left = interest + taken, left - taken
        taken = min(owed_principal, left)
        principal, left = principal + taken, left - taken
    owed = max(schedule.principal - paid_principal, 0) - principal
    if left < owed:
        return Allocation(interest, principal + left, 0)
    rest = max(_interest_to(schedule, paid_principal, paid_interest, day) - interest, 0)
    if schedule.method == FLAT:
        taken = min(rest, left - owed)
        return Allocation(interest + taken, principal + owed, left - owed - taken)
    # With the last of the principal interest ends, so what is charged to that day comes first.
    taken = min(rest, left)
    interest, left = interest + taken, left - taken
    taken = min(owed, left)
    return Allocation(interest, principal + taken, left - taken)


def settle_now(schedule: Schedule, *, paid_principal: int, paid_interest: int, day: str) -> int:
    """What closes the loan on `day`, in minor units: rule 4 above."""
    principal = max(schedule.principal - paid_principal, 0)
    return principal + _interest_to(schedule, paid_principal, paid_interest, day)


def age(days_late: int) -> str:
    """The column of arrears by age: "" for none late, else one of `AGES`."""
    if days_late <= 0:
        return ""
    return AGES[sum(days_late > most for most in AGE_DAYS)]


def portfolio_at_risk(standings: Iterable[Standing]) -> AtRisk:
    """Of these loans, what is owed where an instalment is more than 30 days late."""
    risky = outstanding = 0
    for one in standings:
        outstanding += one.outstanding
        if one.days_late > RISKY_AFTER_DAYS:
            risky += one.outstanding
    return AtRisk(risky, outstanding)


def unpaid_rows(
    schedule: Schedule, paid_principal: int, paid_interest: int
) -> Iterable[tuple[Row, int, int]]:
    """Each instalment with the principal and the interest of it that are not paid."""
    is_over = not interest_owed(schedule, paid_principal, paid_interest)
    for row in schedule.rows:
        principal = max(row.principal - paid_principal, 0)
        interest = 0 if is_over else max(row.interest - paid_interest, 0)
        paid_principal = max(paid_principal - row.principal, 0)
        paid_interest = max(paid_interest - row.interest, 0)
        yield row, principal, interest


def interest_owed(schedule: Schedule, paid_principal: int, paid_interest: int) -> int:
    """All interest that is not paid, due or not (minor units)."""
    if schedule.method != FLAT and paid_principal >= schedule.principal:
        return 0
    return max(schedule.interest - paid_interest, 0)


def _interest_to(schedule: Schedule, paid_principal: int, paid_interest: int, day: str) -> int:
    """The interest that whoever closes the loan on `day` still pays."""
    owed = interest_owed(schedule, paid_principal, paid_interest)
    if schedule.method == FLAT or not owed:
        return owed
    charged, start = schedule.carried, schedule.since
    for row in schedule.rows:
        whole = _days(start, row.due)
        if row.due <= day or whole <= 0:
            charged += row.charged
        elif start < day:
            charged += half_even(row.charged * _days(start, day), whole)
        start = row.due
    return max(min(charged, schedule.interest) - paid_interest, 0)


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days
