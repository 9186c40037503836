"""The loan engine: published schedules as literals, an independent reference, what payments do.

Published cases are of Apache Fineract's own tests (Apache-2.0), told by file and commit.
"""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest

from federation.core import loans
from federation.core.day_counts import days_by_thirty, half_even
from federation.core.days import due_dates
from federation.core.loans import Schedule, Terms
from federation.core.refusals import Refusal
from tests.core.loan_reference import reference
from tests.factories import how_many

YEAR, MONTH = "year", "month"


def lend(principal: int, rate: int, per: str, method: str, instalments: int, **more: Any) -> Terms:
    told: dict[str, Any] = {
        "every": "month", "disbursed_on": "2022-11-01", "first_due_on": "2022-12-01", **more,
    }  # fmt: skip
    return Terms(
        principal=principal, rate=rate, per=per, method=method, instalments=instalments, **told
    )


def columns(terms: Terms) -> tuple[list[int], list[int]]:
    rows = loans.schedule(terms).rows
    return [row.principal for row in rows], [row.interest for row in rows]


JAN = {"disbursed_on": "2024-01-01", "first_due_on": "2024-02-01"}
BY_MONTHS = {**JAN, "days": "30/360"}
WEEK = {**JAN, "first_due_on": "2024-01-08", "every": "week", "days": "actual/364"}
FORTNIGHT = {**JAN, "first_due_on": "2024-01-15", "every": "2-weeks"}
HALF = {**JAN, "first_due_on": "2024-01-16", "every": "15-days"}
WEEKLY = {"every": "week", "first_due_on": "2022-11-08"}

# What Apache Fineract publishes, at commit 4198b0bc unless another is named.
PUBLISHED = [
    ("flat, whole units", lend(500000, 120000, YEAR, "flat", 18, round_to=100),
     [27800] * 17 + [27400], [5000] * 18),
    ("declining, whole units", lend(500000, 120000, YEAR, "declining", 18, round_to=100),
     [30500 - own for own in (5000, 4745, 4487, 4227, 3965, 3699, 3431, 3161, 2887, 2611, 2332,
                              2050, 1766, 1479, 1188, 895, 599)] + [30022],
     [5000, 4745, 4487, 4227, 3965, 3699, 3431, 3161, 2887, 2611, 2332, 2050, 1766, 1479, 1188,
      895, 599, 300]),
    ("two percent a month", lend(1200000, 20000, MONTH, "declining", 4),
     [291149, 296972, 302911, 308968], [24000, 18177, 12238, 6179]),
    ("weekly", lend(1000000, 240000, YEAR, "declining", 4, **WEEKLY),
     [248276, 249422, 250573, 251729], [4615, 3469, 2318, 1162]),
    # ClientLoanIntegrationTest, interest recalculation with a moratorium of one on interest
    ("weekly, first interest later",
     lend(1000000, 240000, YEAR, "declining", 4, defer_interest=1, **WEEKLY),
     [248276, 249422, 250573, 251729], [0, 8084, 2318, 1162]),
    ("flat, three, whole units", lend(125000, 120000, YEAR, "flat", 3, round_to=100),
     [41650, 41650, 41700], [1250] * 3),
    # ProgressiveEMICalculatorTest at 76c1158e
    ("30/360", lend(10000, 94822, YEAR, "declining", 6, **BY_MONTHS),
     [1634, 1647, 1660, 1673, 1686, 1700], [79, 66, 53, 40, 27, 13]),
    ("no interest", lend(100000, 0, YEAR, "declining", 4), [25000] * 4, [0] * 4),
    ("actual/364 weekly", lend(10000, 94822, YEAR, "declining", 6, **WEEK),
     [1659, 1662, 1665, 1668, 1671, 1675], [18, 15, 12, 9, 6, 3]),
    ("actual/360, 15 days", lend(10000, 94822, YEAR, "declining", 6, days="actual/360", **HALF),
     [1650, 1657, 1664, 1670, 1677, 1682], [40, 33, 26, 20, 13, 7]),
    # EmbeddableProgressiveLoanScheduleGeneratorTest at 29ee1032
    ("seven percent", lend(10000, 70000, YEAR, "declining", 6, **BY_MONTHS),
     [1643, 1652, 1662, 1672, 1681, 1690], [58, 49, 39, 29, 20, 10]),
    # LoanScheduleGeneratorTest at 14df8954: what is left after the down payment; half-monthly
    ("after a down payment", lend(7500, 99900, YEAR, "declining", 6, **BY_MONTHS),
     [1225, 1235, 1245, 1255, 1266, 1274], [62, 52, 42, 32, 21, 11]),
    ("half-monthly", lend(100000, 240000, YEAR, "declining", 4, **HALF),
     [24628, 24874, 25123, 25375], [1000, 754, 505, 254]),
    # EMICalculation-Part1.feature at 80821e8a: C3154, C3158, C3159
    ("C3154", lend(10000, 120000, YEAR, "declining", 6, **BY_MONTHS),
     [1625, 1641, 1658, 1674, 1691, 1711], [100, 84, 67, 51, 34, 17]),
    ("C3158", lend(10000, 94822, YEAR, "declining", 6, days="30/360", **FORTNIGHT),
     [1651, 1657, 1663, 1669, 1676, 1684], [37, 31, 25, 19, 12, 6]),
    ("C3159", lend(10000, 120000, YEAR, "declining", 6, days="actual/365", **JAN),
     [1623, 1645, 1656, 1675, 1690, 1711], [102, 80, 69, 50, 35, 17]),
    # LoanMonthEndDueDateStrategy.feature at 5b1f06e8, C111045: months of 30 days
    ("C111045", lend(1000000, 120000, YEAR, "declining", 3, days="30/360",
                     disbursed_on="2025-01-31", first_due_on="2025-02-28"),
     [330022, 333322, 336656], [10000, 6700, 3367]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "principal", "interest"), [c[1:] for c in PUBLISHED], ids=[c[0] for c in PUBLISHED]
)
def test_published_schedules(terms: Terms, principal: list[int], interest: list[int]) -> None:
    assert columns(terms) == (principal, interest)


