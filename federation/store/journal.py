"""The journal of a node: own entries as canonical, numbered, chained lines.

`append` is the only way an own entry comes into being. The highest number and head ever written
stand also beside the database (`store.mark`).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import peewee as pw

from federation.core import canonical, chain, kinds, personal
from federation.core.events import Event, Record
from federation.core.refusals import refuse
from federation.node import Node

from .database import insert_many
from .tables import Arrival, Line, Stream

SALT_BYTES = 16
NO_DIGEST = "0" * 64


@dataclass(frozen=True, slots=True)
class Draft:
    """What a deed decided, before it has a number: for `stream`, perhaps of one `partner`."""

    stream: str
    event: Event
    record: Record | None = None
    partner: str = ""


class Numbered(msgspec.Struct, frozen=True):
    """An entry: its number, its event, and the record beside it (None: none, or blanked)."""

    seq: int
    event: Event
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """A chain as far as it is here; `head` is 64 hex digits."""

    id: int
    owner: str
    kind: str
    partner: str
    incarnation: int
    own: bool
    last: int
    head: str
    state: str


def ends(db: pw.Database) -> tuple[StreamEnd, ...]:
    """Every chain this node holds, own and others'."""
    rows = Stream.select().order_by(Stream.id).tuples().execute(db)
    return tuple(_end(row) for row in rows)


def _end(row: Sequence[object]) -> StreamEnd:
    number, owner, kind, partner, incarnation, own, last, head, state = row
    return StreamEnd(
        int(str(number)),
        str(owner),
        str(kind),
        str(partner),
        int(str(incarnation)),
        bool(own),
        int(str(last)),
        str(head),
        str(state),
    )


def find(
    db: pw.Database, owner: str, kind: str, partner: str = "", incarnation: int = 1
) -> StreamEnd | None:
    """One chain, or None when nothing of it is here."""
    row = (
        Stream.select()
        .where(
            Stream.owner == owner,
            Stream.kind == kind,
            Stream.partner == partner,
            Stream.incarnation == incarnation,
        )
        .tuples()
        .execute(db)
    )
    found = tuple(row)
    return _end(found[0]) if found else None


def begin(
    db: pw.Database,
    owner: str,
    kind: str,
    *,
    partner: str = "",
    incarnation: int = 1,
    own: bool,
    card_line: bytes,
) -> StreamEnd:
    """The chain of `owner`, begun at the hash of its card when nothing of it is here yet."""
    found = find(db, owner, kind, partner, incarnation)
    if found is not None:
        return found
    head = chain.start(card_line).hex()
    Stream.insert(
        owner=owner,
        kind=kind,
        partner=partner,
        incarnation=incarnation,
        own=int(own),
        last=0,
        head=head,
        state="open",
    ).execute(db)
    made = find(db, owner, kind, partner, incarnation)
    assert made is not None
    return made


def advance(db: pw.Database, stream: StreamEnd, last: int, head: str) -> None:
    """Write down the new end of a chain."""
    Stream.update(last=last, head=head).where(Stream.id == stream.id).execute(db)


def note_arrival(
    db: pw.Database, stream: StreamEnd, first: int, last: int, head: str, *, extra: str = ""
) -> int:
    """Write down that entries `first` to `last` came in now; returns the number of arrival.

    `extra`: what else the chained digest covers (of a file: its short code and when it came).
    """
    newest = (
        Arrival.select(Arrival.arrival, Arrival.digest)
        .order_by(Arrival.arrival.desc())
        .limit(1)
        .tuples()
        .execute(db)
    )
    number, before = next(iter(newest), (0, NO_DIGEST))
    number += 1
    digest = arrival_digest(before, number, stream, first, last, head, extra)
    Arrival.insert(
        arrival=number, stream=stream.id, first=first, last=last, head=head, digest=digest
    ).execute(db)
    return int(number)


