"""The journal of a node: own entries as canonical, numbered, chained lines.

`append` is the only way an own entry comes into being. The highest number and head ever written
stand also beside the database (`store.mark`).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
import peewee as pw

from federation.core import canonical, chain, kinds, personal
from federation.core.events import Event, Record
from federation.core.refusals import refuse
from federation.node import Node

from . import mark, restored
from .database import in_order, insert_many
from .drafts import Draft, postpone
from .tables import Line, Partner, Stream

SALT_BYTES = 16
NO_DIGEST = "0" * 64

# A chain that was set aside has the number of its card below 0; each further one of the same card
# as much less again. No node has so many cards.
ASIDE: Final = 1000

# Number, event line, and the personal line beside it or None.
Told = tuple[int, bytes, bytes | None]


class Numbered(msgspec.Struct, frozen=True, gc=False):
    """An entry: its number, its event, and the record beside it (None: none, or blanked)."""

    seq: int
    event: Event
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """A chain as far as it is here; `head` is 64 hex digits.

    It begins after entry `base`, where its head is `root`; `book` is the id of the first chain of
    its line; `closed` the last entry that counts once it is closed, else -1. `incarnation` is the
    number of the card that wrote it; below 0 for one that was set aside.
    """

    id: int
    owner: str
    kind: str
    partner: str
    incarnation: int
    own: bool
    last: int
    head: str
    state: str
    base: int = 0
    root: str = ""
    book: int = 0
    closed: int = -1

    @property
    def card_number(self) -> int:
        """Which card of its owner wrote it, set aside or not."""
        return abs(self.incarnation) % ASIDE

    @property
    def counted(self) -> int:
        """The last entry that the views take in."""
        return self.last if self.closed < 0 else min(self.last, self.closed)


def ends(db: pw.Database, owner: str = "") -> tuple[StreamEnd, ...]:
    """Every chain this node holds, own and others'; or those of one owner."""
    query, asked = (f"{_ENDS} WHERE owner = ?", (owner,)) if owner else (_ENDS, ())
    rows = db.connection().execute(f"{query} ORDER BY id", asked)
    return tuple(_end(row) for row in rows.fetchall())


def own_extent(db: pw.Database) -> tuple[int, int]:
    """How many own chains there are, and how many entries in all: it grows with each of them."""
    chains, entries = db.connection().execute(_OWN).fetchone()
    return chains, entries


_OWN: Final = "SELECT count(*), coalesce(sum(last), 0) FROM stream WHERE own = 1"
# Read with every file and every deed: in plain words, for Peewee takes longer over its own than
# the database over the answer.
_COLUMNS: Final = ", ".join(f'"{field.column_name}"' for field in Stream._meta.sorted_fields)
_ENDS: Final = f"SELECT {_COLUMNS} FROM stream"  # noqa: S608 - our own names
_ONE: Final = " WHERE owner = ? AND kind = ? AND partner = ? AND incarnation = ?"
_BEGIN: Final = (
    "INSERT INTO stream (owner, kind, partner, incarnation, own, last, head, state, base, root,"
    " book, closed) VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, 0, -1)"
)
_BOOK: Final = (
    "UPDATE stream SET book = (SELECT first.id FROM stream AS first WHERE first.owner = ?"
    " AND first.kind = ? AND first.partner = ? AND first.incarnation > 0"
    " ORDER BY first.incarnation LIMIT 1)"
    " WHERE owner = ? AND kind = ? AND partner = ? AND incarnation > 0"
)
_ADVANCE: Final = "UPDATE stream SET last = ?, head = ? WHERE id = ?"
_NEWEST: Final = "SELECT arrival, digest FROM arrival ORDER BY arrival DESC LIMIT 1"
_ARRIVED: Final = (
    "INSERT INTO arrival (arrival, stream, first, last, head, digest) VALUES (?, ?, ?, ?, ?, ?)"
)


def _end(row: Sequence[Any]) -> StreamEnd:
    number, owner, kind, partner, incarnation, own, *rest = row
    return StreamEnd(number, owner, kind, partner, incarnation, bool(own), *rest)


def find(
    db: pw.Database, owner: str, kind: str, partner: str = "", incarnation: int = 1
) -> StreamEnd | None:
    """One chain, or None when nothing of it is here."""
    asked = (owner, kind, partner, incarnation)
    row = db.connection().execute(_ENDS + _ONE, asked).fetchone()
    return None if row is None else _end(row)


