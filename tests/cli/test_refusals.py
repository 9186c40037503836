"""What is refused: one plain sentence, exit code 1, nothing changed; wrong usage is 2."""

import os
import re
from pathlib import Path

import pytest

from federation.cli import TABLE, main
from tests.cli.conftest import BOOKS, Ran, Run


def one_sentence(ran: Ran) -> str:
    """What stands on stderr: one line of words that a person understands."""
    told = ran.err.strip()
    assert told.endswith("."), told
    assert "\n" not in told, told
    assert told[0].isupper() or told[0] in "“0123456789" or ": " in told, told
    assert "cannot be done (" not in told, f"no sentence for this: {told}"
    assert not re.search(r"%\(|Error|Exception|None", told), told
    return told


def test_no_node_yet(run: Run, at_a_desk: Path) -> None:
    """Every command that needs a node says that there is none, and how to make one."""
    (at_a_desk / "some.card").write_bytes(b"{}")
    commands = (
        ("card",),
        ("enrol", "some.card"),
        ("export",),
        ("import", "some.card"),
        ("release", "--all"),
        ("publish",),
        ("pass-on", "--all"),
        ("answers", "some.card"),
        ("answer", "x", "--verb", "deliver", "--text", "y"),
        ("places", "import", "some.card"),
        ("status",),
        ("verify",),
        ("books", "import", "some.card"),
        ("books", "export", "out"),
        ("report", "totals"),
        ("user", "list"),
        ("user", "add", "A", "--role", "chair", "--pin", "4812"),
        ("token", "list"),
        ("token", "add", "A", "--scope", "read"),
        ("serve",),
        ("backup", "out.sgk"),
        ("rebuild", "some.card"),
        ("repair",),
        ("revoke", "G0001"),
        ("roster",),
        ("keys", "lock"),
        ("database", "here"),
        ("fund", "import", "fund.csv"),
        ("languages", "list"),
    )
    assert {words[0] for words in commands} == TABLE.keys() - {
        *("init", "demo", "calc", "restore", "guide"),
    }
    for words in commands:
        told = one_sentence(run(*words, data="nowhere", code=1))
        assert "nowhere" in told
        assert "federation init" in told
    assert not (at_a_desk / "nowhere").exists()


def test_the_data_folder_is_told_before_or_after_or_by_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--data", "a", "init", "--role", "hub", "--name", "A")
    run("init", "--role", "hub", "--name", "B", "--data", "b")
    assert run("status", "--json", "--data", "a").row["name"] == "A"
    assert run("--data", "b", "--json", "status").row["name"] == "B"
    assert run("--data", "a", "status", "--data", "b", "--format", "json").row["name"] == "B"
    monkeypatch.setenv("FEDERATION_DATA", "a")
    assert run("--json", "status").row["name"] == "A"
    assert run("--json", "status", "--data", "b").row["name"] == "B"
    monkeypatch.delenv("FEDERATION_DATA")
    assert "instance" in one_sentence(run("status", code=1))


def test_founding(run: Run, at_a_desk: Path) -> None:
    """An existing node stays as it is; what cannot be is refused before anything is made."""
    key = run("init", "--role", "hub", "--name", "Federation", "--json", data="hub").row
    assert key["recovery_key"]
    assert "recovery_file" not in key
    before = {path.name: path.read_bytes() for path in (at_a_desk / "hub").glob("node.*")}
    told = run("init", "--role", "group", "--name", "Other", data="hub", code=1)
    assert "already a node" in one_sentence(told)
    assert before == {path.name: path.read_bytes() for path in (at_a_desk / "hub").glob("node.*")}
    for words in (
        ("--name", " "),
        ("--name", "A", "--currency", "dollars"),
        ("--name", "A", "--language", "English"),
        ("--name", "A", "--share-price", "ten"),
        ("--name", "A", "--recovery-out", "hub/node.toml"),
    ):
        one_sentence(run("init", "--role", "group", *words, data="new", code=1))
        assert not (at_a_desk / "new" / "node.toml").exists()
    run("init", "--role", "group", "--name", "A", "--recovery-out", "key.txt", data="new")
    assert (at_a_desk / "key.txt").stat().st_mode & 0o077 == 0
    assert (at_a_desk / "key.txt").read_text("utf-8").strip() not in run("status", data="new").out


