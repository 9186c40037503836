"""Periods: how they are written, where they begin and end, and that they fill the years."""

import re
from datetime import date, timedelta

import pytest

from federation.core import periods
from federation.core.refusals import Refusal


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2026-07", "month", "2026-07-01", "2026-07-31"),
        ("2024-02", "month", "2024-02-01", "2024-02-29"),
        ("2026-Q1", "quarter", "2026-01-01", "2026-03-31"),
        ("2026-Q4", "quarter", "2026-10-01", "2026-12-31"),
        ("2026-H1", "half-year", "2026-01-01", "2026-06-30"),
        ("2026-H2", "half-year", "2026-07-01", "2026-12-31"),
        ("2026", "year", "2026-01-01", "2026-12-31"),
        ("FY2026", "financial-year", "2025-07-01", "2026-06-30"),
        (" fy2026 ", "financial-year", "2025-07-01", "2026-06-30"),
    ],
)
def test_a_period_has_its_days(text, kind, first, last):
    found = periods.period(text)
    assert (found.kind, found.first, found.last) == (kind, first, last)
    assert found.code == text.strip().upper()
    assert re.fullmatch(periods.PATTERN, found.code)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-7", "2026-H3", "2026-Q5", "FY26", "1026", "2026-07-01",
             "FY2026-H1", "٢٠٢٦", "2026Q1"],
)  # fmt: skip
def test_what_is_no_period(text):
    with pytest.raises(Refusal) as refused:
        periods.period(text)
    assert refused.value.code == "period-unclear"


@pytest.mark.parametrize("kind", periods.KINDS)
def test_periods_of_a_kind_follow_each_other_without_a_gap(kind):
    one = periods.holding(kind, "2026-12-01")
    assert one.first <= "2026-12-01" <= one.last
    for _ in range(30):
        earlier = periods.before(one)
        assert date.fromisoformat(earlier.last) + timedelta(days=1) == date.fromisoformat(one.first)
        assert earlier == periods.period(earlier.code)
        assert (
            periods.holding(kind, earlier.first) == earlier == periods.holding(kind, earlier.last)
        )
        one = earlier


def test_back_to_the_first_day():
    year = periods.holding(periods.FINANCIAL_YEAR, "2026-12-01")
    codes = [one.code for one in periods.back_from(year, "2024-07-01")]
    assert codes == ["FY2027", "FY2026", "FY2025"]
    assert [one.code for one in periods.back_from(year, "2024-06-30")][-1] == "FY2024"
