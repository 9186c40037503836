"""The figures of a release: linked two-way tables of households, and what of them is known.

A request is counted in six figures: its cell by settlement and kind, its cell by settlement and
rung, the totals of its settlement, kind and rung, and the total over all. The six form a ring
(all → rung → settlement → kind → all), so all figures together are one network of arcs.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .cover import Case, Reader
from .flow import Row, network

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
    """A request that a release counted, and where: what later releases must know of it."""

    request: str
    settlement: str
    kind: str
    rung: str
    voted: bool


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of a release, and what it counted. Plain data: it holds no private figure."""

    cells: tuple[Cell, ...]
    totals: tuple[Cell, ...]
    other: tuple[OtherTable, ...]
    shown_requests: frozenset[str]
    members: tuple[Member, ...]


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
    """All figures of a release, in one order: `keys[i]` counts the requests `members[i]`."""

    keys: tuple[Key, ...]
    members: tuple[frozenset[str], ...]
    people: Mapping[str, Contribution]

    def total(self, requests: Iterable[str]) -> int:
        """The households of these requests."""
        return sum(self.people[request].households for request in requests)


@dataclass(frozen=True, slots=True)
class _Past:
    """An earlier release as later ones see it."""

    members: Mapping[Key, frozenset[str]]
    shown: Mapping[Key, int]


def figures_of(contributions: Sequence[Contribution]) -> Figures:
    """The figures that these requests make. Raises ValueError: a request twice, or below zero."""
    people = {one.request: one for one in contributions}
    if len(people) != len(contributions) or any(one.households < 0 for one in contributions):
        raise ValueError("each request counts once, and no households are fewer than none")
    members = _members(contributions)
    keys = sorted(members, key=lambda key: (_rank(key), key))
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


def case_of(figures: Figures, threshold: int, earlier: Sequence[Published]) -> Case:
    """What is to be protected, and from whom, once these earlier releases are out."""
    pasts = tuple(map(_past, earlier))
    known = _known(figures, earlier)
    rows = tuple(_row(members, known) for members in figures.members)
    left = tuple(figures.total(row) for row in rows)
    readers = _readers(figures, pasts, known)
    small = frozenset(
        arc
        for arc, key in enumerate(figures.keys)
        if 0 < left[arc] < threshold
        or (left[arc] and any(_moved(figures, arc, past, known, threshold) for past in pasts))
    )
    kept = frozenset(
        arc
        for arc in readers[0].room
        for past in pasts
        if figures.keys[arc] not in past.shown
        and past.members.get(figures.keys[arc]) == figures.members[arc]
    )
    told = _distinct(_row(past.members[key], known) for past in pasts for key in sorted(past.shown))
    secrets = [rows[arc] for arc in sorted(small)]
    secrets += _secrets(figures, pasts, known, threshold)
    return Case(
        threshold=threshold,
        net=network([_ends(key) for key in figures.keys]),
        price=tuple(_price(key, left[arc]) for arc, key in enumerate(figures.keys)),
        left=left,
        readers=readers,
        small=small,
        kept=kept,
        rows=rows,
        known=told,
        secrets=_distinct(secrets),
        sizes={one: figures.people[one].households for one in figures.people.keys() - known},
        order=tuple(range(len(rows))),
        singles=_singles(figures, threshold),
    )


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


_RANK_BY_KIND: Final = 4


def _rank(key: Key) -> int:
    """Place in `_keys_of`: the lower, the sooner it is to be shown."""
    table, settlement, column = key
    if settlement == OVER:
        return 0 if column == OVER else 2 + (table == BY_RUNG)
    return 1 if column == OVER else 4 + (table == BY_RUNG)


def _ends(key: Key) -> tuple[str, str]:
    """From where to where the arc of this figure runs."""
    _, settlement, column = key
    return (
        ("kinds", "rungs"),
        (f"in {settlement}", f"out {settlement}"),
        (f"kind {column}", "kinds"),
        ("rungs", f"rung {column}"),
        (f"out {settlement}", f"kind {column}"),
        (f"rung {column}", f"in {settlement}"),
    )[_rank(key)]


def _price(key: Key, households: int) -> int:
    """What it costs the reader that this figure is private."""
    size = households.bit_length()
    return (10**8, 10**5 + size, 10**5 + size, 10**5 + size, 100 + 10 * size, 60 + 6 * size)[
        _rank(key)
    ]


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


