"""What is kept of loans, meetings and work says what a walk over every entry says, on any day."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from federation.core import events as e
from federation.core.days import month_end
from federation.store import open_store
from federation.store.queries import books, figures, groups, health, portfolios
from federation.store.tables import HealthRow, LoanMonth
from federation.store.verify import check_projections
from sync.intake import take_in
from tests.bench import big_federation as big
from tests.bench import big_life as life

GROUPS, MEMBERS, ROUNDS, WEEKS = 3, 24, 4, 15
FIRST = date(2025, 10, 5)


def members():
    return [
        (e.MemberAdmitted(day=FIRST.isoformat(), member=number, gender="f"), None)
        for number in range(1, MEMBERS + 20)
    ]


class Group:
    """A group that lends much, pays late, reschedules, and takes entries back."""

    def __init__(self, number, hub):
        self.writer, self.hub = big.make_writer(1, number, FIRST), hub
        self.life = life.Group(Random(number), FIRST)
        self.people = members()
        self.seen: list[tuple[int, e.Event]] = []
        self.gone: set[int] = set()

    def told(self, weeks):
        if not self.seen:
            for event, record in self.people[:MEMBERS]:
                self.life.here.append(self.life.next("member"))
                yield self.note(event), record
        for _ in range(weeks):
            self.life.day += timedelta(weeks=1)
            for event, record in life.meeting(self.life, self.people, last=False):
                yield self.note(event), record
            yield from self.odd()

    def note(self, event):
        self.life.seq += 1
        self.seen.append((self.life.seq, event))
        return event

    def odd(self):
        """Repayments of weeks ago that are taken back; terms that are changed; a loan given up."""
        day, chance = self.life.day.isoformat(), self.life.chance
        paid = [
            one
            for one in self.seen[-900:]
            if isinstance(one[1], e.LoanInterest) and one[0] not in self.gone
        ]
        if paid and self.life.happens(40):
            seq, event = chance.choice(paid)
            if event.source == "group":
                self.gone.add(seq)
                yield (
                    self.note(e.EntryReversed(day=day, of=seq, second=2, user=1)),
                    e.Note(note="x"),
                )
                self.life.cash -= event.amount
        going = [one for one in self.life.loans if one.source == "group"]
        if going and self.life.happens(25):
            one = chance.choice(going)
            terms: dict[str, Any] = {"rate": 10_000, "per": "month", "method": "declining"}
            yield self.note(
                e.LoanRescheduled(
                    day=day, member=one.member, loan=one.number, principal=one.left,
                    instalments=6, every="month", first_due_on=day, **terms,
                )
            ), None  # fmt: skip

    def write(self, weeks, folder):
        folder.mkdir(exist_ok=True)
        big.seal_up(self.writer, self.hub, self.told(weeks), folder)


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A hub that got a year of three groups in four files each, looked at after every round."""
    folder = tmp_path_factory.mktemp("lending")
    node = big.make_hub(folder / "hub", GROUPS)
    some = [Group(number, big.card_of(node)) for number in range(1, GROUPS + 1)]
    store = open_store(node)
    for turn in range(ROUNDS):
        for place, one in enumerate(some):
            one.write(WEEKS + place, folder / str(turn))  # they end on different days
        for outcome in take_in(store, [folder / str(turn)]):
            assert outcome.outcome == "applied", outcome.reason and outcome.reason.facts
    yield store
    store.close()


def days():
    chance = Random(3)
    for months in range(16):
        month = f"{2025 + (9 + months) // 12}-{(9 + months) % 12 + 1:02}"
        yield month_end(month)
    for _ in range(8):
        yield (FIRST + timedelta(days=chance.randrange(480))).isoformat()


def test_loans_by_age_are_those_of_the_walk(hub):
    with hub.reading() as db:
        here = frozenset(one.id for one in books.books(db))
        assert health.kept(db).keys() == here
        many = set()
        for day in days():
            told = portfolios.by_age(db, here, day, day)
            walked = portfolios._walked(db, here, day, day)
            assert in_order(told) == in_order(walked), day
            many |= {one.age for some in told.values() for one in some}
        assert many == {"", "1-30", "31-60", "61-90", "over-90"}
        for day in ("2026-12-31", "2027-02-10", "2026-10-05"):
            assert in_order(portfolios.by_age(db, here, day)) == in_order(
                portfolios._walked(db, here, day, "")
            )


def in_order(found):
    return {book: sorted(some, key=str) for book, some in found.items()}


def test_what_groups_did_is_what_the_walk_says(hub):
    with hub.reading() as db:
        here = frozenset(one.id for one in books.books(db))
        chance = Random(5)
        for _ in range(12):
            first, last = sorted(FIRST + timedelta(days=chance.randrange(480)) for _ in range(2))
            span = first.isoformat(), last.isoformat()
            told = groups.done(db, *span)
            walked = groups._walked(db, here, *span)
            assert {book: one for book, one in told.items() if one != groups.Done()} == {
                book: one for book, one in walked.items() if one != groups.Done()
            }
        whole = groups.done(db).values()
        assert min(one.written_off + one.unpaid_minutes for one in whole) > 0
        assert sum(one.meetings for one in whole) == ROUNDS * (WEEKS + WEEKS + 1 + WEEKS + 2)


def test_sums_until_a_day_are_those_of_the_postings(hub):
    with hub.reading() as db:
        here = [one.id for one in books.books(db)]
        for day in days():
            told = figures.account_sums(db, here, "", day)
            rows = db.connection().execute(
                "SELECT account, sum(posting.amount) FROM posting JOIN entry"
                " ON entry.book = posting.book AND entry.seq = posting.seq WHERE day <= ?"
                " GROUP BY account", (day,),
            )  # fmt: skip
            walked = {account: int(amount) for account, amount in rows if amount}
            assert {account: one for account, one in told.items() if one} == walked, day


def test_made_anew_from_the_journal_it_is_the_same(hub):
    """Later files changed few months of what was kept; made at one go it is all made."""
    with hub.reading() as db:
        assert LoanMonth.select().count(db) > 30
        assert not list(check_projections(db, hub.node))


def test_of_a_book_that_was_not_looked_at_entries_tell(hub):
    """While a folder is taken in, and when a machine stopped in between."""
    with hub.reading() as db:
        here = frozenset(one.id for one in books.books(db))
        told = in_order(portfolios.by_age(db, here, "2026-12-31")), groups.done(db)
    with hub.db.atomic() as transaction:
        HealthRow.update(seq=HealthRow.seq - 1).where(HealthRow.book == min(here)).execute(hub.db)
        assert health.kept(hub.db).keys() == here - {min(here)}
        assert in_order(portfolios.by_age(hub.db, here, "2026-12-31")) == told[0]
        assert groups.done(hub.db) == told[1]
        transaction.rollback()
