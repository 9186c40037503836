"""Periods of which a release counts what was raised: a year, a half-year, a quarter."""

import re
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from federation.core.days import FIRST_YEAR, LAST_YEAR
from federation.core.refusals import refuse

MONTHS: Final = MappingProxyType({"": 12, "H": 6, "Q": 3})
_PERIOD: Final = re.compile("([0-9]{4})(?:-(?:(H)([12])|(Q)([1-4])))?")


def span_of(period: str) -> tuple[str, str]:
    """First and last day of a period; ("", "") for "" (everything so far).

    Raises Refusal `publish-period-unclear`.
    """
    if not period:
        return "", ""
    found = _PERIOD.fullmatch(period)
    if found is None or not FIRST_YEAR <= found[1] <= LAST_YEAR:
        raise refuse("publish-period-unclear", period=period)
    part, number = (found[2] or found[4] or ""), int(found[3] or found[5] or 1)
    months = MONTHS[part]
    year, month = int(found[1]), (number - 1) * months + 1
    ends_year, ends_month = (
        (year, month + months) if month + months <= MONTHS[""] else (year + 1, 1)
    )
    last = date(ends_year, ends_month, 1) - timedelta(days=1)
    return date(year, month, 1).isoformat(), last.isoformat()


def is_in(span: tuple[str, str], day: str) -> bool:
    """Whether a day lies in the span; every day lies in ("", "")."""
    first, last = span
    return not first or first <= day <= last
