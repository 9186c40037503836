"""A rotating pot beside the savings: drawn, paid in, paid out, put in another order."""

from collections import Counter
from typing import Any

import pytest

from federation.commands import members
from federation.commands import rotation as r
from federation.commands.deed import Receipt, perform
from federation.commands.voting import Votes
from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import rotation as found
from tests import factories as f
from tests import sharing as s


def begin(store: Store, *members: int, **given: Any) -> int:
    told = {"day": f.DAY, "amount": 10_000, "members": members, **given}
    return int(perform(store, r.BeginRotation(**told), r.begin_rotation).facts["rotation"])


def pay_in(store: Store, turn: int, *members: int, rotation: int = 1) -> Receipt:
    order = r.PayIntoRotation(rotation=rotation, turn=turn, members=members, day=f.DAY)
    return perform(store, order, r.pay_into_rotation)


def pay_out(store: Store, turn: int, **given: Any) -> Receipt:
    order = r.PayRotationOut(**{"rotation": 1, "turn": turn, "day": f.DAY, **given})
    return perform(store, order, r.pay_rotation_out)


def reorder(store: Store, *members: int, **given: Any) -> Receipt:
    order = r.ReorderRotation(rotation=1, members=members, day=f.DAY, **given)
    return perform(store, order, r.reorder_rotation)


def stands(store: Store) -> found.Rotating:
    with store.reading() as db:
        told = found.rotating(db, f.own_book(store), 1)
    assert told is not None
    return told


