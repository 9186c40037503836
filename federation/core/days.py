"""Days as lines hold them: ISO 8601, year-month-day, ten characters."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from .refusals import Refusal, refuse

DAY_LETTERS = 10
SHOWN_LETTERS: Final = 40
MONTHS_A_YEAR: Final = 12
# The same few days are asked about with every entry and loan.
DAYS_KEPT, DUES_KEPT = 4096, 512
FIRST_YEAR: Final = "1900"
LAST_YEAR: Final = "2199"
# The day on which this version was made, written here with each release: no clock before it is
# right.
MADE_ON: Final = "2026-11-22"

# Days between two instalments; 0 stands for a month of the calendar.
STEPS: Final[Mapping[str, int]] = MappingProxyType(
    {"month": 0, "week": 7, "2-weeks": 14, "15-days": 15}
)


def is_day(text: str) -> bool:
    """Whether this is a day that people live through, written as 2026-11-23 and no other way.

    Years 1900 to 2199: what is counted on from a day stays within the calendar.
    """
    return len(text) == DAY_LETTERS and _is_day(text)


def unfit_day(text: str) -> Refusal:
    """Why a text is no day as `is_day` has it: its year is too far off, or there is none such."""
    try:
        is_far = date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_far = False
    if is_far:
        return refuse("day-too-far", text=text, first=FIRST_YEAR, last=LAST_YEAR)
    return refuse("day-none", text=text[:SHOWN_LETTERS])


@lru_cache(DAYS_KEPT)
def _is_day(text: str) -> bool:
    if not FIRST_YEAR <= text[:4] <= LAST_YEAR:
        return False
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def days_between(first: str, last: str) -> int:
    """Days from one day to a later one; 0 when it is not later, or one of them is ""."""
    if not first or not last:
        return 0
    return max((date.fromisoformat(last) - date.fromisoformat(first)).days, 0)


@lru_cache(DUES_KEPT)
def due_dates(first_due_on: str, every: str, count: int) -> tuple[str, ...]:
    """The days on which `count` instalments are due: ISO, the first one `first_due_on`.

    Monthly ones keep the day of the month of the first: after the 31st comes the last day of a
    shorter month, and then the 31st again. `every` is month, week, 2-weeks or 15-days.
    Raises ValueError for a day that is none, OverflowError for one after the year 9999.
    """
    first, step = date.fromisoformat(first_due_on), STEPS[every]
    if step:
        days = (first + timedelta(days=step * place) for place in range(count))
    else:
        days = (months_later(first, place) for place in range(count))
    return tuple(day.isoformat() for day in days)


def months_later(day: date, months: int) -> date:
    """The same day of a later (or, below zero, earlier) month, or its last day if shorter.

    Raises OverflowError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("a day outside the calendar")
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_after(month: str, by: int = 1) -> str:
    """The month (YYYY-MM) so many months after another; before it if `by` is below zero.

    Within years of four digits, so that months sort as their texts do.
    """
    count = int(month[:4]) * MONTHS_A_YEAR + int(month[5:7]) - 1 + by
    year, place = divmod(count, MONTHS_A_YEAR)
    return f"{min(max(year, date.min.year), date.max.year):04}-{place + 1:02}"


def month_end(month: str) -> str:
    """The last day of a month (YYYY-MM)."""
    year, place = int(month[:4]), int(month[5:7])
    return f"{month}-{monthrange(year, place)[1]:02}"
