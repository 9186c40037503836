"""Reads of where settlements lie, of the tree of places, and of which group lives where.

A `day` is ISO 8601; "" asks for what was said last. Before the first day that anybody named, a
group counts where it was placed first: it was there before the office wrote it down.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import peewee as pw

from federation.core import kinds
from federation.core.events import Corner
from federation.core.geography import Place as OnMap
from federation.core.geography import Ring
from federation.core.places import (
    AUTHORITY,
    CONSTITUENCY,
    COUNTRY,
    REGION,
    SETTLEMENT,
    Place,
    Tree,
)

from ..database import fetch
from ..shipped import shipped
from ..tables import Place as Row
from ..tables import Placement, Stream, TreePlace

_OUTLINE = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """Where a group lives: its own place, and the codes above it ("": it lies in none)."""

    place: str
    region: str
    constituency: str
    authority: str
    settlement: str


@dataclass(frozen=True, slots=True)
class Lived:
    """A group's place from a day on."""

    since: str
    place: str


def places(db: pw.Database, reader: str = "") -> dict[str, OnMap]:
    """The map by the settlement's key: as this node knows it, or as a city was told (its id)."""
    query = Row.select().where(Row.reader == reader).order_by(Row.key)
    return {
        key: OnMap(
            settlement,
            Corner(longitude, latitude),
            msgspec.json.decode(outline, type=_OUTLINE),
            source,
            year,
        )
        for _, key, settlement, longitude, latitude, outline, source, year in _rows(query, db)
    }


def _rows(query: pw.ModelSelect, db: pw.Database) -> Iterable[tuple[Any, ...]]:
    found: Iterable[tuple[Any, ...]] = query.tuples().execute(db)
    return found


def tree(db: pw.Database) -> Tree:
    """Every place: what the program brings, and over it what the hub listed.

    A country that was taken off the list takes with it all that lies in it, until it is back.
    """
    listed = list(_rows(TreePlace.select().order_by(TreePlace.code), db))
    every = Tree((*shipped(), *(Place(*row[:-1]) for row in listed)))
    gone = {row[0] for row in listed if row[-1]}
    if not gone:
        return every
    countries = [one for one in every.children("", COUNTRY) if one.code in gone]
    gone.update(*(every.within(one.code) for one in countries))
    return Tree(one for one in every if one.code not in gone)


def _then(day: str) -> pw.Expression:
    """Whether a row of `Placement` is the one that holds on that day."""
    before, first = Placement.alias(), Placement.alias()
    since = before.select(pw.fn.MAX(before.since)).where(before.node == Placement.node)
    if day:
        since = since.where(before.since <= day)
    begun = first.select(pw.fn.MIN(first.since)).where(first.node == Placement.node)
    then: pw.Expression = Placement.since == pw.fn.COALESCE(since, begun)
    return then


def placed(db: pw.Database, day: str = "") -> dict[str, str]:
    """The place (a code) of every group that was placed, by its node id."""
    query = Placement.select(Placement.node, Placement.place).where(
        _then(day), Placement.place != ""
    )
    return dict(fetch(db, query))


def place_of_groups(db: pw.Database, day: str = "") -> dict[str, GroupPlace]:
    """Where every group that was placed lives, by its node id; places that are gone are left out.

    Names: `tree(db).name(code)`.
    """
    all_places, found = tree(db), placed(db, day)
    told = {code: _above(all_places, code) for code in {*found.values()} if code in all_places}
    return {node: told[code] for node, code in found.items() if code in told}


def _above(all_places: Tree, code: str) -> GroupPlace:
    levels = (REGION, CONSTITUENCY, AUTHORITY, SETTLEMENT)
    found = (all_places.at(code, level) for level in levels)
    return GroupPlace(code, *(one.code if one else "" for one in found))


def lived_within(db: pw.Database, codes: Collection[str]) -> int:
    """How many groups live in one of these places (codes), or once did."""
    query = Placement.select(Placement.node, Placement.place)
    return len({node for node, code in _rows(query, db) if code in codes})


def books_within(db: pw.Database, place: str, day: str = "") -> tuple[int, ...]:
    """The books of groups that live in a place or in what lies in it, in their order."""
    inside = tree(db).within(place)
    query = (
        Placement.select(Stream.book, Placement.place)
        .join(Stream, on=(Stream.owner == Placement.node))
        .where(_then(day), Stream.kind == kinds.LEDGER, Stream.incarnation > 0)
        .distinct()
        .order_by(Stream.book)
    )
    return tuple(book for book, code in _rows(query, db) if code in inside)


def lived(db: pw.Database, node: str) -> tuple[Lived, ...]:
    """Where a group lived and since when, the newest first."""
    query = (
        Placement.select(Placement.since, Placement.place)
        .where(Placement.node == node)
        .order_by(Placement.since.desc())
    )
    return tuple(Lived(*row) for row in _rows(query, db))
