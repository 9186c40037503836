"""What the exchange of files keeps: accepted batches, files that wait, how far each side is."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final

import peewee as pw

from federation.core.refusals import Refusal

from . import replay
from .database import fetch
from .journal import StreamEnd
from .tables import Acknowledgement, Arrival, Batch, HeldFile, LocalSent

INNER = "refusal"
# The row of `local_sent` that tells which acknowledgements a partner was last sent.
ACKS_ROW = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """A file that waits, or shows a fork: what it says of itself, and why it waits."""

    digest: str
    name: str
    sender: str
    kind: str
    incarnation: int
    first: int
    last: int
    code: str
    facts: str
    received: str

    @property
    def reason(self) -> Refusal:
        """Why, as a refusal."""
        reason = read_reason(self.code, self.facts)
        assert reason is not None
        return reason

    @property
    def told(self) -> str:
        """The digest (64 hex) over everything this row says."""
        row = [getattr(self, field.name) for field in fields(self)]
        return hashlib.sha256(json.dumps(row).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A kept file of entries `first` to `last` (those that were new), and its size in bytes."""

    arrival: int
    first: int
    last: int
    packed_bytes: int
    plain_bytes: int


@dataclass(frozen=True, slots=True)
class ForkView:
    """A stream of `writer` that `teller` has in two versions, from entry `seq` on.

    `incarnation` is the number of the writer's card, `card` of that by which the teller told.
    """

    teller: str
    writer: str
    stream: str
    incarnation: int
    card: int
    seq: int
    head: str


def facts_text(facts: Mapping[str, object]) -> str:
    """A refusal's facts as they are kept; one that is a refusal itself with its own."""
    return json.dumps(dict(facts), sort_keys=True, default=_inner)


def _inner(value: object) -> dict[str, object]:
    if isinstance(value, Refusal):
        return {INNER: value.code, "facts": dict(value.facts)}
    raise TypeError(type(value).__name__)


def read_reason(code: str, text: str) -> Refusal | None:
    """The reason that was kept, or came with a partner's file; None where there is none.

    Facts that are not what facts are say nothing.
    """
    if not code:
        return None
    try:
        told = json.loads(text or "{}")
    except (ValueError, RecursionError):
        told = {}
    return _refusal(code, told)


def _refusal(code: str, told: object) -> Refusal:
    facts = dict[str, object]()
    for name, value in told.items() if isinstance(told, dict) else ():
        if isinstance(value, dict) and isinstance(value.get(INNER), str):
            facts[name] = _refusal(value[INNER], value.get("facts"))
        elif isinstance(value, str):
            facts[name] = value.encode(errors="replace").decode()  # half a letter is none
        elif isinstance(value, int):
            facts[name] = value
    return Refusal(code, facts)


def hold(db: pw.Database, view: HeldView, sealed: bytes) -> None:
    """Keep a file that waits, in place of what was known of it before."""
    drop_held(db, view.digest)
    row = {field.name: getattr(view, field.name) for field in fields(view)}
    HeldFile.insert(**row, sealed=sealed, told=view.told).execute(db)


_HELD_NAMES: Final = tuple(field.name for field in fields(HeldView))
_HELD: Final = f"SELECT {', '.join(_HELD_NAMES)} FROM held_file"  # noqa: S608 - our own names
_SORTED: Final = " ORDER BY sender, kind, first, digest"
# Asked with every file: in plain words, for Peewee takes longer over its own.
_HELD_BYTES: Final = "SELECT sealed FROM held_file WHERE digest = ?"
_KEEP: Final = (
    'INSERT INTO batch (arrival, short_code, received, "inner", digest) VALUES (?, ?, ?, ?, ?)'
)
_FORK_NAMES: Final = tuple(field.name for field in fields(ForkView))
_FORKS: Final = (
    f"SELECT {', '.join(_FORK_NAMES)} FROM fork"  # noqa: S608 - our own names
    " ORDER BY teller, writer, stream"
)


def held(db: pw.Database, sender: str = "") -> tuple[HeldView, ...]:
    """Every file that waits (of one sender), by its sender, stream and first number."""
    which, asked = (" WHERE sender = ?", (sender,)) if sender else ("", ())
    return _held(db, f"{_HELD}{which}{_SORTED}", asked)


