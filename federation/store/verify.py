"""Does everything here follow from the journal? A list of checks; each names what differs.

Signatures of kept files are checked by `sync.audit`, which knows keys; everything else here.
"""

import contextlib
import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import peewee as pw

from federation.core import chain
from federation.core.events import CoordinatorForgotten, MemberForgotten
from federation.core.refusals import Refusal
from federation.node import Node

from . import database, exchange, health, journal, mark, replay
from .chains import check_roots, check_streams
from .compare import Problem, compare
from .journal import NO_DIGEST, StreamEnd, Told
from .tables import (
    PROJECTION_TABLES,
    Acknowledgement,
    Arrival,
    Batch,
    HeldFile,
    LocalProjection,
    LocalSent,
    Partner,
)

# What a kept file raises that was changed.
UNREADABLE: Final = (
    *(Refusal, ValueError, LookupError, AssertionError, OSError, EOFError, zlib.error),
)

Check = Callable[[pw.Database, Node], Iterator[Problem]]


def verify(db: pw.Database, node: Node) -> tuple[Problem, ...]:
    """Every difference found; nothing means that the store says what the journal says."""
    problems: list[Problem] = []
    for check in CHECKS:
        problems.extend(check(db, node))
    return tuple(problems)


def count_entries(db: pw.Database) -> int:
    """How many entries stand in the journal, own and others'."""
    return sum(end.last - end.base for end in journal.ends(db))


def check_file(db: pw.Database, _node: Node) -> Iterator[Problem]:
    """What the database itself knows to be wrong with its file."""
    yield from (Problem(where, what) for where, what in db.faults())


def check_own_lines(db: pw.Database, node: Node) -> Iterator[Problem]:
    """Own lines are canonical, numbered without a gap, chained; records fit their hashes."""
    del node
    by_id = {end.id: end for end in journal.ends(db) if end.own}
    counted = {number: end.base for number, end in by_id.items()}
    heads = {number: _bytes(end.root) for number, end in by_id.items()}
    rows = db.streamed("SELECT stream, seq, head, line, personal FROM line ORDER BY stream, seq")
    records = _Records()
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
        told = (seq, bytes(line), None if beside is None else bytes(beside))
        yield from records.check(where, by_id[stream], told)
    for number, end in by_id.items():
        if (counted[number], heads[number].hex()) != (end.last, end.head):
            yield Problem(f"stream {number} ({end.kind})", "ends elsewhere than its lines")
    yield from records.problems()


def _bytes(head: str) -> bytes:
    try:
        return bytes.fromhex(head)
    except ValueError:
        return bytes(32)


class _Records:
    """Lines and records in passing: typed, fitting, and blanked exactly where an entry says so.

    `excused`: numbers, by owner and stream, blanked for an entry that counts no more. `awaited`:
    records of files that came blank, in an export of several of which the last one, with the entry
    that says so, has not come.
    """

    def __init__(self) -> None:
        self.awaited: dict[int, set[tuple[int, int]]] = {}
        self.blanked: dict[tuple[int, int], tuple[str, tuple[str, str, int]]] = {}
        self.beside: dict[tuple[int, int], str] = {}
        self.forgotten: set[tuple[int, int]] = set()
        self.excused: set[tuple[str, str, int]] = set()

    def check(self, where: str, end: StreamEnd, told: Told) -> Iterator[Problem]:
        """One line and what stands beside it."""
        seq, _, beside = told
        try:
            (numbered,) = replay.read_entries(end.kind, [told])
        except Refusal as refusal:
            yield Problem(where, f"is not a sound line: {refusal}")
            return
        if end.state == "branch" or seq > end.counted:
            # Evidence alone: whose records were to go there follows from no entry that counts.
            if isinstance(numbered.event, MemberForgotten):
                self.excused |= {(end.owner, end.kind, of) for of in numbered.event.seqs}
            return
        if isinstance(numbered.event, MemberForgotten | CoordinatorForgotten):
            self.forgotten |= {(end.book, of) for of in numbered.event.seqs}
        if beside is not None:
            if numbered.record is None:
                self.blanked[end.book, seq] = where, (end.owner, end.kind, seq)
            else:
                self.beside[end.book, seq] = where

    def end_of_file(self, end: StreamEnd, numbers: Iterable[int], *, whole: bool) -> None:
        """All of a kept file passed by; `whole`: no further one of the same export follows it."""
        waiting = self.awaited.setdefault(end.id, set())
        waiting |= {(end.book, seq) for seq in numbers}
        if whole:
            waiting.clear()

    def problems(self) -> Iterator[Problem]:
        """What no single line could tell."""
        forgotten = self.forgotten.union(*self.awaited.values())
        for key, (where, name) in self.blanked.items():
            if key not in forgotten and name not in self.excused:
                yield Problem(where, "lost its personal record though nobody asked for that")
        for key in self.forgotten & self.beside.keys():
            yield Problem(self.beside[key], "still has a personal record that was to be forgotten")


