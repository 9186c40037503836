"""Writing files: everything that a partner has not acknowledged by head, from there to the end.

That an entry was sent before never stops it from being sent again. A file is done when it was
written, synced, renamed, read back from the device and found to be what was meant.
"""

import importlib.metadata
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from federation.core.refusals import Refusal, refuse
from federation.node import Node, make_folder, sweep, write_file
from federation.store import Database, Store, StreamEnd, clock, exchange, journal, letters, mark
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView

from . import (
    acks,
    archive,
    armour,
    batch,
    cards,
    earlier,
    enrolment,
    keys,
    restored,
    returning,
    seal,
    streams,
    telling,
    volumes,
)
from .checks import SCHEMA

NAME_LETTERS_MAX: Final = 200
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

    end: StreamEnd
    first: int
    last: int
    volume: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Which:
    """What is asked for: `full`, from the first entry on; at most `entries_max` a file (0: any).

    `shows`: of every chain it is told how far it is, also where nothing is due.
    """

    full: bool
    shows: bool
    entries_max: int


@dataclass(frozen=True, slots=True)
class _Parcel:
    """All that is due for one partner: files of entries, and archives of what it lost."""

    partner: PartnerView
    files: tuple[_Due, ...]
    bundles: tuple[returning.Bundle, ...]


def export(
    store: Store,
    *,
    to: str = "",
    path: Path | str | None = None,
    full: bool = False,
    volume_entries: int = 0,
    as_text: bool = False,
    rebuild: bool = False,
    among: Collection[str] | None = None,
) -> tuple[Written, ...]:
    """Write what is due for `to`: "" (the hub; at a hub all), `hub`, `all`, a code or node id.

    `path`: a folder if it is one or ends in a separator (give it as text then), else the file;
    none: the outbox. `full`: from the first entry on. `volume_entries`: at most so many a file.
    `as_text`: armoured, for channels that refuse files they do not know; the code is the same.
    `rebuild`: instead, everything that is held of a partner's own entries, for its new machine.
    `among`: of those asked for only these (lasting ids).
    Raises Refusal `not-enrolled`, `partner-unknown`, `writer-revoked`, `path-not-folder` (nothing
    was written), `export-not-written`, `practice-never-sent`.
    """
    store.node.must_be_real()
    with store.reading() as db:
        asked = _partners(db, store.node, to)
        partners = [one for one in asked if among is None or one.node in among]
        which = _Which(full, _shows_all(db, store.node), volume_entries)
        due = [
            _Parcel(
                partner,
                () if rebuild else _files(db, store.node, partner, which),
                returning.due(db, partner, rebuild=rebuild, entries_max=volume_entries),
            )
            for partner in partners
        ]
    count = sum(len(one.files) + len(one.bundles) for one in due)
    if not count:
        return ()
    folder, file = _place(store.node, path, count)
    sweep(folder)  # once: a year's files of a thousand groups may lie there
    written: list[Written] = []
    for one in due:
        if one.files or one.bundles:
            written.extend(_write_all(store, one, folder, file, as_text=as_text))
    return tuple(written)


def _partners(db: Database, node: Node, to: str) -> tuple[PartnerView, ...]:
    """Those to write for, by code."""
    known = tuple(
        one for one in requests.partners(db) if streams.route(node.settings.role, one.role).streams
    )
    if not known:
        raise refuse("not-enrolled")
    if to in ("", "all"):
        return tuple(one for one in known if not requests.is_closed(db, one))
    if to == "hub" and node.settings.role != "hub":
        return known
    found = tuple(one for one in known if to in (one.code, one.node, one.writer))
    if not found or (node.settings.role != "hub" and to not in (found[0].node, found[0].writer)):
        raise refuse("partner-unknown", partner=to)
    if requests.is_closed(db, found[0]):
        raise refuse("writer-revoked", name=found[0].name)
    return found


def _shows_all(db: Database, node: Node) -> bool:
    """A node that was put back shows of every chain how far it is."""
    ends = journal.ends(db, node.settings.node_id)
    return bool(restored.asks(db)) or mark.is_behind(
        mark.read_marks(node), ends, node.settings.incarnation
    )


def _files(db: Database, node: Node, partner: PartnerView, which: _Which) -> tuple[_Due, ...]:
    due = _due(db, node, partner, which)
    now = node.settings.incarnation
    return tuple(
        part
        for one in due
        for part in ((one,) if one.end.incarnation < now else _volumes(db, one, which.entries_max))
    )


def _due(db: Database, node: Node, partner: PartnerView, which: _Which) -> Iterator[_Due]:
    """Chains with something to send; one without entries when only word of receipt is due."""
    route, shows = streams.route(node.settings.role, partner.role), which.shows
    entries = False
    for lacking, first in earlier.due(db, node, partner):
        entries = True
        yield _Due(lacking, first, lacking.closed, (1, 1))
    for kind in route.streams:
        end = streams.own_chain(db, node, kind, partner.node)
        if end is None and not shows:
            continue
        end = end or streams.unbegun_chain(node, kind, partner.node)
        first = end.base + 1 if which.full else _first(db, end, partner)
        if first <= end.last or shows:
            entries = True
            yield _Due(end, first, end.last, (1, 1))
    if not entries and (acks.unsent(db, node, partner) or restored.must_answer(db, partner.node)):
        end = streams.own_chain(db, node, route.acks, partner.node)
        if end is None:
            end = streams.unbegun_chain(node, route.acks, partner.node)
        yield _Due(end, end.last + 1, end.last, (1, 1))


