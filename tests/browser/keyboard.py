"""A person without a mouse: Tab, Enter, Space and letters, and where the focus is at every step."""

from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page

STEPS_MAX: Final = 120  # of Tab, until something must have come
# What stands in the focus: its name as it is read out, and whether it can be seen.
FOCUS: Final = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const label = one.labels && one.labels[0];
  const name = one.getAttribute("aria-label") || (label ? label.textContent : one.textContent);
  const [box] = one.getClientRects();
  const around = [one, one.closest(".amount"), label].filter(Boolean);
  const rings = around.map((each) => getComputedStyle(each));
  const isRing = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const spot = box && document.elementFromPoint(
    box.left + Math.min(box.width / 2, 60), box.top + box.height / 2);
  return {
    name: name.replace(/\\s+/g, " ").trim(),
    field: one.name || "",
    isRinged: rings.some(isRing),
    isSeen: Boolean(spot && [one, label].some((each) => each && each.contains(spot))),
  };
}"""


class Keyboard:
    """Somebody at a window of that size who touches nothing but keys."""

    def __init__(self, browser: Browser, base: str, wide: int, **given: Any) -> None:
        context = browser.new_context(
            viewport={"width": wide, "height": 700}, locale="en-US", **given
        )
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.base = base

    def logs_in(self, name: str, pin: str) -> None:
        """At the door: the name, the PIN, Enter."""
        self.page.goto(f"{self.base}/login")
        self.types("name", name)
        self.types("pin", pin)
        self.goes_on()

    def tabs_to(self, words: str = "", field: str = "") -> None:
        """Tab until the focus is on what says this (or on a field of that name)."""
        been = []
        for _ in range(STEPS_MAX):
            self.page.keyboard.press("Tab")
            now = self.page.evaluate(FOCUS)
            if now is None:
                continue
            been.append(now["name"][:40] or now["field"])
            assert now["isRinged"], f"no ring at {now}"
            assert now["isSeen"], f"covered: {now}"
            if (words and words in now["name"]) or (field and field == now["field"]):
                return
        raise AssertionError(f"the keyboard never came to {words or field}: {been}")

    def types(self, field: str, told: str) -> None:
        """Come to a field and type; what stands in it is typed over."""
        self.tabs_to(field=field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(told)

    def goes_on(self, key: str = "Enter") -> None:
        """Press what is in the focus; another page comes."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def presses(self, words: str) -> None:
        """Come to a link or a button and press it; another page comes."""
        self.tabs_to(words)
        self.goes_on()

    def brings(self, files: list[Path], field: str) -> None:
        """Come to a field for files, open the machine's own dialogue with Space, choose."""
        self.tabs_to(field=field)
        with self.page.expect_file_chooser() as coming:
            self.page.keyboard.press("Space")
        coming.value.set_files(list(files))

    def sees(self, words: str) -> None:
        """These words stand on the page."""
        self.page.locator("main").get_by_text(words).locator("visible=true").first.wait_for()
