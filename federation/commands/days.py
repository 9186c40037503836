"""Whether a day that somebody typed can be meant: the group existed, and it is not far ahead."""

from datetime import date, timedelta
from typing import Final

from federation.core.days import MADE_ON
from federation.core.refusals import refuse
from federation.store import Store, clock
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
    if _is_far(day, desk.node.today()):
        latest = latest_day(desk)
        if _is_far(day, latest):
            raise refuse("day-far-ahead", day=day, latest_day=latest)


def latest_day(desk: Desk) -> str:
    """The latest that today can be: by the clock, and by all that is known (`store.clock`)."""
    known = clock.read(desk.db, desk.node).latest
    return max(known, books.last_day(desk.db, desk.book))


def say_day(store: Store, day: str) -> None:
    """An officer says which day it is today; a clock that says otherwise is wrong.

    Raises Refusal `day-before-program`, `day-far-ahead`.
    """
    if day < MADE_ON:
        raise refuse("day-before-program", day=day, made_day=MADE_ON)
    with store.writing() as db:
        known = clock.read(db, store.node)
        latest = max(known.latest, known.entry)
        if date.fromisoformat(day) > date.fromisoformat(latest) + clock.FAR:
            raise refuse("day-far-ahead", day=day, latest_day=latest)
        clock.say(db, store.node, day)


def _is_far(day: str, latest: str) -> bool:
    return date.fromisoformat(day) > date.fromisoformat(latest) + AHEAD_MAX
