"""Two whole paths by keys alone: the office's Monday inbox, and an official's answer.

Every stop of the focus on the way is looked at: it has a ring, and nothing lies over it.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from federation.node import open_node
from federation.store import open_store
from federation.store.queries import requests as asked
from sync.export import export
from tests import factories
from tests.browser.keyboard import Keyboard
from tests.browser.test_whole_way import browser  # noqa: F401 - the same browser
from tests.field.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OFFICE = ("Penehafo Demo", "1357")
OFFICIAL = ("Gerson Demo", "8642")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = Server(folder)
    server.start()
    try:
        yield server.url.rstrip("/")
    finally:
        assert server.end(signal.SIGTERM) == 0


def written_by_a_group(folder: Path) -> list[Path]:
    """A group asks for something new; the files it writes for the office."""
    group = open_store(open_node(folder))
    factories.raise_request(group, title="Light for the path", settlement="Havana")
    files = [one.file for one in export(group)]
    group.close()
    return files


def test_an_office_takes_in_a_file_and_passes_it_on_by_keys_alone(
    browser: Browser,  # noqa: F811
    world: Path,
) -> None:
    files = written_by_a_group(world / "g1")
    with served(world / "hub") as url:
        office = Keyboard(browser, url, 1280)
        office.logs_in(*OFFICE)
        office.presses("To the page itself")
        office.presses("Take in files")
        office.brings(files, "files")
        office.presses("Take in these files")
        office.page.locator("[data-live]").wait_for(state="detached", timeout=60_000)
        office.sees(f"{len(files)} of {len(files)} files are in the books")
        office.presses("Requests")
        office.presses("Light for the path")
        office.presses("Release it for the city")
        office.presses("Replies")
        office.presses("Write all files")
        office.sees("Print who gets what")
        office.page.context.close()
    hub = open_store(open_node(world / "hub"))
    with hub.reading() as db:
        (ask,) = [one for one in asked.requests(db) if one.title == "Light for the path"]
    hub.close()
    assert ask.stage == "reviewed"


def test_an_official_answers_what_is_due_first_by_keys_alone(
    browser: Browser,  # noqa: F811
    world: Path,
) -> None:
    with served(world / "city") as url:
        gerson = Keyboard(browser, url, 360, color_scheme="dark")
        gerson.logs_in(*OFFICIAL)
        gerson.presses("Answer what is due first")
        request = gerson.page.url.split("/requests/")[1].split("/")[0]
        gerson.presses("We come to look")
        gerson.types("by", (datetime.now(UTC) + timedelta(days=50)).strftime("%m%d%Y"))
        gerson.types("text", "We come with the plan of the block.")
        gerson.presses("Give this answer")
        assert "done=answered" in gerson.page.url
        gerson.sees("We come with the plan of the block.")
        gerson.page.context.close()
    city = open_store(open_node(world / "city"))
    with city.reading() as db:
        answers = asked.request(db, request).answers
    city.close()
    assert answers[-1].verb == "visit"
