"""Whether instalments were paid by their day: read from what fell due and what came in."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import peewee as pw

from federation.core import events as e
from federation.core.loans import Row, Terms, reschedule, schedule
from federation.core.refusals import Refusal

from . import books, group
from .book_views import LoanView
from .loans import GIVEN, INTEREST, Line, history, settled, terms_then

GRACE_DAYS = 31
PAID = ("loan-principal-repaid", INTEREST)


def paid_on_time(db: pw.Database, book: int, first: str, last: str) -> tuple[int, int]:
    """Instalments paid by their day ÷ instalments that fell due from `first` to `last`.

    One is paid when by then as much had come in as had fallen due, principal and interest
    together. Money moves at meetings: the first meeting on that day or within a month after it is
    still by its day. What a share-out settled counts as paid; once no principal is owed nothing
    more falls due. Of a loan that ran before these books, only what fell due since counts; a
    rescheduled one is judged by its new schedule from then on.
    """
    changes = group.loan_changes(db, book)
    rows = db.connection().execute(_BEGUN, (book, last)).fetchall()
    in_span = [
        number
        for number, begins, instalments in rows
        if number in changes or _ends(begins, instalments) >= first
    ]
    agreed = books.loans(db, book, only=in_span)
    lines = history(db, book, [one.loan for one in agreed])
    met = _meetings(db, book)
    for loan, parts in settled(db, book).items():
        if loan in lines:
            lines[loan].extend(parts)
    on_time = due = 0
    for one in agreed:
        paid = lines[one.loan]
        if not any(line.kind in GIVEN for line in paid):
            continue
        for day, is_paid in _instalments(one, changes.get(one.loan), paid, met):
            if first <= day <= last:
                due += 1
                on_time += is_paid
    return on_time, due


def _ends(begins: str, instalments: int) -> str:
    """A day by which the last instalment of a loan was due, at the latest."""
    latest = date.fromisoformat(begins).toordinal() + GRACE_DAYS * instalments
    return date.fromordinal(min(latest, date.max.toordinal())).isoformat()


def _instalments(
    one: LoanView,
    change: tuple[int, e.LoanRescheduled] | None,
    paid: list[Line],
    met: Sequence[str],
) -> Iterator[tuple[str, bool]]:
    """The day of each instalment, and whether it was paid by then."""
    opened = max((line.day for line in paid if line.kind == GIVEN[1]), default="")
    until = change[1].day if change else ""
    first = _rows(terms_then(one, paid, None))
    rows = [row for row in first if row.due > opened and (not until or row.due <= until)]
    yield from _judged(rows, [line for line in paid if not change or line.seq < change[0]], met)
    if change:
        since, told = change
        rows = _rows(terms_then(one, paid, change), told.interest)
        yield from _judged(rows, [line for line in paid if line.seq > since], met)


def _meetings(db: pw.Database, book: int) -> Sequence[str]:
    rows = db.connection().execute(_MET, (book,)).fetchall()
    return [day for (day,) in rows]


_BEGUN: Final = (
    "SELECT loan, first_due_on, instalments FROM loan WHERE book = ? AND first_due_on <= ?"
)
_MET: Final = "SELECT day FROM meeting WHERE book = ? ORDER BY day"


def _by(due: str, met: Sequence[str]) -> str:
    """Until when a payment of that day is in time."""
    place = bisect_left(met, due)
    if place < len(met) and met[place] == due:
        return due
    latest = (date.fromisoformat(due) + timedelta(days=GRACE_DAYS)).isoformat()
    return met[place] if place < len(met) and met[place] <= latest else due


def _judged(rows: list[Row], paid: list[Line], met: Sequence[str]) -> Iterator[tuple[str, bool]]:
    came = sorted((line.day, line.kind, line.amount) for line in paid if line.kind in PAID)
    lent = sum(row.principal for row in rows)
    due = total = principal = place = 0
    for row in rows:
        if principal >= lent:
            return
        due += row.total
        until = _by(row.due, met)
        while place < len(came) and came[place][0] <= until:
            total += came[place][2]
            principal += came[place][2] if came[place][1] == PAID[0] else 0
            place += 1
        yield row.due, total >= due or principal >= lent


def _rows(terms: Terms, carried: int = 0) -> list[Row]:
    try:
        laid = reschedule(terms, carried_interest=carried) if carried else schedule(terms)
    except Refusal:  # terms of old books that no schedule can be made of
        return []
    return list(laid.rows)
