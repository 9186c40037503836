"""A share-out from the preview to the next cycle, and everything that can be wrong in it."""

from typing import Any

import pytest

from federation.commands import meetings
from federation.commands.deed import perform
from federation.commands.voting import Votes
from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import books, group
from tests import factories as f
from tests import sharing as s

METHODS = [
    ("proportional", [133_494, 83_434, 50_060, 14_462]),
    ("equal", [127_113, 82_113, 52_112, 20_112]),
    ("interest-back", [130_000, 75_000, 63_450, 13_000]),
    ("duration", [133_819, 84_483, 49_064, 14_084]),
]


def refused(deed: Any, *given: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed(*given, **more)
    return caught.value


def nets(store: Store) -> list[int]:
    with store.reading() as db:
        told = group.cycles(db, f.own_book(store))[0].share_out
    assert told is not None
    assert sum(line.gross for line in told.lines) == told.pool
    return [line.net for line in told.lines]


def attend(store: Store, meeting: int, beata: str) -> None:
    marks = ((1, "present"), (2, beata))
    order = meetings.TakeAttendance(meeting=meeting, day=f.DAY, marks=marks)
    perform(store, order, meetings.take_attendance)


@pytest.fixture
def two(group: Store) -> Store:
    """Two members with shares of 5,000.00 each; cycle 1 runs; officers 1 and 2."""
    for name in ("Anna", "Beata"):
        f.admit(group, name)
    s.adopt(group)
    s.begin(group)
    f.enter(group, ("share", 500_000, 1), ("share", 500_000, 2))
    return group


@pytest.mark.parametrize(("method", "parts"), METHODS, ids=[one[0] for one in METHODS])
def test_the_whole_way_by_each_method(group: Store, method: str, parts: list[int]) -> None:
    """Pool 2,814.50; A 120, B 75, C 45, D 13 shares of 10.00; all is paid, nothing is left."""
    s.four(group)
    s.adopt(group, share_out_method=method)
    seen = s.preview(group)
    assert (seen.pool, seen.difference, seen.surplus) == (281_450, 0, 28_450)
    assert seen.value == "11.124505928854"
    assert s.hold(group, 10).facts["pool_minor"] == 281_450
    assert nets(group) == parts
    assert s.sums(group)["cash"] == 281_450
    for member, part in enumerate(parts, 1):
        s.pay(group, member, part, meeting=10)
    assert s.sums(group) == {"interest_income": -28_450, "shared_out": 28_450}
    assert s.begin(group) == 2
    s.check(group)


def test_shares_of_five_are_worth_six(group: Store) -> None:
    """45 of 900 shares of 5.00 and a profit of 900.00: total 270.00."""
    f.admit(group, "Anna")
    f.admit(group, "Beata")
    s.adopt(group, share_price=500)
    s.begin(group)
    f.enter(group, ("share", 22_500, 1), ("share", 427_500, 2), ("income", 90_000))
    assert s.preview(group).value == "6.000000000000"
    s.held(group)
    assert nets(group) == [27_000, 513_000]


def test_a_loan_is_settled_out_of_the_part(two: Store) -> None:
    """Equal shares, pool 10,000.00, social fund 1,000.00 split; one owes 3,000.00."""
    s.adopt(two, social_at_share_out="equal")
    f.enter(two, ("social_contribution", 100_000))
    s.lend(two, 1, 300_000)
    s.held(two)
    assert nets(two) == [250_000, 550_000]
    with two.reading() as db:
        assert books.loan(db, f.own_book(two), 1).owes_minor == 0
    s.pay(two, 1, 250_000)
    assert refused(s.pay, two, 2, 550_001) == refuse(
        "share-out-part-short", member=2, due_minor=550_000
    )
    s.pay(two, 2, 550_000)
    assert s.sums(two) == {}
    s.check(two)


def test_the_social_fund_is_kept_by_the_rules(two: Store) -> None:
    f.enter(two, ("social_contribution", 100_000))
    s.held(two)
    assert nets(two) == [500_000, 500_000]
    assert s.sums(two)["social_fund"] == -100_000


def test_interest_and_fines_are_settled_and_part_of_the_pool(two: Store) -> None:
    """A flat loan of 1,000.00 at 2 % a month, 6 months: all its interest, 120.00, is owed."""
    terms = {"rate": 20_000, "per": "month", "method": "flat"}
    s.lend(two, 1, 100_000, **terms)
    f.enter(two, ("fine", 500, 2))
    seen = s.preview(two)
    assert (seen.pool, seen.difference) == (1_012_500, 0)
    told = {line.code: line.amount_minor for line in seen.pools.cash_lines}
    assert told == {
        "box": 900_000, "settled-principal": 100_000, "settled-interest": 12_000,
        "settled-fines": 500,
    }  # fmt: skip
    s.held(two)
    assert nets(two) == [506_250 - 112_000, 506_250 - 500]
    after = s.sums(two)
    assert (after["interest_income"], after["fine_income"]) == (-12_000, -500)
    assert "fines_due" not in after
    s.check(two)


def test_fines_for_the_social_fund_are_no_part_of_the_pool(two: Store) -> None:
    s.adopt(two, fines_to="social-fund", social_at_share_out="equal")
    f.enter(two, ("fine", 500, 2))
    assert s.preview(two).pool == 1_000_000
    s.held(two)
    assert nets(two) == [500_250, 500_250 - 500]
    assert "social_fund" not in s.sums(two)
    s.check(two)


def test_a_debt_above_her_part_stays_and_is_paid_in(two: Store) -> None:
    s.adopt(two, loan_limit=0)
    s.lend(two, 1, 800_000)
    s.held(two)
    assert nets(two) == [-300_000, 500_000]
    assert refused(s.pay, two, 1, 1).code == "share-out-part-short"
    assert refused(s.pay, two, 2, 500_000).code == "pot-short"
    assert refused(s.pay_in, two, 1, 300_001).code == "share-out-debt-less"
    s.pay(two, 2, 200_000)
    s.pay_in(two, 1, 300_000)
    s.pay(two, 2, 300_000)
    assert s.sums(two) == {}
    s.check(two)


def test_in_a_loss_everybody_bears_her_part(two: Store) -> None:
    f.enter(two, ("share", 1_000, 1), ("expense", 201_000))
    seen = s.preview(two)
    assert (seen.pool, seen.surplus) == (800_000, -201_000)
    s.adopt(two, share_out_method="equal")
    s.held(two)
    assert nets(two) == [400_500, 399_500]
    s.check(two)


def test_a_part_below_zero_is_a_debt(two: Store) -> None:
    """Celia joined with 10.00, and a loss of 300.00 is borne in equal parts."""
    f.admit(two, "Celia")
    f.enter(two, ("share", 1_000, 3), ("expense", 30_000))
    s.adopt(two, share_out_method="equal")
    s.held(two)
    assert nets(two) == [490_000, 490_000, -9_000]
    s.pay_in(two, 3, 9_000)
    s.pay(two, 1, 490_000)
    s.pay(two, 2, 490_000)
    assert s.due(two) == {}
    s.check(two)


def test_a_joiner_of_yesterday_and_one_who_left(two: Store) -> None:
    """Profit 100.00: by what each has in it the joiner gets 1 of 1001 parts, the leaver nothing."""
    celia, dina = f.admit(two, "Celia"), f.admit(two, "Dina")
    f.enter(two, ("share", 2_000, dina), ("share", 1_000, celia), ("share_returned", 2_000, dina))
    f.enter(two, ("income", 10_000))
    assert [line.member for line in s.preview(two).lines] == [1, 2, celia]
    s.held(two)
    assert nets(two) == [504_995, 504_995, 1_010]


def test_what_a_member_saves_again_stays_in_the_box(two: Store) -> None:
    s.adopt(two, savings="both", purposes=("general", "land"))
    s.held(two)
    s.pay(two, 1, 300_000, again=200_000, purpose="land")
    s.pay(two, 2, 0, again=500_000, purpose="share")
    assert s.sums(two) == {"cash": 700_000, "savings": -200_000, "shares": -500_000}
    assert s.begin(two) == 2
    seen = s.preview(two, kept=("land",))
    assert (seen.pool, dict(seen.own)) == (500_000, {2: 500_000})
    s.check(two)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"again": 500, "purpose": "share"}, "share-out-whole-shares"),
        ({"again": 1_000, "purpose": "land"}, "share-out-purpose"),
        ({"cash": 1_000, "signed": False}, "share-out-not-signed"),
        ({}, "nothing-to-enter"),
    ],
)
def test_a_payout_that_cannot_be(two: Store, given: dict[str, Any], code: str) -> None:
    s.held(two)
    before = s.sums(two)
    assert refused(s.pay, two, 1, **given).code == code
    assert s.sums(two) == before


