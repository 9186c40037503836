"""Entries that a partner lost are given back to it; our own, when they come back, are taken up.

A file shows how far its writer is. Where we hold more of its chain, it was put back from an older
copy: with the next file to it goes an archive of what it lacks. Entries that come back are ours
only if our own key signed them and they go on where our chain ends.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core import hands
from federation.core.refusals import Refusal, refuse
from federation.node import Node
from federation.store import (
    Database,
    Store,
    StreamEnd,
    blanking,
    exchange,
    journal,
    local,
    projections,
    replay,
)
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView

from . import cards, enrolment, holding, keys, relay, restored, seal, standstill, streams
from .archive import STREAM, Archive, Header, write_archive
from .batch import ENDING, Batch, plain_label
from .checks import Letter
from .outcome import ALREADY, APPLIED, HELD, Outcome

# Packed batches in one archive, and what they may unpack to.
PACKED_BYTES_MAX: Final = 14_000_000
PLAIN_BYTES_MAX: Final = 200_000_000


def _name(partner: str) -> str:
    return f"owes {partner}"


def owed(db: Database, partner: str) -> dict[str, int]:
    """Per stream the last entry that a partner showed it has, where we hold more."""
    told = json.loads(local.state(db, _name(partner)) or "{}")
    assert isinstance(told, dict)
    return told


def note_position(db: Database, letter: Letter, end: StreamEnd | None, *, is_new: bool) -> None:
    """Write down whether the writer of a file lacks entries of its own that we hold.

    `is_new`: the file never came before. An old one that comes late looks the same; then the
    archive brings what is there already.
    """
    if end is not None and end.state == "frozen":
        return  # its writer may be two machines: the other one must still see our version
    told, batch = owed(db, letter.partner.node), letter.batch
    last = end.last if end else 0
    before = told.get(letter.kind)
    if batch.last >= last:
        told.pop(letter.kind, None)
    elif (is_new or batch.header.asks) and batch.header.vol[0] == batch.header.vol[1]:
        told[letter.kind] = batch.last
    if told.get(letter.kind) != before:
        local.set_state(db, _name(letter.partner.node), json.dumps(told) if told else "")


def note_fork(db: Database, letter: Letter, seq: int) -> None:
    """The writer of a forked chain is to see our version, from the place on."""
    told = {**owed(db, letter.partner.node), letter.kind: seq - 1}
    local.set_state(db, _name(letter.partner.node), json.dumps(told))


@dataclass(frozen=True, slots=True)
class Bundle:
    """Kept files that go into one archive, by arrival; `first` and `last` number their entries."""

    arrivals: tuple[int, ...]
    first: int
    last: int
    entries: int
    volume: tuple[int, int] = (1, 1)


def file_name(label: str, partner: PartnerView, bundle: Bundle) -> str:
    """A name such as `Federation-G0001-archive-000001-000467.sgb`: a hint, never trusted."""
    who = plain_label(label) or "file"
    numbers = f"{bundle.first:06d}-{bundle.last:06d}"
    part = f"-{bundle.volume[0]}" if bundle.volume[1] > 1 else ""
    return f"{who}-{plain_label(partner.code)}-{STREAM}-{numbers}{part}{ENDING}"


def due(
    db: Database, partner: PartnerView, *, rebuild: bool = False, entries_max: int = 0
) -> tuple[Bundle, ...]:
    """What is to be given back to a partner; `rebuild`: everything of its line that we hold.

    `entries_max`: at most so many a volume, though a kept file is never parted (0: as many as fit).
    """
    told = owed(db, partner.node)
    rows: list[exchange.KeptFile] = []
    for end in journal.ends(db, partner.node):
        if end.own or end.state == "branch":
            continue
        if rebuild:
            rows += exchange.kept_files(db, end, 0)
        elif end.kind in told and end.incarnation == partner.incarnation:
            rows += exchange.kept_files(db, end, told[end.kind])
    return _in_volumes(sorted(rows, key=lambda one: one.arrival), entries_max)


def _in_volumes(rows: Iterable[exchange.KeptFile], entries_max: int) -> tuple[Bundle, ...]:
    parts: list[list[exchange.KeptFile]] = []
    packed = plain = many = 0
    for one in rows:
        here = one.last - one.first + 1
        packed, plain, many = packed + one.packed_bytes, plain + one.plain_bytes, many + here
        is_full = packed > PACKED_BYTES_MAX or plain > PLAIN_BYTES_MAX
        if not parts or is_full or 0 < entries_max < many:
            parts.append([])
            packed, plain, many = one.packed_bytes, one.plain_bytes, here
        parts[-1].append(one)
    return tuple(
        Bundle(
            tuple(one.arrival for one in part),
            min(one.first for one in part),
            max(one.last for one in part),
            sum(one.last - one.first + 1 for one in part),
            (number, len(parts)),
        )
        for number, part in enumerate(parts, 1)
    )


def make(store: Store, partner: PartnerView, bundle: Bundle, app: str) -> Archive:
    """Pack an archive for a partner."""
    node = store.node
    theirs = cards.read_card(partner.card.encode())
    header = Header(
        writer=node.settings.writer_id,
        of=partner.node,
        to_rcpt=(keys.key_id(theirs.seal), keys.key_id(theirs.recovery)),
        vol=bundle.volume,
        app=app,
        wall=node.now(),
    )
    with store.reading() as db:
        plains = (replay.kept_plain(db, arrival) for arrival in bundle.arrivals)
        return write_archive(header, plains, keys.sign_key(node))


def take(store: Store, name: str, content: bytes, archive: Archive) -> Outcome:
    """Take up own entries that came back, whole or not at all; before a gap they wait.

    Raises Refusal `writer-unknown`, `archive-too-old`, `file-rewrapped`, `signature-wrong`,
    `archive-of-others`, `archive-unsound`, and what entries may break.
    """
    node = store.node
    with store.reading() as db:
        known = requests.writer(db, archive.header.writer)
        partner = requests.partner(db, known.node if known else archive.header.writer)
    if partner is None:
        raise refuse("writer-unknown", writer=archive.header.writer)
    if partner.writer != archive.header.writer:
        raise refuse("archive-too-old", name=partner.name)
    if not archive.is_for(enrolment.own_card(node)):
        raise refuse("file-rewrapped", name=partner.name)
    if not archive.is_signed_by(cards.read_card(partner.card.encode()).sign):
        raise refuse("signature-wrong", name=partner.name)
    if archive.header.of != node.settings.node_id:
        raise refuse("archive-of-others", name=partner.name)
    try:
        with store.writing() as db:
            taken = _Taken()
            for batch in archive.batches():
                _take_batch(db, node, partner, batch, taken)
            restored.note_back(db, node, partner.node)
            relay.enter_postponed(db, node, partner.node)
            exchange.drop_held(db, hashlib.sha256(content).hexdigest())
    except Refusal as refusal:
        if refusal.code not in (holding.FORKED_OURS, holding.ARCHIVE_GAP):
            raise
        with store.writing() as db:
            holding.hold_archive(db, node, partner, name, content, refusal)
        code = seal.short_code(content)
        return Outcome(name, HELD, refusal, partner.writer, STREAM, short_code=code)
    return Outcome(
        name,
        APPLIED if taken.new else ALREADY,
        None,
        partner.writer,
        STREAM,
        partner.incarnation,
        taken.first,
        taken.last,
        taken.entries,
        taken.new,
        seal.short_code(content),
    )


@dataclass(slots=True)
class _Taken:
    """What an archive held: numbers of its ledger's entries, how many in all, how many new."""

    first: int = 0
    last: int = 0
    entries: int = 0
    new: int = 0


