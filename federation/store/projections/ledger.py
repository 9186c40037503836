"""The books of a group: entries, postings, balances, members, loans, meetings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final

import peewee as pw
from msgspec.structs import astuple

from federation.core import events as e
from federation.core import kinds
from federation.core.ledger import Ledger, LoanTerms
from federation.core.names import fold
from federation.core.posting import Posting, Postings, opposite
from federation.core.refusals import refuse
from federation.core.terms import MARKS

from ..database import fetch, insert_many
from ..journal import Numbered
from ..tables import (
    Attendance,
    Balance,
    Entry,
    Loan,
    Meeting,
    Member,
    PostingRow,
    Series,
)
from . import group, reversals

TOGETHER: Final = 2000  # rows written at once
LOAN_AGREED: Final = str(e.LoanAgreed.__struct_config__.tag)
SET_BALANCE: Final = (
    "INSERT INTO balance (book, account, member, purpose, loan, amount) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (book, account, member, purpose, loan) DO UPDATE SET amount = excluded.amount"
)

ADD_MONTH: Final = (
    "INSERT INTO month (book, month, account, amount) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (book, month, account) DO UPDATE SET amount = amount + excluded.amount"
)
SET_LAST: Final = (
    "INSERT INTO series (book, name, last) VALUES (?, ?, ?)"
    " ON CONFLICT (book, name) DO UPDATE SET last = excluded.last"
)
# What each account held when the last meeting was opened, and what was posted since.
POT_SUMS: Final = (
    "INSERT INTO pot_sum (book, seq, account, amount)"
    " WITH last (seq) AS (SELECT coalesce(max(seq), 0) FROM pot_sum WHERE book = :book)"
    " SELECT :book, :seq, account, sum(amount) FROM ("
    "  SELECT account, amount FROM pot_sum, last WHERE book = :book AND pot_sum.seq = last.seq"
    "  UNION ALL SELECT account, amount FROM posting, last"
    "   WHERE book = :book AND posting.seq > last.seq AND posting.seq < :seq"
    " ) GROUP BY account"
)


@dataclass(slots=True)
class _Rows:
    """Rows gathered in passing and written together: a thousand inserts cost as little as one."""

    entries: list[tuple[object, ...]] = field(default_factory=list)
    postings: list[tuple[object, ...]] = field(default_factory=list)
    members: list[tuple[object, ...]] = field(default_factory=list)
    months: dict[str, dict[str, int]] = field(default_factory=dict)


def load(db: pw.Database, book: int) -> Ledger:
    """The rules' running state for a book, as the tables have it.

    A pot below zero there was left by a file that ended within a day: it is looked at again.
    """
    members = Member.select(Member.member).where(Member.book == book)
    loans = Loan.select(Loan.loan, Loan.member, Loan.source).where(
        Loan.book == book, Loan.taken_back == 0
    )
    meetings = Meeting.select(Meeting.meeting).where(Meeting.book == book)
    numbered = Series.select(Series.name, Series.last).where(Series.book == book)
    balances = Balance.select(
        Balance.account, Balance.member, Balance.purpose, Balance.loan, Balance.amount
    ).where(Balance.book == book, Balance.amount != 0)
    ledger = Ledger(
        members={number for (number,) in fetch(db, members)},
        loans={number: LoanTerms(*terms) for number, *terms in fetch(db, loans)},
        meetings={number for (number,) in fetch(db, meetings)},
        numbered=dict(fetch(db, numbered)),
        balances={row[:4]: row[4] for row in fetch(db, balances)},
        gone=reversals.gone(db, book),
    )
    if ledger.take_up():
        day = Entry.select(Entry.day).where(Entry.book == book, Entry.day != "")
        ledger.day = str(day.order_by(Entry.seq.desc()).limit(1).scalar(db) or ledger.day)
    return ledger


def enter(db: pw.Database, book: int, entries: Iterable[Numbered], *, settle: bool) -> None:
    """Take entries into a book, in order. Raises Refusal at the entry that breaks a rule."""
    ledger, rows = load(db, book), _Rows()
    add_entry, add_posting = rows.entries.append, rows.postings.append
    day, month = "", dict[str, int]()
    for numbered in entries:
        seq, event, record = numbered.seq, numbered.event, numbered.record
        shape = _shape(type(event))
        if shape.view is not None or len(rows.entries) >= TOGETHER:
            _flush(db, rows)
        if shape.postings is not None:
            postings: Postings = shape.postings(event)
        elif isinstance(event, e.EntryReversed):
            _flush(db, rows)
            postings = _reversal(db, book, seq, event, ledger)
        else:
            postings = ()
        ledger.enter(event, postings)
        if ledger.day != day:
            day = ledger.day
            month = rows.months.setdefault(day[:7], {})
        note = record.note if record is not None and isinstance(record, e.Note) else ""
        add_entry(shape.read((*astuple(event), book, seq, shape.tag, note, "", 0)))
        for n, posting in enumerate(postings):
            add_posting((book, seq, n, *posting))
            month[posting[0]] = month.get(posting[0], 0) + posting[4]
        if shape.view is not None:
            shape.view(db, book, numbered)
        elif isinstance(event, e.MemberAdmitted):
            rows.members.append(_new_member(book, event, record))
    if settle:
        ledger.settle()
    _flush(db, rows)
    sums = ((book, *key, amount) for key, amount in ledger.sums())
    db.connection().executemany(SET_BALANCE, sums)
    moved = ((book, name, *one) for name, sums in rows.months.items() for one in sums.items())
    db.connection().executemany(ADD_MONTH, moved)
    last = ((book, name, number) for name, number in ledger.numbered.items())
    db.connection().executemany(SET_LAST, last)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a kind of event needs here, looked up once.

    `read` picks the columns of its entry from its fields and what follows them: book, number,
    tag, note, and what stands for a field that it lacks. `view` looks into tables: all that was
    gathered is written before.
    """

    tag: str
    postings: Callable[[Any], Postings] | None
    read: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    view: Callable[[pw.Database, int, Numbered], None] | None


