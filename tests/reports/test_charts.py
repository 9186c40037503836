"""Charts: sound XML, marks in proportion to their values, words for people who hear them."""

import re
import xml.etree.ElementTree as ET

import pytest

from federation.i18n import THIN
from federation.reports import charts
from federation.reports.charts import PLOT_PX, Bar, Point, Unit

SVG = "{http://www.w3.org/2000/svg}"


def parsed(told: str) -> ET.Element:
    root = ET.fromstring(told)
    assert root.tag == f"{SVG}svg"
    title, about = root[0], root[1]
    assert (title.tag, about.tag) == (f"{SVG}title", f"{SVG}desc")
    named = root.get("aria-labelledby")
    assert named == f"{title.get('id')} {about.get('id')}"
    assert not [one for one in root.iter() if one.get("style") or one.tag.endswith("script")]
    sizes = {int(one.get("font-size", "0")) for one in root.iter(f"{SVG}text")}
    assert min(sizes) >= 14
    return root


def marks(root: ET.Element, side: str) -> list[float]:
    found = [one for one in root.iter(f"{SVG}rect") if "mark" in one.get("class", "")]
    return [float(one.get(side, "").rstrip("%")) for one in found]


def polyline(root: ET.Element) -> list[tuple[int, int]]:
    (found,) = root.iter(f"{SVG}polyline")
    pairs = [one.split(",") for one in found.get("points", "").split()]
    return [(int(x), int(y)) for x, y in pairs]


def texts(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def points(*values: int) -> list[Point]:
    return [Point(f"{nth} Nov", value) for nth, value in enumerate(values, 1)]


def test_a_line_rises_with_its_values() -> None:
    root = parsed(charts.line("saved", "Savings", points(0, 50_000, 100_000, 75_000)))
    assert polyline(root) == [(0, 10_000), (3333, 5_000), (6666, 0), (10_000, 2_500)]
    assert f"N${THIN}1{THIN}000" in texts(root)
    assert f"the most N${THIN}1{THIN}000" in (root[1].text or "")


def test_a_line_of_one_and_of_zeros_and_below_zero() -> None:
    assert polyline(parsed(charts.line("a", "A", points(5_000))))[0][0] == 5_000
    flat = parsed(charts.line("a", "A", points(0, 0, 0)))
    assert {y for _, y in polyline(flat)} == {10_000}
    below = parsed(charts.line("a", "A", points(-5_000, 5_000)))
    assert [y for _, y in polyline(below)] == [10_000, 0]
    assert f"−N${THIN}50" in texts(below)


def test_without_values_there_is_no_chart() -> None:
    assert charts.line("a", "A", ()) == charts.columns("a", "A", ()) == ""
    assert charts.bars("a", "A", ()) == ""


def test_columns_are_in_proportion_up_to_the_whole() -> None:
    root = parsed(charts.columns("here", "Attendance", points(30, 15, 0), whole=30))
    assert marks(root, "height") == [PLOT_PX, PLOT_PX / 2, 0]
    assert marks(root, "y") == [0, PLOT_PX / 2, PLOT_PX]
    assert {"30", "15", "0"} <= set(texts(root))


def test_a_column_below_zero_hangs_from_the_line() -> None:
    root = parsed(charts.columns("a", "A", points(-100, 300), Unit.MONEY))
    (down, up) = zip(marks(root, "y"), marks(root, "height"), strict=True)
    assert down[0] == pytest.approx(up[0] + up[1], abs=0.2)
    assert up[1] == pytest.approx(3 * down[1], abs=0.4)


def test_many_points_stay_small_and_inside() -> None:
    many = points(*(nth * nth for nth in range(250)))
    line, columns = charts.line("a", "A", many), charts.columns("a", "A", many)
    assert max(len(line), len(columns)) < 40_000
    assert len(polyline(parsed(line))) == len(marks(parsed(columns), "x")) == 250
    ends = zip(marks(parsed(columns), "x"), marks(parsed(columns), "width"), strict=True)
    assert all(left >= 0 and left + wide <= 100 for left, wide in ends)
    assert line == charts.line("a", "A", many)


def test_bars_and_their_parts_are_in_proportion() -> None:
    rows = [Bar("2025", (10_000, 5_000)), Bar("2026", (30_000, 0)), Bar("2027", (0, 0))]
    root = parsed(charts.bars("late", "Loans", rows, names=("on time", "late")))
    widths, lefts = marks(root, "width")[:6], marks(root, "x")[:6]
    assert widths == [33.33, 16.66, 100.0, 0, 0, 0]
    assert lefts[:2] == [0, 33.33]
    assert {"2025", f"N${THIN}150", f"N${THIN}300", "on time", "late"} <= set(texts(root))
    assert root[1].text == f"2025: N${THIN}150; 2026: N${THIN}300; 2027: N${THIN}0"


def test_a_bar_below_zero_ends_where_the_others_begin() -> None:
    root = parsed(charts.bars("a", "A", [Bar("Jan", (-500,)), Bar("Feb", (1_500,))]))
    assert marks(root, "x") == [0, 25]
    assert marks(root, "width") == [25, 75]
    with pytest.raises(ValueError, match="below zero"):
        charts.bars("a", "A", [Bar("Jan", (-500, 100))])


def test_words_are_words() -> None:
    """Names of people cannot become marks; long ones are cut, and the desc has them whole."""
    nasty = '<script>x</script> & "ǁGaroëb"'
    told = charts.bars("a", nasty, [Bar(nasty * 2, (100,))])
    root = parsed(told)
    assert "<script" not in told
    assert root[0].text == nasty
    assert nasty * 2 in (root[1].text or "")
    assert texts(root)[0].endswith("…")


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (120_000, Unit.MONEY, f"N${THIN}1{THIN}200"),
        (-1_250, Unit.MONEY, f"−N${THIN}12.50"),
        (0, Unit.MONEY, f"N${THIN}0"),
        (12_000, Unit.COUNT, f"12{THIN}000"),
        (85, Unit.PERCENT, "85 %"),
    ],
)
def test_figures_of_an_axis(value: int, unit: Unit, told: str) -> None:
    assert charts.shown(value, unit) == told


@pytest.mark.parametrize("top", [1, 99, 100, 101, 999, 123_456_789, 10**12 - 1])
def test_a_scale_holds_its_values_in_few_lines(top: int) -> None:
    for unit in Unit:
        for values in ((top,), (-top, top), (-top,)):
            root = parsed(charts.columns("a", "A", points(*values), unit))
            lines = list(root.iter(f"{SVG}line"))
            assert 2 <= len(lines) <= 6
            for at in (float(one.get("y1", "")) for one in lines):
                assert 0 <= at <= PLOT_PX
            assert all(0 <= one <= PLOT_PX for one in marks(root, "height"))
    assert not re.search(r"\de[+-]?\d", charts.line("a", "A", points(top, 0)))
