"""axe-core over the pages: all of a city; at group and hub those of requests, looks, corrections,
the fund, and who is told twice.

The rules are those of WCAG 2.2 A and AA, with the size of targets; wide in light colours, and 360
px narrow in dark ones. The world is the demo's, so that every page has something on it.
"""

import json
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page

from federation.commands import matching
from federation.commands.users import add_user
from federation.demo.world import build
from federation.node import open_node
from federation.store import open_store
from federation.store.queries import requests as asked
from tests import factories, funds
from tests.browser.test_whole_way import browser  # noqa: F401 - the same browser
from tests.field.server import Server
from tests.sync import links

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
LOOKS = (
    {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    {"viewport": {"width": 360, "height": 780}, "color_scheme": "dark"},
)
OF_A_KIND = (2, 1)  # pages of a kind that are looked at, by look
PAGES_MAX = 80
OF_FIGURES = ("accounts", "accounts/savings", "months/2026-11", "files")
WHY = "The sheet of the meeting says five, and so does her own book."
HEAD = {"name": "Head", "pin": "4711"}  # what she alone may do has pages of its own
NOT_PAGES = ("/logout", "/open311/", "/static/", "/exchange/files/")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("axe") / "demo"
    build(folder, groups=2, members=8, weeks=10, until="2026-11-29")
    hub = open_store(open_node(folder / "hub"))
    with closing(hub):
        funds.lend_from_fund(hub, 1, 2)
        add_user(hub, role="admin", **HEAD)
    return folder


def logged_in(browser: Browser, url: str, who: dict[str, str], look: dict[str, object]) -> Page:  # noqa: F811
    page = browser.new_context(**look).new_page()  # type: ignore[arg-type]
    page.goto(f"{url}/login")
    name = page.locator("[name=name]").first
    if name.evaluate("one => one.tagName") == "SELECT":
        name.select_option(label=who["name"])
    else:
        name.fill(who["name"])
    page.locator("[name=pin]").fill(who["pin"])
    with page.expect_navigation():
        page.locator("main button").first.click()
    return page


def kinds_of_page(path: str) -> str:
    """Pages that differ by an id alone are one kind."""
    return "/".join("*" if any(map(str.isdigit, part)) else part for part in path.split("/"))


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in found
        for node in one["nodes"][:3]
    ]


def crawl(page: Page, url: str, first: list[str], most: int) -> Iterator[str]:
    """Every page that links lead to, at most so many of a kind."""
    waiting, seen = list(first), dict[str, int]()
    while waiting and sum(seen.values()) < PAGES_MAX:
        path = waiting.pop(0)
        kind = kinds_of_page(urlsplit(path).path)
        if seen.get(kind, 0) >= most or path.startswith(NOT_PAGES):
            continue
        try:
            answer = page.goto(url + path)
        except Error as error:
            if "Download is starting" in str(error):  # a file to save, no page
                continue
            raise
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        seen[kind] = seen.get(kind, 0) + 1
        yield path
        links = page.eval_on_selector_all(
            "a[href^='/']", "all => all.map(one => one.getAttribute('href'))"
        )
        waiting += [link for link in links if link not in waiting and "as=pdf" not in link]


OF_THE_FUND = tuple(
    f"/fund{path}"
    for path in (
        *("", "/products", "/products/1", "/money/capital", "/entries", "/entries/3", "/loans"),
        *("/loans/new", "/loans/1", "/loans/1/parts", "/loans/1/received", "/groups"),
        *("/groups/G0001", "/statement"),
    )
)


OF_THE_DESK = (
    *("/languages", "/languages/ng", "/languages/ng/ed46218066a7?state=missing"),
    *("/languages/ng/hand-out", "/languages/ng/bring"),
)
OF_THE_HEAD = ("/fund/loans/1/reschedule", "/fund/loans/1/write-off")


def who_is(world: Path, role: str) -> dict[str, str]:
    told = json.loads((world / "demo.json").read_text("utf-8"))
    return next(one for one in told if one["role"] == role)


@pytest.mark.parametrize(
    ("look", "most"), list(zip(LOOKS, OF_A_KIND, strict=True)), ids=("wide-light", "narrow-dark")
)
def test_no_page_of_a_city_keeps_anybody_out(
    browser: Browser,  # noqa: F811
    world: Path,
    look: dict[str, object],
    most: int,
) -> None:
    server = Server(world / "city")
    server.start()
    try:
        url = server.url.rstrip("/")
        page = logged_in(browser, url, who_is(world, "city"), look)
        looked_at, wrong = [], {}
        for path in crawl(page, url, ["/"], most):
            looked_at.append(path)
            if found := faults(page):
                wrong[path] = found
        assert not wrong, json.dumps(wrong, indent=1)
        kinds = {kinds_of_page(path) for path in looked_at}
        assert {"/", "/requests", "/requests/*", "/tables", "/exchange"} <= kinds
        assert len(looked_at) > 20
    finally:
        assert server.end(signal.SIGTERM) == 0


@pytest.mark.parametrize("role", ["group", "hub"])
def test_no_page_of_a_request_keeps_anybody_out(
    browser: Browser,  # noqa: F811
    world: Path,
    role: str,
) -> None:
    folder = world / ("g1" if role == "group" else "hub")
    store = open_store(open_node(folder))
    with store.reading() as db:
        found = [one.request for one in asked.requests(db) if one.words]
    store.close()
    server = Server(folder)
    server.start()
    try:
        url = server.url.rstrip("/")
        page = logged_in(browser, url, who_is(world, role), LOOKS[1])
        start = f"/requests/{found[0]}"
        paths = [start, *(f"/requests/{one}" for one in found[1:3])]
        paths += [f"{start}/say/joint-meeting-held", f"{start}/sheet", f"{start}/statement"]
        if role == "group":
            paths += [f"{start}/say/{what}" for what in ("offer-made", "promise-made", "aims-told")]
            paths += ["/fund-loans", "/fund-loans/1", "/glossary", "/glossary/box"]
        else:
            paths += [f"{start}/beneficiaries", "/reports", "/reports/national"]
            paths += ["/places", "/places/NA-KH", "/places/names"]
            paths += [
                "/places/NA-KH/add",
                "/places/NA/off",
                "/groups/G0001/place",
                "/networks",
                "/offices",
            ]
            paths += ["/merges", f"/merges/new?r={'&r='.join(found[:2])}"]
            paths += OF_THE_FUND
            paths += OF_THE_DESK
        wrong = {}
        for path in ["/requests", *paths]:
            answer = page.goto(url + path)
            assert role == "group" or (answer and answer.ok), path
            if told := faults(page):
                wrong[path] = told
        head = logged_in(browser, url, HEAD, LOOKS[1]) if role == "hub" else None
        for path in OF_THE_HEAD if head else ():
            answer = head.goto(url + path)
            assert answer
            assert answer.ok, path
            if told := faults(head):
                wrong[path] = told
        assert not wrong, json.dumps(wrong, indent=1)
    finally:
        assert server.end(signal.SIGTERM) == 0


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
