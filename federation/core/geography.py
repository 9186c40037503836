"""Where a settlement lies: a grid of whole steps, areas, middles, distances, fewer corners.

The grid has ten thousand steps to a degree (about 11 m), so that no fraction stands on a line and
no single house can be pointed at. Maps are as wide as a town: the earth is taken as flat there,
with degrees of longitude shortened by the cosine of the latitude.
"""

import heapq
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from .events import Corner, PlacePublished, SettlementMapped
from .figures import settlement_key
from .refusals import refuse

GRID: Final = 10_000
"""Steps of the grid to a degree."""

SHARES: Final = 10_000
METRES_PER_DEGREE: Final = 111_320  # the earth's girth by 360
LONGITUDE_MAX: Final = 180 * GRID
# Nobody lives nearer to a pole, and no flat map shows it.
LATITUDE_MAX: Final = 85 * GRID
# No settlement is wider: about 55 km.
WIDTH_MAX: Final = GRID // 2
RINGS_MAX: Final = 8
CORNERS_MAX: Final = 200
RING_CORNERS_MIN: Final = 4
NAME_LETTERS_MAX: Final = 80
SOURCE_LETTERS_MAX: Final = 200
YEARS: Final = (1900, 2200)

Ring = tuple[Corner, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement's place; `year` 0: not said. Its rings are closed and run against the clock."""

    settlement: str
    middle: Corner
    outline: tuple[Ring, ...]
    source: str
    year: int


def shrink(latitude: int) -> int:
    """How long a step east is beside one north, of `SHARES`."""
    return int(math.cos(math.radians(Fraction(latitude, GRID))) * SHARES)


def metres(first: Corner, second: Corner) -> int:
    """How far apart two points of one map are."""
    north = (second.latitude - first.latitude) * SHARES
    middle = (first.latitude + second.latitude) // 2
    east = (second.longitude - first.longitude) * shrink(middle)
    return math.isqrt(north * north + east * east) * METRES_PER_DEGREE // (GRID * SHARES)


def twice_area(ring: Sequence[Corner]) -> int:
    """Twice the area of a closed ring, in steps; above zero when it runs against the clock."""
    return sum(
        one.longitude * then.latitude - then.longitude * one.latitude
        for one, then in itertools.pairwise(ring)
    )


def against_the_clock(ring: Ring) -> Ring:
    """The same ring with what it encloses on its left (RFC 7946, 3.1.6)."""
    return ring if twice_area(ring) >= 0 else ring[::-1]


def bounds(corners: Sequence[Corner]) -> tuple[Corner, Corner]:
    """The south-western and the north-eastern end of what these corners span."""
    east, north = [one.longitude for one in corners], [one.latitude for one in corners]
    return Corner(min(east), min(north)), Corner(max(east), max(north))


def middle(ring: Sequence[Corner]) -> Corner:
    """The middle of a closed ring's area; of one that crosses itself, of what it spans."""
    low, high = bounds(ring)
    halfway = Corner((low.longitude + high.longitude) // 2, (low.latitude + high.latitude) // 2)
    # Counted from there, so that the products stay small.
    east = [one.longitude - halfway.longitude for one in ring]
    north = [one.latitude - halfway.latitude for one in ring]
    cross = [east[n] * north[n + 1] - east[n + 1] * north[n] for n in range(len(ring) - 1)]
    whole = 3 * sum(cross)
    if not whole:
        return halfway
    found = Corner(
        halfway.longitude + sum((east[n] + east[n + 1]) * c for n, c in enumerate(cross)) // whole,
        halfway.latitude + sum((north[n] + north[n + 1]) * c for n, c in enumerate(cross)) // whole,
    )
    is_inside = (
        low.longitude <= found.longitude <= high.longitude
        and low.latitude <= found.latitude <= high.latitude
    )
    return found if is_inside else halfway


def simplify(line: Sequence[Corner], most: int) -> Ring:
    """At most so many corners of a line: those go whose triangle with both neighbours is least.

    Corners on a straight line always go; the two ends always stay. (Visvalingam and Whyatt, "Line
    generalisation by repeated elimination of points", The Cartographic Journal 30, 1993.)
    """
    last = len(line) - 1
    before, after = list(range(-1, last)), list(range(1, last + 2))
    sizes = [-1] * (last + 1)
    heap = [(_triangle(line, n - 1, n, n + 1), n) for n in range(1, last)]
    for area, at in heap:
        sizes[at] = area
    heapq.heapify(heap)
    left = last + 1
    while heap:
        area, at = heapq.heappop(heap)
        if area != sizes[at]:
            continue  # gone, or another size by now
        if area and left <= most:
            break
        left, sizes[at] = left - 1, -1
        after[before[at]], before[after[at]] = after[at], before[at]
        for near in (before[at], after[at]):
            if 0 < near < last:
                sizes[near] = _triangle(line, before[near], near, after[near])
                heapq.heappush(heap, (sizes[near], near))
    return tuple(one for n, one in enumerate(line) if sizes[n] >= 0 or n in (0, last))


def _triangle(line: Sequence[Corner], first: int, second: int, third: int) -> int:
    return abs(twice_area((line[first], line[second], line[third], line[first])))


def outline(rings: Sequence[Ring]) -> tuple[Ring, ...]:
    """Rings as they are kept: the largest ones, few corners, none without an area.

    What a ring leaves out (a hole) is not kept: an outline says where a settlement ends.
    """
    large = sorted((ring for ring in rings if twice_area(ring)), key=size, reverse=True)
    kept = large[:RINGS_MAX]
    fewer = [simplify(ring, CORNERS_MAX // len(kept)) for ring in kept]
    sound = [one for one in fewer if len(one) >= RING_CORNERS_MIN and twice_area(one)]
    return tuple(sorted(map(against_the_clock, sound), key=size, reverse=True))


def size(ring: Sequence[Corner]) -> int:
    """Twice the area of a ring, whichever way it runs."""
    return abs(twice_area(ring))


def check_place(told: SettlementMapped | PlacePublished) -> None:
    """What the hub says of a place can be drawn.

    Raises Refusal `place-unsound`, `place-off-the-map`, `place-over-date-line`, `place-too-wide`.
    """
    corners = [told.middle, *(corner for ring in told.outline for corner in ring)]
    if len(corners) > CORNERS_MAX + 1 or not _is_sound(told):
        raise refuse("place-unsound", settlement=told.settlement[:NAME_LETTERS_MAX])
    check_span(corners, told.settlement)


def check_span(corners: Sequence[Corner], feature: str) -> None:
    """These corners are on the map and close to each other; `feature` says whose they are.

    Raises Refusal `place-off-the-map`, `place-over-date-line`, `place-too-wide`.
    """
    low, high = bounds(corners)
    is_on_map = (
        low.longitude >= -LONGITUDE_MAX
        and high.longitude <= LONGITUDE_MAX
        and low.latitude >= -LATITUDE_MAX
        and high.latitude <= LATITUDE_MAX
    )
    if not is_on_map:
        raise refuse("place-off-the-map", feature=feature)
    if high.longitude - low.longitude > LONGITUDE_MAX:
        raise refuse("place-over-date-line", feature=feature)
    if max(high.longitude - low.longitude, high.latitude - low.latitude) > WIDTH_MAX:
        raise refuse("place-too-wide", feature=feature)


def _is_sound(told: SettlementMapped | PlacePublished) -> bool:
    return (
        bool(settlement_key(told.settlement))
        and len(told.settlement) <= NAME_LETTERS_MAX
        and len(told.source) <= SOURCE_LETTERS_MAX
        and (not told.year or YEARS[0] <= told.year <= YEARS[1])
        and len(told.outline) <= RINGS_MAX
        and all(
            len(ring) >= RING_CORNERS_MIN and ring[0] == ring[-1] and twice_area(ring) > 0
            for ring in told.outline
        )
    )
