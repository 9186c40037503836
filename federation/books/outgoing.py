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
from .writer import Cell, Table, money_cell, rate_cell

Cells = dict[str, Cell]

# Columns that are left out where no row has anything in them.
_SPARE: Final = frozenset(
    {"entry_no", "typed_by", ("attendance", "date"), ("requests", "meeting_no"), ("loans", "note")}
)
_ENTRY_COLUMNS: Final = ("date", "member_no", "kind", "purpose", "amount", "loan_no", "note")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _some(number: int) -> int | None:
    return number or None


def note_of(one: Numbered) -> str:
    """The note beside an entry, or ""."""
    return one.record.note if isinstance(one.record, e.Note) else ""


def _table(name: str, rows: Iterable[Cells], *, numbered: bool = True) -> Table:
    """The sheet with these rows; of the columns that may be spared those with something in them."""
    told = list(rows)
    sheet = SHEETS[name]
    extras = () if name in FURTHER else tuple(one.name for one in sheet.extras)
    spare = {*extras, *(one for one in sheet.columns if one in _SPARE or (name, one) in _SPARE)}
    used = {column for cells in told for column, cell in cells.items() if cell not in (None, "")}
    if not numbered:
        used.discard("entry_no")
    columns = tuple(one for one in sheet.columns if one not in spare or one in used)
    return Table(name, columns, [tuple(cells.get(one) for one in columns) for cells in told])


def _extras(name: str, event: e.Event) -> Cells:
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
    yield _table("members", _members(found), numbered=numbered)
    yield _table("members_before", _befores(found))
    yield _table("loans", _loans(found), numbered=numbered)
    yield _table("meetings", _meetings(found))
    yield _table("attendance", _attendance(found))
    yield _table("cash_counts", _counts(found))
    yield _table("reversals", _reversals(found))
    say = _Say(found)
    for kind in FURTHER.values():
        if kind.payload is e.MemberLeft and found.is_plain:
            continue  # the day stands in `members`
        some = found.further.get(kind.name, [])
        yield _table(kind.name, (_further(kind, one, say) for one in some))
        for listed in kind.lists:
            yield from _listed(listed, some, say)


def _members(found: Gathered) -> Iterator[Cells]:
    left = found.left()
    for number, one in sorted(found.admitted.items()):
        event = one.event
        assert isinstance(event, e.MemberAdmitted)
        changes = found.changes.get(number, [])
        yield {
            "member_no": number,
            **_particulars(_told((changes or [one])[-1])),
            "joined_on": _day(event.day),
            "left_on": _day(left.get(number, "")),
            "entry_no": one.seq,
            **_extras("members", event),
        }


def _befores(found: Gathered) -> Iterator[Cells]:
    for number, changes in sorted(found.changes.items()):
        before = found.admitted[number]
        for one in changes:
            event = one.event
            assert isinstance(event, e.MemberChanged)
            yield {
                "member_no": number,
                "until": _day(event.day),
                **_particulars(_told(before)),
                "entry_no": one.seq,
                **_extras("members_before", event),
            }
            before = one


def _told(one: Numbered) -> Told:
    assert isinstance(one.event, e.MemberAdmitted | e.MemberChanged)
    return told_of(one.event, one.record)


def _particulars(told: Told) -> Cells:
    name, phone, id_number, birth_year, gender, roles = told
    return {
        "name": name or FORGOTTEN,
        "gender": gender,
        "birth_year": _some(birth_year),
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
            "disbursed_on": _day(event.day),
            "first_due_on": _day(event.first_due_on),
            "note": note_of(one),
            "entry_no": one.seq,
            **_extras("loans", event),
        }


def _loan_number(one: Numbered) -> int:
    return int(getattr(one.event, "loan", 0))


def _meetings(found: Gathered) -> Iterator[Cells]:
    for one in found.meetings:
        event = one.event
        assert isinstance(event, e.MeetingOpened)
        yield {
            "meeting_no": event.meeting,
            "date": _day(event.day),
            "closed": "yes" if event.meeting in found.closed else "no",
            "note": note_of(one),
            "entry_no": one.seq,
            **_extras("meetings", event),
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
            "date": _day(other_day),
            "entry_no": one.seq,
            **_extras("attendance", event),
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
            "date": _day(event.day),
            "counted": money_cell(event.counted),
            "note": note_of(one),
            "entry_no": one.seq,
            **_extras("cash_counts", event),
            "expected": money_cell(event.expected),
        }