def take_own_batch(store: Store, batch: Batch) -> int:
    """Take up one of our own files, opened with the key on paper; how many entries were new.

    Raises Refusal as `take` does.
    """
    with store.reading() as db:
        hub = next(iter(requests.partners(db, "hub")), None)
    if hub is None:
        raise refuse("not-enrolled")
    taken = _Taken()
    with store.writing() as db:
        _take_batch(db, store.node, hub, batch, taken)
    return taken.new


def _take_batch(
    db: Database, node: Node, partner: PartnerView, batch: Batch, taken: _Taken
) -> None:
    end, card = _chain(db, node, partner, batch)
    if not batch.is_signed_by(card.sign):
        raise refuse("archive-unsound", name=partner.name)
    if batch.first > end.last + 1:
        raise refuse(
            holding.ARCHIVE_GAP, name=partner.name, first=end.last + 1, last=batch.first - 1
        )
    both = min(end.last, batch.last)
    if both >= batch.first - 1 and _head(db, end, both) != batch.head_at(both):
        raise refuse(holding.FORKED_OURS, name=partner.name, stream=end.kind, entry=both)
    until = batch.last if end.closed < 0 or end.own else min(batch.last, end.closed)
    taken.first = min(taken.first or batch.first, batch.first)
    taken.last = max(taken.last, batch.last)
    taken.entries += batch.trailer.n
    if until <= end.last:
        return
    told = [one for one in batch.told() if end.last < one[0] <= until]
    stream = journal.take_back(db, end, told) if end.own else _keep(db, node, end, batch)
    entries = list(replay.read_entries(end.kind, told))
    whole = batch.header.vol[0] == batch.header.vol[1]
    projections.apply(db, stream, entries, settle=whole)
    found = [one.event for one in entries if isinstance(one.event, e.ForkFound)]
    if found:
        standstill.note_back(db, node, found)
    taken.new += len(told)
    local.note_named(db, hands.highest(one.event for one in entries), elsewhere=not end.own)
    _forget(db, stream, (one.event for one in entries))


