"""From page to page in a real browser: a served face, who looks, one page of each kind."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page
from waitress.server import create_server

NO_PAGES = ("/logout", "/open311/", "/static/", "/exchange/files/")


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine, in a thread of this process."""
    server = create_server(
        app, host="127.0.0.1", port=0, threads=2, clear_untrusted_proxy_headers=True
    )
    worker = threading.Thread(target=server.run, daemon=True)
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        worker.join(5)


def who_is(world: Path, role: str) -> dict[str, str]:
    """Who looks at a machine of the demo's world."""
    told = json.loads((world / "demo.json").read_text("utf-8"))
    return next(one for one in told if one["role"] == role)


def logged_in(browser: Browser, url: str, who: dict[str, str], look: dict[str, Any]) -> Page:
    """A window of hers, at the first page."""
    page = browser.new_context(**look).new_page()
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


def kind_of(path: str) -> str:
    """Pages that differ by an id alone are one kind; "": what is no page."""
    if path.startswith(NO_PAGES) or "as=" in path:
        return ""
    parts = path.partition("?")[0].split("/")
    return "/".join("*" if any(map(str.isdigit, part)) else part for part in parts)


def crawl(page: Page, url: str, kind: Callable[[str], str] = kind_of) -> Iterator[str]:
    """One page of each kind that links lead to; what has the kind "" is left out."""
    waiting, seen = ["/"], {""}
    while waiting:
        path = waiting.pop(0)
        if kind(path) in seen:
            continue
        seen.add(kind(path))
        answer = page.request.get(url + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.goto(url + path)
        yield path
        links = page.eval_on_selector_all(
            "a[href^='/']", "all => all.map(one => one.getAttribute('href'))"
        )
        waiting += [link for link in links if link not in waiting]
