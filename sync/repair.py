"""Two versions of one chain: shown side by side, and what is still true is entered again.

A chain that went two ways cannot be made one. Its writer is closed (`succession`), a new card goes
on from where the hub's version ends, and people look through the other version entry by entry.
What is entered again carries the head that it had there (`orig`): however often that happens, the
views count it once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Final

import msgspec

from federation.core import chain, kinds
from federation.core import events as e
from federation.core.reentry import ONCE_ONLY, Renumbering
from federation.core.refusals import Refusal, refuse
from federation.store import (
    Database,
    Draft,
    Numbered,
    Store,
    StreamEnd,
    exchange,
    journal,
    local,
    projections,
    replay,
)
from federation.store.journal import Told
from federation.store.queries import branches as aside
from federation.store.queries import requests

from . import archive, batch, holding, seal, telling

ROWS_MAX: Final = 2000
UNREADABLE: Final = "unreadable"  # in place of a kind
# Local state: stopped chains that officers looked through; what they left out stays out.
LOOKED: Final = "looked through"
NOTHING_SAME: Final[Mapping[str, int]] = MappingProxyType({})


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

    `here` is the version that counts at this node, `other` the one that was set aside.
    """

    writer: str
    name: str
    stream: str
    incarnation: int
    seq: int
    here: tuple[Row, ...]
    other: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """An entry of this machine that does not count: on a branch, or past where it was closed.

    `again`: the number with which it was entered again (0: it was not); `is_once`: it cannot be;
    `is_out`: officers looked and left it out.
    """

    stream: str
    row: Row
    again: int
    is_once: bool
    is_out: bool = False

    @property
    def waits(self) -> bool:
        """Whether officers have still to say if it is true."""
        return not (self.again or self.is_once or self.is_out)


def _row(numbered: Numbered, head: str) -> Row:
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
        for chain_key in sorted({_key(store, one) for one in evidence}):
            files = [one for one in evidence if _key(store, one) == chain_key]
            found += _fork(db, store, files)
    return tuple(found)


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
    yield Fork(end.owner, name, end.kind, end.incarnation, place, here, tuple(rows))


def _rows(kind: str, lines: Iterable[Told], heads: Iterable[str]) -> Iterator[Row]:
    for numbered, head in zip(replay.read_entries(kind, lines), heads, strict=True):
        yield _row(numbered, head)


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


def trouble(store: Store) -> str:
    """What keeps this node's books from being whole, most urgent first; "": nothing.

    `missing`, `restored`, `forked`, `differs` (from what the hub adds up), `left` (own entries
    that do not count and were not entered again).
    """
    own = store.node.settings
    with store.reading() as db:
        ends = [one for one in journal.ends(db) if one.owner == own.node_id]
        if any(one.incarnation > 0 and one.last < one.closed for one in ends):
            return "missing"
        told = exchange.forks(db)
        evidence = any(one.code in holding.EVIDENCE for one in exchange.held(db))
        differs = local.state(db, telling.DIFFERS)
    if store.is_restored():
        return "restored"
    mine = any(one.writer == own.node_id and one.incarnation == own.incarnation for one in told)
    if mine or evidence:
        return "forked"
    if differs:
        return "differs"
    stopped = any(one.own and (one.state == "branch" or one.last > one.counted) for one in ends)
    if stopped and any(one.waits for one in left_over(store)):
        return "left"
    return ""


def left_over(store: Store) -> tuple[Left, ...]:
    """Every entry that this machine wrote and that does not count any more, in order."""
    with store.reading() as db:
        done = aside.entered_again(db, store.node.settings.node_id)
        looked = local.state(db, LOOKED).split()
        return tuple(
            Left(
                end.kind,
                _row(numbered, head),
                done.get(numbered.event.orig or head, 0),
                type(numbered.event) in ONCE_ONLY,
                str(end.id) in looked,
            )
            for end, numbered, head in _left(db, store)
        )


def _left(db: Database, store: Store) -> Iterator[tuple[StreamEnd, Numbered, str]]:
    for end in journal.ends(db):
        if end.own and end.owner == store.node.settings.node_id and end.state in STOPPED:
            first = _common(db, end) + 1
            lines = list(journal.own_lines(db, end.id, first, end.last))
            told = [(seq, line, beside) for seq, _, line, beside in lines]
            heads = [head for _, head, _, _ in lines]
            for numbered, head in zip(replay.read_entries(end.kind, told), heads, strict=True):
                yield end, numbered, head


