"""From rows to items: what is new, what is there already, what cannot be.

Nothing is added up here: whether the money is there is found by `entering`, in order. Rules:

1. a member, loan, meeting or request that a row names is in the file or in the books;
2. a number is given once: to one member, one loan, one meeting, one request;
3. a row whose content is in the books already (as often as in the file) is not entered again;
4. a member's row may change what is told of her, under the same name; the rest stays as it was.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from federation.commands.money import needs_of
from federation.core.names import fold
from federation.core.refusals import Refusal, refuse
from federation.core.terms import MARKS
from federation.schemas.base import Fault, fault
from federation.store.queries import books as views

from .items import Item, Phase
from .known import Content, Count, Known
from .rows import (
    AttendanceRow,
    Books,
    CashCountRow,
    EntryRow,
    LoanRow,
    MeetingRow,
    MemberRow,
    ReversalRow,
    Row,
)

FORGOTTEN: Final = "(forgotten)"
"""Stands in the place of a name that was blanked for ever."""


@dataclass(slots=True)
class Sifted:
    """What was found. `seq_of`: entries already there, by the number the file gives them."""

    known: Known
    today: str
    items: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    seq_of: dict[int, int] = field(default_factory=dict)
    joined: dict[int, str] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    forgotten: set[int] = field(default_factory=set)
    loans: dict[int, tuple[int, str]] = field(default_factory=dict)
    meetings: dict[int, str] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    already: int = 0

    def wrong(self, sheet: str, row: Row, column: str, why: Refusal) -> None:
        """The row cannot be taken."""
        self.faults.append(fault((sheet, row.row, column), why))

    def odd(self, sheet: str, row: Row, column: str, why: Refusal) -> None:
        """The row is taken, and a person should look at it."""
        self.warnings.append(fault((sheet, row.row, column), why))

    def is_member(self, sheet: str, row: Row, number: int) -> bool:
        """Whether a member of that number is in the file or in the books; tells if not."""
        if number in self.joined:
            return True
        self.wrong(sheet, row, "member_no", refuse("member-unknown", member=number))
        return False

    def is_meeting(self, sheet: str, row: Row, number: int) -> bool:
        """Whether a meeting of that number is in the file or in the books; tells if not."""
        if number in self.meetings:
            return True
        self.wrong(sheet, row, "meeting_no", refuse("meeting-unknown", meeting=number))
        return False

    def is_new_number(self, sheet: str, row: Row, number: int) -> bool:
        """Whether `entry_no` is used once in the file (0: not used); tells if not."""
        if number in self.numbers:
            self.wrong(sheet, row, "entry_no", refuse("books-entry-number-twice", entry=number))
            return False
        if number:
            self.numbers.add(number)
        return True


def sift(books: Books, known: Known, today: str) -> Sifted:
    """All rows of the ledger's sheets as items, faults and warnings."""
    found = Sifted(known, today)
    _start(found)
    _members(found, books.members)
    _loans(found, books.loans)
    _meetings(found, books.meetings)
    _attendance(found, books.attendance)
    _entries(found, books.entries)
    _counts(found, books.cash_counts)
    _reversals(found, books.reversals)
    return found


def _start(found: Sifted) -> None:
    for number, one in found.known.members.items():
        found.joined[number], found.left[number] = one.joined_on, one.left_on
        if not one.name:
            found.forgotten.add(number)
    found.loans = {n: (one.member, one.source) for n, one in found.known.loans.items()}
    found.meetings = {n: one.day for n, one in found.known.meetings.items()}


def _members(found: Sifted, rows: tuple[MemberRow, ...]) -> None:
    seen: set[int] = set()
    for row in rows:
        number = row.member_no
        view = found.known.members.get(number)
        if number in seen:
            taken = refuse("member-number-taken", member=number)
            found.wrong("members", row, "member_no", taken)
        elif row.left_on and row.left_on < row.joined_on:
            found.wrong("members", row, "left_on", refuse("member-left-before-joining"))
        elif view is None:
            found.joined[number] = row.joined_on
            found.items.append(Item("members", Phase.ADMIT, row.joined_on, row))
            _leaves(found, row, "")
        else:
            _told_again(found, row, view)
        seen.add(number)


