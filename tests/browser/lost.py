"""Machines that are stolen, break, or are put back, and the people who set that right."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from federation.commands.users import add_user
from federation.node import open_node
from federation.store import open_store
from federation.store.queries import books
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.founding import found
from tests.browser.people import PIN, Person
from tests.field.server import Server

GROUP, OFFICE = "Ehangano", "Federation office"
MEMBERS = ("Ndapewa Shikongo", "Moses ǁGaroëb")
PEOPLE = {
    "group": (("Maria", "treasurer"), ("Selma", "secretary")),
    "hub": (("Rosa", "staff"), ("Petrus", "staff")),
}


def new_machine(folder: Path, role: str, name: str) -> Server:
    """A fresh folder with its people, as `init` and `user add` make it; its words beside it."""
    made = found(folder, role=role, name=name)
    words(folder).write_text(made.recovery_key, "utf-8")
    store = open_store(made.node)
    for person, task in PEOPLE[role]:
        add_user(store, person, task, PIN)
    store.close()
    return Server(folder)


def words(folder: Path) -> Path:
    """The sheet of words of a machine, as a file."""
    return folder.with_suffix(".words")


def backup(server: Server, folder: Path) -> Path:
    """A copy of everything, as the terminal makes it."""
    command(server.folder, "backup", str(folder / "copy.sgk"))
    shutil.copy(words(server.folder), folder / "copy.words")
    return folder / "copy.sgk"


def restored(copy: Path, folder: Path) -> Server:
    """A machine put back from a copy in a fresh folder."""
    command(folder, "restore", str(copy), "--key", str(copy.with_suffix(".words")))
    return Server(folder)


def enrol(group: Server, hub: Server) -> None:
    """Known to each other, digits compared."""
    office, other = open_store(open_node(hub.folder)), open_store(open_node(group.folder))
    charter = enrol_card(office, other.node.card(), confirm=own_card(other.node).digits)
    accept_charter(other, charter.file.read_bytes(), confirm=charter.digits)
    charter.file.unlink()
    office.close()
    other.close()


def command(folder: Path, *words: str) -> Any:
    """What `federation --data … words --json` tells."""
    whole = [sys.executable, "-m", "federation", "--data", str(folder), *words, "--json"]
    done = subprocess.run(whole, check=True, capture_output=True, text=True, timeout=120)
    return json.loads(done.stdout)


def copied(server: Server, folder: Path) -> Server:
    """The whole folder of a machine whose server is stopped, as a copied disk has it."""
    assert server.process is None or server.process.poll() is not None
    shutil.copytree(server.folder, folder)
    return Server(folder)


@dataclass(frozen=True)
class Truth:
    """What the books of the group say: each account's sum in minor units, entries, their lines."""

    sums: dict[str, int]
    last: int
    entries: tuple[tuple[int, str, str, int, int], ...]


def truth(server: Server, group: Server) -> Truth:
    """The same of the group's one book, from the books of either side."""
    node = open_node(server.folder)
    lasting = open_node(group.folder).settings.node_id
    store = open_store(node)
    with store.reading() as db:
        book = books.book_of(db, lasting)
        assert book
        rows = books.entries(db, book, limit=10_000)
        found = Truth(
            {code: minor for code, minor in books.account_sums(db, book).items() if minor},
            max((one.seq for one in rows), default=0),
            tuple((one.seq, one.kind, one.day, one.member, one.amount_minor) for one in rows),
        )
    store.close()
    return found


def are_one(group: Server, hub: Server) -> Truth:
    """Both sides have one history, equal to the cent and entry by entry; `verify` agrees."""
    here, there = truth(group, group), truth(hub, group)
    assert here == there
    for server in (group, hub):
        verified = command(server.folder, "verify")
        assert verified["ok"], verified["problems"]
    return here


def weeks_ago(count: int) -> str:
    """A day so many weeks before today."""
    return (datetime.now(UTC).date() - timedelta(weeks=count)).isoformat()


def admits(maria: Person, *names: str) -> None:
    for name in names:
        maria.goes("/members/new")
        maria.types(name=name, day=weeks_ago(4))
        maria.presses("Write down the member")


