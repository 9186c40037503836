"""A node with people, its application, and a client that fills in forms as a browser does."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from federation.commands.users import add_user
from federation.node import Node, open_node
from federation.store import Store
from federation.web import create_app
from federation.web.shared import backups
from sync.founding import found
from tests import quick

PIN = "4711"
HOST = "192.168.4.1:8080"
OFFICERS = ("treasurer", "secretary", "chair", "collector")


class Clock:
    """A clock that a test can put forward."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class FormFound:
    """A form of a page: where it goes, what it holds, its buttons."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    ticks: set[str] = field(default_factory=set)


class FormReader(HTMLParser):
    """Reads the forms of a page as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FormFound] = []
        self.form: FormFound | None = None
        self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.area: str | None = None

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.form = FormFound(told.get("action") or "", (told.get("method") or "get").lower())
            self.forms.append(self.form)
        if self.form is None:
            return
        if tag == "input" and told.get("name"):
            kind = told.get("type", "text")
            if kind in ("radio", "checkbox"):
                self.form.ticks.add(told["name"])
            if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in told):
                return
            self.form.fields.append((told["name"], told.get("value") or ""))
        elif tag == "select":
            self.select, self.options = told.get("name") or "", []
        elif tag == "option":
            self.options.append((told.get("value") or "", "selected" in told))
        elif tag == "textarea":
            self.area = told.get("name")
            self.form.fields.append((self.area or "", ""))
        elif tag == "button" and told.get("name"):
            self.form.buttons.append((told["name"], told.get("value") or ""))

    def handle_data(self, data):
        if self.area and self.form:
            name, before = self.form.fields[-1]
            self.form.fields[-1] = (name, before + data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = None
        elif tag == "select" and self.form and self.select:
            chosen = [value for value, selected in self.options if selected]
            first = self.options[0][0] if self.options else ""
            self.form.fields.append((self.select, chosen[0] if chosen else first))


def forms_of(response: TestResponse) -> list[FormFound]:
    reader = FormReader()
    reader.feed(response.text)
    return reader.forms


class Browser:
    """A person at a browser: looks at pages, fills in their forms, sends them with their tokens."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.where = ""

    def get(self, path: str, **headers: str) -> TestResponse:
        self.where = path
        return self.client.get(path, headers={"Host": HOST, **headers}, buffered=True)

    def post(self, path: str, data, **kwargs) -> TestResponse:
        headers = {"Host": HOST, "Origin": f"http://{HOST}", **kwargs.pop("headers", {})}
        return self.client.post(path, data=data, headers=headers, buffered=True, **kwargs)

    def upload(self, path: str, data: dict[str, str], *files: tuple[str, str, bytes]):
        """Send a form with files (field, name, content), encoded here and held in memory."""
        edge = "edge-of-a-part"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{told}\r\n'.encode()
            for name, told in data.items()
        ]
        for name, called, content in files:
            head = f'Content-Disposition: form-data; name="{name}"; filename="{called}"'
            kind = "Content-Type: application/octet-stream"
            parts.append(f"--{edge}\r\n{head}\r\n{kind}\r\n\r\n".encode() + content + b"\r\n")
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        return self.post(path, body, content_type=f"multipart/form-data; boundary={edge}")

    def filled(self, path: str, told: dict[str, str], action: str = "") -> tuple[str, dict]:
        """The form of a page (the one that goes to `action`, else its first) with fields typed."""
        page = self.get(path)
        assert page.status_code == 200, (path, page.status_code, page.headers.get("Location"))
        posted = [one for one in forms_of(page) if one.method == "post"]
        posted = [one for one in posted if not one.action.endswith("/logout")]
        if action:
            posted = [one for one in posted if one.action.endswith(action)]
        assert posted, f"{path} has no such form"
        form = posted[0]
        data = dict(form.fields)
        unknown = set(told) - set(data) - {name for name, _ in form.buttons} - form.ticks - MARKS
        assert not {name for name in unknown if not name.startswith("mark.")}, unknown
        data.update(told)
        return urljoin(path, form.action) or path, data

    def send(self, path: str, action: str = "", **told: str) -> TestResponse:
        """Open a page, fill in its form and send it."""
        goal, data = self.filled(path, told, action)
        return self.post(goal, data)

    def done(self, path: str, action: str = "", **told: str) -> TestResponse:
        """The same, and it must have been taken; the page it leads to."""
        answer = self.send(path, action, **told)
        assert answer.status_code == 303, sentences(answer)
        return self.get(urlsplit(answer.headers["Location"]).path + _query(answer))

    def taken(self, answer: TestResponse) -> TestResponse:
        """After files were sent to an office's inbox: its page once all of them were looked at."""
        if answer.status_code != 303:
            return answer
        for _ in range(600):
            page = self.get("/inbox")
            if "data-live" not in page.text:
                return page
            time.sleep(0.05)
        raise AssertionError("files are still being taken in")

    def shown(self, path: str, button: str = "pay", **told: str) -> tuple[str, TestResponse]:
        """Fill in a form that shows payments first: what it shows, and the button below pressed."""
        page = self.send(path, **told)
        assert page.status_code == 200, sentences(page)
        form = next(one for one in forms_of(page) if "shown" in dict(one.fields))
        return page.text, self.post(path, {**dict(form.fields), "button": button})

    def log_in(self, name: str = "Treasurer", pin: str = PIN) -> "Browser":
        assert self.send("/login", name=name, pin=pin).status_code == 303
        return self


MARKS = {"need", "kind", "button", "gender"}


def _query(answer: TestResponse) -> str:
    query = urlsplit(answer.headers["Location"]).query
    return f"?{query}" if query else ""


def sentences(answer: TestResponse) -> list[str]:
    """What a page says beside fields and above forms."""
    found = re.findall(r'class="fault"[^>]*>(?:<svg.*?</svg>)?(.*?)</p>', answer.text, re.DOTALL)
    return found or re.findall(r"<p>(.*?)</p>", answer.text, re.DOTALL)


@pytest.fixture(autouse=True)
def copies_beside(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Taking files in makes no copy beside the test, which would outlive it; what would make it."""
    real = backups.after_files
    monkeypatch.setattr(backups, "after_files", lambda _: None)
    return real


@pytest.fixture(autouse=True)
def cheap_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test logs somebody in; how a PIN is hashed is looked at elsewhere."""
    monkeypatch.setattr("federation.commands.pins._hasher", lambda: quick.CHEAP)
    monkeypatch.setattr("federation.commands.users.nobody", lambda: quick.NOBODY)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 22, 12, 0, tzinfo=UTC))


