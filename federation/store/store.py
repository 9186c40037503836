"""The store of one node: opened, read, written, made anew."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import peewee as pw

from federation.node import (
    NEXT_FOLDER,
    SETTINGS_FILE,
    Node,
    Settings,
    finish_move,
    open_node,
    settings_text,
    sweep,
    write_file,
)

from . import database, elsewhere, health, journal, local, mark, replay, restored

# Where the books remember settings that were decided in them: with new keys, or without.
_WITH_KEYS, _ALONE = "settings with next keys", "settings"

# A server that did not answer is asked again after so long.
REPLICA_REST: Final = timedelta(minutes=1)
_EARLY: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LOOKS: Final[ContextVar[bool]] = ContextVar("looks", default=False)


@dataclass(slots=True, eq=False)
class Store:
    """`reading()` gives one consistent picture, `writing()` one transaction.

    The node is the same while the store is open, but for its card (`renew`).
    """

    node: Node
    db: pw.Database
    # What the own chains came to when they were last marked: a hub takes in a thousand files
    # and writes nothing of its own.
    _marked: tuple[int, int] = (-1, -1)
    # One of several that take files in at the same time, each of other writers.
    side_by_side: bool = False
    # A server that follows the one with the books; how far this program's own writing went, and
    # from when on a server that did not answer is asked again.
    replica: pw.Database | None = None
    _written: str = ""
    _replica_from: datetime = _EARLY

    def decide(self, db: pw.Database, settings: Settings, *, with_keys: bool) -> None:
        """In a transaction: once it is on the disk, these settings stand, and `settle` is due.

        `with_keys`: the card and keys in the folder `next` go with them.
        """
        local.set_state(db, _WITH_KEYS if with_keys else _ALONE, settings_text(settings))

    def settle(self) -> None:
        """Put the folder where the books are: card, keys and settings that were decided there.

        The marks of an earlier card's chains have had their time then.

        A machine that stops in between goes on with it when the store is opened again.
        """
        folder = self.node.folder
        with self.reading() as db:
            with_keys, alone = local.state(db, _WITH_KEYS), local.state(db, _ALONE)
        if not with_keys and not alone:
            return
        waiting = folder / NEXT_FOLDER
        if alone:
            write_file(folder.joinpath(SETTINGS_FILE), alone.encode(), mode=0o600)
        elif (waiting / "node.card").exists():
            write_file(waiting.joinpath(SETTINGS_FILE), with_keys.encode(), mode=0o600)
        finish_move(folder)
        self.node = replace(self.node, settings=open_node(folder).settings)
        with self.reading() as db:
            ends = journal.ends(db)
        now = self.node.settings.incarnation
        mark.lower_marks(self.node, [one for one in ends if one.incarnation == now])
        self._marked = (-1, -1)
        with self.writing() as db:
            for name in (_WITH_KEYS, _ALONE):
                local.set_state(db, name, "")

    def reading(self) -> AbstractContextManager[pw.Database]:
        """A picture to read from; the database refuses to write in it."""
        if self.replica is None or not _LOOKS.get() or self.in_transaction():
            return database.reading(self.db)
        return self._looking(self.replica)

    def look(self, *, only: bool) -> None:
        """From now on this thread `only` looks: it reads where the books are followed, if anywhere.

        What this program wrote is always there to be read; what another one wrote comes a moment
        later.
        """
        _LOOKS.set(only)

    @contextmanager
    def _looking(self, replica: pw.Database) -> Iterator[pw.Database]:
        with ExitStack() as held:
            followed = self._follows(replica, held)
            yield replica if followed else held.enter_context(database.reading(self.db))

    def _follows(self, replica: pw.Database, held: ExitStack) -> bool:
        """Whether what follows the books can be read and has all that was written here."""
        now = self.node.clock()
        if now < self._replica_from:
            return False
        try:
            held.enter_context(database.reading(replica))
        except OSError:
            self._replica_from = now + REPLICA_REST
            return False
        if not replica.has_reached(self._written):
            held.pop_all().close()
            return False
        return True

    def writing(self) -> AbstractContextManager[pw.Database]:
        """A transaction, all or nothing; the high-water mark is synced after it."""
        return database.writing(self.db, self._mark)

    def writing_beside(self, writer: str) -> AbstractContextManager[pw.Database]:
        """As `writing`, of this writer's books alone; `side_by_side` files of others come in too.

        Raises Entangled.
        """
        beside = writer if self.side_by_side else ""
        return database.writing(self.db, self._mark, beside=beside)

    def in_transaction(self) -> bool:
        """Whether this thread is inside `reading()` or `writing()`."""
        return not self.db.is_closed() and bool(self.db.connection().in_transaction)

    def _mark(self) -> None:
        with database.reading(self.db) as db:
            if self.replica is not None:
                self._written = db.position()
            now = journal.own_extent(db)
            ends = journal.ends(db) if now != self._marked else ()
        if ends:
            mark.write_marks(self.node, ends)
        self._marked = now

    def is_restored(self) -> bool:
        """Whether these books are, or may be, older than what this node once wrote.

        At a hub each chain is looked at alone, when something is to be written on it.
        """
        if self.node.settings.role == "hub":
            return False
        marks = mark.read_marks(self.node)  # before the books: a deed may end in between
        with self.reading() as db:
            behind = mark.is_behind(marks, journal.ends(db), self.node.settings.incarnation)
            return behind or restored.read(db) is not None

    def copy_into(self, path: Path) -> None:
        """Write the database as it stands now into a new file; outside any `reading()`."""
        database.copy_into(self.db, path)

    def look_anew(self) -> None:
        """After much came in: the database counts what it has, and plans by that."""
        with database.careful(self.db):
            self.db.connect(reuse_if_open=True)
            self.db.plan(filled=True)

    def size_bytes(self) -> int:
        """About how much a copy takes at most."""
        with self.reading() as db:
            return int(db.size_bytes())

    def close(self) -> None:
        """Close this thread's connection."""
        for db in (self.db, self.replica):
            if db is not None and not db.is_closed():
                db.close()


def open_store(node: Node) -> Store:
    """Open a node's store: migrate what needs it, make views anew when theirs is an older form.

    A hub catches up on how groups are doing of whose files it was stopped in the middle.

    Raises Refusal `database-elsewhere` for a database address that this version cannot open, what
    `elsewhere.open_at` and `elsewhere.check_whose` raise for one that it can, and `database-newer`
    for a database that a later version wrote; OSError as the system says it.
    """
    sweep(node.folder)
    address = node.settings.database
    db = elsewhere.open_at(address) if address else database.connect(node.database_path)
    try:
        with database.careful(db):
            db.connect(reuse_if_open=True)
            if address:
                elsewhere.check_whose(db, node)
            if database.upgrade(db, node.backups):
                with db.atomic():
                    database.make_projections(db)
                    replay.replay(db, db)
                    journal.fill_roots(db, node)
                    database.note_projections(db)
                    if address:
                        elsewhere.note_whose(db, node)
                db.plan(filled=True)
        store = Store(node, db, replica=elsewhere.replica_of(node))
        store.settle()
        health.catch_up(store)
    except BaseException:
        db.close()
        raise
    return store
