"""Two histories of one chain, side by side: what counts here, and what was told otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from federation.core import chain, kinds
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.store import Database, Numbered, Store, StreamEnd, exchange, journal, replay
from federation.store.journal import Told
from federation.store.queries import requests

from . import archive, batch, holding, seal
from .standstill import partners as partners_forked
from .standstill import without_evidence

ROWS_MAX: Final = 2000
UNREADABLE: Final = "unreadable"  # in place of a kind


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a version: number, head, what it says; `note`: words beside it, if any.

    `box_minor`: what it did to the cash box (minor units), where the entry itself tells.
    """

    seq: int
    head: str
    kind: str
    day: str
    amount_minor: int
    member: int
    note: str = ""
    box_minor: int = 0


@dataclass(frozen=True, slots=True)
class Fork:
    """A chain of `writer` (lasting id) in two versions, that differ from entry `seq` on.

    `here` is the version that counts at this node, `other` the one that was set aside. `settled`:
    a new card went past it, and nobody need do anything.
    """

    writer: str
    name: str
    stream: str
    incarnation: int
    seq: int
    here: tuple[Row, ...]
    other: tuple[Row, ...]
    settled: bool = False


def row_of(numbered: Numbered, head: str) -> Row:
    """An entry as it is shown beside another version of it."""
    event, record = numbered.event, numbered.record
    note = record.note if isinstance(record, e.Note) else ""
    if isinstance(record, e.MemberRecord):
        note = record.name
    kind = kinds.KINDS[type(event)]
    postings = kind.postings(event) if kind.postings else ()
    return Row(
        numbered.seq,
        head,
        kind.tag,
        getattr(event, "day", ""),
        getattr(event, "amount", 0),
        getattr(event, "member", 0),
        note,
        sum(one[4] for one in postings if one[0] == "cash"),
    )


def forks(store: Store) -> tuple[Fork, ...]:
    """Every chain that this node has, or was told, in two versions. Changes nothing."""
    found: list[Fork] = []
    with store.reading() as db:
        evidence = [one for one in exchange.held(db) if holding.is_evidence(one.code)]
        stopped = partners_forked(db, store.node)
        now = {one.node: one.incarnation for one in requests.partners(db)}
        for chain_key in sorted({_key(store, one) for one in evidence}):
            files = [one for one in evidence if _key(store, one) == chain_key]
            is_open = any(
                one.sender in stopped and one.incarnation == now.get(one.sender) for one in files
            )
            found += [replace(one, settled=not is_open) for one in _fork(db, store, files)]
        found += [replace(one, settled=True) for one in _told_before(db, store)]
        found += _without_evidence(db, store)
    return tuple(found)


def _told_before(db: Database, store: Store) -> Iterator[Fork]:
    """What a partner had told, and tells no more since it began its chain anew."""
    for end in journal.ends(db):
        if end.state == "branch" and not end.own:
            heads = exchange.kept_heads(db, end, end.base + 1, end.last)
            told = {one[0]: (one, heads[one[0]]) for one in replay.chain_lines(db, end)}
            anew = journal.find(db, end.owner, end.kind, end.partner, end.card_number)
            now = anew or replace(end, last=end.base, head=end.root)
            yield from _compared(db, now, told, _name(db, store, end.owner))


def _without_evidence(db: Database, store: Store) -> Iterator[Fork]:
    """What this node found before it was put back: the version that came second is here no more."""
    now = {one.node: one.incarnation for one in requests.partners(db)}
    for told in without_evidence(db, store.node):
        end = journal.find(db, told.writer, told.stream, incarnation=told.incarnation)
        here = tuple(_rows_of(db, end, told.seq))[:ROWS_MAX] if end else ()
        settled = told.incarnation != now.get(told.writer)
        name = _name(db, store, told.writer)
        yield Fork(
            told.writer, name, told.stream, told.incarnation, told.seq, here, (), settled=settled
        )


def _key(store: Store, view: exchange.HeldView) -> tuple[str, str, int]:
    """Whose chain a piece of evidence is of."""
    if view.kind == archive.STREAM:
        return store.node.settings.node_id, view.kind, 0
    return view.sender, view.kind, view.incarnation


