"""Sharing out: the worked numbers, and what holds for any pool and any members."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from federation.core.refusals import Refusal
from federation.core.share_out import (
    METHODS,
    LeavingPart,
    PoolByBooks,
    PoolByCash,
    Stake,
    buy_shares,
    difference,
    duration_weight,
    leaving_part,
    share_out,
    value_per_share,
)

# Shares of 10.00; the pool holds 2,814.50.
FOUR = (
    Stake("A", 120_000, 120, interest_paid=10_000, weight=1020),
    Stake("B", 75_000, 75, interest_paid=0, weight=700),
    Stake("C", 45_000, 45, interest_paid=18_450, weight=300),
    Stake("D", 13_000, 13, interest_paid=0, weight=80),
)
POOL = 281_450


def grosses(method: str, pool: int, stakes: Any) -> list[int]:
    return [line.gross for line in share_out(method, pool, stakes).lines]


# The worked numbers


def test_a_share_grows_from_five_to_six() -> None:
    """900 shares of 5.00, profit 900.00: 45 of them are worth 270.00."""
    stakes = (Stake(1, 22_500, 45), Stake(2, 427_500, 855))
    assert value_per_share(540_000, 900) == "6.000000000000"
    assert grosses("proportional", 540_000, stakes) == [27_000, 513_000]


@pytest.mark.parametrize("method", METHODS)
def test_who_gets_her_own_money_alone_comes_first(method: str) -> None:
    stakes = (Stake(1, 300, 3, own_only=True), Stake(2, 1000, 10), Stake(3, 1000, 10))
    assert grosses(method, 2501, stakes) == [300, 1101, 1100]
    assert grosses(method, 1900, stakes) == [300, 800, 800]
    assert grosses(method, 200, stakes) == [200, 0, 0]
    # With nobody else there the rest is theirs after all.
    assert grosses(method, 310, stakes[:1]) == [310]


def test_what_does_not_buy_a_share_is_kept_in_her_name() -> None:
    """A share costs 5.00; she pays 20, 10 and 23: 4, 6, then 10 shares, and 3.00 are left."""
    shares, left, held = 0, 0, []
    for paid in (2000, 1000, 2300):
        bought, left = buy_shares(paid, 500, left)
        shares += bought
        held.append(shares)
    assert held == [4, 6, 10]
    assert left == 300
    assert buy_shares(200, 500, credit=300) == (1, 0)


@pytest.mark.parametrize(("paid", "price", "credit"), [(1, 0, 0), (-1, 5, 0), (1, 5, -1)])
def test_shares_have_a_price(paid: int, price: int, credit: int) -> None:
    with pytest.raises(ValueError, match="price"):
        buy_shares(paid, price, credit)


def test_a_debt_is_settled_out_of_the_payout() -> None:
    """Equal shares, pool 10,000.00, social fund 1,000.00 split; one owes 3,000.00."""
    stakes = (Stake(1, 400_000, 80, owes=300_000), Stake(2, 400_000, 80))
    made = share_out("proportional", 1_000_000, stakes, social_amount=100_000, social_rule="equal")
    assert [line.net for line in made.lines] == [250_000, 550_000]
    assert (made.gross, made.social, made.net) == (1_000_000, 100_000, 800_000)


@pytest.mark.parametrize(
    ("method", "parts"),
    [
        ("proportional", [133_494, 83_434, 50_060, 14_462]),
        ("equal", [127_113, 82_113, 52_112, 20_112]),
        ("interest-back", [130_000, 75_000, 63_450, 13_000]),
        # Surplus 284.50 by 1020 : 700 : 300 : 80 of 2100; two odd cents to D and A.
        ("duration", [133_819, 84_483, 49_064, 14_084]),
    ],
)
def test_four_methods(method: str, parts: list[int]) -> None:
    assert grosses(method, POOL, FOUR) == parts
    assert sum(parts) == POOL


def test_value_per_share_has_twelve_decimals() -> None:
    assert value_per_share(POOL, 253) == "11.124505928854"
    assert value_per_share(5, 1000) == "0.000050000000"
    assert value_per_share(1, 8 * 10**10) == "0.000000000000"  # half of the last: to the even
    assert value_per_share(3, 2 * 10**10) == "0.000000000002"
    assert value_per_share(0, 7) == "0.000000000000"
    assert value_per_share(POOL, 0) is None


def test_a_loss_is_parted_the_same_way() -> None:
    """253.00 less than all own money: equally 63.25 each, though D has only 130.00 in."""
    pool = 253_000 - 25_300
    assert grosses("equal", pool, FOUR) == [113_675, 68_675, 38_675, 6_675]
    assert grosses("proportional", pool, FOUR) == [108_000, 67_500, 40_500, 11_700]
    assert grosses("equal", 0, FOUR)[3] == 13_000 - 63_250
    assert sum(grosses("equal", 0, FOUR)) == 0


def test_a_net_below_zero_is_shown() -> None:
    (line,) = share_out("equal", 1000, [Stake(1, 1000, 1, owes=2500)]).lines
    assert line.net == -1500


@pytest.mark.parametrize("method", METHODS)
def test_without_keys_it_goes_by_shares_and_without_shares_in_equal_parts(method: str) -> None:
    stakes = (Stake(1, 30, 3), Stake(2, 10, 1))
    if method != "equal":
        assert grosses(method, 80, stakes) == [60, 20]
    assert grosses(method, 5, [Stake(1, 0, 0), Stake(2, 0, 0)]) == [3, 2]


def test_the_social_fund_is_kept_unless_it_is_split() -> None:
    kept = share_out("equal", POOL, FOUR, social_amount=9_501)
    assert [line.social for line in kept.lines] == [0, 0, 0, 0]
    parted = share_out("equal", POOL, FOUR, social_amount=9_501, social_rule="equal")
    assert [line.social for line in parted.lines] == [2376, 2375, 2375, 2375]


def test_amount_times_meetings_held() -> None:
    assert duration_weight([(500, 52), (500, 26), (1000, 1)]) == 40_000
    assert duration_weight(()) == 0


def test_what_cannot_be_shared() -> None:
    with pytest.raises(Refusal) as refused:
        share_out("equal", 100, [])
    assert refused.value.code == "share-out-nobody"
    for method, pool, stakes, rule in (
        ("even", 1, FOUR, "keep"),
        ("equal", 1, FOUR, "spend"),
        ("equal", -1, FOUR, "keep"),
        ("equal", 1, [Stake(1, -1, 1)], "keep"),
        ("equal", 1, [Stake(1, 1, 1, owes=-1)], "keep"),
        ("proportional", 1, [Stake(1, 1, -1)], "keep"),
    ):
        with pytest.raises(ValueError, match=r"no such|below zero"):
            share_out(method, pool, stakes, social_rule=rule)


# Two views of one pool


def test_box_and_books_tell_the_same_pool() -> None:
    """Own 2,530.00, interest 250.00 and 20.00 at the share-out, fines 10.00 and 2.00, income 30.00;
    expenses 15.00, a loan of 20.00 lost, 4.50 too little in the box, 12.00 carried over.
    """
    by_books = PoolByBooks(
        own=253_000, interest=25_000, fines=1_000, other_income=3_000, expenses=1_500,
        written_off=2_000, differences=-450, carried=1_200, settled_interest=2_000,
        settled_fines=200,
    )  # fmt: skip
    by_cash = PoolByCash(
        cash=19_250, bank=200_000, settled_principal=60_000, settled_interest=2_000,
        settled_fines=200,
    )  # fmt: skip
    assert by_books.total == POOL
    assert by_cash.total == POOL
    assert difference(by_cash, by_books) == 0
    assert difference(PoolByCash(cash=100), PoolByBooks(own=112)) == -12


# Leaving in mid-cycle


def test_leaving_with_her_own_money() -> None:
    part = leaving_part("savings", 45_000, pool=90_000, all_own=253_000, surplus=28_450, fee=500)
    assert part == LeavingPart(45_000, 0, 500, 44_500, 44_500, 0)


def test_leaving_with_her_part_of_the_surplus_or_the_loss() -> None:
    given_ = {"pool": 90_000, "all_own": 253_000}
    part = leaving_part("with-surplus", 45_000, surplus=28_450, fee=500, **given_)
    assert part == LeavingPart(45_000, 5_060, 500, 49_560, 49_560, 0)
    part = leaving_part("with-surplus", 45_000, surplus=-25_300, **given_)
    assert part == LeavingPart(45_000, -4_500, 0, 40_500, 40_500, 0)
    part = leaving_part("with-surplus", 45_000, surplus=-900_000, fee=500, **given_)
    assert part == LeavingPart(45_000, -45_000, 0, 0, 0, 0)


def test_a_leaver_is_paid_no_more_than_there_is_and_the_rest_stays_due() -> None:
    part = leaving_part("savings", 45_000, pool=30_000)
    assert (part.due, part.paid, part.later) == (45_000, 30_000, 15_000)


def test_a_fee_takes_no_more_than_she_has() -> None:
    assert leaving_part("savings", 300, pool=900, fee=500) == LeavingPart(300, 0, 300, 0, 0, 0)
    assert leaving_part("with-surplus", 0, pool=9, surplus=70).due == 0


@pytest.mark.parametrize("given_", [("half", 1, 1), ("savings", -1, 1), ("savings", 1, -1)])
def test_leaving_by_no_rule(given_: tuple[str, int, int]) -> None:
    rule, own, pool = given_
    with pytest.raises(ValueError, match="no such rule"):
        leaving_part(rule, own, pool=pool)


@given(
    own=st.integers(0, 10**9),
    others=st.integers(0, 10**9),
    surplus=st.integers(-(10**9), 10**9),
    pool=st.integers(0, 10**9),
    fee=st.integers(0, 10**6),
)
def test_a_leaver_never_owes_and_never_takes_what_is_not_there(
    own: int, others: int, surplus: int, pool: int, fee: int
) -> None:
    part = leaving_part(
        "with-surplus", own, pool=pool, all_own=own + others, surplus=surplus, fee=fee
    )
    assert 0 <= part.paid <= pool
    assert part.paid + part.later == part.due == own + part.surplus - part.fee
    assert abs(part.surplus) <= abs(surplus)


# What holds for any pool and any members

SIZES = st.integers(0, 10**7)


@st.composite
def stakes(draw: st.DrawFn) -> list[Stake]:
    price = draw(st.integers(1, 5000))
    drawn = draw(st.lists(st.tuples(st.integers(0, 999), SIZES, SIZES, SIZES), min_size=1))
    return [Stake(no, n * price, n, i, w, o) for no, (n, i, w, o) in enumerate(drawn)]


@given(st.sampled_from(METHODS), st.integers(0, 10**11), stakes(), st.integers(0, 10**9))
def test_no_cent_is_lost_or_made(method: str, pool: int, told: list[Stake], fund: int) -> None:
    made = share_out(method, pool, told, social_amount=fund, social_rule="equal")
    assert made.gross == sum(line.gross for line in made.lines) == pool
    assert made.social == sum(line.social for line in made.lines) == fund
    assert made.net == pool + fund - sum(one.owes for one in told)
    assert [line.no for line in made.lines] == [one.no for one in told]
    for line, one in zip(made.lines, told, strict=True):
        assert line.net == line.gross + line.social - one.owes
        assert method != "proportional" or line.gross >= 0


@given(st.sampled_from(METHODS), stakes(), SIZES)
def test_nobody_loses_by_a_surplus_nor_gains_by_a_loss(
    method: str, told: list[Stake], change: int
) -> None:
    own = sum(one.own for one in told)
    for pool in (own + change, max(own - change, 0)):
        for line, one in zip(share_out(method, pool, told).lines, told, strict=True):
            gained = line.gross - one.own
            assert gained * (pool - own) >= 0
            assert abs(gained) <= abs(pool - own)


@given(st.sampled_from(METHODS), st.integers(0, 10**11), stakes(), st.integers(2, 1000))
def test_the_unit_of_the_keys_does_not_matter(
    method: str, pool: int, told: list[Stake], times: int
) -> None:
    larger = [
        Stake(s.no, s.own, s.shares * times, s.interest_paid * times, s.weight * times, s.owes)
        for s in told
    ]
    assert share_out(method, pool, larger) == share_out(method, pool, told)


@given(st.sampled_from(METHODS), st.integers(0, 10**9), stakes(), st.integers(2, 1000))
def test_a_pool_so_many_times_as_large_gives_parts_so_many_times_as_large(
    method: str, pool: int, told: list[Stake], times: int
) -> None:
    """Up to the cents that are parted: less than one for each part of the smaller pool."""
    larger = [
        Stake(s.no, s.own * times, s.shares * times, s.interest_paid * times, s.weight * times)
        for s in told
    ]
    many = share_out(method, pool * times, larger).lines
    for one, scaled in zip(share_out(method, pool, told).lines, many, strict=True):
        assert abs(scaled.gross - one.gross * times) < times + 1


@given(st.integers(0, 10**11), stakes())
def test_who_has_more_shares_has_no_less_of_the_pool(pool: int, told: list[Stake]) -> None:
    assume(any(one.shares for one in told))
    lines = share_out("proportional", pool, told).lines
    by_shares = sorted(zip(told, lines, strict=True), key=lambda pair: pair[0].shares)
    parts = [line.gross for _, line in by_shares]
    assert all(later >= earlier - 1 for earlier, later in pairwise(parts))