def _told_again(found: Sifted, row: MemberRow, view: views.MemberView) -> None:
    """A member who is in the books: nothing new, or other particulars, or that she left."""
    if row.member_no in found.forgotten:
        found.already += 1
        return
    if fold(view.name) != fold(row.name) or view.joined_on != row.joined_on:
        taken = refuse("member-number-taken", member=row.member_no)
        found.wrong("members", row, "member_no", taken)
        return
    told = (row.name, row.phone, row.id_number, row.birth_year, row.gender, ";".join(row.roles))
    held = (view.name, view.phone, view.id_number, view.birth_year, view.gender, view.roles)
    if told != held:
        found.items.append(Item("members", Phase.CHANGE, found.today, row))
    elif row.left_on == view.left_on:
        found.already += 1
    _leaves(found, row, view.left_on)


def _leaves(found: Sifted, row: MemberRow, left_on: str) -> None:
    if row.left_on and not left_on:
        found.left[row.member_no] = row.left_on
        found.items.append(Item("members", Phase.LEAVE, row.left_on, row))
    elif left_on and row.left_on != left_on:
        odd = refuse("books-left-kept", left_day=left_on)
        found.odd("members", row, "left_on", odd)


def _loans(found: Sifted, rows: tuple[LoanRow, ...]) -> None:
    for row in rows:
        view = found.known.loans.get(row.loan_no)
        if view is not None and _terms(row) == _held_terms(view):
            found.already += 1
        elif row.loan_no in found.loans:
            taken = refuse("loan-number-taken", loan=row.loan_no)
            found.wrong("loans", row, "loan_no", taken)
        elif found.is_member("loans", row, row.member_no):
            found.loans[row.loan_no] = (row.member_no, row.source)
            found.items.append(Item("loans", Phase.AGREE, row.disbursed_on, row))
            _while_a_member(found, "loans", row, row.member_no, row.disbursed_on)


def _terms(row: LoanRow) -> tuple[object, ...]:
    return (
        *(row.member_no, row.source, row.purpose, row.principal, row.rate, row.per),
        *(row.method, row.instalments, row.every, row.disbursed_on, row.first_due_on),
    )


def _held_terms(view: views.LoanView) -> tuple[object, ...]:
    return (
        *(view.member, view.source, view.purpose, view.principal_minor, view.rate, view.per),
        *(view.method, view.instalments, view.every, view.disbursed_on, view.first_due_on),
    )


def _meetings(found: Sifted, rows: tuple[MeetingRow, ...]) -> None:
    days = {day: number for number, day in found.meetings.items()}
    for row in rows:
        number, held = row.meeting_no, found.known.meetings.get(row.meeting_no)
        if held is not None and held.day == row.date:
            if row.closed != "no" and not held.closed_seq:
                found.items.append(Item("meetings", Phase.CLOSE, row.date, row))
            else:
                found.already += 1
        elif number in found.meetings:
            taken = refuse("meeting-number-taken", meeting=number)
            found.wrong("meetings", row, "meeting_no", taken)
        elif row.date in days:
            found.wrong("meetings", row, "date", refuse("meeting-same-day", meeting_day=row.date))
        else:
            found.meetings[number], days[row.date] = row.date, number
            found.items.append(Item("meetings", Phase.OPEN, row.date, row))
            if row.closed != "no":
                found.items.append(Item("meetings", Phase.CLOSE, row.date, row))


def _attendance(found: Sifted, rows: tuple[AttendanceRow, ...]) -> None:
    """One entry per meeting holds all its marks; other marks than before take their place."""
    marks: dict[int, dict[int, str]] = {}
    first: dict[int, AttendanceRow] = {}
    for row in rows:
        named = found.is_member("attendance", row, row.member_no)
        if not found.is_meeting("attendance", row, row.meeting_no) or not named:
            continue
        told = marks.setdefault(row.meeting_no, {})
        if row.member_no in told:
            twice = refuse("books-marked-twice", member=row.member_no)
            found.wrong("attendance", row, "member_no", twice)
        told[row.member_no] = row.mark
        first.setdefault(row.meeting_no, row)
    for number, told in marks.items():
        taken = found.known.attendance.get(number)
        held = {
            member: mark
            for mark in MARKS
            for member in (getattr(taken, mark) if taken is not None else ())
        }
        if held == told:
            found.already += len(told)
            continue
        day, row = found.meetings[number], first[number]
        item = Item("attendance", Phase.ATTEND, day, row, marks=tuple(sorted(told.items())))
        found.items.append(item)


def _entries(found: Sifted, rows: tuple[EntryRow, ...]) -> None:
    seen: Counter[Content] = Counter()
    there = found.known.entries
    for row in rows:
        plain = _plain(found, row)
        if plain is None or not found.is_new_number("entries", row, row.entry_no):
            continue
        content = Content(
            plain.kind,
            plain.date,
            plain.amount,
            plain.member_no,
            plain.purpose,
            plain.loan_no,
            plain.note,
        )
        seen[content] += 1
        seqs = there.get(content, ())
        if seen[content] <= len(seqs):
            found.already += 1
            if row.entry_no:
                found.seq_of[row.entry_no] = seqs[seen[content] - 1]
            continue
        found.items.append(Item("entries", Phase.ENTRY, plain.date, plain, row.entry_no))


