"""Does everything here follow from the journal? A list of checks; each names what differs.

Signatures of kept files are checked by `sync.checks`, which knows keys; everything else here.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec
import peewee as pw

from federation.core import canonical, chain, kinds
from federation.core.events import Event
from federation.core.refusals import Refusal
from federation.node import Node

from . import database, journal, replay
from .journal import NO_DIGEST, StreamEnd
from .tables import (
    PROJECTION_TABLES,
    Acknowledgement,
    Arrival,
    Batch,
    HeldFile,
    LocalProjection,
    Partner,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """`where` a difference is (table and row), and `what` differs, in plain words."""

    where: str
    what: str


Check = Callable[[pw.Database, Node], Iterator[Problem]]


def verify(db: pw.Database, node: Node) -> tuple[Problem, ...]:
    """Every difference found; nothing means that the store says what the journal says."""
    problems: list[Problem] = []
    for check in CHECKS:
        problems.extend(check(db, node))
    return tuple(problems)


def count_entries(db: pw.Database) -> int:
    """How many entries stand in the journal, own and others'."""
    return sum(end.last for end in journal.ends(db))


def check_file(db: pw.Database, _node: Node) -> Iterator[Problem]:
    """SQLite's own check of the file and of references."""
    for (said,) in db.connection().execute("PRAGMA integrity_check"):
        if said != "ok":
            yield Problem("database file", str(said))
    for row in db.connection().execute("PRAGMA foreign_key_check"):
        yield Problem(f"table {row[0]}", f"row {row[1]} refers to nothing")


def check_streams(db: pw.Database, node: Node) -> Iterator[Problem]:
    """Every chain belongs to this node or to a partner, and goes where its kind may go."""
    own = node.settings.node_id
    known = {row[0] for row in Partner.select(Partner.node).tuples().execute(db)} | {own}
    for end in journal.ends(db):
        where = f"stream {end.id} ({end.kind})"
        if end.kind not in kinds.STREAMS:
            yield Problem(where, "is of no known kind")
        if end.own != (end.owner == own):
            yield Problem(where, "is marked as another node's than it is")
        if end.owner not in known:
            yield Problem(where, f"was written by {end.owner}, which is not enrolled here")
        if end.partner and end.partner not in known:
            yield Problem(where, f"is for {end.partner}, which is not enrolled here")
        if bool(end.partner) != (end.own and end.kind in (kinds.REPLIES, kinds.PUBLICATION)):
            yield Problem(where, "is for the wrong kind of reader")
        if end.incarnation < 1 or end.state not in ("open", "frozen", "closed"):
            yield Problem(where, "has an impossible state")
        if end.own and (end.incarnation != node.settings.incarnation or end.state != "open"):
            yield Problem(where, "does not belong to the books this node writes")


def check_own_lines(db: pw.Database, node: Node) -> Iterator[Problem]:
    """Own lines are canonical, numbered without a gap, chained; records fit their hashes."""
    by_id = {end.id: end for end in journal.ends(db) if end.own}
    card_line = journal.own_card(node)
    counted = dict.fromkeys(by_id, 0)
    heads = {number: chain.start(card_line) for number in by_id}
    decoders = {end.id: kinds.decoder(end.kind) for end in by_id.values()}
    rows = db.connection().execute(
        "SELECT stream, seq, head, line, personal FROM line ORDER BY stream, seq"
    )
    for stream, seq, head, line, beside in rows:
        where = f"journal line {seq} of stream {stream}"
        if stream not in by_id:
            yield Problem(where, "belongs to no own stream")
            continue
        counted[stream] += 1
        if seq != counted[stream]:
            yield Problem(where, f"stands where number {counted[stream]} is expected")
            counted[stream] = seq
        heads[stream] = chain.advance(heads[stream], bytes(line))
        if heads[stream].hex() != head:
            yield Problem(where, "does not fit its head: the line or its head was changed")
            heads[stream] = _bytes(head)
        yield from _check_line(where, decoders[stream], seq, bytes(line), beside)
    for number, end in by_id.items():
        if (counted[number], heads[number].hex()) != (end.last, end.head):
            yield Problem(f"stream {number} ({end.kind})", "ends elsewhere than its lines")


def _bytes(head: str) -> bytes:
    try:
        return bytes.fromhex(head)
    except ValueError:
        return bytes(32)


