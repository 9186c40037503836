"""A meeting of thirty, typed by somebody who knows it: at most three keys or taps per usual row.

By keyboard, by thumb, and once from the first page to the last PIN without a mouse, each key as
long after the one before as a hand needs.
"""

import shutil
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
# Milliseconds from key to key: a hand that is used to it in `make test`, as fast as keys are ever
# typed on end; one that looks at its paper between two amounts in `make long`.
PACE = 1_000 // f.how_many(20, 5)
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


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A group of thirty who met once before, and everybody saved 20."""
    folder = tmp_path_factory.mktemp("speed") / "group"
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
    return folder


@pytest.fixture
def maria(browser: Browser, group: Path, tmp_path: Path) -> Iterator[Person]:
    """Its treasurer, who began the second meeting."""
    folder = Path(shutil.copytree(group, tmp_path / "group"))
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
            page.keyboard.press("Enter", delay=PACE)
        elif row % 3 == 2:
            page.keyboard.type("15", delay=PACE)
            page.keyboard.press("Enter", delay=PACE)
        else:
            page.keyboard.press("Space", delay=PACE)
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
    maria.goes(page.url.removeprefix(maria.base).replace("repayments", "fines"))
    maria.sees("147.00")  # 29 × 5 and a fine of 2 in the social fund


# What has the focus: its words or its label, and how wide the line is that shows it.
FOCUS = """
() => {
  const now = document.activeElement, ring = now.closest(".amount") || now.closest(".marks label");
  const line = getComputedStyle(ring || now);
  const label = now.labels && now.labels.length ? now.labels[0].innerText : "";
  return [now.tagName, now.name || "", (now.innerText || label || "").trim(),
    line.outlineStyle === "none" ? 0 : parseFloat(line.outlineWidth)];
}
"""
STOPS_MAX = 90


def tabs_to(page: Page, goal: str) -> None:
    """Tab on until the button, link or field of this name or word has the focus."""
    for _ in range(STOPS_MAX):
        page.keyboard.press("Tab")  # held down, it repeats
        kind, name, word, ring = page.evaluate(FOCUS)
        if kind == "BODY":  # around the browser's own bar and in again
            continue
        assert ring >= 3, f"nobody sees that {kind} {name or word!r} has the focus"
        if goal in (name, word) or (kind in ("A", "BUTTON") and word.startswith(goal)):
            return
    raise AssertionError(f"no Tab leads to {goal!r} at {page.url}")


def goes_by_key(page: Page, goal: str) -> None:
    """To a button or a link by Tab, then Enter."""
    tabs_to(page, goal)
    with page.expect_navigation():
        page.keyboard.press("Enter", delay=PACE)


def choose(page: Page, name: str, place: int) -> None:
    """The so-manieth of a list."""
    tabs_to(page, name)
    for _ in range(place):
        page.keyboard.press("ArrowDown", delay=PACE)


def test_a_whole_meeting_by_keyboard_alone(maria: Person) -> None:
    """From the attendance to the last PIN: the mouse lies in the drawer."""
    page = maria.page
    hand(page)
    for _ in range(3):
        tabs_to(page, "here")
    page.keyboard.press("Space", delay=PACE)
    page.keyboard.press("ArrowRight", delay=PACE)  # the third is late
    goes_by_key(page, "All others are here")
    goes_by_key(page, "Confirm who is here")  # two keys on, for the page goes on at its foot
    assert hand(page) <= 2 * MEMBERS
    assert not page.url.endswith("#foot")

    page.wait_for_url("**/savings")
    tabs_to(page, "savings:general:1")
    hand(page)
    for row in range(MEMBERS):
        if row % 3 == 2:
            page.keyboard.type("15", delay=PACE)
        page.keyboard.press("Enter" if row % 3 == 2 else "Space", delay=PACE)
    assert page.evaluate(FOCUS)[2].startswith("Confirm, then")
    with page.expect_navigation():
        page.keyboard.press("Enter", delay=PACE)
    assert hand(page) == 10 * 3 + 20 + 1 <= MEMBERS * MOST

    goes_by_key(page, "All who are here paid")
    goes_by_key(page, "Confirm, then")
    assert hand(page) <= MEMBERS
    goes_by_key(page, "Charge those who are ticked")
    goes_by_key(page, "All who are here pay")
    goes_by_key(page, "Confirm, then")
    for _ in range(3):  # nobody owes on a loan, nobody asks, nothing is decided
        goes_by_key(page, "Next: ")

    page.wait_for_url("**/count")
    choose(page, "counter1", 1)
    choose(page, "counter2", 2)
    tabs_to(page, "total")
    page.keyboard.type("1302.00", delay=PACE)  # 600, 20 × 20 and 10 × 15, 30 × 5 and a fine of 2
    page.keyboard.press("Enter", delay=PACE)
    with page.expect_navigation():
        page.keyboard.press("Enter", delay=PACE)
    goes_by_key(page, "Read out: now close")
    for place in (1, 2):
        choose(page, f"officer{place}", place)
        page.keyboard.press("Tab", delay=PACE)
        page.keyboard.type(PIN, delay=PACE)
    goes_by_key(page, "Close the meeting")
    maria.sees("The meeting is closed")
    maria.sees("1\u202f302.00")
    goes_by_key(page, "Send and receive")
