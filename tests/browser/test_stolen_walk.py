"""Machines are stolen, copied and put back, in a real browser: the history stays one.

A group's folder is gone and a new machine goes on where it ended; an old copy is written on and
its two versions are put in order; a backup is put back and proved whole.
"""

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sync import sticks
from tests.browser import lost
from tests.browser.lost import GROUP, MEMBERS, OFFICE
from tests.browser.people import PIN, Person
from tests.browser.test_whole_way import browser
from tests.field.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
__all__ = ["browser"]

# What lies in the box after the second meeting: 140.
PIECES = {"pieces__10000": "1", "pieces__2000": "2"}


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one stick that is in every machine's socket when it is asked for."""
    folder = tmp_path / "STICK"
    folder.mkdir()
    monkeypatch.setenv(sticks.ASKED, str(folder))
    return folder


@pytest.fixture
def world(tmp_path: Path, stick: Path) -> Iterator[dict[str, Server]]:
    """A group and its hub, known to each other; at the end every server stops in order."""
    assert stick.is_dir()
    servers = {
        "group": lost.new_machine(tmp_path / "group", "group", GROUP),
        "hub": lost.new_machine(tmp_path / "hub", "hub", OFFICE),
    }
    lost.enrol(servers["group"], servers["hub"])
    for server in servers.values():
        server.start()
    yield servers
    ended = [one.end(signal.SIGTERM) for one in servers.values() if one.process]
    assert ended == [0, 0]


def arrive(
    browser: Browser, world: dict[str, Server], folder: Path, *, scripts: bool = True
) -> tuple[Person, Person]:
    """Maria at a telephone, Rosa at the office's screen."""
    given = {"java_script_enabled": scripts}
    maria = Person.arrives(browser, world["group"].url, "Maria", 360, folder, **given)
    return maria, Person.arrives(browser, world["hub"].url, "Rosa", 1280, folder, **given)


def first_meeting(maria: Person) -> str:
    lost.admits(maria, *MEMBERS)
    return lost.meets(
        maria, lost.weeks_ago(3), ("50", "20"), {"pieces__5000": "1", "pieces__2000": "1"}
    )


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    """While its server is down."""
    assert server.end(signal.SIGTERM) == 0
    yield
    server.start()


@pytest.mark.parametrize("scripts", [True, False], ids=["", "without-javascript"])
def test_a_stolen_machine(
    browser: Browser, world: dict[str, Server], stick: Path, tmp_path: Path, *, scripts: bool
) -> None:
    maria, rosa = arrive(browser, world, tmp_path, scripts=scripts)
    first_meeting(maria)
    lost.round_trip(maria, rosa, stick)
    known = lost.entries_shown(maria)

    # One more entry is on a stick that lies in a bag; then the machine is stolen.
    lost.admits(maria, "Rauna Nakale")
    lost.sends(maria, stick)
    bag = tmp_path / "bag"
    shutil.copytree(stick, bag)
    lost.emptied(stick)
    assert world["group"].end(signal.SIGTERM) == 0
    shutil.rmtree(world["group"].folder)

    world["group"] = lost.new_machine(tmp_path / "second", "group", GROUP)
    world["group"].start()
    maria = Person.arrives(
        browser, world["group"].url, "Maria", 360, tmp_path, java_script_enabled=scripts
    )
    maria.shot("new-machine")
    maria.presses("Take your card to the office")
    maria.shot("new-machine-card")
    card, digits = maria.saves("Save the card as a file"), lost.digits_shown(maria)
    read_out = lost.new_card(rosa, card, digits)
    rosa.shot("hub-group-new-card")
    lost.books_onto(rosa, stick)

    maria.goes("/exchange")
    maria.types(confirm=read_out)
    maria.presses(f"Take in from the stick {stick.name}")
    maria.shot("new-machine-taken")
    maria.sees(f"You may take the stick {stick.name} out.")
    lost.emptied(stick)
    assert lost.entries_shown(maria) == known
    maria.goes("/members")
    for name in MEMBERS:
        maria.sees(name)
    maria.goes("/versions")
    maria.shot("new-machine-versions")
    maria.sees("Yes. Nothing is missing")
    maria.goes("/")
    maria.shot("new-machine-home")

    lost.meets(maria, lost.weeks_ago(1), ("30", "40"), PIECES)
    lost.round_trip(maria, rosa, stick)
    now = lost.are_one(world["group"], world["hub"])
    assert (now.sums["cash"], now.sums["savings"]) == (140_00, -140_00)
    assert now.last > len(known)
    rosa.goes("/groups/G0001")
    rosa.sees("140.00")
    rosa.shot("hub-group-one-history")

    # The bag is found.
    shutil.copytree(bag, stick, dirs_exist_ok=True)
    lost.takes(rosa, stick, "/inbox")
    rosa.shot("hub-late-stick")
    rosa.sees("with a card that was closed")
    assert lost.are_one(world["group"], world["hub"]) == now
    rosa.goes("/")
    assert not rosa.page.get_by_text("two histories").count()


