"""A treasurer's Sunday, page by page: home, each step of the meeting, the file for the office.

`walk` presses what she presses, in any window, with JavaScript or without; `look` is called at
every page. The world is the demo's, with names and sums of the worst kind put in.
"""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from federation.demo.world import build
from federation.node import open_node
from federation.store import open_store
from tests import factories as f
from tests.browser.people import Person

UNTIL = "2026-05-10"
# As long as names may get on a paper, without a place to break and with one.
LONG = ("Nangulohamushelelonawa Haimbodi-Shikongo", "Ndapandulandjimbikwafelipamwe")
MOST = 999_999_999  # what is on a thick bank book: N$ 9 999 999.99

Look = Callable[[Page, str], None]


def world(folder: Path, members: int = 30, weeks: int = 12) -> Path:
    """A group of the demo with two long names; its folder."""
    build(folder, groups=1, members=members, weeks=weeks, until=UNTIL)
    store = open_store(open_node(folder / "g1"))
    with closing(store):
        for name in LONG:
            f.admit(store, name, day=UNTIL)
    return folder / "g1"


def who_is(folder: Path, role: str = "group") -> dict[str, str]:
    """Who logs in at a machine of the demo."""
    told: list[dict[str, str]] = json.loads((folder.parent / "demo.json").read_text("utf-8"))
    return next(one for one in told if one["role"] == role)


def sunday(week: int) -> str:
    """The day of a meeting so many weeks after the demo's last."""
    return (date.fromisoformat(UNTIL) + timedelta(weeks=week)).isoformat()


def arrives(browser: Browser, group: Path, url: str, wide: int, **given: Any) -> Person:
    """The treasurer at her window."""
    told, folder = who_is(group), group.parent
    return Person.arrives(browser, url, told["name"], wide, folder, pin=told["pin"], **given)


def step(person: Person) -> str:
    """The last part of the address she is at."""
    return person.page.url.split("?")[0].rstrip("/").rsplit("/", 1)[1]


def walk(person: Person, day: str, look: Look) -> None:
    """From the first page to the file for the office; `look` sees each page as she leaves it."""
    page = person.page
    person.goes("/")
    look(page, "home")
    person.presses("Start the meeting")
    person.types(day=day)
    look(page, "start")
    person.presses("Start: who is here?")
    attendance(person, look)
    assert step(person) == "savings"
    box = money(person, look)
    assert step(person) == "count"
    count(person, box, look)
    assert step(person) == "read-out"
    look(page, "read-out")
    person.presses("Read out: now close the meeting")
    close(person, look)
    person.sees("The meeting is closed")
    look(page, "minutes")
    person.goes("/exchange")
    person.presses("Write for the office")
    look(page, "send")


def attendance(person: Person, look: Look) -> None:
    """Two are late or away, the rest are here."""
    page = person.page
    look(page, "attendance")
    page.get_by_label("late", exact=True).nth(2).check(force=True)
    page.get_by_label("not here", exact=True).nth(6).check(force=True)
    person.presses("All others are here")
    look(page, "attendance-all")
    person.presses("Confirm who is here")


def money(person: Person, look: Look) -> str:
    """Savings as the last time and one new amount; fund, fines and loans as they are due.

    What is in the box then, as somebody types it: it is not told where it is counted.
    """
    page = person.page
    look(page, "savings-empty")
    person.presses("All who are here: as the last time")
    page.locator("main .sheet input[data-amount]").last.fill("25.50")
    look(page, "savings")
    person.presses("Confirm, then")
    look(page, "social")
    person.presses("All who are here paid")
    person.presses("Confirm, then")
    look(page, "fines")
    if page.get_by_role("button", name="Charge those who are ticked").count():
        person.presses("Charge those who are ticked")
        look(page, "fines-charged")
    for due in ("fines", "repayments"):
        assert step(person) == due
        if page.get_by_role("button", name="All who are here pay").count():
            person.presses("All who are here pay")
        if due == "repayments":
            look(page, due)
        is_sheet = page.get_by_role("button", name="Confirm, then").count()
        person.presses("Confirm, then" if is_sheet else "Next: ")
    look(page, "loans")
    person.presses("Next: ")
    look(page, "decisions")
    said = page.locator("main .pot .money").first.inner_text()
    person.presses("Next: ")
    return "".join(sign for sign in said if sign.isdigit() or sign == ".")


def count(person: Person, right: str, look: Look) -> None:
    """A wrong count first, which says what is missing, then the right one."""
    page = person.page
    look(page, "count")
    assert right not in page.locator("main").inner_text().replace("\u202f", "")
    for name, place in (("counter1", 1), ("counter2", 2)):
        page.locator(f"[name={name}]").select_option(index=place)
    person.types(pieces__20000="1")
    person.presses("This is what is in the box")
    look(page, "count-wrong")
    person.types(pieces__20000="", total=right)
    person.presses("This is what is in the box")


def close(person: Person, look: Look) -> None:
    """As many officers as the rules say, each with her PIN."""
    page = person.page
    for place, field in enumerate(page.locator("main select[name^=officer]").all(), 1):
        field.select_option(index=place)
        person.types(**{f"pin{place}": person.pin})
    look(page, "close")
    person.presses("Close the meeting")
