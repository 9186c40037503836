"""From a group's figures down to its entries at the office, and what the group sees and answers."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from federation.commands.users import add_user
from federation.store import Store, local
from federation.store.queries import books, corrections
from federation.web import create_app
from tests import factories as f
from tests.sync import links

from .conftest import PIN, Browser

WHY = "her own book says five, not fifty"


@dataclass(frozen=True)
class Served:
    """A group and its hub as their programs have them, and the stores behind."""

    world: links.World
    at_hub: Flask
    at_group: Flask

    @property
    def group(self) -> Store:
        return self.at_group.extensions["federation"]

    @property
    def hub(self) -> Store:
        return self.at_hub.extensions["federation"]

    def close(self) -> None:
        self.group.close()
        self.hub.close()
        self.world.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Served]:
    """A world of one test's own."""
    with closing(lived_in(tmp_path)) as made:
        yield made


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A world in which nothing is proposed."""
    with closing(lived_in(tmp_path_factory.mktemp("still"))) as made:
        yield made


def lived_in(folder: Path) -> Served:
    """A group with savings of two months, at the hub in two files; people at both."""
    made = links.make(folder)
    f.admit(made.group, "Ndapewa Shikongo")
    f.admit(made.group, "Hope Amukwa")
    f.enter(made.group, ("savings", 5000, 1), ("savings", 20_000, 2, "land"))
    links.carry(made.group, made.hub)
    f.enter(made.group, ("fee", 700, 1), ("bank_deposit", 4000), day="2026-12-18")
    links.carry(made.group, made.hub)
    for name, role in (("Rosa", "staff"), ("Tate", "admin")):
        add_user(made.hub, name=name, pin=PIN, role=role)
    for name, role in (("Selma", "treasurer"), ("Maria", "chair"), ("Cuca", "collector")):
        add_user(made.group, name=name, pin=PIN, role=role)
    return Served(made, create_app(made.hub.node), create_app(made.group.node))


def office(world: Served, name: str = "Rosa") -> Browser:
    return Browser(world.at_hub).log_in(name)


def group(world: Served, name: str = "Selma") -> Browser:
    return Browser(world.at_group).log_in(name)


def send(browser: Browser, path: str, told: dict[str, str], action: str = "") -> TestResponse:
    """The form of a page, sent with these fields, whatever else it holds."""
    goal, data = browser.filled(path, {}, action)
    return browser.post(goal, {**data, **told})


def entry_no(store: Store, kind: str) -> int:
    with store.reading() as db:
        (found, *_) = [one for one in books.entries(db, f.own_book(store)) if one.kind == kind]
    return found.seq


def looked(browser: Browser, **given: str) -> str:
    """The address of the entries, after a reason was given."""
    told = {"reason": WHY, "member": "1", **given}
    file = told.pop("file", "")
    path = f"/groups/G0001/look?file={file}" if file else "/groups/G0001/look"
    if file:
        told.pop("member")
    page = send(browser, path, told)
    assert page.status_code == 303, page.text
    return str(page.headers["Location"])


def test_figures_open_down_to_files_and_show_nobody(world: Served) -> None:
    browser = office(world)
    assert "/groups/G0001/accounts" in browser.get("/groups/G0001").text
    accounts = browser.get("/groups/G0001/accounts").text
    assert "250.00" in accounts
    savings = browser.get("/groups/G0001/accounts/savings").text
    assert "Nov 2026" in savings
    assert "250.00" in savings
    cash = browser.get("/groups/G0001/accounts/cash").text
    assert cash.index("Dec 2026") < cash.index("Nov 2026")
    month = browser.get("/groups/G0001/months/2026-12?account=cash").text
    assert "5–6" in month
    files = browser.get("/groups/G0001/files").text
    assert files.index("5–6") < files.index("1–4")
    with world.hub.reading() as db:
        arrivals = [one.arrival for one in corrections_files(db)]
    file = browser.get(f"/groups/G0001/files/{arrivals[-1]}").text
    assert "1–4" in file
    assert "250.00" in file
    for page in (accounts, savings, cash, month, files, file):
        for name in ("Ndapewa", "Shikongo", "Hope", "Amukwa"):
            assert name not in page
    with world.hub.reading() as db:
        assert corrections.looks(db) == ()


def corrections_files(db: object) -> tuple[object, ...]:
    from federation.store.queries import looking  # noqa: PLC0415

    return looking.files(db, books.books(db)[0].id)


@pytest.mark.parametrize(
    "path",
    [
        "/groups/G0009/accounts", "/groups/C01/accounts", "/groups/G0001/accounts/gold",
        "/groups/G0001/months/2026-13", "/groups/G0001/months/soon", "/groups/G0001/files/999",
        "/groups/G0001/files/1", "/groups/G0001/looks/nothing", "/proposals/nothing",
        "/groups/G0009/look", "/looks?group=G0009",
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_in_a_sentence(still: Served, path: str) -> None:
    page = office(still).get(path)
    assert page.status_code in (404, 422)
    assert "Traceback" not in page.text


def test_entries_need_a_reason_and_are_the_person_s_of_that_day(world: Served) -> None:
    browser = office(world)
    none = send(browser, "/groups/G0001/look", {"member": "1", "reason": " "})
    assert none.status_code == 422
    assert "Write why." in none.text
    short = send(browser, "/groups/G0001/look", {"member": "1", "reason": "because"})
    assert "whole sentence" in short.text
    named = send(browser, "/groups/G0001/look", {"member": "1", "reason": "Ndapewa asked us to"})
    assert "not her name" in named.text
    nobody = send(browser, "/groups/G0001/look", {"member": "77", "reason": WHY})
    assert nobody.status_code in (404, 422)
    with world.hub.reading() as db:
        assert corrections.looks(db) == ()
    address = looked(browser, asked_by="member")
    page = browser.get(address).text
    assert "Ndapewa Shikongo" in page
    assert "50.00" in page
    assert "200.00" not in page
    other = office(world, "Tate").get(address)
    assert other.status_code in (403, 422)
    assert "200.00" not in other.text
    assert "Rosa" in office(world, "Tate").get("/looks").text
    assert WHY in browser.get("/looks?group=G0001").text


def test_a_month_names_the_files_that_brought_something_of_it(world: Served) -> None:
    f.enter(world.group, ("savings", 300, 1), day=f.DAY)
    links.carry(world.group, world.hub)
    month = office(world).get("/groups/G0001/months/2026-11").text
    files = re.findall(r"(\d+–\d+)</td>", month.split("Files that brought it")[1])
    assert files == ["7–7", "1–4"], "a file of December lies between, and brought nothing of it"
    none = office(world).get("/groups/G0001/months/2026-09").text
    assert "Nothing of this month is here" in none


def test_a_member_s_entries_answer_a_complaint(world: Served) -> None:
    f.enter(world.group, ("savings", 3000, 1), ("savings", 1200, 1, "land"), day="2026-12-19")
    f.enter(world.group, ("savings", 9900, 1), day="2026-12-20")
    links.carry(world.group, world.hub)
    browser = office(world)
    page = browser.get(looked(browser)).text
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Saved N$ 191.00 general N$ 179.00 land N$ 12.00 Owes" in plain
    assert page.index("20 Dec 2026") < page.index("19 Dec 2026") < page.index("22 Nov 2026")
    for left in ("191.00", "92.00", "80.00", "50.00"):
        assert f">{left}<" in page, left


def test_a_look_that_nobody_asked_for_says_so_at_both(world: Served) -> None:
    looked(office(world))
    said = "nobody asked: the office wanted to know"
    assert said in office(world).get("/looks").text
    links.carry(world.hub, world.group, to="G0001")
    assert said in group(world).get("/office-looks").text
    looked(office(world), asked_by="member")
    assert office(world).get("/looks").text.count(said) == 1


def test_a_file_s_entries_show_numbers_not_names(world: Served) -> None:
    browser = office(world)
    with world.hub.reading() as db:
        arrivals = [one.arrival for one in corrections_files(db)]
    form = browser.get(f"/groups/G0001/look?file={arrivals[-1]}").text
    assert "Entries 1 to 4" in form
    address = looked(browser, file=str(arrivals[-1]))
    page = browser.get(address).text
    assert "200.00" in page
    assert "Ndapewa" not in page


def proposed(world: Served, **given: str) -> str:
    """The address of a proposal about the first savings."""
    browser, entry = office(world), entry_no(world.group, "savings-received")
    address = looked(browser).partition("?")[0]
    told = {
        "wanted": "replace", "amount": "5", "member": "1", "purpose": "general",
        "entered_on": f.DAY, "reason": WHY, **given,
    }  # fmt: skip
    page = send(browser, f"{address}/entries/{entry}", told)
    assert page.status_code == 303, page.text
    return str(page.headers["Location"]).partition("?")[0]


def test_the_whole_way_by_pages(world: Served) -> None:
    address = proposed(world)
    assert "waits for the group" in office(world).get(address).text
    assert "waits for the group" in office(world).get("/proposals?group=G0001").text
    links.carry(world.hub, world.group, to="G0001")
    browser = group(world)
    home = browser.get("/").text
    assert "looked at single entries" in home
    assert "asks you to look at an entry" in home
    looks = browser.get("/office-looks").text
    assert "Rosa" in looks
    assert "Ndapewa Shikongo" in looks
    assert WHY in looks
    listed = browser.get("/proposals").text
    assert address.removeprefix("/") in listed
    page = browser.get(address).text
    assert "50.00" in page
    assert "5.00" in page
    with world.group.reading() as db:
        second = next(one.id for one in local.users(db) if one.name == "Maria")
        collector = next(one.id for one in local.users(db) if one.name == "Cuca")
        first = next(one.id for one in local.users(db) if one.name == "Selma")
    for told, said in (
        ({"second": str(second), "pin": "0000"}, "PIN"),
        ({"second": str(first), "pin": PIN}, "second"),
        ({"second": str(collector), "pin": PIN}, ""),
        ({}, "Choose the second person."),
    ):
        wrong = send(browser, address, told, "/accept")
        assert wrong.status_code in (403, 422), told
        assert said in wrong.text
    done = send(browser, address, {"second": str(second), "pin": PIN}, "/accept")
    assert done.status_code == 303
    assert "entered instead as entry" in browser.get(address).text
    links.carry(world.group, world.hub)
    assert "accepted" in office(world).get(address).text
    assert "asks you to look" not in browser.get("/").text
    assert send(browser, "/office-looks", {}).status_code == 303
    assert "looked at single entries" not in browser.get("/").text


def test_declined_by_one_and_withdrawn_by_the_office(world: Served) -> None:
    address = proposed(world, wanted="question")
    office(world)
    links.carry(world.hub, world.group, to="G0001")
    browser = group(world, "Maria")
    page = browser.get(address)
    assert "question" in page.text
    empty = send(browser, address, {"reason": ""}, "/answer")
    assert empty.status_code == 422
    told = {"reason": "we looked at the paper"}
    assert send(browser, address, told, "/answer").status_code == 303
    links.carry(world.group, world.hub)
    assert "we looked at the paper" in office(world).get(address).text
    second = proposed(world, wanted="take-back", amount="")
    browser = office(world)
    goal, late = browser.filled(second, {"reason": "it was our own mistake again"})
    back = send(office(world), second, {"reason": "it was our own mistake"})
    assert back.status_code == 303
    assert "it was our own mistake" in office(world).get(second).text
    # Who still has the page presses again: the sentence stands on it, though its form is gone.
    again = browser.post(goal, late)
    assert again.status_code == 422
    assert "The office took this back on" in again.text
    assert "Ask for it no more" not in again.text
    links.carry(world.hub, world.group, to="G0001")
    assert "taken back by the office" in browser.get(second).text


def test_a_collector_sees_who_looked_and_answers_nothing(world: Served) -> None:
    address = proposed(world)
    links.carry(world.hub, world.group, to="G0001")
    browser = group(world, "Cuca")
    assert browser.get("/office-looks").status_code == 200
    assert "asks you to look" not in browser.get("/").text
    for path in ("/proposals", address):
        assert browser.get(path).status_code == 403
    for deed in ("accept", "answer"):
        _, data = browser.filled("/office-looks", {})
        sent = browser.post(f"{address}/{deed}", {**data, "reason": "no"})
        assert sent.status_code == 403
    with world.group.reading() as db:
        assert corrections.proposal(db, address.rpartition("/")[2]).state == "open"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"wanted": ""}, "Choose what you ask the group to do."),
        ({"amount": "five"}, "five"),
        ({"amount": "50", "reason": WHY}, "says already"),
        ({"reason": ""}, "Write why."),
        ({"entered_on": "2027-01-01"}, "still to come"),
        ({"member": "77"}, "77"),
    ],
)
def test_a_proposal_that_does_not_fit_is_shown_again(
    still: Served, given: dict[str, str], said: str
) -> None:
    browser, entry = office(still), entry_no(still.group, "savings-received")
    address = looked(browser).partition("?")[0]
    told = {
        "wanted": "replace", "amount": "5", "member": "1", "purpose": "general",
        "entered_on": f.DAY, "reason": WHY, **given,
    }  # fmt: skip
    page = send(browser, f"{address}/entries/{entry}", told)
    assert page.status_code in (404, 422)
    assert said in page.text
    with still.hub.reading() as db:
        assert corrections.proposals(db) == ()
