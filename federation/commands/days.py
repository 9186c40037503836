"""Whether a day that somebody typed can be meant: the group existed, and it is not far ahead."""

from datetime import date, timedelta
from typing import Final

from federation.core.refusals import refuse
from federation.store.queries import books, group

from .deed import Desk

# A slip in the year must not enter anything; a clock that is behind must not stop a group.
AHEAD_MAX: Final = timedelta(days=31)


def check_day(desk: Desk, day: str) -> None:
    """Raises Refusal `day-far-ahead`, `day-before-group`. The day is one of the calendar."""
    check_not_ahead(desk, day)
    began = group.began_on(desk.db, desk.book)
    if began and day < began:
        raise refuse("day-before-group", day=day, began_day=began)


def check_not_ahead(desk: Desk, day: str) -> None:
    """Raises Refusal `day-far-ahead`: more than a month after today and after all that is known."""
    today = desk.node.today()
    if _is_far(day, today):
        latest = max(today, books.last_day(desk.db, desk.book))
        if _is_far(day, latest):
            raise refuse("day-far-ahead", day=day, latest_day=latest)


def _is_far(day: str, latest: str) -> bool:
    return date.fromisoformat(day) > date.fromisoformat(latest) + AHEAD_MAX
