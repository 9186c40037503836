"""The books of a group: entries, postings, balances, members, loans, meetings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, TypeVar

import peewee as pw

from federation.core import events as e
from federation.core import kinds
from federation.core.ledger import Ledger, LoanTerms, Part
from federation.core.posting import Plains, Posting, Postings, opposite
from federation.core.refusals import refuse

from ..database import ROWS_TOGETHER, insert_many
from ..journal import Numbered
from ..tables import (
    Entry,
    Loan,
    Member,
    PostingRow,
)
from . import flows, group, households, members, reversals
from .meetings import TOGETHER as MEETINGS_TOGETHER
from .meetings import Meetings, pots_now

K = TypeVar("K")

TOGETHER: Final = 10 * ROWS_TOGETHER  # rows gathered before they are written
LOAN_AGREED: Final = str(e.LoanAgreed.__struct_config__.tag)
# Asked with every file: in plain words, for Peewee takes longer over its own.
MEMBERS: Final = "SELECT member FROM member WHERE book = ?"
LOANS: Final = "SELECT loan, member, source FROM loan WHERE book = ? AND taken_back = 0"
MEETINGS: Final = "SELECT meeting FROM meeting WHERE book = ?"
NUMBERED: Final = "SELECT name, last FROM series WHERE book = ?"
BALANCES: Final = (
    "SELECT account, member, purpose, loan, amount FROM balance WHERE book = ? AND amount <> 0"
)
LAST_DAY: Final = "SELECT day FROM entry WHERE book = ? AND day <> '' ORDER BY seq DESC LIMIT 1"
SET_BALANCE: Final = (
    "INSERT INTO balance (book, account, member, purpose, loan, amount) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (book, account, member, purpose, loan) DO UPDATE SET amount = excluded.amount"
)

ADD_MONTH: Final = (
    "INSERT INTO month (book, month, account, purpose, amount) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (book, month, account, purpose)"
    " DO UPDATE SET amount = month.amount + excluded.amount"
)
ADD_SUM: Final = (
    "INSERT INTO account_sum (book, account, purpose, amount) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (book, account, purpose)"
    " DO UPDATE SET amount = account_sum.amount + excluded.amount"
)
SET_LAST: Final = (
    "INSERT INTO series (book, name, last) VALUES (?, ?, ?)"
    " ON CONFLICT (book, name) DO UPDATE SET last = excluded.last"
)
CODES: Final = ("why", "about", "skill", "award", "role", "answer")
"""Fields whose code says in a list what an entry is about; a kind has one of them."""

GATHERED: Final = frozenset(
    {
        *(e.MemberAdmitted, e.AttendanceTaken, e.MeetingOpened, e.CashCounted, e.MeetingClosed),
        e.LoanAgreed,
        *flows.WHAT,
    }
)
ENTRY: Final = "SELECT reversed_by, of, kind, member, loan FROM entry WHERE book = ? AND seq = ?"
POSTINGS: Final = (
    "SELECT account, member, purpose, loan, amount FROM posting WHERE book = ? AND seq = ?"
    " ORDER BY n"
)
SET_REVERSED: Final = "UPDATE entry SET reversed_by = ? WHERE book = ? AND seq = ?"


@dataclass(slots=True)
class _Rows:
    """Rows gathered in passing and written together: a thousand inserts cost as little as one.

    `meetings`: what was told of them. `months`: what each account moved in each. `pots`: what each
    held when a meeting was last opened, and moved since (None: none was opened yet). `passed`: what
    moved of a fund's money.
    """

    book: int
    meetings: Meetings
    entries: list[tuple[object, ...]] = field(default_factory=list)
    postings: list[tuple[object, ...]] = field(default_factory=list)
    members: list[tuple[object, ...]] = field(default_factory=list)
    loans: list[tuple[object, ...]] = field(default_factory=list)
    months: dict[str, dict[Part, int]] = field(default_factory=dict)
    pots: dict[str, int] | None = None
    passed: flows.Flows = field(default_factory=dict)

    def add_up(self, day: str, moved: Mapping[Part, int]) -> None:
        """What was moved on a day."""
        _add(self.months.setdefault(day[:7], {}), moved.items())
        if self.pots is not None:
            _add(self.pots, ((account, amount) for (account, _), amount in moved.items()))


def _add(sums: dict[K, int], moved: Iterable[tuple[K, int]]) -> None:
    for key, amount in moved:
        sums[key] = sums.get(key, 0) + amount


def load(db: pw.Database, book: int) -> Ledger:
    """The rules' running state for a book, as the tables have it.

    A pot below zero there was left by a file that ended within a day: it is looked at again.
    """

    def rows(words: str) -> list[Any]:
        found: list[Any] = db.connection().execute(words, (book,)).fetchall()
        return found

    numbered = dict(rows(NUMBERED))
    ledger = Ledger(
        members={number for (number,) in rows(MEMBERS)},
        loans={number: LoanTerms(*terms) for number, *terms in rows(LOANS)},
        meetings={number for (number,) in rows(MEETINGS)},
        numbered=numbered,
        balances={row[:4]: row[4] for row in rows(BALANCES)},
        gone=reversals.gone(db, book, numbered),
    )
    if ledger.take_up():
        ledger.day = next((day for (day,) in rows(LAST_DAY)), ledger.day)
    return ledger


def enter(db: pw.Database, book: int, entries: Iterable[Numbered], *, settle: bool) -> None:
    """Take entries into a book, in order. Raises Refusal at the entry that breaks a rule."""
    ledger, rows, day = load(db, book), _Rows(book, Meetings(book)), ""
    add_entry, add_posting = rows.entries.append, rows.postings.append
    for numbered in entries:
        seq, event, record = numbered.seq, numbered.event, numbered.record
        shape = _shape(type(event))
        if shape.looks or len(rows.entries) >= TOGETHER:
            _flush(db, rows, whole=shape.looks)
        if shape.postings is not None:
            postings: Plains = shape.postings(event)
        elif isinstance(event, e.EntryReversed):
            _flush(db, rows)
            postings = _reversal(db, rows, seq, event, ledger)
        else:
            postings = ()
        if shape.is_dated and event.day != day:  # type: ignore[attr-defined] # told by its type
            rows.add_up(day, ledger.add_up())
            day = event.day  # type: ignore[attr-defined]
        ledger.enter(event, postings)
        note = record.note if record is not None and isinstance(record, e.Note) else ""
        add_entry(shape.row(event, book, seq, note))
        for n, posting in enumerate(postings):
            add_posting((book, seq, n, *posting))
        if shape.view is not None:
            shape.view(db, book, numbered)
        elif type(event) in GATHERED:
            _gather(db, rows, ledger, numbered)
    if settle:
        ledger.settle()
    rows.add_up(day, ledger.add_up())
    _flush(db, rows)
    sums = ((book, *key, amount) for key, amount in ledger.sums())
    db.connection().executemany(SET_BALANCE, sums)
    flows.write(db, book, rows.passed)
    whole: dict[Part, int] = {}
    months = list[tuple[object, ...]]()
    for month, moved in rows.months.items():
        months.extend((book, month, *part, amount) for part, amount in moved.items())
        _add(whole, moved.items())
    db.connection().executemany(ADD_MONTH, months)
    all_parts = ((book, *part, amount) for part, amount in whole.items())
    db.connection().executemany(ADD_SUM, all_parts)
    last = ((book, name, number) for name, number in ledger.numbered.items())
    db.connection().executemany(SET_LAST, last)


def _gather(db: pw.Database, rows: _Rows, ledger: Ledger, numbered: Numbered) -> None:
    event = numbered.event
    if isinstance(event, e.MemberAdmitted):
        rows.members.append(members.new_row(rows.book, event, numbered.record))
    elif isinstance(event, e.AttendanceTaken):
        rows.meetings.marks[event.meeting] = event
        if len(rows.meetings.marks) == MEETINGS_TOGETHER:
            _flush(db, rows)
    elif isinstance(event, e.MeetingOpened):
        rows.add_up(event.day, ledger.add_up())
        _opened(db, rows, event, numbered.seq)
    elif isinstance(event, e.CashCounted):
        rows.meetings.count(db, event)
    elif isinstance(event, e.MeetingClosed):
        rows.meetings.close(db, event, numbered.seq)
    elif isinstance(event, e.LoanAgreed):
        rows.loans.append(group.loan_row(rows.book, event, numbered.seq))
        group.agreed(db, rows.book, event, numbered.seq)
    elif isinstance(event, e.Money):
        flows.came(db, rows.book, rows.passed, event)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a kind of event needs here, looked up once. `is_dated`: it is of a day.

    `row` makes its entry of event, book, number and note. `view` fills further tables; when it
    `looks` into what was entered, all that was gathered is written before.
    """

    postings: Callable[[Any], Plains] | None
    row: Callable[[Any, int, int, str], tuple[object, ...]]
    view: Callable[[pw.Database, int, Numbered], None] | None
    looks: bool
    is_dated: bool


