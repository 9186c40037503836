"""An attacker of releases who shares no code with what protects them.

Reads the printed tables and the list of requests, as the city gets them, and asks a solver of
integer programmes how small and how large a figure can be. Two ways of reading:

* by figures: every figure of the linked tables is an unknown, every sum must come out;
* by requests: every request is an unknown, every shown figure of every release is an equation.

Everybody knows how many requests a figure counts and that each asks for one household at least.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

MANY = 4_000
"""More households than any test counts: a figure that can be so large has no upper bound."""

Figure = tuple[str, str, str]
"""What it is broken down by ("" for totals by settlement), settlement, column; "all": summed."""

Interval = tuple[int, int]

Row = Mapping[Any, int]
"""A sum of unknowns: how often each is in it."""


@dataclass(frozen=True)
class Paper:
    """One release as printed: numbers (None: private) and which requests each figure counts."""

    numbers: Mapping[Figure, int | None]
    counted: Mapping[Figure, frozenset[str]]
    voted: frozenset[str]
    singles: frozenset[str]


def read(text: str, members: Iterable[Any], shown_requests: Iterable[str]) -> Paper:
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
        place, kind, rung = one.settlement, one.kind, one.rung
        name = one.request
        if one.voted:
            voted.add(name)
        for where in (place, "all"):
            counted["", where, "all"].add(name)
            counted["kind", where, kind].add(name)
            counted["rung", where, rung].add(name)
    assert {figure: len(names) for figure, names in counted.items()} == requests
    frozen = {figure: frozenset(names) for figure, names in counted.items()}
    return Paper(numbers, frozen, frozenset(voted), frozenset(shown_requests))


class Puzzle:
    """Unknown whole numbers between bounds, and sums of them that must come out.

    Every solution met is kept: two that differ in a sum show that the sum is not determined.
    """

    def __init__(self, bounds: Mapping[object, Interval], sums: Sequence[tuple[Row, int]]) -> None:
        self.names = frozenset(bounds)
        self._place = {name: at for at, name in enumerate(bounds)}
        self._bounds = Bounds(*np.array(list(bounds.values())).T)
        self._whole = np.ones(len(bounds))
        self._constraints = []
        if sums:
            matrix = csr_array(np.array([self._weights(row) for row, _ in sums]))
            right = np.array([number for _, number in sums])
            self._constraints.append(LinearConstraint(matrix, right, right))
        self._met: list[np.ndarray] = []

    def _weights(self, row: Row) -> np.ndarray:
        weights = np.zeros(len(self._place))
        for name, times in row.items():
            weights[self._place[name]] += times
        return weights

    def _least(self, weights: np.ndarray) -> int:
        found = milp(
            weights, integrality=self._whole, bounds=self._bounds, constraints=self._constraints
        )
        assert found.success, found.message
        solution = np.rint(found.x)
        self._met.append(solution)
        return round(float(weights @ solution))

    def interval(self, row: Row) -> Interval:
        """How small and how large this sum of unknowns can be."""
        weights = self._weights(row)
        return self._least(weights), -self._least(-weights)

    def solve(self, row: Row) -> int | None:
        """The sum of unknowns if only one number can be; None: several can."""
        weights = self._weights(row)
        if len({round(float(weights @ solution)) for solution in self._met}) > 1:
            return None
        least, most = self.interval(row)
        return least if least == most else None


def by_figures(paper: Paper, known: Mapping[str, int], earlier: Sequence[Paper] = ()) -> Puzzle:
    """What one who knows these requests reads from the tables of one release.

    Of `earlier` releases only the value of the very same figure is used.
    """
    bounds: dict[Any, Interval] = {}
    for figure, number in paper.numbers.items():
        lowest, sure = _lowest(paper.counted[figure], known), False
        for past in earlier:
            then, before = past.counted.get(figure, frozenset()), past.numbers.get(figure)
            if before is not None and then and then <= paper.counted[figure]:
                lowest = max(lowest, before + _lowest(paper.counted[figure] - then, known))
                sure = sure or paper.counted[figure] - then <= known.keys()
        sure = sure or paper.counted[figure] <= known.keys()
        bounds[figure] = (lowest, lowest if sure else MANY)
        if number is not None:
            bounds[figure] = (number, number)
    sums: list[tuple[Row, int]] = []
    for by, place, column in paper.numbers:
        if column == "all":  # a settlement, or all of them, over its kinds and over its rungs
            for way in ("kind", "rung"):
                parts = [f for f in paper.numbers if f[:2] == (way, place)]
                sums.append((dict.fromkeys(parts, 1) | {(by, place, column): -1}, 0))
        if place == "all":  # a kind, a rung, or all, over the settlements
            parts = [f for f in paper.numbers if (f[0], f[2]) == (by, column) and f[1] != "all"]
            sums.append((dict.fromkeys(parts, 1) | {(by, place, column): -1}, 0))
    return Puzzle(bounds, sums)


def by_requests(papers: Sequence[Paper], known: Mapping[str, int]) -> Puzzle:
    """What one who knows these requests reads from all tables of all releases together."""
    names = sorted({name for paper in papers for name in paper.counted["", "all", "all"]})
    sums: list[tuple[Row, int]] = [
        (dict.fromkeys(paper.counted[figure], 1), number)
        for paper in papers
        for figure, number in paper.numbers.items()
        if number is not None
    ]
    return Puzzle({name: (known.get(name, 1), known.get(name, MANY)) for name in names}, sums)


def _lowest(requests: Iterable[str], known: Mapping[str, int]) -> int:
    return sum(known.get(one, 1) for one in requests)


@dataclass(frozen=True)
class Truth:
    """What is to be kept from readers: the households of each request, and the group it is of."""

    households: Mapping[str, int]
    groups: Mapping[str, str]
    threshold: int

    def of(self, requests: Iterable[str]) -> Mapping[str, int]:
        """The households of these requests."""
        return {one: self.households[one] for one in requests}

    def is_small(self, row: Row) -> bool:
        """Whether this sum of requests, or difference of two, is of few households."""
        number = sum(times * self.households[one] for one, times in row.items())
        return 0 < abs(number) < self.threshold

    def rest(self, paper: Paper, figure: Figure, known: Iterable[str]) -> Row:
        """The requests of a figure that such a reader does not know."""
        return dict.fromkeys(sorted(paper.counted[figure].difference(known)), 1)


def leaks(papers: Sequence[Paper], truth: Truth) -> list[str]:
    """Everything that the last of these releases lets somebody find out and should not."""
    paper, earlier = papers[-1], papers[:-1]
    none = {one for one, number in truth.households.items() if not number}
    voted = {one for past in papers for one in past.voted} | none
    before = truth.of(voted.union(*(past.singles for past in earlier)))
    told = truth.of(before.keys() | paper.singles)
    found = [*_outsider(paper, earlier, truth, before), *_insiders(papers, truth, before)]
    puzzle = by_requests(papers, told)
    for what, row in _targets(papers, truth, told).items():
        number = puzzle.solve(row)
        if number is not None:
            found.append(f"solved: {what} is {number}")
    return found


def _outsider(
    paper: Paper, earlier: Sequence[Paper], truth: Truth, known: Mapping[str, int]
) -> Iterator[str]:
    """Figures that are wrong or small and shown, private and certain, or private and narrow."""
    puzzle = by_figures(paper, known, earlier)
    for figure, number in paper.numbers.items():
        rest = truth.rest(paper, figure, known)
        counted = paper.counted[figure]
        if number is not None:
            if number != sum(truth.of(counted).values()):
                yield f"wrong: {figure} is not {number}"
            if truth.is_small(rest):
                yield f"shown: {figure} is {number}"
        elif truth.is_small(rest):
            everybody = sum(known.get(one, 0) for one in counted)
            least, most = puzzle.interval({figure: 1})
            if most - everybody < truth.threshold or most - least < truth.threshold:
                yield f"narrow: {figure} is {least} to {most}, {everybody} of them known"
        elif rest and not _told_before(figure, paper, earlier, known):
            certain = puzzle.solve({figure: 1})
            if certain is not None:
                yield f"certain: {figure} is {certain}"


def _told_before(
    figure: Figure, paper: Paper, earlier: Sequence[Paper], known: Mapping[str, int]
) -> bool:
    """Whether the figure was shown earlier and only known requests came to it since."""
    return any(
        past.numbers.get(figure) is not None
        and past.counted[figure] <= paper.counted[figure]
        and paper.counted[figure] - past.counted[figure] <= known.keys()
        for past in earlier
    )


def _insiders(papers: Sequence[Paper], truth: Truth, known: Mapping[str, int]) -> Iterator[str]:
    """Private figures that a group solves with its own, though they count few of others."""
    paper = papers[-1]
    for group in sorted(set(truth.groups.values())):
        own = {one for one in truth.households if truth.groups[one] == group}
        mine = truth.of(own | known.keys())
        puzzle = by_figures(paper, mine, papers[:-1])
        for figure, number in paper.numbers.items():
            if number is not None or not truth.is_small(truth.rest(paper, figure, mine)):
                continue
            if _told_before(figure, paper, papers[:-1], mine):
                continue  # an earlier release showed it, and only the group's own came since
            certain = puzzle.solve({figure: 1})
            if certain is not None:
                yield f"insider: {group} knows that {figure} is {certain}"


def _targets(papers: Sequence[Paper], truth: Truth, known: Mapping[str, int]) -> Mapping[str, Row]:
    """Small requests, small figures of any release, and small differences between two."""
    paper = papers[-1]
    found: dict[str, Row] = {one: {one: 1} for one in truth.households.keys() - known.keys()}
    for number, past in enumerate(papers):
        for figure, counted in past.counted.items():
            if past.numbers[figure] is None:
                found[f"{figure} of release {number}"] = truth.rest(past, figure, known)
            now = paper.counted.get(figure, frozenset())
            if past is not paper and now & counted:
                row = dict.fromkeys(now - counted, 1) | dict.fromkeys(counted - now, -1)
                change = {one: times for one, times in sorted(row.items()) if one not in known}
                found[f"change of {figure} since release {number}"] = change
    return {what: row for what, row in sorted(found.items()) if truth.is_small(row)}
