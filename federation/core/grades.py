"""Two judgements put together from recorded facts: the Pancha Sutra grade, and women-led.

Both show each part with its evidence, so that a group can say what is wrong with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from .indicators import Indicator

Counts = tuple[int, int]
"""A part and its whole."""

# The five rules, with the words for the part and the whole of each.
TESTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "meets": ("meetings-held", "meetings-due"),
        "saves": ("savings-made", "savings-due"),
        "lends": ("months-lending", "months"),
        "repays": ("instalments-on-time", "instalments-due"),
        "books": ("meetings-in-books", "meetings-held"),
    }
)
POINTS_MAX: Final = 20
# From which percentage on a test earns how many of its points.
POINTS: Final = ((90, 20), (75, 15), (50, 10), (25, 5))
JUDGED_LEAST: Final = 3
ABOVE_IS_A: Final = 85
LEAST_FOR_B: Final = 75

PLACES: Final = ("members", "officers", "treasurers", "voters", "speakers")


@dataclass(frozen=True, slots=True)
class Grade:
    """`letter` A, B, C, or "" where too little could be judged; `total`: points ÷ possible ones.

    `tests`: of each its share with the evidence and its points (None: nothing to judge by).
    """

    letter: str
    total: Indicator
    tests: tuple[tuple[Indicator, int | None], ...]


def pancha_sutra(
    *, meets: Counts, saves: Counts, lends: Counts, repays: Counts, books: Counts
) -> Grade:
    """Five tests of 20 points each; A above 85 of 100, B from 75, C below.

    `meets`: meetings held, of those due as often as the group said. `saves`: savings made, one
    for each member and meeting, of those due. `lends`: months in which a loan from the group's
    own pot was out, of the months looked at. `repays`: instalments paid by their day (or the
    first meeting after it), of those that fell due. `books`: meetings that are written down and
    closed, of those held.

    A test earns 20 points from 90 %, 15 from 75 %, 10 from 50 %, 5 from 25 %. One with nothing to
    judge by (no loan fell due) does not count, for or against: the points are then out of 80. With
    fewer than three tests to judge by there is no grade.
    """
    counts = {"meets": meets, "saves": saves, "lends": lends, "repays": repays, "books": books}
    tests = tuple(_test(name, counts[name]) for name in TESTS)
    earned = [points for _, points in tests if points is not None]
    told = tuple((test.code, points) for test, points in tests if points is not None)
    total = Indicator("pancha-sutra", sum(earned), POINTS_MAX * len(earned), "share", told)
    return Grade(_letter(total) if len(earned) >= JUDGED_LEAST else "", total, tests)


def _test(name: str, counts: Counts) -> tuple[Indicator, int | None]:
    part, whole = counts
    evidence = tuple(zip(TESTS[name], counts, strict=True))
    test = Indicator(f"sutra-{name}", part, whole, "share", evidence)
    if not whole:
        return test, None
    return test, next((points for least, points in POINTS if part * 100 >= least * whole), 0)


def _letter(total: Indicator) -> str:
    percent, whole = total.numerator * 100, total.denominator
    if percent > ABOVE_IS_A * whole:
        return "A"
    return "B" if percent >= LEAST_FOR_B * whole else "C"


@dataclass(frozen=True, slots=True)
class WomenLed:
    """`total`: places in which women are half or more ÷ places with anybody; and each place."""

    total: Indicator
    places: tuple[Indicator, ...]


def women_led(
    *, members: Counts, officers: Counts, treasurers: Counts, voters: Counts, speakers: Counts
) -> WomenLed:
    """Women ÷ everybody, among members, officers, treasurers, and voters and speakers of decisions.

    Each is (women, everybody). Voters and speakers are summed over the decisions at which women
    were counted, one person once for each; the others are left out by the caller.
    """
    counts = (members, officers, treasurers, voters, speakers)
    places = tuple(
        Indicator(f"women-{place}", part, whole, "share", (("women", part), (place, whole)))
        for place, (part, whole) in zip(PLACES, counts, strict=True)
    )
    judged = [one for one in places if one.denominator]
    leading = [one for one in judged if one.numerator * 2 >= one.denominator]
    told = (("places-led", len(leading)), ("places", len(judged)))
    return WomenLed(Indicator("women-led", len(leading), len(judged), "share", told), places)
