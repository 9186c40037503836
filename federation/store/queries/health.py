"""How books are doing, as it was kept when files came in (`store.health`)."""

import json
from collections.abc import Sequence
from typing import Any, Final

import peewee as pw

from federation.core import kinds
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


def kept(db: pw.Database) -> dict[int, str]:
    """The newest day of each book that was looked at since anything came into it.

    Of these alone what is kept for lists and reports is true. At a node that is no hub: of none.
    """
    return dict(db.connection().execute(_KEPT, (kinds.LEDGER,)).fetchall())


_KEPT: Final = (
    "SELECT health.book, newest FROM health JOIN ("
    "SELECT book, max(CASE WHEN closed BETWEEN 0 AND last THEN closed ELSE last END) AS ends"
    " FROM stream WHERE kind = ? AND incarnation > 0 GROUP BY book) AS chain"
    " ON chain.book = health.book AND health.seq = chain.ends"
)


def _health(row: Sequence[Any]) -> Health:
    names = [field.name for field in HealthRow._meta.sorted_fields]
    told = dict(zip(names, row, strict=True))
    tests = tuple(tuple(one) for one in json.loads(told.pop("tests")))
    return Health(**told, tests=tests)
