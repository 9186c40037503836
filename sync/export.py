"""Writing files: everything that a partner has not acknowledged by head, from there to the end.

That an entry was sent before never stops it from being sent again. A file is done when it was
written, synced, renamed, read back from the device and found to be what was meant.
"""

import importlib.metadata
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from federation.core.refusals import Refusal, refuse
from federation.node import Node, write_file
from federation.store import Database, Store, StreamEnd, exchange, journal
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView

from . import acks, armour, batch, cards, enrolment, keys, seal, streams, volumes
from .checks import SCHEMA

SEPARATORS: Final = tuple(sep for sep in (os.sep, os.altsep) if sep)


@dataclass(frozen=True, slots=True)
class Written:
    """A file that lies ready: for partner `to` (its code; at a group or city `hub`).

    `first` and `last` number its entries (`last` below `first`: it only acknowledges).
    """

    file: Path
    to: str
    stream: str
    first: int
    last: int
    entries: int
    short_code: str


@dataclass(frozen=True, slots=True)
class _Due:
    """One file to write: entries `first` to `last` of a chain, volume of volumes."""

    partner: PartnerView
    end: StreamEnd
    first: int
    last: int
    volume: tuple[int, int]


def export(
    store: Store,
    *,
    to: str = "",
    path: Path | str | None = None,
    full: bool = False,
    volume_entries: int = 0,
    as_text: bool = False,
) -> tuple[Written, ...]:
    """Write what is due for `to`: "" (the hub; at a hub all), `hub`, `all`, a code or node id.

    `path`: a folder if it is one or ends in a separator (give it as text then), else the file;
    none: the outbox. `full`: from the first entry on. `volume_entries`: at most so many a file.
    `as_text`: armoured, for channels that refuse files they do not know; the code is the same.
    Raises Refusal `not-enrolled`, `partner-unknown`, `path-not-folder` (nothing was written),
    `export-not-written`, `practice-never-sent`.
    """
    store.node.must_be_real()
    with store.reading() as db:
        partners = _partners(db, store.node, to)
        due = [one for partner in partners for one in _due(db, store.node, partner, full=full)]
        parts = [part for one in due for part in _volumes(db, one, volume_entries)]
    if not parts:
        return ()
    folder, file = _place(store.node, path, len(parts))
    written: list[Written] = []
    for partner in partners:
        mine = [one for one in parts if one.partner is partner]
        if mine:
            written.extend(_write_all(store, partner, mine, folder, file, as_text))
    return tuple(written)


def _partners(db: Database, node: Node, to: str) -> tuple[PartnerView, ...]:
    """Those to write for, by code."""
    known = tuple(
        one for one in requests.partners(db) if streams.route(node.settings.role, one.role).streams
    )
    if not known:
        raise refuse("not-enrolled")
    if to in ("", "all"):
        return known
    if to == "hub" and node.settings.role != "hub":
        return known
    found = tuple(one for one in known if to in (one.code, one.node))
    if not found or (node.settings.role != "hub" and to != found[0].node):
        raise refuse("partner-unknown", partner=to)
    return found


def _due(db: Database, node: Node, partner: PartnerView, *, full: bool) -> Iterator[_Due]:
    """Chains with something to send; one without entries when only word of receipt is due."""
    route = streams.route(node.settings.role, partner.role)
    entries = False
    for kind in route.streams:
        end = streams.own_chain(db, node, kind, partner.node)
        if end is None:
            continue
        first = 1 if full else _first(db, node, end, partner)
        if first <= end.last:
            entries = True
            yield _Due(partner, end, first, end.last, (1, 1))
    if not entries and acks.unsent(db, node, partner):
        end = streams.own_chain(db, node, route.acks, partner.node)
        if end is None:
            end = streams.unbegun_chain(node, route.acks, partner.node)
        yield _Due(partner, end, end.last + 1, end.last, (1, 1))


