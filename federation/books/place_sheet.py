"""The sheet of places: written, and read again; a country's places come in by it.

A row is a place. `parent` and `constituency` are codes, or names that one place alone has; a blank
`code` is made. Rows stand in any order, and a sheet that comes twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from federation.books.columns import Sheet
from federation.books.reader import read_sheet
from federation.books.rows import Row
from federation.books.telling import refused
from federation.books.writer import Table
from federation.commands.deed import perform
from federation.commands.places import PLACES_MOST, ListPlaces, check_room, list_places
from federation.core.places import Place, complete
from federation.core.refusals import refuse
from federation.schemas.base import fault
from federation.schemas.places import PlaceRowSchema
from federation.store import Store
from federation.store.queries import places

NAME: Final = "places"
COLUMNS: Final = ("code", "level", "name", "parent", "constituency", "population", "year")

# In which column a refusal stands; the name's, where none is named.
COLUMN: Final = MappingProxyType(
    {
        "place-code-unclear": "code",
        "place-level-other": "level",
        "place-above-missing": "parent",
        "place-above-unknown": "parent",
        "place-above-unclear": "parent",
        "place-above-wrong": "parent",
        "place-constituency-wrong": "constituency",
        "place-told-twice": "code",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow(Row):
    """One row of the sheet, as `core.places.Place` has it."""

    level: str
    name: str
    code: str = ""
    parent: str = ""
    constituency: str = ""
    population: int = -1
    year: int = 0

    def place(self) -> Place:
        """The place that it tells of."""
        return Place(
            self.code,
            self.level,
            self.name,
            self.parent,
            self.constituency,
            self.population,
            self.year,
        )


SHEET: Final = Sheet(NAME, PlaceRow, MappingProxyType(dict(PlaceRowSchema().fields)))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sheet would do: places, and how many of them are new or differ."""

    places: tuple[Place, ...]
    listed: int
    already: int


def plan(store: Store, path: Path) -> Plan:
    """Read a sheet and say what it would do; nothing is listed.

    Raises Refusal `places-not-here`, `places-empty`, `places-too-many`, `books-refused` with a
    fault for each row that is wrong, and what `read_sheet` refuses.
    """
    if store.node.settings.role != "hub":
        raise refuse("places-not-here")
    rows = [one for one in read_sheet(SHEET, path) if isinstance(one, PlaceRow)]
    if not rows:
        raise refuse("places-empty", file=path.name)
    if len(rows) > PLACES_MOST:
        raise refuse("places-too-many", count=len(rows), most=PLACES_MOST)
    with store.reading() as db:
        known = places.tree(db)
    told, wrong = complete(known, [one.place() for one in rows])
    check_room(known, told)
    faults = [
        fault((NAME, rows[number].row, COLUMN.get(refusal.code, "name")), refusal)
        for number, refusal in wrong
    ]
    if faults:
        raise refused(path.name, faults)
    listed = sum(known.get(one.code) != one for one in told)
    return Plan(told, listed, len(told) - listed)


def enter(store: Store, planned: Plan, *, user: int = 0, token: str = "") -> None:
    """List all of them, or none."""
    order = ListPlaces(places=planned.places, day=store.node.today(), user=user, token=token)
    perform(store, order, list_places)


def table(every: Iterable[Place]) -> Table:
    """The sheet with these places."""
    return Table(
        NAME,
        COLUMNS,
        [
            (
                one.code,
                one.level,
                one.name,
                one.parent or None,
                one.constituency or None,
                None if one.population < 0 else one.population,
                one.year or None,
            )
            for one in every
        ],
    )