def _check_line(
    where: str,
    decoder: "msgspec.json.Decoder[Event]",
    seq: int,
    line: bytes,
    beside: bytes | None,
) -> Iterator[Problem]:
    try:
        event = canonical.decode(line, decoder)
        if bool(event.personal) != (beside is not None):
            yield Problem(where, "lacks its personal record, or has one too many")
        replay.read_record(event, seq, None if beside is None else bytes(beside))
    except Refusal as refusal:
        yield Problem(where, f"is not a sound line: {refusal}")


def check_arrivals(db: pw.Database, _node: Node) -> Iterator[Problem]:
    """The order of arrival is whole and chained, and covers every chain to its end."""
    by_id = {end.id: end for end in journal.ends(db)}
    reached = dict.fromkeys(by_id, 0)
    files = {
        arrival: (code, received)
        for arrival, code, received in Batch.select(Batch.arrival, Batch.short_code, Batch.received)
        .tuples()
        .execute(db)
    }
    before, expected = NO_DIGEST, 0
    rows = Arrival.select().order_by(Arrival.arrival).tuples().execute(db)
    for arrival, stream, first, last, head, digest in rows:
        expected += 1
        where = f"arrival {arrival}"
        end = by_id.get(stream)
        if arrival != expected or end is None:
            yield Problem(where, "is out of order or of no stream")
            expected = arrival
            continue
        if end.own == (arrival in files):
            yield Problem(where, "has a kept file where none belongs, or lacks it")
        extra = "" if end.own else " ".join(files.pop(arrival, ("", "")))
        if digest != journal.arrival_digest(before, arrival, end, first, last, head, extra):
            yield Problem(where, "was changed after it was written down")
        if first != reached[stream] + 1 or last < reached[stream]:
            yield Problem(where, f"does not go on from entry {reached[stream]}")
        reached[stream], before = last, digest
    for arrival in files:
        if arrival > expected:
            yield Problem(f"kept file {arrival}", "has no arrival")
    for number, end in by_id.items():
        if reached[number] != end.last:
            yield Problem(f"stream {number} ({end.kind})", "ends elsewhere than its arrivals")


def check_batches(db: pw.Database, _node: Node) -> Iterator[Problem]:
    """Kept files are as they were taken in, and their lines carry each chain to its end."""
    by_id = {end.id: end for end in journal.ends(db) if not end.own}
    cards = dict(Partner.select(Partner.node, Partner.card).tuples().execute(db))
    heads = {end.id: chain.start(str(cards.get(end.owner, "")).encode()) for end in by_id.values()}
    rows = db.connection().execute(
        "SELECT arrival.arrival, stream, first, last, head, inner, batch.digest"
        " FROM arrival JOIN batch ON batch.arrival = arrival.arrival ORDER BY arrival.arrival"
    )
    for arrival, stream, first, last, head, inner, digest in rows:
        where = f"kept file {arrival}"
        if hashlib.sha256(bytes(inner)).hexdigest() != digest:
            yield Problem(where, "was changed after it was taken in")
            continue
        if stream not in by_id:
            yield Problem(where, "belongs to no partner's stream")
            continue
        heads[stream] = _run(heads[stream], gzip.decompress(bytes(inner)), first, last)
        if heads[stream].hex() != head:
            yield Problem(where, "holds other lines than its head says")
            heads[stream] = _bytes(head)
    for number, end in by_id.items():
        if heads[number].hex() != end.head:
            yield Problem(f"stream {number} ({end.kind})", "has another head than its files")


def _run(head: bytes, plain: bytes, first: int, last: int) -> bytes:
    header_line, *lines = plain.rstrip(b"\n").split(b"\n")
    seq = int(msgspec.json.decode(header_line)["from"]) - 1
    for line in lines[:-1]:
        if line.startswith(b'{"of":'):
            continue
        seq += 1
        if first <= seq <= last:
            head = chain.advance(head, line)
    return head


def check_acknowledgements(db: pw.Database, node: Node) -> Iterator[Problem]:
    """A partner's acknowledgement names a head that our chain really had."""
    by_id = {end.id: end for end in journal.ends(db) if end.own}
    known = {row[0] for row in Partner.select(Partner.node).tuples().execute(db)}
    card_line = journal.own_card(node)
    rows = Acknowledgement.select().tuples().execute(db)
    for stream, partner, seq, head in rows:
        where = f"acknowledgement of stream {stream} by {partner}"
        end = by_id.get(stream)
        if end is None or partner not in known:
            yield Problem(where, "is of no stream or partner of this node")
        elif journal.head_at(db, end, seq, card_line) != head:
            yield Problem(where, f"names a head that entry {seq} never had")