def arrival_digest(
    before: str, number: int, stream: StreamEnd, first: int, last: int, head: str, extra: str
) -> str:
    """The digest of an arrival (64 hex): it covers the one before, so their order is fixed."""
    told = [
        before,
        number,
        [stream.id, stream.owner, stream.kind, stream.partner, stream.incarnation],
        [first, last, head, extra],
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def own_card(node: Node) -> bytes:
    """The node's own signed card line, the root of its chains. Raises Refusal `card-missing`."""
    try:
        return (node.folder / "node.card").read_bytes().split(b"\n", 1)[0]
    except FileNotFoundError:
        raise refuse("card-missing", folder=str(node.folder)) from None


def append(
    db: pw.Database, node: Node, drafts: Iterable[Draft]
) -> tuple[tuple[StreamEnd, tuple[Numbered, ...]], ...]:
    """Give each draft its number, line and head; in order, per chain. Returns what was entered."""
    gathered: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        if draft.stream not in kinds.KINDS[type(draft.event)].streams:
            raise AssertionError(f"{type(draft.event).__name__} may not travel in {draft.stream}")
        gathered.setdefault((draft.stream, draft.partner), []).append(draft)
    card_line = own_card(node)
    done = []
    for (kind, partner), some in gathered.items():
        stream = begin(
            db,
            node.settings.node_id,
            kind,
            partner=partner,
            incarnation=node.settings.incarnation,
            own=True,
            card_line=card_line,
        )
        if stream.state != "open":
            raise refuse("books-frozen")
        done.append((stream, _append(db, node, stream, some)))
    return tuple(done)


def _append(
    db: pw.Database, node: Node, stream: StreamEnd, drafts: Sequence[Draft]
) -> tuple[Numbered, ...]:
    seq, head = stream.last, bytes.fromhex(stream.head)
    rows, entered = [], []
    for draft in drafts:
        seq += 1
        event, beside = draft.event, None
        if draft.record is not None:
            salt = node.entropy(SALT_BYTES)
            record_line = canonical.encode(draft.record)
            event = msgspec.structs.replace(event, personal=personal.commitment(salt, record_line))
            beside = personal.personal_line(seq, draft.record, salt)
        line = canonical.encode_sound(event)
        head = chain.advance(head, line)
        rows.append((stream.id, seq, head.hex(), line, beside))
        entered.append(Numbered(seq, event, draft.record))
    insert_many(db, Line, rows)
    advance(db, stream, seq, head.hex())
    note_arrival(db, stream, stream.last + 1, seq, head.hex())
    return tuple(entered)


def own_lines(
    db: pw.Database, stream: int, first: int, last: int
) -> Iterator[tuple[int, str, bytes, bytes | None]]:
    """Own lines `first` to `last` of a stream: number, head, line, personal line."""
    rows = db.connection().execute(
        "SELECT seq, head, line, personal FROM line"
        " WHERE stream = ? AND seq BETWEEN ? AND ? ORDER BY seq",
        (stream, first, last),
    )
    for seq, head, line, beside in rows:
        yield seq, head, bytes(line), None if beside is None else bytes(beside)


def own_sizes(db: pw.Database, stream: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Of own lines `first` to `last`: bytes with what stands beside it, and how many lines."""
    yield from db.connection().execute(
        "SELECT length(line) + coalesce(length(personal), 0), 1 + (personal IS NOT NULL)"
        " FROM line WHERE stream = ? AND seq BETWEEN ? AND ? ORDER BY seq",
        (stream, first, last),
    )


def head_at(db: pw.Database, stream: StreamEnd, seq: int, card_line: bytes) -> str | None:
    """The head of an own chain after `seq` entries (64 hex), or None beyond its end."""
    if seq == stream.last:
        return stream.head
    if seq == 0:
        return chain.start(card_line).hex()
    found = Line.select(Line.head).where(Line.stream == stream.id, Line.seq == seq).scalar(db)
    return None if found is None else str(found)


def blank(db: pw.Database, stream: int, seqs: Iterable[int]) -> None:
    """Blank the records beside own entries; lines, heads and signatures stay as they are."""
    for seq in seqs:
        Line.update(personal=personal.blanked_line(seq)).where(
            Line.stream == stream, Line.seq == seq, Line.personal.is_null(is_null=False)
        ).execute(db)