def _past(published: Published) -> _Past:
    households, _ = shown_figures(published)
    members = _members(published.members)
    shown = {
        key: number for key, number in households.items() if number is not None and key in members
    }
    return _Past(members, shown)


def _known(figures: Figures, earlier: Sequence[Published]) -> frozenset[str]:
    """Requests whose households everybody knows: voted, shown before, or none at all."""
    known = {one.request for one in figures.people.values() if one.voted or not one.households}
    for published in earlier:
        known |= published.shown_requests
        known.update(member.request for member in published.members if member.voted)
    return frozenset(known)


def _row(requests: frozenset[str], known: frozenset[str]) -> Row:
    return dict.fromkeys(sorted(requests - known), 1)


def _distinct(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows without repeats and without empty ones, in their order."""
    return tuple({frozenset(row.items()): row for row in rows if row}.values())


def _room(figures: Figures, pasts: Sequence[_Past], known: frozenset[str], arc: int) -> int | None:
    """How far a figure can fall for one who knows these requests; None: it is known anyway.

    An earlier value of the figure counts as known; each further request asks for one at least.
    """
    members = figures.members[arc]
    rest = members - known
    rooms = [figures.total(rest) - len(rest)]
    if not rest:
        return None
    for past in pasts:
        then = past.members.get(figures.keys[arc], frozenset())
        if then and then <= members and past.shown.get(figures.keys[arc]) == figures.total(then):
            new = rest - then
            if not new:
                return None
            rooms.append(figures.total(new) - len(new))
    return min(rooms)


def _readers(figures: Figures, pasts: Sequence[_Past], known: frozenset[str]) -> tuple[Reader, ...]:
    """The outsider, then each group that knows more than everybody does."""
    rooms = {arc: _room(figures, pasts, known, arc) for arc in range(len(figures.keys))}
    outsider = {arc: room for arc, room in rooms.items() if room is not None}
    readers = [Reader(outsider, {})]
    arcs: dict[str, list[int]] = {}
    for arc in outsider:
        for request in figures.members[arc]:
            arcs.setdefault(request, []).append(arc)
    groups: dict[str, set[str]] = {}
    for one in figures.people.values():
        if one.request not in known:
            groups.setdefault(one.group, set()).add(one.request)
    for _, requests in sorted(groups.items()):
        own: dict[int, int] = {}
        for request in sorted(requests):
            for arc in arcs.get(request, ()):
                own[arc] = own.get(arc, 0) + figures.people[request].households
        room = dict(outsider)
        for arc in own:
            rest = _room(figures, pasts, known | requests, arc)
            if rest is None:
                del room[arc]
            else:
                room[arc] = rest
        readers.append(Reader(room, own))
    return tuple(readers)


def _moved(figures: Figures, arc: int, past: _Past, known: frozenset[str], threshold: int) -> bool:
    """Whether a figure shown before would now differ by a small number of households."""
    key = figures.keys[arc]
    then = past.members.get(key, frozenset())
    if key not in past.shown or then.isdisjoint(figures.members[arc]):
        return False
    before = past.shown[key] - figures.total(then & known & figures.people.keys())
    now = figures.total(figures.members[arc] - known)
    return 0 < abs(now - before) < threshold


def _secrets(
    figures: Figures, pasts: Sequence[_Past], known: frozenset[str], threshold: int
) -> list[Row]:
    """Small requests, small figures that were private before, small differences since then."""

    def is_small(row: Row) -> bool:
        if not row.keys() <= figures.people.keys():
            return True  # a request has left: who knows how small
        number = sum(times * figures.people[one].households for one, times in row.items())
        return 0 < abs(number) < threshold

    rows: list[Row] = [{request: 1} for request in sorted(figures.people.keys() - known)]
    now = dict(zip(figures.keys, figures.members, strict=True))
    for past in pasts:
        for key, then in sorted(past.members.items()):
            if key not in past.shown:
                rows.append(_row(then, known))
            if key in now and not then.isdisjoint(now[key]):
                gone = _row(then - now[key], known)
                rows.append(_row(now[key] - then, known) | dict.fromkeys(gone, -1))
    return [row for row in rows if is_small(row)]


def _singles(figures: Figures, threshold: int) -> tuple[str, ...]:
    """The requests in cells of settlement and kind where none is below the threshold."""
    large = (
        members
        for key, members in zip(figures.keys, figures.members, strict=True)
        if _rank(key) == _RANK_BY_KIND
        and all(figures.people[one].households >= threshold for one in members)
    )
    return tuple(sorted(one for members in large for one in members))
