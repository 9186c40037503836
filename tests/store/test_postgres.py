"""PostgreSQL: opened or refused in words, moved to and from, the same in every way that counts."""

import errno
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import peewee as pw
import pytest

from federation.core.refusals import Refusal
from federation.node import Node, open_node, write_settings
from federation.store import (
    Store,
    database,
    elsewhere,
    journal,
    local,
    moving,
    open_store,
    postgres,
)
from federation.store.link import marked
from federation.store.postgres import FEW, PARTITIONS, Postgres, open_at, shown
from federation.store.tables import BY_BOOK, Balance, Entry, Stream
from federation.store.verify import verify
from tests import engines, worlds


@pytest.fixture
def address() -> Iterator[str]:
    """The address of an empty database."""
    with engines.server().empty() as found:
        yield found


@pytest.fixture
def far(make_node: Callable[..., Node], address: str) -> Iterator[Store]:
    """A hub whose books a server keeps, with a world in them."""
    with closing(open_store(make_node("hub", database=address))) as store:
        yield worlds.busy_hub(store)


def everything(db: pw.Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that is copied, and of the views."""
    names = (*elsewhere.COPIED, *(one._meta.table_name for one in database.PROJECTION_TABLES))
    return {
        name: sorted(db.connection().execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
        for name in names
    }


def told(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """The same of a store; but for whose books they are, which only a server's must say."""
    with store.reading() as db:
        found = everything(db)
    found["local_state"] = [row for row in found["local_state"] if "whose books" not in row]
    return found


# Statements


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("SELECT a FROM b WHERE c = ? AND d = ?", "SELECT a FROM b WHERE c = %s AND d = %s"),
        ("SELECT :book, x FROM y WHERE z < :seq", "SELECT %(book)s, x FROM y WHERE z < %(seq)s"),
        ("SELECT '?', \"who?\" FROM a WHERE b = ?", "SELECT '?', \"who?\" FROM a WHERE b = %s"),
        (
            "SELECT a FROM b WHERE c LIKE '5%' OR d = ?",
            "SELECT a FROM b WHERE c LIKE '5%%' OR d = %s",
        ),
        (
            "SELECT it''s, 'it''s ?' FROM a WHERE b = ?",
            "SELECT it''s, 'it''s ?' FROM a WHERE b = %s",
        ),
        ("SELECT a::text FROM b WHERE c = ?", "SELECT a::text FROM b WHERE c = %s"),
        ('SELECT "a" FROM "b" WHERE "c" = %s', 'SELECT "a" FROM "b" WHERE "c" = %s'),
    ],
)
def test_marks_become_those_of_psycopg(written: str, sent: str) -> None:
    assert marked(written) == sent


def test_it_answers_as_sqlite_does(address: str) -> None:
    words = (
        "SELECT sum(n), sum(n) > 4, count(*), max(t) FROM ("
        " SELECT 3000000000000000000 AS n, 'b' AS t UNION ALL SELECT 2, 'Z') AS held"
    )
    with closing(open_at(address)) as db:
        here = db.connection().execute(words).fetchone()
    (there,) = sqlite3.connect(":memory:").execute(words).fetchall()
    assert here == there
    assert [type(one) for one in here] == [type(one) for one in there]


def test_a_number_beyond_64_bits_is_no_fault_of_the_server(far: Store) -> None:
    rows = [
        (1, number, *("x", "d", 0), 2**63, *(0, "", 0, 0), *("", "", ""), 0, 0)
        for number in range(1, FEW + 3)
    ]
    for some in (rows, rows[:1]):
        with pytest.raises(OverflowError), far.writing() as db:
            database.insert_many(db, Entry, some)
    with pytest.raises(OverflowError), far.writing() as db:
        Balance.insert(book=1, account="x", member=1, purpose="", loan=0, amount=2**63).execute(db)


@pytest.mark.parametrize("many", [1, FEW, FEW + 1, 500])
def test_rows_in_bulk_are_refused_as_one_is(far: Store, many: int) -> None:
    rows = [(9, "cash", number, "", 0, -(2**40)) for number in range(many)]
    with far.writing() as db:
        database.insert_many(db, Balance, rows)
        found = db.connection().execute("SELECT sum(amount) FROM balance WHERE book = ?", (9,))
        assert found.fetchone() == (-many * 2**40,)
    with pytest.raises(pw.IntegrityError), far.writing() as db:
        database.insert_many(db, Balance, rows)


