"""Which groups a report is about: all of them, or those of one place."""

from collections.abc import Mapping

from federation.core.refusals import refuse
from federation.node import Node
from federation.store import Database
from federation.store.queries import books, places
from federation.store.queries.books import Book

from .table import Span

HUB = "hub"
PLACE_LETTERS_MAX = 40
DEEPER = "\u2003"


def books_here(db: Database, node: Node, span: Span) -> tuple[Book, ...]:
    """The books a report is about: a group's own, or at the hub those of every group of a place.

    Raises Refusal `report-not-here` at a city, which has no books; `report-place-only-hub`,
    `place-code-unknown`.
    """
    own = node.settings
    if own.role == "city":
        raise refuse("report-not-here", role=own.role)
    nodes = nodes_of(db, node, span)
    if own.role != HUB:
        here = books.book_of(db, own.node_id)
        return tuple(one for one in books.books(db) if one.id == here)
    return tuple(
        one
        for one in books.books(db)
        if one.node != own.node_id and (nodes is None or one.node in nodes)
    )


def nodes_of(db: Database, node: Node, span: Span) -> frozenset[str] | None:
    """As `nodes_in`, at a hub; elsewhere a place is refused. Raises `report-place-only-hub`."""
    if span.place and node.settings.role != HUB:
        raise refuse("report-place-only-hub")
    return nodes_in(db, span)


def nodes_in(db: Database, span: Span) -> frozenset[str] | None:
    """The groups that live in the span's place, or in what lies in it; None: wherever they live.

    They count where they lived on its last day.

    Raises Refusal `place-code-unknown`.
    """
    if not span.place:
        return None
    inside = places.tree(db).within(span.place)
    if not inside:
        raise refuse("place-code-unknown", place=span.place[:PLACE_LETTERS_MAX])
    placed = places.placed(db, span.last)
    return frozenset(node for node, code in placed.items() if code in inside)


def regions_of(db: Database, day: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The names of regions by their codes, and the region in which each group lived on a day."""
    lived_in = places.place_of_groups(db, day)
    found = {node: one.region for node, one in lived_in.items() if one.region}
    every = places.tree(db)
    return {code: every.name(code) for code in {*found.values()}}, found


def places_here(db: Database) -> tuple[tuple[str, str], ...]:
    """Code and name of every place that can be asked for, each after the place it lies in.

    Those in which a group lives, and those around them; a name is set in by how deep it lies.
    """
    every, lived_in = places.tree(db), {*places.placed(db).values()}
    wanted = {code for code in lived_in if code in every}
    wanted |= {one.code for code in lived_in for one in every.ancestors(code)}
    return tuple(
        (one.code, DEEPER * len(every.ancestors(one.code)) + one.name)
        for one in every
        if one.code in wanted
    )
