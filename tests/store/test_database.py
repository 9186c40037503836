"""How the database is opened, read and written: nothing half, nothing lost."""

import errno
import os
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import peewee as pw
import pytest

from federation.core import kinds
from federation.core.refusals import Refusal
from federation.node import FRESH, Node
from federation.store import Store, database, journal, local, open_store
from federation.store.verify import verify
from tests import factories as f
from tests import worlds

pytestmark = pytest.mark.engines

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": 30_000,
    "trusted_schema": 0,
    "secure_delete": 1,
    "query_only": 0,
}


def pragmas(db: pw.Database) -> dict[str, object]:
    return {name: db.connection().execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}


@pytest.mark.sqlite
def test_the_pragmas_are_really_set_on_every_connection(group: Store) -> None:
    assert pragmas(group.db) == PRAGMAS
    seen: list[dict[str, object]] = []

    def another_thread() -> None:
        with group.writing() as db:
            seen.append(pragmas(db))
        group.close()

    thread = threading.Thread(target=another_thread)
    thread.start()
    thread.join()
    assert seen == [PRAGMAS]


@pytest.mark.sqlite
def test_tables_hold_the_types_they_say(group: Store) -> None:
    """STRICT: SQLite itself refuses a text where a number belongs."""
    with pytest.raises(sqlite3.IntegrityError), group.writing() as db:
        db.connection().execute("INSERT INTO line VALUES (1, 'one', ?, x'', NULL)", ("0" * 64,))
    strict = group.db.connection().execute(
        "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0"
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%migration%'"
    )
    assert strict.fetchone()[0] == 0


def test_reading_refuses_to_write(group: Store) -> None:
    with group.reading() as db, pytest.raises(pw.OperationalError, match="readonly"):
        local.note_receipt(db, "token", "[]", f.DAY)
    with group.writing() as db:
        local.note_receipt(db, "token", "[]", f.DAY)
        assert local.receipt(db, "token") == "[]"


@pytest.mark.sqlite
def test_a_file_that_cannot_be_opened_is_told_as_the_system_tells_it(
    group: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one word for a missing folder and for a disk without room for a name."""
    with pytest.raises(OSError, match="Input/output") as told:
        group.copy_into(tmp_path / "missing" / "copy.db")
    assert told.value.errno == errno.EIO
    assert list(group.node.folder.glob(f".*{FRESH}")) == []

    def full(path: Path, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space") as told:
        group.copy_into(tmp_path / "missing" / "copy.db")
    assert told.value.errno == errno.ENOSPC


def test_reading_is_one_picture(group: Store) -> None:
    def admit() -> None:
        f.admit(group, "Anna")
        group.close()

    with group.reading() as db:
        before = journal.ends(db)
        thread = threading.Thread(target=admit)
        thread.start()
        thread.join()
        assert journal.ends(db) == before == ()
    with group.reading() as db:
        assert [end.last for end in journal.ends(db)] == [1]


def test_a_failure_while_reading_leaves_the_store_usable(group: Store) -> None:
    with pytest.raises(KeyError), group.reading():
        raise KeyError
    f.admit(group, "Anna")


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with store.reading() as db:
        return {
            name: sorted(db.connection().execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in db.get_tables()
        }


@pytest.mark.parametrize("where", ["journal", "views", "receipt"])
def test_a_failure_in_the_middle_of_a_deed_leaves_nothing(
    group: Store, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    anna = f.admit(group, "Anna")
    before, mark = everything(group), (group.node.folder / "node.mark").read_bytes()
    places: dict[str, tuple[object, str]] = {
        "journal": (journal, "note_arrival"),
        "views": (database, "insert_many"),
        "receipt": (local, "note_receipt"),
    }
    holder, name = places[where]
    if where == "views":
        from federation.store.projections import ledger  # noqa: PLC0415

        holder = ledger

    def fails(*_given: object, **_more: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(holder, name, fails)
        with pytest.raises(OSError, match="no space"):
            f.enter(group, ("savings", 500, anna), token="t1")
    assert everything(group) == before
    assert (group.node.folder / "node.mark").read_bytes() == mark
    again = f.enter(group, ("savings", 500, anna), token="t1")
    assert not again.again


def test_two_writers_wait_for_each_other(group: Store) -> None:
    """Eight threads with ten deeds each: eighty entries, numbered without a gap."""
    anna = f.admit(group, "Anna")
    failed: list[BaseException] = []

    def save() -> None:
        try:
            for _ in range(10):
                f.enter(group, ("savings", 100, anna))
        except BaseException as error:  # noqa: BLE001 - told by the test itself
            failed.append(error)
        finally:
            group.close()

    threads = [threading.Thread(target=save) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with group.reading() as db:
        assert [end.last for end in journal.ends(db)] == [81]
        assert verify(db, group.node) == ()


@pytest.mark.sqlite
def test_an_old_sqlite_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(Refusal, match="sqlite-too-old"):
        database.connect(None)


def test_a_database_elsewhere_is_refused_in_words(make_node: Callable[..., Node]) -> None:
    node = make_node("hub")
    elsewhere = replace(node.settings, database="oracle://somewhere/else")
    with pytest.raises(Refusal, match="database-elsewhere"):
        open_store(replace(node, settings=elsewhere))


def test_views_of_an_older_form_are_made_anew(
    group: Store, open_stores: Callable[[Node], Store]
) -> None:
    worlds.busy_group(group)
    before = everything(group)
    with group.writing() as db:
        db.connection().execute("UPDATE local_projection SET version = version - 1")
        db.connection().execute("DROP TABLE balance")
        db.connection().execute("DELETE FROM entry")
    group.close()
    again = open_stores(group.node)
    assert everything(again) == before


@pytest.mark.sqlite
def test_what_was_forgotten_is_no_longer_in_the_file(group: Store) -> None:
    worlds.busy_group(group)
    from federation.commands import members  # noqa: PLC0415
    from federation.commands.deed import perform  # noqa: PLC0415

    def bytes_on_disk() -> bytes:
        with group.writing() as db:
            db.connection()
        group.db.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(group.node.database_path).read_bytes()

    celia = "ǃNaruseb".encode()
    assert celia in bytes_on_disk()
    perform(group, members.ForgetMember(member=3, day=f.DAY), members.forget_member)
    left = bytes_on_disk()
    assert celia not in left
    assert "Anna ǁKaras".encode() in left
    assert b"typed twice by Celia" not in left
    with group.reading() as db:
        assert verify(db, group.node) == ()


def test_a_busy_group_and_a_busy_hub_verify(group: Store, hub: Store) -> None:
    for store in (worlds.busy_group(group), worlds.busy_hub(hub)):
        with store.reading() as db:
            problems = verify(db, store.node)
        assert problems == ()
    with group.reading() as db:
        assert {end.kind for end in journal.ends(db)} == {kinds.LEDGER, kinds.REQUESTS}
