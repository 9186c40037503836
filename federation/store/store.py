"""The store of one node: opened, read, written, made anew."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import peewee as pw

from federation.core.refusals import refuse
from federation.node import Node, open_node, sweep

from . import database, journal, mark, replay, restored


@dataclass(slots=True, eq=False)
class Store:
    """`reading()` gives one consistent picture, `writing()` one transaction.

    The node is the same while the store is open, but for its card (`renew`).
    """

    node: Node
    db: pw.SqliteDatabase

    def renew(self) -> None:
        """Go on with the card and the settings that lie in the folder now."""
        self.node = replace(self.node, settings=open_node(self.node.folder).settings)

    def reading(self) -> AbstractContextManager[pw.Database]:
        """A picture to read from; the database refuses to write in it."""
        return database.reading(self.db)

    def writing(self) -> AbstractContextManager[pw.Database]:
        """A transaction, all or nothing; the high-water mark is synced after it."""
        return database.writing(self.db, self._mark)

    def in_transaction(self) -> bool:
        """Whether this thread is inside `reading()` or `writing()`."""
        return not self.db.is_closed() and bool(self.db.connection().in_transaction)

    def _mark(self) -> None:
        with self.reading() as db:
            ends = journal.ends(db)
        mark.write_marks(self.node, ends)

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

    def close(self) -> None:
        """Close this thread's connection."""
        if not self.db.is_closed():
            self.db.close()


def open_store(node: Node) -> Store:
    """Open a node's store: migrate what needs it, make views anew when theirs is an older form.

    Raises Refusal `database-elsewhere` for a database address that this version cannot open, and
    `database-newer` for a database that a later version wrote; OSError as the system says it.
    """
    if node.settings.database:
        raise refuse("database-elsewhere", database=node.settings.database)
    sweep(node.folder)
    db = database.connect(node.database_path)
    try:
        with database.careful(db):
            db.connect()
            if database.upgrade(db, node.backups):
                with db.atomic():
                    database.make_projections(db)
                    replay.replay(db, db)
                    journal.fill_roots(db, node)
                    database.note_projections(db)
    except BaseException:
        db.close()
        raise
    return Store(node, db)
