"""A hub with two groups and their money, and a program that reads its API with a token."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from federation.commands.deed import perform
from federation.commands.places import PlaceGroup, place_group
from federation.commands.tokens import add_token, list_tokens
from federation.store import Store
from federation.web import create_app
from tests import factories as f

from .cities import World, build
from .conftest import HOST

HERE = "/api/v1"
PROBLEM = "application/problem+json"
MEMBER = "Ndapewa Shikongo"  # of both groups: her name must not leave
PLACED = "NA-KH"


class Program:
    """No cookie, no login: a token, or another one, or none."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.token = add_token(self.store, f"Dashboard {len(list_tokens(self.store))}", "read")

    @property
    def store(self) -> Store:
        return self.app.extensions["federation"]

    def ask(self, path: str, token: str | None = None, **headers: str) -> TestResponse:
        secret = self.token if token is None else token
        sent = {
            "Host": HOST,
            **({"Authorization": f"Bearer {secret}"} if secret else {}),
            **headers,
        }
        return self.app.test_client().get(f"{HERE}{path}", headers=sent)

    def read(self, path: str) -> Any:
        """What it is told."""
        answer = self.ask(path)
        assert (answer.status_code, answer.content_type) == (200, "application/json"), answer.text
        assert MEMBER not in answer.text
        return answer.json

    def problem(self, path: str, status: int, **more: str) -> Any:
        """What is wrong: never a page, never a trace of the program."""
        return is_problem(self.ask(path, **more), status)


def is_problem(answer: TestResponse, status: int) -> Any:
    """Problem details (RFC 9457) of that status."""
    assert (answer.status_code, answer.content_type) == (status, PROBLEM), answer.text
    for word in ("<html", "<!doctype", "Traceback", 'File "', "federation/"):
        assert word not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = answer.json
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["detail"]
    assert told["code"]
    return told


def hub_with_money(root: Path) -> World:
    """Both groups saved and lent, and the first lives in Khomas; the hub has it all."""
    made = build(root)
    first, second = made.groups
    woman = f.admit(first, "Selma ǁGaroëb", gender="f", day="2026-09-06")
    f.enter(first, ("savings", 120_000, 1), ("savings", 40_050, woman, "land"), day="2026-09-06")
    f.enter(first, ("social_contribution", 500, woman), ("bank_deposit", 50_000), day="2026-10-04")
    f.lend(first, woman, 30_000, day="2026-10-04")
    f.admit(second, "Anna ǁKaras", gender="f", day="2026-11-08")
    f.enter(second, ("savings", 77_700, 1), day="2026-11-15")
    made.carry_to_hub()
    order = PlaceGroup(partner="G0001", place=PLACED, day="2026-11-22")
    perform(made.hub, order, place_group)
    return made


@contextmanager
def program_at(store: Store) -> Iterator[Program]:
    """A program that asks the node of this store."""
    app = create_app(store.node)
    yield Program(app)
    app.extensions["federation"].close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of the application behind a real server."""
    quiet = logging.getLogger("werkzeug")
    before = quiet.level
    quiet.setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        quiet.setLevel(before)
