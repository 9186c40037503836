"""Lists of years of books: a page at a time, and by their links everything is reached, once."""

import re
import sqlite3
from collections.abc import Iterator
from itertools import chain

import pytest
from flask import Flask
from flask.testing import FlaskClient

from federation.node import open_node
from federation.store import Store
from federation.store.queries import books, group
from federation.store.queries import loans as lent
from federation.web import create_app
from tests.bench import bench_books, big_books
from tests.factories import own_book

MEMBERS, WEEKS, LAST = 16, 60, 61


@pytest.fixture(scope="module")
def old_group(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("old")
    big_books.make(folder, MEMBERS, WEEKS)
    app = create_app(open_node(folder / "group"))
    yield app
    app.extensions["federation"].close()


@pytest.fixture
def client(old_group: Flask) -> FlaskClient:
    found = old_group.test_client()
    hidden = re.findall(r'name="(csrf_token|form_token)" value="([^"]*)"', found.get("/login").text)
    name, _ = big_books.OFFICERS[0]
    answer = found.post("/login", data={**dict(hidden), "name": name, "pin": big_books.PIN})
    assert answer.status_code == 303
    return found


def walked(client: FlaskClient, address: str, item: str) -> list[list[int]]:
    """The numbers that follow `item` in the links of each page, by the links to older ones."""
    found = []
    while address:
        page = client.get(address).text
        found.append([int(one) for one in re.findall(rf'href="{item}(\d+)"', page)])
        older = re.search(r'href="([^"]*[?]before=\d+)"', page)
        address = older[1] if older else ""
    return found


def test_every_page_of_a_long_list_leads_to_the_older_ones(
    old_group: Flask, client: FlaskClient
) -> None:
    store: Store = old_group.extensions["federation"]
    with store.reading() as db:
        book = own_book(store)
        told = {
            "/meetings": ("/meetings/", range(LAST, 0, -1), 52),
            "/loans/over": ("/loans/", lent.over(db, book), 100),
            "/members/1": (
                "/entries/",
                [one.seq for one in books.passbook(db, book, 1)][::-1],
                100,
            ),
            "/decisions": (
                "/entries/",
                [one.seq for one in group.decisions(db, book, limit=10_000)],
                100,
            ),
        }
    for address, (item, every, at_once) in told.items():
        seen = walked(client, address, item)
        assert list(chain(*seen)) == list(every), address
        assert len(seen) > 1, address
        assert {len(page) for page in seen[:-1]} == {at_once}, address


def test_a_page_that_begins_before_everything_is_empty(client: FlaskClient) -> None:
    for address in ("/meetings", "/loans/over", "/members/1", "/decisions", "/entries"):
        assert client.get(f"{address}?before=1").status_code == 200, address
        assert client.get(f"{address}?before=many").status_code == 200, address


# As the planner tells of reading every entry; an index of some entries only may be read whole.
ALIAS = re.compile(r'"(entry|posting|line)" AS "(\w+)"')
WHOLE = re.compile(
    r"(?:SCAN|SEARCH) (\w+)(?: USING (?:PRIMARY KEY|INDEX entry_book_member) \(book=\?\))?$"
)
FIRST = 'ORDER BY "t1"."seq" LIMIT 1'  # ends at the first that fits; "(0 = 1)": asks for nothing


def whole_books(connection: sqlite3.Connection, statement: str) -> list[str]:
    """How this statement reads all entries of a book, if it does."""
    big = {alias for _, alias in ALIAS.findall(statement)}
    if not big or "(0 = 1)" in statement or statement.endswith(FIRST):
        return []
    plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    steps = [detail for *_, detail in plan]
    return [step for step in steps if (of := WHOLE.match(step)) and of[1] in big]


def test_no_page_reads_a_whole_book(old_group: Flask, client: FlaskClient) -> None:
    store: Store = old_group.extensions["federation"]
    with store.reading() as db:
        found = bench_books.candidates(db, own_book(store))
    connection = store.db.connection()
    seen: dict[str, set[str]] = {}
    for rule in old_group.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.endswith(".xlsx"):
            continue
        for address in bench_books.addresses(rule, found):
            told: list[str] = []
            connection.set_trace_callback(told.append)
            client.get(address).close()
            connection.set_trace_callback(None)
            for one in told:
                if steps := whole_books(connection, one):
                    seen.setdefault(f"{steps}: {one}", set()).add(address)
    assert not seen