def begin(
    db: pw.Database,
    owner: str,
    kind: str,
    *,
    partner: str = "",
    incarnation: int = 1,
    own: bool,
    card_line: bytes,
    after: tuple[int, str] | None = None,
) -> StreamEnd:
    """The chain of `owner`, begun at the hash of its card when nothing of it is here yet.

    `after`: number and head (64 hex) at which the chain of the card before was closed: it goes on
    from there, with the numbers and with the new card chained on.
    """
    found = find(db, owner, kind, partner, incarnation)
    if found is not None:
        return found
    if own and incarnation > 1 and after is None and kind != kinds.REGISTER:
        raise refuse("books-not-rebuilt")
    base, root = beginning(card_line, after)
    run, asked = db.connection().execute, (owner, kind, partner)
    run(_BEGIN, (*asked, incarnation, int(own), base, root, base, root))
    run(_BOOK, asked * 2)  # of all, if another first one was set aside
    made = find(db, owner, kind, partner, incarnation)
    assert made is not None
    return made


def beginning(card_line: bytes, after: tuple[int, str] | None) -> tuple[int, str]:
    """The number and head (64 hex) before the first entry that a card writes."""
    if after is None:
        return 0, chain.start(card_line).hex()
    return after[0], chain.advance(bytes.fromhex(after[1]), card_line).hex()


def fill_roots(db: pw.Database, node: Node) -> None:
    """Chains from before roots were kept: each began at the hash of its writer's card."""
    cards = dict(Partner.select(Partner.node, Partner.card).tuples().execute(db))
    for end in ends(db):
        if not end.root:
            line = own_card(node) if end.own else str(cards.get(end.owner, "")).encode()
            root = chain.start(line).hex()
            Stream.update(root=root).where(Stream.id == end.id).execute(db)


def set_state(db: pw.Database, stream: StreamEnd, state: str, closed: int = -1) -> None:
    """A chain stands still, or goes on: open, frozen, or closed at its entry `closed`."""
    Stream.update(state=state, closed=closed).where(Stream.id == stream.id).execute(db)


def advance(db: pw.Database, stream: StreamEnd, last: int, head: str) -> None:
    """Write down the new end of a chain."""
    db.connection().execute(_ADVANCE, (last, head, stream.id))


def note_arrival(
    db: pw.Database, stream: StreamEnd, first: int, last: int, head: str, *, extra: str = ""
) -> int:
    """Write down that entries `first` to `last` came in now; returns the number of arrival.

    `extra`: what else the chained digest covers (of a file: its short code and when it came).
    """
    in_order(db)
    run = db.connection().execute
    number, before = run(_NEWEST).fetchone() or (0, NO_DIGEST)
    number += 1
    digest = arrival_digest(before, number, stream, first, last, head, extra)
    run(_ARRIVED, (number, stream.id, first, last, head, digest))
    return int(number)


