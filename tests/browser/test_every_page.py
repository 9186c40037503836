"""Every page of the three faces, visited once for all that can be asked of it.

axe-core's rules of WCAG 2.2 A and AA; the criteria for which it has none (`look.js`); whether the
page fits 320 px, 200 % and wider spaces (`squeeze.js`); whether all can be done without script; and
what comes over the line. Half of the pages are seen wide in light colours and half narrow in dark
ones, by the order of their addresses; `make long` looks at all of them both ways.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests import quick
from tests.browser import every_page
from tests.browser.test_whole_way import browser  # noqa: F401 - the same browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HERE: Final = Path(__file__).parent
LOOK: Final = (HERE / "look.js").read_text("utf-8")
SQUEEZE: Final = (HERE / "squeeze.js").read_text("utf-8")
RULES: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
AXE: Final = f"""async () => (await axe.run({json.dumps(RULES)})).violations.flatMap((one) =>
  one.nodes.slice(0, 3).map((node) => [one.id, node.target, node.failureSummary].join(" ")))"""
LOOKS: Final[tuple[dict[str, Any], ...]] = (
    {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    {"viewport": {"width": 360, "height": 780}, "color_scheme": "dark", "reduced_motion": "reduce"},
)
BYTES_MAX: Final = 60 * 1024
FILES_MAX: Final = 12  # QR codes to be held before a camera are a picture each
BOTH: Final = (0, 1)
IS_LONG: Final = os.environ.get("FEDERATION_LONG") == "1"
WIDTHS: Final = (640, 320)  # 1280 px at 200 %, and the narrowest


class Visitor:
    """Goes through one face and keeps what is wrong, page by page."""

    def __init__(self, browser: Browser, face: every_page.Face, looks: tuple[int, ...]) -> None:  # noqa: F811
        self.browser, self.face, self.looks = browser, face, looks
        self.wrong: dict[str, list[str]] = {}
        self.titles: dict[str, set[str]] = defaultdict(set)
        self.sizes: Counter[str] = Counter()
        self.met: set[str] = set()

    def goes_through(self) -> None:
        """Visit every page of the face."""
        with self.face.served() as (url, cookie):
            pages = [self.opens(look, cookie) for look in LOOKS]
            for number, (rule, path, template) in enumerate(self.face.shown()):
                self.met.add(rule)
                for look in self.looks or (number % 2,):
                    if template:
                        self.looks_at(pages[look], url, path, template)
            for page in pages:
                page.context.close()

    def opens(self, look: dict[str, Any], cookie: dict[str, str]) -> Page:
        """A window of that look, logged in, with axe-core in every page."""
        context = self.browser.new_context(**look)
        context.add_cookies([cookie])  # type: ignore[list-item]
        context.add_init_script(Axe().axe_script)
        return context.new_page()

    def looks_at(self, page: Page, url: str, path: str, template: str) -> None:
        """One page, and everything that is asked of it."""
        answer = page.goto(url + path)
        assert answer is not None
        found = page.evaluate(AXE)
        told = page.evaluate(LOOK, {"html": answer.text()})
        found += told["wrong"]
        was = page.viewport_size
        assert was is not None
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 600})
            found += page.evaluate(SQUEEZE, {"isSpaced": False})
        found += page.evaluate(SQUEEZE, {"isSpaced": True})
        page.set_viewport_size(was)
        self.titles[told["title"]].add(template)
        self.sizes[path] = sum(size for _, size in told["files"])
        if self.sizes[path] > BYTES_MAX:
            found.append(f"{self.sizes[path]} bytes: {told['files']}")
        if len(told["files"]) > FILES_MAX:
            found.append(f"{len(told['files'])} files: {told['files']}")
        if found:
            self.wrong.setdefault(path, []).extend(found)


@pytest.fixture(scope="module")
def quick_pins() -> Iterator[None]:
    """How a PIN is hashed is looked at elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("federation.commands.pins._hasher", lambda: quick.CHEAP)
        patch.setattr("federation.commands.users.nobody", lambda: quick.NOBODY)
        yield


@pytest.mark.usefixtures("quick_pins")
@pytest.mark.parametrize("called", ["group", "hub", "city"])
def test_every_page_lets_everybody_in(
    browser: Browser,  # noqa: F811
    world: Path,
    tmp_path: Path,
    called: str,
) -> None:
    match called:
        case "group":
            faces = [every_page.group(tmp_path), every_page.other_group(world)]
        case "hub":
            faces = [every_page.hub(tmp_path)]
        case _:
            faces = [every_page.city(world)]
    visitors = [Visitor(browser, face, BOTH if IS_LONG else ()) for face in faces]
    for one in visitors:
        one.goes_through()
    wrong = {path: told for one in visitors for path, told in one.wrong.items()}
    titles: dict[str, set[str]] = defaultdict(set)
    for one in visitors:
        for title, templates in one.titles.items():
            titles[title] |= templates
    for title, templates in titles.items():
        if len(templates) > 1:
            wrong[title] = [f"2.4.2 the title of {sorted(templates)}"]
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)
    met = set[str]().union(*(one.met for one in visitors))
    assert faces[0].rules() - met == faces[0].rules() & set(every_page.NO_PAGE)
    assert sum(len(one.sizes) for one in visitors) > 40


PLANTED: Final = """<!doctype html><html><head><title>x</title></head><body><main>
<button style="outline:none !important;height:20px">a</button>
<a href="#">b</a><input tabindex=3 name=t><input type=password>
<div style="order:2;animation:a 1s"><p>c</p></div><div draggable=true>d</div>
<form method=post><input name=q><input name=q><button>e</button></form>
<div class=help>f</div><button type=button>g</button>
<div style="position:fixed;inset:auto 0 0 0;height:60px;background:#fff"></div>
<a href="/h" style="position:fixed;bottom:0;display:block;z-index:-1;height:50px;width:50px">h</a>
<div style="width:900px">i</div><p style="height:18px;overflow:hidden">j k l m n o p</p>
</main></body></html>"""
FOUND_THERE: Final = (
    *("2.4.2", "3.1.1", "2.4.6", "2.4.3 jumps", "2.4.3 stands", "2.5.7", "2.4.7", "2.4.11"),
    *("2.5.8", "3.2.6", "3.3.7", "3.3.8", "2.3.3", "no script does nothing"),
    *("no script leads nowhere", "no script only with script", "policy"),
)


def test_every_check_finds_what_was_put_there(browser: Browser) -> None:  # noqa: F811
    page = browser.new_context(**LOOKS[1]).new_page()
    page.set_content(PLANTED)
    wrong = page.evaluate(LOOK, {"html": PLANTED.replace("<button type=button>g</button>", "")})
    told = "\n".join(wrong["wrong"])
    assert [one for one in FOUND_THERE if one not in told] == []
    squeezed = (
        page.evaluate(SQUEEZE, {"isSpaced": False}),
        page.evaluate(SQUEEZE, {"isSpaced": True}),
    )
    assert squeezed[0][0].startswith("1.4.10")
    assert [one[:10] for one in squeezed[1]][-1] == "1.4.12 cut"
    page.context.close()
