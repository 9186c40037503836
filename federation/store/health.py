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

from .database import insert_many
from .journal import find
from .queries import grading, group, loans
from .queries import indicators as facts
from .queries.books import books
from .tables import HealthRow, Tally

if TYPE_CHECKING:
    from .store import Store

YEAR_DAYS: Final = 365
TOGETHER: Final = 50  # books of one transaction: others want to write, too
HUB: Final = "hub"
FIRST_DAY, LAST_DAY = "", "9"  # before and after every day, as texts sort
_parts: Final = attrgetter(*(one.name for one in fields(Health)))
_LAST_DAY: Final = (
    "SELECT day FROM entry WHERE book = ? AND seq <= ? AND day <> '' ORDER BY seq DESC LIMIT 1"
)
_LAST_MEETING: Final = "SELECT coalesce(max(day), '') FROM meeting WHERE book = ?"
_CHECKED: Final = "SELECT coalesce(max(day), '') FROM peer_check WHERE book = ?"
_TAKEN_BACK: Final = (
    "SELECT count(*) FROM entry WHERE book = ? AND"
    " amount = 0 AND kind IN ('cash-counted', 'entry-reversed', 'share-out-held')"
    " AND kind = 'entry-reversed' AND day >= ?"
)
_MEMBERS: Final = "SELECT count(*) FROM member WHERE book = ? AND left_on = ''"
_JOINED: Final = "SELECT substr(joined_on, 1, 7), gender, 1 FROM member WHERE book = ?"
_LEFT: Final = (
    "SELECT substr(left_on, 1, 7), gender, 1 FROM member WHERE book = ? AND left_on <> ''"
)
_NO_TALLY: Final = "DELETE FROM tally WHERE book = ?"
_NO_HEALTH: Final = "DELETE FROM health WHERE book = ?"
_KEPT: Final = "SELECT book, seq FROM health"


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
    for book, last in some:
        for statement in (_NO_HEALTH, _NO_TALLY):
            db.connection().execute(statement, (book,))
        meetings = facts.meetings_held(db, book, FIRST_DAY, LAST_DAY)
        *plain, tests = _parts(of_book(db, book, last, meetings))
        rows.append((*plain, json.dumps(tests)))
        tallies.extend(_tallies(db, book, meetings))
    insert_many(db, HealthRow, rows)
    insert_many(db, Tally, tallies)


def make_anew(db: pw.Database, fresh: pw.Database) -> None:
    """Into the views of `fresh`, made of the journal in `db`: how every book is doing.

    Of books that wait to be looked at in `db` it says what `db` says.
    """
    keep(fresh, ((one.id, one.last) for one in books(db)))
    kept = dict(db.connection().execute(_KEPT).fetchall())
    for book, last in due(db):
        if kept.get(book, 0) > last:
            continue  # it says more than there is: that is a difference
        for model, gone in ((HealthRow, _NO_HEALTH), (Tally, _NO_TALLY)):
            fresh.connection().execute(gone, (book,))
            rows = model.select().where(model.book == book).tuples().execute(db)
            insert_many(fresh, model, tuple(rows))


def of_book(db: pw.Database, book: int, last: int, meetings: Sequence[facts.MeetingSeen]) -> Health:
    """How a book with these meetings is doing on the day of its last entry `last`.

    Over the year until then.
    """

    def one(statement: str, *more: object) -> object:
        found = db.connection().execute(statement, (book, *more)).fetchone()
        return found[0] if found else ""

    found, day = Health(book=book, seq=last), str(one(_LAST_DAY, last))
    if not day:
        return found
    first = (date.fromisoformat(day) - timedelta(days=YEAR_DAYS - 1)).isoformat()
    held = [seen for seen in meetings if first <= seen.day <= day]
    attendance = ind.attendance([(seen.present, seen.members) for seen in held])
    counted = facts.differences(db, book, [seen.meeting for seen in held])
    lent = loans.portfolio(loans.lending(db, book, day))
    rules, members = group.rules(db, book), int(str(one(_MEMBERS)))
    grade = grading.grade_of(
        db, book, held, members, first=first, last=day, meets_every=rules.meets_every
    )
    return replace(
        found,
        day=day,
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


def _tallies(
    db: pw.Database, book: int, meetings: Iterable[facts.MeetingSeen]
) -> Iterator[tuple[object, ...]]:
    """Rows of a book's months, in order."""
    run = db.connection().execute
    found: dict[str, list[int]] = {}

    def add(month: str, place: int, *counts: int) -> None:
        row = found.setdefault(month, [0] * 9)
        for at, count in enumerate(counts, place):
            row[at] += count

    for seen in meetings:
        add(seen.day[:7], 0, 1, seen.is_closed, seen.members, seen.present, seen.sent)
    for place, statement in ((5, _JOINED), (7, _LEFT)):
        for month, gender, count in run(statement, (book,)).fetchall():
            add(month, place, count, count * (gender == "f"))
    return ((book, month, *found[month]) for month in sorted(found))
