"""A newcomer at a browser: she knows no address, only what stands on the pages."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.people import ARTEFACTS

SMALL = 320
TWICE = 2


@dataclass
class Newcomer:
    """Somebody with a telephone. `called` begins the names of her pictures in `artefacts/`."""

    page: Page
    base: str
    called: str
    wide: int
    shots: int = 0
    pictures: bool = True
    too_wide: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    @classmethod
    def arrives(
        cls, browser: Browser, base: str, called: str, *, wide: int = 360, **given: Any
    ) -> "Newcomer":
        """A fresh window at the first address; `given` are the browser's own settings."""
        context = browser.new_context(viewport={"width": wide, "height": 780}, **given)
        page = context.new_page()
        page.set_default_timeout(10_000)
        one = cls(page, base, called, wide)
        page.goto(base)
        return one

    def logs_in(self, name: str, pin: str) -> None:
        self.fills("Your name", name)
        self.fills("PIN", pin)
        self.presses("Log in")

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def home(self) -> None:
        """The first page, by the group's name on top."""
        with self.page.expect_navigation():
            self.page.locator("header a.home").click()
        self.looks()

    def turns_to(self, tile: str) -> None:
        """A page that stands under “Everything” on the first page."""
        self.home()
        self.presses("Everything")
        self.presses(tile)

    def fills(self, label: str, value: str, nth: int = 0) -> None:
        """Fill in the field with this label, or choose in it."""
        one = self.main.get_by_label(label).nth(nth)
        try:
            one.wait_for(state="attached")
        except TookTooLong:
            raise AssertionError(f"“{label}” is not on {self.page.url}:\n{self.reads()}") from None
        if one.evaluate("one => one.tagName") == "SELECT":
            option = one.locator("option", has_text=value).first
            one.select_option(option.get_attribute("value"))
        else:
            one.fill(value)

    def ticks(self, label: str) -> None:
        """Choose what this label says."""
        self.main.get_by_label(label).first.check(force=True)

    def marks(self, who: str, how: str) -> None:
        """In a row of choices with this name, choose this one."""
        row = self.main.get_by_role("group", name=who)
        row.get_by_label(how, exact=True).check(force=True)

    def opens(self, words: str) -> None:
        """Unfold what is folded away."""
        self.main.locator("details:not([open]) > summary", has_text=words).first.click()

    def presses(self, word: str) -> None:
        """The button that says this, else the link; then look at the page that comes."""
        button = self.main.get_by_role("button", name=word)
        target = button if button.count() else self.main.get_by_role("link", name=word)
        with self.page.expect_navigation():
            target.first.click()
        self.looks()

    def may_press(self, word: str) -> bool:
        """Whether a button or a link says this."""
        return bool(
            self.main.get_by_role("button", name=word).count()
            or self.main.get_by_role("link", name=word).count()
        )

    def sees(self, *words: str) -> None:
        """These words stand on the page."""
        told = self.reads()
        for one in words:
            assert one in told, f"“{one}” is not on {self.page.url}:\n{told}"

    def reads(self) -> str:
        """The words of the page, each gap one blank."""
        return re.sub(r"\s+", " ", self.main.inner_text().replace("\u202f", " "))

    def title(self) -> str:
        return self.main.locator("h1").first.inner_text().strip()

    def figure(self, label: str) -> int:
        """An amount that stands under these words, in minor units."""
        told = self.main.locator("dl div", has=self.page.locator("dt", has_text=label)).first
        text = told.locator("dd").first.inner_text().strip()
        return minor(text)

    def looks(self) -> None:
        """See that nothing sticks out on a small telephone; keep a picture of the page.

        Each page is looked at twice: as it is first, and with something on it.
        """
        self.shots += 1
        address = re.sub(r"\d+", "0", self.page.url.removeprefix(self.base))
        self.seen[address] += 1
        if self.seen[address] > TWICE:
            return
        self.page.set_viewport_size({"width": SMALL, "height": 780})
        wide = int(self.page.evaluate("document.documentElement.scrollWidth"))
        if wide > SMALL:
            self.too_wide.append(f"{self.page.url} is {wide} px wide")
        self.page.set_viewport_size({"width": self.wide, "height": 780})
        if self.pictures:
            self.shot(f"{self.shots:03} {self.title()}")

    def shot(self, name: str) -> None:
        """Keep a picture of the whole page."""
        folder = ARTEFACTS / "walk"
        folder.mkdir(parents=True, exist_ok=True)
        file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:48]
        self.page.screenshot(path=folder / f"{self.called}-{file}.png", full_page=True)


def minor(text: str) -> int:
    """`▼ N$ 1 180.50` in minor units."""
    found = re.search(r"([−-]?)\s*(?:N\$)?\s*([−-]?)([\d\s\u202f]+)\.(\d\d)", text)
    assert found, f"no amount in “{text}”"
    whole = int(re.sub(r"\D", "", found[3])) * 100 + int(found[4])
    return -whole if found[1] or found[2] else whole


def clear(called: str) -> None:
    """Throw away the pictures of the last walk."""
    for old in (ARTEFACTS / "walk").glob(f"{called}-*.png") if ARTEFACTS.exists() else ():
        Path(old).unlink()
