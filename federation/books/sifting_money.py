"""Money rows, cash counts and rows taken back: new, there already, or a fault.

A row is there when an entry tells the same in the contract's columns and the row's further columns
(receipt numbers, rounds …) say nothing else: so a plain spreadsheet knows what was typed in a form.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from federation.commands.money import needs_of
from federation.core import events as e
from federation.core.refusals import refuse
from federation.schemas.reading import fold_code

from .columns import Column
from .items import Item, Phase, money_phase
from .known import Content, Count
from .money_columns import DERIVED, MONEY_EXTRAS, defaults_of, purpose_of
from .rows import CashCountRow, EntryRow, ReversalRow
from .sheets import SAVED_FOR
from .sifted import Sifted

_COLUMN: Final[Mapping[str, Column]] = MappingProxyType({one.field: one for one in MONEY_EXTRAS})
SHARE: Final = "share"  # a kind of its own, and no purpose that people save for

Extras = dict[str, Any]


def sift_entries(found: Sifted, rows: Iterable[EntryRow]) -> None:
    """The rows of the sheet `entries`."""
    pending: dict[Content, list[EntryRow]] = {}
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
        if content in found.known.entries:
            pending.setdefault(content, []).append(plain)
        else:
            _is_new(found, plain)
    for content, some in pending.items():
        _matched(found, some, found.known.entries[content])


def _is_new(found: Sifted, row: EntryRow) -> None:
    found.items.append(Item("entries", money_phase(row.kind), row.date, row, row.entry_no))


def _matched(found: Sifted, rows: list[EntryRow], seqs: list[int]) -> None:
    """Rows of one content, each to an entry: first those alike in all, then those that say less."""
    free = [(seq, _held(found.known.events[seq])) for seq in seqs]
    rest: list[EntryRow] = []
    for row in rows:
        told = _told(found, row)
        place = next((n for n, (_, held) in enumerate(free) if held == told), -1)
        if place < 0:
            rest.append(row)
        else:
            found.is_there("entries", row.entry_no, free.pop(place)[0])
    for row in rest:
        if free and not _told(found, row):
            found.is_there("entries", row.entry_no, free.pop(0)[0])
        else:
            _is_new(found, row)


def _told(found: Sifted, row: EntryRow) -> Extras:
    plain = defaults_of(row.kind)
    told = {
        name: value
        for name, value in row.more.items()
        if name not in DERIVED and value != plain[name]
    }
    if "request" in told and told["request"] in found.known.requests:
        told["request"] = found.known.requests[told["request"]].request
    return told


def _held(event: e.Event) -> Extras:
    assert isinstance(event, e.Money)
    plain = defaults_of(type(event))
    return {
        name: getattr(event, name)
        for name in plain
        if name not in DERIVED and getattr(event, name) != plain[name]
    }


def _plain(found: Sifted, row: EntryRow) -> EntryRow | None:
    """The row as its entry will have it; None when something it names is not there."""
    if row.kind in SAVED_FOR and fold_code(row.purpose) == SHARE:
        found.wrong("entries", row, "purpose", refuse("books-share-not-savings"))
        return None
    has, member, purpose, loan = needs_of(row.kind), row.member_no, row.purpose, row.loan_no
    if row.meeting_no and not found.is_meeting("entries", row, row.meeting_no):
        return None
    if loan and "loan" in has and not member:
        member = found.loans.get(loan, (0, ""))[0]
    aside: list[str] = []
    if purpose and "purpose" not in has:
        aside, purpose = [*aside, purpose], ""
    if member and "member" not in has:
        aside, member = [*aside, f"member {member}"], 0
    if loan and "loan" not in has:
        aside, loan = [*aside, f"loan {loan}"], 0
    lost = [name for name in row.more if name not in has]
    aside += [f"{_COLUMN[name].name} {_COLUMN[name].cell(row.more[name])}" for name in lost]
    if "purpose" in has and not purpose:
        purpose = purpose_of(row.kind)
    if not _names_what_is_there(found, row, member, loan):
        return None
    if member:
        found.while_a_member("entries", row, member, row.date)
    return _with(found, row, member, purpose, loan, aside)


def _names_what_is_there(found: Sifted, row: EntryRow, member: int, loan: int) -> bool:
    has = needs_of(row.kind)
    if loan and loan not in found.loans:
        found.wrong("entries", row, "loan_no", refuse("loan-unknown", loan=loan))
        return False
    for name, value in (("loan", loan), ("member", member)):
        if has.get(name) and not value:
            needs = refuse("entry-needs", kind=row.kind, field=name)
            found.wrong("entries", row, f"{name}_no", needs)
            return False
    for name, column in _COLUMN.items():
        if has.get(name) and name not in row.more:
            needs = refuse("entry-needs", kind=row.kind, field=column.name)
            found.wrong("entries", row, column.name, needs)
            return False
    if member and not found.is_member("entries", row, member):
        return False
    if loan and found.loans[loan][0] != member:
        another = refuse("loan-of-another", loan=loan, member=member)
        found.wrong("entries", row, "loan_no", another)
        return False
    return True


def _with(
    found: Sifted, row: EntryRow, member: int, purpose: str, loan: int, aside: list[str]
) -> EntryRow:
    note = "" if member in found.forgotten else row.note
    has = needs_of(row.kind)
    more = row.more
    if aside:
        note = ": ".join([", ".join(aside), *([note] if note else [])])
        found.odd("entries", row, "note", refuse("books-kept-in-note", note=note))
        more = {name: value for name, value in more.items() if name in has}
    if (note, member, purpose, loan) == (row.note, row.member_no, row.purpose, row.loan_no):
        return row
    return replace(row, member_no=member, purpose=purpose, loan_no=loan, note=note, more=more)


def sift_counts(found: Sifted, rows: Iterable[CashCountRow]) -> None:
    """The rows of the sheet `cash_counts`."""
    for row in rows:
        if not found.is_meeting("cash_counts", row, row.meeting_no):
            continue
        if not found.is_new_number("cash_counts", row, row.entry_no):
            continue
        for number in row.more.get("counters", ()):
            found.is_member("cash_counts", row, number, "counters")
        content = Count(row.meeting_no, row.date, row.counted, row.note)
        seq = found.occurrence(content, found.known.counts.get(content, ()))
        if seq:
            found.is_there("cash_counts", row.entry_no, seq)
            continue
        found.items.append(Item("cash_counts", Phase.COUNT, row.date, row, row.entry_no))


def sift_reversal(found: Sifted, row: ReversalRow) -> None:
    """One row of the sheet `reversals`; what it takes back was sifted before."""
    of = row.of_entry_no
    found.seen["reversals", of] += 1
    there = found.known.reversed.get(found.seq_of.get(of, 0), 0)
    if of not in found.numbers:
        found.wrong("reversals", row, "of_entry_no", refuse("entry-unknown", entry=of))
    elif found.seen["reversals", of] > 1:
        twice = refuse("entry-reversed-already", entry=of, by=0)
        found.wrong("reversals", row, "of_entry_no", twice)
    elif row.meeting_no and not found.is_meeting("reversals", row, row.meeting_no):
        return
    elif found.is_new_number("reversals", row, row.entry_no):
        if there:
            found.is_there("reversals", row.entry_no, there)
        else:
            item = Item("reversals", Phase.REVERSE, row.date, row, row.entry_no)
            found.items.append(item)
