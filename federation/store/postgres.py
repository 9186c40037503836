"""PostgreSQL, for a hub that outgrew one file: the same tables, the same words of SQL.

Statements are written once, for both engines (`store.link`). Texts sort by their bytes
(COLLATE "C") and every number has 64 bits, as in SQLite, so that both give the same rows in the
same order.
"""

import errno
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import chain, count, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import peewee as pw
import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from federation.core.refusals import Refusal, refuse

from . import elsewhere
from .link import Given, Link, marked, opened, telling
from .tables import BY_BOOK

SERVER_MIN: Final = 140_000
PARTITIONS: Final = 16
CONNECT_SECONDS: Final = 10
LOCK_SECONDS: Final = 30
"""As long as SQLite waits for another writer."""

FEW: Final = 8
"""Up to so many rows plain inserts cost less than the bulk way, which must be asked for first."""

# Advisory locks, all of one transaction: who writes the books, and whose files are taken in.
BOOKS: Final = 1
WRITER: Final = 2
ARRIVAL: Final = 3

ROWS_AT_ONCE: Final = 2000
_NUMBERS: Final = count()

Row = Sequence[Any]

_LITE: Final = re.compile(r"\)\s+STRICT(?:, WITHOUT ROWID)?$|\)\s+WITHOUT ROWID$")


