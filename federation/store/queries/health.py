"""How books are doing, as it was kept when files came in (`store.health`)."""

import json
from collections.abc import Sequence
from typing import Any

import peewee as pw

from federation.core.visits import Health

from ..database import fetch
from ..tables import HealthRow


def every(db: pw.Database) -> dict[int, Health]:
    """The health of each book."""
    return {row[0]: _health(row) for row in fetch(db, HealthRow.select())}


def of_book(db: pw.Database, book: int) -> Health | None:
    """The health of one book; None before it was looked at."""
    found = fetch(db, HealthRow.select().where(HealthRow.book == book))
    return _health(found[0]) if found else None


def _health(row: Sequence[Any]) -> Health:
    names = [field.name for field in HealthRow._meta.sorted_fields]
    told = dict(zip(names, row, strict=True))
    tests = tuple(tuple(one) for one in json.loads(told.pop("tests")))
    return Health(**told, tests=tests)