def test_wrong_usage_is_two(run: Run) -> None:
    """Unknown commands and options, missing words; and what is not built is not there."""
    run("init", "--role", "hub", "--name", "A", data="hub")
    for words in (
        ("init",),
        ("init", "--role", "village", "--name", "A"),
        ("import",),
        ("release",),
        ("release", "--all", "x"),
        ("report",),
        ("report", "weather"),
        ("report", "totals", "--format", "docx"),
        ("report", "city", "--from", "2026-01-01"),
        ("report", "totals", "--period", "2026", "--from", "2026-01-01"),
        ("report", "national", "--to", "2026-06-30"),
        ("report", "totals", "--city", "C01"),
        ("answer", "x", "--verb", "sing"),
        ("user", "add"),
        ("export", "--volume-entries", "0"),
        ("serve", "--port", "70000"),
        ("status", "--loud"),
    ):
        ran = run(*words, data="hub", code=2)
        assert ran.err
        assert not ran.out
    assert "No such command" in run("sing", data="hub", code=2).err
    run("report", "weather", data="hub", code=2)
    for name in ("members", "loans", "share-out"):  # they name people: only at a group
        assert "Ask the group" in run("report", name, data="hub", code=1).err


def test_enrolment_asks_for_the_digits(run: Run, at_a_desk: Path) -> None:
    """Without digits, with wrong ones, at the wrong node: refused, and nobody is enrolled."""
    for role in ("group", "hub"):
        run("init", "--role", role, "--name", role.title(), data=role)
    digits = run("card", "-o", "group.card", "--json", data="group").row["digits"]
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    (at_a_desk / "bad.card").write_bytes(b"{}\n")
    for words in (
        ("enrol", "group.card"),
        ("enrol", "group.card", "--confirm", wrong),
        ("enrol", "bad.card", "--confirm", digits),
        ("enrol", "none.card", "--confirm", digits),
    ):
        one_sentence(run(*words, data="hub", code=1))
    one_sentence(run("enrol", "group.card", "--confirm", digits, data="group", code=1))
    assert run("status", "--json", data="hub").row["partners"] == []
    made = run("enrol", "group.card", "--confirm", digits.replace(" ", "-"), "--json", data="hub")
    charter = made.row["file"]
    one_sentence(run("import", charter, data="group", code=1))
    one_sentence(run("import", charter, "--confirm", digits, data="group", code=1))
    assert run("status", "--json", data="group").row["partners"] == []
    one_sentence(run("export", data="group", code=1))