class Postgres(pw.PostgresqlDatabase):  # type: ignore[misc] # peewee's classes are untyped
    """A PostgreSQL database, behind the face that `store.database` tells of."""

    field_types = {  # noqa: RUF012 - as Peewee has it
        **pw.PostgresqlDatabase.field_types,
        "AUTO": "BIGSERIAL",
        "INT": "BIGINT",
        "TEXT": 'TEXT COLLATE "C"',
    }

    holds = "position(? in line) > 0"
    beside = ""

    def _connect(self) -> Link:
        return opened(self.database, **_defaults(self.database))

    def connect(self, reuse_if_open: bool = False) -> bool:  # noqa: FBT001, FBT002 - as Peewee
        """Open this thread's connection; one that the server ended is opened anew."""
        if not self.is_closed() and self._state.conn.closed:
            self.dispose()
        return bool(super().connect(reuse_if_open=reuse_if_open))

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run what Peewee made; a table without the words that only SQLite knows."""
        return super().execute_sql(_LITE.sub(")", sql), params)

    def begin(self, isolation_level: Any = None) -> None:
        """Begin to write, alone: whoever else wants to write waits until this one is done.

        With `beside`, the id of a file's writer, only who writes alone waits, and another file of
        the same writer; each statement sees what the others wrote before it.
        """
        assert isolation_level is None
        if not self.beside:
            self._begin(f"BEGIN; SELECT pg_advisory_xact_lock({BOOKS}, 0)")
            return
        writer = zlib.crc32(self.beside.encode()) - 2**31
        self._begin(
            f"BEGIN; SELECT pg_advisory_xact_lock_shared({BOOKS}, 0);"
            f" SELECT pg_advisory_xact_lock({WRITER}, {writer})"
        )

    def in_order(self) -> None:
        """From here to the end of the transaction nobody else's comes between."""
        self.connection().execute(f"SELECT pg_advisory_xact_lock({ARRIVAL}, 0)")

    def _begin(self, words: str) -> None:
        """The first words of a transaction: here it shows that the server ended a connection."""
        try:
            self.connection().execute(words)
        except (pw.OperationalError, psycopg.Error):
            if not self._state.conn.closed:
                # Whoever waited too long for the others has begun, and must not stay in it.
                self.connection().execute("ROLLBACK")
                raise
            self.connect(reuse_if_open=True)
            self.connection().execute(words)

    @contextmanager
    def picture(self) -> Iterator[None]:
        """The database as it stands at one moment, which refuses to write."""
        if self.connection().in_transaction:
            yield
            return
        self._begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection = self.connection()
        try:
            yield
        finally:
            if connection.in_transaction:
                with suppress(pw.OperationalError):  # the server went away: nothing is open there
                    connection.execute("ROLLBACK")

    @contextmanager
    def careful(self) -> Iterator[None]:
        """A server that is gone, or its full disk, is told as the system tells it. Raises OSError.

        A database that only `reading()` keeps from writing is nobody's fault.
        """
        try:
            yield
        except (pw.OperationalError, psycopg.OperationalError) as error:
            code = _fault_code(error)
            if not code:
                raise
            raise OSError(code, os.strerror(code), shown(self.database)) from error

    def insert_rows(self, model: type[pw.Model], rows: Iterable[Row]) -> None:
        """Many rows by COPY, a few by plain inserts. Raises IntegrityError as Peewee has it."""
        meta = model._meta
        columns = tuple(field.column_name for field in meta.sorted_fields)
        kinds = tuple(_COPIED[field.field_type] for field in meta.sorted_fields)
        waiting = iter(rows)
        some = list(islice(waiting, FEW + 1))
        if len(some) <= FEW:
            if some:
                self.connection().executemany(_insert(meta.table_name, columns), some)
            return
        words = _copy(meta.table_name, columns)
        with telling(), self.connection().cursor() as cursor, cursor.copy(words) as copy:
            copy.set_types(kinds)
            for row in chain(some, waiting):
                copy.write_row(row)

    def position(self) -> str:
        """How far the server wrote (a place in its log), to be compared with `has_reached`."""
        found = self.connection().execute(
            "SELECT (CASE current_setting('synchronous_commit') WHEN 'off'"
            " THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END)::text"
        )
        return str((found.fetchone() or ("",))[0])

    def has_reached(self, place: str) -> bool:
        """Whether a server that follows another one has all that was written up to a place."""
        found = self.connection().execute(
            "SELECT CASE WHEN pg_is_in_recovery()"
            " THEN pg_last_wal_replay_lsn() >= CAST(? AS pg_lsn) ELSE false END",
            (place or "0/0",),
        )
        return bool((found.fetchone() or (0,))[0])

    def is_entangled(self, error: Exception) -> bool:
        """Whether the server gave a transaction up, for another waited for it."""
        return any(isinstance(one, errors.DeadlockDetected) for one in _faults(error))

    def table_words(self, models: Sequence[type[pw.Model]]) -> Iterator[str]:
        """What throws tables away and makes them anew; big ones are parted by book."""
        yield from _table_words(tuple(models))

    def plan(self, *, filled: bool) -> None:
        """PostgreSQL counts for itself; but of parted tables as a whole only when it is asked."""
        for model in BY_BOOK if filled else ():
            self.connection().execute(f'ANALYZE "{model._meta.table_name}"')

    def streamed(self, words: str, given: Given = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a long read, fetched a few thousand at a time: never all of them in memory."""
        with self.connection().cursor(name=f"long{next(_NUMBERS)}") as cursor:
            cursor.itersize = ROWS_AT_ONCE
            cursor.execute(marked(words), given or None)
            yield from cursor

    def copy_into(self, path: Path) -> None:
        """Write journal and local tables, as they stand at one moment, into a new SQLite file."""
        elsewhere.copy_out(self, path)

    def size_bytes(self) -> int:
        """How much there is of what `copy_into` copies."""
        (size,) = self.connection().execute(_SIZE, (list(elsewhere.COPIED),)).fetchone() or (0,)
        return int(size)

    def number_on(self, model: type[pw.Model]) -> None:
        """After rows that brought their numbers: new ones are numbered on from there."""
        key, table = model._meta.primary_key, model._meta.table_name
        if isinstance(key, pw.AutoField):
            self.connection().execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{key.column_name}'),"  # noqa: S608
                f' (SELECT coalesce(max("{key.column_name}"), 0) + 1 FROM "{table}"), false)'
            )

    def faults(self) -> Iterator[tuple[str, str]]:
        """What the server itself knows to be wrong: where, and what in plain words."""
        broken = self.connection().execute(
            "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
            " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
            " WHERE NOT (indisvalid AND indisready) AND nspname = current_schema()"
        )
        for (name,) in broken:
            yield f"index {name}", "is not usable"


@cache
def _table_words(models: tuple[type[pw.Model], ...]) -> tuple[str, ...]:
    told: list[str] = []
    db = Postgres(None)
    with db.bind_ctx(models):
        for model in models:
            name = model._meta.table_name
            told.append(f'DROP TABLE IF EXISTS "{name}"')
            made, given = model._schema._create_table(safe=False).query()
            assert not given
            made = _LITE.sub(")", made)
            if model not in BY_BOOK:
                told.append(made)
            else:
                told.append(f'{made} PARTITION BY HASH ("book")')
                told += (
                    f'CREATE TABLE "{name}_{part:02}" PARTITION OF "{name}"'
                    f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
                    for part in range(PARTITIONS)
                )
            told += (one.query()[0] for one in model._schema._create_indexes())
    return tuple(told)


_COPIED: Final = MappingProxyType(
    {
        "INT": "int8",
        "AUTO": "int8",
        "TEXT": "text",
        "BLOB": "bytea",
    }
)


@cache
def _copy(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'COPY "{table}" ({names}) FROM STDIN'


@cache
def _insert(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - our own names


def shown(url: str) -> str:
    """A database's address as people may see it: server, port and name, never a password."""
    try:
        told = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return "postgresql://"
    server = str(told.get("host") or "localhost")
    port = f":{told['port']}" if told.get("port") else ""
    return f"{server}{port}/{told.get('dbname') or told.get('user') or ''}"


def _defaults(url: str) -> dict[str, Any]:
    """What an address does not say itself."""
    told = conninfo_to_dict(url)
    words = {"connect_timeout": CONNECT_SECONDS, "application_name": "federation"}
    options = f"{told.get('options') or ''} -c lock_timeout={LOCK_SECONDS}s".strip()
    return {
        **{name: value for name, value in words.items() if name not in told},
        "options": options,
    }


def _faults(error: BaseException) -> Iterator[psycopg.Error]:
    """What the server said, of an error and those it came on top of."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, psycopg.Error):
            yield found
        found = found.__cause__ or found.__context__


def _fault_code(error: BaseException) -> int:
    """What the system calls it when the server, its disk or the way to it is to blame; else 0."""
    for one in _faults(error):
        state = one.sqlstate or ""
        if state in _DISK:
            return _DISK[state]
        if isinstance(one, psycopg.OperationalError) and state[:2] in ("", "08", "57"):
            return errno.ECONNREFUSED
    return 0


_SIZE: Final = (
    "SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0) FROM pg_class"
    " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = current_schema() AND relname = ANY(?)"
)
_DISK: Final = MappingProxyType({"53100": errno.ENOSPC, "58030": errno.EIO})


def open_at(url: str) -> Postgres:
    """The database at an address `postgresql://…`, with a first connection.

    A password that is not in the address is looked for in PGPASSWORD and in ~/.pgpass, as every
    program of PostgreSQL does. Raises Refusal `database-elsewhere` (no such address),
    `database-password`, `database-unreachable`, `postgresql-too-old`.
    """
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise refuse("database-elsewhere", database=shown(url)) from None
    db = Postgres(url)
    try:
        db.connect()
    except (pw.OperationalError, psycopg.OperationalError) as error:
        raise _closed_to_us(url, error) from None
    if db.server_version < SERVER_MIN:
        version = db.server_version // 10_000
        db.close()
        raise refuse("postgresql-too-old", version=version, server=shown(url))
    return db


def _closed_to_us(url: str, error: Exception) -> Refusal:
    for one in _faults(error):
        if one.pgconn is not None and (one.pgconn.needs_password or one.pgconn.used_password):
            return refuse("database-password", server=shown(url))
    said = (str(error.args[-1]).strip() if error.args else "") or "-"
    reason = said.splitlines()[0].rpartition("failed: ")[2].removeprefix("FATAL:").strip()
    return refuse("database-unreachable", server=shown(url), reason=reason)
