"""Writing a group's books as spreadsheets that can be taken in again.

An empty node that takes them in has the same balances, members, loans, meetings and requests. What
the four sheets of the contract cannot say stands in further ones (see the README). `entry_no` is
written only where the order matters beyond the day: then it is the journal's own number.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.core.terms import MARKS
from federation.store import Database, Numbered, Store, StreamEnd, replay
from federation.store.queries import books as views

from .known import MOST_MEETINGS, own_stream
from .sheets import SHEETS
from .sifting import FORGOTTEN
from .writer import Cell, Table, money_cell, rate_cell, write_csv, write_xlsx

_ALWAYS: Final = ("members", "entries", "loans", "requests")


@dataclass(slots=True)
class _Further:
    """What one pass over the journal gathers for the small sheets, and how much `entries` tells."""

    is_ordered: bool = True
    has_meetings: bool = False
    notes: dict[int, str] = field(default_factory=dict)
    attendance: dict[int, e.AttendanceTaken] = field(default_factory=dict)
    counts: list[tuple[int, e.CashCounted, str]] = field(default_factory=list)
    reversals: list[tuple[int, e.EntryReversed, str]] = field(default_factory=list)

    @property
    def is_numbered(self) -> bool:
        """Whether the rows must say their order."""
        return bool(self.counts or self.reversals) or not self.is_ordered


def export_books(store: Store, path: Path) -> tuple[Path, ...]:
    """Write this group's books to `path`: an .xlsx, or else a folder of CSV files.

    Returns the paths written. Raises Refusal "books-not-here", "books-not-written",
    "practice-never-sent".
    """
    store.node.must_be_real()
    if store.node.settings.role != "group":
        raise refuse("books-not-here")
    with store.reading() as db:
        tables = _tables(db, store)
        if path.suffix.lower() == ".xlsx":
            return (write_xlsx(path, tables),)
        return write_csv(path, tables)


def _tables(db: Database, store: Store) -> tuple[Table, ...]:
    node = store.node
    ledger = own_stream(db, node, kinds.LEDGER)
    requests = own_stream(db, node, kinds.REQUESTS)
    further = _gather(() if ledger is None else replay.own_entries(db, ledger))
    asked = () if requests is None else tuple(replay.own_entries(db, requests))
    numbers = {
        one.event.request: one.event.number
        for one in asked
        if isinstance(one.event, e.RequestRaised)
    }
    made: dict[str, Iterable[tuple[Cell, ...]]] = {
        "members": _members(db, ledger),
        "entries": _entries(db, ledger, further),
        "loans": _loans(db, ledger),
        "requests": tuple(_requests(asked)),
        "meetings": tuple(_meetings(db, ledger, further)),
        "attendance": tuple(_attendance(further)),
        "cash_counts": tuple(_counts(further)),
        "reversals": tuple(_reversals(further)),
        "votes": tuple(_votes(asked, numbers)),
        "requests_withdrawn": tuple(_withdrawn(asked, numbers)),
    }
    return tuple(
        Table(name, _columns(name, further), rows)
        for name, rows in made.items()
        if name in _ALWAYS or rows
    )


def _columns(sheet: str, further: _Further) -> tuple[str, ...]:
    columns = tuple(SHEETS[sheet].columns)
    if sheet != "entries":
        return columns
    left_out = set()
    if not further.has_meetings:
        left_out.add("meeting_no")
    if not further.is_numbered:
        left_out.add("entry_no")
    return tuple(column for column in columns if column not in left_out)


def _gather(entries: Iterable[Numbered]) -> _Further:
    found, newest = _Further(), ""
    for one in entries:
        event, note = one.event, _note(one)
        if isinstance(event, e.Money):
            found.has_meetings = found.has_meetings or bool(event.meeting)
            found.is_ordered = found.is_ordered and event.day >= newest
            newest = max(newest, event.day)
        elif isinstance(event, e.CashCounted):
            found.counts.append((one.seq, event, note))
        elif isinstance(event, e.EntryReversed):
            found.reversals.append((one.seq, event, note))
        elif isinstance(event, e.AttendanceTaken):
            found.attendance[event.meeting] = event
        elif isinstance(event, e.MeetingOpened) and note:
            found.notes[event.meeting] = note
    return found


def _note(one: Numbered) -> str:
    return one.record.note if isinstance(one.record, e.Note) else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _some(number: int) -> int | None:
    return number or None


def _members(db: Database, ledger: StreamEnd | None) -> Iterator[tuple[Cell, ...]]:
    for one in views.members(db, ledger.id) if ledger else ():
        yield (
            one.member,
            one.name or FORGOTTEN,
            one.gender,
            _some(one.birth_year),
            one.phone,
            one.id_number,
            _day(one.joined_on),
            _day(one.left_on),
            one.roles,
        )


def _entries(
    db: Database, ledger: StreamEnd | None, further: _Further
) -> Iterator[tuple[Cell, ...]]:
    if ledger is None:
        return
    for one in replay.own_entries(db, ledger):
        event = one.event
        if not isinstance(event, e.Money):
            continue
        row: tuple[Cell, ...] = (
            _day(event.day),
            _some(getattr(event, "member", 0)),
            kinds.KINDS[type(event)].sheet,
            getattr(event, "purpose", ""),
            money_cell(event.amount),
            _some(getattr(event, "loan", 0)),
            _note(one),
        )
        if further.has_meetings:
            row = (*row, _some(event.meeting))
        yield (*row, one.seq) if further.is_numbered else row


def _loans(db: Database, ledger: StreamEnd | None) -> Iterator[tuple[Cell, ...]]:
    for one in views.loans(db, ledger.id) if ledger else ():
        yield (
            one.loan,
            one.member,
            one.source,
            one.purpose,
            money_cell(one.principal_minor),
            rate_cell(one.rate),
            one.per,
            one.method,
            one.instalments,
            one.every,
            _day(one.disbursed_on),
            _day(one.first_due_on),
        )


def _requests(asked: Iterable[Numbered]) -> Iterator[tuple[Cell, ...]]:
    for one in asked:
        event = one.event
        if not isinstance(event, e.RequestRaised):
            continue
        yield (
            event.number,
            _day(event.day),
            event.need,
            event.settlement,
            event.title,
            event.description,
            event.households,
            event.women_headed,
            event.non_member_households,
            event.sanitation_facility,
            event.sharing_households,
            money_cell(event.offer_savings),
            event.offer_labour_days,
            money_cell(event.option_cost),
        )


def _meetings(
    db: Database, ledger: StreamEnd | None, further: _Further
) -> Iterator[tuple[Cell, ...]]:
    held = views.meetings(db, ledger.id, limit=MOST_MEETINGS) if ledger else ()
    for one in reversed(held):
        closed = "yes" if one.closed_seq else "no"
        yield one.meeting, _day(one.day), closed, further.notes.get(one.meeting, "")


def _attendance(further: _Further) -> Iterator[tuple[Cell, ...]]:
    for number, taken in sorted(further.attendance.items()):
        marks = {member: mark for mark in MARKS for member in getattr(taken, mark)}
        for member, mark in sorted(marks.items()):
            yield number, member, mark


def _counts(further: _Further) -> Iterator[tuple[Cell, ...]]:
    for seq, event, note in further.counts:
        yield event.meeting, _day(event.day), money_cell(event.counted), note, seq


def _reversals(further: _Further) -> Iterator[tuple[Cell, ...]]:
    for seq, event, note in further.reversals:
        yield _day(event.day), event.of, note, _some(event.meeting), seq


def _votes(asked: Iterable[Numbered], numbers: dict[str, str]) -> Iterator[tuple[Cell, ...]]:
    for one in asked:
        event = one.event
        if isinstance(event, e.FiguresReleased):
            number = numbers[event.request]
            votes = (event.votes_for, event.votes_against)
            yield number, _day(event.day), event.meeting, *votes


def _withdrawn(asked: Iterable[Numbered], numbers: dict[str, str]) -> Iterator[tuple[Cell, ...]]:
    for one in asked:
        event = one.event
        if isinstance(event, e.RequestWithdrawn):
            yield numbers[event.request], _day(event.day), event.reason
