"""A total is heard: words that were recorded are played in their order, at one press."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from federation.commands import sounds
from federation.commands.users import add_user
from federation.core import recordings
from federation.node import open_node
from federation.store import open_store
from sync.founding import found
from tests import factories as f
from tests.browser.people import PIN, Person
from tests.browser.test_whole_way import browser
from tests.field.server import Server
from tests.web.test_sounds import words

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
__all__ = ["browser"]
# Voices come with the system; here there are none, or one of this language.
VOICES = """(() => {
  const voices = %s, said = [];
  window.said = said;
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices, addEventListener: () => {}, cancel: () => {},
    speak: (one) => said.push(`${one.lang} ${one.text}`) } });
})()"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("aloud") / "group"
    store = open_store(found(folder, role="group", name="Ehangano").node)
    add_user(store, "Maria", "treasurer", PIN)
    f.admit(store, "Ndapewa", day="2026-01-04")
    f.enter(store, ("savings", 124_000, 1), day="2026-01-11")
    f.open_meeting(store, "2026-01-18")
    store.close()
    server = Server(folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def page(browser: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder: Path = tmp_path_factory.mktemp("saved")
    return Person.arrives(browser, server.url, "Maria", 360, folder).page


def test_without_voice_and_recordings_there_is_no_button(page: Page, server: Server) -> None:
    page.add_init_script(VOICES % "[{ lang: 'xx-YY' }]")
    page.goto(f"{server.url}/members/1")
    assert page.locator("[data-aloud]").count() == 1
    assert not page.locator("[data-aloud]").is_visible()


def test_recorded_words_are_played_one_after_the_other(page: Page, server: Server) -> None:
    sounds.take(open_node(server.folder), "en", words(recordings.WORDS))
    played: list[str] = []
    page.on(
        "request",
        lambda one: (
            played.append(one.url.rpartition("/")[2].partition("?")[0])
            if "/aloud/files/" in one.url
            else None
        ),
    )
    page.goto(f"{server.url}/members/1")
    with page.expect_request("**/aloud/files/en/units*"):
        page.get_by_role("button", name="Read aloud: Saved").click()
    assert list(dict.fromkeys(played)) == ["saved", "1", "thousand", "2", "hundred", "40", "units"]
    # The sum that is being typed, as it stands at that moment.
    page.goto(f"{server.url}/meetings/1/savings")
    page.locator("main .sheet input[data-amount]").first.fill("35")
    played.clear()
    with page.expect_request("**/aloud/files/en/units*"):
        page.get_by_role("button", name="Read aloud: Together").click()
    assert list(dict.fromkeys(played)) == ["together", "35", "units"]


def test_a_voice_of_the_language_says_it_itself(page: Page, server: Server) -> None:
    page.add_init_script(VOICES % "[{ lang: 'de-DE' }, { lang: 'en-ZA' }]")
    page.goto(f"{server.url}/members/1")
    page.get_by_role("button", name="Read aloud: Saved").click()
    page.wait_for_function("() => said.length")
    assert page.evaluate("said") == ["en-ZA Saved: 1240 Namibian dollars"]
