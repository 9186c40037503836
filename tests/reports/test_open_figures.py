"""Which regions an open package tells together, so that no subtraction leaves one or two groups."""

import random

import pytest

from federation.core import periods
from federation.reports import open_figures
from federation.reports.regions import Country, Figures, Region


def regions_of(sizes):
    """Regions by the groups that they had then and have now."""
    return tuple(
        Region(f"R{place}", f"Region {place}", Figures(groups=now), Figures(groups=then))
        for place, (then, now) in enumerate(sizes)
    )


def together(sizes):
    """Which regions a package has in one row, or none."""
    told = regions_of(sizes)
    whole = Figures(groups=sum(now for _, now in sizes))
    found = open_figures.together(Country(periods.period("2026"), told, whole, Figures(), ()))
    return {one.code for one in told} - {one.code for one in found.regions}


@pytest.mark.parametrize(
    ("sizes", "few"),
    [
        (((1, 3), (5, 5), (4, 4)), {"R0", "R2"}),  # its growth is that of the one group before
        (((0, 3), (5, 5), (4, 4)), set()),  # it is new, and none of it was there before
        (((3, 3), (5, 5), (4, 4)), set()),
        (((4, 1), (5, 5), (4, 4)), {"R0", "R2"}),
        (((0, 3), (1, 5), (0, 4)), {"R0", "R1", "R2"}),  # one group alone was there in the country
    ],
)
def test_a_region_is_small_when_it_was_before(sizes, few):
    assert together(sizes) == few


def test_two_packages_that_meet_on_a_day_leave_no_row_of_one_or_two_groups():
    """Whoever subtracts the regions that the other one tells alone has three groups or none."""
    chance = random.Random(5)
    for _ in range(500):
        days = [[chance.choice((0, 1, 2, 3, 4, 9)) for _ in range(5)] for _ in range(3)]
        if min(sum(days[1]), sum(days[2])) < open_figures.GROUPS_MIN:
            continue
        one, next_one = (together(tuple(zip(*days[at : at + 2], strict=True))) for at in (0, 1))
        left = sum(days[1][int(code[1:])] for code in one & next_one)
        assert left == 0 or left >= open_figures.GROUPS_MIN, days
