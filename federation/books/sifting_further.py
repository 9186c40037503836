"""Rows of the further sheets, and rows that speak of others: new, there already, or a fault."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from federation.core import events as e
from federation.core.refusals import refuse

from .columns import Column
from .further import FURTHER, Further, Listed, event_of, record_of, words
from .items import Item, Phase
from .rows import Books, FurtherRow, ReversalRow
from .sifted import Sifted
from .sifting_money import sift_reversal

# Fields that list members.
_MEMBERS: Final = ("guarantors", "order")
_LAST: Final = 10**12

Belonging = dict[str, tuple[FurtherRow, ...]]


def sift_further(found: Sifted, books: Books) -> None:
    """The further sheets whose rows speak of no other entry."""
    for kind in FURTHER.values():
        if not _refers(kind):
            rows = books.further.get(kind.name, ())
            lists = belonging(found, kind, rows, books.further)
            for row in rows:
                _one(found, kind, row, lists.get(row.row, {}))


def sift_late(found: Sifted, books: Books) -> None:
    """Rows that speak of other entries (taken back, ticked off, blanked), by their numbers."""
    for _, _, kind, row in sorted(_late(books), key=_place):
        if isinstance(row, ReversalRow):
            sift_reversal(found, row)
        elif kind is not None:
            _one(found, kind, row, {})


_Late = tuple[int, int, Further | None, FurtherRow | ReversalRow]


def _place(late: _Late) -> tuple[int, int]:
    return late[:2]


def _late(books: Books) -> Iterator[_Late]:
    for reversal in books.reversals:
        yield reversal.entry_no or _LAST, Phase.REVERSE, None, reversal
    for kind in FURTHER.values():
        for row in books.further.get(kind.name, ()) if _refers(kind) else ():
            yield row.entry_no or _LAST, kind.phase, kind, row


def _refers(kind: Further) -> bool:
    return any(one.form == "references" for one in kind.columns)


def belonging(
    found: Sifted,
    kind: Further,
    rows: tuple[FurtherRow, ...],
    sheets: Mapping[str, tuple[FurtherRow, ...]],
) -> dict[int, Belonging]:
    """What each row lists in other sheets, by its row number; what belongs to nothing is told."""
    lists: dict[int, dict[str, list[FurtherRow]]] = {}
    there: dict[int, set[tuple[str, tuple[Any, ...]]]] = {}
    for one in kind.everything():
        named: dict[object, list[FurtherRow]] = {}
        for row in rows:
            named.setdefault(row.more.get(one.keys[0].field), []).append(row)
        for row in sheets.get(one.name, ()):
            parent = _parent(row, named.get(row.more[one.keys[0].field], ()))
            place = (one.keys[-1].field, tuple(row.more[key.field] for key in one.keys[1:]))
            if parent is None or (place[1] and place not in there.get(parent.row, ())):
                nothing = refuse("books-belongs-to-nothing", sheet=kind.name)
                found.wrong(one.name, row, one.keys[-1].name, nothing)
                continue
            lists.setdefault(parent.row, {}).setdefault(one.name, []).append(row)
            _remember(there.setdefault(parent.row, set()), one, row)
            _names_members(found, one.name, row)
    return {
        row: {name: tuple(some) for name, some in inner.items()} for row, inner in lists.items()
    }


def _remember(there: set[tuple[str, tuple[Any, ...]]], one: Listed, row: FurtherRow) -> None:
    """A listed row may itself have rows that belong to it: by its first field."""
    if one.lists:
        first = one.columns[0].field
        within = tuple(row.more[key.field] for key in one.keys[1:])
        there.add((first, (*within, row.more[first])))


def _parent(row: FurtherRow, named: Iterable[FurtherRow]) -> FurtherRow | None:
    """The one row of the kind's own sheet that a listed row names; None: none, or several."""
    some = [parent for parent in named if row.of_entry_no in (0, parent.entry_no)]
    return some[0] if len(some) == 1 else None


def _names_members(found: Sifted, sheet: str, row: FurtherRow) -> bool:
    """Whether the members, the loan and the meeting that a row names are there; tells if not."""
    fine = not row.member_no or found.is_member(sheet, row, row.member_no)
    for name in _MEMBERS:
        for number in row.more.get(name, ()):
            fine = found.is_member(sheet, row, number, name) and fine
    if row.loan_no and row.loan_no not in found.loans:
        found.wrong(sheet, row, "loan_no", refuse("loan-unknown", loan=row.loan_no))
        fine = False
    if row.meeting_no:
        fine = found.is_meeting(sheet, row, row.meeting_no) and fine
    return fine


def _one(found: Sifted, kind: Further, row: FurtherRow, listed: Belonging) -> None:
    named = _names_members(found, kind.name, row)
    if not found.is_new_number(kind.name, row, row.entry_no) or not named:
        return
    if not _refers_to_rows(found, kind, row):
        return
    same = _same(found, kind, row, listed)
    if kind.payload is e.MemberLeft and not same:
        _odd_leaving(found, kind, row)
    seq = same or _standing(found, kind, row)
    if seq:
        found.is_there(kind.name, row.entry_no, seq)
        return
    if kind.payload is e.MemberLeft:
        found.left[row.member_no] = row.date
    found.items.append(Item(kind.name, kind.phase, row.date, row, row.entry_no, (), listed))


def _refers_to_rows(found: Sifted, kind: Further, row: FurtherRow) -> bool:
    for one in kind.columns:
        for number in row.more.get(one.field, ()) if one.form == "references" else ():
            if number not in found.numbers or number == row.entry_no:
                unknown = refuse("entry-unknown", entry=number)
                found.wrong(kind.name, row, one.name, unknown)
                return False
    return True


def _odd_leaving(found: Sifted, kind: Further, row: FurtherRow) -> None:
    view = found.known.members.get(row.member_no)
    if view is not None and view.left_on and view.left_on != row.date:
        odd = refuse("books-left-kept", left_day=view.left_on)
        found.odd(kind.name, row, "date", odd)


def _standing(found: Sifted, kind: Further, row: FurtherRow) -> int:
    """The entry that did already what can be done once: left, forgotten, closed (0: none)."""
    known = found.known
    once: Mapping[type[e.Event], int] = {
        e.MemberLeft: known.left.get(row.member_no, 0),
        e.MemberForgotten: known.forgotten.get(row.member_no, 0),
        e.MeetingClosed: known.closed.get(row.meeting_no, 0),
    }
    return once.get(kind.payload, 0)


class _NotThere(Exception):
    """A row names something that is new itself: so the row is new."""


def _same(found: Sifted, kind: Further, row: FurtherRow, listed: Belonging) -> int:
    """The entry that tells just what this row tells (0: none)."""

    def say(column: Column, value: Any) -> Any:
        if column.form == "references":
            if not all(number in found.seq_of for number in value):
                raise _NotThere
            return tuple(found.seq_of[number] for number in value)
        if column.form == "request" and value in found.known.requests:
            return found.known.requests[value].request
        return value

    try:
        event = kind.payload(**event_of(kind, row, listed, say))
    except _NotThere:
        return 0
    record = None if row.member_no in found.forgotten else record_of(kind, row)
    content = (event, words(record))
    return found.occurrence(content, found.known.further.get(content, ()))