def held_for(db: pw.Database, codes: Iterable[str]) -> tuple[HeldView, ...]:
    """Files that wait for one of these reasons, in the same order."""
    asked = tuple(codes)
    marks = ", ".join("?" * len(asked))
    return _held(db, f"{_HELD} WHERE code IN ({marks}){_SORTED}", asked)


def held_one(db: pw.Database, digest: str) -> HeldView | None:
    """A file that waits, by the digest (64 hex) of its bytes; None where it does not."""
    return next(iter(_held(db, f"{_HELD} WHERE digest = ?", (digest,))), None)


def _held(db: pw.Database, query: str, asked: tuple[str, ...]) -> tuple[HeldView, ...]:
    rows = db.connection().execute(query, asked).fetchall()
    return tuple(HeldView(**dict(zip(_HELD_NAMES, row, strict=True))) for row in rows)


def held_bytes(db: pw.Database, digest: str) -> bytes | None:
    """A waiting file as it came; None when it no longer waits."""
    row = db.connection().execute(_HELD_BYTES, (digest,)).fetchone()
    return None if row is None else bytes(row[0])


def drop_held(db: pw.Database, digest: str) -> None:
    """The file no longer waits."""
    HeldFile.delete().where(HeldFile.digest == digest).execute(db)


def keep_batch(
    db: pw.Database, arrival: int, *, short_code: str, received: str, inner: bytes
) -> None:
    """Keep an accepted file's inside (gzipped) beside its arrival."""
    digest = hashlib.sha256(inner).hexdigest()
    db.connection().execute(_KEEP, (arrival, short_code, received, inner, digest))


def has_batch(db: pw.Database, stream: StreamEnd, short_code: str) -> bool:
    """Whether this very file was accepted before."""
    codes = (
        Batch.select(Batch.arrival)
        .join(Arrival, on=(Arrival.arrival == Batch.arrival))
        .where(Arrival.stream == stream.id, Batch.short_code == short_code)
    )
    return bool(tuple(codes.tuples().execute(db)))


def kept_inners(db: pw.Database) -> Iterable[tuple[int, int, int, int, bytes]]:
    """Every kept file in order: arrival, stream, first, last, the gzipped inside."""
    rows = db.streamed(
        'SELECT arrival.arrival, stream, first, last, "inner" FROM arrival'
        " JOIN batch ON batch.arrival = arrival.arrival ORDER BY arrival.arrival"
    )
    for arrival, stream, first, last, inner in rows:
        yield arrival, stream, first, last, bytes(inner)


def kept_head(db: pw.Database, end: StreamEnd, seq: int) -> str | None:
    """The head (64 hex) of another node's chain after entry `seq`; None where it is not here."""
    if not end.base <= seq <= end.last:
        return None
    if seq == end.last:
        return end.head
    if seq == end.base:
        return end.root
    row = (
        Arrival.select(Arrival.arrival, Arrival.last, Arrival.head)
        .where(Arrival.stream == end.id, Arrival.first <= seq, Arrival.last >= seq)
        .tuples()
        .execute(db)
    )
    arrival, last, head = next(iter(row))
    if last == seq:
        return str(head)
    plain = replay.kept_plain(db, arrival)
    before = bytes.fromhex(str(replay.header(plain)["prev"]))
    return next(found.hex() for at, found in replay.kept_heads(plain, before) if at == seq)


def kept_heads(db: pw.Database, end: StreamEnd, first: int, last: int) -> dict[int, str]:
    """The heads (64 hex) of another node's chain after each of the entries `first` to `last`."""
    heads = {end.base: end.root}
    for arrival in kept_from(db, end, max(first, end.base + 1)):
        plain = replay.kept_plain(db, arrival)
        before = str(replay.header(plain)["prev"])
        heads[int(str(replay.header(plain)["from"])) - 1] = before
        for seq, head in replay.kept_heads(plain, bytes.fromhex(before)):
            heads[seq] = head.hex()
    return {seq: head for seq, head in heads.items() if first <= seq <= last}


def kept_from(db: pw.Database, stream: StreamEnd, lowest: int) -> tuple[int, ...]:
    """Arrivals of a chain's kept files that may hold an entry numbered `lowest` or higher."""
    arrivals = Arrival.select(Arrival.arrival).where(
        Arrival.stream == stream.id, Arrival.last >= lowest
    )
    return tuple(arrival for (arrival,) in arrivals.tuples().execute(db))


