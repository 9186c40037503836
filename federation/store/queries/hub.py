"""Reads of a hub: when each group last sent and met, and what files came. Days are ISO 8601."""

from dataclasses import dataclass
from typing import Final

import peewee as pw

from ..tables import Arrival, Batch, Stream
from .places import place_of_groups


@dataclass(frozen=True, slots=True)
class FileIn:
    """A kept file: entries `first` to `last` of a stream (`last` below `first`: only word)."""

    received: str
    stream: str
    first: int
    last: int
    short_code: str


def regions(db: pw.Database) -> dict[str, str]:
    """The region's code of every node that lives in one, as last said."""
    return {node: one.region for node, one in place_of_groups(db).items() if one.region}


def last_received(db: pw.Database) -> dict[str, str]:
    """When (UTC) the newest file of each node came; of each chain only its last file is read."""
    found: dict[str, str] = {}
    for owner, received in db.connection().execute(_LAST_FILES).fetchall():
        found[owner] = max(found.get(owner, ""), received or "")
    return {owner: received for owner, received in found.items() if received}


_LAST_FILES: Final = (
    "SELECT owner, (SELECT received FROM arrival JOIN batch ON batch.arrival = arrival.arrival"
    " WHERE arrival.stream = stream.id ORDER BY arrival.last DESC, arrival.arrival DESC LIMIT 1)"
    " FROM stream WHERE own = 0"
)


def files_of(db: pw.Database, node: str, limit: int = 50) -> tuple[FileIn, ...]:
    """Files of a node, the newest first."""
    query = (
        Batch.select(Batch.received, Stream.kind, Arrival.first, Arrival.last, Batch.short_code)
        .join(Arrival, on=(Arrival.arrival == Batch.arrival))
        .join(Stream, on=(Stream.id == Arrival.stream))
        .where(Stream.owner == node)
        .order_by(Batch.arrival.desc())
        .limit(limit)
    )
    return tuple(FileIn(*row) for row in query.tuples().execute(db))
