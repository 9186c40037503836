"""Days of waiting by settlement: medians by hand, the worst first; rungs before and after."""

import xml.etree.ElementTree as ET

import pytest

from federation.reports import rungs, waiting
from federation.reports.waiting import Row, Waited

from .test_charts import marks, parsed, texts


def waited(settlement: str, *days: tuple[int, int]) -> list[Waited]:
    return [Waited(settlement, city, group) for city, group in days]


@pytest.mark.parametrize(
    ("days", "found"), [((7,), 7), ((1, 9), 5), ((2, 9, 4), 4), ((40, 1, 2, 5), 3), ((0, 0), 0)]
)
def test_the_middle_one(days: tuple[int, ...], found: int) -> None:
    assert waiting.middle(days) == found


def test_the_longest_comes_first_whatever_the_order_and_spelling() -> None:
    some = [
        *waited("Havana", (10, 0), (20, 4)),
        *waited("Otjomuise", (41, 6)),
        *waited(" HAVANA", (90, 0)),
        *waited("ǃNami", (20, 0), (20, 1)),
    ]
    expected = (
        Row(" HAVANA", 3, 20, 90, 0, 4),
        Row("Otjomuise", 1, 41, 41, 6, 6),
        Row("ǃNami", 2, 20, 20, 0, 1),
    )
    assert waiting.by_settlement(some) == expected
    assert waiting.by_settlement(some[::-1]) == expected
    assert waiting.times(expected) == 45
    newer = waiting.by_settlement([*some, *waited("Havana", (0, 0), (0, 0), (0, 0))])
    assert newer[0].settlement == " HAVANA"  # a new need makes no place look served
    assert waiting.times(expected[:1]) is None
    assert waiting.times(waiting.by_settlement(waited("A", (3, 0)) + waited("B", (0, 0)))) is None
    assert waiting.times(()) is None


def test_a_bar_goes_dark_to_the_middle_and_light_to_the_longest() -> None:
    root = parsed(
        waiting.chart(waiting.by_settlement(waited("A & <b>", (10, 0), (20, 0), (50, 0))))
    )
    assert marks(root, "width")[:2] == [40.0, 60.0]
    assert texts(root)[:2] == ["A & <b>", "50"]
    assert waiting.chart(()) == ""
    assert waiting.chart(waiting.by_settlement(waited("A", (0, 3)))) == ""


def test_rungs_stand_in_the_order_of_the_ladder() -> None:
    found = rungs.compared({"unimproved": 30, "limited": 10}, {"limited": 25, "basic": 15})
    assert [(one.code, one.before, one.after, one.change) for one in found] == [
        ("basic", 0, 15, 15),
        ("limited", 10, 25, 15),
        ("unimproved", 30, 0, -30),
    ]
    root = parsed(rungs.chart("r", "Toilets", found))
    assert marks(root, "width")[:6] == [0, 25, 75, 37.5, 62.5, 0]
    told = texts(root)
    assert told[:4] == ["before", "40", "after", "40"]
    assert len(told) == 4 + 3
    shades = [one.get("fill-opacity") for one in root.iter() if one.get("class", "")[:5] == "mark "]
    assert shades[:3] == shades[3:6]
    assert len(set(shades[:3])) == 3


def test_fewer_afterwards_is_a_shorter_bar() -> None:
    root = parsed(rungs.chart("r", "T", rungs.compared({"basic": 40}, {"basic": 10})))
    assert marks(root, "width")[:2] == [100.0, 25.0]


def test_no_rungs_no_chart_and_no_foreign_ones() -> None:
    assert rungs.compared({}, {"basic": 0}) == ()
    assert rungs.chart("r", "T", ()) == ""
    with pytest.raises(ValueError, match="ladder"):
        rungs.compared({"gold": 1}, {})
    with pytest.raises(ValueError, match="below zero"):
        rungs.compared({"basic": -1}, {})
    assert (
        ET.fromstring(rungs.chart("r", "<&>", rungs.compared({"unknown": 1}, {})))[0].text == "<&>"
    )
