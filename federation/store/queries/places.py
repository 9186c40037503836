"""Reads of where settlements lie."""

from collections.abc import Iterable
from typing import Any

import msgspec
import peewee as pw

from federation.core.events import Corner
from federation.core.geography import Place, Ring

from ..tables import Place as Row

_OUTLINE = tuple[Ring, ...]


def places(db: pw.Database, reader: str = "") -> dict[str, Place]:
    """Places by the settlement's key: as this node knows them, or as a city was told (its id)."""
    query = Row.select().where(Row.reader == reader).order_by(Row.key)
    return {
        key: Place(
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