def arrival_digest(
    before: str, number: int, stream: StreamEnd, first: int, last: int, head: str, extra: str
) -> str:
    """The digest of an arrival (64 hex): it covers the one before, so their order is fixed."""
    told = [
        before,
        number,
        [stream.id, stream.owner, stream.kind, stream.partner, stream.card_number],
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
    """Give each draft its number, line and head; in order, per chain. Returns what was entered.

    Raises Refusal `books-frozen`, `books-not-rebuilt`, `node-restored`: then nothing may be
    written on that chain. A hub's replies wait instead (`postponed`).
    """
    gathered: dict[tuple[str, str], list[Draft]] = {}
    seen: set[int] = set()
    # What is told to many partners is written out once: a catalogue of words for a thousand groups.
    shared: dict[int, bytes] = {}
    for draft in drafts:
        if draft.stream not in kinds.KINDS[type(draft.event)].streams:
            raise AssertionError(f"{type(draft.event).__name__} may not travel in {draft.stream}")
        gathered.setdefault((draft.stream, draft.partner), []).append(draft)
        if id(draft.event) in seen:
            shared.setdefault(id(draft.event), b"")
        seen.add(id(draft.event))
    if not gathered:
        return ()  # most files of a group: nothing is passed on
    if gathered:
        in_order(db)
    card_line, marks, put_back = own_card(node), mark.read_marks(node), restored.read(db)
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
        if not is_rebuilt(db, stream):
            raise refuse("books-not-rebuilt")
        if kind != kinds.REGISTER and (
            mark.is_chain_behind(marks, stream) or restored.is_unsure(put_back, stream)
        ):
            if kind != kinds.REPLIES or node.settings.role != "hub":
                raise refuse("node-restored")
            postpone(db, kind, partner, some)
            continue
        done.append((stream, _append(db, node, stream, some, shared)))
    return tuple(done)


def is_rebuilt(db: pw.Database, stream: StreamEnd) -> bool:
    """Whether what earlier cards wrote of this book is here, up to where they were closed."""
    before = (Stream.book == stream.book) & (Stream.incarnation > 0)
    lacking = Stream.select(Stream.id).where(
        before, Stream.incarnation < stream.incarnation, Stream.last < Stream.closed
    )
    return lacking.limit(1).scalar(db) is None


def set_aside(db: pw.Database, stream: StreamEnd) -> None:
    """A chain that its owner or its reader has in another version: kept, and counted no more."""
    number = -stream.incarnation
    while find(db, stream.owner, stream.kind, stream.partner, number) is not None:
        number -= ASIDE
    now = {"state": "branch", "incarnation": number, "book": 0, "closed": -1}
    Stream.update(**now).where(Stream.id == stream.id).execute(db)


def take_back(db: pw.Database, stream: StreamEnd, told: Iterable[Told]) -> StreamEnd:
    """Own entries that were lost here and came back: lines after the end, as they were written.

    They must have been proved before: numbered on, chained, signed by this node's own key.
    """
    seq, head, rows = stream.last, bytes.fromhex(stream.head), []
    for number, line, beside in told:
        seq, head = seq + 1, chain.advance(head, line)
        assert number == seq
        rows.append((stream.id, seq, head.hex(), line, beside))
    insert_many(db, Line, rows)
    advance(db, stream, seq, head.hex())
    note_arrival(db, stream, stream.last + 1, seq, head.hex())
    return replace(stream, last=seq, head=head.hex())


def _append(
    db: pw.Database,
    node: Node,
    stream: StreamEnd,
    drafts: Sequence[Draft],
    shared: dict[int, bytes],
) -> tuple[Numbered, ...]:
    seq, head = stream.last, bytes.fromhex(stream.head)
    entered: list[Numbered] = []

    def rows() -> Iterator[tuple[object, ...]]:
        """Written as they are made: of a large import only the events are held."""
        nonlocal seq, head
        for draft in drafts:
            seq += 1
            event, beside = draft.event, None
            if draft.record is not None:
                salt = node.entropy(SALT_BYTES)
                committed = personal.commitment(salt, canonical.encode_sound(draft.record))
                event = msgspec.structs.replace(event, personal=committed)
                beside = personal.personal_line(seq, draft.record, salt)
            line = shared.get(id(event)) or canonical.encode_sound(event)
            if id(event) in shared:
                shared[id(event)] = line
            head = chain.advance(head, line)
            entered.append(Numbered(seq, event, draft.record))
            yield stream.id, seq, head.hex(), line, beside

    insert_many(db, Line, rows())
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
        "SELECT length(line) + coalesce(length(personal), 0),"
        " CASE WHEN personal IS NULL THEN 1 ELSE 2 END"
        " FROM line WHERE stream = ? AND seq BETWEEN ? AND ? ORDER BY seq",
        (stream, first, last),
    )


def head_at(db: pw.Database, stream: StreamEnd, seq: int) -> str | None:
    """The head of an own chain after entry `seq` (64 hex), or None where it does not reach."""
    if seq == stream.last:
        return stream.head
    if seq == stream.base:
        return stream.root
    found = Line.select(Line.head).where(Line.stream == stream.id, Line.seq == seq).scalar(db)
    return None if found is None else str(found)


def blank(db: pw.Database, stream: StreamEnd, seqs: Iterable[int]) -> None:
    """Blank the records beside own entries of a chain; lines, heads, signatures stay as they are.

    In every other copy, too: `blanking.blank`.
    """
    for seq in sorted(seqs):
        Line.update(personal=personal.blanked_line(seq)).where(
            Line.stream == stream.id, Line.seq == seq, Line.personal.is_null(is_null=False)
        ).execute(db)