def check_arrivals(db: pw.Database, _node: Node) -> Iterator[Problem]:
    """The order of arrival is whole and chained, and covers every chain to its end."""
    by_id = {end.id: end for end in journal.ends(db)}
    reached = {number: end.base for number, end in by_id.items()}
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
            yield Problem(where, "was changed after it was written down, or its file was")
        if first != reached[stream] + 1 or last < reached[stream]:
            yield Problem(where, f"does not go on from entry {reached[stream]}")
        reached[stream], before = last, digest
    for arrival in files:
        if arrival > expected:
            yield Problem(f"kept file {arrival}", "has no arrival")
    for number, end in by_id.items():
        if reached[number] != end.last:
            yield Problem(f"stream {number} ({end.kind})", "ends elsewhere than its arrivals")


def _forgotten_here(db: pw.Database) -> set[tuple[int, int]]:
    """Entries, by book, whose records own entries ask to blank: in kept files of the book too."""
    by_id = {end.id: end for end in journal.ends(db) if end.own}
    tag = str(MemberForgotten.__struct_config__.tag).encode()
    rows = db.connection().execute(
        f"SELECT stream, seq, line FROM line WHERE {db.holds} ORDER BY stream, seq",  # noqa: S608
        (tag,),
    )
    found = set[tuple[int, int]]()
    for stream, seq, line in rows.fetchall():
        end = by_id.get(stream)
        if end is None or seq > end.counted:
            continue
        with contextlib.suppress(Refusal):  # an unsound line is told by `check_own_lines`
            for one in replay.read_entries(end.kind, [(seq, bytes(line), None)]):
                if isinstance(one.event, MemberForgotten):
                    found |= {(end.book, of) for of in one.event.seqs}
    return found


def check_batches(db: pw.Database, _node: Node) -> Iterator[Problem]:
    """Kept files are as they were taken in, and their lines carry each chain to its end."""
    by_id = {end.id: end for end in journal.ends(db) if not end.own}
    heads = {end.id: _bytes(end.root) for end in by_id.values()}
    digests = dict(Batch.select(Batch.arrival, Batch.digest).tuples().execute(db))
    records = _Records()
    records.forgotten |= _forgotten_here(db)
    for arrival, stream, first, last, inner in exchange.kept_inners(db):
        where = f"kept file {arrival}"
        if hashlib.sha256(inner).hexdigest() != digests[arrival]:
            yield Problem(where, "was changed after it was taken in")
        if stream not in by_id:
            yield Problem(where, "belongs to no partner's stream")
            continue
        end = by_id[stream]
        try:
            plain = gzip.decompress(inner)
            for told in replay.kept_lines(plain):
                if first <= told[0] <= last:
                    heads[stream] = chain.advance(heads[stream], told[1])
                yield from records.check(f"{where}, entry {told[0]}", end, told)
            if first <= last:
                records.end_of_file(end, range(first, last + 1), whole=replay.is_whole(plain))
        except UNREADABLE as broken:
            yield Problem(where, f"cannot be read: {broken}")
        wanted = Arrival.select(Arrival.head).where(Arrival.arrival == arrival).scalar(db)
        if heads[stream].hex() != wanted:
            yield Problem(where, "holds other lines than its head says")
            heads[stream] = _bytes(str(wanted))
    for number, end in by_id.items():
        if heads[number].hex() != end.head:
            yield Problem(f"stream {number} ({end.kind})", "has another head than its files")
    yield from records.problems()


