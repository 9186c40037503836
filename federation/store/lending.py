"""What is owed on the loans of a book, now and at the end of each month, kept beside its health.

A hub tells the arrears of a thousand groups on one page, of today or of a quarter that is over. So
what is not paid of each open loan is kept by instalment, which tells it for every day from the
book's newest on; and of every month that ended before, the sums by age. Later files change few
months: those from the first day of which they speak.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import itemgetter
from typing import Final

import peewee as pw

from federation.core import events as e
from federation.core.days import days_between, month_after, month_end
from federation.core.loans import age
from federation.core.schedules import Schedule
from federation.core.terms import GROUP
from federation.core.visits import Health

from .database import marks
from .queries import books, group, loans
from .queries.book_views import LoanView
from .queries.loans import GIVEN, INTEREST, KINDS, REPAID, Line, LoanStanding

OPENED: Final = GIVEN[1]
Row = tuple[object, ...]

_NO_OWING: Final = "DELETE FROM owing WHERE book = ?"
_NO_MONTHS: Final = "DELETE FROM loan_month WHERE book = ? AND month >= ?"
# What files brought since: the first day of anything about a loan, and whether of days before.
_SINCE: Final = (
    "SELECT coalesce(min(day), ''), coalesce(max(CASE WHEN kind IN"
    " ('entry-reversed', 'loan-rescheduled', 'share-out-held') THEN 1 ELSE 0 END), 0) FROM entry"
    " WHERE book = ? AND seq > ? AND (loan > 0 OR kind IN"
    " ('entry-reversed', 'loan-rescheduled', 'share-out-held'))"
)
_GOING: Final = (
    "SELECT loan FROM entry WHERE book = ? AND loan > 0 AND day >= ?"
    " UNION SELECT loan FROM balance WHERE book = ? AND account = 'loans' AND amount <> 0"
)
_LINES: Final = (
    "SELECT entry.loan, entry.seq, entry.day, entry.kind, entry.amount, coalesce(back.day, '')"
    " FROM entry LEFT JOIN entry AS back"
    " ON back.book = entry.book AND back.seq = entry.reversed_by AND entry.reversed_by > 0"
    " WHERE entry.book = ? AND entry.loan > 0 AND entry.loan IN ({}) AND entry.kind IN ({})"
)


@dataclass(slots=True)
class _Sums:
    """A row of `LoanMonth`, without its key."""

    loans: int = 0
    unpaid: int = 0
    unpaid_principal: int = 0
    outstanding: int = 0
    own_outstanding: int = 0


@dataclass(slots=True)
class _Told:
    """What entries say of a loan: its lines with the day on which each was taken back, or ""."""

    lines: list[tuple[Line, str]] = field(default_factory=list)

    def until(self, day: str) -> list[Line]:
        """The lines that stood at the end of a day."""
        return [one for one, back in self.lines if one.day <= day and (not back or back > day)]


def owing(db: pw.Database, book: int, open_loans: Iterable[LoanStanding]) -> Iterator[Row]:
    """Rows of `Owing` for a book of which these are the open loans; those of before are gone."""
    db.connection().execute(_NO_OWING, (book,))
    for one in open_loans:
        for row, principal, interest in one.left:
            if principal or interest:
                yield (
                    *(book, one.loan.loan, row.n, row.due, principal, interest),
                    *(one.outstanding, one.loan.source),
                )


def months(db: pw.Database, told: Health, before: tuple[int, str] | None) -> Iterator[Row]:
    """Rows of `LoanMonth` that are missing now; those that are no longer true are gone.

    `before`: up to which entry they were made, and the newest day then; None: there are none.
    """
    since, last = _since(db, told, before), told.newest[:7]
    db.connection().execute(_NO_MONTHS, (told.book, since))
    if since >= last:
        return
    found: dict[str, dict[str, _Sums]] = {}
    agreed = _agreed(db, told.book, since)
    lines, changes = _lines(db, told.book, agreed), group.loan_changes(db, told.book)
    for one in agreed:
        change, said = changes.get(one.loan), lines.get(one.loan) or _Told()
        _add_up(found, one, said, change, (since, last))
    for month, ages in sorted(found.items()):
        for old, sums in sorted(ages.items()):
            yield (
                *(told.book, month, old, sums.loans, sums.unpaid, sums.unpaid_principal),
                *(sums.outstanding, sums.own_outstanding),
            )


def _since(db: pw.Database, told: Health, before: tuple[int, str] | None) -> str:
    """The first month (YYYY-MM; "": the very first) of which they must be made."""
    if before is None or not before[1] or before[0] > told.seq:
        return ""
    day, is_older = db.connection().execute(_SINCE, (told.book, before[0])).fetchone()
    if is_older:
        return ""
    return min(before[1][:7], day[:7] or "9999-12")


def _agreed(db: pw.Database, book: int, since: str) -> Sequence[LoanView]:
    if not since:
        return books.loans(db, book)
    rows = db.connection().execute(_GOING, (book, f"{since}-01", book)).fetchall()
    return books.loans(db, book, only=[number for (number,) in rows])


def _lines(db: pw.Database, book: int, agreed: Sequence[LoanView]) -> Mapping[int, _Told]:
    if not agreed:
        return {}
    numbers = [one.loan for one in agreed]
    words = _LINES.format(marks(numbers), marks(KINDS))
    rows = db.connection().execute(words, (book, *numbers, *KINDS)).fetchall()
    found: dict[int, _Told] = {}
    for loan, seq, day, kind, amount, back in sorted(rows, key=itemgetter(1)):
        found.setdefault(loan, _Told()).lines.append((Line(seq, day, kind, amount), back))
    for loan, settled in loans.settled(db, book, min(one.seq for one in agreed)).items():
        found.setdefault(loan, _Told()).lines.extend((one, "") for one in settled)
    return found


def _add_up(
    found: dict[str, dict[str, _Sums]],
    one: LoanView,
    said: _Told,
    change: tuple[int, e.LoanRescheduled] | None,
    span: tuple[str, str],
) -> None:
    """What a loan adds to each month from the first to before the last of the span."""
    given = [line.day for line, _ in said.lines if line.kind in GIVEN]
    if not given:
        return
    month = max(min(given)[:7], span[0])
    plain = _plain(one, said) if change is None else None
    while month < span[1]:
        end = month_end(month)
        told = plain.on(end) if plain else _by_rules(one, said, change, end)
        if told:
            old, unpaid, principal, outstanding = told
            sums = found.setdefault(month, {}).setdefault(old, _Sums())
            sums.loans += 1
            sums.unpaid += unpaid
            sums.unpaid_principal += principal
            sums.outstanding += outstanding
            sums.own_outstanding += outstanding if one.source == GROUP else 0
        elif plain and plain.is_over_by(end):
            return
        month = month_after(month)


_Standing = tuple[str, int, int, int]
"""Age, what is due and unpaid, the principal of it, the principal owed."""


def _by_rules(
    one: LoanView, said: _Told, change: tuple[int, e.LoanRescheduled] | None, day: str
) -> _Standing | None:
    """An open loan at the end of a day, by the rules of all loans; None: it was not open."""
    of_day = change if change and change[1].day <= day else None
    told = loans.stands(one, loans.gathered_of(said.until(day)), of_day, 0, day)
    if not told.is_open:
        return None
    standing = told.standing
    return told.age, standing.unpaid, standing.unpaid_principal, told.outstanding


@dataclass(frozen=True, slots=True)
class _Plain:
    """A loan that was paid out once and of which nothing was taken back: most of them.

    `paid`: days with the sums of principal and interest paid by then. The same as `_by_rules`, for
    a tenth of the work: a file of a year asks for it hundreds of times.
    """

    begun: str
    laid: Schedule
    due: Sequence[str]
    principal: Sequence[int]
    interest: Sequence[int]
    days: Sequence[str]
    paid: Sequence[tuple[int, int]]

    def is_over_by(self, day: str) -> bool:
        """Whether all was paid back by that day."""
        return self.begun <= day and bool(self.days) and self.days[-1] <= day

    def on(self, day: str) -> _Standing | None:
        """The loan at the end of a day; None: it was not open."""
        if day < self.begun:
            return None
        at = bisect_right(self.days, day)
        principal, interest = self.paid[at - 1] if at else (0, 0)
        outstanding = self.laid.principal - principal
        if outstanding <= 0:
            return None
        by = bisect_right(self.due, day)
        late_principal = max((self.principal[by - 1] if by else 0) - principal, 0)
        late_interest = max((self.interest[by - 1] if by else 0) - interest, 0)
        late = 0
        if late_principal or late_interest:
            first = min(
                bisect_right(self.principal, principal), bisect_right(self.interest, interest)
            )
            late = days_between(self.due[first], day)
        return age(late), late_principal + late_interest, late_principal, outstanding


def _plain(one: LoanView, said: _Told) -> _Plain | None:
    """The loan as one of the plain ones; None: it is none."""
    given = [line for line, _ in said.lines if line.kind in GIVEN]
    if len(given) != 1 or given[0].kind == OPENED or any(back for _, back in said.lines):
        return None
    laid = loans.laid_out_of(one, given)
    due = [row.due for row in laid.rows]
    if due != sorted(due):
        return None
    moved: dict[str, tuple[int, int]] = {}
    for line, _ in said.lines:
        principal, interest = moved.get(line.day, (0, 0))
        if line.kind in REPAID:
            moved[line.day] = (principal + line.amount, interest)
        elif line.kind == INTEREST:
            moved[line.day] = (principal, interest + line.amount)
    days = sorted(moved)
    return _Plain(
        begun=given[0].day,
        laid=laid,
        due=due,
        principal=tuple(accumulate(row.principal for row in laid.rows)),
        interest=tuple(accumulate(row.interest for row in laid.rows)),
        days=days,
        paid=tuple(
            accumulate((moved[day] for day in days), lambda a, b: (a[0] + b[0], a[1] + b[1]))
        ),
    )
