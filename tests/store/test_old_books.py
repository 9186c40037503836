"""Reads of books of more than a year say what all the postings say together."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from federation.core.accounts import ACCOUNTS
from federation.store import Database, Store, open_store
from federation.store.queries import books
from federation.store.queries import meetings as held
from federation.store.queries.book_views import MeetingView
from tests import factories as f
from tests.bench import big_books

MEMBERS, WEEKS = 14, 60


@pytest.fixture(scope="module")
def old_group(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(f.bare_node(tmp_path_factory.mktemp("old") / "group"))
    big_books.grow(store, MEMBERS, WEEKS)
    yield store
    store.close()


@pytest.fixture
def db(old_group: Store) -> Iterator[Database]:
    with old_group.reading() as opened:
        yield opened


@pytest.fixture
def book(old_group: Store) -> int:
    return f.own_book(old_group)


def posted(db: Database, book: int, upto: int) -> dict[str, int]:
    """Each account on its own side after entry `upto`, from every posting."""
    rows = db.connection().execute(
        "SELECT account, sum(amount) FROM posting WHERE book = ? AND seq <= ? GROUP BY account",
        (book, upto),
    )
    return {account: amount * ACCOUNTS[account].side for account, amount in rows}


def test_a_savings_book_ends_with_what_is_saved(db: Database, book: int) -> None:
    """With what two people took back, and what a share-out moved: entries that name nobody."""
    kinds = set()
    for one in books.members(db, book):
        lines = books.passbook(db, book, one.member)
        assert lines[-1].balance_minor == one.saved_minor > 0
        assert [line.seq for line in lines] == sorted(line.seq for line in lines)
        kinds |= {line.kind for line in lines}
    assert {"entry-reversed", "share-out-held", "share-reinvested"} <= kinds


def test_a_meeting_begins_with_what_the_one_before_left(db: Database, book: int) -> None:
    meetings = books.meetings(db, book, limit=100)[::-1]
    assert len(meetings) == WEEKS + 1

    def lines(one: MeetingView) -> tuple[held.PotLine, ...]:
        return held.pot_lines(db, book, one.opened_seq, one.closed_seq)

    for before, after in pairwise(meetings):
        opened = posted(db, book, after.opened_seq)
        assert {one.account: one.opening_minor for one in lines(after) if one.opening_minor} == {
            account: amount for account, amount in opened.items() if amount
        }
        closed = posted(db, book, before.closed_seq)
        for one in lines(before):
            assert one.closing_minor == closed.get(one.account, 0)
            assert one.opening_minor + one.came_minor - one.went_minor == one.closing_minor


def test_entries_of_a_meeting_are_all_of_them(db: Database, book: int) -> None:
    every = books.entries(db, book, limit=10**6)
    for number in (1, 30, WEEKS + 1):
        own = tuple(one for one in every if one.meeting == number)
        assert books.entries(db, book, meeting=number, limit=10**6) == own
        assert len(own) > MEMBERS
    assert sum(one.box_minor for one in every) == books.pots(db, book).cash
