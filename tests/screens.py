"""The gallery that README and the guides show: `make screens` takes it anew.

Pictures of the demo at a fixed size, in a palette of a few colours, so that none is larger than
40 kB. What stands where is one table; pages of a meeting come from the walk of the browser tests.
"""

import io
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from federation.commands.users import add_user
from federation.demo.world import build
from federation.store import open_store
from sync.founding import found
from tests import sharing
from tests.browser import sunday
from tests.browser.people import PIN, Person
from tests.field.server import Server
from tests.house import ROOT

FOLDER = ROOT / "docs" / "screens"
BYTES_MAX = 40_000
COLOURS = (64, 48, 32, 24, 16)
PHONE, DESK = (360, 700), (1100, 700)
# Steps of the walk by the picture's name.
OF_THE_MEETING = {"savings": "meeting", "count": "count", "read-out": "read-out"}
# Picture: whose machine, the page.
OF_PAGES = {
    "home": ("group", "/"),
    "member": ("group", "/members/1"),
    "inbox": ("hub", "/inbox"),
    "hub": ("hub", "/"),
    "city": ("city", "/"),
    "tables": ("city", "/tables"),
}
ALL = {*OF_THE_MEETING.values(), *OF_PAGES, "setup", "loan", "share-out"}


def small(picture: bytes) -> bytes:
    """The same picture as a PNG with a palette. Raises ValueError when it stays too large."""
    from PIL import Image  # noqa: PLC0415 - only whoever takes pictures has it

    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in COLOURS:
        written = io.BytesIO()
        few = drawn.quantize(colours, dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True)
        if len(written.getvalue()) <= BYTES_MAX:
            return written.getvalue()
    raise ValueError("a picture is too large for the gallery")


def keep(page: Page, name: str) -> None:
    """Write the part of a page that a window shows."""
    assert name in ALL
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.png").write_bytes(small(page.screenshot(animations="disabled")))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A machine's address while it is served."""
    server = Server(folder)
    server.start()
    try:
        yield server.url.rstrip("/")
    finally:
        server.end(signal.SIGTERM)


def resized(person: Person, size: tuple[int, int]) -> Page:
    person.page.set_viewport_size({"width": size[0], "height": size[1]})
    return person.page


def a_loan(page: Page) -> None:
    """What a loan would cost, before it is agreed to; then back to the step."""
    step = page.url
    page.locator("summary", has_text="A loan the meeting agrees to now").click()
    page.locator("[name=member]").select_option(index=2)
    page.locator("[name=principal]").fill("200")
    page.locator("[name=instalments]").fill("4")
    with page.expect_navigation():
        page.get_by_role("button", name="Show the payments").click()
    page.evaluate("scrollTo(0, document.querySelector('#payments').offsetTop - 20)")
    keep(page, "loan")
    page.goto(step)


def meeting(browser: Browser, demo: Path) -> None:
    """A Sunday of the first group; the sheet of savings by JavaScript, from its first row."""
    with served(demo / "g1") as url:
        person = sunday.arrives(browser, demo / "g1", url, PHONE[0])
        resized(person, PHONE)

        def look(page: Page, step: str) -> None:
            if step == "loans":
                a_loan(page)
            if step not in OF_THE_MEETING:
                return
            page.evaluate("scrollTo(0, 0)")
            if step == "savings":
                page.locator("main .sheet input[data-amount]").nth(2).click()
                page.evaluate("scrollTo(0, document.querySelector('.tabs').offsetTop - 60)")
            if step == "count":
                page.locator("main .sheet").scroll_into_view_if_needed()
                page.locator('[name="pieces.20000"]').fill("7")
                page.locator('[name="pieces.10000"]').fill("3")
                page.evaluate("scrollTo(0, document.querySelector('.sheet').offsetTop - 60)")
            keep(page, OF_THE_MEETING[step])
            if step == "count":
                for name in ("pieces.20000", "pieces.10000"):
                    page.locator(f'[name="{name}"]').fill("")

        sunday.walk(person, sunday.sunday(1), look)


def pages(browser: Browser, demo: Path, role: str) -> None:
    """Those of one machine."""
    folder = "g1" if role == "group" else role
    told = sunday.who_is(demo / folder, role)
    with served(demo / folder) as url:
        size = PHONE if role == "group" else DESK
        person = Person.arrives(browser, url, told["name"], size[0], demo, pin=told["pin"])
        resized(person, size)
        for name, (whose, path) in OF_PAGES.items():
            if whose == role:
                person.goes(path)
                keep(person.page, name)


def beginning(browser: Browser, folder: Path) -> None:
    """The first question of a group that has nothing yet."""
    store = open_store(found(folder, role="group", name="Ehangano").node)
    add_user(store, "Maria", "treasurer", PIN)
    store.close()
    with served(folder) as url:
        person = Person.arrives(browser, url, "Maria", PHONE[0], folder)
        resized(person, PHONE)
        person.goes("/setup")
        keep(person.page, "setup")


def ending(browser: Browser, folder: Path) -> None:
    """What everybody would get at the end of a cycle."""
    store = open_store(found(folder, role="group", name="Ehangano").node)
    add_user(store, "Maria", "treasurer", PIN)
    sharing.four(store)
    store.close()
    with served(folder) as url:
        person = Person.arrives(browser, url, "Maria", PHONE[0], folder)
        resized(person, PHONE)
        person.goes("/share-out")
        keep(person.page, "share-out")


def main() -> None:
    """Take all of them."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert browser_path, "there is no Chromium on this machine"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = Path(folder) / "demo"
        build(demo, groups=8, members=20, weeks=20, until=sunday.UNTIL)
        launched = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"]
        )
        for role in ("group", "hub", "city"):
            pages(launched, demo, role)
        meeting(launched, demo)
        beginning(launched, Path(folder) / "new")
        ending(launched, Path(folder) / "cycle")
        launched.close()


if __name__ == "__main__":
    main()