def meets(maria: Person, day: str, paid: tuple[str, ...], pieces: dict[str, str]) -> str:
    """A meeting from its start to two PINs; the eight letters for the members' books."""
    maria.goes("/")
    maria.presses("Start the meeting")
    maria.types(day=day)
    maria.presses("Start: who is here?")
    maria.presses("All others are here")
    maria.presses("Confirm who is here")
    fields = maria.page.locator('main .sheet input[name^="savings"]')
    for place, amount in enumerate(paid):
        fields.nth(place).fill(amount)
    maria.presses("Confirm, then")
    number = maria.page.url.split("/meetings/")[1].split("/")[0]
    maria.goes(f"/meetings/{number}/count")
    maria.types(counter1="1", counter2="2", **pieces)
    maria.presses("This is what is in the box")
    maria.goes(f"/meetings/{number}/read-out")
    letters = maria.page.locator("main .code.big").first.inner_text()
    maria.presses("Read out: now close the meeting")
    maria.page.locator('[name="officer1"]').select_option(label="Maria")
    maria.page.locator('[name="officer2"]').select_option(label="Selma")
    maria.types(pin1=PIN, pin2=PIN)
    maria.presses("Close the meeting")
    maria.sees("The meeting is closed")
    return letters


def sends(maria: Person, stick: Path) -> None:
    """Everything that is due, onto the stick."""
    maria.goes("/exchange")
    maria.presses("Write for ")
    maria.sees(f"on the stick {stick.name} and read back. You may take it out.")


def takes(person: Person, stick: Path, page: str) -> None:
    """Everything on the stick is taken in."""
    person.goes(page)
    person.presses(f"Take in from the stick {stick.name}")
    person.waits_for_files()


def replies(rosa: Person, stick: Path) -> None:
    rosa.goes("/replies")
    rosa.presses("Write all files")
    rosa.sees(f"on the stick {stick.name} and read back. You may take it out.")


def emptied(stick: Path) -> None:
    """Somebody takes everything off the stick."""
    shutil.rmtree(stick)
    stick.mkdir()


def round_trip(maria: Person, rosa: Person, stick: Path) -> None:
    """To the office and back by one stick."""
    sends(maria, stick)
    takes(rosa, stick, "/inbox")
    replies(rosa, stick)
    takes(maria, stick, "/exchange")
    emptied(stick)


def entries_shown(maria: Person) -> list[str]:
    """Every entry as her page lists it, the newest first."""
    maria.goes("/entries")
    rows = maria.page.locator("main ol.lines > li").all_inner_texts()
    return [re.sub(r"\s+", " ", one).strip() for one in rows]


def new_card(rosa: Person, card: Path, digits: str) -> str:
    """At the office a card takes the place of G0001: digits compared, a second PIN.

    Returns the office's own digits, as Rosa reads them out.
    """
    rosa.goes("/groups/G0001")
    rosa.presses("Make a new machine known in its place")
    rosa.brings([card], "card")
    rosa.types(confirm=digits, second=option(rosa, "second", "Petrus"), pin=PIN)
    rosa.shot("hub-enrol-in-place")
    rosa.presses("Make them known")
    rosa.sees("is known here now, as G0001")
    rosa.sees("which was closed at")
    rosa.shot("hub-enrolled-in-place")
    read_out = digits_shown(rosa)
    rosa.presses("Next: its books")
    return read_out


def option(person: Person, field: str, label: str) -> str:
    """The value of an option with this word."""
    found = person.page.locator(f'main [name="{field}"] option', has_text=label).first
    return str(found.get_attribute("value"))


def digits_shown(person: Person) -> str:
    """The 30 figures that stand first on the page, as somebody reads them out."""
    return person.page.locator("main .digits").first.inner_text().replace("\n", " ")


def books_onto(rosa: Person, stick: Path) -> None:
    """Charter and books for the new machine, by one press."""
    rosa.presses("Write its books for the new machine")
    rosa.sees(f"are written on the stick {stick.name} and read back. You may take it out.")
    rosa.shot("hub-gives-back")
