"""Putting a node back from a backup, or trying whether it could be.

Everything is unpacked and checked in a folder aside and moved into place in one step: a machine
that stops in between has no node there, or the whole one. What is put back knows that it is one
(`restored`): it writes nothing until it is known how far it once was.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Final

import pyrage
from pyrage import x25519

from federation.core.refusals import Refusal, refuse
from federation.node import FOLDERS, Node, Settings, open_node, sync_folder
from federation.store import Store, elsewhere, journal, moving, open_store
from federation.store.compare import Problem
from federation.store.copies import look_at, saying_why

from . import audit, bundle, cards, copies, keys, passphrase, restored, seal
from .bundle import Manifest, Reader
from .cards import Card
from .copies import Tried

DRILL: Final = ".drill"
SPARE_BYTES: Final = 32 * 1024 * 1024
_HEAD_BYTES: Final = 65_536
_LOCK: Final = "node.lock"
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

Clock = Callable[[], datetime]
Entropy = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was put back (or tried): the node, its digits, when the copy was made, what it holds.

    `signed`: made by the node itself beyond doubt; `problems`: what is not as it should be.
    """

    folder: Path
    manifest: Manifest
    digits: str
    entries: int
    signed: bool
    problems: tuple[Problem, ...]


def restore(
    folder: Path,
    file: Path,
    identity: str,
    *,
    anyway: bool = False,
    database: str = "",
    clock: Clock | None = None,
    entropy: Entropy | None = None,
) -> PutBack:
    """Put a node back into an empty or missing folder. `identity`: the recovery key.

    `anyway`: also a copy in which checks found differences, or that nobody signed. `database`: the
    address of an empty PostgreSQL database to keep a hub's books, else the folder does.
    Raises Refusal `restore-not-empty`, `restore-mount`, `path-missing`, `restore-running`,
    `restore-no-room`, `restore-differs`, `backup-unsigned`, `backup-made-up`, `backup-other-key`,
    and as reading a backup does; then nothing was changed.
    """
    folder = folder.absolute()
    _check_place(folder)
    if database:
        elsewhere.check_empty(database, elsewhere.ROLE)
    _check_file(file)
    try:
        _make_parents(folder)
        aside = folder.with_name(f".{folder.name}.restoring")
        with ExitStack() as held:
            held.enter_context(_alone(aside))
            try:
                found = _prepare(aside, file, identity, anyway=anyway, chance=(clock, entropy))
                if database:
                    held.close()  # moving asks for the folder itself
                    moving.move(open_node(aside, clock=clock, entropy=entropy), database)
                if os.name == "nt":  # pragma: no cover - moves nothing that somebody has open
                    held.close()
                    with suppress(FileNotFoundError):
                        folder.rmdir()
                aside.replace(folder)
            except BaseException:
                shutil.rmtree(aside, ignore_errors=True)
                raise
        sync_folder(folder.parent)
    except OSError as error:
        raise refuse("restore-failed", reason=error.strerror or str(error)) from None
    return replace(found, folder=folder)


def _prepare(
    aside: Path,
    file: Path,
    identity: str,
    *,
    anyway: bool,
    chance: tuple[Clock | None, Entropy | None],
) -> PutBack:
    """The whole node in the folder aside, as it is to be moved into place."""
    manifest, card, signed = _unpack(aside, file, identity)
    node = open_node(aside, clock=chance[0], entropy=chance[1])
    # Locked keys signed nothing; whoever has the passphrase opens the key that is on the card.
    signed = signed or _opens(node, card)
    if not signed and not anyway:
        raise refuse("backup-unsigned")
    found = _look(node, manifest, card, signed=signed)
    if found.problems and not anyway:
        one = found.problems[0]
        raise refuse(
            "restore-differs", count=len(found.problems), where=one.where, problem=one.what
        )
    with saying_why(), closing(open_store(node)) as store:
        restored.begin(store)
        copies.forget(store)
    for name in FOLDERS:
        (aside / name).mkdir(exist_ok=True)
    _put_on_disk(aside)
    return found


def drill(
    store: Store | None, file: Path, identity: str, *, aside: Path, clock: Clock | None = None
) -> PutBack:
    """Try a restore in the folder `aside`, which is thrown away; the node's books stay untouched.

    With the store of the node that made it the result is remembered there. Raises Refusal as
    `restore` does, `restore-of-another` for a copy of another node.
    """
    _check_file(file)
    node = store.node if store else None
    try:
        with _alone(aside):
            try:
                manifest, card, signed = _unpack(aside, file, identity)
                if node is not None and manifest.node != node.settings.node_id:
                    raise refuse("restore-of-another", name=manifest.name)
                tried = open_node(aside, clock=node.clock if node else clock)
                # Locked keys signed nothing; but nobody else than the node has them.
                signed = signed or (node is not None and _has_keys_of(tried, node))
                found = _look(tried, manifest, card, signed=signed)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise refuse("restore-failed", reason=error.strerror or str(error)) from None
    if store is not None:
        problems = len(found.problems)
        told = Tried(store.node.now(), file.name, manifest.wall, found.entries, problems)
        copies.note_tried(store, told)
    return found


def _check_place(folder: Path) -> None:
    """Raises Refusal `restore-not-empty`, `restore-mount`."""
    if not folder.exists():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise refuse("restore-not-empty", folder=str(folder))
    if os.path.ismount(folder):
        raise refuse("restore-mount", folder=str(folder))


