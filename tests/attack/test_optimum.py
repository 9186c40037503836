"""Not more is private than must be: beside the fewest possible, found by trying them all."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from federation.core.disclosure import Contribution, protect
from tests.core.disclosure_attack import MANY, Puzzle
from tests.factories import how_many

K = 5
PLACES, KINDS = ("A", "B", "C", "D"), ("W", "X", "Y")
Cell = tuple[str, str]
Table = dict[Cell, int]


def table(seed: int) -> Table:
    """One request in most cells; a sixth of them small."""
    chance = Random(seed)
    return {
        (place, kind): chance.randint(1, 4) if chance.random() < 0.17 else chance.randint(5, 60)
        for place in PLACES
        for kind in KINDS
        if chance.random() < 0.9
    }


def asked(cells: Table) -> list[Contribution]:
    """Each settlement has one group."""
    return [
        Contribution(f"{place}{kind}", place, place, kind, "none", number, voted=False)
        for (place, kind), number in cells.items()
    ]


def ours(cells: Table) -> tuple[set[Cell], bool]:
    """The cells that are private, and whether totals are too."""
    made = protect(asked(cells), K)
    private = {(one.settlement, one.kind) for one in made.cells if one.suppressed}
    return private, any(one.suppressed for one in made.totals)


def is_safe(cells: Table, private: AbstractSet[Cell]) -> bool:
    """Whether with these cells private, and every total shown, all rules hold: by the solver."""
    lines = [
        [cell for cell in cells if cell[at] == name]
        for at in (0, 1)
        for name in {c[at] for c in cells}
    ]
    if any(sum(cell in private for cell in line) == 1 for line in lines):
        return False
    sums = [(dict.fromkeys(line, 1), sum(cells[cell] for cell in line)) for line in lines]

    def puzzle(known: AbstractSet[Cell]) -> Puzzle:
        free = private - known
        bounds = {c: (1, MANY) if c in free else (number, number) for c, number in cells.items()}
        return Puzzle(bounds, sums)

    outsider = puzzle(frozenset())
    for cell in sorted(private, key=lambda one: cells[one]):
        least, most = outsider.interval({cell: 1})
        if least == most or (cells[cell] < K and (most < K or most - least < K)):
            return False
    small = {cell for cell in private if cells[cell] < K}
    for place in PLACES:
        own = {cell for cell in private if cell[0] == place}
        insider = puzzle(own)
        if any(insider.solve({cell: 1}) is not None for cell in small - own):
            return False
    return True


def fewest(cells: Table, limit: int) -> int | None:
    """The smallest number of private cells with every total shown, below this limit."""
    small = {cell for cell, number in cells.items() if number < K}
    others = sorted(cells.keys() - small)
    for more in range(max(limit - len(small), 0)):
        if any(is_safe(cells, small | set(some)) for some in combinations(others, more)):
            return len(small) + more
    return None


def compared(seeds: range) -> Iterator[tuple[int, int]]:
    """Private cells: ours and the fewest possible, where totals need not be private."""
    for seed in seeds:
        cells = table(seed)
        private, with_totals = ours(cells)
        if private and not with_totals:
            assert is_safe(cells, private), f"seed {seed}"
            yield len(private), fewest(cells, len(private)) or len(private)


def test_hardly_more_is_private_than_must_be(figure: Callable[[str, object], None]) -> None:
    pairs = list(compared(range(how_many(60, 400))))
    mine, least = (sum(some) for some in zip(*pairs, strict=True))
    figure("small tables compared with their optimum", len(pairs))
    figure("private cells of them", mine)
    figure("private cells at the optimum", least)
    assert mine <= 1.1 * least


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PLACES),
            st.sampled_from(KINDS),
            st.sampled_from("rs"),
            st.integers(K, 99),
        ),
        max_size=30,
    )
)
def test_where_no_figure_is_small_none_is_private(told: list[tuple[str, str, str, int]]) -> None:
    requests = [
        Contribution(str(at), place, place, kind, rung, number, voted=False)
        for at, (place, kind, rung, number) in enumerate(told)
    ]
    made = protect(requests, K)
    assert made.certificate.hidden == 0
    assert made.shown_requests == {one.request for one in requests}
