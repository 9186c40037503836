"""An official before the council sits: what is due, one answer, its paper, the file out."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page

from federation.commands.city import SetSitting, set_sitting
from federation.commands.deed import perform
from federation.node import open_node
from federation.store import open_store
from tests.browser.people import Person
from tests.web import portals

WHO = "Official"
REQUESTS = 12
Look = Callable[[Page, str], None]


def city(root: Path) -> Path:
    """The folder of a city with requests of ten weeks, whose council sits next week."""
    now = datetime.now(UTC)
    portals.build(root, REQUESTS, now)
    store = open_store(open_node(root / "city"))
    with closing(store):
        sits = (now + timedelta(days=7)).date().isoformat()
        perform(store, SetSitting(day=sits), set_sitting)
    return root / "city"


def walk(thomas: Person, look: Look) -> None:
    """From the first page to the file for the federation; `look` sees each page."""
    page = thomas.page
    look(page, "first")
    thomas.presses("Answer ·")
    look(page, "what-to-say")
    thomas.presses("We promise")
    look(page, "promise")
    thomas.presses("Give this answer")
    thomas.page.locator("main [aria-invalid=true], main .fault").first.wait_for()
    look(page, "missing")
    by = (datetime.now(UTC).date() + timedelta(days=200)).isoformat()
    thomas.types(text="Four toilets with taps", department="Infrastructure", by=by)
    thomas.types(amount="3000", budget_line="C-1144")
    thomas.presses("Give this answer")
    thomas.sees("budget line C-1144")
    look(page, "answered")
    thomas.presses("The last answer as a letter")
    look(page, "letter")
    page.go_back()
    thomas.presses("Print for two signatures")
    look(page, "statement")
    thomas.goes("/agenda")
    look(page, "agenda")
    thomas.goes("/exchange")
    look(page, "files")
    thomas.presses("Write for the office")
    thomas.sees("written")
    look(page, "written")
