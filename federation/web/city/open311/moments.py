"""Moments as GeoReport tells them: W3C date and time (w3.org/TR/NOTE-datetime) with its zone.

The zone is that of this machine, by which its people live.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from federation.core.days import is_day
from federation.core.refusals import refuse

_TOLD: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?(Z|[+\- ]\d\d:?\d\d)?)?", re.ASCII
)
LAST: Final = time(23, 59, 59)


def of_moment(stamp: str) -> datetime:
    """A moment of the books (UTC, ISO 8601), in this machine's zone."""
    return datetime.fromisoformat(stamp).astimezone()


def of_day(day: str, at: time = time.min) -> datetime:
    """A day of the books, at its beginning or at another time of it, in this machine's zone."""
    return datetime.combine(date.fromisoformat(day), at).astimezone()


def written(moment: datetime) -> str:
    """Like 2026-11-22T14:05:00+02:00."""
    return moment.astimezone().isoformat(timespec="seconds")


def read(field: str, text: str) -> tuple[datetime, bool]:
    """What a client sent, and whether it was a day alone. Raises Refusal `moment-unclear`.

    A plus in an address is often sent as it is, and arrives as a space: it is read as a plus. A
    moment without a zone is one of this machine's.
    """
    found = _TOLD.fullmatch(text)
    if found is None or not is_day(found[1]):
        raise refuse("moment-unclear", field=field, text=text[:40])
    day, clock, zone = found.groups()
    if clock is None:
        return of_day(day), True
    offset = (zone or "").replace(" ", "+").replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{day}T{clock}{offset}").astimezone(), False
    except (ValueError, OverflowError):
        raise refuse("moment-unclear", field=field, text=text[:40]) from None


def end_of(moment: datetime, *, is_day_alone: bool) -> datetime:
    """The last moment that is meant: of a day alone its end."""
    return moment + timedelta(days=1, seconds=-1) if is_day_alone else moment
