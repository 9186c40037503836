"""Making a backup: a copy of the whole node, sealed so that only the key on paper opens it.

Nothing of the node is held in memory as a whole, and nothing is called done before the sealed
bytes were read back from the device. What goes in is checked by the reader that will open it.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage import x25519

from federation.core.refusals import Refusal, refuse
from federation.node import FRESH, Node, open_node, settings_text, sweep, sync_folder
from federation.store import Store
from federation.store.copies import Copied, copy_whole, saying_why

from . import bundle, copies, keys, seal, sticks
from .copies import Kept
from .enrolment import own_card
from .sticks import Stick

SPARE_BYTES: Final = 16 * 1024 * 1024
_READ: Final = 1024 * 1024
_COPY: Final = ".copy.db"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
# Where backups lie on a stick, beside what is for others.
FOLDER: Final = "backups"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup on its device. `hash`: SHA-256 of the file; `signed`: not so with locked keys."""

    path: Path
    when: str
    entries: int
    size_bytes: int
    hash: str
    signed: bool


def keep(store: Store) -> Made:
    """A new copy in `backups/`; then old ones go. Raises Refusal as `write` does."""
    made = write(store, copies.next_path(store.node))
    copies.prune(store.node)
    return made


def write(store: Store, path: Path, tick: Callable[[], None] | None = None) -> Made:
    """A copy of the whole node in a file, and a note that it was made. Outside any transaction.

    `tick` is called for each megabyte of books that was packed. A sealed file of that name is
    replaced, in one step and only by a whole one. Raises Refusal `practice-never-sent`,
    `file-exists` (of another kind), `folder-missing`, `backup-running`, `backup-no-room`,
    `copy-failed`, `backup-failed`; `passphrase-wrong`.
    """
    node = store.node
    node.must_be_real()
    if path.exists() and not _is_sealed(path):
        raise refuse("file-exists", file=str(path))
    if not path.parent.is_dir():
        raise refuse("folder-missing", folder=str(path.parent))
    key = _sign_key(node)
    try:
        with _alone(node):
            made = _write(store, path, key, tick)
        where = "" if path.parent == node.backups else str(path.parent)
        kept = Kept(made.when, path.name, made.size_bytes, made.entries, where)
        with saying_why():
            copies.note_kept(store, kept, away=is_elsewhere(path, node))
    except OSError as error:
        full = error.errno in _FULL
        raise refuse(
            "backup-no-room" if full else "backup-failed",
            file=path.name,
            reason=error.strerror or "-",
        ) from None
    return made


def is_elsewhere(path: Path, node: Node) -> bool:
    """Whether a file lies on another device than the node."""
    return path.stat().st_dev != node.folder.stat().st_dev


def _is_sealed(path: Path) -> bool:
    with path.open("rb") as there:
        return seal.is_sealed(there.read(len(seal.AGE_MAGIC)))


def _sign_key(node: Node) -> Ed25519PrivateKey | None:
    """The key to sign with; None where it is locked and nobody told the passphrase."""
    try:
        return keys.sign_key(node)
    except Refusal as refusal:
        if refusal.code != "keys-locked":
            raise
        return None


@contextmanager
def _alone(node: Node) -> Iterator[None]:
    """One backup of a node at a time; what a killed one left behind is swept away."""
    node.backups.mkdir(exist_ok=True)
    try:
        with Node(node.backups, node.settings).locked():
            for name in (_COPY, f"{_COPY}-journal"):
                (node.backups / name).unlink(missing_ok=True)
            sweep(node.backups)
            yield
    except Refusal as refusal:
        if refusal.code != "node-in-use":
            raise
        raise refuse("backup-running") from None


def _write(
    store: Store, path: Path, key: Ed25519PrivateKey | None, tick: Callable[[], None] | None
) -> Made:
    node, copy = store.node, store.node.backups / _COPY
    free, needed = shutil.disk_usage(copy.parent).free, store.size_bytes()
    if free < needed + SPARE_BYTES:
        raise refuse("backup-no-room", file=path.name, reason=os.strerror(errno.ENOSPC))
    try:
        small, copied = _copied(store, copy)
        members = [bundle.Member(name, len(told), _hash((told,))) for name, told in small.items()]
        members.append(bundle.Member(bundle.DATABASE, copy.stat().st_size, _hash(parts_of(copy))))
        manifest = bundle.Manifest(
            node=node.settings.node_id,
            writer=node.settings.writer_id,
            inc=node.settings.incarnation,
            role=node.settings.role,
            name=node.settings.name,
            app=bundle.app_version(),
            wall=node.now(),
            entries=copied.entries,
            ends=tuple(
                bundle.End(end.kind, end.partner, end.incarnation, end.last, end.head)
                for end in copied.ends
                if end.own
            ),
            members=tuple(members),
        )
        contents = [*((told,) for told in small.values()), parts_of(copy, tick)]
        packed = bundle.write(manifest, contents, key)
        digest, size = _seal(packed, own_card(node).recovery, path)
        return Made(path, manifest.wall, manifest.entries, size, digest, key is not None)
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)


