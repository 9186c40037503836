"""The figures of a release: linked two-way tables of households, and what of them is known.

A request is counted in six figures: its cell by settlement and kind, its cell by settlement and
rung, the totals of its settlement, kind and rung, and the total over all.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

ALL: Final = "all"
"""Stands where a total sums over settlements, kinds or rungs."""

OVER: Final = "\n"  # marks a total inside; no folded name can hold a line end
BY_KIND: Final = "settlement-kind"
BY_RUNG: Final = "settlement-rung"
GRAND: Final = (BY_KIND, OVER, OVER)

Key = tuple[str, str, str]
"""A figure: its table, settlement and column; a settlement's total belongs to BY_KIND."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one released request adds: its households, counted once by kind and once by rung.

    `voted`: its group released its figures by recorded vote, so everybody knows them.
    """

    request: str
    group: str
    settlement: str
    kind: str
    rung: str
    households: int
    voted: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure by settlement and kind ("all" where summed over); `households` None: private."""

    settlement: str
    kind: str
    households: int | None
    requests: int
    suppressed: bool


@dataclass(frozen=True, slots=True)
class RungCell:
    """A figure by settlement and rung ("all" where summed over); `households` None: private."""

    settlement: str
    rung: str
    households: int | None
    requests: int
    suppressed: bool


@dataclass(frozen=True, slots=True)
class OtherTable:
    """A further two-way table of the same release."""

    name: str
    cells: tuple[RungCell, ...]
    totals: tuple[RungCell, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A request that a release counted, and where: what later releases must know of it.

    `voted`: its own figures are told because its group voted so.
    """

    request: str
    settlement: str
    kind: str
    rung: str
    voted: bool


@dataclass(frozen=True, slots=True)
class Together:
    """Requests of several groups that are asked as one, under the id `ask`.

    Its households are those of its requests, less those that two of its groups count both. How
    many these are is as private as a request of so many households, under the same id.
    """

    ask: str
    requests: frozenset[str]


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of a release, and what it counted. Plain data: it holds no private figure.

    `asks`: those of which the sum of households is shown.
    """

    cells: tuple[Cell, ...]
    totals: tuple[Cell, ...]
    other: tuple[OtherTable, ...]
    shown_requests: frozenset[str]
    members: tuple[Member, ...]
    asks: tuple[Together, ...] = ()


def settlement_key(name: str) -> str:
    """The form under which settlements are compared: NFC, without case or extra spaces."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def spellings(contributions: Iterable[Contribution]) -> Mapping[str, str]:
    """How each settlement is shown, by its key: the first of its spellings in sorted order."""
    names: dict[str, str] = {}
    for name in sorted({one.settlement for one in contributions}):
        shown = " ".join(unicodedata.normalize("NFC", name).split())
        names.setdefault(settlement_key(name), "All" if shown == ALL else shown)
    return names


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a release, the dearest first: `keys[i]` counts the requests `members[i]`."""

    keys: tuple[Key, ...]
    members: tuple[frozenset[str], ...]
    people: Mapping[str, Contribution]

    def total(self, requests: Iterable[str]) -> int:
        """The households of these requests."""
        return sum(self.people[request].households for request in requests)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier release as later ones see it: what each figure counted, and which were shown."""

    members: Mapping[Key, frozenset[str]]
    shown: frozenset[Key]
    asks: tuple[Together, ...] = ()


def figures_of(contributions: Sequence[Contribution]) -> Figures:
    """The figures that these requests make. Raises ValueError: a request twice, or below zero."""
    people = {one.request: one for one in contributions}
    if len(people) != len(contributions) or any(one.households < 0 for one in contributions):
        raise ValueError("each request counts once, and no households are fewer than none")
    members = _members(contributions)
    keys = sorted(members, key=lambda key: (rank(key), key))
    return Figures(tuple(keys), tuple(members[key] for key in keys), people)


def shown_figures(published: Published) -> tuple[Mapping[Key, int | None], Mapping[Key, int]]:
    """By figure: the households as published (None: private), and the number of requests."""
    cells = [
        ((BY_KIND, _line(cell.settlement), _over(cell.kind)), cell)
        for cell in (*published.cells, *published.totals)
    ]
    others = [
        ((BY_RUNG, _line(cell.settlement), _over(cell.rung)), cell)
        for table in published.other
        for cell in (*table.cells, *table.totals)
        if cell.rung != ALL  # those totals stand in the first table as well
    ]
    every: list[tuple[Key, Cell | RungCell]] = [*cells, *others]
    households = {key: cell.households for key, cell in every}
    return households, {key: cell.requests for key, cell in every}


def past_of(published: Published) -> Past:
    """An earlier release as later ones see it."""
    households, _ = shown_figures(published)
    members = _members(published.members)
    shown = (key for key, number in households.items() if number is not None and key in members)
    return Past(members, frozenset(shown), published.asks)


def is_cell_by_kind(key: Key) -> bool:
    """Whether this is a cell of settlement and kind, no total."""
    return key[0] == BY_KIND and OVER not in key


def _keys_of(settlement: str, kind: str, rung: str) -> tuple[Key, ...]:
    """The six figures that count such a request."""
    return (
        GRAND,
        (BY_KIND, settlement, OVER),
        (BY_KIND, OVER, kind),
        (BY_RUNG, OVER, rung),
        (BY_KIND, settlement, kind),
        (BY_RUNG, settlement, rung),
    )


def rank(key: Key) -> int:
    """Place in `_keys_of`: the lower, the dearer, and the sooner it is to be shown."""
    table, settlement, column = key
    if settlement == OVER:
        return 0 if column == OVER else 2 + (table == BY_RUNG)
    return 1 if column == OVER else 4 + (table == BY_RUNG)


def _members(requests: Iterable[Contribution | Member]) -> dict[Key, frozenset[str]]:
    found: dict[Key, set[str]] = {}
    for one in requests:
        for key in _keys_of(settlement_key(one.settlement), one.kind, one.rung):
            found.setdefault(key, set()).add(one.request)
    return {key: frozenset(requests) for key, requests in found.items()}


def _line(settlement: str) -> str:
    return OVER if settlement == ALL else settlement_key(settlement)


def _over(column: str) -> str:
    return OVER if column == ALL else column
