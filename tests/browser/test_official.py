"""An official at a browser, as far as ten minutes go: what is due, one answer, three, the agenda.

Once with JavaScript on a wide screen, once without it on a telephone; the world is the same.
"""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from federation.node import open_node
from federation.store import Store, open_store
from federation.store.queries import requests as asked
from federation.store.verify import verify
from sync.intake import take_in_bytes
from tests.browser.people import Person
from tests.browser.test_whole_way import CHROMIUM, carry
from tests.field.server import Server
from tests.web import portals

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SMALL = 360
WAYS = ((360, False), (360, True), (1280, False), (1280, True))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Server]:
    """A city with twelve requests, served as a process of its own."""
    portals.build(tmp_path, 12, datetime.now(UTC))
    server = Server(tmp_path / "city")
    server.start()
    yield server
    assert server.end(signal.SIGTERM) == 0


def views(store: Store) -> tuple[asked.RequestView, ...]:
    with store.reading() as db:
        return asked.requests(db)


def commit(thomas: Person) -> None:
    """Answer what is due first: a promise with a day, money and a budget line."""
    thomas.presses("Answer ·")
    thomas.presses("We promise")
    by = datetime.now(UTC).date() + timedelta(days=200)
    thomas.types(
        text="Four toilets with taps",
        department="Infrastructure",
        by=by.isoformat(),
        amount="3000",
        budget_line="C-1144",
    )
    thomas.presses("Give this answer")
    thomas.sees("budget line C-1144")
    thomas.shot(f"official-answered-{thomas.called}")


def answer_three(thomas: Person) -> list[str]:
    """Mark three on the list and give them one answer."""
    thomas.goes("/requests")
    marks = thomas.page.locator('main input[name="r"]')
    chosen = [marks.nth(number) for number in range(3)]
    for one in chosen:
        one.check()
    ids = [str(one.get_attribute("value")) for one in chosen]
    thomas.shot(f"official-marked-{thomas.called}")
    thomas.presses("Answer those that are marked")
    thomas.sees("What does the city say to these 3 requests?")
    thomas.presses("We come to look")
    thomas.types(
        by=(datetime.now(UTC).date() + timedelta(days=50)).isoformat(),
        text="We come with the plan of the block.",
    )
    thomas.presses("Look at who will read it")
    thomas.sees("1 group will read this")
    thomas.sees("We come with the plan of the block.")
    thomas.shot(f"official-look-{thomas.called}")
    thomas.presses("Give these 3 answers")
    thomas.sees("The answers are given.")
    return ids


@pytest.mark.parametrize(("wide", "scripts"), WAYS)
def test_an_official_acts_in_ten_minutes(
    city: Server, browser: Browser, tmp_path: Path, wide: int, *, scripts: bool
) -> None:
    thomas = Person.arrives(
        browser, city.url, "Official", wide, tmp_path, java_script_enabled=scripts
    )
    thomas.called = f"{wide}{'' if scripts else '-plain'}"
    thomas.sees("Late:")
    thomas.shot(f"official-first-{thomas.called}")
    commit(thomas)
    three = answer_three(thomas)
    thomas.goes("/agenda")
    thomas.sees("Requests for the council")
    if wide > SMALL:
        thomas.page.emulate_media(media="print")
        thomas.shot(f"official-agenda-{thomas.called}")
        thomas.page.emulate_media(media="screen")
    thomas.goes("/")
    thomas.presses("for the federation")
    (file,) = carry(thomas, "Write for the office")
    is_known(city, file, tmp_path / "hub", three)


def is_known(city: Server, file: Path, hub_folder: Path, three: list[str]) -> None:
    """The file that was written is what the federation's office takes in, with every answer."""
    hub = open_store(open_node(hub_folder))
    (outcome,) = take_in_bytes(hub, file.name, file.read_bytes())
    assert outcome.outcome == "applied"
    verbs = {one.request: [answer.verb for answer in one.answers] for one in views(hub)}
    assert all(verbs[one][-1] == "visit" for one in three)
    promised = [a for one in views(hub) for a in one.answers if a.budget_line == "C-1144"]
    assert [one.amount_minor for one in promised] == [300_000]
    hub.close()
    store = open_store(open_node(city.folder))
    with store.reading() as db:
        assert verify(db, store.node) == ()
    store.close()