# Where Fineract's newer, progressive schedules differ: it takes the equal instalment from the
# days of each period (C111047), and moves it by cents until the last one is close (C3165, and
# ProgressiveEMICalculatorTest, repayEvery2Week). Here it follows from the usual period alone, and
# the last instalment takes what is left.
DIFFERING = [
    ("C111047", lend(1000000, 120000, YEAR, "declining", 3, days="actual/365",
                     disbursed_on="2025-01-31", first_due_on="2025-02-28"), 340022, 339782),
    ("C3165", lend(7500, 123000, YEAR, "declining", 5, **BY_MONTHS), 1546, 1547),
    ("actual/364, two weeks",
     lend(10000, 94822, YEAR, "declining", 3, days="actual/364", **FORTNIGHT), 3358, 3357),
]  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "ours", "theirs"), [c[1:] for c in DIFFERING], ids=[c[0] for c in DIFFERING]
)
def test_where_published_schedules_differ(terms: Terms, ours: int, theirs: int) -> None:
    rows = loans.schedule(terms).rows
    assert {row.total for row in rows[:-1]} == {ours}
    assert theirs not in {row.total for row in rows}


@pytest.mark.parametrize(
    ("principal", "rate", "per", "instalments", "instalment"),
    [
        (5000000, 5000, MONTH, 132, 51835),
        (3200000, 50000, YEAR, 132, 31566),
        (3200000, 50000, YEAR, 240, 21119),
        (4410000, 50000, YEAR, 132, 43502),
        (1700000, 5000, MONTH, 132, 17624),
    ],
)
def test_loans_for_houses(
    principal: int, rate: int, per: str, instalments: int, instalment: int
) -> None:
    made = loans.schedule(lend(principal, rate, per, "declining", instalments))
    assert {row.total for row in made.rows[:-1]} == {instalment}
    assert abs(made.rows[-1].total - instalment) < instalments


def test_sums_of_the_published_ones() -> None:
    flat = loans.schedule(PUBLISHED[0][1])
    assert (flat.principal, flat.interest, flat.total) == (500000, 90000, 590000)
    declining = loans.schedule(PUBLISHED[1][1])
    assert (declining.interest, declining.rows[0].total, declining.rows[-1].total) == (
        48822, 30500, 30322,
    )  # fmt: skip
    assert loans.schedule(PUBLISHED[6][1]).rows[-1].total == 1713