@cache
def _shape(payload: type[e.Event]) -> _Shape:
    kind = kinds.KINDS[payload]
    has = payload.__struct_fields__
    book, seq, tag, note, no_text, no_number = range(len(has), len(has) + 6)
    shown = {"day": no_text, "user": no_number, "amount": no_number, "member": no_number}
    shown |= {"purpose": no_text, "loan": no_number, "meeting": no_number, "slip": no_text}
    places = [has.index(name) if name in has else none for name, none in shown.items()]
    if "loan" not in has and "fund_loan" in has:
        places[list(shown).index("loan")] = has.index("fund_loan")
    places.append(next((has.index(name) for name in ("why", "about") if name in has), no_text))
    of = has.index("of") if "of" in has else no_number
    read = itemgetter(book, seq, tag, *places, note, of, no_number)
    return _Shape(kind.tag, kind.postings, read, _VIEWS.get(payload))


def _flush(db: pw.Database, rows: _Rows) -> None:
    for model, gathered in (
        (Entry, rows.entries),
        (PostingRow, rows.postings),
        (Member, rows.members),
    ):
        if gathered:
            insert_many(db, model, gathered)
            gathered.clear()


def _reversal(
    db: pw.Database, book: int, seq: int, event: e.EntryReversed, ledger: Ledger
) -> Postings:
    """What a reversal posts; marks the entry it takes back (rule 5 of `core.ledger`)."""
    found = (
        Entry.select(Entry.reversed_by, Entry.of, Entry.kind, Entry.member, Entry.loan)
        .where(Entry.book == book, Entry.seq == event.of)
        .tuples()
        .execute(db)
    )
    row = next(iter(found), None)
    if row is None:
        raise refuse("entry-unknown", entry=event.of)
    if row[0]:
        raise refuse("entry-reversed-already", entry=event.of, by=row[0])
    taken = (
        PostingRow.select(
            PostingRow.account,
            PostingRow.member,
            PostingRow.purpose,
            PostingRow.loan,
            PostingRow.amount,
        )
        .where(PostingRow.book == book, PostingRow.seq == event.of)
        .order_by(PostingRow.n)
        .tuples()
        .execute(db)
    )
    postings = tuple(Posting(*posting) for posting in taken)
    if row[1] or not (postings or row[2] in kinds.REVERSIBLE):
        raise refuse("entry-not-reversible", entry=event.of)
    taken_back = reversals.Taken(event.of, *row[2:])
    number = reversals.taken_back(db, book, taken_back)
    if number is not None:
        ledger.gone.add(number)
    elif taken_back.kind == LOAN_AGREED:
        ledger.loans.pop(taken_back.loan, None)
    Entry.update(reversed_by=seq).where(Entry.book == book, Entry.seq == event.of).execute(db)
    return opposite(postings)


