"""What a share-out is reckoned from: weights, interest, both views of the pool."""

from federation.store import Store
from federation.store.queries import share_out as found
from tests import factories as f
from tests import sharing as s


def test_what_was_held_at_each_meeting_is_added_up(group: Store) -> None:
    """1020, 700, 300 and 80 shares × meetings (of 10.00 each)."""
    s.four(group)
    with group.reading() as db:
        told = found.weights(db, f.own_book(group), 0)
    assert dict(told) == {1: 1_020_000, 2: 700_000, 3: 300_000, 4: 80_000}


def test_weights_by_the_days_that_were_meant(group: Store) -> None:
    """Taken out counts no more, taken back counts as if it never was, between meetings waits."""
    days = [s.weeks_before(weeks) for weeks in (3, 2, 1)]
    anna = f.admit(group, "Anna", day=days[0])
    f.admit(group, "Beata", day=days[0])
    s.adopt(group, savings="both", purposes=("general", "land"))
    for number, day in enumerate(days, 1):
        f.open_meeting(group, day)
        if number == 1:
            f.enter(group, ("savings", 100, anna), ("savings", 7, anna, "land"), day=day)
            twice = f.enter(group, ("savings", 1_000, anna), day=day)
        if number == 2:
            f.enter(group, ("withdrawal", 40, anna), day=day)
            f.enter(group, ("savings", 5, anna), day=s.weeks_before(1)[:8] + "16")
            f.reverse(group, twice.first, day=day)
        f.count_box(group, number)
        f.close_meeting(group, number)
    with group.reading() as db:
        book = f.own_book(group)
        # 100, then 60, then 60; the 5 of after the last meeting at none.
        assert dict(found.weights(db, book, 0, kept=("land",))) == {anna: 220}
        assert dict(found.weights(db, book, 0)) == {anna: 220 + 21}


def test_a_cycle_counts_from_the_last_share_out(group: Store) -> None:
    s.four(group)
    s.hold(group, 10)
    s.pay(group, 1, 133_494 - 10_000, again=10_000, purpose="share", meeting=10)
    f.count_box(group, 10)
    f.close_meeting(group, 10)
    s.begin(group, leave_parts=True)
    loan = s.lend(group, 1, 5_000)
    f.enter(group, ("loan_interest", 77, 1, loan))
    with group.reading() as db:
        book = f.own_book(group)
        after = found.began_after(db, book)
        assert found.interest_paid(db, book, 0) == {1: 10_077, 3: 18_450}
        assert found.interest_paid(db, book, after) == {1: 77}
        # No meeting was held in this cycle yet.
        assert dict(found.weights(db, book, after)) == {1: 0}
    told = {line.code: line.amount_minor for line in s.preview(group).pools.book_lines}
    assert told == {"own-shares": 10_000, "of-interest_income": 77}


def test_every_line_of_a_view_is_in_its_total(group: Store) -> None:
    """Whatever happened: both views are the sums of their lines, and the same."""
    for name in ("Anna", "Beata", "Celia"):
        f.admit(group, name)
    s.adopt(group)
    f.enter(
        group,
        ("opening_cash", 90_000),
        ("opening_savings", 60_000, 1, "land"),
        ("savings", 20_000, 2),
        ("share", 30_000, 3),
        ("social_contribution", 700, 2),
        ("fine", 400, 3),
        ("fine_paid", 150, 3),
        ("fee", 220, 1),
        ("income", 330),
        ("expense", 440),
        ("municipal_payment", 550),
        ("fund_received", 50_000),
        ("fund_contribution", 600),
        ("bank_deposit", 25_000),
        ("credit_kept", 35, 1),
    )
    s.lend(group, 1, 12_000, rate=20_000)
    other = s.lend(group, 2, 40_000, source="fund")
    f.enter(group, ("loan_principal", 3_000, 2, other), ("loan_interest", 90, 2, other))
    meeting = f.open_meeting(group)
    f.count_box(group, meeting, 140_000, reason="a note too many")
    for kept in ((), ("land",)):
        told = s.preview(group, kept=kept)
        assert told.difference == 0
        assert sum(line.amount_minor for line in told.pools.cash_lines) == told.pool
        assert sum(line.amount_minor for line in told.pools.book_lines) == told.pool
    assert told.pools.by_books.carried == 30_000
