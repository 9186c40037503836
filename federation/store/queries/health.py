"""How books are doing, as it was kept when files came in (`store.health`)."""

import json
from collections.abc import Sequence
from typing import Any

import peewee as pw

from federation.core.visits import Health

from ..database import fetch
from ..tables import HealthRow
from .books import books


def every(db: pw.Database) -> dict[int, Health]:
    """The health of each book."""
    return {row[0]: _health(row) for row in fetch(db, HealthRow.select())}


def of_book(db: pw.Database, book: int) -> Health | None:
    """The health of one book; None before it was looked at."""
    found = fetch(db, HealthRow.select().where(HealthRow.book == book))
    return _health(found[0]) if found else None


def kept(db: pw.Database) -> dict[int, str]:
    """The newest day of each book that was looked at since anything came into it.

    Of these alone what is kept for lists and reports is true. At a node that is no hub: of none.
    """
    seen = {
        book: (seq, newest)
        for book, seq, newest in fetch(
            db, HealthRow.select(HealthRow.book, HealthRow.seq, HealthRow.newest)
        )
    }
    if not seen:
        return {}
    none = (-1, "")
    return {one.id: seen[one.id][1] for one in books(db) if seen.get(one.id, none)[0] == one.last}


def _health(row: Sequence[Any]) -> Health:
    names = [field.name for field in HealthRow._meta.sorted_fields]
    told = dict(zip(names, row, strict=True))
    tests = tuple(tuple(one) for one in json.loads(told.pop("tests")))
    return Health(**told, tests=tests)
