"""Where loans stand, what payments settle, how late they are: a lived example, then properties."""

import random

import pytest

from federation.core import loans
from federation.core.loans import Allocation, AtRisk, Schedule, Standing, Terms
from tests.core.test_loans import MONTH, SEEDS, YEAR, lend, random_terms

# 1,250.00 at 12 % a year flat, three months from 1 December: 416.50 + 12.50 twice, 417.00 + 12.50
FLAT = loans.schedule(lend(125000, 120000, YEAR, "flat", 3, round_to=100))
# 12,000.00 at 2 % a month, four months: 2,911.49 + 240.00, 2,969.72 + 181.77 …
DECLINING = loans.schedule(lend(1200000, 20000, MONTH, "declining", 4))


def at(day: str, principal: int = 0, interest: int = 0, of: Schedule = FLAT) -> Standing:
    return loans.standing(of, paid_principal=principal, paid_interest=interest, day=day)


def pay(
    amount: int, day: str, principal: int = 0, interest: int = 0, of: Schedule = FLAT
) -> Allocation:
    return loans.allocate(
        of, paid_principal=principal, paid_interest=interest, amount=amount, day=day
    )


def test_a_loan_not_yet_due() -> None:
    assert at("2022-11-30") == Standing(
        day="2022-11-30",
        due_principal=0,
        due_interest=0,
        paid_principal=0,
        paid_interest=0,
        unpaid_principal=0,
        unpaid_interest=0,
        days_late=0,
        next_due="2022-12-01",
        next_principal=41650,
        next_interest=1250,
        outstanding=125000,
        interest_to_come=3750,
    )


def test_a_loan_paid_in_part_and_late() -> None:
    """A hundred was paid of the first: its interest, and 87.50 of its principal."""
    found = at("2023-01-15", principal=8750, interest=1250)
    assert (found.due_principal, found.due_interest) == (83300, 2500)
    assert (found.unpaid_principal, found.unpaid_interest, found.unpaid) == (74550, 1250, 75800)
    assert found.days_late == 45
    assert (found.next_due, found.next_amount) == ("2023-02-01", 42950)
    assert (found.outstanding, found.interest_to_come) == (116250, 1250)
    assert not found.is_settled


@pytest.mark.parametrize(
    ("day", "late"), [("2022-12-01", 0), ("2022-12-02", 1), ("2023-01-01", 31), ("2023-06-01", 182)]
)
def test_it_is_late_from_the_day_after(day: str, late: int) -> None:
    assert at(day).days_late == late


def test_money_that_came_early_pays_the_next_ones() -> None:
    found = at("2022-12-15", principal=60000, interest=1250)
    assert (found.unpaid, found.days_late) == (0, 0)
    assert (found.next_due, found.next_principal, found.next_interest) == (
        "2023-01-01", 23300, 1250,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "day", "paid", "settled"),
    [
        (42900, "2022-12-01", (0, 0), (1250, 41650, 0)),
        (10000, "2023-01-05", (0, 0), (1250, 8750, 0)),
        # The rest of the first, then the interest of the second, then its principal
        (42900, "2023-01-05", (8750, 1250), (1250, 41650, 0)),
        # Nothing is due yet: principal
        (5000, "2022-11-20", (0, 0), (0, 5000, 0)),
        # Far more than is due: the principal first, then interest to come, then too much
        (125000, "2022-12-01", (0, 0), (1250, 123750, 0)),
        (127000, "2022-12-01", (0, 0), (2000, 125000, 0)),
        (128751, "2022-12-01", (0, 0), (3750, 125000, 1)),
        (700, "2023-05-01", (125000, 3750), (0, 0, 700)),
    ],
)
def test_what_a_payment_settles(
    amount: int, day: str, paid: tuple[int, int], settled: tuple[int, int, int]
) -> None:
    assert pay(amount, day, *paid) == settled


def test_closing_a_flat_loan_costs_all_its_interest() -> None:
    for day in ("2022-11-02", "2022-12-15", "2024-01-01"):
        assert loans.settle_now(FLAT, paid_principal=0, paid_interest=0, day=day) == 128750
    found = at("2022-12-15", principal=125000, interest=1250)
    assert (found.outstanding, found.interest_to_come, found.next_interest) == (0, 2500, 1250)