def _copied(store: Store, copy: Path) -> tuple[dict[bundle.Name, bytes], Copied]:
    """The small files, and the database in a copy, all of one moment.

    Another card may take its place meanwhile: then again. The mark is read first, so that it is
    never ahead of the copy.
    """
    while True:
        mark = _content(store.node, bundle.MARK)
        before = _small(store.node)
        copy.unlink(missing_ok=True)
        copied = copy_whole(store, copy)
        if _small(store.node) == before:
            return ({**before, bundle.MARK: mark} if mark else before), copied


def _small(node: Node) -> dict[bundle.Name, bytes]:
    names: tuple[bundle.Name, ...] = (bundle.SETTINGS, bundle.CARD, bundle.SIGN, bundle.SEAL)
    told = {name: node.secret(name) for name in names}
    now = open_node(node.folder).settings
    if now.database:  # the copy is whole in itself: it has the books, and no way to a server
        alone = replace(now, database="", replica="")
        told[bundle.SETTINGS] = settings_text(alone).encode()
    return told


def _content(node: Node, name: str) -> bytes:
    try:
        return node.secret(name)
    except Refusal:  # nothing was entered yet
        return b""


def parts_of(path: Path, tick: Callable[[], None] | None = None) -> Iterator[bytes]:
    """A file's bytes, a megabyte at a time."""
    with path.open("rb") as source:
        while part := source.read(_READ):
            yield part
            if tick:
                tick()


def _hash(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


class _Source:
    """What sealing reads from: the packed stream, looked at by the reader of backups on its way.

    Sealing passes over some faults of what it reads from and writes to (pyrage 1.4 drops those of
    the last piece): so a fault is kept, and raised when sealing came back.
    """

    def __init__(self, packed: Iterator[bytes]) -> None:
        self.packed, self.ready = packed, memoryview(b"")
        self.check = bundle.Reader()
        self.fault: BaseException | None = None

    def read(self, most: int) -> bytes:
        """The next bytes, at most so many; none after the last, or after a fault."""
        try:
            if not self.ready and not self.fault:
                part = next(self.packed, b"")
                self.check.feed(part)
                self.ready = memoryview(part)
        except BaseException as error:
            self.fault, self.ready = error, memoryview(b"")
            raise
        now, self.ready = self.ready[:most], self.ready[most:]
        return bytes(now)


class _Target:
    """What sealing writes to: a file, and its hash. Faults as in `_Source`."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.digest, self.size = hashlib.sha256(), 0
        self.fault: BaseException | None = None

    def write(self, part: bytes) -> int:
        """Take the next bytes; after a fault, nothing more."""
        if self.fault is None:
            try:
                self.out.write(part)
                self.digest.update(part)
                self.size += len(part)
            except BaseException as error:
                self.fault = error
                raise
        return len(part)


def _seal(packed: Iterator[bytes], recovery: str, path: Path) -> tuple[str, int]:
    """Seal into the file, whole or not at all, read back; its SHA-256 and size."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}{FRESH}")
    descriptor = os.open(fresh, _FLAGS, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            source, target = _Source(packed), _Target(out)
            _run(source, target, recovery)
            source.check.end()
            out.flush()
            os.fsync(out.fileno())
        if _hash(_from_device(fresh)) != target.digest.hexdigest():
            raise refuse("file-not-written", file=path.name)
        fresh.replace(path)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    sync_folder(path.parent)
    sweep(path.parent)
    if path.stat().st_size != target.size:
        raise refuse("file-not-written", file=path.name)
    return target.digest.hexdigest(), target.size


def _run(source: _Source, target: _Target, recovery: str) -> None:
    try:
        pyrage.encrypt_io(source, target, [x25519.Recipient.from_str(recovery)])
    except pyrage.EncryptError:
        if not (source.fault or target.fault):
            raise
    for fault in (source.fault, target.fault):
        if fault is not None:
            raise fault


def _from_device(path: Path) -> Iterator[bytes]:
    """A file's bytes from the device, not from what the system still has in memory."""
    with path.open("rb") as back:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(back.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while part := back.read(_READ):
            yield part


def carry(store: Store, source: Path, stick: Stick) -> Path:
    """Copy a backup onto a stick, read it back from there, and remember that it lies there.

    When this returns the stick may be taken out. Raises Refusal as `sticks.writing_on` does.
    """
    with sticks.writing_on(stick, source.name):
        folder = sticks.place_on(stick, FOLDER)
        copy_file(source, folder / source.name)
    copies.note_carried(store, source.name, stick.label)
    return folder / source.name


def copy_file(source: Path, path: Path) -> None:
    """Copy a file whole or not at all, and read it back from the device.

    Raises Refusal `file-not-written`, and OSError as the system says it.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}{FRESH}")
    fresh.unlink(missing_ok=True)  # it may be a link
    try:
        with fresh.open("xb") as out, source.open("rb") as there:
            shutil.copyfileobj(there, out, _READ)
            out.flush()
            os.fsync(out.fileno())
        if _hash(_from_device(fresh)) != _hash(parts_of(source)):
            raise refuse("file-not-written", file=path.name)
        fresh.replace(path)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    sync_folder(path.parent)
    sweep(path.parent)
