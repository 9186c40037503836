"""Keys at the terminal: locked and unlocked, the paper, a lost card, the list of partners."""

import json
from pathlib import Path

import pytest

from sync import passphrase

FIRST = "goat river seven table"
SECOND = "stone lamp Sunday wheel"
TWO = ("--officer", "Maria", "--officer", "Selma", "--pin", "4711", "--pin", "8152")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(passphrase, "WORK_FACTOR", 10)
    monkeypatch.delenv("FEDERATION_PASSPHRASE", raising=False)


@pytest.fixture
def officers(linked):
    for name, role, pin in (("Maria", "treasurer", "4711"), ("Selma", "secretary", "8152")):
        linked("user", "add", name, "--role", role, "--pin", pin, data="group")
    return linked


def numbered(file: str) -> str:
    """The words of a recovery file as they would be typed."""
    lines = Path(file).read_text("utf-8").splitlines()
    return " ".join(line[2:] for line in lines if line.startswith("# ") and line[2].isdigit())


def test_locked_keys_need_the_passphrase_of_the_environment(linked, carry, books, monkeypatch):
    linked("books", "import", str(books), data="group")
    assert "FEDERATION_PASSPHRASE" in linked("keys", "lock", data="group", code=1).err
    monkeypatch.setenv("FEDERATION_PASSPHRASE", FIRST)
    assert linked("keys", "lock", "--json", data="group").row == {"locked": True, "changed": False}
    monkeypatch.delenv("FEDERATION_PASSPHRASE")
    assert "locked" in linked("export", data="group", code=1).err
    assert linked("verify", "--json", data="group").row["ok"]
    monkeypatch.setenv("FEDERATION_PASSPHRASE", SECOND)
    refused = linked("export", data="group", code=1).err
    assert "not the passphrase" in refused
    assert "stone" not in refused
    monkeypatch.setenv("FEDERATION_PASSPHRASE", FIRST)
    assert carry("group", "hub")
    monkeypatch.setenv("FEDERATION_NEW_PASSPHRASE", SECOND)
    assert linked("keys", "lock", "--json", data="group").row["changed"]
    assert "not the passphrase" in linked("keys", "unlock", data="group", code=1).err
    monkeypatch.setenv("FEDERATION_PASSPHRASE", SECOND)
    linked("keys", "unlock", data="group")
    assert "no passphrase" in linked("keys", "unlock", data="group", code=1).err


def test_the_paper_is_printed_again_and_checked(linked, at_a_desk):
    linked("keys", "paper", "--key", "group.key", "-o", "sheet.html", data="group")
    sheet = at_a_desk / "sheet.html"
    assert sheet.stat().st_mode & 0o777 == 0o600
    words = numbered("group.key")
    assert all(f">{word}<" in sheet.read_text("utf-8") for word in words.split() if word.isalpha())
    assert linked("keys", "paper", "--check", stdin=words, data="group").out.startswith("Yes")
    no = linked("keys", "paper", "--check", "--json", stdin=words, data="hub", code=1)
    assert no.row == {"fits": False, "compared": True}
    assert (
        "Natangwe"
        in linked("keys", "paper", "--key", "hub.key", "-o", "x.pdf", data="group", code=1).err
    )
    # Where only the paper is left, it can still be looked at and printed.
    alone = linked("keys", "paper", "--check", "--json", stdin=words, data="nowhere")
    assert alone.row == {"fits": True, "compared": False}
    linked("keys", "paper", "--key", "group.key", "-o", "y.pdf", data="nowhere")
    assert (at_a_desk / "y.pdf").read_bytes().startswith(b"%PDF")
    assert (
        ".html or .pdf"
        in linked("keys", "paper", "--key", "group.key", "-o", "y.doc", data="group", code=1).err
    )
    assert "words are missing" in linked("keys", "paper", "--check", data="group", code=1).err


def test_the_words_are_told_once_when_a_node_is_made(run):
    made = run("init", "--role", "group", "--name", "A", "--json", data="a").row
    assert len(made["recovery_words"]) == 24
    text = run("init", "--role", "group", "--name", "B", data="b").out
    (key,) = [word for word in text.split() if word.startswith("AGE-SECRET-KEY-1")]
    told = {word for word in text.split() if word.isalpha() and word.islower()}
    Path("only.key").write_text(key)
    run("keys", "paper", "--key", "only.key", "-o", "b.html", data="b")
    page = Path("b.html").read_text("utf-8")
    assert sum(f'"text">{word}<' in page for word in told) == len(set(_words(page)))


