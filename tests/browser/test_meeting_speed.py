"""A meeting of thirty, typed by somebody who knows it: at most three keys or taps per usual row."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from federation.commands.deed import enter
from federation.commands.users import add_user
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft, Store, open_store
from sync.founding import found
from tests import factories as f
from tests.browser.people import PIN, Person
from tests.browser.test_whole_way import browser
from tests.field.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
__all__ = ["browser"]

MEMBERS, MOST = 30, 3
# Keys and taps of a hand, not what follows from them: a click by keyboard has no detail.
COUNT = """
const add = () => sessionStorage.setItem("hand", 1 + Number(sessionStorage.getItem("hand") || 0));
addEventListener("keydown", (event) => event.isTrusted && add(), true);
addEventListener("click", (event) => event.isTrusted && event.detail && add(), true);
"""


def rules(store: Store) -> None:
    """Rules with a contribution and fines; two officers close."""
    fines = (e.FineRule(why="late", amount=200), e.FineRule(why="absent", amount=500))
    told = e.ConstitutionAdopted(
        day="2026-01-04",
        version=1,
        social_contribution=500,
        fines=fines,
        fines_to="social-fund",
        officers_close=2,
    )
    with store.writing() as db:
        enter(db, store.node, [Draft(kinds.LEDGER, told)], {})


@pytest.fixture
def maria(browser: Browser, tmp_path: Path) -> Iterator[Person]:
    """A treasurer with a group of thirty who met once before, and everybody saved 20."""
    folder = tmp_path / "group"
    store = open_store(found(folder, role="group", name="Ehangano").node)
    add_user(store, "Maria", "treasurer", PIN)
    add_user(store, "Selma", "secretary", PIN)
    for number in range(1, MEMBERS + 1):
        f.admit(store, f"Ndapewa Shikongo-{number}", day="2026-01-04")
    rules(store)
    first = f.open_meeting(store, "2026-01-11")
    lines = [("savings", 2_000, number) for number in range(1, MEMBERS + 1)]
    f.enter(store, *lines, day="2026-01-11", meeting=first)
    f.count_box(store, first)
    f.close_meeting(store, first)
    store.close()
    server = Server(folder)
    server.start()
    person = Person.arrives(browser, server.url, "Maria", 360, tmp_path)
    person.page.add_init_script(COUNT)
    person.goes("/meeting")
    person.types(day="2026-01-18")
    person.presses("Start: who is here?")
    yield person
    assert server.end(signal.SIGTERM) == 0


def hand(page: Page) -> int:
    """Keys and taps since the last time this was asked."""
    count = page.evaluate(
        "() => { const n = Number(sessionStorage.getItem('hand') || 0);"
        " sessionStorage.setItem('hand', 0); return n; }"
    )
    return int(count)


def attend(maria: Person) -> int:
    hand(maria.page)
    maria.page.get_by_label("late", exact=True).nth(2).check(force=True)
    maria.page.get_by_label("not here", exact=True).nth(6).check(force=True)
    maria.presses("All others are here")
    maria.presses("Confirm who is here")
    return hand(maria.page)


def test_savings_by_keyboard(maria: Person) -> None:
    """Twenty as the last time, eight another amount of two figures, one of them three, one none."""
    page = maria.page
    attend(maria)
    page.locator("main .sheet input[data-amount]").first.click()
    for row in range(MEMBERS):
        if row == 6:  # not here
            page.keyboard.press("Enter")
        elif row % 3 == 2:
            page.keyboard.type("15")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("Space")
    maria.sees("29")
    maria.shot("speed-savings")
    page.keyboard.press("Enter")
    page.wait_for_url("**/social")
    pressed = hand(page)
    assert pressed <= 1 + MEMBERS * MOST
    assert pressed == 1 + 1 + 10 * 3 + 19 + 1
    # 30 × 20 of the first meeting, now 19 × 20 and 10 × 15.
    maria.sees("1\u202f130.00")


def test_savings_by_thumb(maria: Person) -> None:
    """Quick amounts walk down the rows; the amount of the last time is one tap."""
    page = maria.page
    attend(maria)
    fields = page.locator("main .sheet input[data-amount]")
    fields.first.click()
    for _ in range(10):
        page.locator("[data-quick-row] button", has_text="50").click()
    for row in range(10, MEMBERS):
        page.locator("[data-ghost]").nth(row).click()
    maria.shot("speed-thumb")
    maria.presses("Confirm, then")
    pressed = hand(page)
    assert pressed == 1 + 10 + 20 + 1 <= MEMBERS * MOST
    maria.sees("1\u202f500.00")  # 600 before, 10 × 50 and 20 × 20 now


def test_everybody_at_once(maria: Person) -> None:
    """Attendance, savings as the last time, the social fund and the fines of the rules."""
    page = maria.page
    assert attend(maria) == 4
    maria.presses("All who are here: as the last time (29)")
    maria.presses("Confirm, then")
    maria.presses("All who are here paid N$\u202f5.00 (29)")
    maria.shot("speed-social")
    maria.presses("Confirm, then")
    maria.shot("speed-fines")
    maria.presses("Charge those who are ticked")
    maria.presses("All who are here pay what they owe (1)")
    maria.presses("Confirm, then")
    pressed = hand(page)
    assert pressed == 7
    maria.sees("147.00")  # 29 × 5 and a fine of 2 in the social fund
