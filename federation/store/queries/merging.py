"""Reads for merging requests: where they are asked, what links say of them, what is proposed."""

from collections.abc import Iterable, Sequence

import peewee as pw

from federation.core.figures import settlement_key
from federation.core.links import counted_again, counted_once
from federation.core.merging import Where
from federation.core.places import AUTHORITY, CONSTITUENCY

from . import duplicates, places, settlements
from .duplicates import HOUSEHOLD, LINKED, REQUEST
from .requests import RequestView


def where(db: pw.Database, views: Iterable[RequestView]) -> dict[str, Where]:
    """Where each request is asked, by the tree of places as far as its settlement has a place."""
    tree, known = places.tree(db), settlements.settlements(db)
    by_key: dict[str, Where] = {}
    found = {}
    for one in views:
        key = settlement_key(one.settlement)
        if key not in by_key:
            code = known.get(key, "")
            around = tree.at(code, CONSTITUENCY) or tree.at(code, AUTHORITY) if code else None
            by_key[key] = Where(code or key, around.code if around else "")
        found[one.request] = by_key[key]
    return found


def linked(db: pw.Database) -> list[tuple[str, str]]:
    """Requests that the office said are one need, two and two."""
    return [(left[0], right[0]) for left, right in duplicates.pairs(db, REQUEST, LINKED)]


def households_told_twice(db: pw.Database, views: Sequence[RequestView]) -> int:
    """How many households of these groups links say are in two of them, or were asked for twice.

    The larger of both, for a household that is linked may be among those of a need that is.
    """
    asked = {one.request: one.households for one in views}
    needs = sum(asked.values()) - counted_once(asked, linked(db))
    links = duplicates.pairs(db, HOUSEHOLD, LINKED)
    owners = {one.owner for one in views}
    here = {side for link in links for side in link if side[0] in owners}
    return max(needs, counted_again(links, here))