def test_savings_that_stay_are_no_part_of_the_pool(two: Store) -> None:
    s.adopt(two, savings="both", purposes=("general", "land"))
    f.enter(two, ("savings", 70_000, 1, "land"), ("savings", 30_000, 1, "general"))
    seen = s.preview(two, kept=("land",))
    assert (seen.pool, seen.value, seen.purposes) == (1_030_000, None, ("general", "share"))
    s.held(two, kept=("land",))
    assert nets(two) == [530_000, 500_000]
    with two.reading() as db:
        assert books.saved_by_purpose(db, f.own_book(two), 1) == {"general": 0, "land": 70_000}


def test_a_difference_is_minuted_before_anything_is_paid(two: Store) -> None:
    """The bank's book says 25.00 less than the books: what is there is shared, with the reason."""
    f.enter(two, ("bank_deposit", 400_000))
    meeting = f.open_meeting(two)
    f.count_box(two, meeting)
    given = {"bank_stated": 397_500}
    assert s.preview(two, **given).difference == -2_500
    assert refused(s.hold, two, meeting, **given) == refuse(
        "share-out-needs-reason", difference_minor=-2_500
    )
    receipt = s.hold(two, meeting, reason="Charges of the bank, slip to come", **given)
    assert nets(two) == [498_750, 498_750]
    with two.reading() as db:
        entry = books.entries(db, f.own_book(two), seq=receipt.last)[0]
        told = group.cycles(db, f.own_book(two))[0].share_out
    assert entry.note == "Charges of the bank, slip to come"
    assert (told.by_cash, told.by_books) == (997_500, 1_000_000)
    assert refused(s.begin, two).facts["left_minor"] == 997_500
    # What was not shared is carried into the next cycle.
    assert s.begin(two, leave_parts=True) == 2
    assert {line.code: line.amount_minor for line in s.preview(two).pools.book_lines} == {
        "carried": 2_500
    }
    s.check(two)


