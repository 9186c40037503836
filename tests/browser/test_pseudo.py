"""Every kind of page in words two fifths longer, with marks of writing from the right: at 320 px
nothing is pushed out of sight.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from waitress.server import create_server

from federation.demo.world import build
from federation.node import open_node
from federation.web import create_app
from tests import pseudo
from tests.browser.test_whole_way import browser  # noqa: F401 - the same browser

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


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine, in a thread of this process."""
    server = create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(5)


def walk(page: Page, app: Flask, url: str) -> Iterator[str]:
    """A page of each endpoint that links lead to."""
    waiting, seen = ["/"], Counter[str]()
    routes = app.url_map.bind("127.0.0.1")
    while waiting:
        path = waiting.pop(0)
        bare = path.partition("?")[0]
        if not routes.test(bare, method="GET") or "as=" in path:
            continue
        where = str(routes.match(bare)[0])
        if seen[where] or where == "static":
            continue
        seen[where] += 1
        answer = page.request.get(url + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.goto(url + path)
        yield path
        links = page.eval_on_selector_all(
            "a[href^='/']", "all => all.map(one => one.getAttribute('href'))"
        )
        waiting += [link for link in links if link not in waiting]


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
    people = json.loads((tmp_path / "demo" / "demo.json").read_text("utf-8"))
    one = next(one for one in people if one["role"] == role)
    pseudo.speak(monkeypatch)
    app = create_app(open_node(tmp_path / "demo" / name))
    wrong, looked_at = {}, 0
    with closing(app.extensions["federation"]), served(app) as url:
        page = browser.new_context(viewport=NARROW).new_page()
        page.goto(f"{url}/login")
        page.locator("[name=name]").first.fill(one["name"])
        page.locator("[name=pin]").fill(one["pin"])
        page.locator("main form button").first.click()
        for where in walk(page, app, url):
            looked_at += 1
            if found := page.evaluate(TOO_WIDE):
                wrong[where] = found
        page.context.close()
    assert looked_at > least
    assert not wrong, json.dumps(wrong, indent=1)
