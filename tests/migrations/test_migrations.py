"""Books of every released schema are opened, brought up to date, and say what they said."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest

from federation.core.refusals import Refusal
from federation.node import Node
from federation.store import Store, database, open_store
from federation.store.queries import books, requests
from federation.store.tables import JOURNAL_TABLES, LOCAL_TABLES
from federation.store.verify import verify
from tests import factories as f
from tests.migrations import golden

HERE = Path(__file__).parent
GOLDEN = sorted(HERE.glob("golden_*.sql"))
# The second world has a year of its own life: bank interest, a charge.
FIRST = database.CHANGES / "0001_start.py"
HELD = {
    "golden_0001": (25_600, 5_000, 32_050, 6_000),
    "golden_0002": (25_100, 6_000, 32_050, 6_000),
    "golden_0003": (25_100, 6_000, 32_050, 6_000),
    "golden_0004": (25_100, 6_000, 32_050, 6_000),
    "golden_0005": (25_100, 6_000, 32_050, 6_000),
    "golden_0006": (25_100, 6_000, 32_050, 6_000),
}
SECOND = '''"""A change as it may come: a column more, and a table."""


def up(_migrator: object, db: object) -> None:
    db.execute_sql("ALTER TABLE local_user ADD COLUMN phone TEXT NOT NULL DEFAULT ''")
    db.execute_sql("CREATE TABLE local_more (id INTEGER PRIMARY KEY) STRICT")
'''
BROKEN = SECOND + '    db.execute_sql("ALTER TABLE nowhere ADD COLUMN x TEXT")\n'


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return golden.node_in(tmp_path / "group")


def schema(db: sqlite3.Connection) -> set[str]:
    rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row[0] for row in rows if "schema_migration" not in row[0]}


def test_every_schema_has_golden_books() -> None:
    released = [path.stem.split("_")[0] for path in sorted(database.CHANGES.glob("0*.py"))]
    assert [path.stem.split("_")[1] for path in GOLDEN] == released


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_books_open_and_verify(
    path: Path, node: Node, open_stores: Callable[[Node], Store]
) -> None:
    golden.load(path.read_text("utf-8"), node.database_path)
    store = open_stores(node)
    with store.reading() as db:
        assert verify(db, node) == ()
        held = books.pots(db, 1)
        assert (held.cash, held.bank, held.savings, held.loans) == HELD[path.stem]
        names = [one.name for one in books.members(db, 1)]
        assert names == ["Anna ǁKaras", "Beata Iipinge", "Celia ǃNaruseb"]
        titles = {one.title for one in requests.requests(db)}
        assert titles == {"Toilets for block 3", "Plots"}
    f.enter(store, ("savings", 500, 1))
    with store.reading() as db:
        assert verify(db, node) == ()


def test_golden_books_say_the_same_when_their_views_are_made_anew(
    node: Node, open_stores: Callable[[Node], Store]
) -> None:
    """Where this fails, a view changed and `PROJECTIONS_VERSION` did not."""
    golden.load(GOLDEN[-1].read_text("utf-8"), node.database_path)
    store = open_stores(node)
    with store.writing() as db:
        before = golden.dump(node.database_path)
        db.connection().execute("UPDATE local_projection SET version = 0")
    store.close()
    open_stores(node).close()
    assert golden.dump(node.database_path) == before


def test_migrated_tables_are_the_tables_of_today(tmp_path: Path) -> None:
    migrated, fresh = database.connect(tmp_path / "a.db"), database.connect(tmp_path / "b.db")
    for db in (migrated, fresh):
        db.connect()
    database.upgrade(migrated, tmp_path)
    live = (*JOURNAL_TABLES, *LOCAL_TABLES)
    with fresh.bind_ctx(live):
        fresh.create_tables(live)
    assert schema(migrated.connection()) == schema(fresh.connection())
    migrated.close()
    fresh.close()


# A change to come


def changes(folder: Path, second: str) -> Path:
    folder.mkdir()
    copy(FIRST, folder)
    (folder / "0002_more.py").write_text(second, "utf-8")
    return folder


def upgraded(node: Node, folder: Path) -> None:
    db = database.connect(node.database_path)
    db.connect()
    try:
        database.upgrade(db, node.backups, folder)
    finally:
        db.close()


def test_a_change_keeps_the_books_and_leaves_a_copy_of_what_was(node: Node, tmp_path: Path) -> None:
    golden.load(GOLDEN[0].read_text("utf-8"), node.database_path)
    before = golden.dump(node.database_path)
    upgraded(node, changes(tmp_path / "changes", SECOND))
    after = golden.dump(node.database_path)
    assert "phone TEXT" in after
    assert [line for line in before.splitlines() if 'INTO "line"' in line] == [
        line for line in after.splitlines() if 'INTO "line"' in line
    ]
    assert golden.dump(node.backups / "before-0002_more.db") == before


def test_a_change_that_fails_leaves_everything_as_it_was(node: Node, tmp_path: Path) -> None:
    golden.load(GOLDEN[0].read_text("utf-8"), node.database_path)
    before = golden.dump(node.database_path)
    with pytest.raises(Exception, match="nowhere"):
        upgraded(node, changes(tmp_path / "changes", BROKEN))
    assert golden.dump(node.database_path) == before


def test_books_of_a_later_program_are_left_alone(node: Node, tmp_path: Path) -> None:
    golden.load(GOLDEN[0].read_text("utf-8"), node.database_path)
    upgraded(node, changes(tmp_path / "changes", SECOND))
    before = golden.dump(node.database_path)
    with pytest.raises(Refusal) as refused:
        open_store(node)
    assert refused.value.code == "database-newer"
    assert golden.dump(node.database_path) == before


def test_a_new_node_needs_no_copy(node: Node) -> None:
    open_store(node).close()
    assert list(node.backups.iterdir()) == []
    with closing(sqlite3.connect(node.database_path)) as db:
        assert db.execute("SELECT count(*) FROM schema_migration").fetchone() == (len(GOLDEN),)
