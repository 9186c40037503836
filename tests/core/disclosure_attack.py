"""An attacker of releases who shares no code with what protects them.

Reads the printed tables and the list of requests, as the city gets them, and asks a solver of
integer programmes how small and how large a figure can be. Two ways of reading:

* by figures: every figure of the linked tables is an unknown, every sum must come out;
* by requests: every request is an unknown, every shown figure of every release is an equation.

Everybody knows how many requests a figure counts and that each asks for one household at least.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

MANY = 4_000
"""More households than any test counts: a figure that can be so large has no upper bound."""

Figure = tuple[str, str, str]
"""What it is broken down by ("" for totals by settlement), settlement, column; "all": summed."""

Interval = tuple[int, int]


@dataclass(frozen=True)
class Paper:
    """One release as printed: numbers (None: private) and which requests each figure counts."""

    numbers: Mapping[Figure, int | None]
    counted: Mapping[Figure, frozenset[str]]
    voted: frozenset[str]
    singles: frozenset[str]


def read(text: str, members: Iterable[object], shown_requests: Iterable[str]) -> Paper:
    """Parses the printed tables. Fails if a number stands twice and differs, or counts are off."""
    tables = json.loads(text)
    numbers: dict[Figure, int | None] = {}
    requests: dict[Figure, int] = {}
    sheets = [("kind", tables["cells"] + tables["totals"])]
    sheets += [("rung", other["cells"] + other["totals"]) for other in tables["other"]]
    for by, cells in sheets:
        for cell in cells:
            figure = (by if cell[by] != "all" else "", cell["settlement"], cell[by])
            number = cell.get("households")
            assert cell["suppressed"] == (number is None)
            assert numbers.setdefault(figure, number) == number, f"{figure} stands twice"
            assert requests.setdefault(figure, cell["requests"]) == cell["requests"]
    counted: dict[Figure, set[str]] = {figure: set() for figure in numbers}
    voted = set()
    for one in members:
        place, kind, rung = one.settlement, one.kind, one.rung  # type: ignore[attr-defined]
        name = one.request  # type: ignore[attr-defined]
        if one.voted:  # type: ignore[attr-defined]
            voted.add(name)
        for where in (place, "all"):
            counted["", where, "all"].add(name)
            counted["kind", where, kind].add(name)
            counted["rung", where, rung].add(name)
    assert {figure: len(names) for figure, names in counted.items()} == requests
    frozen = {figure: frozenset(names) for figure, names in counted.items()}
    return Paper(numbers, frozen, frozenset(voted), frozenset(shown_requests))


@dataclass(frozen=True)
class Puzzle:
    """Unknown whole numbers between bounds, and sums of them that must come out."""

    names: Sequence[object]
    least: Sequence[int]
    most: Sequence[int]
    sums: Sequence[tuple[Mapping[object, int], int]] = field(repr=False)

    @cached_property
    def _place(self) -> Mapping[object, int]:
        return {name: at for at, name in enumerate(self.names)}

    def _weights(self, row: Mapping[object, int]) -> np.ndarray:
        weights = np.zeros(len(self.names))
        for name, times in row.items():
            weights[self._place[name]] += times
        return weights

    @cached_property
    def _constraints(self) -> list[LinearConstraint]:
        if not self.sums:
            return []
        matrix = np.array([self._weights(row) for row, _ in self.sums])
        right = np.array([number for _, number in self.sums])
        return [LinearConstraint(matrix, right, right)]

    def interval(self, row: Mapping[object, int]) -> Interval:
        """How small and how large this sum of unknowns can be."""
        weights = self._weights(row)
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * weights,
                integrality=np.ones(len(self.names)),
                bounds=Bounds(np.array(self.least), np.array(self.most)),
                constraints=self._constraints,
            )
            assert found.success, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


def by_figures(
    paper: Paper, known: Mapping[str, int], earlier: Sequence[Paper] = ()
) -> Puzzle:
    """What one who knows these requests reads from the tables of one release.

    Of `earlier` releases only the value of the very same figure is used.
    """
    least, most = [], []
    for figure, number in paper.numbers.items():
        lowest = _lowest(paper.counted[figure], known)
        for past in earlier:
            then, before = past.counted.get(figure, frozenset()), past.numbers.get(figure)
            if before is not None and then and then <= paper.counted[figure]:
                lowest = max(lowest, before + _lowest(paper.counted[figure] - then, known))
                if paper.counted[figure] - then <= known.keys():
                    number = before + sum(known[one] for one in paper.counted[figure] - then)
        if paper.counted[figure] <= known.keys():
            number = lowest
        least.append(lowest if number is None else number)
        most.append(MANY if number is None else number)
    sums: list[tuple[Mapping[object, int], int]] = []
    for by, place, column in paper.numbers:
        if column == "all":  # a settlement, or all of them, over its kinds and over its rungs
            for way in ("kind", "rung"):
                parts = [f for f in paper.numbers if f[:2] == (way, place)]
                sums.append((dict.fromkeys(parts, 1) | {(by, place, column): -1}, 0))
        if place == "all":  # a kind, a rung, or all, over the settlements
            parts = [f for f in paper.numbers if (f[0], f[2]) == (by, column) and f[1] != "all"]
            sums.append((dict.fromkeys(parts, 1) | {(by, place, column): -1}, 0))
    return Puzzle(tuple(paper.numbers), least, most, sums)


def by_requests(papers: Sequence[Paper], known: Mapping[str, int]) -> Puzzle:
    """What one who knows these requests reads from all tables of all releases together."""
    names = sorted({name for paper in papers for name in paper.counted["", "all", "all"]})
    sums = [
        (dict.fromkeys(paper.counted[figure], 1), number)
        for paper in papers
        for figure, number in paper.numbers.items()
        if number is not None
    ]
    least = [known.get(name, 1) for name in names]
    most = [known.get(name, MANY) for name in names]
    return Puzzle(names, least, most, sums)


def _lowest(requests: Iterable[str], known: Mapping[str, int]) -> int:
    return sum(known.get(one, 1) for one in requests)