@cache
def _shape(payload: type[e.Event]) -> _Shape:
    kind = kinds.KINDS[payload]
    view = _LOOK.get(payload)
    return _Shape(
        kind.postings,
        _row(payload),
        view or _VIEWS.get(payload),
        looks=view is not None,
        is_dated=issubclass(payload, e.Dated),
    )


def _nothing(_: object) -> str:
    return ""


def _row(payload: type[e.Event]) -> Callable[[Any, int, int, str], tuple[object, ...]]:
    """Entries of a kind as rows, with something empty for each field that it lacks."""
    has, tag = payload.__struct_fields__, kinds.KINDS[payload].tag
    day, amount, member, purpose = (one in has for one in ("day", "amount", "member", "purpose"))
    loan, meeting, slip, of = (one in has for one in ("loan", "meeting", "slip", "of"))
    fund_loan = "fund_loan" in has and not loan
    code = next((one for one in CODES if one in has), "")
    tell = attrgetter(code) if code else _nothing

    def row(event: Any, book: int, seq: int, note: str) -> tuple[object, ...]:
        return (
            book,
            seq,
            tag,
            event.day if day else "",
            event.user,
            event.amount if amount else 0,
            event.member if member else 0,
            event.purpose if purpose else "",
            event.loan if loan else event.fund_loan if fund_loan else 0,
            event.meeting if meeting else 0,
            event.slip if slip else "",
            tell(event),
            note,
            event.of if of else 0,
            0,
        )

    return row


