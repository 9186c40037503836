"""Interest of one period, exact: the rate as a fraction of two whole numbers, and its rounding.

`period` takes the yearly rate (a monthly one × 12) ÷ the periods of a year (12, 52, 26, 24). The
other day counts take it × days ÷ the days of their year: `actual/365`, `/364`, `/360` the days of
the calendar, `30/360` thirty for every whole month. Instalments by weeks or days count calendar
days in `30/360` too, so that a week is always seven.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from .days import STEPS, months_later

RATE_UNIT: Final = 1_000_000
"""A rate is percent × 10,000: this much is the whole principal."""

DAYS_OF_MONTH: Final = 30

PERIODS_A_YEAR: Final[Mapping[str, int]] = MappingProxyType(
    {"month": 12, "week": 52, "2-weeks": 26, "15-days": 24}
)
DAYS_A_YEAR: Final[Mapping[str, int]] = MappingProxyType(
    {"30/360": 360, "actual/365": 365, "actual/364": 364, "actual/360": 360}
)

Rate = tuple[int, int]
"""Numerator and denominator, both whole; the numerator may be 0."""


def half_even(numerator: int, denominator: int) -> int:
    """The quotient rounded to a whole number, a half to the even one; `denominator` above zero."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + (twice > denominator or (twice == denominator and whole % 2 == 1))


def middle(figures: Iterable[int]) -> int:
    """The one in the middle, or half-even between the two. Raises IndexError when there is none."""
    ordered = sorted(figures)
    return half_even(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)


def to_multiple(numerator: int, denominator: int, step: int) -> int:
    """The quotient rounded half-even to a multiple of `step` (0: to a whole number)."""
    step = step or 1
    return half_even(numerator, denominator * step) * step


def yearly(rate: int, per: str) -> int:
    """The yearly rate in percent × 10,000 of one told per month or year."""
    return rate * 12 if per == "month" else rate


def usual_rate(a_year: int, every: str, days: str) -> Rate:
    """The rate from which equal instalments follow: monthly ones the per-period one always.

    `a_year`: percent × 10,000.
    """
    step = STEPS[every]
    if days == "period" or not step:
        return a_year, RATE_UNIT * PERIODS_A_YEAR[every]
    return a_year * step, RATE_UNIT * DAYS_A_YEAR[days]


def rate_between(a_year: int, every: str, days: str, start: date, end: date) -> Rate:
    """The rate of the period from `start` to `end`; nothing where `end` comes before `start`.

    `a_year`: percent × 10,000.
    """
    if days == "period":
        return usual_rate(a_year, every, days)
    if days == "30/360" and not STEPS[every]:
        counted = days_by_thirty(start, end)
    else:
        counted = (end - start).days
    return a_year * max(counted, 0), RATE_UNIT * DAYS_A_YEAR[days]


def days_by_thirty(start: date, end: date) -> int:
    """Days between two days where every whole month has thirty.

    A month is whole from a day to the same day of the next, or to its last day if it is shorter,
    and from there back: 31 January to 28 February and 28 February to 31 March are 30 each. What
    is no whole number of months counts as if the 31st were the 30th (30E/360).
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    if end in (months_later(start, months), start) or start == months_later(end, -months):
        return months * DAYS_OF_MONTH
    last = DAYS_OF_MONTH
    return months * DAYS_OF_MONTH + min(end.day, last) - min(start.day, last)
