"""The whole way in a real browser: a treasurer's meeting to the city's answer on her page."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from federation.commands.users import add_user
from federation.node import open_node
from federation.store import open_store
from sync.enrolment import own_card
from sync.founding import found
from tests.browser.people import PIN, Person
from tests.field.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PEOPLE = {
    "group": (("Maria", "treasurer"), ("Selma", "secretary")),
    "hub": (("Rosa", "staff"),),
    "city": (("Thomas", "official"),),
}
NAMES = {"group": "Ehangano", "hub": "Federation office", "city": "City of Windhoek"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield launched
        launched.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[dict[str, Server]]:
    """Three fresh nodes, strangers to each other, each served as its own process."""
    servers = {}
    for role, people in PEOPLE.items():
        folder = tmp_path / role
        store = open_store(found(folder, role=role, name=NAMES[role]).node)
        for name, task in people:
            add_user(store, name, task, PIN)
        store.close()
        servers[role] = Server(folder)
        servers[role].start()
    yield servers
    assert [server.end(signal.SIGTERM) for server in servers.values()] == [0, 0, 0]


def digits_of(server: Server) -> str:
    """What somebody at that machine reads out over the telephone."""
    return str(own_card(open_node(server.folder)).digits)


def enrol(rosa: Person, other: Person, server: Server, hub: Server) -> None:
    """Card there, digits by telephone, charter back."""
    other.goes("/exchange")
    card = other.saves("Save the card as a file")
    rosa.goes("/enrol")
    rosa.brings([card], "card")
    rosa.types(confirm=digits_of(server))
    rosa.presses("Make them known")
    charter = rosa.saves("Save charter")
    other.brings([charter])
    other.types(confirm=digits_of(hub))
    other.presses("Take in these files")
    other.sees("taken in")


def meeting(maria: Person) -> None:
    """A meeting from its start to the two PINs that close it, on a small telephone."""
    for name in ("Ndapewa Shikongo", "Moses ǁGaroëb"):
        maria.goes("/members/new")
        maria.types(name=name)
        maria.presses("Write down the member")
    maria.goes("/")
    maria.shot("group-home")
    maria.presses("Start the meeting")
    maria.presses("Start: who is here?")
    maria.presses("All others are here")
    maria.presses("Confirm who is here")
    inputs = maria.page.locator('main .sheet input[name^="amount"], main .sheet input[data-amount]')
    inputs.nth(0).fill("50.00")
    inputs.nth(1).fill("20")
    maria.shot("meeting")
    maria.presses("Confirm, then")
    maria.sees("Social fund")
    number = maria.page.url.split("/meetings/")[1].split("/")[0]
    maria.goes(f"/meetings/{number}/count")
    maria.types(counter1="1", counter2="2", pieces__5000="1", pieces__2000="1")
    maria.shot("meeting-count")
    maria.presses("This is what is in the box")
    maria.goes(f"/meetings/{number}/read-out")
    maria.sees("Letters for the savings books")
    maria.shot("meeting-read-out")
    maria.presses("Read out: now close the meeting")
    maria.page.locator('[name="officer1"]').select_option(label="Maria")
    maria.page.locator('[name="officer2"]').select_option(label="Selma")
    maria.types(pin1=PIN, pin2=PIN)
    maria.presses("Close the meeting")
    maria.sees("The meeting is closed")


def ask(maria: Person) -> None:
    """Toilets for 45 households."""
    maria.goes("/requests/new")
    maria.types(need="sanitation", settlement="Havana", title="Toilets for block C")
    maria.types(households="45", women_headed="20", sanitation_facility="flush")
    maria.types(sharing_households="45", offer_savings="50.00", offer_labour_days="60")
    maria.presses("Raise this request")
    maria.shot("group-request")


def carry(maria: Person, to: str) -> list[Path]:
    """Write the files for the office, save them."""
    maria.goes("/exchange")
    maria.presses(to)
    links = maria.page.locator("main a[href*='/exchange/files/']")
    names = [str(link.get_attribute("href")).rsplit("/", 1)[1] for link in links.all()]
    return [maria.saves(name) for name in dict.fromkeys(names)]


def replies(rosa: Person, to: str) -> list[Path]:
    """Write all files; save those for one partner."""
    rosa.goes("/replies")
    rosa.presses("Write all files")
    rows = rosa.page.locator("main tr", has_text=to).locator("a[href*='/replies/files/']")
    names = [str(link.get_attribute("href")).rsplit("/", 1)[1] for link in rows.all()]
    return [rosa.saves(name) for name in dict.fromkeys(names)]


def test_the_whole_way(browser: Browser, world: dict[str, Server], tmp_path: Path) -> None:
    """Treasurer → hub → city → hub → treasurer, by nothing but pages and files."""
    maria = Person.arrives(browser, world["group"].url, "Maria", 360, tmp_path)
    rosa = Person.arrives(browser, world["hub"].url, "Rosa", 1280, tmp_path)
    thomas = Person.arrives(browser, world["city"].url, "Thomas", 1280, tmp_path)
    enrol(rosa, maria, world["group"], world["hub"])
    enrol(rosa, thomas, world["city"], world["hub"])
    meeting(maria)
    ask(maria)

    rosa.goes("/inbox")
    rosa.brings(carry(maria, "Write for the office"))
    rosa.presses("Take in these files")
    rosa.waits_for_files()
    rosa.sees("files are in the books")
    rosa.shot("inbox")
    rosa.goes("/groups")
    rosa.sees("70.00")
    rosa.goes("/requests")
    rosa.presses("Release 1 request")
    rosa.presses("See what the city will see")
    rosa.shot("hub-publish")
    rosa.presses("Publish this")

    thomas.goes("/exchange")
    thomas.brings(replies(rosa, NAMES["city"]))
    thomas.presses("Take in these files")
    thomas.goes("/")
    thomas.sees("Toilets for block C")
    thomas.shot("city")
    thomas.goes("/tables")
    thomas.shot("city-tables")
    thomas.goes("/requests")
    thomas.presses("Toilets for block C")
    thomas.presses("Answer")
    thomas.presses("We promise")
    thomas.types(text="Four toilets at the school fence", department="Water and Sanitation")
    thomas.types(by="2027-06-30", amount="20 000.00", budget_line="C-114")
    thomas.shot("city-answer")
    thomas.presses("Give this answer")
    thomas.sees("Four toilets at the school fence")

    rosa.goes("/inbox")
    rosa.brings(carry(thomas, "Write for the office"))
    rosa.presses("Take in these files")
    rosa.waits_for_files()
    maria.goes("/exchange")
    maria.brings(replies(rosa, NAMES["group"]))
    maria.presses("Take in these files")
    maria.goes("/requests")
    maria.presses("Toilets for block C")
    maria.sees("Four toilets at the school fence")
    maria.sees("20\u202f000.00")
    maria.shot("group-answer")
