"""Every page in a language that nobody speaks: nothing on it is said in English."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from federation import assets, catalogues
from federation.demo.world import build
from federation.node import open_node
from federation.web import create_app
from tests import pseudo

from .conftest import Browser, forms_of

OF_A_KIND = 2
FACES = (("group", "g1"), ("hub", "hub"), ("city", "city"))
# Names of components, words to type at a machine or into a sheet's cells, words of a passphrase.
SHOWN_AS_THEY_ARE = {
    *("styleguide.styleguide", "city.sheet", "hub.one_language", "hub.one_term"),
}
PHRASE = re.compile(r"[a-z]+(?: [a-z]+){4}")
CODES = re.compile(
    r"[0-9A-Z]{4}-[0-9A-Z]{4}(-[0-9A-Z])?|FY\d{4}|[A-Za-z ]+ \d|https?|localhost"
    r"|[\w-]+\.(sg[bk]|wav)|\d+ [kM]B"
)
FORMATS = {"CSV", "XLSX", "PDF", "JSON", ".csv", ".xlsx", ".pdf", "SVG"}
COMMANDS = re.compile(r"federation [a-z]+.*")
DATED = "2026-11-29"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pseudo") / "demo"
    build(folder, groups=2, members=8, weeks=10, until=DATED)
    for _, name in FACES:
        path = folder / name / "node.toml"
        told = path.read_text("utf-8")
        assert 'language = "en"' in told
        path.write_text(told.replace('language = "en"', f'language = "{pseudo.CODE}"'), "utf-8")
    return folder


def texts_of(app: Flask, world: Path) -> str:
    """What people wrote into these books, and names that come with the program."""
    told = [*catalogues.LANGUAGES.values()]
    told += [one["name"] for one in json.loads((world / "demo.json").read_text("utf-8"))]
    told += [path.read_text("utf-8") for path in assets.folder("places").glob("*.csv")]
    store = app.extensions["federation"]
    told.append(store.node.settings.name)
    with store.reading() as db:
        for (table,) in [*db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]:
            for row in db.execute_sql(f'SELECT * FROM "{table}"'):
                told += [one if isinstance(one, str) else one.decode("utf-8", "replace")
                         for one in row if isinstance(one, str | bytes)]  # fmt: skip
    return " ".join("\n".join(told).split())


def is_no_message(text: str) -> bool:
    """Whether it is a code, a name of a format, a command or a passphrase."""
    told = (PHRASE, CODES, COMMANDS)
    return text in FORMATS or any(one.fullmatch(text) for one in told)


class Walk:
    """A walk over the links of one face, at most so many pages of an endpoint."""

    def __init__(self, app: Flask, world: Path, role: str) -> None:
        self.app = app
        self.texts = texts_of(app, world)
        people = json.loads((world / "demo.json").read_text("utf-8"))
        one = next(one for one in people if one["role"] == role)
        self.browser = Browser(app).log_in(one["name"], one["pin"])
        self.english: dict[str, set[str]] = defaultdict(set)
        self.seen = Counter[str]()

    def endpoint(self, path: str) -> str:
        try:
            return str(self.app.url_map.bind("localhost").match(path.partition("?")[0])[0])
        except HTTPException:
            return ""

    def pages(self) -> Iterator[tuple[str, str]]:
        """Address and page of each."""
        waiting = ["/"]
        while waiting:
            path = waiting.pop(0)
            where = self.endpoint(path)
            if not where or where == "static" or self.seen[where] >= OF_A_KIND:
                continue
            self.seen[where] += 1
            page = self.browser.get(path)
            assert page.status_code < 500, path
            if page.status_code == 303:
                waiting.append(page.headers["Location"])
            elif page.mimetype == "text/html":
                yield path, page.text
                told = pseudo.read(page.text)[1]
                waiting += [one for one in told if one.startswith("/") and one not in waiting]

    def look(self, path: str, page: str) -> None:
        is_in_another = re.match(r"/guides/\w+/\w+", path) is not None
        if is_in_another or self.endpoint(path) in SHOWN_AS_THEY_ARE:
            return
        for text in pseudo.read(page)[0]:
            for part in pseudo.outside(text):
                if part not in self.texts and not is_no_message(part):
                    self.english[part].add(path)

    def send_empty(self, path: str) -> None:
        """Every form of the page with nothing in it: what is said of that is looked at, too."""
        for form in forms_of(self.browser.get(path)):
            if form.method != "post" or form.action.endswith("/logout"):
                continue
            told = {name: value if name.endswith("_token") else "" for name, value in form.fields}
            answer = self.browser.post(form.action or path, told)
            assert answer.status_code < 500, (path, form.action)
            if answer.status_code == 422 and answer.mimetype == "text/html":
                self.look(path, answer.text)


@pytest.mark.parametrize(("role", "name"), FACES)
def test_no_page_says_anything_in_english(
    world: Path, monkeypatch: pytest.MonkeyPatch, role: str, name: str
) -> None:
    pseudo.speak(monkeypatch)
    app = create_app(open_node(world / name))
    with closing(app.extensions["federation"]):
        walk = Walk(app, world, role)
        paths = []
        for path, page in walk.pages():
            walk.look(path, page)
            paths.append(path)
        assert len(walk.seen) > 35, sorted(walk.seen)
        for path in paths:
            walk.send_empty(path)
    told = {one: sorted(where)[:2] for one, where in walk.english.items()}
    assert not told, json.dumps(told, indent=1, ensure_ascii=False)


def test_what_is_not_marked_is_found() -> None:
    page = f'<p>{pseudo.pseudo("Saved")} Loans</p><a title="Members">{pseudo.pseudo("x")}</a>'
    assert [part for text in pseudo.read(page)[0] for part in pseudo.outside(text)] == [
        "Members",
        "Loans",
    ]
