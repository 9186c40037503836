"""A picture of flows: where they come from on the left, where they go on the right.

A Sankey diagram of one node: each band is as thick as its value. What comes from where is told only
up to the whole, for money of several owners in one box has no names on it. Nothing is drawn that
does not add up. Each band has its words and its value on it, so that no colour is needed, and the
page puts the table of the same figures under it (`macros/charts.html`).

H. R. Schmidt, The Sankey Diagram in Energy and Material Flow Management, Journal of Industrial
Ecology 12 (2008): the width of a flow is in proportion to its quantity, and quantity is conserved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from federation.core.money import split
from federation.i18n import gettext

from . import charts
from .charts import TEXT_PX, Unit, shown

WHOLE_PX: Final = 168
"""How thick all flows together are."""

ROW_PX: Final = 44
"""A band's two lines of words; so far apart are the middles of two bands at least."""

_GAP_PX: Final = 6
_WIDE: Final = 10_000
_EDGE: Final = 250  # of `_WIDE`: the bar at the end of each band
_LETTERS: Final = 14  # on half of a phone's width


@dataclass(frozen=True, slots=True)
class Flow:
    """What flows from or to somewhere; `value` is zero or more."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Band:
    """Where a flow is drawn: its edge at the side and its edge at the whole, both as thick.

    All in tenths of a pixel; `middle`: where its words stand.
    """

    flow: Flow
    top: int
    joins: int
    thick: int
    middle: int


def laid(flows: Sequence[Flow]) -> tuple[tuple[Band, ...], int]:
    """The bands of one side from top to bottom, and how high they stand together, in tenths.

    Flows of nothing are left out. The bands' thicknesses add up to the whole to the tenth; none is
    below one tenth.
    """
    some = [one for one in flows if one.value]
    if not some:
        return (), 0
    thick = [max(1, one) for one in split(WHOLE_PX * 10, [one.value for one in some])]
    thick[thick.index(max(thick))] -= sum(thick) - WHOLE_PX * 10
    bands: list[Band] = []
    at = joins = 0
    for one, each in zip(some, thick, strict=True):
        row = max(each, ROW_PX * 10)
        bands.append(Band(one, at + (row - each) // 2, joins, each, at + row // 2))
        at += row + _GAP_PX * 10
        joins += each
    return tuple(bands), at - _GAP_PX * 10


def chart(
    name: str,
    title: str,
    sources: Sequence[Flow],
    goals: Sequence[Flow],
    unit: Unit = Unit.MONEY,
) -> str:
    """From the sources through the whole to the goals; "" when nothing flows.

    Raises ValueError for a flow below zero, and when the two sides are not the same sum.
    """
    if any(one.value < 0 for one in (*sources, *goals)):
        raise ValueError("a flow below zero")
    if sum(one.value for one in sources) != sum(one.value for one in goals):
        raise ValueError("what comes in is not what goes out")
    (left, left_high), (right, right_high) = laid(sources), laid(goals)
    if not left:
        return ""
    high = max(left_high, right_high, WHOLE_PX * 10)
    trunk = (high - WHOLE_PX * 10) // 2
    drawn = "".join(
        [
            *(_band(one, (high - left_high) // 2, trunk, is_left=True) for one in left),
            *(_band(one, (high - right_high) // 2, trunk, is_left=False) for one in right),
            (
                f'<rect class="whole-of-it" x="{_WIDE // 2 - _EDGE // 2}" width="{_EDGE}" '
                f'y="{trunk}" height="{WHOLE_PX * 10}" fill="currentColor"/>'
            ),
        ]
    )
    parts = [
        (
            f'<svg width="100%" height="{-(-high // 10)}" viewBox="0 0 {_WIDE} {high}" '
            f'preserveAspectRatio="none" overflow="visible">{drawn}</svg>'
        )
    ]
    for some, side_high, x, anchor in (
        (left, left_high, "4%", "start"),
        (right, right_high, "96%", "end"),
    ):
        for one in some:
            parts += _words(one, (high - side_high) // 2, x, anchor, unit)
    about = gettext(
        "From: %(sources)s. To: %(goals)s.",
        sources=_told(left, unit),
        goals=_told(right, unit),
    )
    return charts.drawing(name, title, about, -(-high // 10), parts)


def _band(one: Band, shift: int, trunk: int, *, is_left: bool) -> str:
    """A band from its side to the whole, and the bar at its end."""
    side, joins, middle = one.top + shift, one.joins + trunk, _WIDE // 2
    here, bend, there = (
        (_EDGE, middle * 6 // 10, middle) if is_left else (_WIDE - _EDGE, middle * 14 // 10, middle)
    )
    return (
        f'<path class="flow" fill="currentColor" fill-opacity="0.22" '
        f'd="M{here} {side}C{bend} {side} {bend} {joins} {there} {joins}V{joins + one.thick}'
        f'C{bend} {joins + one.thick} {bend} {side + one.thick} {here} {side + one.thick}Z"/>'
        f'<rect class="mark" x="{0 if is_left else _WIDE - _EDGE}" width="{_EDGE}" y="{side}" '
        f'height="{one.thick}" fill="currentColor"/>'
    )


def _words(one: Band, shift: int, x: str, anchor: str, unit: Unit) -> tuple[str, str]:
    """Its name over its value, on the band."""
    middle = (one.middle + shift) // 10
    label = one.flow.label
    if len(label) > _LETTERS:
        label = label[: _LETTERS - 1] + "…"
    return (
        charts.text(x, str(middle - 4), label, anchor=anchor),
        charts.text(
            x, str(middle + TEXT_PX - 2), shown(one.flow.value, unit), anchor=anchor, strong=True
        ),
    )


def _told(bands: Sequence[Band], unit: Unit) -> str:
    return "; ".join(f"{one.flow.label} {shown(one.flow.value, unit)}" for one in bands)
