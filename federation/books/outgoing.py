"""The rows of each sheet that is written: what an entry tells, as cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.core.terms import MARKS
from federation.store import Numbered

from .columns import Column
from .further import FURTHER, Further, Listed, cells_of
from .gathering import Gathered
from .known import Told, told_of
from .money_columns import DERIVED, MONEY_EXTRAS, defaults_of
from .sheets import SHEETS
from .sifted import FORGOTTEN
from .words import SPARE, WORDS
from .writer import Cell, Table, money_cell, rate_cell

Cells = dict[str, Cell]

# Columns that are left out where no row has anything in them.
_SPARE: Final = frozenset(
    {
        "entry_no",
        "typed_by",
        "slip_language",
        ("attendance", "date"),
        ("requests", "meeting_no"),
        ("loans", "note"),
    }
    | {("requests_withdrawn", "closing")}
)
_ENTRY_COLUMNS: Final = ("date", "member_no", "kind", "purpose", "amount", "loan_no", "note")


def day_of(text: str) -> date | None:
    """A day as a cell."""
    return date.fromisoformat(text) if text else None


def some_of(number: int) -> int | None:
    """A number as a cell; none for 0."""
    return number or None


def note_of(one: Numbered) -> str:
    """The note beside an entry, or ""."""
    return one.record.note if isinstance(one.record, e.Note) else ""


def table_of(name: str, rows: Iterable[Cells], *, numbered: bool = True) -> Table:
    """The sheet with these rows; of the columns that may be spared those with something in them."""
    told = list(rows)
    sheet = SHEETS[name]
    extras = () if name in FURTHER else tuple(one.name for one in sheet.extras)
    if name in WORDS:
        extras = (*SPARE, "typed_by")
    spare = {*extras, *(one for one in sheet.columns if one in _SPARE or (name, one) in _SPARE)}
    used = {column for cells in told for column, cell in cells.items() if cell not in (None, "")}
    if not numbered:
        used.discard("entry_no")
    columns = tuple(one for one in sheet.columns if one not in spare or one in used)
    return Table(name, columns, [tuple(cells.get(one) for one in columns) for cells in told])


def extras_of(name: str, event: e.Event) -> Cells:
    """The cells of a sheet's further columns, out of the fields of the entry."""
    has = event.__struct_fields__
    plain = {one.name: one.default for one in msgspec.structs.fields(type(event))}
    return {
        one.name: one.cell(getattr(event, one.field))
        for one in SHEETS[name].extras
        if one.field in has and getattr(event, one.field) != plain.get(one.field)
    }


def ledger_sheets(found: Gathered) -> Iterator[Table]:
    """Every sheet of the ledger but the money; members first."""
    numbered = not found.is_plain
    yield table_of("members", _members(found), numbered=numbered)
    yield table_of("members_before", _befores(found))
    yield table_of("loans", _loans(found), numbered=numbered)
    yield table_of("meetings", _meetings(found))
    yield table_of("attendance", _attendance(found))
    yield table_of("cash_counts", _counts(found))
    yield table_of("reversals", _reversals(found))
    say = Say(found)
    for kind in FURTHER.values():
        if kind.payload is e.MemberLeft and found.is_plain:
            continue  # the day stands in `members`
        some = found.further.get(kind.name, [])
        yield table_of(kind.name, (further_cells(kind, one, say) for one in some))
        for listed in kind.lists:
            yield from listed_tables(listed, some, say)


def _members(found: Gathered) -> Iterator[Cells]:
    left = found.left()
    for number, one in sorted(found.admitted.items()):
        event = one.event
        assert isinstance(event, e.MemberAdmitted)
        changes = found.changes.get(number, [])
        yield {
            "member_no": number,
            **_particulars(_told((changes or [one])[-1])),
            "joined_on": day_of(event.day),
            "left_on": day_of(left.get(number, "")),
            "entry_no": one.seq,
            **extras_of("members", event),
        }


def _befores(found: Gathered) -> Iterator[Cells]:
    for number, changes in sorted(found.changes.items()):
        before = found.admitted[number]
        for one in changes:
            event = one.event
            assert isinstance(event, e.MemberChanged)
            yield {
                "member_no": number,
                "until": day_of(event.day),
                **_particulars(_told(before)),
                "entry_no": one.seq,
                **extras_of("members_before", event),
            }
            before = one


def _told(one: Numbered) -> Told:
    assert isinstance(one.event, e.MemberAdmitted | e.MemberChanged)
    return told_of(one.event, one.record)


def _particulars(told: Told) -> Cells:
    name, phone, id_number, birth_year, slip_language, gender, roles = told
    return {
        "name": name or FORGOTTEN,
        "gender": gender,
        "birth_year": some_of(birth_year),
        "slip_language": slip_language,
        "phone": phone,
        "id_number": id_number,
        "roles": ";".join(roles),
    }


def _loans(found: Gathered) -> Iterator[Cells]:
    for one in sorted(found.loans, key=_loan_number):
        event = one.event
        assert isinstance(event, e.LoanAgreed)
        yield {
            "loan_no": event.loan,
            "member_no": event.member,
            "source": event.source,
            "purpose": event.purpose,
            "principal": money_cell(event.principal),
            "rate": rate_cell(event.rate),
            "per": event.per,
            "method": event.method,
            "instalments": event.instalments,
            "every": event.every,
            "disbursed_on": day_of(event.day),
            "first_due_on": day_of(event.first_due_on),
            "note": note_of(one),
            "entry_no": one.seq,
            **extras_of("loans", event),
        }


def _loan_number(one: Numbered) -> int:
    return int(getattr(one.event, "loan", 0))


