"""A map of settlements as SVG, made here: no tiles, no script, only what is known of the places.

What a settlement looks like follows from its released figure alone: classes with fixed limits, told
in words beside the map; a figure that is kept private is hatched, whatever it is. It stands in a
page like a chart (`charts.py`): attributes and the classes of `site.css`, so it follows light, dark
and paper. On a wide screen names stand on it, on a phone the numbers of the table below it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

from federation.core.events import Corner
from federation.core.geography import (
    GRID,
    METRES_PER_DEGREE,
    SHARES,
    Place,
    bounds,
    shrink,
)
from federation.i18n import gettext, number

from .charts import LETTER_PX

WIDE: Final = 720
EDGE: Final = 40
TALL_MIN, TALL_MAX = 320, 600
FOOT: Final = 56
# A single settlement is not blown up beyond its grid: the map spans two kilometres at least.
SPAN_MIN: Final = 200 * SHARES
LIMITS: Final = (1, 20, 50, 100)
SHADES: Final = ("0.15", "0.35", "0.6", "1")
DOT: Final = 11
RIM: Final = 4
TARGET: Final = 24
NAME_PX, NUMBER_PX = 16, 38
NAME_LETTERS_MAX: Final = 26
BAR_MAX: Final = 220
KILOMETRE: Final = 1000

_Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """A settlement on the map: its number in the table and its figures, and where a tap leads.

    `households` None: kept private. Without `requests` nothing is asked there.
    """

    place: Place
    number: int
    households: int | None
    requests: int
    href: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """From the earth to the picture: `share` / `of` pixels for a step (× SHARES)."""

    west: int
    north: int
    shrunk: int
    share: int
    of: int
    left: int
    top: int
    height: int

    def at(self, corner: Corner) -> tuple[int, int]:
        """Where a corner stands, in tenths of a pixel."""
        east = (corner.longitude - self.west) * self.shrunk
        south = (self.north - corner.latitude) * SHARES
        return (
            self.left * 10 + east * self.share * 10 // self.of,
            self.top * 10 + south * self.share * 10 // self.of,
        )

    def bar(self) -> tuple[int, int]:
        """The scale: the longest round number of metres that fits, and its pixels."""
        best = (1, 1)
        for nth in range(18):
            length = (1, 2, 5)[nth % 3] * 10 ** (nth // 3)
            steps = length * GRID * SHARES // METRES_PER_DEGREE
            wide = steps * self.share // self.of
            if wide <= BAR_MAX:
                best = (length, wide)
        return best


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a label may not cover: shapes, if it can be helped, and other words, ever."""

    shapes: Sequence[_Box]
    words: list[_Box]

    @property
    def all(self) -> Iterable[_Box]:
        return (*self.shapes, *self.words)


def class_of(households: int) -> int:
    """The class of a figure that is shown, from 0."""
    return max(sum(households >= least for least in LIMITS) - 1, 0)


def class_words() -> tuple[str, ...]:
    """What each class says."""
    told = [
        gettext("%(least)s to %(most)s households", least=number(least), most=number(beyond - 1))
        for least, beyond in pairwise(LIMITS)
    ]
    last = gettext("%(least)s households and more", least=number(LIMITS[-1]))
    return (*told, last)


def draw(name: str, title: str, spots: Sequence[Spot]) -> str:
    """The map; `name` is a word of its own on the page. Without settlements it is ""."""
    if not spots:
        return ""
    frame = _frame(spots)
    shapes, names, numbers, links = [], [], [], []
    covered = tuple(_box_of(frame, one) for one in spots)
    taken, small = (_Taken(covered, list(_furniture(frame))) for _ in range(2))
    for one in spots:
        shapes.append(_shape(frame, one, f"{name}-hatch"))
        names.append(_label(frame, one, taken, NAME_PX, (_told(one), str(one.number))))
        numbers.append(_label(frame, one, small, NUMBER_PX, (str(one.number),)))
        links.append(_link(frame, one))
    named = escape(name)
    return (
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {WIDE} {frame.height}" width="100%">'
        f'<g role="img" aria-labelledby="{named}-title {named}-about">'
        f'<title id="{named}-title">{escape(title)}</title>'
        f'<desc id="{named}-about">{escape(_about(spots))}</desc>'
        f"<defs>{hatching(f'{named}-hatch')}</defs>"
        f'<rect class="frame" x="1" y="1" width="{WIDE - 2}" height="{frame.height - 2}" '
        f'fill="none" stroke="currentColor" stroke-opacity="0.4"/>'
        f'{"".join(shapes)}<g class="wide">{"".join(names)}</g>'
        f'<g class="narrow">{"".join(numbers)}</g>{"".join(_margin(frame))}</g>'
        f'<g aria-hidden="true">{"".join(links)}</g></svg>'
    )


