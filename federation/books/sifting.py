"""From rows to items: what is new, what is there already, what cannot be.

Nothing is added up here: whether the money is there is found by `entering`, in order. Rules:

1. a member, loan, meeting or request that a row names is in the file or in the books;
2. a number is given once: to one member, one loan, one meeting, one request;
3. a row whose content is in the books already (as often as in the file) is not entered again;
4. a member's row may change what is told of her, under the same name; the rest stays as it was.
"""

from collections.abc import Iterable
from dataclasses import replace

from federation.core import events as e
from federation.core.names import fold
from federation.core.refusals import refuse
from federation.core.terms import MARKS
from federation.store.queries import books as views

from .items import Item, Phase
from .known import Known, Told, content
from .rows import AttendanceRow, BeforeRow, Books, LoanRow, MemberRow
from .sifted import FORGOTTEN, Sifted, start
from .sifting_further import sift_further, sift_late
from .sifting_money import sift_counts, sift_entries


def sift(books: Books, known: Known, today: str) -> Sifted:
    """All rows of the ledger's sheets as items, faults and warnings."""
    found = start(known, today)
    _members(found, books)
    _meetings(found, books)
    _loans(found, books.loans)
    _attendance(found, books.attendance)
    sift_entries(found, books.entries)
    sift_counts(found, books.cash_counts)
    sift_further(found, books)
    sift_late(found, books)
    return found


def _members(found: Sifted, books: Books) -> None:
    seen: set[int] = set()
    before = _befores(found, books)
    apart = {row.member_no for row in books.further.get("leavings", ())}
    for row in books.members:
        number = row.member_no
        view = found.known.members.get(number)
        if number in seen:
            taken = refuse("member-number-taken", member=number)
            found.wrong("members", row, "member_no", taken)
        elif number not in apart and row.left_on and row.left_on < row.joined_on:
            found.wrong("members", row, "left_on", refuse("member-left-before-joining"))
        elif found.is_new_number("members", row, row.entry_no):
            if view is None:
                _new_member(found, row, before.get(number, []))
            else:
                _told_again(found, row, view, before.get(number, []))
            if number not in apart:
                _leaves(found, row, view.left_on if view else "")
        seen.add(number)


def _befores(found: Sifted, books: Books) -> dict[int, list[BeforeRow]]:
    """What was told of members before, each in its order."""
    told: dict[int, list[BeforeRow]] = {}
    here = {row.member_no for row in books.members}
    for row in books.members_before:
        if row.member_no not in here:
            unknown = refuse("member-unknown", member=row.member_no)
            found.wrong("members_before", row, "member_no", unknown)
        elif found.is_new_number("members_before", row, row.entry_no):
            told.setdefault(row.member_no, []).append(row)
    for rows in told.values():
        rows.sort(key=_by_no)
    return told


def _by_no(row: BeforeRow) -> int:
    return row.entry_no


def _new_member(found: Sifted, row: MemberRow, before: list[BeforeRow]) -> None:
    found.joined[row.member_no] = row.joined_on
    states = [*(_as_before(row, one) for one in before), row]
    found.items.append(Item("members", Phase.ADMIT, row.joined_on, states[0], row.entry_no))
    for one, state in zip(before, states[1:], strict=True):
        item = Item("members_before", Phase.CHANGE, one.until, state, one.entry_no)
        found.items.append(item)


def _as_before(row: MemberRow, one: BeforeRow) -> MemberRow:
    return replace(
        row,
        name=one.name,
        gender=one.gender,
        birth_year=one.birth_year,
        slip_language=one.slip_language,
        phone=one.phone,
        id_number=one.id_number,
        roles=one.roles,
    )


def _told_again(
    found: Sifted, row: MemberRow, view: views.MemberView, before: list[BeforeRow]
) -> None:
    """A member who is in the books: nothing new, or other particulars."""
    number = row.member_no
    there = found.known.admitted[number]
    changes = list(found.known.changes.get(number, []))
    if number in found.forgotten:
        found.is_there("members", row.entry_no, there)
        for one, (_, _, seq) in zip(before, changes, strict=False):
            found.is_there("members_before", one.entry_no, seq)
        return
    names = {fold(row.name), *(fold(one.name) for one in before)}
    if fold(view.name) not in names or view.joined_on != row.joined_on:
        taken = refuse("member-number-taken", member=number)
        found.wrong("members", row, "member_no", taken)
        return
    told = _told(row)
    held = (
        *(view.name, view.phone, view.id_number, view.birth_year),
        *(view.slip_language, view.gender),
    )
    is_other = told != (*held, tuple(part for part in view.roles.split(";") if part))
    states = [_as_before(row, one) for one in before[1:]]
    for one, state in zip(before, (*states, row), strict=False):
        _changed(found, one, state, changes)
    if is_other and not before:
        found.items.append(Item("members", Phase.CHANGE, found.today, row))
    else:
        found.is_there("members", row.entry_no, there)


def _changed(
    found: Sifted, one: BeforeRow, state: MemberRow, changes: list[tuple[str, Told, int]]
) -> None:
    """One change of what was told of a member: there already, or new."""
    for change in changes:
        if change[:2] == (one.until, _told(state)):
            changes.remove(change)
            found.is_there("members_before", one.entry_no, change[2])
            return
    item = Item("members_before", Phase.CHANGE, one.until, state, one.entry_no)
    found.items.append(item)