def _words(page: str) -> list[str]:
    return [cell.split("<")[0] for cell in page.split('<td class="text">')[1:]]


def test_new_keys_take_the_place_of_the_old_ones(officers, carry, books):
    run = officers
    run("books", "import", str(books), data="group")
    assert carry("group", "hub")
    assert (
        "needs two officers" in run("keys", "renew", *TWO[:2], *TWO[4:6], data="group", code=1).err
    )
    new = run("keys", "renew", *TWO, "--recovery-out", "new.key", "--json", data="group").row
    assert "wait" in run("keys", "renew", *TWO, data="group", code=1).err
    made = run(
        "enrol", new["file"], "--confirm", new["digits"], "--as", "G0001", "--json", data="hub"
    ).row
    assert made["code"] == "G0001"
    run("import", made["file"], "--confirm", made["digits"], data="group")
    assert run("keys", "paper", "--key", "new.key", "--check", data="group").out.startswith("Yes")
    assert run("keys", "paper", "--key", "group.key", "--check", data="group", code=1).out
    carry("hub", "group")
    run("user", "add", "Third", "--role", "chair", "--pin", "4812", data="group")
    run("books", "import", str(_one_more(books)), data="group")
    written = carry("group", "hub")
    assert {one["incarnation"] for one in written} == {2}
    for node in ("group", "hub"):
        assert run("verify", "--json", data=node).row["ok"]
    assert (
        run("report", "totals", "--json", data="hub").row["savings"]
        == run("report", "totals", "--json", data="group").row["savings"]
    )


def test_an_entry_that_does_not_count_is_chosen_by_its_sign(officers, carry, books):
    run = officers
    run("books", "import", str(books), data="group")
    carry("group", "hub")
    run("books", "import", str(_one_more(books)), data="group")
    new = run("keys", "renew", *TWO, "--json", data="group").row
    told = ("--confirm", new["digits"], "--as", "G0001", "--json")
    made = run("enrol", new["file"], *told, data="hub").row
    run("import", made["file"], "--confirm", made["digits"], data="group")
    (left,) = run("repair", "--json", data="group").row["left"]
    run("repair", "--again", "--only", "none", *TWO, data="group", code=2)
    sign = left["row"]["head"][:8]
    assert sign in run("repair", data="group").out
    done = run("repair", "--again", "--only", sign, *TWO, "--json", data="group").row
    assert done == {"entered": 1, "refused": []}


def _one_more(books: Path) -> Path:
    folder = books.parent / "more"
    folder.mkdir()
    head = (books / "entries.csv").read_text("utf-8").splitlines()[0]
    (folder / "entries.csv").write_text(f"{head}\n2026-11-15,1,savings,general,9.00,,\n", "utf-8")
    return folder


def test_a_card_is_closed_and_the_list_says_so(linked, carry, books, at_a_desk):
    run = linked
    kept = json.loads(run("roster", "--json", data="hub").out)
    assert [one["code"] for one in kept["partners"]] == ["C01", "G0001"]
    run("books", "import", str(books), data="group")
    assert carry("group", "hub")
    assert "ledger=412" in run("revoke", "G0001", "--good", "ledger", data="hub", code=1).err
    run("revoke", "G0001", "--good", "ledger=999", data="hub", code=1)
    closed = run("revoke", "g0001", "--json", data="hub").row
    assert {one["stream"] for one in closed["closed"]} == {"ledger", "requests"}
    run("revoke", "G0001", data="hub", code=1)
    file = str(at_a_desk / "hub" / "backups" / "roster.sgr")
    shown = run("roster", file, "--json", data="city").row
    assert [one["closed"] for one in shown["partners"]] == [False, True]
    back = run("roster", file, "--import", "--json", data="hub").row
    assert (back["new"], back["closed"], back["known"]) == ([], [], 2)
    run("roster", file, "--import", data="city", code=1)
    run("roster", "-o", "copy.sgr", data="hub")
    assert Path("copy.sgr").read_bytes() == Path(file).read_bytes()


def test_two_officers_of_the_office_close_a_card_and_the_list_says_so(linked, at_a_desk):
    run = linked
    for name, pin in (("Maria", "4711"), ("Selma", "8152")):
        run("user", "add", name, "--role", "staff", "--pin", pin, data="hub")
    closed = run("repair", "G0001", *TWO, "--json", data="hub").row
    assert {one["stream"] for one in closed["closed"]} == {"ledger", "requests"}
    file = str(at_a_desk / "hub" / "backups" / "roster.sgr")
    shown = run("roster", file, "--json", data="city").row
    assert [one["closed"] for one in shown["partners"]] == [False, True]
