"""The store of one node: opened, read, written, made anew."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import peewee as pw

from federation.core.refusals import refuse
from federation.node import Node, sweep

from . import database, journal, mark, replay


@dataclass(frozen=True, slots=True)
class Store:
    """`reading()` gives one consistent picture, `writing()` one transaction."""

    node: Node
    db: pw.SqliteDatabase

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
        """Whether these books are older than what this node once wrote."""
        marks = mark.read_marks(self.node)  # before the books: a deed may end in between
        with self.reading() as db:
            return mark.is_behind(marks, journal.ends(db))

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
                    database.note_projections(db)
    except BaseException:
        db.close()
        raise
    return Store(node, db)
