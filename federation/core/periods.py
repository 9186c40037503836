"""Periods that reports are made of: a month, a quarter, a half-year, a year, a financial year.

Written as `2026-07`, `2026-Q3`, `2026-H2`, `2026` and `FY2026`. A financial year runs from July to
June and has its name from the year in which it ends: FY2026 is 1 July 2025 to 30 June 2026.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .days import months_later
from .refusals import refuse

PATTERN: Final = "(?:19|20|21)[0-9]{2}(?:-(?:H[12]|Q[1-4]|0[1-9]|1[0-2]))?|FY(?:19|20|21)[0-9]{2}"
"""What a period looks like, from the first letter to the last (ECMA 262 and Python alike)."""

MONTH, QUARTER, HALF_YEAR, YEAR, FINANCIAL_YEAR = KINDS = (
    "month",
    "quarter",
    "half-year",
    "year",
    "financial-year",
)
MONTHS: Final = (1, 3, 6, 12, 12)
"""How many months each kind has."""

FINANCIAL_FROM: Final = 7
"""The month with which a financial year begins."""

_PERIOD: Final = re.compile(PATTERN)
LETTERS_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Period:
    """`code` as people write it, one of `KINDS`, its first day and its last (ISO, inclusive)."""

    code: str
    kind: str
    first: str
    last: str


def period(text: str) -> Period:
    """The period that is written so. Raises Refusal `period-unclear`."""
    code = text.strip().upper()
    if not _PERIOD.fullmatch(code):
        raise refuse("period-unclear", period=text[:LETTERS_MAX])
    if code.startswith("FY"):
        return _made(FINANCIAL_YEAR, date(int(code[2:]) - 1, FINANCIAL_FROM, 1))
    year, _, part = code.partition("-")
    if not part:
        return _made(YEAR, date(int(year), 1, 1))
    kind = {"H": HALF_YEAR, "Q": QUARTER}.get(part[0], MONTH)
    place = int(part.lstrip("HQ")) - 1
    return _made(kind, date(int(year), place * _months(kind) + 1, 1))


def holding(kind: str, day: str) -> Period:
    """The period of that kind in which a day lies."""
    told = date.fromisoformat(day)
    back = (told.month - (FINANCIAL_FROM if kind == FINANCIAL_YEAR else 1)) % _months(kind)
    return _made(kind, months_later(told.replace(day=1), -back))


def of_days(first: str, last: str) -> Period | None:
    """The period that is exactly those days, a calendar year before a financial one; or None."""
    found = (holding(kind, first) for kind in KINDS)
    return next((one for one in found if (one.first, one.last) == (first, last)), None)


def before(one: Period) -> Period:
    """The period of the same kind that ends where this one begins."""
    return _made(one.kind, months_later(date.fromisoformat(one.first), -_months(one.kind)))


def back_from(one: Period, first: str) -> Iterator[Period]:
    """This period and those before it, as long as they end on the day `first` or later."""
    while one.last >= first:
        yield one
        one = before(one)


def _months(kind: str) -> int:
    return MONTHS[KINDS.index(kind)]


def _made(kind: str, first: date) -> Period:
    after = months_later(first, _months(kind))
    last = after - timedelta(days=1)
    place = (first.month - 1) // _months(kind) + 1
    code = {
        MONTH: f"{first.year:04d}-{first.month:02d}",
        QUARTER: f"{first.year:04d}-Q{place}",
        HALF_YEAR: f"{first.year:04d}-H{place}",
        YEAR: f"{first.year:04d}",
        FINANCIAL_YEAR: f"FY{last.year:04d}",
    }[kind]
    return Period(code, kind, first.isoformat(), last.isoformat())