def _fork(db: Database, store: Store, files: Iterable[exchange.HeldView]) -> Iterator[Fork]:
    told: dict[tuple[str, str, int], dict[int, tuple[Told, str]]] = {}
    for view in files:
        if view.code == holding.FORKED_OURS and view.kind != archive.STREAM:
            continue  # a bare word: the version itself comes in an archive
        for one in _batches(db, store, view):
            lines = told.setdefault(_chain_of(db, store, one), {})
            for entry, head in zip(one.told(), one.heads(), strict=True):
                lines.setdefault(entry[0], (entry, head[1].hex()))
    for (owner, kind, incarnation), lines in told.items():
        end = next(
            (
                one
                for one in journal.ends(db)
                if (one.owner, one.kind, one.incarnation) == (owner, kind, incarnation)
            ),
            None,
        )
        if end is not None:
            yield from _compared(db, end, lines, _name(db, store, owner))


def _batches(db: Database, store: Store, view: exchange.HeldView) -> Iterator[batch.Batch]:
    sealed = exchange.held_bytes(db, view.digest) or b""
    try:
        inner = seal.open_sealed(sealed, store.node)
    except Refusal:
        return  # sealed for keys of an earlier card
    if view.kind == archive.STREAM:
        yield from archive.read_archive(inner).batches()
    else:
        yield batch.read_batch(inner, newer=True)


def _chain_of(db: Database, store: Store, one: batch.Batch) -> tuple[str, str, int]:
    header, own = one.header, store.node.settings
    if header.writer == own.writer_id:
        return own.node_id, header.kind, header.inc
    writer = requests.writer(db, header.writer)
    return writer.node if writer else header.writer, header.kind, header.inc


def _name(db: Database, store: Store, owner: str) -> str:
    if owner == store.node.settings.node_id:
        return store.node.settings.name
    partner = requests.partner(db, owner)
    return partner.name if partner else owner


def _compared(
    db: Database, end: StreamEnd, other: dict[int, tuple[Told, str]], name: str
) -> Iterator[Fork]:
    ours = {row.seq: row for row in _rows_of(db, end, min(other, default=1))}
    theirs = {seq: head for seq, (_, head) in other.items()}
    differ = [seq for seq in sorted(theirs) if seq not in ours or ours[seq].head != theirs[seq]]
    if not differ:
        return
    place = differ[0]
    lines = [other[seq][0] for seq in differ][:ROWS_MAX]
    rows = _rows_of_evidence(end.kind, lines, theirs)
    here = tuple(ours[seq] for seq in sorted(ours) if seq >= place)[:ROWS_MAX]
    yield Fork(end.owner, name, end.kind, end.card_number, place, here, tuple(rows))


def _rows(kind: str, lines: Iterable[Told], heads: Iterable[str]) -> Iterator[Row]:
    for numbered, head in zip(replay.read_entries(kind, lines), heads, strict=True):
        yield row_of(numbered, head)


def _rows_of_evidence(kind: str, lines: Iterable[Told], heads: Mapping[int, str]) -> Iterator[Row]:
    """Entries that nobody held to any rule: one that cannot be read is told by its number alone."""
    for line in lines:
        try:
            yield from _rows(kind, [line], [heads[line[0]]])
        except Refusal:
            yield Row(line[0], heads[line[0]], UNREADABLE, "", 0, 0)


def _rows_of(db: Database, end: StreamEnd, first: int) -> Iterator[Row]:
    """Entries of a chain here, from `first` on."""
    if end.own:
        lines = list(journal.own_lines(db, end.id, first, end.last))
        told = [(seq, line, beside) for seq, _, line, beside in lines]
        yield from _rows(end.kind, told, [head for _, head, _, _ in lines])
        return
    before = exchange.kept_head(db, end, max(first - 1, end.base))
    head = bytes.fromhex(before or end.root)
    for one in replay.chain_lines(db, end):
        if one[0] >= max(first, end.base + 1):
            head = chain.advance(head, one[1])
            yield from _rows(end.kind, [one], [head.hex()])
