"""The grid of a map: distances that are known, areas, middles, fewer corners."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core import events as e
from federation.core import geography as geo
from federation.core.events import Corner
from federation.core.refusals import Refusal

PLACE = {"settlement": "Havana", "middle": Corner(170_000, -225_000), "release": "r"}


def ring(*corners: tuple[int, int]) -> geo.Ring:
    return tuple(Corner(*one) for one in (*corners, corners[0]))


SQUARE = ring((0, 0), (10, 0), (10, 10), (0, 10))


@pytest.mark.parametrize(
    ("first", "second", "metres"),
    [
        # Published tables of one degree's length: 111.32 km along a meridian or the equator,
        # 78.85 km of longitude at 45 degrees, 96.49 km at 30 (sphere), and nothing at all.
        ((0, 0), (0, 10_000), 111_320),
        ((0, 0), (10_000, 0), 111_320),
        ((0, 450_000), (10_000, 450_000), 78_715),
        ((0, -300_000), (10_000, -300_000), 96_406),
        ((170_000, -225_000), (170_000, -225_000), 0),
    ],
)
def test_known_distances(first: tuple[int, int], second: tuple[int, int], metres: int) -> None:
    found = geo.metres(Corner(*first), Corner(*second))
    assert abs(found - metres) <= metres // 1000


def test_a_town_is_measured_as_on_the_sphere() -> None:
    """Ten kilometres of a town differ from the great circle by less than one in a thousand."""
    one, other = Corner(170_000, -225_000), Corner(170_700, -225_600)
    lat1, lat2 = (math.radians(c.latitude / geo.GRID) for c in (one, other))
    turn = math.radians((other.longitude - one.longitude) / geo.GRID)
    angle = math.acos(
        math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(turn)
    )
    circle = angle * 360 / (2 * math.pi) * geo.METRES_PER_DEGREE
    assert abs(geo.metres(one, other) - circle) < circle / 1000


def test_area_says_which_way_a_ring_runs() -> None:
    assert geo.twice_area(SQUARE) == 200
    assert geo.twice_area(SQUARE[::-1]) == -200
    assert geo.against_the_clock(SQUARE[::-1]) == SQUARE
    assert geo.against_the_clock(SQUARE) == SQUARE


def test_the_middle_is_that_of_the_area_and_not_of_the_corners() -> None:
    crowded = ring((0, 0), (10, 0), (20, 0), (30, 0), (40, 0), (40, 20), (0, 20))
    assert geo.middle(crowded) == Corner(20, 10)
    crossed = ring((0, 0), (10, 10), (10, 0), (0, 10))
    assert geo.middle(crossed) == Corner(5, 5)


def test_straight_lines_lose_their_corners_and_ends_stay() -> None:
    line = [Corner(n, n) for n in range(50)]
    assert geo.simplify(line, 50) == (line[0], line[-1])
    bent = [*line, *(Corner(50, n) for n in range(49, 0, -1))]
    assert geo.simplify(bent, 99) == (bent[0], line[-1], bent[50], bent[-1])


CORNERS = st.tuples(st.integers(-500, 500), st.integers(-500, 500)).map(lambda c: Corner(*c))


@given(st.lists(CORNERS, min_size=2, max_size=120), st.integers(2, 40))
def test_fewer_corners_keep_their_ends_and_their_order(line: list[Corner], most: int) -> None:
    found = geo.simplify(line, most)
    assert (found[0], found[-1]) == (line[0], line[-1])
    assert len(found) <= max(most, 2)
    rest = iter(line)
    assert all(one in rest for one in found)  # each stands after the one before it
    assert geo.simplify(found, most) == found


def test_a_round_outline_keeps_its_area() -> None:
    turns = [math.radians(n * 360 / 4000) for n in range(4000)]
    around = ring(*((round(2000 * math.cos(t)), round(2000 * math.sin(t))) for t in turns))
    (found,) = geo.outline([around])
    assert len(found) <= geo.CORNERS_MAX
    assert geo.size(found) > geo.size(around) * 99 // 100


def test_of_many_parts_the_largest_are_kept_and_none_without_area() -> None:
    parts = [ring((n, 0), (n + 1 + n // 10, 0), (n, 1)) for n in range(0, 400, 10)]
    flat = ring((0, 0), (5, 5), (9, 9))
    found = geo.outline([flat, *parts])
    assert len(found) == geo.RINGS_MAX
    assert found[0] == parts[-1]
    assert geo.outline([flat]) == ()


BEYOND = ring((-1_799_990, 0), (-1_799_980, 0), (-1_799_980, 9))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"settlement": "x" * 81}, "place-unsound"),
        ({"settlement": "\u3000"}, "place-unsound"),
        ({"source": "x" * 201}, "place-unsound"),
        ({"year": 1066}, "place-unsound"),
        ({"outline": (SQUARE[:-1],)}, "place-unsound"),
        ({"outline": ((SQUARE[0], SQUARE[1], SQUARE[0]),)}, "place-unsound"),
        ({"outline": (SQUARE,) * 9}, "place-unsound"),
        ({"outline": (SQUARE[:-1] * 60 + SQUARE,)}, "place-unsound"),
        ({"outline": (SQUARE,)}, "place-too-wide"),
        ({"middle": Corner(0, 850_001)}, "place-off-the-map"),
        ({"middle": Corner(-1_800_001, 0)}, "place-off-the-map"),
        (
            {"middle": Corner(1_799_990, 0), "outline": (BEYOND,)},
            "place-over-date-line",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(told: dict[str, object], code: str) -> None:
    geo.check_place(e.PlacePublished(**PLACE))
    with pytest.raises(Refusal) as caught:
        geo.check_place(e.PlacePublished(**{**PLACE, **told}))
    assert caught.value.code == code
