"""The journal read again in the order in which it came in: for new views and for `verify`."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import peewee as pw

from federation.core import canonical, kinds, personal
from federation.core.events import Event, Record
from federation.core.refusals import refuse

from . import projections
from .journal import Numbered, StreamEnd, ends, own_lines
from .tables import Arrival, Batch


@dataclass(frozen=True, slots=True)
class Unit:
    """What came in together: entries of one chain, by one deed or in one file."""

    arrival: int
    stream: StreamEnd
    entries: tuple[Numbered, ...]
    settle: bool = True


def read_entry(
    decoder: "msgspec.json.Decoder[Event]", seq: int, line: bytes, beside: bytes | None
) -> Numbered:
    """A line and what stands beside it, typed and checked. Raises Refusal."""
    event = canonical.decode(line, decoder)
    return Numbered(seq, event, read_record(event, seq, beside))


def read_record(event: Event, seq: int, beside: bytes | None) -> Record | None:
    """The personal record of an event, None when it has none or it was blanked."""
    record_type = kinds.KINDS[type(event)].record
    if not event.personal or beside is None or record_type is None:
        return None
    return personal.read_personal(beside, seq, event.personal, record_type)


def units(db: pw.Database) -> Iterator[Unit]:
    """Own deeds and kept files, in the order in which they came in. Raises Refusal."""
    by_id = {end.id: end for end in ends(db)}
    decoders = {end.id: kinds.decoder(end.kind) for end in by_id.values()}
    rows = (
        Arrival.select(Arrival.arrival, Arrival.stream, Arrival.first, Arrival.last)
        .order_by(Arrival.arrival)
        .tuples()
        .execute(db)
    )
    for arrival, stream, first, last in list(rows):
        end, decoder = by_id[stream], decoders[stream]
        if end.own:
            entries = tuple(
                read_entry(decoder, seq, line, beside)
                for seq, _, line, beside in own_lines(db, stream, first, last)
            )
            yield Unit(arrival, end, entries)
        else:
            plain = gzip.decompress(kept_inner(db, arrival))
            entries = tuple(_lines(decoder, plain, first))
            yield Unit(arrival, end, entries, settle=is_whole(plain))


def kept_inner(db: pw.Database, arrival: int) -> bytes:
    """A kept file's gzipped bytes. Raises Refusal `batch-missing`."""
    inner = Batch.select(Batch.inner).where(Batch.arrival == arrival).scalar(db)
    if inner is None:
        raise refuse("batch-missing", arrival=arrival)
    return bytes(inner)


def is_whole(plain: bytes) -> bool:
    """Whether a kept file is the last volume of its export, so that pots must hold after it."""
    header = msgspec.json.decode(plain.split(b"\n", 1)[0])
    volume, volumes = header["vol"]
    return bool(volume == volumes)


def _lines(decoder: "msgspec.json.Decoder[Event]", plain: bytes, first: int) -> Iterator[Numbered]:
    header_line, *lines = plain.rstrip(b"\n").split(b"\n")
    seq = int(msgspec.json.decode(header_line)["from"]) - 1
    waiting: bytes | None = None
    for line in [*lines[:-1], None]:
        if line is not None and line.startswith(b'{"of":'):
            assert waiting is not None
            if seq >= first:
                yield read_entry(decoder, seq, waiting, line)
            waiting = None
            continue
        if waiting is not None and seq >= first:
            yield read_entry(decoder, seq, waiting, None)
        if line is not None:
            seq += 1
        waiting = line


def replay(source: pw.Database, target: pw.Database) -> int:
    """Fill the empty views of `target` from the journal in `source`; returns how many entries."""
    count = 0
    for unit in units(source):
        projections.apply(target, unit.stream, unit.entries, settle=unit.settle)
        count += len(unit.entries)
    return count