@pytest.mark.parametrize(
    ("day", "paid", "amount"),
    [
        ("2022-11-01", (0, 0), 1200000),
        ("2022-11-16", (0, 0), 1212000),  # 15 of 30 days of 240.00
        ("2022-12-01", (0, 0), 1224000),
        ("2022-12-01", (291149, 24000), 908851),
        ("2023-01-01", (291149, 24000), 908851 + 18177),
        # The second instalment late and the third begun: 10 of 31 days of 122.38 is 39.48
        ("2023-01-11", (291149, 24000), 908851 + 18177 + 3948),
        ("2030-01-01", (0, 0), 1200000 + 60594),
    ],
)
def test_closing_a_declining_loan_costs_interest_to_that_day(
    day: str, paid: tuple[int, int], amount: int
) -> None:
    principal, interest = paid
    found = loans.settle_now(DECLINING, paid_principal=principal, paid_interest=interest, day=day)
    assert found == amount
    settled = pay(amount, day, principal, interest, DECLINING)
    assert settled == (amount - 1200000 + principal, 1200000 - principal, 0)
    after = at("2031-01-01", 1200000, interest + settled.interest, DECLINING)
    assert after.is_settled
    assert (after.unpaid, after.days_late, after.next_due) == (0, 0, "")


def test_with_less_than_closes_it_the_principal_stays_open() -> None:
    assert pay(1205000, "2022-11-16", of=DECLINING) == (12000, 1193000, 0)
    assert pay(1199999, "2022-11-16", of=DECLINING) == (0, 1199999, 0)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-1, ""), (0, ""), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"),
        (90, "61-90"), (91, "over-90"), (4000, "over-90"),
    ],
)  # fmt: skip
def test_arrears_by_age(days: int, told: str) -> None:
    assert loans.age(days) == told


def test_portfolio_at_risk_counts_the_whole_balance() -> None:
    thirty, more = at("2022-12-31"), at("2023-01-01", principal=41649, interest=1250)
    assert (thirty.days_late, more.days_late) == (30, 31)
    assert loans.portfolio_at_risk([thirty, more]) == AtRisk(83351, 208351)
    assert loans.portfolio_at_risk([thirty, more]).basis_points == 4001  # 40.0051 %
    assert loans.portfolio_at_risk([]).basis_points is None
    assert loans.portfolio_at_risk([thirty]).basis_points == 0


def random_payments(chance: random.Random, made: Schedule) -> list[tuple[str, int]]:
    """Payments on due days and others, of what is due, less and more."""
    days = [row.due for row in made.rows]
    days = sorted(chance.choice(days) for _ in range(chance.randint(1, 6)))
    most = made.total // len(days) + 100
    return [(day, chance.choice([1, most, chance.randint(1, 2 * most)])) for day in days]


def test_random_payments_settle_oldest_first_and_lose_nothing() -> None:
    for seed in SEEDS:
        chance = random.Random(seed)
        made = loans.schedule(Terms(**random_terms(chance)))
        principal = interest = 0
        for day, amount in random_payments(chance, made):
            before = at(day, principal, interest, made)
            close = loans.settle_now(
                made, paid_principal=principal, paid_interest=interest, day=day
            )
            got = pay(amount, day, principal, interest, made)
            assert sum(got) == amount, seed
            assert min(got) >= 0, seed
            # What is due comes first; too much is only what would not have closed the loan.
            if amount < before.unpaid:
                assert got.interest <= before.unpaid_interest, seed
                assert got.principal <= before.unpaid_principal, seed
            else:
                assert got.interest >= before.unpaid_interest, seed
                assert got.principal >= before.unpaid_principal, seed
            assert got.over == max(amount - max(close, before.unpaid), 0), seed
            principal, interest = principal + got.principal, interest + got.interest
            after = at(day, principal, interest, made)
            assert after.outstanding == made.principal - principal >= 0, seed
            assert after.days_late <= before.days_late, seed
            if amount >= before.unpaid:
                assert (after.unpaid, after.days_late) == (0, 0), seed
            assert not got.over or after.is_settled, seed
            assert interest <= made.interest, seed
            assert after.interest_to_come <= made.interest - interest, seed


def test_paying_each_instalment_on_its_day_is_the_schedule() -> None:
    for seed in SEEDS[:60]:
        made = loans.schedule(Terms(**random_terms(random.Random(seed))))
        principal = interest = 0
        for row in made.rows:
            got = pay(row.total, row.due, principal, interest, made)
            assert (got.principal, got.interest) == (row.principal, row.interest), seed
            principal, interest = principal + got.principal, interest + got.interest
        assert at(made.rows[-1].due, principal, interest, made).is_settled, seed
