"""Sums that are kept as entries come in say what the postings say, whatever the span of days."""

from datetime import date, timedelta
from random import Random

import pytest

from federation.store import open_store
from federation.store.queries import books, figures
from sync.founding import found
from tests.bench import big_books

FIRST = date(2025, 10, 1)


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A group with every kind of entry over a year and a quarter."""
    node = found(tmp_path_factory.mktemp("busy") / "group", role="group", name="Natangwe").node
    store = open_store(node)
    big_books.grow(store, members=30, weeks=65)
    yield store
    store.close()


def told(db, book, first, last):
    """The same from the postings alone."""
    rows = db.connection().execute(
        "SELECT account, posting.purpose, sum(posting.amount) FROM posting"
        " JOIN entry ON entry.book = posting.book AND entry.seq = posting.seq"
        " WHERE posting.book = ? AND day >= ? AND day <= ? GROUP BY account, posting.purpose",
        (book, first, last or "9999"),
    )
    return {(account, purpose): amount for account, purpose, amount in rows if amount}


def spans(count):
    """Open, whole months, days within a month, over the end of one, over years."""
    chance = Random(7)
    yield from (("", ""), ("2026-01-01", ""), ("", "2026-02-28"), ("2026-03-05", "2026-03-05"))
    yield from (("2026-01-31", "2026-02-01"), ("2026-02-01", "2026-02-28"), ("2030-01-01", ""))
    for _ in range(count):
        one, two = (FIRST + timedelta(days=chance.randrange(500)) for _ in range(2))
        yield min(one, two).isoformat(), max(one, two).isoformat()


def test_sums_of_any_span_are_those_of_its_postings(busy):
    with busy.reading() as db:
        book = books.book_of(db, busy.node.settings.node_id)
        for first, last in spans(40):
            found = figures.purpose_sums(db, [book], first, last)
            assert {key: one for key, one in found.items() if one} == told(db, book, first, last)


def test_a_span_reads_postings_of_cut_months_alone():
    """However long the books are, sums of whole months are those that are kept."""
    assert figures.whole_months("2026-01-01", "2026-06-30") == ("2026-01", "2026-06")
    assert figures.whole_months("2026-01-02", "2026-06-29") == ("2026-02", "2026-05")
    assert figures.whole_months("2026-01-02", "") == ("2026-02", "")
    assert figures.whole_months("2026-01-02", "2026-02-27") is None
