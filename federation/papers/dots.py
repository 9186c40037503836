"""A calendar of dots: what a member saved from meeting to meeting, for a page and for a sheet.

Told by shape, so that it holds in black and white and for every eye: a full dot is saved (larger
for more, by her own usual), a ring is not saved, a line is away. The same dots make the same text.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from statistics import median
from types import MappingProxyType
from typing import Final

from federation import i18n
from federation.i18n import gettext
from federation.store.queries.dots import Dot, Dots, State

STEP_PX: Final = 22
_SIZES: Final = (5, 7, 9)  # radius of less than half of the usual, the usual, twice of it and more
_RING: Final = 6
_SHEET_PX: Final = 688  # 182 mm, the width between the margins of a sheet
_LABEL_PX: Final = 76
_ROW_PX: Final = 50
_GLYPHS: Final[Mapping[State, str]] = MappingProxyType(
    {State.SAVED: "●", State.NOT: "○", State.AWAY: "–"}
)


def about(dots: Dots) -> str:
    """One sentence that says what the dots show, for whoever cannot see them."""
    facts = {"times": dots.count(State.SAVED), "of": len(dots.dots)}
    if dots.by_week:
        return gettext("saved in %(times)s of the last %(of)s weeks", **facts)
    return gettext("saved in %(times)s of the last %(of)s meetings", **facts)


def text(dots: Dots) -> str:
    """The dots as letters, for a slip: ● ● ○ – ●."""
    return " ".join(_GLYPHS[one.state] for one in dots.dots)


def mark(state: State) -> str:
    """One dot alone, as SVG: for the words that say what it means."""
    return _svg([_drawn(Dot("", state, 0), STEP_PX // 2, STEP_PX // 2, _SIZES[1])], 1)


def page(dots: Dots) -> str:
    """The months in lines that break as the page needs it; "" without dots."""
    if not dots.dots:
        return ""
    sizes = _sizes(dots.dots)
    months = "".join(
        f'<span class="month">{_svg(_row(some, sizes), len(some))}'
        f"<span>{escape(i18n.month(month))}</span></span>"
        for month, some in _months(dots.dots)
    )
    return f'<div class="dots" role="img" aria-label="{escape(about(dots))}">{months}</div>'


def sheet(dots: Dots) -> str:
    """The same as one drawing, as wide as a sheet; "" without dots."""
    if not dots.dots:
        return ""
    sizes = _sizes(dots.dots)
    parts, x, y = [], 0, 0
    for month, some in _months(dots.dots):
        wide = max(len(some) * STEP_PX, _LABEL_PX) + STEP_PX // 2
        if x + wide > _SHEET_PX:
            x, y = 0, y + _ROW_PX
        drawn = "".join(_row(some, sizes))
        parts.append(
            f'<g transform="translate({x} {y})">{drawn}'
            f'<text x="2" y="{STEP_PX + 16}" font-size="14">{escape(i18n.month(month))}</text></g>'
        )
        x += wide
    high = y + _ROW_PX - 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SHEET_PX}" height="{high}" '
        f'viewBox="0 0 {_SHEET_PX} {high}" color="#000">{"".join(parts)}</svg>'
    )


def _months(dots: Sequence[Dot]) -> Iterator[tuple[str, list[Dot]]]:
    for month, some in groupby(dots, key=lambda one: one.day[:7]):
        yield f"{month}-01", list(some)


def _sizes(dots: Sequence[Dot]) -> dict[int, int]:
    """The radius for each amount that was saved, beside her usual one."""
    saved = [one.saved_minor for one in dots if one.state is State.SAVED]
    usual = median(saved) if saved else 0
    return {
        minor: _SIZES[0 if minor * 2 < usual else 2 if minor >= usual * 2 else 1] for minor in saved
    }


def _row(some: Sequence[Dot], sizes: dict[int, int]) -> list[str]:
    """Dots side by side."""
    middle = STEP_PX // 2
    return [
        _drawn(one, at * STEP_PX + middle, middle, sizes.get(one.saved_minor, _SIZES[1]))
        for at, one in enumerate(some)
    ]


def _drawn(one: Dot, x: int, y: int, radius: int) -> str:
    if one.state is State.SAVED:
        return f'<circle class="saved" cx="{x}" cy="{y}" r="{radius}" fill="currentColor"/>'
    line = 'fill="none" stroke="currentColor" stroke-width="2"'
    if one.state is State.NOT:
        return f'<circle cx="{x}" cy="{y}" r="{_RING}" {line}/>'
    return f'<path d="M{x - _RING} {y}h{_RING * 2}" {line}/>'


def _svg(drawn: Sequence[str], many: int) -> str:
    wide = many * STEP_PX
    return (
        f'<svg width="{wide}" height="{STEP_PX}" viewBox="0 0 {wide} {STEP_PX}" '
        f'aria-hidden="true" focusable="false">{"".join(drawn)}</svg>'
    )
