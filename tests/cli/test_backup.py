"""`backup` and `restore` at a terminal: with a key file, with words, tried, refused."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from federation.node import open_node
from federation.store import open_store
from sync import backup, copies, paper
from tests.cli.conftest import TOTALS, Run


@pytest.fixture
def written(run: Run, books: Path) -> Run:
    """A group with books, and its recovery key in a file."""
    run("init", "--role", "group", "--name", "Natangwe", "--recovery-out", "g.key", data="group")
    run("books", "import", str(books), data="group")
    return run


def standing(folder: Path) -> copies.Standing:
    store = open_store(open_node(folder))
    with store.reading() as db:
        found = copies.standing(db, "2026-11-22")
    store.close()
    return found


def test_made_and_put_back(written: Run, at_a_desk: Path) -> None:
    made = written("backup", "copy.sgk", "--json", data="group").row
    assert made.keys() == {"file", "node", "when", "entries", "bytes", "sha256", "signed"}
    assert (made["bytes"], made["signed"]) == ((at_a_desk / "copy.sgk").stat().st_size, True)
    told = written("restore", "copy.sgk", "--key", "g.key", "--json", data="new/books").row
    assert told["folder"] == str(at_a_desk / "new" / "books")
    assert (told["name"], told["entries"], told["problems"]) == ("Natangwe", made["entries"], [])
    assert written("report", "totals", "--json", data="new/books").row == TOTALS
    assert written("verify", "--json", data="new/books").row["ok"]
    card = written("card", "-o", "x.card", "--json", data="new/books").row
    assert card["digits"] == told["digits"]
    assert card["node"] == told["node"] == made["node"]


def test_into_a_folder_under_its_own_name(written: Run, at_a_desk: Path) -> None:
    (at_a_desk / "stick").mkdir()
    said = written("backup", "stick", data="group").out
    assert "stick/backup-000001-2026-11-22-natangwe.sgk" in said
    assert "Only the recovery key on paper opens it" in said
    kept = standing(at_a_desk / "group")
    assert kept.last is not None
    assert (kept.last.where, kept.away) == ("stick", None)  # the same disk is not elsewhere


def test_elsewhere_is_another_device(
    written: Run, at_a_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = open_node(at_a_desk / "group")
    assert backup.is_elsewhere(Path("/proc/version"), node)
    assert not backup.is_elsewhere(node.folder / "node.toml", node)
    monkeypatch.setattr(backup, "is_elsewhere", lambda path, _: path.name == "copy.sgk")
    written("backup", "copy.sgk", data="group")
    away = standing(at_a_desk / "group").away
    assert away is not None
    assert away.file == "copy.sgk"


def test_tried(written: Run, at_a_desk: Path) -> None:
    written("backup", "copy.sgk", data="group")
    row = written("restore", "--drill", "copy.sgk", "--key", "g.key", "--json", data="group").row
    assert (row["ok"], row["problems"]) == (True, [])
    tried = standing(at_a_desk / "group").tried
    assert tried is not None
    assert (tried.is_sound, tried.entries, tried.file) == (True, row["entries"], "copy.sgk")
    said = written("restore", "--drill", "copy.sgk", "--key", "g.key", data="nowhere").out
    assert said == f"All is sound: {row['entries']} entries. Nothing was changed.\n"
    assert sorted(one.name for one in at_a_desk.iterdir()) == [
        "books", "copy.sgk", "g.key", "group",
    ]  # fmt: skip


def test_a_fault_in_the_books_is_listed(written: Run, at_a_desk: Path) -> None:
    store = open_store(open_node(at_a_desk / "group"))
    store.db.execute_sql("UPDATE balance SET amount = amount + 1")
    store.close()
    written("backup", "copy.sgk", data="group")
    drill = ("restore", "--drill", "copy.sgk", "--key", "g.key")
    assert "balance" in written(*drill, data="group", code=1).err
    assert not written(*drill, "--json", data="group", code=1).row["ok"]
    plain = ("restore", "copy.sgk", "--key", "g.key")
    assert "Try an older copy" in written(*plain, data="new", code=1).err
    assert not (at_a_desk / "new").exists()
    assert "balance" in written(*plain, "--anyway", data="new").err
    assert (at_a_desk / "new" / "node.toml").exists()


def test_what_is_refused(written: Run, at_a_desk: Path) -> None:
    written("backup", "copy.sgk", data="group")
    key = ("--key", "g.key")
    said = written("restore", "copy.sgk", *key, data="group", code=1).err
    assert "nothing was changed" in said
    assert "The words are missing" in written("restore", "copy.sgk", data="new", code=1).err
    assert "There is no file" in written("restore", "no.sgk", *key, data="new", code=1).err
    written("init", "--role", "group", "--name", "B", "--recovery-out", "b.key", data="other")
    said = written("restore", "copy.sgk", "--key", "b.key", data="new", code=1).err
    assert "This key does not open this copy" in said
    (at_a_desk / "letter.txt").write_text("mine")
    assert "already a file" in written("backup", "letter.txt", data="group", code=1).err
    assert "no folder" in written("backup", "away/copy.sgk", data="group", code=1).err
    assert not (at_a_desk / "new").exists()


def test_words_are_asked_for_and_not_shown(written: Run, at_a_desk: Path) -> None:
    """At a terminal, typed from the paper."""
    written("backup", "copy.sgk", data="group")
    words = " ".join(paper.words(paper.read_recovery((at_a_desk / "g.key").read_text())))
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "federation", "--data", "new", "restore", "copy.sgk"],
        cwd=at_a_desk,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as child:
        os.close(slave)
        said = b""
        while b"24 words" not in said:
            said += os.read(master, 1000)
        os.write(master, f"{words}\n".encode())
        try:
            while part := os.read(master, 1000):
                said += part
        except OSError:  # the child is gone, and with it the terminal
            pass
        assert child.wait(30) == 0
    os.close(master)
    assert b"Put back in" in said
    assert words[:40].encode() not in said
