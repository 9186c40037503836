"""What a reader can still work out from figures that are kept private.

Two readers are thought of, and both may be exact:

* the one who measures. Tables that share their totals are a network: each figure is an arc, each
  sum that must come out is a knot where as much flows in as out. Shown arcs are fixed; hidden ones
  may rise, or fall as far as their room. How far a hidden figure can rise is then a maximum flow
  from its head to its tail, how far it can fall one from its tail to its head, both over the other
  hidden arcs (D. Gusfield, "A graph theoretic approach to statistical data security", SIAM J.
  Comput. 17(3), 1988). All is in whole numbers, so the bounds are those of the best integer
  programme, and no solver is needed;
* the one who solves equations. Each shown figure is a sum of a few unknowns; a secret (another
  sum of them) follows exactly if and only if it is a linear combination of what is shown.

The second also knows that no unknown is below one: 1 + 1 = 2 is solved with a single equation. By
the duality of linear programmes a secret that follows so is a combination of what is shown and of
unknowns that are one. `Guard` therefore lets no secret follow even if those were all known, but
for one of those in the secret itself, which may still be more.
"""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

BOUNDLESS: Final = 2**53
"""A rise without end: no figure of people comes near it."""

_PRIME: Final = 2**61 - 1
"""Equations are solved in whole numbers modulo this prime. Their entries are 0 and 1, so what
follows in fractions follows here too; the reverse could fail only if the prime divided one of the
small determinants in play, and would then hide too much, never too little."""

