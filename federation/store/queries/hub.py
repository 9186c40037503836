"""Reads of a hub: when each group last sent and met, and what files came. Days are ISO 8601."""

from dataclasses import dataclass

import peewee as pw

from ..tables import Arrival, Batch, Meeting, Placement, Stream


@dataclass(frozen=True, slots=True)
class FileIn:
    """A kept file: entries `first` to `last` of a stream (`last` below `first`: only word)."""

    received: str
    stream: str
    first: int
    last: int
    short_code: str


def regions(db: pw.Database) -> dict[str, str]:
    """The region's code of every node that was placed."""
    return dict(Placement.select(Placement.node, Placement.region).tuples().execute(db))


def last_received(db: pw.Database) -> dict[str, str]:
    """When (UTC) the newest file of each node came."""
    query = (
        Stream.select(Stream.owner, pw.fn.MAX(Batch.received))
        .join(Arrival, on=(Arrival.stream == Stream.id))
        .join(Batch, on=(Batch.arrival == Arrival.arrival))
        .group_by(Stream.owner)
    )
    return dict(query.tuples().execute(db))


def last_meetings(db: pw.Database) -> dict[int, str]:
    """The day of the newest meeting in each book."""
    query = Meeting.select(Meeting.book, pw.fn.MAX(Meeting.day)).group_by(Meeting.book)
    return dict(query.tuples().execute(db))


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