def test_due_days_keep_the_day_of_the_month() -> None:
    days = due_dates("2023-01-31", "month", 14)
    assert days[:5] == ("2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31")
    assert days[12:] == ("2024-01-31", "2024-02-29")
    assert due_dates("2024-01-01", "15-days", 5)[2:] == ("2024-01-31", "2024-02-15", "2024-03-01")
    assert due_dates("2024-12-26", "2-weeks", 2) == ("2024-12-26", "2025-01-09")
    assert due_dates("2026-11-22", "week", 0) == ()


# What the rules add to each other (worked by hand)


def test_flat_interest_is_rounded_once_and_the_last_takes_the_rest() -> None:
    assert columns(lend(100000, 100000, YEAR, "flat", 3)) == (
        [33333, 33333, 33334], [833, 833, 834],
    )  # fmt: skip
    # 0.006 a month: three months make 0.018, which is 2 cents and not 3
    assert columns(lend(60, 10000, MONTH, "flat", 3)) == ([20, 20, 20], [1, 1, 0])


def test_equal_principal_and_grace() -> None:
    assert columns(lend(1200000, 20000, MONTH, "equal-principal", 4)) == (
        [300000] * 4, [24000, 18000, 12000, 6000],
    )  # fmt: skip
    grace = lend(1200000, 20000, MONTH, "equal-principal", 4, grace_principal=2)
    assert columns(grace) == ([0, 0, 600000, 600000], [24000, 24000, 24000, 12000])
    free = lend(1200000, 20000, MONTH, "equal-principal", 4, interest_free=2)
    assert columns(free) == ([300000] * 4, [0, 0, 12000, 6000])
    # The instalment is that of four; without interest it is all principal, the last is smaller.
    free = lend(1200000, 20000, MONTH, "declining", 4, interest_free=1)
    assert columns(free) == ([315149, 297452, 303401, 283998], [0, 17697, 11748, 5680])


def test_grace_counts_as_the_published_ones_do() -> None:
    graced = lend(1200000, 20000, MONTH, "declining", 6, grace_principal=2)
    assert columns(graced) == (
        [0, 0, 291149, 296972, 302911, 308968], [24000, 24000, 24000, 18177, 12238, 6179],
    )  # fmt: skip
    later = lend(125000, 120000, YEAR, "flat", 3, defer_interest=2)
    assert columns(later) == ([41667, 41667, 41666], [0, 0, 3750])
    both = lend(125000, 120000, YEAR, "flat", 3, defer_interest=2, interest_free=1)
    assert columns(both) == ([41667, 41667, 41666], [0, 0, 2500])


def test_a_coarse_multiple_leaves_all_to_the_last_and_nothing_below_zero() -> None:
    coarse = lend(10000, 20000, MONTH, "flat", 3, round_to=100000)
    assert columns(coarse) == ([0, 0, 10000], [200, 200, 200])
    late = lend(100000, 100000, MONTH, "declining", 2, days="actual/365",
                disbursed_on="2022-01-01", first_due_on="2022-12-31")  # fmt: skip
    rows = loans.schedule(late).rows
    assert (rows[0].principal, rows[0].interest, rows[1].principal) == (0, 119671, 100000)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2023-01-31", "2023-02-28", 30),
        ("2023-02-28", "2023-03-31", 30),
        ("2024-01-15", "2024-02-01", 16),
        ("2024-01-28", "2024-02-28", 30),
        ("2023-12-31", "2024-02-29", 60),
        ("2024-02-10", "2024-02-10", 0),
        ("2024-01-30", "2024-02-01", 1),
    ],
)
def test_months_of_thirty_days(start: str, end: str, days: int) -> None:
    assert days_by_thirty(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) == days


def test_half_goes_to_the_even_one() -> None:
    assert [half_even(n, 2) for n in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2]
    assert [half_even(n, 3) for n in (1, 2, 4, 5)] == [0, 1, 1, 2]


# Against the reference


