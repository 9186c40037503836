"""Charts as SVG, made here: a line over time, columns, bars. Values in minor units or counts.

They stand in a page as they are: no script, no style of their own, only attributes and the classes
`chart` and `mark-1` … of `static/css/site.css`, so they follow light and dark. Widths are per cent
and texts 16 px, so nothing shrinks on a phone. Each has a title and a sentence for people who hear
it; the page puts the table of the same figures under it (`macros/charts.html`). The same values
make the same text; without values it is "".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from html import escape
from typing import Final

from federation.i18n import figure, gettext, money, number

TEXT_PX: Final = 16
PLOT_PX: Final = 168
# Room above the plot for the top line's words, and below it for those of the days.
_TOP_PX: Final = 24
_FOOT_PX: Final = 28
_ROW_PX: Final = 54
_BAR_PX: Final = 18
_LEGEND_PX: Final = 26
_LINES_MAX: Final = 4
_FINE: Final = 10_000
_MARKS: Final = 5
MINOR: Final = 100
# About what a letter takes, what a chart has on a phone, and the margins for words of the lines.
LETTER_PX: Final = 9
MARGINS_PX: Final = (40, 64, 88, 112, 136)
_PHONE_PX: Final = 296
# The same on the smallest one, and the letters that keep two words apart.
_SMALLEST_PX: Final = 254
_APART: Final = 3
# So many letters fit over the columns of a chart, and along one line of it.
_ACROSS_LETTERS: Final = 20
_LINE_LETTERS: Final = 31


_ROOT: Final = re.compile(r'width="100%" height="(\d+)"')
_HEIGHT: Final = re.compile(r'height="(\d+)"')
_PLOT: Final = re.compile(r'class="plot-\d+" x="(\d+)" y="\d+" width="\d+%"')
_SOFT: Final = "#5b7c99"  # a whole bar on paper, which takes less ink than black
_STRONG: Final = 150  # of `_FINE`: about three pixels of a plot's height


class Unit(Enum):
    """What the values are, and so how they are read."""

    MONEY = auto()
    COUNT = auto()
    PERCENT = auto()


@dataclass(frozen=True, slots=True)
class Point:
    """One value, and what stands under it: a day, a meeting."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and its parts, from left to right; one part: a plain bar."""

    label: str
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    """From the lowest line to the highest, in steps that people count in."""

    lines: tuple[int, ...]

    @property
    def low(self) -> int:
        return self.lines[0]

    @property
    def high(self) -> int:
        return self.lines[-1]

    def up(self, value: int, length: int) -> int:
        """How far above the lowest line a value stands, if the highest is at `length`."""
        return (value - self.low) * length // (self.high - self.low)


