"""Arrears by age of the oldest unpaid payment, and the portfolio at risk after 30 days."""

import pytest

from federation.reports import making
from federation.reports.render import render
from federation.reports.table import Report, Span
from federation.store import Store
from tests.factories import Clock, admit, enter, lend

FLAT = {"rate": 20_000, "per": "month", "method": "flat", "instalments": 3, "every": "month"}


def made(store: Store, name: str = "arrears", last: str = "") -> Report:
    (only,) = making.make(store, name, Span("", last))
    return only


@pytest.fixture
def lent(group: Store, clock: Clock) -> Store:
    """Four loans of 300.00, each 100.00 + 6.00 a month from another day on; one is paid."""
    for name in ("Anna", "Berta", "Celia", "Dina"):
        admit(group, name)
    enter(group, ("savings", 200_000, 1))
    for member, first in enumerate(("2026-11-22", "2026-12-21", "2027-01-20", "2027-03-01"), 1):
        lend(group, member, 30_000, **{**FLAT, "first_due_on": first})
    clock.forward(days=90)  # 20 February 2027
    enter(group, ("loan_interest", 1_200, 1, 1), ("loan_principal", 20_000, 1, 1), day="2026-12-22")
    return group


def test_loans_stand_in_the_column_of_their_age(lent: Store) -> None:
    plain = made(lent, last="2027-02-20").plain
    assert plain["ages"] == [
        {"age": "", "loans": 1, "past_due": 0, "outstanding": 30_000},
        {"age": "1-30", "loans": 1, "past_due": 10_600, "outstanding": 10_000},
        {"age": "31-60", "loans": 1, "past_due": 21_200, "outstanding": 30_000},
        {"age": "61-90", "loans": 1, "past_due": 21_200, "outstanding": 30_000},
        {"age": "over-90", "loans": 0, "past_due": 0, "outstanding": 0},
    ]


def test_at_risk_is_the_whole_balance_by_the_whole_balance(lent: Store) -> None:
    plain = made(lent).plain
    assert (plain["at_risk"], plain["outstanding"]) == (60_000, 100_000)
    assert plain["par_30_basis_points"] == 6_000
    assert "PaR-30 60.00 %" in render([made(lent)], "table").decode()


def test_of_an_earlier_day_only_what_was_entered_until_then_counts(lent: Store) -> None:
    then = made(lent, last="2026-12-21").plain
    loans = then["loans"]
    assert isinstance(loans, list)
    assert (loans[0]["loan_no"], loans[0]["days_late"], loans[0]["age"]) == (1, 29, "1-30")
    assert then["outstanding"] == 120_000


def test_nothing_lent_is_no_share(group: Store) -> None:
    plain = made(group).plain
    assert (plain["outstanding"], plain["par_30_basis_points"]) == (0, None)


def test_the_list_of_loans_says_what_is_late(lent: Store) -> None:
    loans = made(lent, "loans").plain["loans"]
    assert isinstance(loans, list)
    assert [one["days_late"] for one in loans] == [29, 61, 31, 0]