def two_histories(
    browser: Browser, world: dict[str, Server], stick: Path, maria: Person, rosa: Person
) -> Person:
    """The office has one meeting more; a copy from before it was written on. Maria at the copy."""
    with stopped(world["group"]):
        old = lost.copied(world["group"], world["group"].folder.with_name("old-copy"))
    maria = Person.arrives(browser, world["group"].url, "Maria", 360, maria.downloads)
    lost.meets(maria, lost.weeks_ago(2), ("30", "40"), PIECES)
    lost.sends(maria, stick)
    lost.takes(rosa, stick, "/inbox")
    lost.emptied(stick)

    # The disk breaks. The old copy is put back; what it lacks is typed in anew from the books on
    # paper (with a new member who was forgotten at first), and the group meets once more.
    assert world["group"].end(signal.SIGTERM) == 0
    world["group"] = old
    old.start()
    maria = Person.arrives(browser, old.url, "Maria", 360, maria.downloads)
    lost.admits(maria, "Rauna Nakale")
    lost.meets(maria, lost.weeks_ago(2), ("30", "40", "5"), PIECES | {"pieces__500": "1"})
    more = {"pieces__1000": "2", "pieces__500": "1"}
    lost.meets(maria, lost.weeks_ago(0), ("10", "10"), PIECES | more)
    return maria


def new_keys(maria: Person, rosa: Person, stick: Path) -> None:
    """Two officers make them, the office gives the new card its place, both files come back."""
    maria.presses("Make new keys")
    two_pins(maria)
    maria.presses("Make new keys")
    maria.shot("fork-new-card")
    card, digits = maria.saves("Save the new card"), lost.digits_shown(maria)
    lost.new_card(rosa, card, digits)
    lost.books_onto(rosa, stick)
    lost.takes(maria, stick, "/exchange")
    maria.shot("fork-taken")
    lost.emptied(stick)


def two_pins(maria: Person) -> None:
    maria.types(own_pin=PIN, second=lost.option(maria, "second", "Selma"), pin=PIN)


def test_an_old_copy_was_written_on(
    browser: Browser, world: dict[str, Server], stick: Path, tmp_path: Path
) -> None:
    maria, rosa = arrive(browser, world, tmp_path)
    first_meeting(maria)
    lost.round_trip(maria, rosa, stick)
    maria = two_histories(browser, world, stick, maria, rosa)
    lost.sends(maria, stick)
    lost.takes(rosa, stick, "/inbox")
    rosa.shot("hub-fork-inbox")
    rosa.goes("/")
    rosa.sees("two histories")
    rosa.goes("/groups/G0001")
    rosa.shot("hub-fork")
    rosa.sees("Two versions of its books")
    assert not any(rosa.page.get_by_text(name).count() for name in MEMBERS)
    lost.replies(rosa, stick)

    lost.takes(maria, stick, "/exchange")
    maria.shot("fork-told")
    maria.goes("/")
    maria.shot("fork-home")
    maria.presses("See what to do")
    maria.shot("fork-versions")
    maria.sees(MEMBERS[0])
    lost.emptied(stick)
    new_keys(maria, rosa, stick)
    maria.presses("See what to do")
    maria.shot("fork-left")
    ticked = maria.page.locator('main input[name="heads"]:checked')
    assert ticked.count() == 7
    two_pins(maria)
    maria.presses("Enter the ticked ones again")
    maria.shot("fork-entered")
    maria.sees("7 entries were entered again")
    lost.round_trip(maria, rosa, stick)
    now = lost.are_one(world["group"], world["hub"])
    assert (now.sums["cash"], now.sums["savings"]) == (165_00, -165_00)
    maria.goes("/")
    assert not maria.page.get_by_text("See what to do").count()
    rosa.goes("/")
    assert not rosa.page.get_by_text("two histories").count()
    rosa.goes("/groups/G0001")
    rosa.sees("165.00")
    rosa.shot("hub-fork-settled")


def test_put_back_from_copies(
    browser: Browser, world: dict[str, Server], stick: Path, tmp_path: Path
) -> None:
    maria, rosa = arrive(browser, world, tmp_path)
    letters = first_meeting(maria)
    lost.round_trip(maria, rosa, stick)
    known = lost.entries_shown(maria)
    copy = lost.backup(world["group"], tmp_path)

    # Nothing was written after the copy: the passbooks prove it.
    assert world["group"].end(signal.SIGTERM) == 0
    world["group"] = lost.restored(copy, tmp_path / "put-back")
    world["group"].start()
    maria = Person.arrives(browser, world["group"].url, "Maria", 360, tmp_path)
    maria.shot("put-back-home")
    maria.presses("See what to do")
    maria.shot("put-back-versions")
    maria.page.locator("summary", has_text="passbooks tell").click()
    maria.types(letters="ABCD EFGH")
    maria.presses("Compare the letters")
    maria.shot("put-back-wrong-letters")
    maria.sees("These are not the letters at the end of these books")
    maria.types(letters=letters)
    maria.presses("Compare the letters")
    maria.sees("The books go on.")
    maria.shot("put-back-goes-on")
    lost.meets(maria, lost.weeks_ago(1), ("30", "40"), PIECES)
    lost.round_trip(maria, rosa, stick)
    more = lost.entries_shown(maria)
    assert more[-len(known) :] == known

    # The same copy on a third machine: the office knows more, and gives it back.
    assert world["group"].end(signal.SIGTERM) == 0
    world["group"] = lost.restored(copy, tmp_path / "put-back-again")
    world["group"].start()
    maria = Person.arrives(browser, world["group"].url, "Maria", 360, tmp_path)
    assert lost.entries_shown(maria) == known
    lost.sends(maria, stick)
    maria.shot("put-back-asks")
    lost.round_trip(maria, rosa, stick)
    maria.shot("put-back-came-back")
    assert lost.entries_shown(maria) == more
    maria.goes("/")
    assert not maria.page.get_by_text("See what to do").count()
    lost.meets(maria, lost.weeks_ago(0), ("10", "10"), PIECES | {"pieces__1000": "2"})
    lost.round_trip(maria, rosa, stick)
    assert lost.are_one(world["group"], world["hub"]).sums["cash"] == 160_00