def random_terms(chance: random.Random) -> dict[str, Any]:
    """Any terms that people may agree, odd ones often."""
    count = chance.choice([1, 2, 3, chance.randint(1, 24), chance.randint(1, 120)])
    start = dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(2500))
    first = start + dt.timedelta(days=chance.choice([0, 7, 14, 28, 30, 31, chance.randint(0, 90)]))
    few = [0, 0, chance.randrange(count)]
    return {
        "principal": chance.choice([chance.randint(1, 200), chance.randint(10**4, 10**8)]),
        "rate": chance.choice([0, 5000, 10000, 20000, 94822, chance.randint(1, 10**6)]),
        "per": chance.choice(["month", "year"]),
        "method": chance.choice(["flat", "declining", "equal-principal"]),
        "instalments": count,
        "every": chance.choice(["month", "month", "week", "2-weeks", "15-days"]),
        "disbursed_on": start.isoformat(),
        "first_due_on": first.isoformat(),
        "days": chance.choice(["period", "30/360", "actual/365", "actual/364", "actual/360"]),
        "round_to": chance.choice([0, 0, 1, 50, 100, 1000]),
        "grace_principal": chance.choice(few),
        "defer_interest": chance.choice(few),
        "interest_free": chance.choice([*few, count]),
    }


SEEDS = range(how_many(1000, 20_000))


def check_sums(made: Schedule, principal: int) -> None:
    rows = made.rows
    assert sum(row.principal for row in rows) == made.principal == principal
    assert sum(row.interest for row in rows) == made.interest
    assert sum(row.total for row in rows) == made.total
    assert rows[-1].balance == 0
    owed = principal
    for place, row in enumerate(rows, 1):
        owed -= row.principal
        assert (row.n, row.total, row.balance) == (place, row.principal + row.interest, owed)
        assert min(row.principal, row.interest, row.balance) >= 0
    assert [row.due for row in rows] == sorted({row.due for row in rows})


def test_random_loans_agree_with_the_reference(figure: Callable[[str, object], None]) -> None:
    figure("random loans compared with the reference", len(SEEDS))
    for seed in SEEDS:
        told = random_terms(random.Random(seed))
        terms = Terms(**told)
        loans.check_new(terms)
        made = loans.schedule(terms)
        found = [(row.due, row.principal, row.interest) for row in made.rows]
        assert found == reference(told), (seed, told)
        check_sums(made, terms.principal)


def test_a_loan_that_is_rescheduled_carries_its_interest() -> None:
    terms = lend(60000, 20000, MONTH, "declining", 3)
    plain, carried = loans.schedule(terms), loans.reschedule(terms, carried_interest=1250)
    assert [row.principal for row in carried.rows] == [row.principal for row in plain.rows]
    assert carried.rows[0].interest == plain.rows[0].interest + 1250
    assert carried.interest == plain.interest + 1250
    assert carried.rows[1:] == plain.rows[1:]
    check_sums(carried, 60000)
    # It was owed before: who closes the loan on the first day still pays it.
    assert loans.settle_now(carried, paid_principal=0, paid_interest=0, day="2022-11-01") == 61250


# Terms that do not fit


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"principal": 0}, "loan-terms"),
        ({"rate": -1}, "loan-terms"),
        ({"rate": 10_000_001}, "loan-terms"),
        ({"per": "week"}, "loan-terms"),
        ({"method": "balloon"}, "loan-terms"),
        ({"instalments": 0}, "loan-terms"),
        ({"instalments": 1201}, "loan-terms"),
        ({"every": "day"}, "loan-terms"),
        ({"days": "actual/actual"}, "loan-terms"),
        ({"defer_interest": -1}, "loan-terms"),
        ({"first_due_on": "2023-02-30"}, "loan-terms"),
        ({"principal": 10**12}, "loan-too-large"),
        ({"principal": 10**12 - 1}, "loan-too-large"),
        ({"first_due_on": "9999-12-01"}, "loan-terms"),
    ],
)
def test_terms_that_do_not_fit(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        loans.schedule(Terms(**{**FITTING, **change}))
    assert refused.value.code == code


FITTING: dict[str, Any] = {
    "principal": 1000, "rate": 10000, "per": "month", "method": "flat", "instalments": 3,
    "every": "month", "disbursed_on": "2022-11-01", "first_due_on": "2022-12-01",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"first_due_on": "2022-10-31"}, "loan-first-due"),
        ({"grace_principal": 3}, "loan-grace"),
        ({"defer_interest": 3}, "loan-grace"),
        ({"interest_free": 4}, "loan-grace"),
    ],
)
def test_what_nobody_agrees_anew_and_old_books_may_hold(change: dict[str, Any], code: str) -> None:
    terms = Terms(**{**FITTING, **change})
    with pytest.raises(Refusal) as refused:
        loans.check_new(terms)
    assert refused.value.code == code
    check_sums(loans.schedule(terms), 1000)
