"""The end of a cycle in the browser: preview, vote, PINs, parts paid, the next one; leaving."""

import re

import pytest

from federation.store.queries import group
from federation.store.queries import rotation as rotating
from tests import factories as f
from tests import sharing as s

from .conftest import PIN, Browser, sentences

DAY = "2026-11-22"
PINS = {"officer1": "1", "pin1": PIN, "officer2": "2", "pin2": PIN}


@pytest.fixture
def two(treasurer: Browser, store):
    """Anna and Beata with 5,000.00 each in shares, a loan of 3,000.00 to Anna; cycle 1 runs."""
    for name in ("Anna", "Beata"):
        f.admit(store, name, day=DAY)
    s.adopt(store, quorum=50, social_at_share_out="equal")
    f.enter(store, ("share", 500_000, 1), ("share", 500_000, 2), ("social_contribution", 100_000))
    s.lend(store, 1, 300_000)
    return treasurer


def counted(browser: Browser, store) -> None:
    meeting = f.open_meeting(store, DAY)
    browser.done(f"/meetings/{meeting}/attendance", button="rest")
    browser.done(f"/meetings/{meeting}/attendance", button="confirm")
    f.count_box(store, meeting)


def test_from_the_preview_to_the_next_cycle(two: Browser, store) -> None:
    assert "No cycle runs" in two.get("/share-out").text
    page = two.done("/cycle")
    assert "The cycle has begun" in page.text
    page = two.get("/share-out")
    assert "Box, bank and books say the same" in page.text
    assert "2 500.00" in page.text.replace("\u202f", " ")
    assert "closed in a meeting" in page.text
    counted(two, store)
    page = two.send("/share-out/close", votes_for="1", votes_against="1", **PINS)
    assert page.status_code == 422
    assert "does not carry" in page.text
    wrong = two.send("/share-out/close", votes_for="2", **{**PINS, "pin2": "0000"})
    assert wrong.status_code in (403, 422, 429)
    same = two.send("/share-out/close", votes_for="2", **{**PINS, "officer2": "1"})
    assert "2 different officers" in same.text
    page = two.done("/share-out/close", votes_for="2", **PINS)
    assert "The share-out is closed" in page.text
    assert "0 of 2 members are done" in page.text
    way = "/share-out/pay/1"
    page = two.send("/share-out/paid", action=way)
    assert page.status_code == 422
    assert "Let her sign" in " ".join(sentences(page))
    goal, data = two.filled("/share-out/paid", {}, way)
    signed = {**data, "signed-1": "yes"}
    assert two.post(goal, signed).status_code == 303
    # A second tap is the same payment.
    assert two.post(goal, signed).status_code == 303
    assert s.due(store) == {2: 550_000}
    goal, data = two.filled("/share-out/paid", {}, "/share-out/pay/2")
    again = {"cash-2": "50", "again-2": "5000", "purpose-2": "share", "signed-2": "yes"}
    assert two.post(goal, {**data, **again}).status_code == 303
    page = two.get("/share-out/paid")
    assert "Left to pay" in page.text
    goal, data = two.filled("/share-out/paid", {}, "/share-out/pay/2")
    assert two.post(goal, {**data, "signed-2": "yes"}).status_code == 303
    assert "Every part is paid" in two.get("/share-out/paid").text
    page = two.done("/cycle")
    assert "Cycle 2" in page.text
    with store.reading() as db:
        assert [one.cycle for one in group.cycles(db, f.own_book(store))] == [2, 1]
    assert s.sums(store) == {"cash": 500_000, "shares": -500_000}
    s.check(store)


def test_a_share_out_that_was_wrong_is_taken_back_by_two(two: Browser, store) -> None:
    two.done("/cycle")
    counted(two, store)
    before = s.sums(store)
    two.done("/share-out/close", votes_for="2", **PINS)
    found = re.search(
        r'href="(/entries/\d+)">The share-out was wrong', two.get("/share-out/paid").text
    )
    page = two.done(found[1], reason="a loan was forgotten", second="2", pin=PIN)
    assert "taken back" in page.text
    assert s.sums(store) == before
    assert "Vote on it and close it" in two.get("/share-out").text


def test_a_difference_needs_its_reason(two: Browser, store) -> None:
    two.done("/cycle")
    f.enter(store, ("bank_deposit", 100_000))
    counted(two, store)
    assert "less than the books say" in two.get("/share-out?bank=990").text
    page = two.send("/share-out/close?bank=990", votes_for="2", **PINS)
    assert "Write why" in " ".join(sentences(page))
    page = two.done("/share-out/close?bank=990", votes_for="2", reason="Charges", **PINS)
    assert "The share-out is closed" in page.text
    with store.reading() as db:
        told = group.cycles(db, f.own_book(store))[0].share_out
    assert (told.by_cash, told.by_books, told.pool) == (999_000, 1_000_000, 999_000)


