"""Books that are kept by a PostgreSQL server: whose they are, and how they move there and back.

A copy of the whole is a SQLite file with the journal and the local tables, whichever engine keeps
the books; so a backup can be put back on either. Views follow from the journal and are not copied.
"""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import peewee as pw
from playhouse.migrations import Runner

from federation.core.refusals import refuse
from federation.node import Node

from . import local, sqlite
from .tables import JOURNAL_TABLES, LOCAL_TABLES, LocalProjection, LocalState

if TYPE_CHECKING:
    from .postgres import Postgres

CHANGES: Final = Path(__file__).parent / "migrations"
SCHEMES: Final = ("postgresql://", "postgres://")
ROLE: Final = "hub"
_HISTORY: Final = "schema_migration"
# Local state of a database that is not in the node's folder: whose books these are.
_WHOSE: Final = "whose books"

COPIED: Final = tuple(one._meta.table_name for one in (*JOURNAL_TABLES, *LOCAL_TABLES))


def is_elsewhere(address: str) -> bool:
    """Whether an address is one of a PostgreSQL server."""
    return address.startswith(SCHEMES)


def open_at(address: str) -> "Postgres":
    """The database at an address.

    Raises Refusal `database-elsewhere`, `postgresql-missing`, `postgresql-too-old`,
    `database-password`, `database-unreachable`.
    """
    if not is_elsewhere(address):
        raise refuse("database-elsewhere", database=address.partition(":")[0])
    try:
        from . import postgres  # noqa: PLC0415 - most machines have no need of it
    except ImportError:
        raise refuse("postgresql-missing") from None
    return postgres.open_at(address)


def replica_of(node: Node) -> "Postgres | None":
    """A server that follows the one with the node's books, not asked yet; None: nobody does.

    Raises Refusal `database-elsewhere`.
    """
    address = node.settings.replica
    if not address or not node.settings.database:
        return None
    if not is_elsewhere(address):
        raise refuse("database-elsewhere", database=address.partition(":")[0])
    from . import postgres  # noqa: PLC0415 - most machines have no need of it

    return postgres.Postgres(address)


def shown(address: str) -> str:
    """An address as people may see it: without its password."""
    from . import postgres  # noqa: PLC0415 - most machines have no need of it

    return postgres.shown(address)


def check_empty(address: str, role: str) -> None:
    """Whether a new node of this role can keep its books there.

    Raises Refusal `database-hub-only`, `database-not-empty`, `database-read-only`, and as
    `open_at` does.
    """
    if role != ROLE:
        raise refuse("database-hub-only")
    with closing(open_at(address)) as db:
        _check_writable(db)
        if db.get_tables():
            raise refuse("database-not-empty", database=shown(address))


def _check_writable(db: pw.Database) -> None:
    (reads,) = db.connection().execute("SELECT pg_is_in_recovery()").fetchone()
    if reads:
        raise refuse("database-read-only", database=shown(db.database))


def check_whose(db: pw.Database, node: Node) -> None:
    """Before anything is changed: the database is empty, or this node's.

    Raises Refusal `database-hub-only`, `database-read-only`, `database-not-empty`,
    `database-of-another`.
    """
    if node.settings.role != ROLE:
        raise refuse("database-hub-only")
    _check_writable(db)
    tables = db.get_tables()
    if not tables:
        return
    if _HISTORY not in tables:
        raise refuse("database-not-empty", database=shown(db.database))
    whose = local.state(db, _WHOSE) if "local_state" in tables else ""
    if whose not in ("", node.settings.node_id):
        raise refuse("database-of-another", database=shown(db.database))


def note_whose(db: pw.Database, node: Node) -> None:
    """In a transaction: the books in this database are the node's."""
    if local.state(db, _WHOSE) != node.settings.node_id:
        local.set_state(db, _WHOSE, node.settings.node_id)


def copy_out(db: pw.Database, path: Path) -> None:
    """All that cannot be made anew, as it stands at one moment, in a new SQLite file.

    It has the form that the tables have here: a copy is also made before they are changed.
    """
    copy = sqlite.Sqlite(str(path), pragmas={"journal_mode": "memory", "synchronous": "off"})
    with closing(copy), db.picture():
        copy.connect()
        done = [name for (name,) in db.connection().execute(f"SELECT name FROM {_HISTORY}")]  # noqa: S608
        Runner(copy, directory=str(CHANGES)).up(max(done))
        with copy.atomic():
            for table in copy.get_tables():
                if table not in (_HISTORY, LocalProjection._meta.table_name):
                    _fill(copy, table, db)


def _fill(copy: sqlite.Sqlite, table: str, db: pw.Database) -> None:
    names = [column.name for column in copy.get_columns(table)]
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    rows = db.streamed(f'SELECT {columns} FROM "{table}"')  # noqa: S608 - our own names
    if table == LocalState._meta.table_name:
        rows = (row for row in rows if _WHOSE not in row)
    copy.connection().executemany(
        f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',  # noqa: S608 - our own names
        rows,
    )


def pour(source: pw.Database, target: pw.Database) -> None:
    """Journal and local tables of one database into the empty ones of another, in a transaction.

    Both have the form of this version.
    """
    for model in (*JOURNAL_TABLES, *LOCAL_TABLES):
        if model is LocalProjection:
            continue
        meta = model._meta
        columns = ", ".join(f'"{field.column_name}"' for field in meta.sorted_fields)
        rows = source.streamed(f'SELECT {columns} FROM "{meta.table_name}"')  # noqa: S608 - likewise
        target.insert_rows(model, rows)
        target.number_on(model)
