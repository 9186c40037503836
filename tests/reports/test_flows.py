"""Flows: thick as their values, nothing lost between the two sides, words that never overlap."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.reports import flows
from federation.reports.flows import ROW_PX, WHOLE_PX, Flow
from federation.reports.whereabouts import of_sums

from .test_charts import SVG, parsed, texts

WHOLE = WHOLE_PX * 10


def made(*values: int) -> list[Flow]:
    return [Flow(f"Flow {nth}", value) for nth, value in enumerate(values, 1)]


@given(st.lists(st.integers(0, 10**12), max_size=12))
def test_bands_add_up_and_stand_one_under_the_other(values: list[int]) -> None:
    bands, high = flows.laid(made(*values))
    some = [value for value in values if value]
    assert [one.flow.value for one in bands] == some  # what is nothing is left out
    assert sum(one.thick for one in bands) == (WHOLE if some else 0)
    assert all(one.thick > 0 for one in bands)
    at = joined = 0
    for one in bands:
        assert one.top >= at
        assert one.joins == joined  # no gap and no overlap where they meet
        at, joined = one.top + one.thick, joined + one.thick
    assert at <= high
    for upper, lower in itertools.pairwise(bands):
        assert lower.middle - upper.middle >= ROW_PX * 10  # two lines of words each


def test_bands_are_in_proportion() -> None:
    bands, _ = flows.laid(made(100, 300, 0, 400))
    assert [one.thick for one in bands] == [210, 630, 840]
    (alone,), high = flows.laid(made(7))
    assert (alone.thick, alone.top, high) == (WHOLE, 0, WHOLE)


@pytest.mark.parametrize("many", [1, 2, 12])
def test_every_flow_is_drawn_with_its_words_and_its_value(many: int) -> None:
    sources, goals = made(*range(1, many + 1)), made(many * (many + 1) // 2)
    root = parsed(flows.chart("a", "A & <b>", sources, goals, flows.Unit.COUNT))
    paths = [one.get("d", "") for one in root.iter(f"{SVG}path")]
    assert len(paths) == many + 1
    assert not [one for one in paths if "-" in one]  # nothing stands outside
    told = texts(root)
    assert {one.label for one in (*sources, *goals)} <= set(told)
    assert len(told) == 2 * (many + 1)
    left = [one for one in root.iter(f"{SVG}text") if one.get("text-anchor") == "start"]
    lines = [int(one.get("y", "")) for one in left]
    assert all(lower - upper >= 16 for upper, lower in itertools.pairwise(lines))
    assert min(lines) > 0
    assert max(lines) < int(root.get("height", ""))


def test_long_words_stay_on_their_half_and_the_sentence_has_them_whole() -> None:
    long = "Okukongolola iimaliwa yomukunda aguhe"
    root = parsed(flows.chart("a", "A", [Flow(long, 5)], [Flow("B", 5)]))
    assert long in (root[1].text or "")
    assert max(len(one) for one in texts(root)) <= 14


def test_what_does_not_add_up_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="what comes in"):
        flows.chart("a", "A", made(1, 2), made(4))
    with pytest.raises(ValueError, match="below zero"):
        flows.chart("a", "A", made(-1, 2), made(1))
    assert flows.chart("a", "A", made(0, 0), ()) == ""


SUMS = (
    ("cash", "", 275_854),
    ("bank", "", 4_000_000),
    ("loans", "", 4_316_897),
    ("savings", "general", -2_000_000),
    ("savings", "land", -1_974_000),
    ("social_fund", "", -203_600),
    ("fund_loan", "", -4_231_897),
    ("fund_held", "", -87_004),
    ("interest_income", "", -34_000),
    ("fine_income", "", -72_500),
    ("expenses", "", 10_000),
    ("cash_difference", "", 250),
    ("fines_due", "", 500),
    ("fines_memo", "", -500),
)


def test_whose_the_money_is_and_where_it_is_are_one_sum() -> None:
    found = of_sums(SUMS)
    assert sum(one.amount for one in found.whose) == found.total == 8_592_751
    assert [(one.told, one.amount) for one in found.where] == [
        ("In the box", 275_854),
        ("In the bank", 4_000_000),
        ("Lent out", 4_316_897),
    ]
    assert [one.told for one in found.whose] == [
        "Saved: general",
        "Saved: land",
        "Social fund",
        "From the fund",
        "For the fund",
        "Earned so far",
    ]
    assert found.whose[-1].amount == 34_000 + 72_500 - 10_000 - 250
    assert found.chart.count("<path") == 9


def test_what_was_lost_stands_where_the_money_went() -> None:
    found = of_sums((("cash", "", 900), ("savings", "land", -1_000), ("expenses", "", 100)))
    assert [(one.code, one.amount) for one in found.where] == [("cash", 900), ("lost", 100)]
    assert found.total == 1_000
    assert re.search(r"Lost so far.*N\$.1", found.chart)
    nothing = of_sums(())
    assert (nothing.total, nothing.chart) == (0, "")