def test_money_of_others_is_no_part_of_the_pool(two: Store) -> None:
    f.enter(
        two,
        ("fund_received", 200_000),
        ("fund_contribution", 3_000),
        ("credit_kept", 400, 1),
    )
    s.lend(two, 2, 150_000, source="fund")
    seen = s.preview(two)
    assert (seen.pool, seen.difference) == (1_000_000, 0)
    assert {line.code: line.amount_minor for line in seen.pools.cash_lines} == {
        "box": 1_053_400, "aside-fund_held": -3_000, "aside-credits": -400,
        "fund-not-lent": -50_000,
    }  # fmt: skip
    s.held(two)
    with two.reading() as db:
        assert books.loan(db, f.own_book(two), 1).owes_minor == 150_000
    s.check(two)


def test_only_in_a_meeting_after_the_count_by_enough_officers_and_votes(two: Store) -> None:
    meeting = f.open_meeting(two)
    assert refused(s.hold, two, meeting).code == "meeting-not-counted"
    f.count_box(two, meeting)
    f.enter(two, ("share", 1_000, 1), meeting=meeting)
    assert refused(s.hold, two, meeting).code == "meeting-count-stale"
    f.count_box(two, meeting)
    assert refused(s.hold, two, meeting, officers=(1, 1)) == refuse(
        "share-out-needs-officers", officers=2
    )
    assert refused(s.hold, two, meeting, pool=7) == refuse(
        "share-out-changed", seen_minor=7, pool_minor=1_001_000
    )
    lost = Votes(votes_for=1, votes_against=1)
    assert refused(s.hold, two, meeting, votes=lost).code == "vote-not-carried"
    s.adopt(two, quorum=100)
    assert refused(s.hold, two, meeting).code == "attendance-first"
    attend(two, meeting, "absent")
    assert refused(s.hold, two, meeting) == refuse("quorum-short", present=1, needed=2, members=2)
    attend(two, meeting, "late")
    s.hold(two, meeting)
    assert refused(s.hold, two, meeting).code == "cycle-none"
    f.count_box(two, meeting)
    f.close_meeting(two, meeting)
    assert refused(s.hold, two, meeting).code == "meeting-closed"