def _reversals(found: Gathered) -> Iterator[Cells]:
    for one in found.reversals:
        event = one.event
        assert isinstance(event, e.EntryReversed)
        yield {
            "date": _day(event.day),
            "of_entry_no": event.of,
            "reason": note_of(one),
            "meeting_no": _some(event.meeting),
            "entry_no": one.seq,
            **_extras("reversals", event),
        }


@dataclass(frozen=True, slots=True)
class _Say:
    """Ids of requests as the group's own numbers; what is no request of hers stays as it is."""

    found: Gathered

    def __call__(self, column: Column, value: Any) -> Any:
        return self.found.numbers.get(value, value) if column.form == "request" else value


def _further(kind: Further, one: Numbered, say: _Say) -> Cells:
    event = one.event
    assert isinstance(event, e.Dated)
    columns = (*kind.columns, *kind.words)
    told = cells_of(kind.columns, event, say), cells_of(kind.words, one.record, say)
    cells = zip(columns, (*told[0], *told[1]), strict=True)
    return {
        "date": _day(event.day),
        **{column.name: cell for column, cell in cells},
        "typed_by": _some(event.user),
        "entry_no": one.seq,
    }


def _listed(listed: Listed, some: Sequence[Numbered], say: _Say) -> Iterator[Table]:
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
    yield _table(listed.name, rows)
    for name, its_rows in inner.items():
        yield _table(name, its_rows)


def _cells(listed: Listed, part: msgspec.Struct, say: _Say) -> Cells:
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
            _day(event.day),
            _some(getattr(event, "member", 0)),
            kinds.KINDS[type(event)].sheet,
            getattr(event, "purpose", ""),
            money_cell(event.amount),
            _some(getattr(event, "loan", 0)),
            note_of(one),
        ]
        if found.has_meetings:
            row.append(_some(event.meeting))
        if not found.is_plain:
            row.append(one.seq)
        row += [_money_extra(found, column, event) for column in used]
        if found.is_typed:
            row.append(_some(event.user))
        yield tuple(row)


def _money_extra(found: Gathered, column: Column, event: e.Money) -> Cell:
    plain, name = defaults_of(type(event)), column.field
    if name not in plain:
        return None
    value = getattr(event, name)
    if value == plain[name] and name not in DERIVED:
        return None
    return column.cell(found.numbers.get(value, value) if name == "request" else value)


def request_sheets(found: Gathered) -> Iterator[Table]:
    """The sheets about requests, each by day."""
    asked = sorted(found.requests, key=_by_day)
    yield _table("requests", _requests(asked))
    yield _table("votes", _votes(asked, found))
    yield _table("requests_withdrawn", _withdrawn(asked, found))


def _by_day(one: Numbered) -> tuple[str, int]:
    return getattr(one.event, "day", ""), one.seq


def _requests(asked: Iterable[Numbered]) -> Iterator[Cells]:
    for event in (one.event for one in asked):
        if isinstance(event, e.RequestRaised):
            yield {
                "request_no": event.number,
                "raised_on": _day(event.day),
                "kind": event.need,
                "settlement": event.settlement,
                "title": event.title,
                "description": event.description,
                "households": event.households,
                "women_headed": event.women_headed,
                "non_member_households": event.non_member_households,
                "sanitation_facility": event.sanitation_facility,
                "sharing_households": event.sharing_households,
                "offer_savings": money_cell(event.offer_savings),
                "offer_labour_days": event.offer_labour_days,
                "option_cost": money_cell(event.option_cost),
                "meeting_no": _some(event.meeting),
                "typed_by": _some(event.user),
            }


def _votes(asked: Iterable[Numbered], found: Gathered) -> Iterator[Cells]:
    for event in (one.event for one in asked):
        if isinstance(event, e.FiguresReleased):
            yield {
                "request_no": found.numbers[event.request],
                "date": _day(event.day),
                "meeting_no": event.meeting,
                "votes_for": event.votes_for,
                "votes_against": event.votes_against,
                "typed_by": _some(event.user),
            }


def _withdrawn(asked: Iterable[Numbered], found: Gathered) -> Iterator[Cells]:
    for event in (one.event for one in asked):
        if isinstance(event, e.RequestWithdrawn):
            yield {
                "request_no": found.numbers[event.request],
                "date": _day(event.day),
                "reason": event.reason,
                "typed_by": _some(event.user),
            }