def refused(deed: Any, *given: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed(*given, **more)
    return caught.value


@pytest.fixture
def three(group: Store) -> Store:
    """Three members in a rotating pot of 100.00 each, in the order 2, 3, 1; savings beside it."""
    for name in ("Anna", "Beata", "Celia"):
        f.admit(group, name)
    f.enter(group, ("savings", 5_000, 1))
    assert begin(group, 2, 3, 1) == 1
    return group


def test_turn_by_turn_until_everybody_had_it(three: Store) -> None:
    for turn, member in enumerate((2, 3, 1), 1):
        due = stands(three).due
        assert due is not None
        assert (due.turn, due.member, due.missing) == (turn, member, (2, 3, 1))
        pay_in(three, turn, 1, 2, 3)
        assert s.sums(three)["rotating_pot"] == -30_000
        told = pay_out(three, turn).facts
        assert (told["member"], told["amount_minor"]) == (member, 30_000)
    assert stands(three).now == 0
    assert s.sums(three) == {"cash": 5_000, "savings": -5_000}
    assert refused(reorder, three, 1, 2) == refuse("rotation-over", rotation=1)
    s.check(three)


def test_the_pot_is_set_aside(three: Store) -> None:
    pay_in(three, 1, 1, 2)
    short = refused(f.enter, three, ("expense", 5_001))
    assert short == refuse("pot-set-aside", short_minor=1, day=f.DAY)


def test_who_has_not_paid_is_named_and_can_pay_later(three: Store) -> None:
    pay_in(three, 1, 1, 2)
    assert refused(pay_out, three, 1) == refuse("rotation-some-missing", missing=1, turn=1)
    assert pay_out(three, 1, although=True).facts["amount_minor"] == 20_000
    (behind,) = stands(three).behind
    assert (behind.turn, behind.missing, behind.lies_minor) == (1, (3,), 0)
    pay_in(three, 1, 3)
    assert stands(three).behind[0].lies_minor == 10_000
    # Hers whose turn it was.
    assert pay_out(three, 1).facts == {"turn": 1, "member": 2, "amount_minor": 10_000}
    assert stands(three).behind == ()
    assert stands(three).now == 2
    s.check(three)


def test_a_payment_that_was_wrong_is_taken_back(three: Store) -> None:
    wrong = pay_in(three, 1, 3)
    f.reverse(three, wrong.first)
    assert stands(three).turns[0].paid == ()
    pay_in(three, 1, 1, 2, 3)
    paid = pay_out(three, 1)
    f.reverse(three, paid.first)
    assert stands(three).now == 1
    assert stands(three).turns[0].lies_minor == 30_000
    s.check(three)


@pytest.mark.parametrize(
    ("deed", "given", "expected"),
    [
        (pay_in, (4, 1), refuse("rotation-turn-unknown", rotation=1, turn=4)),
        (pay_in, (1, 4), refuse("rotation-not-in", member=4, rotation=1)),
        (pay_in, (1,), refuse("nothing-to-enter")),
        (pay_in, (1, 2), refuse("rotation-paid-already", member=2, turn=1)),
        (pay_out, (2,), refuse("rotation-not-now")),
        (pay_out, (0,), refuse("rotation-turn-unknown", rotation=1, turn=0)),
        (begin, (1,), refuse("rotation-few")),
        (begin, (1, 1), refuse("rotation-order-unclear", rotation=2)),
        (begin, (1, 4), refuse("member-left", member=4, left_day=f.DAY)),
        (reorder, (1, 4), refuse("rotation-order-others")),
        (reorder, (), refuse("rotation-few")),
    ],
    ids=lambda one: getattr(one, "code", ""),
)
def test_what_cannot_be(three: Store, deed: Any, given: Any, expected: Refusal) -> None:
    gone = f.admit(three, "Dina")
    perform(three, members.LetMemberLeave(member=gone, day=f.DAY), members.let_member_leave)
    pay_in(three, 1, 2)
    assert refused(deed, three, *given) == expected


def test_nothing_is_paid_out_of_an_empty_pot(three: Store) -> None:
    assert refused(pay_out, three, 1, although=True) == refuse("rotation-pot-empty", turn=1)


def test_another_order_is_voted_on_and_changes_only_what_is_to_come(three: Store) -> None:
    pay_in(three, 1, 1, 2)
    pay_out(three, 1, although=True)
    s.adopt(three, shares_out=False)
    meeting = f.open_meeting(three)
    votes = Votes(votes_for=3)
    assert refused(reorder, three, 1, 3, meeting=meeting).code == "vote-missing"
    lost = Votes(votes_for=1, votes_against=2)
    assert refused(reorder, three, 1, 3, meeting=meeting, votes=lost).code == "vote-not-carried"
    assert refused(reorder, three, 2, 3, votes=votes).code == "rotation-order-others"
    reorder(three, 1, 3, meeting=meeting, votes=votes)
    assert stands(three).pot.turns == (2, 1, 3)
    # For a turn that would be no more nothing may lie there.
    early = pay_in(three, 3, 2)
    assert refused(reorder, three, 1, meeting=meeting, votes=votes) == refuse(
        "rotation-turn-paid", turn=3, lies_minor=10_000
    )
    f.reverse(three, early.first)
    # Nor is anybody out of it who paid in and has not had it.
    hers = [pay_in(three, turn, 3) for turn in (1, 2)]
    assert refused(reorder, three, 1, meeting=meeting, votes=votes) == refuse(
        "rotation-has-paid", name="Celia", member=3, paid_minor=20_000
    )
    for paid in hers:
        f.reverse(three, paid.first)
    # One of them is left out: the pot goes on with the others.
    reorder(three, 1, meeting=meeting, votes=votes)
    assert stands(three).pot.turns == (2, 1)
    assert stands(three).due.missing == (2, 1)
    s.check(three)


def test_lots_are_drawn_from_the_node_and_stand_in_the_entry(three: Store) -> None:
    assert begin(three, 1, 2, 3, by="lot") == 2
    with three.reading() as db:
        pot = found.all_rotating(db, f.own_book(three))[0].pot
    assert sorted(pot.turns) == [1, 2, 3]
    assert pot.by == "lot"


def test_every_order_is_as_likely_as_any_other() -> None:
    entropy = f.Entropy("lots")
    drawn = Counter(r.drawn((1, 2, 3), entropy) for _ in range(6_000))
    assert len(drawn) == 6
    assert all(900 < count < 1_100 for count in drawn.values())


def test_a_lot_that_would_favour_somebody_is_drawn_again() -> None:
    """65,536 numbers do not part into three: the last of them is not taken."""
    bytes_left = iter([b"\xff\xff", b"\x00\x02", b"\x00\x01", b"\x00\x00"])
    assert r.drawn((7, 8, 9), lambda _: next(bytes_left)) == (9, 8, 7)
