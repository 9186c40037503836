"""A treasurer's Sunday in windows of every size, in both themes, with JavaScript and without.

Two of the sixteen in `make test`, all in `make long` and in `make screens`, which keeps the
pictures. What holds on every page: one heading, one main button, nothing sticks out, all that is
pressed is large enough for a thumb, and on the long steps the next one is in sight.
"""

import itertools
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import sunday
from tests.browser.people import SHOTS
from tests.browser.test_whole_way import browser
from tests.factories import how_many
from tests.field.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
__all__ = ["browser"]

ALL = tuple(itertools.product((320, 360, 768, 1280), ("light", "dark"), (True, False)))
SOME = ((320, "dark", False), (768, "light", True))
WINDOWS = ALL if os.environ.get(SHOTS) or how_many(0, 1) else SOME

TARGET = 44  # pixels a thumb needs
# Steps that may be longer than a window: their button stays in sight.
IN_SIGHT = {"home", "attendance", "savings-empty", "savings", "social", "decisions", "count"}
SEEN = """
() => {
  const shown = [...document.querySelectorAll("body *")].filter((one) =>
    one.checkVisibility({ visibilityProperty: true }) && !one.closest(".away, .skip"));
  const pressed = shown.filter((one) => one.matches(
    "button, .button, .tile, summary, .choice, .marks label, select, textarea, .back, .amount, " +
    "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not(.amount input)"));
  const main = shown.filter((one) => one.matches("button.main, .button.main"));
  return {
    sideways: document.documentElement.scrollWidth - innerWidth,
    headings: shown.filter((one) => one.matches("h1")).map((one) => one.innerText),
    main: main.map((one) => one.innerText),
    inSight: main.every((one) => {
      const box = one.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight;
    }),
    small: pressed.filter((one) => one.getBoundingClientRect().height < TARGET)
      .map((one) => one.outerHTML.slice(0, 90)),
  };
}
""".replace("TARGET", str(TARGET))


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sunday.world(tmp_path_factory.mktemp("sunday") / "demo")


@pytest.fixture(scope="module")
def server(group: Path) -> Iterator[Server]:
    served = Server(group)
    served.start()
    yield served
    assert served.end(signal.SIGTERM) == 0


@pytest.fixture(scope="module")
def weeks() -> Iterator[int]:
    """One Sunday after the other: the books are the same for all windows."""
    return itertools.count(1)


@pytest.mark.parametrize(("wide", "theme", "script"), WINDOWS, ids={True: "js", False: "nojs"}.get)
def test_a_sunday_in_every_window(
    browser: Browser,
    group: Path,
    server: Server,
    weeks: Iterator[int],
    wide: int,
    theme: str,
    script: bool,  # noqa: FBT001
) -> None:
    person = sunday.arrives(
        browser, group, server.url, wide, color_scheme=theme, java_script_enabled=script
    )
    names: list[str] = []

    def look(page: Page, name: str) -> None:
        names.append(name)
        person.picture(f"sunday-{wide}-{theme}-{'js' if script else 'nojs'}-{len(names):02}-{name}")
        seen = page.evaluate(SEEN)
        assert seen["sideways"] <= 0, name
        assert len(seen["headings"]) == 1, (name, seen["headings"])
        assert len(seen["main"]) == 1, (name, seen["main"])
        assert not seen["small"], (name, seen["small"])
        assert seen["inSight"] or name not in IN_SIGHT, name

    sunday.walk(person, sunday.sunday(next(weeks)), look)
    person.page.context.close()
    assert len(names) > 15
    assert set(names) >= IN_SIGHT