def _first(db: Database, node: Node, end: StreamEnd, partner: PartnerView) -> int:
    """The first entry that the partner does not hold as we do."""
    told = exchange.acknowledged(db, end.id, partner.node)
    if told is None:
        return 1
    seq, head = told
    same = journal.head_at(db, end, seq, journal.own_card(node)) == head
    return seq + 1 if same else 1


def _volumes(db: Database, due: _Due, entries_max: int) -> Iterator[_Due]:
    """The same entries in files that a reader takes, each complete in itself."""
    ranges = volumes.ranges(db, due.end.id, due.first, due.last, entries_max)
    for number, (low, high) in enumerate(ranges, 1):
        yield _Due(due.partner, due.end, low, high, (number, len(ranges)))


def _place(node: Node, path: Path | str | None, files: int) -> tuple[Path, Path | None]:
    """The folder to write into, and the one file when it is named. Raises Refusal."""
    if path is None or str(path) == "":
        folder, file = node.outbox, None
    elif Path(path).is_dir() or str(path).endswith(SEPARATORS):
        folder, file = Path(path), None
    else:
        folder, file = Path(path).parent, Path(path)
        if files > 1:
            raise refuse("path-not-folder", file=str(path), files=files)
    try:
        if file is None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse("export-not-written", file=str(folder), why=_reason(error)) from None
    return folder, file


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _write_all(
    store: Store,
    partner: PartnerView,
    due: list[_Due],
    folder: Path,
    file: Path | None,
    as_text: bool,  # noqa: FBT001
) -> Iterator[Written]:
    """Write a partner's files, then note how far was written for it."""
    node = store.node
    own, theirs = enrolment.own_card(node), cards.read_card(partner.card.encode())
    is_hub = node.settings.role == "hub"
    with store.reading() as db:
        told = acks.due(db, node, partner)
    for one in due:
        made = _make(store, one, told, own, theirs)
        sealed = seal.seal(made.inner, (theirs.seal, own.recovery))
        if len(sealed) > volumes.FILE_BYTES_MAX:
            raise refuse("batch-too-large")
        name = batch.file_name(node.settings.name, made, partner.code if is_hub else "")
        path = file or folder / (f"{name}{armour.ENDING}" if as_text else name)
        _write(path, armour.armour(sealed) if as_text else sealed)
        to = partner.code if is_hub else "hub"
        code = seal.short_code(sealed)
        yield Written(path, to, one.end.kind, made.first, made.last, made.trailer.n, code)
    with store.writing() as db:
        for one in due:
            if one.end.id:
                exchange.note_sent(db, one.end.id, partner.node, one.last)
        exchange.note_sent(db, exchange.ACKS_ROW, partner.node, 0, acks.text(told))


def _make(
    store: Store, due: _Due, told: tuple[batch.Ack, ...], own: cards.Card, theirs: cards.Card
) -> batch.Batch:
    """The batch of one file, signed."""
    node, end = store.node, due.end
    with store.reading() as db:
        prev = journal.head_at(db, end, due.first - 1, own.line)
        assert prev is not None
        header = batch.Header(
            kind=end.kind,
            writer=node.settings.node_id,
            inc=end.incarnation,
            first=due.first,
            prev=prev,
            to_rcpt=(keys.key_id(theirs.seal), keys.key_id(own.recovery)),
            vol=due.volume,
            schema=SCHEMA,
            app=_version(),
            acks=told,
            wall=node.now(),
        )
        lines = journal.own_lines(db, end.id, due.first, due.last)
        entries = ((seq, line, beside) for seq, _, line, beside in lines)
        return batch.write_batch(header, entries, keys.sign_key(node))


@cache
def _version() -> str:
    """The version of this program, for whoever looks into a file later."""
    try:
        return importlib.metadata.version("federation-toolkit")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _write(path: Path, content: bytes) -> None:
    """On the device, whole, and read back from it. Raises Refusal `export-not-written`."""
    try:
        write_file(path, content)
    except OSError as error:
        raise refuse("export-not-written", file=str(path), why=_reason(error)) from None
    except Refusal:
        why = "it reads differently"
        raise refuse("export-not-written", file=str(path), why=why) from None