def _flush(db: pw.Database, rows: _Rows, *, whole: bool = True) -> None:
    """Write what was gathered; unless the `whole` of it is needed now, in full statements only."""
    for model, gathered in (
        (Entry, rows.entries),
        (PostingRow, rows.postings),
        (Member, rows.members),
        (Loan, rows.loans),
    ):
        ready = len(gathered) if whole else len(gathered) // ROWS_TOGETHER * ROWS_TOGETHER
        if ready:
            insert_many(db, model, gathered[:ready])
            del gathered[:ready]
    if whole:
        rows.meetings.write(db)


def _reversal(
    db: pw.Database, rows: _Rows, seq: int, event: e.EntryReversed, ledger: Ledger
) -> Postings:
    """What a reversal posts; marks the entry it takes back (rule 5 of `core.ledger`)."""
    connection, book = db.connection(), rows.book
    row = connection.execute(ENTRY, (book, event.of)).fetchone()
    if row is None:
        raise refuse("entry-unknown", entry=event.of)
    if row[0]:
        raise refuse("entry-reversed-already", entry=event.of, by=row[0])
    postings = tuple(Posting(*one) for one in connection.execute(POSTINGS, (book, event.of)))
    if row[1] or not (postings or row[2] in kinds.REVERSIBLE):
        raise refuse("entry-not-reversible", entry=event.of)
    taken_back = reversals.Taken(event.of, *row[2:])
    if postings:
        amount = max(one.amount for one in postings)
        flows.went(db, book, rows.passed, event.day, taken_back.kind, taken_back.loan, amount)
    number = reversals.taken_back(db, book, taken_back)
    if number is not None:
        ledger.gone.add(number)
    elif taken_back.kind == LOAN_AGREED:
        ledger.loans.pop(taken_back.loan, None)
    connection.execute(SET_REVERSED, (seq, book, event.of))
    return opposite(postings)


def _opened(db: pw.Database, rows: _Rows, event: e.MeetingOpened, seq: int) -> None:
    """A meeting, and what every account held when it was opened.

    Of the first one the tables tell that, from then on what was added up in passing.
    """
    rows.meetings.open(event, seq)
    if rows.pots is None:
        _flush(db, rows)
        rows.pots = pots_now(db, rows.book, seq)
    else:
        rows.meetings.hold(seq, rows.pots)


View = Callable[[pw.Database, int, Numbered], None]
# Those that look into the tables of what was entered before, and those that do not.
_LOOK: Final[Mapping[type[e.Event], View]] = MappingProxyType(
    {
        e.MemberChanged: members.changed,
        e.MemberLeft: members.left,
        e.MemberForgotten: members.forgotten,
    }
)
_VIEWS: Final[Mapping[type[e.Event], View]] = MappingProxyType(
    {
        **group.VIEWS,
        **households.VIEWS,
    }
)
