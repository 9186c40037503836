"""Every page on paper: nothing is wider than A5, heads come again, no colour, no dark ground."""

import io
import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from federation.demo.world import build
from federation.papers import guides
from tests.browser.test_whole_way import browser  # noqa: F401 - the same browser
from tests.browser.visiting import crawl, logged_in, who_is
from tests.field.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PX_PER_MM = 96 / 25.4
# A5 within the margins of print.css, upright and (for sheets that are printed across) lying.
A5 = round((148 - 28) * PX_PER_MM)
A5_ACROSS = round((210 - 28) * PX_PER_MM)
LOOK: dict[str, object] = {"viewport": {"width": A5, "height": 700}, "color_scheme": "dark"}
# Slips have sheets of their own, with cuts between them.
OWN_SHEETS = ".paper.four, .paper.a6"
TOO_WIDE = """() => [...document.querySelectorAll('body *')].filter(one => {
  const box = one.getBoundingClientRect()
  return box.width && box.height > 1 && !one.closest('svg')
    && box.right > document.documentElement.clientWidth + 1
}).map(one => `${one.tagName}.${one.className}: ${(one.textContent || '').trim().slice(0, 40)}`)"""
DARK = """() => [...document.querySelectorAll('body, main *')].filter(one => {
  const rgb = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number)
  return one.getClientRects().length && !one.closest('svg') && rgb.length === 3
    && rgb[0] + rgb[1] + rgb[2] < 600
}).map(one => `${one.tagName}.${one.className}`)"""

# What a text of short sentences may grow by in translation.
GROW = """() => document.querySelectorAll('.guide :is(p, h2)').forEach(one => {
  const said = one.textContent
  one.textContent = `${said} ${said.slice(0, said.length * 0.4)}`
})"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("print") / "demo"
    build(folder, groups=1, members=40, weeks=3, until="2026-11-29")
    return folder


@contextmanager
def at(browser: Browser, world: Path, role: str) -> Iterator[tuple[Page, str]]:  # noqa: F811
    """Somebody logged in, before paper as wide as A5."""
    server = Server(world / ("g1" if role == "group" else role))
    server.start()
    try:
        url = server.url.rstrip("/")
        page = logged_in(browser, url, who_is(world, role), LOOK)
        page.emulate_media(media="print", color_scheme="dark")
        yield page, url
        page.context.close()
    finally:
        assert server.end(signal.SIGTERM) == 0


def sheets(page: Page, paper: str = "A5") -> list[str]:
    """What stands on each sheet when the page is printed."""
    content = page.pdf(format=paper)
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages]


# Lists, tables and sheets of each face; `make long` goes through every page there is.
LISTS = {
    "group": (
        *("/", "/members", "/members/1", "/meetings", "/meetings/1", "/entries", "/rules"),
        *("/loans", "/figures", "/papers/wall-columns", "/papers/meetings/1"),
        *("/papers/meeting-sheet", "/papers/collector-sheet", "/papers/members/1/passbook"),
    ),
    "hub": (
        *("/", "/groups", "/groups/G0001", "/requests", "/publish", "/waiting", "/fund", "/places"),
        *("/reports/indicators", "/reports/agreements", "/reports/requests", "/reports/burden"),
    ),
    "city": (
        *("/", "/requests", "/tables", "/settlements", "/waiting", "/agenda", "/repairs", "/sheet"),
        "/guide",
    ),
}


@pytest.mark.parametrize("role", LISTS)
def test_nothing_is_cut_off_on_a5_and_nothing_is_dark(
    browser: Browser,  # noqa: F811
    world: Path,
    role: str,
) -> None:
    wrong, seen = {}, 0
    with at(browser, world, role) as (page, url):
        every = bool(os.environ.get("FEDERATION_LONG"))
        for path in crawl(page, url) if every else looked_at(page, url, LISTS[role]):
            seen += 1
            if page.locator(OWN_SHEETS).count():
                continue
            across = page.locator(".paper.a4-wide").count()
            page.set_viewport_size({"width": A5_ACROSS if across else A5, "height": 700})
            found = page.evaluate(TOO_WIDE) + page.evaluate(DARK)
            if found:
                wrong[path] = found[:4]
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)
    assert seen >= len(LISTS[role])


def looked_at(page: Page, url: str, paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        answer = page.goto(url + path)
        assert answer
        assert answer.ok, path
        yield path


def test_what_is_too_wide_or_dark_is_found(browser: Browser) -> None:  # noqa: F811
    page = browser.new_context(viewport={"width": A5, "height": 700}).new_page()
    page.set_content("<main><table width=900><tr><td>wide</table><p id=dark>dark</main>")
    page.add_style_tag(content="#dark { background: #222 }")
    assert page.evaluate(TOO_WIDE)
    assert page.evaluate(DARK) == ["P."]


def test_a_long_list_keeps_its_head_its_sum_and_whose_it_is(
    browser: Browser,  # noqa: F811
    world: Path,
) -> None:
    with at(browser, world, "group") as (page, url):
        page.goto(f"{url}/members")
        name = page.locator(".top .home span").first.inner_text().splitlines()[0]
        told = sheets(page)
        assert len(told) > 1
        for place, sheet in enumerate(told):
            rows = re.findall(r"no\. \d+", sheet)
            assert name in sheet
            assert f"{place + 1} / {len(told)}" in sheet
            assert "Members · Printed on" in sheet
            assert "Log out" not in sheet
            assert ("Saved" in sheet and "Owes" in sheet) or not rows
        with_sum = next(sheet for sheet in told if "Together" in sheet)
        assert re.search(r"no\. \d+", with_sum), "the sum alone on a sheet"
        page.goto(f"{url}/papers/wall")
        for sheet in sheets(page, "A4"):
            assert "Saved" in sheet
            assert "Owes" in sheet


def test_the_longest_guide_prints_on_two_sheets(browser: Browser, world: Path) -> None:  # noqa: F811
    with at(browser, world, "group") as (page, url):
        page.goto(f"{url}/guides/treasurer")
        told = sheets(page, "A4")
        assert len(told) == 2
        assert f"{len(guides.topics('treasurer'))}." in told[-1]
        page.evaluate(GROW)
        assert len(sheets(page, "A4")) == 2
