"""What a page offers, and going from page to page by its links, as a reader of the source does."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from .conftest import Browser

OF_A_KIND = 2
NO_PAGES = ("/static/", "/exchange/files/", "/logout", "/practice/")
VOID = {"input", "img", "br", "meta", "link", "hr", "path", "circle", "rect", "col", "source"}


@dataclass
class Way(HTMLParser):
    """What a page offers: headings, filled buttons in sight, where main leads, empty frames."""

    headings: int = 0
    main: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    stops: int = 0
    fields: int = 0
    empty: list[bool] = field(default_factory=list)
    stack: list[tuple[str, str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def in_main(self) -> bool:
        return any(tag == "main" for tag, _, _ in self.stack)

    @property
    def is_folded(self) -> bool:
        """Inside a part that is closed, but for its heading."""
        names = [tag for tag, _, _ in self.stack]
        return any(folded for _, _, folded in self.stack) and "summary" not in names

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        classes = (told.get("class") or "").split()
        href = told.get("href") or ""
        self.headings += tag == "h1"
        if tag == "a" and href:
            self.links.append(href)
        if self.in_main and href and not href.startswith("#"):
            self.ways.append(href)
            if any("empty" in one.split() for _, one, _ in self.stack):
                self.empty[-1] = True
        if "empty" in classes:
            self.empty.append(False)
        if self.in_main and not self.is_folded:
            is_field = tag in ("input", "select", "textarea") and told.get("type") != "hidden"
            self.fields += is_field and any("post" in one.split() for _, one, _ in self.stack)
            self.stops += "stop" in classes and tag == "button"
            if "main" in classes and tag in ("a", "button"):
                self.main.append(href or told.get("value") or "button")
        if tag not in VOID:
            closed = tag == "details" and "open" not in told
            self.stack.append((tag, " ".join([*classes, told.get("method") or ""]), closed))

    def handle_endtag(self, tag: str) -> None:
        if any(one == tag for one, _, _ in self.stack):
            while self.stack.pop()[0] != tag:
                pass


def read(page: str) -> Way:
    found = Way()
    found.feed(page)
    return found


def kind(path: str) -> str:
    """Pages that differ by a number or an id alone are one kind."""
    return re.sub(r"(?<=/requests/)(?!new)[^/]+|\d+", "*", urlsplit(path).path)


def crawl(
    browser: Browser,
    first: str = "/",
    within: str = "/",
    *,
    kind: Callable[[str], str] = kind,
    most: int = OF_A_KIND,
    not_to_go: tuple[str, ...] = NO_PAGES,
) -> Iterator[tuple[str, str, Way]]:
    """Address, text and way of at most so many pages of a kind; where one leads on, what comes."""
    waiting, seen = [first], Counter[str]()
    known = set(waiting)
    while waiting:
        path = waiting.pop(0)
        if seen[kind(path)] >= most or path.startswith(not_to_go):
            continue
        answer = browser.get(path)
        if answer.status_code == 303:
            links = [urljoin(path, answer.headers["Location"])]
        else:
            seen[kind(path)] += 1
            if answer.mimetype != "text/html" or "attachment" in str(answer.headers):
                continue
            assert answer.status_code == 200, (path, answer.status_code)
            way = read(answer.text)
            yield path, answer.text, way
            links = [urljoin(path, link) for link in way.links if link.startswith(("/", "?"))]
        for link in links:
            if urlsplit(link).path.startswith(within) and link not in known:
                known.add(link)
                waiting.append(link.split("#")[0])