Path = list[tuple[int, bool]]
"""Arcs in order; True: along the arc (its figure rises), False: against it (it falls)."""


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs between knots; `touching[knot]` holds (arc, the knot at its other end, along it?)."""

    tails: tuple[str, ...]
    heads: tuple[str, ...]
    touching: Mapping[str, tuple[tuple[int, str, bool], ...]]


def network(ends: Sequence[tuple[str, str]]) -> Network:
    """The network whose arc number i runs from `ends[i][0]` to `ends[i][1]`."""
    touching: dict[str, list[tuple[int, str, bool]]] = {}
    for arc, (tail, head) in enumerate(ends):
        touching.setdefault(tail, []).append((arc, head, True))
        touching.setdefault(head, []).append((arc, tail, False))
    return Network(
        tuple(tail for tail, _ in ends),
        tuple(head for _, head in ends),
        {knot: tuple(arcs) for knot, arcs in touching.items()},
    )


def _shortest(
    net: Network,
    room: Mapping[int, int],
    hidden: Collection[int],
    flow: Mapping[int, int],
    route: tuple[str, str, int],
) -> Path | None:
    """The path of fewest arcs over hidden arcs with room left; `route`: from, to, arc to avoid."""
    start, end, banned = route
    came: dict[str, tuple[str, int, bool]] = {start: ("", -1, True)}
    reached = [start]
    for knot in reached:
        for arc, other, along in net.touching[knot]:
            if other in came or arc not in hidden or arc == banned or arc not in room:
                continue
            if along or room[arc] + flow.get(arc, 0) > 0:
                came[other] = (knot, arc, along)
                if other == end:
                    return _trace(came, end)
                reached.append(other)
    return None


def _trace(came: Mapping[str, tuple[str, int, bool]], end: str) -> Path:
    """The path back from `end` to where the search began."""
    path: Path = []
    knot, arc, along = came[end]
    while arc >= 0:
        path.append((arc, along))
        knot, arc, along = came[knot]
    return path


def cheapest(
    net: Network,
    room: Mapping[int, int],
    cost: Mapping[int, int],
    flow: Mapping[int, int],
    route: tuple[str, str, int],
    least: int,
) -> Path | None:
    """The path of least cost whose falling arcs can each fall by `least` (Dijkstra).

    `cost` holds the price of every arc that may be used; None: there is no such path.
    """
    start, end, banned = route
    came: dict[str, tuple[str, int, bool]] = {}
    waiting: list[tuple[int, int, str, str, int, bool]] = [(0, 0, start, "", -1, True)]
    while waiting:
        paid, steps, knot, before, by, rising = heapq.heappop(waiting)
        if knot in came:
            continue
        came[knot] = (before, by, rising)
        if knot == end:
            return _trace(came, end)
        for arc, other, along in net.touching[knot]:
            if other in came or arc == banned or arc not in room or arc not in cost:
                continue
            if along or room[arc] + flow.get(arc, 0) >= least:
                step = (paid + cost[arc], steps + 1, other, knot, arc, along)
                heapq.heappush(waiting, step)
    return None


def send(path: Path, room: Mapping[int, int], flow: dict[int, int], most: int) -> int:
    """Sends as much as fits along `path`, at most `most`, adds it to `flow` and returns it."""
    fits = min([most] + [room[arc] + flow.get(arc, 0) for arc, along in path if not along])
    for arc, along in path:
        flow[arc] = flow.get(arc, 0) + (fits if along else -fits)
    return fits


def push(
    net: Network,
    room: Mapping[int, int],
    hidden: Collection[int],
    route: tuple[str, str, int],
    most: int,
) -> tuple[int, dict[int, int]]:
    """The maximum flow along `route` over hidden arcs, stopped at `most`; (amount, flow by arc)."""
    flow: dict[int, int] = {}
    amount = 0
    while amount < most:
        path = _shortest(net, room, hidden, flow, route)
        if path is None:
            break
        amount += send(path, room, flow, most - amount)
    return amount, flow


def rise(
    net: Network, room: Mapping[int, int], hidden: Collection[int], arc: int, most: int
) -> tuple[int, dict[int, int]]:
    """How far a hidden figure can be above the truth, up to `most`, and the flow that shows it."""
    return push(net, room, hidden, (net.heads[arc], net.tails[arc], arc), most)


def fall(
    net: Network, room: Mapping[int, int], hidden: Collection[int], arc: int, most: int
) -> tuple[int, dict[int, int]]:
    """How far a hidden figure can be below the truth, up to `most`, and the flow that shows it."""
    route = (net.tails[arc], net.heads[arc], arc)
    return push(net, room, hidden, route, min(most, room[arc]))


Row = dict[str, int]
"""A sum of unknowns: the number of times each is in it."""

_Line = frozenset[tuple[str, int]]


class Sums:
    """Sums that are known, and secrets (sums as well) none of which may follow from them.

    Kept solved: no row holds another's first unknown, and the secrets hold no first unknown at
    all, so that a further sum gives a secret away exactly if what is left of both is parallel.
    """

    def __init__(self, known: Iterable[Row], secrets: Iterable[Row]) -> None:
        self._rows: dict[str, Row] = {}
        self._secrets: list[Row] = []
        self._lines: dict[_Line, int] = {}
        for row in known:
            self.add(row)
        for secret in secrets:
            left = self._left(secret)
            if left:  # otherwise it has been known all along and nothing can keep it
                self._secrets.append(_scaled(left))
                self._count(self._secrets[-1], 1)

    def betrays(self, row: Row) -> bool:
        """Whether some secret would follow exactly if this sum became known too."""
        left = self._left(row)
        return bool(left) and frozenset(_scaled(left).items()) in self._lines

    def add(self, row: Row) -> None:
        """Makes this sum known."""
        left = self._left(row)
        if not left:
            return
        new = _scaled(left)
        first = min(new)
        for other in self._rows.values():
            if first in other:
                _subtract(other, new, other[first])
        self._rows[first] = new
        for at, secret in enumerate(self._secrets):
            if first in secret:
                self._count(secret, -1)
                _subtract(secret, new, secret[first])
                if secret:
                    self._secrets[at] = _scaled(secret)
                    self._count(self._secrets[at], 1)

    def _count(self, secret: Row, by: int) -> None:
        line = frozenset(secret.items())
        self._lines[line] = self._lines.get(line, 0) + by
        if not self._lines[line]:
            del self._lines[line]

    def _left(self, row: Row) -> Row:
        left = dict(row)
        for unknown in row:
            if unknown in self._rows:
                _subtract(left, self._rows[unknown], left[unknown])
        return left


class Guard:
    """Secrets none of which may follow from sums, nor from sums of unknowns that are one or more.

    `ones`: the unknowns that are one, or may be so for all anybody here knows.
    """

    def __init__(
        self, known: Collection[Row], secrets: Collection[Row], ones: Collection[str]
    ) -> None:
        self._solvers = [Sums(known, secrets)]
        units: dict[str, Row] = {one: {one: 1} for one in ones}
        if units:
            larger = [secret for secret in secrets if secret.keys().isdisjoint(units)]
            self._solvers.append(Sums([*known, *units.values()], larger))
        for one in units:
            within = [secret for secret in secrets if one in secret]
            rest = [unit for other, unit in units.items() if other != one]
            if within:
                self._solvers.append(Sums([*known, *rest], within))

    def betrays(self, row: Row) -> bool:
        """Whether some secret could follow exactly if this sum became known too."""
        return any(solver.betrays(row) for solver in self._solvers)

    def add(self, row: Row) -> None:
        """Makes this sum known."""
        for solver in self._solvers:
            solver.add(row)


def _subtract(row: Row, other: Row, times: int) -> None:
    """Row -= times * other, in place; unknowns that cancel are dropped."""
    for unknown, number in other.items():
        rest = (row.get(unknown, 0) - times * number) % _PRIME
        if rest:
            row[unknown] = rest
        else:
            row.pop(unknown, None)


def _scaled(row: Row) -> Row:
    """The row times what makes its first unknown occur once."""
    by = pow(row[min(row)], -1, _PRIME)
    return {unknown: number * by % _PRIME for unknown, number in row.items()}
