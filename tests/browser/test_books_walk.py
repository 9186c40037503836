"""A newcomer's walk by what stands on the pages: set-up, three meetings, share-out, next cycle.

The sums are kept here by hand, apart from the program, as a doubting member would keep them.
"""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from federation.node import open_node
from tests.browser.newcomer import Newcomer, clear
from tests.browser.test_whole_way import browser
from tests.browser.walk_setup import set_up
from tests.browser.walk_sums import (
    FRIEDA,
    HILMA,
    MEMBERS,
    NDAPEWA,
    PRICE,
    RAUNA,
    TOBIAS,
    Sums,
    parts,
    told,
)
from tests.field.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
__all__ = ["browser"]

OFFICERS = (("Maria", "treasurer", "4711"), ("Selma", "secretary", "8152"))
OFFICERS += (("Johanna", "chair", "2965"),)


def sundays(group: Server) -> tuple[date, date, date, date]:
    """The last four Sundays: the money is counted on the first, the group meets on the others."""
    today = date.fromisoformat(open_node(group.folder).today())
    last = today - timedelta(days=(today.weekday() + 1) % 7)
    return tuple(last - timedelta(weeks=ago) for ago in (3, 2, 1, 0))  # type: ignore[return-value]


def command(folder: Path, *words: str) -> str:
    """`federation --data … words`, as README says it."""
    whole = [sys.executable, "-m", "federation", "--data", str(folder), *words]
    return subprocess.run(whole, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A group as README makes one, with three officers and their own PINs."""
    folder = tmp_path_factory.mktemp("walk") / "group"
    recovery = str(folder.parent / "recovery.txt")
    command(folder, "init", "--role", "group", "--name", "Natangwe", "--recovery-out", recovery)
    for name, role, pin in OFFICERS:
        command(folder, "user", "add", name, "--role", role, "--pin", pin)
    return folder


@pytest.fixture
def group(founded: Path, tmp_path: Path) -> Iterator[Server]:
    """A fresh group and its server; at the end everything is reckoned anew from the journal."""
    folder = tmp_path / "group"
    shutil.copytree(founded, folder)
    server = Server(folder)
    server.start()
    yield server
    assert server.end(signal.SIGTERM) == 0
    verified = json.loads(command(folder, "verify", "--json"))
    assert verified["ok"], verified["problems"]


def arrives(
    browser: Browser, server: Server, called: str, who: str = "Maria", **given: Any
) -> Newcomer:
    """One of the officers logs in, each with her own PIN."""
    clear(called)
    one = Newcomer.arrives(browser, server.url, called, **given)
    one.logs_in(who, next(pin for name, _, pin in OFFICERS if name == who))
    return one


def begins_a_cycle(maria: Newcomer, day: date) -> None:
    """The next thing after the set-up."""
    maria.presses("Next: the first cycle begins")
    maria.fills("The cycle begins on", day.isoformat())
    maria.presses("Begin cycle 1")
    maria.sees("The cycle has begun", "Members' own money N$ 560.00", "Earned so far N$ 20.00")


def starts(maria: Newcomer, day: date, late: str = "", away: str = "") -> None:
    """Who is here."""
    maria.home()
    maria.presses("Start the meeting")
    maria.fills("Day of the meeting", day.isoformat())
    maria.presses("Start: who is here?")
    if late:
        maria.marks(late, "late")
    if away:
        maria.marks(away, "not here")
    maria.presses("All others are here")
    if maria.title() == "Attendance":
        maria.presses("Confirm who is here")


def saves(maria: Newcomer, **shares: int) -> None:
    """Money for shares, by first names, then everybody's contribution."""
    assert maria.title() == "Savings"
    for first, number in shares.items():
        if number:
            maria.fills(first, str(number * PRICE // 100))
    maria.presses("Confirm, then social fund")
    maria.presses("All who are here paid N$\u202f2.00")
    maria.presses("Confirm, then fines")


def goes_on_to(maria: Newcomer, title: str) -> None:
    """On, without entering anything, until this step."""
    for _ in range(10):
        if maria.title() == title:
            return
        maria.presses("Next: " if maria.may_press("Next: ") else "Confirm, then")
    raise AssertionError(f"no way to “{title}” from {maria.page.url}")


def pays(maria: Newcomer, who: str, amount: str) -> None:
    goes_on_to(maria, "Loan repayments")
    maria.fills(who, amount)
    maria.presses("Confirm, then loans paid out")


def lends(maria: Newcomer) -> None:
    """An application, a guarantor, the vote, the payments looked at, the money paid out."""
    goes_on_to(maria, "Loans paid out")
    maria.presses("Somebody asks for a loan")
    maria.fills("Who?", NDAPEWA)
    maria.fills("How much does she ask for?", "200")
    maria.fills("What for?", "Roof sheets")
    maria.fills("In how many payments", "2")
    maria.fills("Guarantor 1", RAUNA)
    maria.presses("Write down what she asks for")
    maria.presses("Decide on N$\u202f200.00")
    maria.fills("How many say yes?", "5")
    maria.fills("How many say no?", "1")
    maria.presses("Show the payments")
    maria.sees("Together N$ 240.00", "loan 100.00 and interest 20.00")
    maria.presses("Agree and pay out N$\u202f200.00")
    maria.sees("The loan is written down")


def counts(maria: Newcomer, **pieces: int) -> None:
    """Notes and coins, by two people: `n200=1, c50=1`."""
    maria.fills("Who counts?", FRIEDA)
    maria.fills("Who counts with her?", RAUNA)
    for piece, number in pieces.items():
        minor = int(piece[1:]) * (100 if piece[0] == "n" else 1)
        maria.main.locator(f"[name='pieces.{minor}']").fill(str(number))
    maria.presses("This is what is in the box")


def closes(maria: Newcomer) -> None:
    """Read out, then each officer's own PIN."""
    assert maria.title() == "Reading out", maria.reads()
    maria.presses("Read out: now close the meeting")
    all_officers(maria)
    maria.presses("Close the meeting of")
    maria.sees("The meeting is closed", "Maria, Selma, Johanna")


def all_officers(maria: Newcomer) -> None:
    for place, (name, _, pin) in enumerate(OFFICERS):
        maria.fills(f"Officer {place + 1}", name)
        maria.fills("Her PIN", pin, place)


def first_meeting(maria: Newcomer, day: date, sums: Sums) -> None:
    """Somebody is late; a loan; fifty cents are missing."""
    starts(maria, day, late=FRIEDA)
    saves(maria, Ndapewa=3, Moses=2, Hilma=2, Frieda=1, Rauna=5, Tobias=1)
    sums.buys(Ndapewa=3, Moses=2, Hilma=2, Frieda=1, Rauna=5, Tobias=1)
    sums.social += 6 * 200
    maria.sees(f"{FRIEDA} coming late")
    maria.presses("Charge those who are ticked")
    maria.presses("All who are here pay what they owe")
    if maria.title() == "Fines":
        maria.presses("Confirm, then loan repayments")
    pays(maria, HILMA, "65")
    lends(maria)
    sums.box += 6 * 200 + 100 + 65_00 - 200_00
    goes_on_to(maria, "Counting the box")
    counts(maria, n200=1, n20=2, n1=2, c50=1)
    maria.sees("The books say N$ 243.00", "You counted N$ 242.50")
    maria.fills("It still does not match: why?", "A coin fell under the table")
    maria.presses("This is what is in the box")
    sums.box -= 50
    closes(maria)
    sums.are_on(maria)


def second_meeting(maria: Newcomer, day: date, sums: Sums) -> None:
    """A wrong entry of the first is taken back by two people."""
    starts(maria, day)
    saves(maria, Ndapewa=1, Moses=2, Hilma=3, Frieda=1, Rauna=5)
    sums.buys(Ndapewa=1, Moses=2, Hilma=3, Frieda=1, Rauna=5)
    sums.social += 6 * 200
    sums.box += 6 * 200
    maria.home()
    maria.presses("Members")
    maria.presses(TOBIAS)
    maria.main.locator("tr", has_text="10.00").get_by_role("link").first.click()
    maria.looks()
    maria.fills("Why?", "He looked on and bought none")
    maria.fills("The second officer", "Selma")
    maria.fills("Her PIN", "8152")
    maria.presses("Take back N$\u202f10.00")
    maria.sees("The entry is taken back", "He looked on and bought none")
    sums.buys(Tobias=-1)
    maria.home()
    maria.presses("Members")
    maria.presses(TOBIAS)
    maria.sees("Taken back", "Shares (taken back)", "N$ 60.00")
    maria.home()
    maria.presses("Continue the meeting")
    goes_on_to(maria, "Counting the box")
    counts(maria, n200=1, n100=1, n50=1, n10=1, n1=4, c50=1)
    closes(maria)
    sums.are_on(maria)


def third_meeting(maria: Newcomer, day: date, sums: Sums) -> None:
    """Half of a loan comes back; then everything is shared out."""
    starts(maria, day)
    saves(maria, Ndapewa=1, Moses=1, Hilma=1, Frieda=1, Rauna=1, Tobias=1)
    sums.buys(Ndapewa=1, Moses=1, Hilma=1, Frieda=1, Rauna=1, Tobias=1)
    sums.social += 6 * 200
    pays(maria, NDAPEWA, "120")
    sums.box += 6 * 200 + 120_00
    goes_on_to(maria, "Counting the box")
    counts(maria, n200=2, n100=1, n50=1, n5=1, n1=1, c50=1)


def share_out(maria: Newcomer, sums: Sums) -> dict[str, int]:
    """Preview, wall sheet, vote and PINs; what each is to get."""
    assert (sums.own(), sums.box, sums.social) == (870_00, 556_50, 81_00)
    # Interest received, a fine, what was missing, from before the books, interest still owed.
    pool = sums.own() + 15_00 + 1_00 - 50 + 20_00 + 55_00
    # Ndapewa's 120 came early: all of it principal; Hilma's 65 was due: 50 and 15.
    assert pool == sums.box + sums.bank - sums.social + 80_00 + 50_00 + 55_00 == 960_50
    owes = {NDAPEWA: 120_00, HILMA: 65_00}
    net = {one: part - owes.get(one, 0) for one, part in parts(pool, sums.shares).items()}
    maria.turns_to("Cycle and share-out")
    maria.presses("What everybody would get now")
    maria.sees("Box, bank and books say the same")
    assert maria.reads().count(f"The pool {told(pool)[3:]}") == 2, maria.reads()
    maria.presses("Sheet for the wall, to sign")
    maria.sees(*MEMBERS, *(told(one)[3:] for one in net.values()))
    maria.page.go_back()
    maria.presses("Vote on it and close it")
    maria.fills("How many say yes?", "6")
    maria.fills("How many say no?", "0")
    all_officers(maria)
    maria.presses("Share out N$\u202f960.50")
    maria.sees("The share-out is closed")
    assert maria.figure("Left to pay") == sum(net.values()) == 775_50
    return net


def pay_out(maria: Newcomer, sums: Sums, net: dict[str, int]) -> None:
    """The bank's money is fetched; everybody signs; one saves fifty again."""
    maria.presses("Money fetched from the bank")
    maria.fills("How much?", "300")
    maria.main.locator("button.main").click()
    sums.box, sums.bank = sums.box + 300_00, 0
    maria.turns_to("Cycle and share-out")
    maria.presses("Pay the parts")
    for name, amount in net.items():
        card = maria.main.locator("section", has=maria.page.get_by_role("heading", name=name))
        again = 50_00 if name == RAUNA else 0
        if again:
            card.locator("summary").click()
            card.get_by_label("How much?").fill("50")
            card.get_by_label("In cash").fill(told(amount - again)[3:])
        card.get_by_label("She has signed").check(force=True)
        maria.presses(f"Pay {name}")
        sums.box -= amount - again
    sums.shares = dict.fromkeys(MEMBERS, 0) | {RAUNA: 5}
    maria.sees("6 of 6 members are done", "Every part is paid or saved again")
    sums.are_on(maria)


def next_cycle(maria: Newcomer, sums: Sums) -> None:
    """The box is counted once more, the meeting closed, the second cycle begun."""
    maria.presses("Continue the meeting")
    assert maria.title() == "Reading out"
    maria.presses("Count the box")  # money moved since it was counted
    counts(maria, n100=1, n20=1, n10=1, n1=1)
    closes(maria)
    maria.turns_to("Cycle and share-out")
    maria.presses("Begin cycle 2")
    maria.sees("The cycle has begun", "Cycle 2")
    assert maria.figure("Members' own money") == sums.own() == 50_00
    assert maria.figure("Earned so far") == 0
    assert sums.box == sums.social + sums.own()
    sums.are_on(maria)


def look_around(one: Newcomer, sums: Sums, *pages: str) -> None:
    """Another officer finds the same figures on the pages that matter most."""
    sums.are_on(one)
    one.presses("Members")
    one.presses(RAUNA)
    one.sees("Saved N$ 50.00")
    for page in pages:
        one.turns_to(page)
    assert not one.too_wide


def test_a_newcomer_walks_to_the_next_cycle(browser: Browser, group: Server) -> None:
    """By the words of the pages alone, on a telephone; the sums agree to the cent."""
    counted, *meetings = sundays(group)
    sums = Sums()
    maria = arrives(browser, group, "walk")
    set_up(maria, counted)
    begins_a_cycle(maria, counted)
    first_meeting(maria, meetings[0], sums)
    second_meeting(maria, meetings[1], sums)
    third_meeting(maria, meetings[2], sums)
    net = share_out(maria, sums)
    pay_out(maria, sums, net)
    next_cycle(maria, sums)
    assert not maria.too_wide
    selma = arrives(browser, group, "wide", "Selma", wide=1280)
    look_around(selma, sums, "Past meetings", "Our rules", "Cycle and share-out", "Papers")
    johanna = arrives(browser, group, "dark", "Johanna", color_scheme="dark")
    look_around(johanna, sums, "All entries", "How we are doing")


def test_without_javascript(browser: Browser, group: Server) -> None:
    """Set-up and a whole meeting, with nothing but pages and forms."""
    counted, first, *_ = sundays(group)
    sums = Sums()
    maria = arrives(browser, group, "plain", java_script_enabled=False)
    maria.pictures = False
    set_up(maria, counted)
    first_meeting(maria, first, sums)
    assert not maria.too_wide
