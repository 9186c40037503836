"""How each book is doing, kept at a hub for its lists: worked out anew for books that changed.

What a book says of itself depends on nothing but its entries, so it is as much a view as any. But
a file more of the same group makes all of it anew, and a folder may hold a year of files: so it is
worked out once, after them (`catch_up`), and for what a stopped machine left when the store is
opened. `verify` works it out from the journal and compares.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import peewee as pw

from federation.core import indicators as ind
from federation.core import kinds
from federation.core.visits import Health

from . import lending
from .database import insert_many
from .journal import find
from .queries import grading, group, loans, needs
from .queries import indicators as facts
from .queries.books import books
from .queries.groups import GIVEN, REPAID
from .tables import LATER_TABLES, HealthRow, HomeCount, LoanMonth, Owing, Tally

if TYPE_CHECKING:
    from .store import Store

YEAR_DAYS: Final = 365
TOGETHER: Final = 50  # books of one transaction: others want to write, too
HUB: Final = "hub"
COUNTS: Final = 15  # of a day
FIRST_DAY, LAST_DAY = "", "9"  # before and after every day, as texts sort
_parts: Final = attrgetter(*(one.name for one in fields(Health)))
_LAST_DAY: Final = (
    "SELECT day FROM entry WHERE book = ? AND seq <= ? AND day <> '' ORDER BY seq DESC LIMIT 1"
)
_NEWEST: Final = "SELECT coalesce(max(day), '') FROM entry WHERE book = ?"
_LAST_MEETING: Final = "SELECT coalesce(max(day), '') FROM meeting WHERE book = ?"
_CHECKED: Final = "SELECT coalesce(max(day), '') FROM peer_check WHERE book = ?"
_TAKEN_BACK: Final = (
    "SELECT count(*) FROM entry WHERE book = ? AND"
    " amount = 0 AND kind IN ('cash-counted', 'entry-reversed', 'share-out-held')"
    " AND kind = 'entry-reversed' AND day >= ?"
)
_MEMBERS: Final = "SELECT count(*) FROM member WHERE book = ? AND left_on = ''"
_JOINED: Final = "SELECT joined_on, gender, 1 FROM member WHERE book = ?"
_LEFT: Final = "SELECT left_on, gender, 1 FROM member WHERE book = ? AND left_on <> ''"
_LENT: Final = (
    "SELECT day, kind, count(*), sum(amount) FROM entry WHERE book = ? AND loan > 0"
    " AND kind IN ('loan-disbursed', 'loan-principal-repaid', 'loan-written-off')"
    " AND reversed_by = 0 GROUP BY day, kind"
)
_WORKED: Final = (
    "SELECT day, sum(CASE WHEN paid = 0 THEN minutes * people ELSE 0 END),"
    " sum(CASE WHEN paid = 0 THEN 0 ELSE minutes * people END)"
    " FROM work WHERE book = ? GROUP BY day"
)
_NO_TALLY: Final = "DELETE FROM tally WHERE book = ?"
_NO_HOMES: Final = "DELETE FROM home_count WHERE book = ?"
_NO_HEALTH: Final = "DELETE FROM health WHERE book = ?"
_KEPT: Final = "SELECT book, seq FROM health"
_BEFORE: Final = "SELECT seq, newest FROM health WHERE book = ?"


def due(db: pw.Database) -> tuple[tuple[int, int], ...]:
    """Books, and their last entries, of which something came in or went since they were seen."""
    kept = dict(db.connection().execute(_KEPT).fetchall())
    return tuple((one.id, one.last) for one in books(db) if kept.get(one.id) != one.last)


def catch_up(store: "Store") -> None:
    """At a hub: work out how each book that changed is doing."""
    if store.node.settings.role != HUB:
        return
    with store.reading() as db:
        waiting = due(db)
    for place in range(0, len(waiting), TOGETHER):
        with store.writing() as db:
            keep(db, waiting[place : place + TOGETHER])


def catch_up_of(store: "Store", node: str, incarnation: int) -> None:
    """The same of one group alone, beside others that take in files of other groups."""
    with store.writing_beside(node) as db:
        end = find(db, node, kinds.LEDGER, incarnation=incarnation)
        if end is not None:
            keep(db, [(end.book, end.counted)])


def keep(db: pw.Database, some: Iterable[tuple[int, int]]) -> None:
    """Write down how these books (each with its last entry) are doing."""
    rows = list[tuple[object, ...]]()
    tallies = list[tuple[object, ...]]()
    owing = list[tuple[object, ...]]()
    months = list[tuple[object, ...]]()
    homes = list[tuple[object, ...]]()
    for book, last in some:
        before = db.connection().execute(_BEFORE, (book,)).fetchone()
        for statement in (_NO_HEALTH, _NO_TALLY, _NO_HOMES):
            db.connection().execute(statement, (book,))
        meetings = facts.meetings_held(db, book, FIRST_DAY, LAST_DAY)
        told, lent = of_book(db, book, last, meetings)
        *plain, tests = _parts(told)
        rows.append((*plain, json.dumps(tests)))
        tallies.extend(_tallies(db, book, meetings))
        owing.extend(lending.owing(db, book, lent))
        months.extend(lending.months(db, told, before))
        if (at_home := needs.homes_of(db, book)) is not None:
            homes.append(needs.home_row(at_home))
    insert_many(db, HealthRow, rows)
    insert_many(db, Tally, tallies)
    insert_many(db, Owing, owing)
    insert_many(db, LoanMonth, months)
    insert_many(db, HomeCount, homes)


def make_anew(db: pw.Database, fresh: pw.Database) -> None:
    """Into the views of `fresh`, made of the journal in `db`: how every book is doing.

    Of books that wait to be looked at in `db` it says what `db` says.
    """
    keep(fresh, ((one.id, one.last) for one in books(db)))
    kept = dict(db.connection().execute(_KEPT).fetchall())
    for book, last in due(db):
        if kept.get(book, 0) > last:
            continue  # it says more than there is: that is a difference
        for model in LATER_TABLES:
            model.delete().where(model.book == book).execute(fresh)
            rows = model.select().where(model.book == book).tuples().execute(db)
            insert_many(fresh, model, tuple(rows))


def of_book(
    db: pw.Database, book: int, last: int, meetings: Sequence[facts.MeetingSeen]
) -> tuple[Health, tuple[loans.LoanStanding, ...]]:
    """How a book with these meetings is doing on the day of its last entry `last`; open loans.

    Over the year until then.
    """

    def one(statement: str, *more: object) -> object:
        found = db.connection().execute(statement, (book, *more)).fetchone()
        return found[0] if found else ""

    found, day = Health(book=book, seq=last), str(one(_LAST_DAY, last))
    if not day:
        return found, ()
    first = (date.fromisoformat(day) - timedelta(days=YEAR_DAYS - 1)).isoformat()
    held = [seen for seen in meetings if first <= seen.day <= day]
    attendance = ind.attendance([(seen.present, seen.members) for seen in held])
    counted = facts.differences(db, book, [seen.meeting for seen in held])
    standings = loans.lending(db, book, day)
    lent = loans.portfolio(standings)
    members, began = int(str(one(_MEMBERS))), group.began_on(db, book)
    every = group.rules(db, book).meets_every
    grade = grading.grade_of(
        db, book, held, members, first=first, last=day, meets_every=every, began_on=began
    )
    told = replace(
        found,
        day=day,
        newest=str(one(_NEWEST)),
        began_on=began,
        last_meeting=str(one(_LAST_MEETING)),
        meetings=len(held),
        unclosed=sum(not seen.is_closed for seen in held),
        here=attendance.numerator,
        expected=attendance.denominator,
        counts=len(counted),
        differences=sum(amount != 0 for amount in counted),
        difference_minor=sum(map(abs, counted)),
        taken_back=int(str(one(_TAKEN_BACK, first))),
        checked_on=str(one(_CHECKED)),
        loans=sum(row.loans for row in lent.rows),
        late_loans=lent.late,
        outstanding_minor=lent.at_risk.outstanding,
        late_minor=lent.past_due_minor,
        risky_minor=lent.at_risk.risky,
        letter=grade.letter,
        points=grade.total.numerator,
        points_of=grade.total.denominator,
        tests=tuple(
            (test.code, test.numerator, test.denominator, -1 if points is None else points)
            for test, points in grade.tests
        ),
    )
    return told, standings


def _tallies(
    db: pw.Database, book: int, meetings: Iterable[facts.MeetingSeen]
) -> Iterator[tuple[object, ...]]:
    """Rows of a book's days, in order."""
    run = db.connection().execute
    found: dict[str, list[int]] = {}

    def add(day: str, place: int, *counts: int) -> None:
        row = found.setdefault(day, [0] * COUNTS)
        for at, count in enumerate(counts, place):
            row[at] += count

    for seen in meetings:
        add(seen.day, 0, 1, seen.is_closed, seen.members, seen.present, seen.sent)
    for place, statement in ((5, _JOINED), (7, _LEFT)):
        for day, gender, count in run(statement, (book,)).fetchall():
            add(day, place, count, count * (gender == "f"))
    for day, kind, count, amount in run(_LENT, (book,)).fetchall():
        if kind == GIVEN:
            add(day, 9, count, amount)
        else:
            add(day, 11 if kind == REPAID else 12, amount)
    for day, unpaid, paid in run(_WORKED, (book,)).fetchall():
        add(day, 13, unpaid, paid)
    return ((day, book, *found[day]) for day in sorted(found))
