"""People at browsers: what each presses, page by page.

`make screens` keeps pictures of what they see in `artefacts/`.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.house import ROOT

SHOTS = "FEDERATION_SCREENS"  # keep pictures
ARTEFACTS = ROOT / "artefacts"
PIN = "4711"


@dataclass
class Person:
    """Somebody with a browser window; `wide` pixels across."""

    page: Page
    base: str
    called: str
    downloads: Path
    shots: int = 0
    pin: str = PIN

    @classmethod
    def arrives(
        cls,
        browser: Browser,
        base: str,
        called: str,
        wide: int,
        folder: Path,
        *,
        pin: str = PIN,
        **given: Any,
    ) -> "Person":
        """A fresh window of her own, without any cookie, at the log-in page.

        `given` are the browser's own settings.
        """
        context = browser.new_context(
            viewport={"width": wide, "height": 780}, accept_downloads=True, **given
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        person = cls(page, base, called, folder, pin=pin)
        person.goes("/login")
        person.types(name=called, pin=pin)
        person.presses("Log in")
        return person

    def goes(self, path: str) -> None:
        """Open a page by its address; nothing on it may reach elsewhere or stick out sideways."""
        self.page.goto(self.base + path)

    def types(self, **fields: str) -> None:
        """Fill in fields by their names (`__` stands for a dot)."""
        for name, value in fields.items():
            field = self.page.locator(f'main [name="{name.replace("__", ".")}"]').first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def presses(self, word: str) -> None:
        """Press the button or follow the link that says this."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=word)
        target = button if button.count() else main.get_by_role("link", name=word)
        with self.page.expect_navigation():
            target.first.click()

    def saves(self, word: str) -> Path:
        """Follow a link that gives a file; where it was saved."""
        with self.page.expect_download() as coming:
            self.page.locator("main").get_by_role("link", name=word).first.click()
        path = self.downloads / f"{self.called} {coming.value.suggested_filename}"
        coming.value.save_as(path)
        return path

    def brings(self, files: list[Path], field: str = "files") -> None:
        """Put files into a form."""
        self.page.locator(f'main input[name="{field}"]').set_input_files(list(files))

    def waits_for_files(self) -> None:
        """Until the office looked at all that was brought to it."""
        self.page.locator("[data-live]").wait_for(state="detached", timeout=60_000)

    def sees(self, words: str) -> None:
        """These words stand on the page."""
        self.page.locator("main").get_by_text(words).locator("visible=true").first.wait_for()

    def shot(self, name: str) -> None:
        """A page wider than its window would scroll sideways, which none may; keep a picture."""
        wide = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], f"{name} is {wide[0]} px wide in a window of {wide[1]}"
        self.picture(name)

    def picture(self, name: str) -> None:
        """Keep a picture of the page, where pictures are asked for."""
        if not os.environ.get(SHOTS):
            return
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