def test_files(linked: Run, books: Path, at_a_desk: Path) -> None:
    """A file that is not there, damaged, or too many for one path."""
    run = linked
    one_sentence(run("import", "nothing.sgb", data="hub", code=1))
    run("books", "import", str(books), data="group")
    one_sentence(run("export", "-o", "one.sgb", data="group", code=1))
    assert not (at_a_desk / "one.sgb").exists()
    one_sentence(run("export", "--to", "C09", data="hub", code=1))
    (made, *_) = run("export", "-o", "stick/", "--json", data="group").rows
    content = bytearray(Path(made["file"]).read_bytes())
    content[len(content) // 2] ^= 1
    (at_a_desk / "bad.sgb").write_bytes(content)
    ran = run("import", "bad.sgb", "--json", data="hub", code=1)
    one_sentence(ran)
    assert ran.row["outcome"] == "refused"
    assert ran.row["reason"] in ran.err
    assert list((at_a_desk / "hub" / "quarantine").iterdir())
    assert run("report", "totals", "--json", data="hub").row["savings"] == 0
    run("verify", data="hub")


def test_books_that_are_wrong_are_not_taken(run: Run, books: Path) -> None:
    """The sentence names the first place; each place is listed; nothing is entered."""
    run("init", "--role", "group", "--name", "A", data="group")
    (books / "entries.csv").write_text(
        BOOKS["entries"] + "2026-11-09,1,saving,,1.00,,\n2026-13-01,1,savings,,1.00,,\n", "utf-8"
    )
    ran = run("books", "import", str(books), data="group", code=1)
    assert "row 9" in one_sentence(ran)
    assert len(ran.out.splitlines()) == 2
    assert (
        len(run("books", "import", str(books), "--json", data="group", code=1).row["faults"]) == 2
    )
    one_sentence(run("books", "import", "nowhere", data="group", code=1))
    assert run("report", "totals", "--json", data="group").row["members"] == 0
    (books / "entries.csv").write_text(BOOKS["entries"], "utf-8")
    dry = run("books", "import", str(books), "--dry-run", "--json", data="group").row
    assert dry["dry_run"]
    assert dry["entered"] > 0
    assert run("report", "totals", "--json", data="group").row["members"] == 0


def test_requests_and_answers(linked: Run, books: Path) -> None:
    """At the wrong node, of an unknown request, without what an answer must carry."""
    run = linked
    for words, data in (
        (("release", "--all"), "group"),
        (("release", "nothing"), "hub"),
        (("release", "--all", "--city", "C09"), "group"),
        (("publish",), "city"),
        (("publish",), "hub"),
        (("publish", "--period", "2026-Q5"), "hub"),
        (("answer", "nothing", "--verb", "deliver", "--text", "x"), "city"),
        (("report", "city"), "city"),
        (("report", "city"), "group"),
        (("report", "totals"), "city"),
        (("report", "members"), "hub"),
        (("report", "loans"), "hub"),
        (("report", "city", "--city", "C09"), "hub"),
        (("report", "totals", "--from", "2026-02-01", "--to", "2026-01-01"), "hub"),
        (("report", "totals", "--to", "32/01/2026"), "hub"),
        (("report", "totals", "-o", "no/such/folder.csv"), "hub"),
        (("books", "import", str(books)), "hub"),
        (("books", "export", "out.xlsx"), "city"),
    ):
        one_sentence(run(*words, data=data, code=1))
    run("books", "import", str(books), data="group")
    (asked, _) = run("report", "requests", "--json", data="group").row["requests"]
    one_sentence(
        run("answer", asked["id"], "--verb", "deliver", "--text", "x", data="group", code=1)
    )
    run("export", "-o", "stick/", data="group")
    run("import", "stick", data="hub")
    answer = ("answer", asked["id"], "--verb", "commit", "--text", "x")
    one_sentence(run(*answer, data="hub", code=1))
    told = one_sentence(run(*answer, "--on-paper", "--post", "Engineer", data="hub", code=1))
    assert "department" in told
    one_sentence(run(*answer, "--by", "tomorrow", data="hub", code=1))
    one_sentence(run(*answer, "--amount", "much", data="hub", code=1))


def test_two_cities_are_told_apart_by_settlement(linked: Run, books: Path) -> None:
    """Who never sent a settlement anywhere is asked; from then on it goes by itself."""
    run = linked
    run("init", "--role", "city", "--name", "Okahandja", data="other")
    digits = run("card", "-o", "other.card", "--json", data="other").row["digits"]
    run("enrol", "other.card", "--confirm", digits, data="hub")
    run("books", "import", str(books), data="group")
    run("export", "-o", "stick/", data="group")
    run("import", "stick", data="hub")
    told = one_sentence(run("release", "--all", data="hub", code=1))
    assert "C01, C02" in told
    first, second = run("report", "requests", "--json", data="hub").row["requests"]
    run("release", first["id"], "--city", "C02", data="hub")
    run("release", second["id"], "--city", "C01", data="hub")
    (books / "requests.csv").write_text(
        BOOKS["requests"] + "3,2026-11-01,water,  HAVANA,Taps,40,,0,0\n", "utf-8"
    )
    run("books", "import", str(books), data="group")
    run("export", "-o", "stick2/", data="group")
    run("import", "stick2", data="hub")
    assert run("release", "--all", "--json", data="hub").row == {"released": 1}
    assert [one["city"] for one in run("publish", "--json", data="hub").rows] == ["C01", "C02"]
    one_sentence(run("report", "city", "--city", "group", data="hub", code=1))
    both = run("report", "city", "--json", data="hub").rows
    assert [one["totals"][-1]["requests"] for one in both] == [1, 2]


def test_users(run: Run) -> None:
    run("init", "--role", "group", "--name", "A", data="group")
    run("user", "add", "Selma", "--role", "treasurer", "--pin", "4711", data="group")
    assert run("user", "list", "--json", data="group").row["users"] == [
        {"user": 1, "name": "Selma", "role": "treasurer", "member": 0}
    ]
    assert "Selma: treasurer" in run("user", "list", data="group").out
    for words in (
        ("add", "selma", "--role", "chair", "--pin", "4812"),
        ("add", "Otto", "--role", "official", "--pin", "4812"),
        ("add", "Otto", "--role", "chair", "--pin", "12"),
        ("add", "Otto", "--role", "chair"),
        ("reset-pin", "Otto", "--pin", "4812"),
        ("reset-pin", "Selma"),
        ("remove", "Otto"),
    ):
        told = one_sentence(run("user", *words, data="group", code=1))
        assert "4711" not in told or "like 4711" in told
    run("user", "reset-pin", "SELMA", "--pin", "0815", data="group")
    run("user", "remove", "Selma", data="group")
    assert run("user", "list", "--json", data="group").row["users"] == []


def test_a_fault_of_the_program_is_a_number_and_a_line_in_the_log(
    run: Run, at_a_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback and no name reaches a person, and no name reaches the log."""
    run("init", "--role", "group", "--name", "A", data="group")

    def broken(*_args: object) -> None:
        raise KeyError("Selma Iipinge")

    monkeypatch.setattr("federation.commands.users.list_users", broken)
    ran = run("user", "list", data="group", code=1)
    (number,) = re.findall(r"number: ([0-9a-f]{8})\.", one_sentence(ran))
    log = (at_a_desk / "group" / "node.log").read_text("utf-8")
    assert number in log
    assert "KeyError at test_refusals.py" in log
    assert "Selma" not in log + ran.err


def test_what_the_machine_refuses_is_told_with_its_reason(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", "--role", "group", "--name", "A", data="group")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device", "/media/stick/out.csv")

    monkeypatch.setattr("federation.cli.reports.write_file", full)
    told = one_sentence(run("report", "totals", "-o", "out.csv", data="group", code=1))
    assert "out.csv" in told
    assert "No space left" in told
    monkeypatch.setattr("federation.cli.reports.write_file", _stopped)
    assert "Stopped" in one_sentence(run("report", "totals", "-o", "o.csv", data="group", code=1))


def _stopped(*_args: object) -> None:
    raise KeyboardInterrupt


def test_a_closed_pipe_says_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`federation … | head -1`: whoever reads has enough; no sentence, no traceback."""
    run("init", "--role", "group", "--name", "A", data="group")
    read, write = os.pipe()
    os.close(read)

    def shut(*_args: object, **_given: object) -> None:
        os.write(write, b"x")

    monkeypatch.setattr("federation.cli.reports.click.echo", shut)
    monkeypatch.setattr("federation.cli.base.os.dup2", lambda *_: None)
    assert run("report", "totals", data="group", code=1).err == ""
    os.close(write)


def test_help_tells_every_command(run: Run) -> None:
    """The list in `--help` is the table; each command has a help of its own."""
    listed = run("--help").out
    for name, (_, told) in TABLE.items():
        assert name in listed
        assert told in listed
        assert main.get_command(None, name) is not None  # type: ignore[arg-type]
        assert run(name, "--help").out.startswith("Usage:")
    assert run("--version").out.startswith("federation, version ")


@pytest.mark.parametrize(
    "words", [("--recovery-out", "no/such/folder/key.txt"), ("--database", "postgresql://hub")]
)
def test_a_key_that_nobody_has_makes_no_node(run: Run, words: tuple[str, ...]) -> None:
    """What cannot be finished leaves nothing: the next try makes the node, key and all."""
    failed = run("init", "--role", "group", "--name", "A", *words, data="new", code=1)
    assert failed.err.count("\n") == 1
    run("status", data="new", code=1)
    made = run("init", "--role", "group", "--name", "A", "--json", data="new").row
    assert made["recovery_key"].startswith("AGE-SECRET-KEY-")
