"""A copy of a whole database, made while others write, and looked at before it is trusted."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import peewee as pw

from federation.core.refusals import refuse

from . import journal
from .journal import StreamEnd
from .store import Store


@dataclass(frozen=True, slots=True)
class Copied:
    """What stands in a copy: how far each chain goes there."""

    ends: tuple[StreamEnd, ...]

    @property
    def entries(self) -> int:
        """How many entries, own and others'."""
        return sum(end.last for end in self.ends)


def copy_whole(store: Store, path: Path) -> Copied:
    """Write the database as it stands now into a new file, and look at that file.

    Outside any `reading()`. Raises Refusal `copy-failed` (a full disk, or books that are damaged).
    """
    with saying_why():
        store.copy_into(path)
        with _opened(path) as copy:
            _look(copy)
            return Copied(journal.ends(copy))


def look_at(path: Path) -> None:
    """Let SQLite look at a database file that lies still. Raises Refusal `copy-failed`."""
    with saying_why(), _opened(path) as copy:
        _look(copy)


@contextmanager
def saying_why() -> Iterator[None]:
    """What SQLite says inside the block, as the Refusal `copy-failed`: no room, a damaged file."""
    try:
        yield
    except (sqlite3.Error, pw.DatabaseError) as error:
        raise refuse("copy-failed", reason=str(error)) from None


@contextmanager
def _opened(path: Path) -> Iterator[pw.Database]:
    """A database that nobody changes: it is opened without making files beside it."""
    copy = pw.SqliteDatabase(
        f"{path.absolute().as_uri()}?immutable=1", uri=True, pragmas={"trusted_schema": 0}
    )
    copy.connect()
    try:
        yield copy
    finally:
        copy.close()


def _look(copy: pw.Database) -> None:
    (said,) = copy.execute_sql("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise refuse("copy-failed", reason=str(said)[:80])
