"""A stick in a real browser: written at the group, taken in at the hub, answered, taken in again.

The same code stands on both sides, and the group sees that its file came.
"""

import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from federation.commands.users import add_user
from federation.store import open_store
from sync import seal, sticks
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.founding import found
from tests.browser.people import PIN, Person
from tests.browser.test_whole_way import CHROMIUM, NAMES
from tests.field.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b")


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick that is carried from machine to machine."""
    folder = tmp_path / "STICK-A"
    folder.mkdir()
    monkeypatch.setenv(sticks.ASKED, str(folder))
    return folder


@pytest.fixture
def world(tmp_path: Path, stick: Path) -> Iterator[dict[str, Server]]:
    """A group and its hub, known to each other, each served as its own process."""
    assert stick.is_dir()
    stores = {}
    for role, name, task in (("group", "Maria", "treasurer"), ("hub", "Rosa", "staff")):
        stores[role] = open_store(found(tmp_path / role, role=role, name=NAMES[role]).node)
        add_user(stores[role], name, task, PIN)
    digits = own_card(stores["group"].node).digits
    charter = enrol_card(stores["hub"], stores["group"].node.card(), confirm=digits)
    accept_charter(stores["group"], charter.file.read_bytes(), confirm=charter.digits)
    servers = {}
    for role, store in stores.items():
        store.close()
        servers[role] = Server(tmp_path / role)
        servers[role].start()
    yield servers
    assert [server.end(signal.SIGTERM) for server in servers.values()] == [0, 0]


def codes(person: Person, heading: str = "") -> set[str]:
    """The codes that stand on the page, or in the part of it below a heading."""
    part = person.page.locator("main section", has=person.page.get_by_role("heading", name=heading))
    return set(CODE.findall((part if heading else person.page.locator("main")).inner_text()))


def test_there_and_back_by_stick(world: dict[str, Server], stick: Path, tmp_path: Path) -> None:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        maria = Person.arrives(browser, world["group"].url, "Maria", 320, tmp_path)
        rosa = Person.arrives(browser, world["hub"].url, "Rosa", 1280, tmp_path)
        maria.goes("/members/new")
        maria.types(name="Ndapewa Shikongo")
        maria.presses("Write down the member")
        maria.goes("/exchange")
        maria.sees("1 entry for the office")
        maria.presses("Write for the office")
        maria.sees("Written on the stick STICK-A and read back. You may take it out.")
        maria.shot("stick-written")
        (written,) = codes(maria, "2 Write for")
        (file,) = [one for one in stick.rglob("*") if one.is_file()]
        assert seal.short_code(file.read_bytes()) == written
        # A chat has had it: no name, no ending, in a folder of its own.
        (stick / "Download").mkdir()
        shutil.move(file, stick / "Download" / "DOC-2026-WA0000.")

        rosa.goes("/inbox")
        rosa.presses("Take in from the stick STICK-A")
        rosa.waits_for_files()
        rosa.sees("1 of 1 files are in the books")
        assert codes(rosa) == {written}
        rosa.shot("stick-inbox")
        rosa.presses("Next: write the replies")
        rosa.presses("Write all files")
        rosa.sees("1 file is written on the stick STICK-A and read back. You may take it out.")
        (answer,) = codes(rosa)

        maria.goes("/exchange")
        maria.sees(f"Ask: did you get {written}?")
        maria.presses("Take in from the stick STICK-A")
        maria.sees("You may take the stick STICK-A out.")
        maria.sees("The office has everything.")
        assert answer in codes(maria)
        assert written in codes(maria, "What became of your files")
        maria.sees(f"{NAMES['hub']} took it in.")
        maria.shot("stick-answered")
        browser.close()
