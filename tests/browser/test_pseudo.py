"""Every kind of page in words two fifths longer, with marks of writing from the right: at 320 px
nothing is pushed out of sight.
"""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from federation.demo.world import build
from federation.node import open_node
from federation.web import create_app
from tests import pseudo
from tests.browser.test_whole_way import browser  # noqa: F401 - the same browser
from tests.browser.visiting import crawl, kind_of, logged_in, served, who_is

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NARROW = {"width": 320, "height": 700}
FACES = (("group", "g1", 60), ("hub", "hub", 60), ("city", "city", 30))
TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return "";
  const wide = [...document.querySelectorAll("main *, header *, nav *, footer *")]
    .filter((one) => one.getBoundingClientRect().right > most + 1)
    .filter((one) => !one.closest(".scroll, .away, [hidden]"));
  const last = wide[wide.length - 1];
  const name = last ? `${last.tagName}.${last.className}` : "";
  return `${document.documentElement.scrollWidth} px: ${name}`;
}"""

# A number, or an amount with its thousands, that goes on in the next line.
BROKEN = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const broken = [];
  for (let one; (one = texts.nextNode());) {
    if (!one.parentElement.checkVisibility() || one.parentElement.closest(".away, .code, svg"))
      continue;
    for (const found of one.data.matchAll(/[0-9][0-9.,\\u202f]*[0-9]/g)) {
      const range = document.createRange();
      range.setStart(one, found.index);
      range.setEnd(one, found.index + found[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (lines.size > 1) broken.push(found[0]);
    }
  }
  return broken.slice(0, 3).join(" | ");
}"""


def endpoint_in(app: Flask) -> Callable[[str], str]:
    """Pages of one endpoint are one kind."""
    routes = app.url_map.bind("127.0.0.1")

    def kind(path: str) -> str:
        bare = path.partition("?")[0]
        if not routes.test(bare, method="GET") or not kind_of(path):
            return ""
        return str(routes.match(bare)[0])

    return kind


@pytest.mark.parametrize(("role", "name", "least"), FACES)
def test_long_words_push_nothing_out_of_sight(
    browser: Browser,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    role: str,
    name: str,
    least: int,
) -> None:
    build(tmp_path / "demo", groups=2, members=6, weeks=6, until="2026-11-29")
    told = (tmp_path / "demo" / name / "node.toml").read_text("utf-8")
    path = tmp_path / "demo" / name / "node.toml"
    path.write_text(told.replace('language = "en"', f'language = "{pseudo.CODE}"'), "utf-8")
    pseudo.speak(monkeypatch)
    app = create_app(open_node(tmp_path / "demo" / name))
    wrong, broken, looked_at = {}, {}, 0
    with closing(app.extensions["federation"]), served(app) as url:
        page = logged_in(browser, url, who_is(tmp_path / "demo", role), {"viewport": NARROW})
        for where in crawl(page, url, endpoint_in(app)):
            looked_at += 1
            if found := page.evaluate(TOO_WIDE):
                wrong[where] = found
            if found := page.evaluate(BROKEN):
                broken[where] = found
        page.context.close()
    assert looked_at > least
    assert not wrong, json.dumps(wrong, indent=1)
    assert not broken, json.dumps(broken, indent=1)


def test_a_number_that_goes_on_in_the_next_line_is_found(browser: Browser) -> None:  # noqa: F811
    page = browser.new_context(viewport=NARROW).new_page()
    page.set_content("<p style='width: 2ch; overflow-wrap: anywhere'>2026</p><p>16 Nov 2026</p>")
    assert page.evaluate(BROKEN) == "2026"
    page.set_content("<p style='width: 4em'>16 Nov 2026</p><p>N$\u202f1\u202f312.50</p>")
    assert page.evaluate(BROKEN) == ""
