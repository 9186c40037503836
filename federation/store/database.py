"""How every database of a node is opened, read and written, whichever engine keeps it.

An engine (`sqlite.Sqlite`, `postgres.Postgres`) is Peewee's class of it with a few words more:
`picture` (read as it stands at one moment), `careful` (faults of the disk told as the system tells
them), `insert_rows`, `copy_into`, `streamed`, `table_words`, `plan`, `size_bytes` and `faults`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import peewee as pw
from playhouse.migrations import Runner

from federation.core.refusals import refuse

from .sqlite import ROWS_TOGETHER, connect
from .tables import PROJECTION_TABLES, LocalProjection

__all__ = ["ROWS_TOGETHER", "connect"]

CHANGES: Final = Path(__file__).parent / "migrations"
PROJECTIONS: Final = "projections"
# Raise by one whenever a projection's table or its filling changes: tables are then made anew.
PROJECTIONS_VERSION: Final = 17

Row = Sequence[Any]


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
        db.copy_into(path)


def make_projections(db: pw.Database) -> None:
    """Throw the projection tables away and make them, empty, as they are now."""
    connection = db.connection()
    for words in db.table_words(PROJECTION_TABLES):
        connection.execute(words)
    db.plan(filled=False)


def note_projections(db: pw.Database) -> None:
    """Write down that the projections hold this version."""
    LocalProjection.insert(name=PROJECTIONS, version=PROJECTIONS_VERSION).on_conflict(
        conflict_target=[LocalProjection.name], preserve=[LocalProjection.version]
    ).execute(db)


def insert_many(db: pw.Database, model: type[pw.Model], rows: Iterable[Row]) -> None:
    """Plain inserts of whole rows in column order, as fast as the database takes them."""
    db.insert_rows(model, rows)


def fetch(db: pw.Database, query: pw.Query) -> list[Any]:
    """The rows of a query, tuples as SQLite has them: numbers and texts need no converting.

    For reads of hundreds of rows and more: ten times as fast as Peewee's own way.
    """
    found: list[Any] = db.execute(query).fetchall()
    return found


def marks(some: Sized) -> str:
    """As many marks for values as there are: what stands in the brackets of `IN (…)`."""
    return ", ".join("?" * len(some))


@contextmanager
def careful(db: pw.Database) -> Iterator[None]:
    """What the disk refuses is told as the system tells it. Raises OSError."""
    with db.careful():
        yield


@contextmanager
def reading(db: pw.Database) -> Iterator[pw.Database]:
    """One consistent picture; the database refuses to write. Inside another it is that one."""
    with db.careful():
        db.connect(reuse_if_open=True)
        with db.picture():
            yield db


class Entangled(Exception):
    """Two transactions that wrote side by side waited for each other: this one was given up."""


@contextmanager
def writing(
    db: pw.Database, after_commit: Callable[[], None], *, beside: str = ""
) -> Iterator[pw.Database]:
    """One transaction, all or nothing; `after_commit` runs when it is on the disk.

    `beside`: the id of a file's writer, of whom alone it writes: files of others may come in at
    the same time, where the engine can. Raises Entangled then, and nothing was written.
    """
    with db.careful():
        db.connect(reuse_if_open=True)
        db.beside = beside
        try:
            with db.atomic():
                yield db
        except pw.OperationalError as error:
            if beside and db.is_entangled(error):
                raise Entangled from error
            raise
        finally:
            db.beside = ""
    after_commit()


def in_order(db: pw.Database) -> None:
    """What arrives has one order: of files that come in side by side, one at a time from here."""
    if db.beside:
        db.in_order()
