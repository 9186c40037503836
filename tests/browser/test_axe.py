"""axe-core over pages that only deeds lead to: looks, corrections, who is told twice, wrong words.

Every page that has an address of its own is visited by `test_every_page`. The rules are those of
WCAG 2.2 A and AA, with the size of targets; 360 px narrow, in dark colours.
"""

import json
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from federation.commands import matching
from federation.node import open_node
from federation.store import open_store
from tests import factories
from tests.browser.test_whole_way import browser  # noqa: F401 - the same browser
from tests.browser.visiting import logged_in, who_is
from tests.field.server import Server
from tests.sync import links

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
LOOKS: tuple[dict[str, object], ...] = (
    {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    {"viewport": {"width": 360, "height": 780}, "color_scheme": "dark"},
)
OF_FIGURES = ("accounts", "accounts/savings", "months/2026-11", "files")
WHY = "The sheet of the meeting says five, and so does her own book."


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in found
        for node in one["nodes"][:3]
    ]


@contextmanager
def at(browser: Browser, world: Path, role: str, look: int) -> Iterator[tuple[Page, str]]:  # noqa: F811
    """Somebody logged in at a node of the world, and its address."""
    server = Server(world / ("g1" if role == "group" else "hub"))
    server.start()
    try:
        url = server.url.rstrip("/")
        yield logged_in(browser, url, who_is(world, role), LOOKS[look]), url
    finally:
        assert server.end(signal.SIGTERM) == 0


def press(page: Page, place: str) -> None:
    with page.expect_navigation():
        page.locator(place).first.click()


def test_no_page_of_a_look_or_a_correction_keeps_anybody_out(
    browser: Browser,  # noqa: F811
    world: Path,
) -> None:
    wrong = {}

    def looked_at(page: Page) -> None:
        if told := faults(page):
            wrong[page.url] = told

    with at(browser, world, "hub", 1) as (page, url):
        for path in OF_FIGURES:
            page.goto(f"{url}/groups/G0001/{path}")
            looked_at(page)
        press(page, "main td a")
        looked_at(page)  # what one file brought
        press(page, "main a.button")
        looked_at(page)
        page.locator("[name=reason]").fill("no")
        press(page, "main button.main")
        looked_at(page)  # with what is wrong
        page.locator("[name=reason]").fill(WHY)
        press(page, "main button.main")
        looked_at(page)  # the entries
        press(page, "main tr:has-text('Savings') td a")
        looked_at(page)
        page.locator("[name=amount]").fill("5")
        page.locator("[name=reason]").fill(WHY)
        press(page, "main button.main")
        assert "/proposals/" in page.url
        looked_at(page)
        for path in ("/proposals", "/looks", "/groups/G0001"):
            page.goto(url + path)
            looked_at(page)
    hub, group = (open_store(open_node(world / one)) for one in ("hub", "g1"))
    with closing(hub), closing(group):
        assert links.carry(hub, group, to="G0001")
    with at(browser, world, "group", 1) as (page, url):
        for path in ("/", "/office-looks", "/proposals"):
            page.goto(url + path)
            looked_at(page)
        press(page, "main li a")
        looked_at(page)
    assert not wrong, json.dumps(wrong, indent=1)


def told_twice(world: Path) -> None:
    """Two groups wrote the same woman down, and the hub has looked through what both sent."""
    told = {"phone": "0811234567", "birth_year": 1985, "gender": "f", "day": "2026-11-29"}
    hub = open_store(open_node(world / "hub"))
    with closing(hub):
        for place, name in (("g1", "Zqmaria ǁGaroëb"), ("g2", "//Garoeb Zqmaria")):
            group = open_store(open_node(world / place))
            with closing(group):
                factories.admit(group, name, **told)
                assert links.carry(group, hub)
        assert matching.look_through(hub).books


def test_no_page_of_whom_two_groups_told_keeps_anybody_out(
    browser: Browser,  # noqa: F811
    world: Path,
) -> None:
    told_twice(world)
    wrong = {}

    def looked_at(page: Page) -> None:
        if told := faults(page):
            wrong[page.url] = told

    with at(browser, world, "hub", 1) as (page, url):
        for path in ("/duplicates/household", "/duplicates/request", "/duplicates"):
            page.goto(url + path)
            looked_at(page)
        goal = page.locator("main tbody form").first.get_attribute("action") or ""
        page.goto(url + goal.removesuffix("/look"))
        looked_at(page)  # before she looked
        press(page, "main button.main")
        assert "Zqmaria" in page.content()
        looked_at(page)
        press(page, "main button[value=one]")
        looked_at(page)
        page.goto(f"{url}/duplicates/person/decided")
        looked_at(page)
        press(page, "main tbody a")
        looked_at(page)  # with what was decided
    assert not wrong, json.dumps(wrong, indent=1)


def test_axe_finds_a_fault_that_was_put_there(browser: Browser) -> None:  # noqa: F811
    page = browser.new_context().new_page()
    page.set_content("<html lang=en><title>t</title><main><img src=x><input></main></html>")
    assert {one.split(":")[0] for one in faults(page)} >= {"image-alt", "label"}