def _first(db: Database, end: StreamEnd, partner: PartnerView) -> int:
    """The first entry that the partner does not hold as we do."""
    told = exchange.acknowledged(db, end.id, partner.node)
    if told is None:
        return end.base + 1
    seq, head = told
    same = journal.head_at(db, end, seq) == head
    return seq + 1 if same else end.base + 1


def _volumes(db: Database, due: _Due, entries_max: int) -> Iterator[_Due]:
    """The same entries in files that a reader takes, each complete in itself."""
    ranges = volumes.ranges(db, due.end.id, due.first, due.last, entries_max)
    for number, (low, high) in enumerate(ranges, 1):
        yield _Due(due.end, low, high, (number, len(ranges)))


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
            make_folder(folder)
    except OSError as error:
        raise refuse("export-not-written", file=str(folder), why=_reason(error)) from None
    return folder, file


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _write_all(
    store: Store, parcel: _Parcel, folder: Path, file: Path | None, *, as_text: bool
) -> Iterator[Written]:
    """Write a partner's files, then note how far was written for it."""
    node, partner = store.node, parcel.partner
    own, theirs = enrolment.own_card(node), cards.read_card(partner.card.encode())
    with store.reading() as db:
        told = telling.told_to(db, node, partner)
    written: list[Written] = []
    for one in parcel.files:
        made = _make(store, one, told, own, theirs)
        name = batch.file_name(node.settings.name, made, _code_of(node, partner))
        entries = (one.end.kind, made.first, made.last, made.trailer.n)
        sealed = seal.seal(made.inner, (theirs.seal, own.recovery))
        written.append(_written(node, partner, file or folder / name, sealed, entries, as_text))
        yield written[-1]
    for bundle in parcel.bundles:
        packed = returning.make(store, partner, bundle, _version())
        name = returning.file_name(node.settings.name, partner, bundle)
        entries = (archive.STREAM, bundle.first, bundle.last, bundle.entries)
        sealed = seal.seal(packed.inner, (theirs.seal, theirs.recovery))
        written.append(_written(node, partner, file or folder / name, sealed, entries, as_text))
        yield written[-1]
    with store.writing() as db:
        _note(db, node, parcel, told, written)


def _code_of(node: Node, partner: PartnerView) -> str:
    return partner.code if node.settings.role == "hub" else ""


def _written(
    node: Node,
    partner: PartnerView,
    path: Path,
    sealed: bytes,
    entries: tuple[str, int, int, int],
    as_text: bool,  # noqa: FBT001
) -> Written:
    """The sealed file on the device, perhaps as a text."""
    if len(sealed) > volumes.FILE_BYTES_MAX:
        raise refuse("batch-too-large")
    if as_text and path.suffix == batch.ENDING:
        path = path.with_name(f"{path.name}{armour.ENDING}")
    _write(path, armour.armour(sealed) if as_text else sealed)
    to = _code_of(node, partner) or "hub"
    return Written(path, to, *entries, seal.short_code(sealed))


def _note(
    db: Database, node: Node, parcel: _Parcel, told: telling.Told, written: list[Written]
) -> None:
    partner = parcel.partner
    for one in parcel.files:
        if one.end.id and one.end.incarnation == node.settings.incarnation:
            exchange.note_sent(db, one.end.id, partner.node, one.last)
    if parcel.files:
        exchange.note_sent(db, exchange.ACKS_ROW, partner.node, 0, acks.text(told.acks))
        restored.note_answered(db, partner.node, told.answers)
        codes = tuple(one.short_code for one in told.news if one.short_code)
        letters.note_told(db, partner.node, codes)
    for file in written:
        name, now = file.file.name[-NAME_LETTERS_MAX:], node.now()
        told_of = (file.stream, file.first, file.last, name, now)
        letters.note_out(db, letters.Out(file.short_code, partner.node, *told_of))


def _make(
    store: Store, due: _Due, told: telling.Told, own: cards.Card, theirs: cards.Card
) -> batch.Batch:
    """The batch of one file, signed."""
    node, end = store.node, due.end
    boot, up = node.uptime()
    with store.reading() as db:
        prev = earlier.head_at(db, end, due.first - 1)
        assert prev is not None
        header = batch.Header(
            kind=end.kind,
            writer=node.settings.writer_id,
            inc=end.incarnation,
            first=due.first,
            prev=prev,
            to_rcpt=(keys.key_id(theirs.seal), keys.key_id(own.recovery)),
            vol=due.volume,
            schema=SCHEMA,
            app=_version(),
            acks=told.acks,
            wall=node.now(),
            boot=boot,
            up=up,
            clock="human" if clock.read(db, node).is_confirmed else "unknown",
            asks=told.asks,
            answers=told.answers,
            news=told.news,
            states=told.states,
        )
        entries = earlier.lines(db, end, due.first, due.last)
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
        write_file(path, content, sweeps=False)
    except OSError as error:
        raise refuse("export-not-written", file=str(path), why=_reason(error)) from None
    except Refusal:
        why = "it reads differently"
        raise refuse("export-not-written", file=str(path), why=why) from None