def check_held(db: pw.Database, _node: Node) -> Iterator[Problem]:
    """Files that wait are still the bytes that came."""
    rows = HeldFile.select(HeldFile.digest, HeldFile.sealed, HeldFile.name).tuples().execute(db)
    for digest, sealed, name in rows:
        if hashlib.sha256(bytes(sealed)).hexdigest() != digest:
            yield Problem(f"waiting file {name}", "was changed after it came")


def check_projections(db: pw.Database, node: Node) -> Iterator[Problem]:
    """Every view is what the journal makes of it when it is read again from the start."""
    fresh = database.connect(None)
    fresh.connect()
    try:
        database.make_projections(fresh)
        try:
            replay.replay(db, fresh)
        except Refusal as refusal:
            yield Problem("journal", f"cannot be read again: {refusal}")
            return
        except (ValueError, KeyError, OSError, EOFError, AssertionError) as broken:
            yield Problem("journal", f"cannot be read again: {broken}")
            return
        for table in PROJECTION_TABLES:
            yield from _compare(table, db, fresh)
    finally:
        fresh.close()
    version = LocalProjection.select(LocalProjection.version).scalar(db)
    if version != database.PROJECTIONS_VERSION:
        yield Problem("table local_projection", "names another version of the views")
    del node


def _compare(table: type[pw.Model], db: pw.Database, fresh: pw.Database) -> Iterator[Problem]:
    """Rows of one view that differ, by key: changed, missing or one too many."""
    meta = table._meta
    keys = [meta.fields[name].column_name for name in _key_names(table)]
    columns = [field.column_name for field in meta.sorted_fields]
    listed = ", ".join(f'"{name}"' for name in columns)
    order = ", ".join(f'"{name}"' for name in keys)
    query = f'SELECT {listed} FROM "{meta.table_name}" ORDER BY {order}'  # noqa: S608 - own names
    places = [columns.index(name) for name in keys]
    here, made = db.connection().execute(query), fresh.connection().execute(query)
    found, wanted = next(here, None), next(made, None)
    while found is not None or wanted is not None:
        if found == wanted:
            found, wanted = next(here, None), next(made, None)
            continue
        have = None if found is None else tuple(found[place] for place in places)
        want = None if wanted is None else tuple(wanted[place] for place in places)
        name = f"table {meta.table_name}"
        if have is not None and (want is None or have < want):
            yield Problem(f"{name}, row {_said(have)}", "is not in the journal")
            found = next(here, None)
        elif want is not None and (have is None or want < have):
            yield Problem(f"{name}, row {_said(want)}", "is missing")
            wanted = next(made, None)
        else:
            assert found is not None
            assert wanted is not None
            assert want is not None
            differ = [c for c, a, b in zip(columns, found, wanted, strict=True) if a != b]
            yield Problem(f"{name}, row {_said(want)}", f"differs in {', '.join(differ)}")
            found, wanted = next(here, None), next(made, None)


def _key_names(table: type[pw.Model]) -> tuple[str, ...]:
    key = table._meta.primary_key
    return key.field_names if isinstance(key, pw.CompositeKey) else (key.name,)


def _said(key: tuple[object, ...]) -> str:
    return "/".join(str(part) for part in key)


def check_mark(db: pw.Database, node: Node) -> Iterator[Problem]:
    """The mark beside the database names ends that the own chains have, or had."""
    try:
        marks = json.loads(journal.mark_path(node).read_bytes())
    except FileNotFoundError:
        return
    except ValueError:
        yield Problem("node.mark", "cannot be read")
        return
    here = {(end.kind, end.partner, end.incarnation): end for end in journal.ends(db) if end.own}
    card_line = journal.own_card(node)
    for kind, partner, incarnation, last, head in marks:
        end: StreamEnd | None = here.get((kind, partner, incarnation))
        if end is None or journal.head_at(db, end, last, card_line) != head:
            yield Problem("node.mark", f"tells of {kind} entry {last}, which is not here")


CHECKS: Final[tuple[Check, ...]] = (
    check_file,
    check_streams,
    check_own_lines,
    check_arrivals,
    check_batches,
    check_acknowledgements,
    check_held,
    check_projections,
    check_mark,
)