def line(name: str, title: str, points: Sequence[Point], unit: Unit = Unit.MONEY) -> str:
    """Values over time, joined; `name` is a word of its own on the page."""
    if not points:
        return ""
    scale = _scale([one.value for one in points], unit)
    gaps = max(len(points) - 1, 1)
    places = [
        (place * _FINE // gaps, _FINE - scale.up(one.value, _FINE))
        for place, one in enumerate(points)
    ]
    if len(points) == 1:
        places = [(_FINE // 2, places[0][1])]
    joined = " ".join(f"{x},{y}" for x, y in places)
    zero = _FINE - scale.up(0, _FINE)
    inner = (
        f'<svg width="100%" height="{PLOT_PX}" overflow="visible" '
        f'viewBox="0 0 {_FINE} {_FINE}" preserveAspectRatio="none">'
        f'<polygon class="area" points="{places[0][0]},{zero} {joined} {places[-1][0]},{zero}" '
        f'fill="currentColor" fill-opacity="0.12"/>'
        f'<polyline class="mark" points="{joined}" fill="none" stroke="currentColor" '
        f'stroke-width="3" stroke-linejoin="round" vector-effect="non-scaling-stroke"/></svg>'
    )
    x, y = places[-1]
    dot = (
        f'<circle class="mark" cx="{percent(x)}" cy="{_px(y * PLOT_PX * 10 // _FINE)}" '
        f'r="5" fill="currentColor"/>'
    )
    return _plotted(name, title, points, unit, scale, [inner, dot])


def columns(
    name: str,
    title: str,
    points: Sequence[Point],
    unit: Unit = Unit.COUNT,
    *,
    whole: int = 0,
) -> str:
    """A column for each value; `whole`: the most there could be, the top of the scale."""
    if not points:
        return ""
    scale = _scale([whole, *(one.value for one in points)], unit)
    slot = _FINE // len(points)
    longest = max(len(shown(one.value, unit)) for one in points)
    is_labelled = len(points) * longest <= _ACROSS_LETTERS
    zero = PLOT_PX * 10 - scale.up(0, PLOT_PX * 10)
    marks: list[str] = []
    for place, one in enumerate(points):
        top = PLOT_PX * 10 - scale.up(one.value, PLOT_PX * 10)
        left, wide = place * _FINE // len(points) + slot * 15 // 100, slot * 70 // 100
        marks.append(
            f'<rect class="mark" x="{percent(left)}" width="{percent(wide)}" '
            f'y="{_px(min(top, zero))}" height="{_px(abs(zero - top))}" fill="currentColor"/>'
        )
        if is_labelled:
            at = _px(top - 50 if one.value >= 0 else top + TEXT_PX * 10)
            middle = percent(left + wide // 2)
            marks.append(text(middle, at, shown(one.value, unit), anchor="middle", strong=True))
    return _plotted(name, title, points, unit, scale, marks)


def bars(
    name: str,
    title: str,
    rows: Sequence[Bar],
    unit: Unit = Unit.MONEY,
    *,
    names: Sequence[str] = (),
    among: Sequence[int] = (),
) -> str:
    """Lying bars, one under the other, each with its words and its sum; `names`: of the parts.

    `among`: sums of other bars, which are drawn elsewhere and have the same scale.
    Raises ValueError when a part of several is below zero: it could not be seen.
    """
    if not rows:
        return ""
    if any(part < 0 for row in rows if len(row.parts) > 1 for part in row.parts):
        raise ValueError("a part of a bar is below zero")
    sums = [sum(row.parts) for row in rows]
    low, high = min(0, *sums, *among), max(0, *sums, *among)
    span = (high - low) or 1
    parts: list[str] = []
    for place, (row, total) in enumerate(zip(rows, sums, strict=True)):
        top = place * _ROW_PX
        told = shown(total, unit)
        parts.append(text("0", str(top + TEXT_PX), _cut(row.label, _LINE_LETTERS - len(told))))
        parts.append(text("100%", str(top + TEXT_PX), told, anchor="end", strong=True))
        at = min(total, 0) - low
        for nth, part in enumerate(row.parts):
            parts.append(
                f'<rect class="mark mark-{nth % _MARKS + 1}" x="{percent(at * _FINE // span)}" '
                f'y="{top + TEXT_PX + 8}" width="{percent(abs(part) * _FINE // span)}" '
                f'height="{_BAR_PX}" fill="currentColor" '
                f'fill-opacity="{shade(nth)}" stroke="currentColor" stroke-width="1"/>'
            )
            at += abs(part)
    height = len(rows) * _ROW_PX
    for nth, told in enumerate(names):
        top = height + nth * _LEGEND_PX
        parts.append(
            f'<rect class="mark mark-{nth % _MARKS + 1}" x="1" y="{top + 2}" width="18" '
            f'height="{_BAR_PX}" fill="currentColor" fill-opacity="{shade(nth)}" '
            f'stroke="currentColor" stroke-width="1"/>'
        )
        parts.append(text("28", str(top + TEXT_PX), _cut(told, _LINE_LETTERS - 3)))
    about = "; ".join(f"{row.label}: {shown(sum(row.parts), unit)}" for row in rows)
    return drawing(name, title, about, height + len(names) * _LEGEND_PX, parts)


def _cut(told: str, letters: int) -> str:
    """A label as far as there is room; the table under the chart has it whole."""
    return told if len(told) < letters else told[: letters - 2] + "…"


def shown(value: int, unit: Unit) -> str:
    """A value as it is read on a chart: N$ 1 200, without noughts for cents."""
    if unit is Unit.PERCENT:
        return f"{number(value)} %"
    if unit is Unit.COUNT:
        return number(value)
    return money(value).removesuffix(figure(0)[1:])


def _scale(values: Sequence[int], unit: Unit) -> _Scale:
    """Lines at zero and at round figures, so that every value lies between two of them."""
    low, high = min(0, *values), max(0, *values)
    least = MINOR if unit is Unit.MONEY else 1
    step = least
    for nth in range(3 * len(str(high - low)) + 3):
        step = least * (1, 2, 5)[nth % 3] * 10 ** (nth // 3)
        if -(low // step) - (-high // step) <= _LINES_MAX:
            break
    first, last = low // step, -(-high // step)
    return _Scale(tuple(step * nth for nth in range(first, max(last, first + 1) + 1)))


def _plotted(
    name: str,
    title: str,
    points: Sequence[Point],
    unit: Unit,
    scale: _Scale,
    marks: Sequence[str],
) -> str:
    """Marks in their frame: lines with what they stand for on the left, labels below.

    How wide the frame is says its class (`site.css`: all but the margin); where classes of this
    kind are not understood, its share of a phone's width.
    """
    words = [(value, shown(value, unit)) for value in scale.lines]
    need = max(len(told) for _, told in words) * LETTER_PX + 10
    margin = next((one for one in MARGINS_PX if one >= need), MARGINS_PX[-1])
    share = (_PHONE_PX - margin) * 100 // _PHONE_PX
    rules: list[str] = []
    figures: list[str] = []
    for value, told in words:
        tenths = PLOT_PX * 10 - scale.up(value, PLOT_PX * 10)
        firm = "0.8" if value == 0 else "0.25"
        rules.append(
            f'<line x1="0" x2="100%" y1="{_px(tenths)}" y2="{_px(tenths)}" '
            f'stroke="currentColor" stroke-opacity="{firm}"/>'
        )
        at = _px(_TOP_PX * 10 + tenths + 50)
        figures.append(text(str(margin - 8), at, told, anchor="end", quiet=True))
    plot = (
        f'<svg class="plot-{margin}" x="{margin}" y="{_TOP_PX}" width="{share}%" '
        f'height="{PLOT_PX}" overflow="visible">{"".join([*rules, *marks])}</svg>'
    )
    parts = [plot, *figures, *_feet(points, margin)]
    return drawing(name, title, _told(points, unit), _TOP_PX + PLOT_PX + _FOOT_PX, parts)


def _feet(points: Sequence[Point], margin: int) -> Iterator[str]:
    """The first and the last label under the plot."""
    at = str(_TOP_PX + PLOT_PX + TEXT_PX + 6)
    first, last = points[0].label, points[-1].label
    is_short = (len(first) + len(last) + _APART) * LETTER_PX <= _SMALLEST_PX - margin
    yield text(str(margin) if is_short else "0", at, first)
    if len(points) > 1:
        yield text("100%", at, last, anchor="end")


def _told(points: Sequence[Point], unit: Unit) -> str:
    """The chart in one sentence."""
    values = [one.value for one in points]
    return gettext(
        "%(first)s: %(begin)s; %(last)s: %(end)s; the most %(most)s, the least %(least)s.",
        first=points[0].label,
        begin=shown(values[0], unit),
        last=points[-1].label,
        end=shown(values[-1], unit),
        most=shown(max(values), unit),
        least=shown(min(values), unit),
    )


def sized(chart: str, width: int) -> str:
    """The same chart as a picture so many pixels wide, for where there is no page around it.

    What sets papers knows no class, no share of a page and no line that keeps its strength.
    """
    told = _ROOT.sub(rf'width="{width}" height="\1" viewBox="0 0 {width} \1"', chart, count=1)
    told = _PLOT.sub(
        lambda found: f'x="{found[1]}" y="{_TOP_PX}" width="{width - int(found[1])}"', told
    )
    told = told.replace('fill="currentColor" fill-opacity="1"', f'fill="{_SOFT}"')
    return told.replace(
        'stroke-width="3" stroke-linejoin="round" vector-effect="non-scaling-stroke"',
        f'stroke-width="{_STRONG}" stroke-linejoin="round"',
    )


def height(chart: str) -> int:
    """How many pixels high a chart is."""
    found = _HEIGHT.search(chart)
    return int(found[1]) if found else 0


def drawing(name: str, title: str, about: str, height: int, parts: Sequence[str]) -> str:
    """A chart of these parts, so many pixels high; `title`, `about`: for people who hear it."""
    named = escape(name)
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" width="100%" height="{height}" '
        f'role="img" aria-labelledby="{named}-title {named}-about" overflow="visible">'
        f'<title id="{named}-title">{escape(title)}</title>'
        f'<desc id="{named}-about">{escape(about)}</desc>{"".join(parts)}</svg>'
    )


def text(
    x: str, y: str, told: str, *, anchor: str = "start", strong: bool = False, quiet: bool = False
) -> str:
    """Words of a chart; `x` in pixels or per cent, `y` in pixels, of their baseline."""
    weight = ' font-weight="700"' if strong else ""
    faint = ' class="quiet"' if quiet else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{TEXT_PX}" text-anchor="{anchor}" '
        f'fill="currentColor"{weight}{faint}>{escape(told)}</text>'
    )


def percent(parts: int) -> str:
    """Ten-thousandths as per cent: 1250 is 12.50%."""
    return f"{parts // 100}.{parts % 100:02d}%"


def _px(tenths: int) -> str:
    """Tenths of a pixel as pixels: 125 is 12.5."""
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"


def shade(nth: int) -> str:
    """How strongly a part of a bar is filled: told apart without colour."""
    return ("1", "0.6", "0.35", "0.15", "0")[nth % _MARKS]