def _plain(found: Sifted, row: EntryRow) -> EntryRow | None:
    """The row as its entry will have it; None when something it names is not there."""
    has, member, purpose, loan = needs_of(row.kind), row.member_no, row.purpose, row.loan_no
    if row.meeting_no and not found.is_meeting("entries", row, row.meeting_no):
        return None
    aside: list[str] = []
    if loan and "loan" in has and not member:
        member = found.loans.get(loan, (0, ""))[0]
    if purpose and "purpose" not in has:
        aside, purpose = [*aside, purpose], ""
    if member and "member" not in has:
        aside, member = [*aside, f"member {member}"], 0
    if loan and "loan" not in has:
        aside, loan = [*aside, f"loan {loan}"], 0
    if "purpose" in has and not purpose:
        purpose = "general"
    if loan and loan not in found.loans:
        found.wrong("entries", row, "loan_no", refuse("loan-unknown", loan=loan))
        return None
    for name, value in (("loan", loan), ("member", member)):
        if has.get(name) and not value:
            needs = refuse("entry-needs", kind=row.kind, field=name)
            found.wrong("entries", row, f"{name}_no", needs)
            return None
    if member and not found.is_member("entries", row, member):
        return None
    if loan and found.loans[loan][0] != member:
        another = refuse("loan-of-another", loan=loan, member=member)
        found.wrong("entries", row, "loan_no", another)
        return None
    if member:
        _while_a_member(found, "entries", row, member, row.date)
    return _with(found, row, member, purpose, loan, aside)


def _with(
    found: Sifted, row: EntryRow, member: int, purpose: str, loan: int, aside: list[str]
) -> EntryRow:
    note = "" if member in found.forgotten else row.note
    if aside:
        note = ": ".join([", ".join(aside), *([note] if note else [])])
        found.odd("entries", row, "note", refuse("books-kept-in-note", note=note))
    if (note, member, purpose, loan) == (row.note, row.member_no, row.purpose, row.loan_no):
        return row
    return EntryRow(
        row=row.row,
        date=row.date,
        kind=row.kind,
        amount=row.amount,
        member_no=member,
        purpose=purpose,
        loan_no=loan,
        note=note,
        meeting_no=row.meeting_no,
        entry_no=row.entry_no,
    )


def _while_a_member(found: Sifted, sheet: str, row: Row, member: int, day: str) -> None:
    column = "disbursed_on" if sheet == "loans" else "date"
    if day < found.joined[member]:
        early = refuse("books-before-joining", member=member, joined_day=found.joined[member])
        found.odd(sheet, row, column, early)
    left = found.left.get(member, "")
    if left and day > left:
        found.odd(sheet, row, column, refuse("books-after-leaving", member=member, left_day=left))


def _counts(found: Sifted, rows: tuple[CashCountRow, ...]) -> None:
    seen: Counter[Count] = Counter()
    for row in rows:
        if not found.is_meeting("cash_counts", row, row.meeting_no):
            continue
        if not found.is_new_number("cash_counts", row, row.entry_no):
            continue
        content = Count(row.meeting_no, row.date, row.counted, row.note)
        seen[content] += 1
        seqs = found.known.counts.get(content, ())
        if seen[content] <= len(seqs):
            found.already += 1
            if row.entry_no:
                found.seq_of[row.entry_no] = seqs[seen[content] - 1]
            continue
        found.items.append(Item("cash_counts", Phase.COUNT, row.date, row, row.entry_no))


def _reversals(found: Sifted, rows: tuple[ReversalRow, ...]) -> None:
    taken: set[int] = set()
    for row in rows:
        of = row.of_entry_no
        if of not in found.numbers:
            found.wrong("reversals", row, "of_entry_no", refuse("entry-unknown", entry=of))
        elif of in taken:
            twice = refuse("entry-reversed-already", entry=of, by=0)
            found.wrong("reversals", row, "of_entry_no", twice)
        elif found.seq_of.get(of, 0) in found.known.reversed:
            found.already += 1
        elif row.meeting_no and not found.is_meeting("reversals", row, row.meeting_no):
            continue
        elif found.is_new_number("reversals", row, row.entry_no):
            found.items.append(Item("reversals", Phase.REVERSE, row.date, row, row.entry_no))
        taken.add(of)