def _chain(
    db: Database, node: Node, partner: PartnerView, batch: Batch
) -> tuple[StreamEnd, cards.Card]:
    """The own chain, or the one of an earlier card, that a batch belongs to."""
    own, header = node.settings, batch.header
    mine = enrolment.own_card(node)
    if header.writer == own.writer_id:
        signed_by, card = own.incarnation, mine
    else:
        before = requests.writer(db, header.writer)
        if before is None or before.node != own.node_id:
            raise refuse("archive-of-others", name=partner.name)
        signed_by, card = before.incarnation, cards.read_card(before.card.encode())
    may = streams.route(own.role, partner.role).streams
    incarnation = header.inc  # below `signed_by` where a later card told it again
    reader = streams.reader_of(header.kind, partner.node)
    known = journal.find(db, own.node_id, header.kind, reader, incarnation)
    if header.kind not in may or incarnation > signed_by or (incarnation < signed_by and not known):
        raise refuse("archive-of-others", name=partner.name)
    if reader and not _was_for(db, partner, batch):
        raise refuse("archive-of-others", name=partner.name)
    end = journal.begin(
        db,
        own.node_id,
        header.kind,
        partner=reader,
        incarnation=incarnation,
        own=incarnation == own.incarnation,
        card_line=card.line,
    )
    return end, card


def _was_for(db: Database, partner: PartnerView, batch: Batch) -> bool:
    """Whether a batch was written for one of a partner's cards, and not for another partner."""
    known = requests.writers(db, partner.node)
    return any(batch.is_for(cards.read_card(one.card.encode())) for one in known)


def _head(db: Database, end: StreamEnd, seq: int) -> str | None:
    if end.own:
        return journal.head_at(db, end, seq)
    return exchange.kept_head(db, end, seq)


def _keep(db: Database, node: Node, end: StreamEnd, batch: Batch) -> StreamEnd:
    """A file of an earlier card, kept beside the journal as its hub kept it."""
    journal.advance(db, end, batch.last, batch.head)
    received, code = node.now(), seal.short_code(batch.inner)
    arrival = journal.note_arrival(
        db, end, end.last + 1, batch.last, batch.head, extra=f"{code} {received}"
    )
    exchange.keep_batch(db, arrival, short_code=code, received=received, inner=batch.inner)
    found = journal.find(db, end.owner, end.kind, end.partner, end.incarnation)
    assert found is not None
    return found


def _forget(db: Database, stream: StreamEnd, events: Iterator[e.Event]) -> None:
    """Records of members who were forgotten after the copy that was put back had been made."""
    forgotten = [one for one in events if isinstance(one, e.MemberForgotten)]
    for event in forgotten:
        blanking.blank(db, stream.book, event.seqs)
