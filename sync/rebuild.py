"""A lost group on a new machine: its books come back from the hub, or from its own old files.

The new machine took the place of the old one before (a new card, enrolled with the old code). The
hub's archive holds every file of the old card as it was signed; an old file of the group itself
opens with the key on paper and holds the same. Both are taken in the same way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from federation.core.refusals import Refusal, refuse
from federation.store import Database, Store, journal

from . import archive, batch, cards, finding, holding, intake, returning, seal
from .outcome import ALREADY, APPLIED, HELD, REFUSED, SKIPPED, Outcome


@dataclass(frozen=True, slots=True)
class Missing:
    """Entries `first` to `last` of a stream that were closed with an earlier card and lack here."""

    stream: str
    first: int
    last: int


def missing(db: Database, node_id: str) -> tuple[Missing, ...]:
    """What of the own earlier entries is not here yet; nothing: the books are whole."""
    return tuple(
        Missing(end.kind, end.last + 1, end.closed)
        for end in journal.ends(db)
        if end.owner == node_id and end.incarnation > 0 and end.last < end.closed
    )


def rebuild(store: Store, paths: Iterable[Path | str], *, identity: str = "") -> Iterator[Outcome]:
    """Take back own entries from files and folders; one outcome a file.

    `identity`: the recovery key, to open the group's own old files. Raises Refusal
    `not-enrolled`, `practice-never-sent`.
    """
    store.node.must_be_real()
    if not _is_enrolled(store):
        raise refuse("not-enrolled")
    held: list[finding.Brought] = []
    for found in finding.find(paths):
        for one in finding.look(found):
            outcome = _take(store, one, identity)
            if outcome.outcome == HELD:
                held.append(one)
            else:
                yield outcome
    yield from _again(store, held, identity)
    yield from intake.waiting_archives(store)  # those that were brought before


def _is_enrolled(store: Store) -> bool:
    with store.reading() as db:
        return any(end.last for end in journal.ends(db) if end.kind == "register")


def _again(store: Store, held: list[finding.Brought], identity: str) -> Iterator[Outcome]:
    """Files that others had to come before, until none moves."""
    moved = True
    while moved and held:
        moved, waiting = False, []
        for one in held:
            outcome = _take(store, one, identity)
            if outcome.outcome == HELD:
                waiting.append(one)
            else:
                moved = True
                yield outcome
        held = waiting
    yield from (_take(store, one, identity) for one in held)


def _take(store: Store, one: finding.Brought, identity: str) -> Outcome:
    try:
        if one.refusal is not None:
            raise one.refusal
        inner = _opened(store, one.content, identity)
        if archive.is_archive(inner):
            return returning.take(store, one.name, one.content, archive.read_archive(inner))
        told = batch.read_batch(inner)
        new = returning.take_own_batch(store, told)
    except Refusal as refusal:
        if refusal.code == holding.ARCHIVE_GAP:
            return Outcome(one.name, HELD, refusal)
        passed = not one.named and refusal.code in ("file-strange", "file-for-others")
        return Outcome(one.name, SKIPPED if passed else REFUSED, refusal)
    header = told.header
    numbers = (told.first, told.last, told.trailer.n, new)
    return Outcome(
        one.name,
        APPLIED if new else ALREADY,
        None,
        header.writer,
        header.kind,
        header.inc,
        *numbers,
    )


def _opened(store: Store, content: bytes, identity: str) -> bytes:
    """What a file holds, by this node's key or by the one on paper. Raises Refusal."""
    if cards.is_charter(content) or cards.is_card(content):
        raise refuse("file-strange")
    if not identity:
        return seal.open_sealed(content, store.node)
    try:
        return seal.open_with(content, identity)
    except Refusal as refusal:
        if refusal.code != "file-for-others":
            raise
        return seal.open_sealed(content, store.node)