def _member_row(
    book: int, event: e.MemberAdmitted | e.MemberChanged, record: e.MemberRecord | None
) -> dict[str, object]:
    told = record or e.MemberRecord(name="")
    return {
        "book": book,
        "member": event.member,
        "name": told.name,
        "folded": fold(told.name),
        "phone": told.phone,
        "id_number": told.id_number,
        "birth_year": told.birth_year,
        "gender": event.gender,
        "roles": ";".join(event.roles),
    }


def _new_member(book: int, event: e.MemberAdmitted, record: e.Record | None) -> tuple[object, ...]:
    told = record if isinstance(record, e.MemberRecord) else None
    row = _member_row(book, event, told) | {"joined_on": event.day, "left_on": ""}
    return tuple(row[name] for name in Member._meta.sorted_field_names)


def _changed(db: pw.Database, book: int, numbered: Numbered) -> None:
    event, record = numbered.event, numbered.record
    assert isinstance(event, e.MemberChanged)
    told = record if isinstance(record, e.MemberRecord) else None
    row = _member_row(book, event, told)
    Member.update(**row).where(Member.book == book, Member.member == event.member).execute(db)


def _left(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.MemberLeft)
    Member.update(left_on=event.day).where(
        Member.book == book, Member.member == event.member
    ).execute(db)


def _forgotten(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.MemberForgotten)
    if not all(0 < seq < numbered.seq for seq in event.seqs):
        raise refuse("entry-unknown", entry=max(event.seqs))
    Member.update(name="", folded="", phone="", id_number="", birth_year=0).where(
        Member.book == book, Member.member == event.member
    ).execute(db)
    Entry.update(note="").where(Entry.book == book, Entry.seq << list(event.seqs)).execute(db)
    group.forget(db, book, list(event.seqs))


def _agreed(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.LoanAgreed)
    Loan.insert(
        book=book,
        loan=event.loan,
        member=event.member,
        source=event.source,
        purpose=event.purpose,
        principal=event.principal,
        rate=event.rate,
        per=event.per,
        method=event.method,
        instalments=event.instalments,
        every=event.every,
        disbursed_on=event.day,
        first_due_on=event.first_due_on,
        days=event.days,
        round_to=event.round_to,
        grace_principal=event.grace_principal,
        defer_interest=event.defer_interest,
        interest_free=event.interest_free,
        guarantors=" ".join(map(str, event.guarantors)),
        application=event.application,
        decision=event.decision,
        fund_loan=event.fund_loan,
        meeting=event.meeting,
        seq=numbered.seq,
        taken_back=0,
    ).execute(db)
    if event.application:
        group.settle_application(
            db,
            book,
            event.application,
            numbered.seq,
            group.AGREED,
            loan=event.loan,
            decision=event.decision,
        )


def _opened(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.MeetingOpened)
    Meeting.insert(
        book=book,
        meeting=event.meeting,
        day=event.day,
        opened_seq=numbered.seq,
        closed_seq=0,
        counted=-1,
        expected=-1,
        pieces="",
        counters="",
        officers="",
        language=event.language,
        recalled=int(event.recalled),
        on_paper=int(event.on_paper),
    ).execute(db)
    db.connection().execute(POT_SUMS, {"book": book, "seq": numbered.seq})


def _attended(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.AttendanceTaken)
    Attendance.delete().where(Attendance.book == book, Attendance.meeting == event.meeting).execute(
        db
    )
    rows = [
        (book, event.meeting, member, mark) for mark in MARKS for member in getattr(event, mark)
    ]
    insert_many(db, Attendance, rows)


def _counted(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.CashCounted)
    Meeting.update(
        counted=event.counted,
        expected=event.expected,
        pieces=" ".join(f"{worth}:{count}" for worth, count in event.pieces),
        counters=" ".join(map(str, event.counters)),
    ).where(Meeting.book == book, Meeting.meeting == event.meeting).execute(db)


def _closed(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.MeetingClosed)
    Meeting.update(closed_seq=numbered.seq, officers=" ".join(map(str, event.officers))).where(
        Meeting.book == book, Meeting.meeting == event.meeting
    ).execute(db)


_VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, int, Numbered], None]]] = (
    MappingProxyType(
        {
            e.MemberChanged: _changed,
            e.MemberLeft: _left,
            e.MemberForgotten: _forgotten,
            e.LoanAgreed: _agreed,
            e.MeetingOpened: _opened,
            e.AttendanceTaken: _attended,
            e.CashCounted: _counted,
            e.MeetingClosed: _closed,
            **group.VIEWS,
        }
    )
)
