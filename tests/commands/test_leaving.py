"""Leaving in mid-cycle: what she gets by the rules, what she owes, and what keeps her."""

from typing import Any

import pytest

from federation.commands import leaving, members, rotation
from federation.commands.deed import Receipt, perform
from federation.core.refusals import Refusal, refuse
from federation.core.share_out import METHODS, LeavingPart
from federation.store import Store
from federation.store.queries import books
from tests import factories as f
from tests import sharing as s

CELIA = 3


def reckon(store: Store, member: int = CELIA) -> leaving.Reckoning:
    with store.reading() as db:
        book = f.own_book(store)
        rules = s.sharing.group.rules(db, book)
        return leaving.reckon(db, book, rules, member, f.DAY)


def leave(store: Store, member: int = CELIA, paid: int | None = None) -> Receipt:
    seen = reckon(store, member).paid if paid is None else paid
    order = leaving.LeaveGroup(member=member, day=f.DAY, paid=seen)
    return perform(store, order, leaving.leave_group)


def refused(deed: Any, *given: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed(*given, **more)
    return caught.value


def one(store: Store, member: int = CELIA) -> books.MemberView:
    with store.reading() as db:
        found = books.member(db, f.own_book(store), member)
    assert found is not None
    return found


@pytest.fixture
def four(group: Store) -> Store:
    """A 1,200.00, B 750.00, C 450.00, D 130.00 in shares; a surplus so far of 284.50."""
    for name in "ABCD":
        f.admit(group, name)
    s.adopt(group)
    s.begin(group)
    shares = (120_000, 75_000, 45_000, 13_000)
    f.enter(group, *(("share", amount, member) for member, amount in enumerate(shares, 1)))
    f.enter(group, ("income", 28_450))
    return group


def test_by_the_rule_of_her_own_money(four: Store) -> None:
    told = leave(four).facts
    assert told == {"member": 3, "paid_minor": 45_000, "later_minor": 0, "owes_minor": 0, "left": 1}
    assert one(four).left_on == f.DAY
    assert s.preview(four).surplus == 28_450
    s.check(four)


def test_with_her_part_of_the_surplus_less_the_fee(four: Store) -> None:
    """50.60 of 284.50 for 450.00 of 2,530.00; a fee of 5.00 stays with the group."""
    s.adopt(four, leaving="with-surplus", leaving_fee=500)
    assert reckon(four).part == LeavingPart(45_000, 5_060, 500, 49_560, 49_560, 0)
    assert leave(four).facts["paid_minor"] == 49_560
    after = s.sums(four)
    assert after["cash"] == 281_450 - 49_560
    assert (after["shared_out"], after["fee_income"]) == (5_060, -500)
    # What is left is parted among the others: 284.50 − 50.60 + 5.00.
    assert (s.preview(four).surplus, s.preview(four).difference) == (23_890, 0)
    s.check(four)


def test_a_fee_above_what_she_saved_comes_out_of_her_part_of_the_surplus(four: Store) -> None:
    """She had 450.00 in, and gets of a surplus that is ten times as much as all savings."""
    f.enter(four, ("income", 2_500_000))
    s.adopt(four, leaving="with-surplus", leaving_fee=50_000)
    before, part = s.sums(four)["cash"], reckon(four).part
    assert part.fee == 50_000 > part.own
    assert leave(four).facts["left"] == 1
    assert one(four).saved_minor == 0
    after = s.sums(four)
    assert before - after["cash"] == part.own + part.surplus - 50_000
    assert after["fee_income"] == -50_000
    s.check(four)


def test_with_her_part_of_the_loss(four: Store) -> None:
    """253.00 less than everybody's own: she bears 45.00 of it, and it stays with the group."""
    f.enter(four, ("expense", 28_450 + 25_300))
    s.adopt(four, leaving="with-surplus")
    assert leave(four).facts["paid_minor"] == 40_500
    assert s.preview(four).surplus == -25_300 + 4_500
    with four.reading() as db:
        notes = {entry.note for entry in books.entries(db, f.own_book(four), member=CELIA)}
    assert any("loss" in note for note in notes)
    s.check(four)


def test_debts_are_paid_out_of_what_is_hers(four: Store) -> None:
    """Loan 100.00, flat 2 % a month for 6: 12.00; a fine of 3.00; 7.00 kept for her."""
    terms = {"rate": 20_000, "per": "month", "method": "flat"}
    s.lend(four, CELIA, 10_000, **terms)
    f.enter(four, ("fine", 300, CELIA), ("credit_kept", 700, CELIA))
    before = s.sums(four)["cash"]
    told = reckon(four)
    assert (told.comes, told.owes, told.net) == (45_700, 11_500, 34_200)
    assert leave(four).facts["paid_minor"] == 34_200
    assert one(four).left_on
    after = s.sums(four)
    assert before - after["cash"] == 34_200
    assert (after["interest_income"], after["fine_income"]) == (-1_200, -300)
    assert not {"loans", "fines_due", "credits"} & set(after)
    s.check(four)


def test_who_owes_more_than_she_has_stays_with_the_rest(four: Store) -> None:
    s.lend(four, CELIA, 60_000)
    told = leave(four).facts
    assert (told["paid_minor"], told["owes_minor"], told["left"]) == (0, 15_000, 0)
    celia = one(four)
    assert (celia.saved_minor, celia.owes_minor, celia.left_on) == (0, 15_000, "")
    assert refused(leave, four) == refuse("leaving-owes", member=CELIA, owes_minor=15_000)
    f.enter(four, ("loan_principal", 15_000, CELIA, 1))
    assert leave(four).facts["left"] == 1
    s.check(four)


def test_what_cannot_be_paid_now_stays_hers(four: Store) -> None:
    """Most of the money is lent: 300.00 is in the box. Fee and surplus are reckoned once."""
    s.adopt(four, leaving="with-surplus", leaving_fee=500)
    s.lend(four, 1, 251_450)
    told = leave(four).facts
    assert (told["paid_minor"], told["later_minor"], told["left"]) == (30_000, 19_560, 0)
    assert one(four).saved_minor == 19_560
    nothing = refused(leave, four)
    assert nothing == refuse("leaving-nothing", member=CELIA)
    f.enter(four, ("loan_principal", 50_000, 1, 1))
    assert leave(four).facts == {
        "member": CELIA, "paid_minor": 19_560, "later_minor": 0, "owes_minor": 0, "left": 1,
    }  # fmt: skip
    s.check(four)


@pytest.mark.parametrize("method", METHODS)
def test_who_was_paid_in_part_has_no_part_of_the_surplus_again(group: Store, method: str) -> None:
    """Three with 1,000.00, 300.00 earned, 800.00 in the box: A takes it and keeps 300.00 saved."""
    for name in "ABC":
        f.admit(group, name)
    s.adopt(group, leaving="with-surplus", share_out_method=method)
    s.begin(group)
    f.enter(group, *(("share", 100_000, member) for member in (1, 2, 3)), ("income", 30_000))
    s.lend(group, 2, 250_000)
    assert leave(group, 1).facts["paid_minor"] == 80_000
    assert one(group, 1).saved_minor == 30_000
    # Another leaver's part is hers of what the others have in, too.
    assert reckon(group, 3).part == LeavingPart(100_000, 10_000, 0, 110_000, 0, 110_000)
    seen = s.preview(group)
    assert [line.gross for line in seen.lines] == [30_000, 110_000, 110_000]
    assert (seen.pool, seen.surplus, seen.difference) == (250_000, 20_000, 0)
    assert seen.value == "11.000000000000"
    s.check(group)


def test_money_set_aside_for_others_is_not_paid_to_her(four: Store) -> None:
    s.lend(four, 1, 251_450)
    f.enter(four, ("social_contribution", 5_000))
    assert reckon(four).paid == 30_000
    f.enter(four, ("bank_deposit", 20_000))
    assert reckon(four).paid == 15_000


def test_a_loan_of_the_fund_is_paid_on_to_it(four: Store) -> None:
    f.enter(four, ("fund_received", 20_000))
    s.lend(four, CELIA, 20_000, source="fund")
    assert leave(four).facts["paid_minor"] == 25_000
    after = s.sums(four)
    assert after["fund_held"] == -20_000
    assert "fund_loan" not in after
    s.check(four)


def test_what_was_seen_is_what_is_paid(four: Store) -> None:
    assert refused(leave, four, paid=44_999) == refuse("leaving-changed", paid_minor=45_000)
    leave(four)
    assert refused(leave, four, paid=0) == refuse("member-left", member=CELIA, left_day=f.DAY)
    assert refused(leave, four, member=9, paid=0) == refuse("member-unknown", member=9)


def test_a_running_pot_and_a_loan_she_stands_for_keep_her(four: Store) -> None:
    order = rotation.BeginRotation(day=f.DAY, amount=1_000, members=(CELIA, 1))
    perform(four, order, rotation.begin_rotation)
    assert refused(leave, four) == refuse("member-in-rotation", member=CELIA, rotation=1, turns=1)
    for turn in (1, 2):
        paid = rotation.PayIntoRotation(rotation=1, turn=turn, members=(CELIA, 1), day=f.DAY)
        perform(four, paid, rotation.pay_into_rotation)
        if turn == 1:
            out = rotation.PayRotationOut(rotation=1, turn=1, day=f.DAY)
            perform(four, out, rotation.pay_rotation_out)
            # She had the pot, and still pays for the turn to come.
            assert refused(leave, four).facts["turns"] == 1
    s.lend(four, 1, 5_000, guarantors=(2, CELIA))
    assert refused(leave, four) == refuse("member-guarantees", member=CELIA, loan=1)
    f.enter(four, ("loan_principal", 5_000, 1, 1))
    assert leave(four).facts["left"] == 1
    s.check(four)


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        (("credit_kept", 700, 4), (700, 0, 0)),
        (("fine", 300, 4), (0, 0, 300)),
    ],
)
def test_with_something_to_settle_nobody_just_leaves(
    four: Store, line: tuple[Any, ...], facts: tuple[int, ...]
) -> None:
    f.enter(four, ("share_returned", 13_000, 4), line)
    order = members.LetMemberLeave(member=4, day=f.DAY)
    told = refused(perform, four, order, members.let_member_leave)
    assert told.code == "member-has-more"
    assert tuple(told.facts[f"{name}_minor"] for name in ("credits", "due", "fines")) == facts