def kept_files(db: pw.Database, end: StreamEnd, after: int) -> tuple[KeptFile, ...]:
    """Kept files of a chain with counted entries numbered higher than `after`, in order."""
    rows = db.connection().execute(
        'SELECT arrival.arrival, first, last, length("inner"), substr("inner", length("inner") - 3)'
        " FROM arrival"
        " JOIN batch ON batch.arrival = arrival.arrival"
        " WHERE stream = ? AND last > ? AND first <= last AND first <= ?"
        " ORDER BY arrival.arrival",
        (end.id, after, end.counted),
    )
    # The last four bytes of a gzip member tell how much is inside (RFC 1952).
    return tuple(
        KeptFile(arrival, first, last, size, int.from_bytes(end_of_it, "little"))
        for arrival, first, last, size, end_of_it in rows
    )


def replace_inner(db: pw.Database, arrival: int, inner: bytes) -> None:
    """The same file, with records blanked."""
    digest = hashlib.sha256(inner).hexdigest()
    Batch.update(inner=inner, digest=digest).where(Batch.arrival == arrival).execute(db)


def acknowledged(db: pw.Database, stream: int, partner: str) -> tuple[int, str] | None:
    """How far a partner told us that it holds an own chain: number and head; None: not yet."""
    row = (
        Acknowledgement.select(Acknowledgement.seq, Acknowledgement.head)
        .where(Acknowledgement.stream == stream, Acknowledgement.partner == partner)
        .tuples()
        .execute(db)
    )
    return next(((int(seq), str(head)) for seq, head in row), None)


def note_acknowledged(db: pw.Database, stream: int, partner: str, seq: int, head: str) -> None:
    """A partner holds an own chain up to here."""
    Acknowledgement.insert(stream=stream, partner=partner, seq=seq, head=head).on_conflict(
        conflict_target=[Acknowledgement.stream, Acknowledgement.partner],
        preserve=[Acknowledgement.seq, Acknowledgement.head],
    ).execute(db)


def forget_partner(db: pw.Database, partner: str) -> None:
    """Nothing is known any more of what a partner holds or was sent: all is sent again."""
    Acknowledgement.delete().where(Acknowledgement.partner == partner).execute(db)
    LocalSent.delete().where(LocalSent.partner == partner).execute(db)


def acknowledgements(db: pw.Database) -> dict[tuple[int, str], tuple[int, str]]:
    """Every acknowledgement: own chain and partner, number and head."""
    rows = Acknowledgement.select().tuples().execute(db)
    return {(stream, partner): (seq, head) for stream, partner, seq, head in rows}


def sent(db: pw.Database, stream: int, partner: str) -> tuple[int, str]:
    """How far a stream was last written for a partner, and the text kept with it."""
    row = (
        LocalSent.select(LocalSent.last, LocalSent.acks)
        .where(LocalSent.stream == stream, LocalSent.partner == partner)
        .tuples()
        .execute(db)
    )
    return next(((int(last), str(acks)) for last, acks in row), (0, ""))


def all_sent(db: pw.Database) -> dict[tuple[int, str], tuple[int, str]]:
    """The same of every stream and partner."""
    rows = fetch(db, LocalSent.select(*_SENT))
    return {(stream, partner): (last, acks) for stream, partner, last, acks in rows}


_SENT: Final = (LocalSent.stream, LocalSent.partner, LocalSent.last, LocalSent.acks)


def note_sent(db: pw.Database, stream: int, partner: str, last: int, acks: str = "") -> None:
    """A stream was written for a partner up to `last`; or, in `ACKS_ROW`, these acks were."""
    LocalSent.insert(stream=stream, partner=partner, last=last, acks=acks).on_conflict(
        conflict_target=[LocalSent.stream, LocalSent.partner],
        preserve=[LocalSent.last, LocalSent.acks],
    ).execute(db)


def forks(db: pw.Database) -> tuple[ForkView, ...]:
    """Every fork that was found, here or by a partner."""
    rows = db.connection().execute(_FORKS).fetchall()
    return tuple(ForkView(*row) for row in rows)