STOPPED: Final = ("closed", "branch")


def _common(db: Database, end: StreamEnd) -> int:
    """The last entry of a stopped chain that counts, as it stands here or with its hub."""
    if end.state == "closed":
        return end.closed
    official = journal.find(db, end.owner, end.kind, end.partner, -end.incarnation)
    heads = exchange.kept_heads(db, official, end.base, official.last) if official else {}
    known = [
        seq
        for seq, head, _, _ in journal.own_lines(db, end.id, end.base + 1, end.last)
        if heads.get(seq) == head
    ]
    return max(known, default=end.base)


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of entering again: how many were entered, and why the others were not."""

    entered: int
    refused: tuple[tuple[Row, Refusal], ...]


def enter_again(
    store: Store,
    heads: Collection[str] | None = None,
    *,
    user: int = 0,
    same: Mapping[str, int] = NOTHING_SAME,
) -> Entered:
    """Enter entries again that do not count any more: those with these heads, or all.

    `same`: heads of entries that are left out because an entry of the books says the same, and its
    number: what rests on the one then rests on the other.
    Each that a rule of the books allows; the others are named with the reason. When there are
    none, those that were not named count as looked at. Raises Refusal `node-restored`,
    `books-not-rebuilt`.
    """
    store.node.must_be_real()
    if store.is_restored():
        raise refuse("node-restored")
    entered, refused = 0, list[tuple[Row, Refusal]]()
    with store.writing() as db:
        done = aside.entered_again(db, store.node.settings.node_id)
        for end, some in groupby(sorted(_left(db, store), key=_order), key=itemgetter(0)):
            # Each stopped chain numbered on from its own place.
            numbers = Renumbering(_common(db, end), aside.taken(db, end_book(db, end)))
            for _, numbered, head in some:
                numbers.note(numbered.event)
                origin = numbered.event.orig or head
                if origin in done:
                    _note_done(db, end, numbered, done[origin], numbers)
                elif heads is None or head in heads:
                    try:
                        done[origin] = _again(db, store, end, numbered, head, numbers, user)
                        entered += 1
                    except Refusal as refusal:
                        refused.append((_row(numbered, head), refusal))
                elif head in same:
                    _note_done(db, end, numbered, same[head], numbers)
        if all(refusal.code == "entry-once-only" for _, refusal in refused):
            local.set_state(
                db, LOOKED, " ".join(sorted({str(one.id) for one, *_ in _left(db, store)}))
            )
    return Entered(entered, tuple(refused))


def _order(one: tuple[StreamEnd, Numbered, str]) -> tuple[int, int, int]:
    """People and money before what is asked for; the older chain first."""
    end, numbered, _ = one
    return (kinds.LEDGER, kinds.REQUESTS, kinds.REPLIES).index(end.kind), end.id, numbered.seq


def _note_done(
    db: Database, end: StreamEnd, numbered: Numbered, at: int, numbers: Renumbering
) -> None:
    """An entry was entered again before, as number `at`: what rests on it goes by that."""
    book = end_book(db, end)
    here = next(
        one for one in journal.ends(db) if one.book == book and one.base < at <= one.counted
    )
    told = [one for one in replay.chain_lines(db, here) if one[0] == at]
    (entered,) = replay.read_entries(end.kind, told)
    numbers.keep(numbered.event, numbered.seq, entered.event, at)


def end_book(db: Database, end: StreamEnd) -> int:
    """The book that a stopped chain belonged to."""
    official = journal.find(db, end.owner, end.kind, end.partner, abs(end.incarnation))
    return official.book if official else end.book


def _again(
    db: Database,
    store: Store,
    end: StreamEnd,
    numbered: Numbered,
    head: str,
    numbers: Renumbering,
    user: int,
) -> int:
    """Enter one again; returns the number that it got. Raises Refusal: then nothing changed."""
    event = numbers.apply(numbered.event)
    event = msgspec.structs.replace(event, orig=numbered.event.orig or head, user=user, personal="")
    draft = Draft(end.kind, event, numbered.record, end.partner)
    with db.atomic():
        (entry,) = journal.append(db, store.node, [draft])
        projections.apply(db, entry[0], entry[1])
    at = entry[1][0].seq
    numbers.keep(numbered.event, numbered.seq, event, at)
    return at