def _told(row: MemberRow) -> Told:
    name = "" if row.name == FORGOTTEN else row.name
    who = (name, row.phone, row.id_number, row.birth_year, row.slip_language)
    return (*who, row.gender, row.roles)


def _leaves(found: Sifted, row: MemberRow, left_on: str) -> None:
    leaving = content(e.MemberLeft(day=row.left_on, member=row.member_no), None)
    if leaving in found.known.further and not left_on:
        return  # it is there, and was taken back
    if row.left_on and not left_on:
        found.left[row.member_no] = row.left_on
        found.items.append(Item("members", Phase.LEAVE, row.left_on, row))
    elif left_on and row.left_on != left_on:
        odd = refuse("books-left-kept", left_day=left_on)
        found.odd("members", row, "left_on", odd)


def _loans(found: Sifted, rows: Iterable[LoanRow]) -> None:
    for row in rows:
        held = found.known.loan(row.loan_no)
        if not found.is_new_number("loans", row, row.entry_no):
            continue
        if held is not None and _is_that_loan(row, held):
            found.is_there("loans", row.entry_no, found.known.agreed[row.loan_no])
        elif row.loan_no in found.loans:
            taken = refuse("loan-number-taken", loan=row.loan_no)
            found.wrong("loans", row, "loan_no", taken)
        elif found.is_member("loans", row, row.member_no):
            for number in row.more.get("guarantors", ()):
                found.is_member("loans", row, number, "guarantors")
            if "meeting" in row.more:
                found.is_meeting("loans", row, row.more["meeting"])
            found.loans[row.loan_no] = (row.member_no, row.source)
            day = row.disbursed_on
            found.items.append(Item("loans", Phase.AGREE, day, row, row.entry_no))
            found.while_a_member("loans", row, row.member_no, day, "disbursed_on")


def _is_that_loan(row: LoanRow, held: e.LoanAgreed) -> bool:
    """Whether the books have the loan in just these words; what the row does not tell is open."""
    told = (
        *(row.member_no, row.source, row.purpose, row.principal, row.rate, row.per),
        *(row.method, row.instalments, row.every, row.disbursed_on, row.first_due_on),
    )
    agreed = (
        *(held.member, held.source, held.purpose, held.principal, held.rate, held.per),
        *(held.method, held.instalments, held.every, held.day, held.first_due_on),
    )
    return told == agreed and all(getattr(held, name) == row.more[name] for name in row.more)


def _meetings(found: Sifted, books: Books) -> None:
    days = {day: number for number, day in found.meetings.items()}
    apart = {row.meeting_no for row in books.further.get("closings", ())}
    for row in books.meetings:
        number, held = row.meeting_no, found.known.meeting_day(row.meeting_no)
        if not found.is_new_number("meetings", row, row.entry_no):
            continue
        closes = row.closed != "no" and number not in apart
        if held == row.date:
            if closes and number not in found.known.closed:
                found.items.append(Item("meetings", Phase.CLOSE, row.date, row))
            else:
                found.is_there("meetings", row.entry_no, found.known.opened[number])
        elif number in found.meetings:
            taken = refuse("meeting-number-taken", meeting=number)
            found.wrong("meetings", row, "meeting_no", taken)
        elif row.date in days:
            found.wrong("meetings", row, "date", refuse("meeting-same-day", meeting_day=row.date))
        else:
            found.meetings[number], days[row.date] = row.date, number
            found.items.append(Item("meetings", Phase.OPEN, row.date, row, row.entry_no))
            if closes:
                found.items.append(Item("meetings", Phase.CLOSE, row.date, row))


def _attendance(found: Sifted, rows: Iterable[AttendanceRow]) -> None:
    """An entry holds all marks of one list; other marks than before take their place."""
    marks: dict[tuple[int, int], dict[int, str]] = {}
    first: dict[tuple[int, int], AttendanceRow] = {}
    for row in rows:
        no_member = row.mark == "nobody"
        if not found.is_meeting("attendance", row, row.meeting_no):
            continue
        if not no_member and not found.is_member("attendance", row, row.member_no):
            continue
        group = (row.meeting_no, row.entry_no)
        told = marks.setdefault(group, {})
        if group not in first and not found.is_new_number("attendance", row, row.entry_no):
            continue
        first.setdefault(group, row)
        if row.member_no in told:
            twice = refuse("books-marked-twice", member=row.member_no)
            found.wrong("attendance", row, "member_no", twice)
        elif not no_member:
            told[row.member_no] = row.mark
    for group, row in first.items():
        _one_list(found, row, tuple(sorted(marks[group].items())))


def _one_list(found: Sifted, row: AttendanceRow, marks: tuple[tuple[int, str], ...]) -> None:
    there = found.known.attendance.get(row.meeting_no, [])
    same = [seq for seq in there if _marks_of(found.known.events[seq]) == marks]
    if row.entry_no:
        seq = found.occurrence(("attendance", row.meeting_no, marks), same)
    else:  # what holds now
        seq = there[-1] if same and same[-1] == there[-1] else 0
    if seq:
        found.is_there("attendance", row.entry_no, seq)
        return
    day = row.date or found.meetings[row.meeting_no]
    item = Item("attendance", Phase.ATTEND, day, row, row.entry_no, marks)
    found.items.append(item)


def _marks_of(event: e.Event) -> tuple[tuple[int, str], ...]:
    return tuple(sorted((member, mark) for mark in MARKS for member in getattr(event, mark)))
