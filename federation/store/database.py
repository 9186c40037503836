"""The one place that opens a database: SQLite, careful with every commit.

`synchronous=FULL`: in WAL mode nothing less keeps the last commits through a power cut
(sqlite.org/pragma.html#pragma_synchronous). A connection stays open per thread: closing the last
one would checkpoint the log at each request.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import peewee as pw
from playhouse.migrations import Runner

from federation.core.refusals import refuse
from federation.node import FRESH

from .tables import BIG_BOOKS, PROJECTION_TABLES, LocalProjection

SQLITE_MIN: Final = (3, 37, 0)  # STRICT tables
CHANGES: Final = Path(__file__).parent / "migrations"
PROJECTIONS: Final = "projections"
_PAGE_BYTES: Final = 4096
FORBIDDEN: Final = "attempt to write a readonly database"
# Raise by one whenever a projection's table or its filling changes: tables are then made anew.
PROJECTIONS_VERSION: Final = 16
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


def connect(path: Path | None) -> pw.SqliteDatabase:
    """A SQLite database with the pragmas of this house; `None`: in memory.

    Raises Refusal `sqlite-too-old`.
    """
    if sqlite3.sqlite_version_info < SQLITE_MIN:
        raise refuse("sqlite-too-old", version=sqlite3.sqlite_version)
    return pw.SqliteDatabase(
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


def upgrade(db: pw.Database, copies: Path, changes: Path = CHANGES) -> bool:
    """Bring the journal and local tables up to date; whether projections must be made anew.

    There is no way back: before the tables of a node are changed, a copy of its database is put
    into the folder `copies`. Raises Refusal `database-newer` when a later program wrote it.
    """
    runner = Runner(db, directory=str(changes))
    steps = runner.status()
    if any(step.path is None for step in steps):
        raise refuse("database-newer")
    waiting = [step for step in steps if step.applied is None]
    if waiting and len(waiting) < len(steps):
        copy = copies / f"before-{waiting[0].name}.db"
        copy.unlink(missing_ok=True)
        copy_into(db, copy)
    if waiting:
        runner.up()
    found = (
        LocalProjection.select(LocalProjection.version)
        .where(LocalProjection.name == PROJECTIONS)
        .scalar(db)
    )
    return bool(found != PROJECTIONS_VERSION)


def copy_into(db: pw.Database, path: Path) -> None:
    """Write the database as it stands at one moment into a new file, while others go on writing.

    Outside `reading()` and `writing()`: SQLite copies in a transaction of its own.
    """
    with careful(db):
        db.connect(reuse_if_open=True)
        db.connection().execute("VACUUM INTO ?", (str(path),))


@cache
def _projection_ddl() -> tuple[str, ...]:
    """What throws the projection tables away and makes them anew; `verify` says it each time."""
    told: list[str] = []
    db = pw.SqliteDatabase(None)
    with db.bind_ctx(PROJECTION_TABLES):
        for model in PROJECTION_TABLES:
            made = [model._schema._create_table(safe=False), *model._schema._create_indexes()]
            told.append(f'DROP TABLE IF EXISTS "{model._meta.table_name}"')
            for one in made:
                words, given = one.query()
                assert not given
                told.append(words)
    return tuple(told)


def make_projections(db: pw.Database) -> None:
    """Throw the projection tables away and make them, empty, as they are now."""
    connection = db.connection()
    for words in _projection_ddl():
        connection.execute(words)
    connection.execute("ANALYZE entry")  # makes the table of what the planner knows
    connection.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", BIG_BOOKS)
    connection.execute("ANALYZE sqlite_schema")  # reads it


def note_projections(db: pw.Database) -> None:
    """Write down that the projections hold this version."""
    LocalProjection.insert(name=PROJECTIONS, version=PROJECTIONS_VERSION).on_conflict(
        conflict_target=[LocalProjection.name], preserve=[LocalProjection.version]
    ).execute(db)


def insert_many(db: pw.Database, model: type[pw.Model], rows: Iterable[Row]) -> None:
    """Plain inserts of whole rows in column order, as fast as the database takes them."""
    columns = tuple(field.column_name for field in model._meta.sorted_fields)
    into = _insert(model._meta.table_name, columns)
    connection, waiting = db.connection(), iter(rows)
    try:
        while some := list(islice(waiting, ROWS_TOGETHER)):
            if len(some) == ROWS_TOGETHER:
                connection.execute(into.many, list(chain.from_iterable(some)))
            else:
                connection.executemany(into.one, some)
    except sqlite3.IntegrityError as error:
        raise pw.IntegrityError(*error.args) from error


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


def fetch(db: pw.Database, query: pw.Query) -> list[Any]:
    """The rows of a query, tuples as SQLite has them: numbers and texts need no converting.

    For reads of hundreds of rows and more: ten times as fast as Peewee's own way.
    """
    found: list[Any] = db.execute(query).fetchall()
    return found


@contextmanager
def careful(db: pw.Database) -> Iterator[None]:
    """What the disk refuses is told as the system tells it. Raises OSError with the file's name.

    A database that only `reading()` keeps from writing is no disk's fault.
    """
    try:
        yield
    except (pw.OperationalError, sqlite3.OperationalError) as error:
        code = next(filter(None, map(_disk_code, _chain(error))), 0)
        if not code or (str(error) == FORBIDDEN and os.access(str(db.database), os.W_OK)):
            raise
        if code == errno.EIO:
            code = _why(Path(db.database))
        raise OSError(code, os.strerror(code), str(db.database)) from error


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


@contextmanager
def reading(db: pw.Database) -> Iterator[pw.Database]:
    """One consistent picture; the database refuses to write. Inside another it is that one."""
    with careful(db):
        db.connect(reuse_if_open=True)
        connection = db.connection()
        if connection.in_transaction:
            yield db
            return
        connection.execute("PRAGMA query_only = 1")
        connection.execute("BEGIN DEFERRED")
        try:
            yield db
        finally:
            if connection.in_transaction:  # SQLite itself ends it when the disk fails
                connection.execute("ROLLBACK")
            connection.execute("PRAGMA query_only = 0")


@contextmanager
def writing(db: pw.Database, after_commit: Callable[[], None]) -> Iterator[pw.Database]:
    """One transaction, all or nothing; `after_commit` runs when it is on the disk."""
    with careful(db):
        db.connect(reuse_if_open=True)
        with db.atomic():
            yield db
    after_commit()
