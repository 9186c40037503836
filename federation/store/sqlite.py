"""SQLite, the database of every node that asks for no other: careful with every commit.

`synchronous=FULL`: in WAL mode nothing less keeps the last commits through a power cut
(sqlite.org/pragma.html#pragma_synchronous). A connection stays open per thread: closing the last
one would checkpoint the log at each request.
"""

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import peewee as pw

from federation.core.refusals import refuse
from federation.node import FRESH

from .tables import BIG_BOOKS

SQLITE_MIN: Final = (3, 37, 0)  # STRICT tables
_PAGE_BYTES: Final = 4096
FORBIDDEN: Final = "attempt to write a readonly database"
# Rows of one statement: half the time of rows one by one. Of 32,766 values SQLite takes no more.
ROWS_TOGETHER: Final = 200

Row = Sequence[Any]

# What SQLite says when the disk does not do what it is asked, and what the system would have said.
_DISK: Final = MappingProxyType(
    {
        sqlite3.SQLITE_FULL: errno.ENOSPC,
        sqlite3.SQLITE_IOERR: errno.EIO,
        sqlite3.SQLITE_CANTOPEN: errno.EIO,
        sqlite3.SQLITE_READONLY: errno.EROFS,
    }
)


def connect(path: Path | None) -> "Sqlite":
    """A SQLite database with the pragmas of this house; `None`: in memory.

    Raises Refusal `sqlite-too-old`.
    """
    if sqlite3.sqlite_version_info < SQLITE_MIN:
        raise refuse("sqlite-too-old", version=sqlite3.sqlite_version)
    return Sqlite(
        ":memory:" if path is None else str(path),
        lock_type="IMMEDIATE",
        pragmas={
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "busy_timeout": 30_000,  # a large file is taken in in one transaction
            "trusted_schema": 0,
            "secure_delete": 1,  # what was blanked is not left lying in free pages
        },
    )


class Sqlite(pw.SqliteDatabase):  # type: ignore[misc] # peewee's classes are untyped
    """A SQLite file, or one in memory, behind the face that `store.database` tells of."""

    holds = "instr(line, ?) > 0"
    beside = ""

    @contextmanager
    def picture(self) -> Iterator[None]:
        """The database as it stands at one moment, which refuses to write."""
        connection = self.connection()
        if connection.in_transaction:
            yield
            return
        connection.execute("PRAGMA query_only = 1")
        connection.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            if connection.in_transaction:  # SQLite itself ends it when the disk fails
                connection.execute("ROLLBACK")
            connection.execute("PRAGMA query_only = 0")

    @contextmanager
    def careful(self) -> Iterator[None]:
        """What the disk refuses is told as the system tells it. Raises OSError with its file.

        A database that only `reading()` keeps from writing is no disk's fault.
        """
        try:
            yield
        except (pw.OperationalError, sqlite3.OperationalError) as error:
            code = next(filter(None, map(_disk_code, _chain(error))), 0)
            path = str(self.database)
            if not code or (str(error) == FORBIDDEN and os.access(path, os.W_OK)):
                raise
            if code == errno.EIO:
                code = _why(Path(path))
            raise OSError(code, os.strerror(code), path) from error

    def copy_into(self, path: Path) -> None:
        """Write all of it, as it stands at one moment, into a new file."""
        self.connection().execute("VACUUM INTO ?", (str(path),))

    def insert_rows(self, model: type[pw.Model], rows: Iterable[Row]) -> None:
        """Many rows to a statement. Raises IntegrityError as Peewee has it."""
        columns = tuple(field.column_name for field in model._meta.sorted_fields)
        into = _insert(model._meta.table_name, columns)
        connection, waiting = self.connection(), iter(rows)
        try:
            while some := list(islice(waiting, ROWS_TOGETHER)):
                if len(some) == ROWS_TOGETHER:
                    connection.execute(into.many, list(chain.from_iterable(some)))
                else:
                    connection.executemany(into.one, some)
        except sqlite3.IntegrityError as error:
            raise pw.IntegrityError(*error.args) from error

    def table_words(self, models: Sequence[type[pw.Model]]) -> Iterator[str]:
        """What throws tables away and makes them anew."""
        yield from _table_words(tuple(models))

    def streamed(self, words: str, given: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a long read, one at a time."""
        yield from self.connection().execute(words, given)

    def size_bytes(self) -> int:
        """How large the file is."""
        return Path(self.database).stat().st_size

    def faults(self) -> Iterator[tuple[str, str]]:
        """SQLite's own check of the file and of references: where, and what in plain words."""
        for (said,) in self.connection().execute("PRAGMA integrity_check"):
            if said != "ok":
                yield "database file", str(said)
        for row in self.connection().execute("PRAGMA foreign_key_check"):
            yield f"table {row[0]}", f"row {row[1]} refers to nothing"

    def plan(self, *, filled: bool) -> None:
        """The planner learns how big books become (`tables.BIG_BOOKS`): once, of empty tables."""
        if filled:
            return
        connection = self.connection()
        connection.execute("ANALYZE entry")  # makes the table of what the planner knows
        connection.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", BIG_BOOKS)
        connection.execute("ANALYZE sqlite_schema")  # reads it


@cache
def _table_words(models: tuple[type[pw.Model], ...]) -> tuple[str, ...]:
    told: list[str] = []
    db = pw.SqliteDatabase(None)
    with db.bind_ctx(models):
        for model in models:
            made = [model._schema._create_table(safe=False), *model._schema._create_indexes()]
            told.append(f'DROP TABLE IF EXISTS "{model._meta.table_name}"')
            for one in made:
                words, given = one.query()
                assert not given
                told.append(words)
    return tuple(told)


class _Insert(NamedTuple):
    """The statement for one row, and for ROWS_TOGETHER."""

    one: str
    many: str


@cache
def _insert(table: str, columns: tuple[str, ...]) -> _Insert:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = f"({', '.join('?' * len(columns))})"
    start = f'INSERT INTO "{table}" ({names}) VALUES '  # noqa: S608 - our own names
    return _Insert(start + marks, start + ", ".join([marks] * ROWS_TOGETHER))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and those it came on top of: after SQLite gave up, Peewee's rollback fails too."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__context__


def _disk_code(error: BaseException) -> int:
    """What the system calls it when the disk is to blame; else 0."""
    return _DISK.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, 0)


def _why(path: Path) -> int:
    """What the system says to a new file beside a database, where SQLite names no cause.

    A disk without room for one more name is to SQLite a file that cannot be opened.
    """
    probe = path.with_name(f".{path.name}.{os.getpid()}{FRESH}")
    try:
        probe.write_bytes(bytes(_PAGE_BYTES))
    except OSError as error:
        return error.errno or errno.EIO
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return errno.EIO