def test_who_owes_more_than_her_part_is_told_in_words(two: Browser, store) -> None:
    two.done("/cycle")
    s.lend(store, 1, 300_000)
    page = two.get("/share-out").text.replace("\u202f", " ")
    assert "still owes N$ 500.00" in page
    counted(two, store)
    page = two.done("/share-out/close", votes_for="2", **PINS)
    assert "her debts were more than her part" in page.text
    two.done("/share-out/paid", action="/share-out/pay-in/1", **{"amount-1": "500"})
    assert s.due(store) == {2: 550_000}


def test_papers_and_pages_of_a_group_that_shares_nothing_out(treasurer: Browser, store) -> None:
    f.admit(store, "Anna", day=DAY)
    for path in ("/cycle", "/share-out", "/share-out/close"):
        assert "nothing is shared out" in treasurer.get(path).text
    assert "Nothing was shared out yet" in treasurer.get("/share-out/paid").text
    assert "nothing is shared out" in treasurer.get("/papers/share-out").text


def test_the_sheet_for_the_wall_has_a_line_to_sign(two: Browser) -> None:
    two.done("/cycle")
    page = two.get("/papers/share-out").text.replace("\u202f", " ")
    assert re.search(r"Anna</td>.*5 000.00.*500.00.*3 000.00.*2 500.00", page, re.DOTALL)
    assert "Signature" in page


def test_the_sheet_for_the_wall_is_the_one_on_the_screen(two: Browser, store) -> None:
    """House savings stay, the bank's book says 990.00, and the meeting is of tomorrow."""
    two.done("/cycle")
    s.adopt(store, savings="both", purposes=("general", "house"))
    f.enter(store, ("savings", 70_000, 2, "house"), ("bank_deposit", 100_000))
    f.open_meeting(store, "2026-11-23")

    def parts(page: str) -> tuple[str, ...]:
        row = re.search(r"Beata</td>(.*?)</tr>", page.replace("\u202f", " "), re.DOTALL)
        return tuple(re.findall(r"\d[\d ]*\.\d\d", row[1]))

    screen = two.get("/share-out?keep=house&bank=990").text
    way = re.search(r'href="(/papers/share-out[^"]*)"', screen)[1].replace("&amp;", "&")
    sheet = two.get(way).text
    assert parts(sheet) == parts(screen) != ()
    assert "5 700.00" in two.get("/share-out").text.replace("\u202f", " ")
    assert "5 700.00" not in sheet.replace("\u202f", " ")
    assert "As it would be on" in sheet
    for kept in ("day=2026-11-23", "keep=house", "bank=990"):
        assert kept in re.search(r'href="([^"]*as=pdf)"', sheet)[1]


def test_a_rotating_pot(treasurer: Browser, store) -> None:
    for name in ("Anna", "Beata", "Celia"):
        f.admit(store, name, day=DAY)
    gap = {"place.1": "1", "place.2": "3", "place.3": ""}
    page = treasurer.send("/rotating-pots/new", amount="100", **gap)
    assert "Nobody has place 2" in " ".join(sentences(page))
    told = {"place.1": "2", "place.2": "1", "place.3": "3"}
    page = treasurer.done("/rotating-pots/new", amount="100", **told)
    assert "This is its order" in page.text
    way = "/rotating-pots/1"
    goal, data = treasurer.filled(way, {})
    assert treasurer.post(goal, {**data, "in.1": "yes", "in.2": "yes"}).status_code == 303
    page = treasurer.send(way, action="/paid")
    assert "Wait for them" in page.text
    goal, data = treasurer.filled(way, {}, "/paid")
    assert treasurer.post(goal, {**data, "although": "yes"}).status_code == 303
    page = treasurer.get(f"{way}?done=rotation-out")
    assert "The pot is paid" in page.text
    assert "Celia did not pay for Beata" in page.text
    page = treasurer.done(f"{way}/order", **{"place.1": "2", "place.3": "1"})
    with store.reading() as db:
        pot = rotating.rotating(db, f.own_book(store), 1)
    assert pot.pot.turns == (2, 3, 1)
    assert "Rotating pot 1" in treasurer.get("/papers/rotating-pots/1").text
    goal, data = treasurer.filled("/rotating-pots/new?by=lot", {"amount": "5"})
    assert treasurer.post(goal, {**data, "in.1": "yes", "in.3": "yes"}).status_code == 303
    with store.reading() as db:
        pot = rotating.rotating(db, f.own_book(store), 2)
    assert (sorted(pot.pot.turns), pot.pot.by) == ([1, 3], "lot")


def test_leaving_says_what_she_gets_and_what_keeps_her(two: Browser, store) -> None:
    page = two.get("/members/1/leave").text.replace("\u202f", " ")
    assert "N$ 2 000.00" in page
    assert "less loan 1" in page
    treasurer_page = two.done("/members/1/leave")
    assert "has left" in treasurer_page.text
    s.lend(store, 2, 10_000, guarantors=(2,))
    page = two.get("/members/2/leave").text
    assert "stands surety for loan 2" in page
    assert "She leaves on" not in page
