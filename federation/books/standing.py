"""Sheets of settlements: facilities on the list, each check, those out of use; profiles.

They belong to the chain of requests, and name a facility by the number its group gave it; a new
machine gives new ids. Checks keep the order of the file, for the last one is the one that holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.core.rules.facilities import check_checked, check_closed, check_listed
from federation.core.rules.profiles import check_profile
from federation.node import Node
from federation.schemas.base import fault
from federation.schemas.fields import DayField
from federation.store import Draft

from .columns import TYPED_BY, Column, Sheet, with_extras
from .further import cells_of, columns_of
from .gathering import Gathered
from .items import Item, Phase
from .rows import Books, StandingRow
from .sifted import Sifted
from .writer import Cell, Table

_BY_NUMBER: Final = Column("facility_no", "number", "number", required=True)
_OF_NUMBER: Final = Column("facility_no", "facility", "number", required=True)
_OF_PROFILE: Final = Column("profile_no", "number", "number", required=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """A kind with a sheet of its own: its columns beside the day, the first naming the facility."""

    payload: type[e.Dated]
    name: str
    phase: Phase
    columns: tuple[Column, ...]

    def sheet(self) -> Sheet:
        """As a sheet to be read."""
        extras = (*self.columns, TYPED_BY)
        columns = with_extras({"date": DayField(required=True)}, extras)
        return Sheet(self.name, StandingRow, columns, extras)


def _standing(payload: type[e.Dated], name: str, phase: Phase, key: Column) -> Standing:
    return Standing(
        payload, name, phase, (key, *columns_of(payload, ("day", "facility", "number")))
    )


_KINDS: Final = (
    _standing(e.FacilityListed, "facilities", Phase.LIST, _BY_NUMBER),
    _standing(e.FacilityChecked, "facility_checks", Phase.LOOK, _OF_NUMBER),
    _standing(e.FacilityClosed, "facilities_closed", Phase.END, _OF_NUMBER),
    _standing(e.SettlementProfiled, "settlement_profiles", Phase.PROFILE, _OF_PROFILE),
)
SHEETS: Final = tuple(one.sheet() for one in _KINDS)
Placed = list[tuple[Item, Draft]]


@dataclass(slots=True)
class _Stand:
    """Facilities and profiles by number while rows are read: of the books, and of the file."""

    facilities: dict[int, e.FacilityListed]
    closed: set[int]
    profiles: dict[int, str]
    drafts: Placed


def place(books: Books, found: Sifted, node: Node, user: int) -> Placed:
    """Drafts of these sheets, each kind after the other; what is wrong is added to `found`."""
    stand = _Stand(
        dict(found.known.facilities),
        set(found.known.closed_facilities),
        dict(found.known.profiles),
        [],
    )
    for kind in _KINDS:
        for row in books.standing.get(kind.name, ()):
            try:
                _one(stand, found, kind, row, (node, user))
            except Refusal as refusal:
                found.faults.append(fault((kind.name, row.row, _column(refusal)), refusal))
    return stand.drafts


def _column(refusal: Refusal) -> str:
    return {
        "facility-count-unclear": "installed",
        "facility-works-more": "working",
        "facility-place-too-long": "place",
        "facility-figure-unclear": "households",
        "profile-structures-differ": "structures_permanent",
        "profile-owners-differ": "owned_unknown",
        "profile-agreed-on-missing": "agreed_on",
        "profile-part-mixed": "part",
    }.get(refusal.code, "profile_no" if refusal.code.startswith("profile-") else "facility_no")


def _one(
    stand: _Stand, found: Sifted, kind: Standing, row: StandingRow, by: tuple[Node, int]
) -> None:
    told = {one.field: row.more[one.field] for one in kind.columns if one.field in row.more}
    number = int(told.get("number") or told.get("facility") or 0)
    event = _event(stand, kind, {"day": row.date, **told}, number)
    same = content(event, number)
    if found.occurrence(same, found.known.standing.get(same, [])):
        found.is_there(kind.name, 0, 0)
        return
    node, user = by
    event = msgspec.structs.replace(event, user=user)
    if isinstance(event, e.FacilityListed):
        if number in stand.facilities:
            raise refuse("facility-told-twice", number=number)
        event = msgspec.structs.replace(event, facility=node.new_id())
        stand.facilities[number] = event
    elif isinstance(event, e.SettlementProfiled):
        if stand.profiles.setdefault(number, event.settlement) != event.settlement:
            raise refuse("profile-of-another-place", number=number)
    elif number in stand.closed:
        raise refuse("facility-closed", closed_day=row.date)
    elif isinstance(event, e.FacilityClosed):
        stand.closed.add(number)
    item = Item(kind.name, kind.phase, row.date, row)
    stand.drafts.append((item, Draft(kinds.REQUESTS, event)))


def _event(stand: _Stand, kind: Standing, told: dict[str, Any], number: int) -> e.Event:
    """The entry of a row, by the rules of the forms. Raises Refusal."""
    if kind.payload is e.FacilityListed:
        return check_listed(e.FacilityListed(facility="", **told))
    if kind.payload is e.SettlementProfiled:
        return check_profile(e.SettlementProfiled(**told))
    listed = stand.facilities.get(number)
    if listed is None:
        raise refuse("facility-unknown", number=number)
    told["facility"] = listed.facility
    if kind.payload is e.FacilityChecked:
        return check_checked(e.FacilityChecked(**told), listed.installed)
    return check_closed(e.FacilityClosed(**told))


def content(event: e.Event, number: int) -> tuple[int, e.Event]:
    """What makes two entries equal: the facility by its number, without who typed it."""
    plain = msgspec.structs.replace(event, user=0, personal="", orig="")
    if isinstance(plain, e.SettlementProfiled):
        return number, plain
    return number, msgspec.structs.replace(plain, facility="")


def standing_sheets(found: Gathered) -> Iterator[Table]:
    """Every sheet of this area, in the order of the journal."""
    for kind in _KINDS:
        some = [one.event for one in found.standing if type(one.event) is kind.payload]
        is_typed = any(event.user for event in some)
        columns = ("date", *(one.name for one in kind.columns), *(("typed_by",) * is_typed))
        yield Table(kind.name, columns, [_cells(found, kind, event, is_typed) for event in some])


def _cells(found: Gathered, kind: Standing, event: e.Event, is_typed: bool) -> tuple[Cell, ...]:  # noqa: FBT001 - whether there is a column for it
    def say(column: Column, value: Any) -> Any:
        return found.facilities[value] if column is _OF_NUMBER else value

    assert isinstance(event, e.Dated)
    typed: tuple[Cell, ...] = (event.user or None,) * is_typed
    return (date.fromisoformat(event.day), *cells_of(kind.columns, event, say), *typed)