def test_a_group_that_does_not_share_out(two: Store) -> None:
    s.adopt(two, shares_out=False)
    meeting = f.open_meeting(two)
    f.count_box(two, meeting)
    assert refused(s.hold, two, meeting) == refuse("share-out-not-in-rules")
    assert refused(s.begin, two) == refuse("share-out-not-in-rules")


def test_a_cycle_begins_when_the_one_before_is_paid_or_left(two: Store) -> None:
    assert refused(s.begin, two) == refuse("cycle-runs", cycle=1, since_day=f.DAY)
    s.held(two)
    s.pay(two, 1, 500_000)
    assert refused(s.begin, two) == refuse("cycle-parts-unpaid", members=1, left_minor=500_000)
    assert refused(s.begin, two, ends_on=f.DAY, leave_parts=True).code == "cycle-ends-before"
    assert s.begin(two, leave_parts=True) == 2
    with two.reading() as db:
        newest = group.cycles(db, f.own_book(two))[0]
    assert (newest.day, newest.ends_on) == (f.DAY, "2027-11-21")
    # Her part stays set aside: it is nobody else's, and she can fetch it.
    f.enter(two, ("share", 40_000, 1))
    assert s.preview(two).pool == 40_000
    s.pay(two, 2, 500_000)
    assert s.due(two) == {}


def test_a_share_out_that_was_wrong_is_taken_back_to_the_cent(two: Store) -> None:
    s.lend(two, 1, 100_000)
    f.enter(two, ("fine", 500, 2))
    meeting = f.open_meeting(two)
    f.count_box(two, meeting)
    before = s.sums(two)
    with two.reading() as db:
        members = books.members(db, f.own_book(two))
    first = s.hold(two, meeting).last
    paid = s.pay(two, 2, 1_000)
    again = refused(f.reverse, two, first)
    assert again == refuse("share-out-paid-already", entries=1, newest=paid.first)
    f.reverse(two, paid.first)
    f.reverse(two, first)
    assert s.sums(two) == before
    with two.reading() as db:
        book = f.own_book(two)
        assert books.members(db, book) == members
        assert books.fines_due(db, book) == {2: 500}
        assert group.cycles(db, book)[0].share_out is None
    s.check(two)
    f.count_box(two, meeting)
    s.hold(two, meeting)
    assert nets(two) == [500_250 - 100_000, 500_250 - 500]
    s.check(two)


def test_after_the_next_cycle_began_a_share_out_stays(two: Store) -> None:
    s.held(two)
    with two.reading() as db:
        seq = group.cycles(db, f.own_book(two))[0].shared_seq
    s.begin(two, leave_parts=True)
    assert refused(f.reverse, two, seq) == refuse("share-out-next-begun", cycle=2)
