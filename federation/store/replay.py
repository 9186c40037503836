"""The journal read again in the order in which it came in: for new views and for `verify`.

Nothing here holds more than one kept file and a thousand entries at a time.
"""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import msgspec
import peewee as pw

from federation.core import canonical, chain, kinds, personal
from federation.core.events import Event, Record
from federation.core.refusals import Refusal, refuse

from . import projections
from .journal import Numbered, StreamEnd, Told, ends, own_lines
from .tables import Arrival, Batch

PERSONAL: Final = b'{"of":'
TOGETHER: Final = 1000  # lines read at once
BYTES_TOGETHER: Final = 262_144  # fewer of long ones: a list of numbers takes ten times its bytes


@dataclass(frozen=True, slots=True)
class Unit:
    """What came in together: entries of one chain (to be read once), by one deed or in one file.

    `settle`: they end where a deed ended, so that pots must hold after them.
    """

    arrival: int
    stream: StreamEnd
    entries: Iterable[Numbered]
    settle: bool = True


@cache
def decoder(stream: str) -> "msgspec.json.Decoder[Event]":
    """The typed reader of a stream's lines."""
    return kinds.decoder(stream)


def read_entries(stream: str, told: Iterable[Told]) -> Iterator[Numbered]:
    """Lines and what stands beside them, typed and checked. Raises Refusal with `entry`.

    Of a stream that there is none of: Refusal `stream-unknown`.
    """
    reader = decoder(stream)
    for some in _together(told):
        try:
            events = canonical.decode_lines([line for _, line, _ in some], reader)
        except Refusal as refusal:
            place = refusal.facts["place"]
            assert isinstance(place, int)
            why = refusal.facts["why"]
            raise refuse("line-unsound", entry=some[place][0], why=why) from None
        for event, (seq, _, beside) in zip(events, some, strict=True):
            if beside is None and not event.personal:
                yield Numbered(seq, event)
            else:
                yield Numbered(seq, event, read_record(event, seq, beside))


def _together(told: Iterable[Told]) -> Iterator[list[Told]]:
    some: list[Told] = []
    size = 0
    for one in told:
        some.append(one)
        size += len(one[1])
        if size > BYTES_TOGETHER or len(some) == TOGETHER:
            yield some
            some, size = [], 0
    if some:
        yield some


def read_record(event: Event, seq: int, beside: bytes | None) -> Record | None:
    """The personal record of an event, None when it has none or it was blanked.

    Raises Refusal `personal-differs` when there is one too many, or none where one belongs, and
    `line-unsound`.
    """
    record_type = kinds.KINDS[type(event)].record
    if beside is None and not event.personal:
        return None
    if beside is None or not event.personal or record_type is None:
        raise refuse("personal-differs", entry=seq)
    try:
        return personal.read_personal(beside, seq, event.personal, record_type)
    except Refusal as refusal:
        if refusal.code != "line-unsound":
            raise
        raise refuse("line-unsound", entry=seq, why=refusal.facts["why"]) from None


def units(db: pw.Database) -> Iterator[Unit]:
    """Own deeds and kept files, in the order in which they came in. Raises Refusal."""
    by_id = {end.id: end for end in ends(db)}
    rows = (
        Arrival.select(Arrival.arrival, Arrival.stream, Arrival.first, Arrival.last)
        .order_by(Arrival.arrival)
        .tuples()
        .execute(db)
    )
    for arrival, stream, first, last in list(rows):
        end = by_id[stream]
        if end.state == "branch":
            continue
        if end.own:
            lines = own_lines(db, stream, first, min(last, end.counted))
            told = ((seq, line, beside) for seq, _, line, beside in lines)
            yield Unit(arrival, end, read_entries(end.kind, told))
        elif first <= min(last, end.counted):
            plain = kept_plain(db, arrival)
            news = (one for one in kept_lines(plain) if first <= one[0] <= end.counted)
            yield Unit(arrival, end, read_entries(end.kind, news), settle=is_whole(plain))


def line_entries(db: pw.Database, stream: StreamEnd) -> Iterator[Numbered]:
    """Every entry of a book, in order: those of earlier cards, then of this chain. Raises Refusal.

    What stands on a closed chain past its closing is left out.
    """
    seen = set[str]()
    for end in sorted(ends(db), key=lambda one: one.incarnation):
        if end.book == stream.book and end.incarnation <= stream.incarnation:
            for numbered in read_entries(stream.kind, chain_lines(db, end)):
                orig = numbered.event.orig
                if not orig or orig not in seen:
                    yield numbered
                seen.add(orig)


def chain_lines(db: pw.Database, end: StreamEnd) -> Iterator[Told]:
    """The lines of a chain that count, in order."""
    if end.own:
        for seq, _, line, beside in own_lines(db, end.id, end.base + 1, end.counted):
            yield seq, line, beside
        return
    of_end = Arrival.select(Arrival.arrival, Arrival.first, Arrival.last)
    rows = of_end.where(Arrival.stream == end.id).order_by(Arrival.arrival).tuples().execute(db)
    for arrival, first, last in list(rows):
        for told in kept_lines(kept_plain(db, arrival)) if first <= last else ():
            if first <= told[0] <= end.counted:
                yield told


def kept_plain(db: pw.Database, arrival: int) -> bytes:
    """A kept file: header, lines and trailer. Raises Refusal `batch-missing`."""
    inner = Batch.select(Batch.inner).where(Batch.arrival == arrival).scalar(db)
    if inner is None:
        raise refuse("batch-missing", arrival=arrival)
    return gzip.decompress(bytes(inner))


def header(plain: bytes) -> dict[str, object]:
    """The header of a kept file as it stands."""
    told = msgspec.json.decode(plain[: plain.index(b"\n")], type=dict[str, object])
    return dict(told)


def is_whole(plain: bytes) -> bool:
    """Whether a kept file is the last volume of its export, so that pots must hold after it."""
    volume = header(plain)["vol"]
    assert isinstance(volume, list)
    return bool(volume[0] == volume[1])


def kept_lines(plain: bytes) -> Iterator[Told]:
    """Every entry of a kept file, in order. Raises Refusal `line-unsound`."""
    seq = int(str(header(plain)["from"])) - 1
    waiting: bytes | None = None
    for line in _body(plain):
        if line.startswith(PERSONAL):
            if waiting is None:
                raise refuse("line-unsound", entry=seq, why="a personal line without its entry")
            yield seq, waiting, line
            waiting = None
            continue
        if waiting is not None:
            yield seq, waiting, None
        seq += 1
        waiting = line
    if waiting is not None:
        yield seq, waiting, None


def _body(plain: bytes) -> Iterator[bytes]:
    """The lines between header and trailer, a few hundred kilobytes split at a time."""
    start = plain.index(b"\n") + 1
    end = plain.rindex(b"\n", 0, len(plain) - 1) + 1
    while start < end:
        stop = plain.find(b"\n", min(start + 2**18, end - 1), end) + 1
        yield from plain[start : stop - 1].split(b"\n")
        start = stop


def kept_heads(plain: bytes, before: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and head of each entry of a kept file, whose first follows the head `before`."""
    head = before
    for seq, line, _ in kept_lines(plain):
        head = chain.advance(head, line)
        yield seq, head


def replay(source: pw.Database, target: pw.Database) -> None:
    """Fill the empty views of `target` from the journal in `source`. Raises Refusal."""
    for unit in units(source):
        projections.apply(target, unit.stream, unit.entries, settle=unit.settle)
