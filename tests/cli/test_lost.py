"""A machine that is gone or was put back, as its people see it at a terminal."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from federation.cli.base import Call
from federation.core.refusals import refuse
from sync import intake
from sync.outcome import Outcome
from tests.cli.conftest import Run

Carry = Callable[[str, str], list[dict[str, Any]]]


def test_status_says_that_a_copy_was_put_back(linked: Run, books: Path) -> None:
    assert "copy" not in linked("status", data="group").out
    linked("books", "import", str(books), data="group")
    linked("backup", "copy.sgk", data="group")
    linked("restore", "copy.sgk", "--key", "group.key", data="anew")
    assert "These books were put back from a copy." in linked("status", data="anew").out
    (row,) = linked("status", "--json", data="anew").rows
    assert "trouble" not in row  # for programs there is `verify` and `repair`


def test_a_file_that_came_too_early_is_taken_in_with_its_card(
    run: Run, linked: Run, at_a_desk: Path, books: Path
) -> None:
    """The whole of recipe 1: the new machine's files may come before its card does."""
    linked("books", "import", str(books), data="group")
    linked("export", "-o", "stick/", data="group")
    linked("import", "stick", data="hub")
    run("init", "--role", "group", "--name", "Anew", "--recovery-out", "new.key", data="new")
    card = run("card", "-o", "new.card", "--json", data="new").row
    linked("revoke", "G0001", data="hub")
    refused = run("enrol", "new.card", "--as", "G0001", data="hub", code=1).err
    assert "--confirm" in refused
    made = run(
        "enrol", "new.card", "--as", "G0001", "--confirm", card["digits"], "--json", data="hub"
    ).row
    run("export", "--rebuild", "--to", "G0001", "-o", "books-back/", data="hub")
    run("import", made["file"], "--confirm", made["digits"], data="new")
    told = run("rebuild", "books-back", data="new").out
    assert "taken in" in told
    run("books", "export", "again", data="new")
    assert (at_a_desk / "again" / "members.csv").read_text("utf-8").count("\n") == 4


def test_a_stranger_s_file_waits_for_its_card(run: Run, linked: Run, at_a_desk: Path) -> None:
    """The office was put back to a day on which it did not know the group."""
    linked("backup", "hub.sgk", data="hub")
    run("init", "--role", "group", "--name", "Later", "--recovery-out", "l.key", data="later")
    card = run("card", "-o", "later.card", "--json", data="later").row
    given = ("enrol", "later.card", "--confirm", card["digits"])
    made = linked(*given, "--json", data="hub").row
    run("import", made["file"], "--confirm", made["digits"], data="later")
    raised = at_a_desk / "sheets"
    raised.mkdir()
    (raised / "members.csv").write_text(
        "member_no,name,gender,joined_on\n1,Selma Iipinge,f,2026-01-04\n", "utf-8"
    )
    run("books", "import", str(raised), data="later")
    run("export", "-o", "early.sgb", data="later")
    run("restore", "hub.sgk", "--key", "hub.key", data="hub2")
    refused = run("import", "early.sgb", data="hub2", code=1).err
    assert "taken in by itself" in refused
    said = run(*given, data="hub2").out
    assert "1 file that had come before is taken in now:" in said
    assert "early.sgb" in said
    assert "taken in, 1 new entry" in said
    assert run("import", str(at_a_desk / "later.card"), data="hub2", code=1).code  # nothing again


def test_a_program_hears_of_an_early_file_that_was_refused(
    run: Run, linked: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its card is admitted all the same; the output is the one line that programs know."""
    run("init", "--role", "group", "--name", "Later", "--recovery-out", "l.key", data="later")
    card = run("card", "-o", "later.card", "--json", data="later").row
    cut = Outcome("chat/early.sgb", "refused", refuse("file-cut"))
    monkeypatch.setattr(intake, "take_known", lambda _store: iter([cut]))
    given = ("enrol", "later.card", "--confirm", card["digits"])
    said = linked(*given, "--json", data="hub")
    assert set(said.row) == {"file", "node", "code", "digits"}
    assert said.err.startswith("early.sgb: ")
    assert said.err.count("\n") == 1


def test_pipes_and_devices_hold_nothing_up(linked: Run, at_a_desk: Path) -> None:
    stick = at_a_desk / "stick"
    stick.mkdir()
    os.mkfifo(stick / "a.sgb")
    (stick / "b.sgb").symlink_to("/dev/zero")
    for name in ("a.sgb", "b.sgb"):
        said = linked("import", str(stick / name), data="hub", code=1).err
        assert said.startswith(name)
        assert said.count("\n") == 1
    linked("import", str(stick), data="hub")


def test_a_list_that_brings_nothing_says_so(linked: Run) -> None:
    linked("roster", "-o", "list.sgr", data="hub")
    said = linked("roster", "list.sgr", "--import", data="hub").out
    assert said.strip() == "2 partners were here already."


def test_pages_find_their_files_though_the_folder_was_named_from_here(run: Run) -> None:
    run("init", "--role", "group", "--name", "Here", "--recovery-out", "k.key", data="here")
    assert Call(Path("here")).node().folder.is_absolute()
