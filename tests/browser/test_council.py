"""An official's ten minutes in windows of every size, in both themes, with JavaScript and without.

Two of the sixteen in `make test`, all in `make long` and in `make screens`, which keeps pictures.
"""

import itertools
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import council
from tests.browser.council import WHO
from tests.browser.looks import wrong
from tests.browser.people import SHOTS, Person
from tests.browser.test_whole_way import browser
from tests.factories import how_many
from tests.field.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
__all__ = ["browser"]

ALL = tuple(itertools.product((320, 360, 768, 1280), ("light", "dark"), (True, False)))
SOME = ((320, "light", False), (768, "dark", True))
WINDOWS = ALL if os.environ.get(SHOTS) or how_many(0, 1) else SOME
SEEN = {"first", "what-to-say", "promise", "missing", "answered", "letter", "agenda", "written"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    served = Server(council.city(tmp_path_factory.mktemp("council")))
    served.start()
    yield served
    assert served.end(signal.SIGTERM) == 0


@pytest.mark.parametrize(("wide", "theme", "script"), WINDOWS, ids={True: "js", False: "nojs"}.get)
def test_ten_minutes_in_every_window(
    browser: Browser,
    server: Server,
    tmp_path: Path,
    wide: int,
    theme: str,
    script: bool,  # noqa: FBT001
) -> None:
    given = {"color_scheme": theme, "java_script_enabled": script}
    thomas = Person.arrives(browser, server.url, WHO, wide, tmp_path, **given)
    names: list[str] = []

    def look(page: Page, name: str) -> None:
        names.append(name)
        told = f"council-{wide}-{theme}-{'js' if script else 'nojs'}-{len(names):02}-{name}"
        thomas.picture(told)
        assert not wrong(page, is_first=name == "first"), name

    council.walk(thomas, look)
    thomas.page.context.close()
    assert set(names) >= SEEN