def test_texts_sort_by_their_bytes(far: Store) -> None:
    names = ["ǁKaras", "anna", "Zoe", "Éva", "anna b", "ǃNaruseb", "_", "a"]
    with far.writing() as db:
        for name in names:
            local.set_state(db, name, "x")
        rows = db.connection().execute(
            "SELECT name FROM local_state WHERE value = 'x' ORDER BY name"
        )
        assert [name for (name,) in rows] == sorted(names, key=str.encode)


def test_big_tables_are_parted_by_book(far: Store) -> None:
    with far.reading() as db:
        for model in BY_BOOK:
            name = model._meta.table_name
            parts = db.connection().execute(
                "SELECT pg_get_partkeydef(?::regclass), count(*) FROM pg_inherits"
                " WHERE inhparent = ?::regclass",
                (name, name),
            )
            assert parts.fetchone() == ("HASH (book)", PARTITIONS)


# Opened, or refused


def refused(run: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        run()
    return caught.value


def test_what_cannot_be_opened_is_told_without_the_password(
    make_node: Callable[..., Node], address: str
) -> None:
    cases = {
        "postgresql://tate:hush@127.0.0.1:9/x": "database-unreachable",
        address.replace("postgres:@", "nobody:hush@"): "database-unreachable",
        "oracle://tate:hush@db/x": "database-elsewhere",
        "postgresql://tate:hush@db/x?nonsense=1": "database-elsewhere",
        "tate:hush@db": "database-elsewhere",
    }
    for wrong, code in cases.items():
        found = refused(lambda: make_node("hub", "Wrong", database=wrong))  # noqa: B023
        assert found.code == code
        assert "hush" not in str(found)
    assert shown("postgresql://tate:hush@db:6/x") == "db:6/x"


def test_only_an_empty_database_becomes_a_hub_s(
    make_node: Callable[..., Node], address: str
) -> None:
    assert refused(lambda: make_node("group", database=address)).code == "database-hub-only"
    with closing(open_at(address)) as db:
        db.execute_sql("CREATE TABLE somebody (id bigint)")
    assert refused(lambda: make_node("hub", database=address)).code == "database-not-empty"
    node = make_node("hub")
    there = replace(node, settings=replace(node.settings, database=address))
    assert refused(lambda: open_store(there)).code == "database-not-empty"
    assert not (node.folder.parent / "hub-Wrong").exists()


def test_books_of_another_node_are_left_alone(far: Store, make_node: Callable[..., Node]) -> None:
    before = told(far)
    other = make_node("hub", "Other")
    there = replace(other, settings=replace(other.settings, database=far.node.settings.database))
    assert refused(lambda: open_store(there)).code == "database-of-another"
    assert told(far) == before


def test_a_later_version_s_books_are_left_alone(far: Store) -> None:
    with far.writing() as db:
        db.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('0999_x', now())")
    assert refused(lambda: open_store(far.node)).code == "database-newer"


def test_an_old_server_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("federation.store.postgres.SERVER_MIN", 9_990_000)
        assert refused(lambda: open_at(address)).code == "postgresql-too-old"


def test_without_the_driver_it_says_what_to_install(
    make_node: Callable[..., Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("federation.store.postgres")
    monkeypatch.setitem(sys.modules, "federation.store.postgres", None)
    found = refused(lambda: make_node("hub", database="postgresql://db/x"))
    assert found.code == "postgresql-missing"


def test_the_settings_are_the_account_s_alone(far: Store) -> None:
    assert (far.node.folder / "node.toml").stat().st_mode & 0o077 == 0


# Connections that end


def end_connections(store: Store) -> None:
    """As a server does that is stopped."""
    name = re.findall(r"@/(\w+)", store.node.settings.database)[0]
    engines.server().say(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )


def test_a_connection_that_the_server_ended_is_opened_anew(far: Store) -> None:
    before = told(far)
    end_connections(far)
    assert told(far) == before
    end_connections(far)
    with far.writing() as db:
        local.set_state(db, "one", "1")
    with far.reading() as db:
        assert local.state(db, "one") == "1"


def test_one_that_ends_in_the_middle_leaves_nothing_and_is_nobody_s_fault(far: Store) -> None:
    before = told(far)

    def half() -> None:
        with far.writing() as db:
            local.set_state(db, "one", "1")
            end_connections(far)
            local.set_state(db, "two", "2")

    with pytest.raises(ConnectionRefusedError) as fault:
        half()
    assert fault.value.errno == errno.ECONNREFUSED
    assert fault.value.filename == shown(far.node.settings.database)
    assert told(far) == before


def test_who_waited_too_long_to_write_writes_and_reads_afterwards(
    far: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(far)
    monkeypatch.setattr(postgres, "LOCK_SECONDS", 1)
    with closing(open_store(far.node)) as other:
        with far.writing(), pytest.raises((OSError, pw.OperationalError)), other.writing():
            pass
        assert told(other) == before
        with other.writing() as db:
            local.set_state(db, "one", "1")
    with far.reading() as db:
        assert local.state(db, "one") == "1"


# Moved


@pytest.mark.sqlite  # from a file of ours, which is there
def test_books_move_to_a_server_and_back(
    make_node: Callable[..., Node], open_stores: Callable[[Node], Store], address: str
) -> None:
    store = worlds.busy_hub(open_stores(make_node("hub")))
    before = told(store)
    store.close()
    moved = moving.move(store.node, address)
    assert not moved.database_path.exists()
    assert (moved.backups / moving.BEFORE).exists()
    there = open_stores(open_node(moved.folder, clock=moved.clock, entropy=moved.entropy))
    assert isinstance(there.db, Postgres)
    assert told(there) == before
    with there.reading() as db:
        assert verify(db, there.node) == ()
    worlds_end = journal_ends(there)
    with there.writing() as db:  # numbers go on where they were
        end = journal.begin(db, "x", "replies", own=False, card_line=b"x")
        assert end.id == max(one.id for one in worlds_end) + 1
        Stream.delete().where(Stream.id == end.id).execute(db)
    there.close()
    with pytest.raises(Refusal, match="database-not-empty"):
        moving.move(replace(moved, settings=store.node.settings), address)
    back = moving.move(there.node, "")
    again = open_stores(open_node(back.folder, clock=moved.clock, entropy=moved.entropy))
    assert told(again) == before
    with again.reading() as db:
        assert verify(db, again.node) == ()


def journal_ends(store: Store) -> tuple[journal.StreamEnd, ...]:
    with store.reading() as db:
        return journal.ends(db)


@pytest.mark.sqlite  # a copy is opened as the file that it is
def test_a_copy_of_a_server_s_books_is_a_file_of_ours(
    far: Store, open_stores: Callable[[Node], Store], tmp_path: Path
) -> None:
    node = far.node
    folder = tmp_path / "copy"
    folder.mkdir()
    far.copy_into(folder / "node.db")
    write_settings(replace(node, folder=folder, settings=replace(node.settings, database="")))
    (folder / "node.card").write_bytes(node.card())
    copy = open_stores(open_node(folder, clock=node.clock, entropy=node.entropy))
    assert not isinstance(copy.db, Postgres)
    assert told(copy) == told(far)


def test_tables_that_change_are_copied_first(far: Store, tmp_path: Path) -> None:
    """The copy has the form that they had before."""
    changes = tmp_path / "migrations"
    changes.mkdir()
    for one in database.CHANGES.glob("0*.py"):
        (changes / one.name).write_bytes(one.read_bytes())
    (changes / "0998_more.py").write_text(
        "def up(_migrator, db):\n    db.execute_sql('CREATE TABLE more (n bigint)')\n"
    )
    far.node.backups.mkdir(exist_ok=True)
    database.upgrade(far.db, far.node.backups, changes)
    with closing(sqlite3.connect(far.node.backups / "before-0998_more.db")) as copy:
        here = {name for (name,) in copy.execute("SELECT name FROM sqlite_schema")}
        assert "more" not in here
        (streams,) = copy.execute("SELECT count(*) FROM stream").fetchone()
    assert streams == len(journal_ends(far))