def _meetings(found: Gathered) -> Iterator[Cells]:
    for one in found.meetings:
        event = one.event
        assert isinstance(event, e.MeetingOpened)
        yield {
            "meeting_no": event.meeting,
            "date": day_of(event.day),
            "closed": "yes" if event.meeting in found.closed else "no",
            "note": note_of(one),
            "entry_no": one.seq,
            **extras_of("meetings", event),
        }


def _attendance(found: Gathered) -> Iterator[Cells]:
    days = {
        getattr(one.event, "meeting", 0): getattr(one.event, "day", "") for one in found.meetings
    }
    for one in found.attendance:
        event = one.event
        assert isinstance(event, e.AttendanceTaken)
        other_day = event.day if event.day != days.get(event.meeting) else ""
        whole: Cells = {
            "meeting_no": event.meeting,
            "date": day_of(other_day),
            "entry_no": one.seq,
            **extras_of("attendance", event),
        }
        marks = sorted((member, mark) for mark in MARKS for member in getattr(event, mark))
        for member, mark in marks:
            yield {**whole, "member_no": member, "mark": mark}
        if not marks:
            yield {**whole, "mark": "nobody"}


def _counts(found: Gathered) -> Iterator[Cells]:
    for one in found.counts:
        event = one.event
        assert isinstance(event, e.CashCounted)
        yield {
            "meeting_no": event.meeting,
            "date": day_of(event.day),
            "counted": money_cell(event.counted),
            "note": note_of(one),
            "entry_no": one.seq,
            **extras_of("cash_counts", event),
            "expected": money_cell(event.expected),
        }


def _reversals(found: Gathered) -> Iterator[Cells]:
    for one in found.reversals:
        event = one.event
        assert isinstance(event, e.EntryReversed)
        yield {
            "date": day_of(event.day),
            "of_entry_no": event.of,
            "reason": note_of(one),
            "meeting_no": some_of(event.meeting),
            "entry_no": one.seq,
            **extras_of("reversals", event),
        }


@dataclass(frozen=True, slots=True)
class Say:
    """Ids of requests as the group's own numbers; what is no request of hers stays as it is."""

    found: Gathered

    def __call__(self, column: Column, value: Any) -> Any:
        """What the cell of a column says."""
        return self.found.numbers.get(value, value) if column.form == "request" else value


def further_cells(kind: Further, one: Numbered, say: Say) -> Cells:
    """The cells of an entry of a further kind, or of a word."""
    event = one.event
    assert isinstance(event, e.Dated)
    columns = (*kind.columns, *kind.words)
    told = cells_of(kind.columns, event, say), cells_of(kind.words, one.record, say)
    cells = zip(columns, (*told[0], *told[1]), strict=True)
    return {
        "date": day_of(event.day),
        **{column.name: cell for column, cell in cells},
        "typed_by": some_of(event.user),
        "entry_no": one.seq,
    }


def listed_tables(listed: Listed, some: Sequence[Numbered], say: Say) -> Iterator[Table]:
    """The sheet of what entries list, and those of what that lists in turn."""
    rows: list[Cells] = []
    inner: dict[str, list[Cells]] = {one.name: [] for one in listed.lists}
    for one in some:
        belongs: Cells = {"of_entry_no": one.seq}
        belongs |= {listed.keys[0].name: getattr(one.event, listed.keys[0].field)}
        for part in getattr(one.event, listed.field):
            rows.append({**belongs, **_cells(listed, part, say)})
            for within in listed.lists:
                key = within.keys[-1]
                mine: Cells = {**belongs, key.name: getattr(part, key.field)}
                parts = getattr(part, within.field)
                inner[within.name] += [{**mine, **_cells(within, its, say)} for its in parts]
    yield table_of(listed.name, rows)
    for name, its_rows in inner.items():
        yield table_of(name, its_rows)


def _cells(listed: Listed, part: msgspec.Struct, say: Say) -> Cells:
    cells = cells_of(listed.columns, part, say)
    return {column.name: cell for column, cell in zip(listed.columns, cells, strict=True)}


def entry_columns(found: Gathered) -> tuple[str, ...]:
    """The columns of `entries`: the contract's, and those that are needed."""
    columns = [*_ENTRY_COLUMNS]
    columns += ["meeting_no"] if found.has_meetings else []
    columns += ["entry_no"] if not found.is_plain else []
    columns += [one.name for one in MONEY_EXTRAS if one.field in found.used]
    return (*columns, "typed_by") if found.is_typed else tuple(columns)


def entry_rows(found: Gathered, entries: Iterable[Numbered]) -> Iterator[tuple[Cell, ...]]:
    """The rows of `entries`, one at a time."""
    used = tuple(one for one in MONEY_EXTRAS if one.field in found.used)
    for one in entries:
        event = one.event
        if not isinstance(event, e.Money):
            continue
        row: list[Cell] = [
            day_of(event.day),
            some_of(getattr(event, "member", 0)),
            kinds.KINDS[type(event)].sheet,
            getattr(event, "purpose", ""),
            money_cell(event.amount),
            some_of(getattr(event, "loan", 0)),
            note_of(one),
        ]
        if found.has_meetings:
            row.append(some_of(event.meeting))
        if not found.is_plain:
            row.append(one.seq)
        row += [_money_extra(found, column, event) for column in used]
        if found.is_typed:
            row.append(some_of(event.user))
        yield tuple(row)


def _money_extra(found: Gathered, column: Column, event: e.Money) -> Cell:
    plain, name = defaults_of(type(event)), column.field
    if name not in plain:
        return None
    value = getattr(event, name)
    if value == plain[name] and name not in DERIVED:
        return None
    return column.cell(found.numbers.get(value, value) if name == "request" else value)