@pytest.fixture
def group_node(tmp_path: Path, clock: Clock) -> Node:
    node = found(tmp_path / "g1", role="group", name="Natangwe", clock=clock).node
    return replace(node, settings=replace(node.settings, hosts=("box.local",)))


@pytest.fixture
def app(group_node: Node):
    made = create_app(group_node)
    store: Store = made.extensions["federation"]
    for role in OFFICERS:
        add_user(store, role.capitalize(), role, PIN)
    yield made
    store.close()


@pytest.fixture
def store(app: Flask) -> Store:
    return app.extensions["federation"]


@pytest.fixture
def treasurer(app: Flask) -> Browser:
    return Browser(app).log_in()


@pytest.fixture
def stranger(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def caller(tmp_path: Path, clock: Clock):
    """A city without a hub, and a program that has a token of it."""
    from .open311 import Caller  # noqa: PLC0415 - it stands on this module

    found(tmp_path / "city", role="city", name="Windhoek", clock=clock)
    app = create_app(open_node(tmp_path / "city", clock=clock))
    yield Caller(app)
    app.extensions["federation"].close()


@pytest.fixture
def in_windhoek(monkeypatch: pytest.MonkeyPatch):
    """The machine's clock shows the time of Windhoek."""
    monkeypatch.setenv("TZ", "Africa/Windhoek")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
