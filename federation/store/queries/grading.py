"""The Pancha Sutra grade of a book, from what its views hold of a span of days."""

from collections.abc import Iterator, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

import peewee as pw

from federation.core.days import month_after
from federation.core.grades import Grade, pancha_sutra

from . import indicators as facts
from .punctual import paid_on_time

MEETINGS_JUDGED: Final = 12
# Days between two meetings, by the constitution's word.
DAYS_BETWEEN: Final = MappingProxyType({"day": 1, "week": 7, "2-weeks": 14, "month": 30})


def grade_of(
    db: pw.Database,
    book: int,
    held: Sequence[facts.MeetingSeen],
    members: int,
    *,
    first: str,
    last: str,
    meets_every: str,
    began_on: str,
) -> Grade:
    """The grade over the span; `held` are its meetings, `members` how many there are.

    `began_on`: the first day of the books, as `group.began_on` says it.
    """
    began = max(first, began_on or first)
    days = (date.fromisoformat(last) - date.fromisoformat(began)).days + 1
    due = max(days, 0) // DAYS_BETWEEN[meets_every]
    judged = held[-MEETINGS_JUDGED:]
    made = facts.savings_made(db, book, [one.meeting for one in judged])
    return pancha_sutra(
        meets=(min(len(held), due), due),
        saves=(made, sum(one.members or members for one in judged)),
        lends=_months_lending(db, book, began, last),
        repays=paid_on_time(db, book, first, last),
        books=(sum(one.is_closed for one in held), len(held)),
    )


def _months_lending(db: pw.Database, book: int, first: str, last: str) -> tuple[int, int]:
    """Months in which a loan from the group's own pot was out, of the months of the span."""
    spans = facts.own_loan_spans(db, book, f"{first[:7]}-01")
    of_span = tuple(months(first[:7], last[:7]))
    out = [
        month
        for month in of_span
        if any(began <= month and (not ended or month <= ended) for began, ended in spans)
    ]
    return len(out), len(of_span)


def months(first: str, last: str) -> Iterator[str]:
    """The months (YYYY-MM) from one to another, both among them."""
    month = first
    while month <= last:
        yield month
        month = month_after(month)