def check_acknowledgements(db: pw.Database, node: Node) -> Iterator[Problem]:
    """A partner's acknowledgement names a head that our chain really had."""
    by_id = {end.id: end for end in journal.ends(db) if end.own}
    known = {row[0] for row in Partner.select(Partner.node).tuples().execute(db)}
    del node
    rows = Acknowledgement.select().tuples().execute(db)
    for stream, partner, seq, head in rows:
        where = f"acknowledgement of stream {stream} by {partner}"
        end = by_id.get(stream)
        if end is None or partner not in known:
            yield Problem(where, "is of no stream or partner of this node")
        elif journal.head_at(db, end, seq) != head:
            yield Problem(where, f"names a head that entry {seq} never had")


def check_held(db: pw.Database, _node: Node) -> Iterator[Problem]:
    """Files that wait are still the bytes that came, under what was written down of them."""
    told = dict(HeldFile.select(HeldFile.digest, HeldFile.told).tuples().execute(db))
    for view in exchange.held(db):
        where = f"waiting file {view.digest[:16]} ({view.name})"
        sealed = exchange.held_bytes(db, view.digest) or b""
        if hashlib.sha256(sealed).hexdigest() != view.digest:
            yield Problem(where, "was changed after it came")
        if told[view.digest] != view.told:
            yield Problem(where, "has other particulars than were written down when it came")


def check_frozen(db: pw.Database, node: Node) -> Iterator[Problem]:
    """A chain stands still exactly where this node found a fork in it, with its present card.

    Once it is here up to the place: a node that was put back may have it only in part.
    """
    own = node.settings.node_id
    found = {
        (fork.writer, fork.stream, fork.incarnation): fork.seq
        for fork in exchange.forks(db)
        if (fork.teller, fork.card) == (own, node.settings.incarnation)
    }
    for end in journal.ends(db):
        place = found.get((end.owner, end.kind, end.incarnation))
        forked = place is not None and end.last >= place
        if end.state in ("closed", "branch"):
            continue
        if end.state != ("frozen" if forked else "open"):
            told = "a fork was found" if forked else "no fork was found in it"
            yield Problem(f"stream {end.id} ({end.kind})", f"is {end.state}, but {told}")


def check_sent(db: pw.Database, _node: Node) -> Iterator[Problem]:
    """What was written into files is not more than there is."""
    by_id = {end.id: end for end in journal.ends(db) if end.own}
    known = {row[0] for row in Partner.select(Partner.node).tuples().execute(db)}
    for stream, partner, last, acks in LocalSent.select().tuples().execute(db):
        where = f"table local_sent, row {stream}/{partner}"
        if partner not in known or (stream != exchange.ACKS_ROW and stream not in by_id):
            yield Problem(where, "is of no stream or partner of this node")
        elif last > (by_id[stream].last if stream in by_id else 0) or last < 0:
            yield Problem(where, "tells of entries that are not here")
        elif stream != exchange.ACKS_ROW and acks:
            yield Problem(where, "tells of acknowledgements where none belong")


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
        if node.settings.role == health.HUB:
            health.make_anew(db, fresh)
        for table in PROJECTION_TABLES:
            yield from compare(table, db, fresh)
    finally:
        fresh.close()
    versions = dict(LocalProjection.select().tuples().execute(db))
    if versions != {database.PROJECTIONS: database.PROJECTIONS_VERSION}:
        yield Problem("table local_projection", "names another version of the views")


def check_mark(db: pw.Database, node: Node) -> Iterator[Problem]:
    """The mark beside the database names ends that the own chains have, or had."""
    try:
        marks = mark.parse_marks(mark.mark_path(node).read_bytes())
    except FileNotFoundError:
        return
    except ValueError:
        yield Problem("node.mark", "cannot be read")
        return
    here = {(end.kind, end.partner, end.incarnation): end for end in journal.ends(db) if end.own}
    for key, (last, head) in marks.items():
        end: StreamEnd | None = here.get(key)
        if end is None and key[2] < node.settings.incarnation:
            continue  # of an earlier card
        if end is None or journal.head_at(db, end, last) != head:
            yield Problem("node.mark", f"tells of {key[0]} entry {last}, which is not here")


CHECKS: Final[tuple[Check, ...]] = (
    check_file,
    check_streams,
    check_roots,
    check_own_lines,
    check_arrivals,
    check_batches,
    check_acknowledgements,
    check_held,
    check_frozen,
    check_sent,
    check_projections,
    check_mark,
)