def _make_parents(folder: Path) -> None:
    """Make the folders that it is to lie in, and put their names on the disk."""
    missing = [one for one in folder.parents if not one.exists()]
    folder.parent.mkdir(parents=True, exist_ok=True)
    for one in missing:
        sync_folder(one.parent)


def _check_file(file: Path) -> None:
    """Look at the outside. Raises Refusal `path-missing`, and as `seal.check_outside` does."""
    if not file.is_file():
        raise refuse("path-missing", file=str(file))
    with file.open("rb") as sealed:
        seal.check_outside(sealed.read(_HEAD_BYTES))


@contextmanager
def _alone(aside: Path) -> Iterator[None]:
    """An empty folder of this name, for nobody else.

    What one that was killed left behind is swept away. Raises Refusal `restore-running`.
    """
    aside.mkdir(mode=0o700, exist_ok=True)
    try:
        with Node(aside, Settings(node_id="", role="", name="")).locked():
            _sweep(aside)
            yield
    except Refusal as refusal:
        if refusal.code != "node-in-use":
            raise
        raise refuse("restore-running") from None


def _sweep(folder: Path) -> None:
    """Empty it, but for the lock that is held."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()


class _Target:
    """Where opening writes to: the reader, which puts each member into its file.

    A fault is kept and nothing more is taken: opening goes on, and drops some of them.
    """

    def __init__(self, aside: Path) -> None:
        self.aside = aside
        self.reader = Reader(self.begin, self.put)
        self.out: IO[bytes] | None = None
        self.name = ""
        self.fault: BaseException | None = None

    def write(self, part: bytes) -> int:
        """Take the next bytes."""
        if self.fault is None:
            try:
                self.reader.feed(part)
            except BaseException as error:
                self.fault = error
                raise
        return len(part)

    def begin(self, manifest: Manifest) -> None:
        """Is there room? Raises Refusal `restore-no-room`."""
        needed = manifest.size_bytes + SPARE_BYTES
        free = shutil.disk_usage(self.aside).free
        if free < needed:
            raise refuse("restore-no-room", needed=needed // 2**20, free=free // 2**20)

    def put(self, name: str, part: bytes) -> None:
        """A piece of a member; its name is one of ours."""
        if self.name != name:
            self.close()
            descriptor = os.open(self.aside / name, _FLAGS, 0o600)
            self.out, self.name = os.fdopen(descriptor, "wb"), name
        assert self.out is not None
        self.out.write(part)

    def close(self) -> None:
        """The member is whole, and on the disk."""
        if self.out is not None:
            self.out.flush()
            os.fsync(self.out.fileno())
            self.out.close()
            self.out = None


def _unpack(aside: Path, file: Path, identity: str) -> tuple[Manifest, Card, bool]:
    """Open the file into the folder; what it tells of itself, and whether the node signed it.

    Raises Refusal `backup-other-key`, `backup-made-up`, `backup-unsound`, `file-damaged`.
    """
    target = _Target(aside)
    try:
        with file.open("rb") as sealed:
            pyrage.decrypt_io(sealed, target, [x25519.Identity.from_str(identity)])
    except pyrage.DecryptError as error:
        others = str(error) == "No matching keys found"
        raise refuse("backup-other-key" if others else "file-damaged") from None
    except OSError as error:
        if target.fault is None and error.errno is None:
            raise refuse("file-damaged") from None
        raise
    finally:
        target.close()
    if target.fault is not None:
        raise target.fault
    manifest, end = target.reader.end()
    card = cards.read_card((aside / bundle.CARD).read_bytes())
    signed = end.is_signed_by(card.sign)
    if (end.sig and not signed) or card.recovery != keys.recipient_of(identity):
        raise refuse("backup-made-up", name=manifest.name)
    return manifest, card, signed


def _opens(node: Node, card: Card) -> bool:
    """Whether the signing key in the copy is the one on its card.

    Raises Refusal `passphrase-wrong`; a key that is locked, with nobody to open it, proves nothing.
    """
    try:
        return keys.public_half(keys.sign_key(node)) == card.sign
    except Refusal as refusal:
        if refusal.code == "passphrase-wrong":
            raise
        return False


def _has_keys_of(tried: Node, node: Node) -> bool:
    """Whether the keys in a copy are those that lie in the node's own folder."""
    return all(tried.secret(name) == node.secret(name) for name in passphrase.KEY_FILES)


def _look(node: Node, manifest: Manifest, card: Card, *, signed: bool) -> PutBack:
    """Everything that can be checked of a node that was unpacked. Changes nothing that counts."""
    look_at(node.database_path)
    told = node.settings
    problems = []
    if (told.node_id, told.writer_id, told.role) != (manifest.node, card.node, manifest.role):
        problems.append(Problem(bundle.SETTINGS, "is of another node than the copy says"))
    with saying_why(), closing(open_store(node)) as store:
        found = audit.verify(store)
        with store.reading() as db:
            here = {
                (end.kind, end.partner, end.incarnation, end.last, end.head)
                for end in journal.ends(db)
                if end.own
            }
    problems += found.problems
    if here != {
        (one.kind, one.partner, one.incarnation, one.last, one.head) for one in manifest.ends
    }:
        problems.append(Problem(bundle.DATABASE, "holds other entries than the copy says"))
    return PutBack(node.folder, manifest, card.digits, found.entries, signed, tuple(problems))


def _put_on_disk(folder: Path) -> None:
    """Every file of the folder, and its names."""
    for path in folder.iterdir():
        if path.is_file():
            with path.open("r+b") as there:
                os.fsync(there.fileno())
    sync_folder(folder)