def hatching(name: str) -> str:
    """The pattern of what is kept private."""
    return (
        f'<pattern id="{name}" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="2.5" height="7" fill="currentColor"/>'
        f"</pattern>"
    )


def swatch(nth: int) -> str:
    """A small square of the key: of a class, or hatched (-1), or empty (-2: nothing is asked)."""
    hatch = f"<defs>{hatching('swatch-hatch')}</defs>" if nth == -1 else ""
    return (
        f'<svg class="map-key" xmlns="http://www.w3.org/2000/svg" width="28" height="20" '
        f'aria-hidden="true">{hatch}<rect x="1" y="1" width="26" height="18" '
        f'{_fill(nth, "swatch-hatch")} stroke="currentColor" stroke-width="2"/></svg>'
    )


def _fill(nth: int, hatch: str) -> str:
    if nth == -1:
        return f'class="hatched" fill="url(#{escape(hatch)})"'
    if nth < 0:
        return 'class="bare" fill="none"'
    return f'class="class-{nth + 1}" fill="currentColor" fill-opacity="{SHADES[nth]}"'


def _class(one: Spot) -> int:
    if not one.requests:
        return -2
    return -1 if one.households is None else class_of(one.households)


def _frame(spots: Iterable[Spot]) -> _Frame:
    """North is up, and everything fits."""
    corners = [
        corner
        for one in spots
        for corner in (one.place.middle, *(c for ring in one.place.outline for c in ring))
    ]
    low, high = bounds(corners)
    shrunk = shrink((low.latitude + high.latitude) // 2)
    east = (high.longitude - low.longitude) * shrunk
    south = (high.latitude - low.latitude) * SHARES
    room = WIDE - 2 * EDGE
    if max(east, south) < SPAN_MIN:
        share, of = room, SPAN_MIN
    else:
        is_flat = east * TALL_MAX >= south * room
        share, of = (room, east) if is_flat else (TALL_MAX, south)
    tall = max(south * share // of, TALL_MIN)
    return _Frame(
        west=low.longitude,
        north=high.latitude,
        shrunk=shrunk,
        share=share,
        of=of,
        left=EDGE + (room - east * share // of) // 2,
        top=EDGE + (tall - south * share // of) // 2,
        height=tall + 2 * EDGE + FOOT,
    )


def _shape(frame: _Frame, one: Spot, hatch: str) -> str:
    fill = _fill(_class(one), hatch)
    if not one.place.outline:
        x, y = frame.at(one.place.middle)
        return (
            f'<circle cx="{_px(x)}" cy="{_px(y)}" r="{DOT}" {fill} stroke="currentColor" '
            f'stroke-width="2"/>'
        )
    return (
        f'<path d="{_path(frame, one.place)}" {fill} stroke="currentColor" stroke-width="2" '
        f'stroke-linejoin="round"/>'
    )


def _path(frame: _Frame, place: Place) -> str:
    parts = []
    for ring in place.outline:
        corners = " ".join(f"{_px(x)} {_px(y)}" for x, y in map(frame.at, ring[:-1]))
        parts.append(f"M{corners}Z")
    return "".join(parts)


def _link(frame: _Frame, one: Spot) -> str:
    """A tap on a settlement: as wide as a finger. The same links stand in the table, for keys."""
    if not one.href:
        return ""
    x, y = frame.at(one.place.middle)
    area = ""
    if one.place.outline:
        area = f'<path d="{_path(frame, one.place)}" fill="none" pointer-events="all"/>'
    return (
        f'<a href="{escape(one.href)}" tabindex="-1">{area}'
        f'<circle cx="{_px(x)}" cy="{_px(y)}" r="{TARGET}" fill="none" pointer-events="all"/></a>'
    )


def _told(one: Spot) -> str:
    """The name, as far as there is room, and the figure."""
    name = one.place.settlement
    name = name if len(name) <= NAME_LETTERS_MAX else name[: NAME_LETTERS_MAX - 1] + "…"
    if not one.requests:
        return name
    return f"{name} · {'…' if one.households is None else number(one.households)}"


def _label(frame: _Frame, one: Spot, taken: _Taken, letters: int, told: Sequence[str]) -> str:
    """The first of these texts that finds room beside the shape, or the first one on it; else none.

    The last, a number, may be wider than its shape.
    """
    left, top, right, bottom = _box_of(frame, one)
    x, y = (left + right) // 2, (top + bottom) // 2
    line, gap = letters * 3 // 4, RIM * 2
    beside = (
        ("middle", x, bottom + gap + line),
        ("middle", x, top - gap),
        ("start", right + gap, y + line // 2),
        ("end", left - gap, y + line // 2),
    )
    on_it = ("middle", x, y + line // 2)
    tries = [(text, place, taken.all) for text in told for place in beside]
    tries += [
        (text, on_it, taken.words)
        for text in told
        if text == told[-1] or _wide(text, letters) <= right - left
    ]
    for text, (anchor, at, base), full in tries:
        wide = _wide(text, letters)
        start = at - {"start": 0, "middle": wide // 2, "end": wide}[anchor]
        box = (start, base - letters * 4 // 5, start + wide, base + letters // 4)
        if _is_free(frame, box, full):
            taken.words.append(box)
            return (
                f'<text x="{at}" y="{base}" font-size="{letters}" text-anchor="{anchor}">'
                f"{escape(text)}</text>"
            )
    return ""


def _wide(text: str, letters: int) -> int:
    return len(text) * LETTER_PX * letters // NAME_PX


def _is_free(frame: _Frame, box: _Box, taken: Iterable[_Box]) -> bool:
    left, top, right, bottom = box
    inside = min(left, top) >= RIM and right <= WIDE - RIM and bottom <= frame.height - RIM
    return inside and all(
        right <= one[0] or one[2] <= left or bottom <= one[1] or one[3] <= top for one in taken
    )


def _box_of(frame: _Frame, one: Spot) -> _Box:
    """What its shape covers."""
    if one.place.outline:
        corners = [frame.at(corner) for ring in one.place.outline for corner in ring]
        east, south = [x // 10 for x, _ in corners], [y // 10 for _, y in corners]
        return min(east), min(south), max(east), max(south)
    x, y = (tenths // 10 for tenths in frame.at(one.place.middle))
    return x - DOT, y - DOT, x + DOT, y + DOT


def _furniture(frame: _Frame) -> tuple[_Box, _Box]:
    """Where the arrow and the scale stand."""
    return (
        (WIDE - 56, 0, WIDE, 88),
        (0, frame.height - FOOT, 16 + BAR_MAX + 32, frame.height),
    )


def _margin(frame: _Frame) -> Iterator[str]:
    """The arrow to the north, and the scale."""
    x = WIDE - 28
    yield (
        f'<g class="margin"><path d="M{x} 12 L{x + 10} 44 L{x} 36 L{x - 10} 44Z" '
        f'fill="currentColor"/><text x="{x}" y="{44 + NAME_PX + 6}" font-size="{NAME_PX}" '
        f'text-anchor="middle" font-weight="700">{escape(gettext("N"))}</text></g>'
    )
    length, wide = frame.bar()
    y = frame.height - 14
    told = (
        gettext("%(count)s km", count=number(length // KILOMETRE))
        if length >= KILOMETRE
        else gettext("%(count)s m", count=number(length))
    )
    yield (
        f'<g class="margin"><path class="scale" d="M16 {y - 8} V{y} H{16 + wide} V{y - 8}" '
        f'fill="none" stroke="currentColor" stroke-width="2"/>'
        f'<text x="22" y="{y - 10}" font-size="{NAME_PX}">{escape(told)}</text></g>'
    )


def _about(spots: Sequence[Spot]) -> str:
    """The map in a few sentences, from what it shows."""
    shown = [one for one in spots if one.requests and one.households is not None]
    private = sum(one.households is None and bool(one.requests) for one in spots)
    told = [gettext("Settlements on the map: %(count)s.", count=number(len(spots)))]
    if shown:
        most = max(shown, key=lambda one: one.households or 0)
        told.append(
            gettext(
                "The most households ask in %(name)s: %(count)s.",
                name=most.place.settlement,
                count=number(most.households or 0),
            )
        )
    if private:
        told.append(gettext("Kept private: %(count)s.", count=number(private)))
    told.append(gettext("All figures stand in the table."))
    return " ".join(told)


def _px(tenths: int) -> str:
    """Tenths of a pixel as pixels: 125 is 12.5."""
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}{f'.{rest}' if rest else ''}"
