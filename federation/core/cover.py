"""Which figures to keep private, so that neither measuring nor solving gives a small one away.

Three steps: hide the cheapest further figures around every one that must not be known (a path of
least cost over which enough can flow), hide what equations would betray, and then show again,
dearest first, whatever is not needed. Order decides nothing but ties, and there is no chance in it:
the same tables always come out the same.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from .flow import Guard, Network, Row, cheapest, fall, push, rise, send

_Check = tuple[int, int]
"""Number of a reader and number of a figure which that reader must not work out."""

_Proofs = dict[_Check, frozenset[int]]
"""For each check the figures that could all be otherwise: while they are private it holds."""

OUTSIDER: Final = 0
"""The reader who knows only what everybody knows."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads a release.

    `room`: by figure, how many households it could fall before this reader knew it for wrong; a
    figure that the reader knows anyway is not in it. `own`: the reader's own households by figure.
    """

    room: Mapping[int, int]
    own: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Case:
    """A release before it is protected; figures are numbered as the arcs of `net`.

    `left`: households of a figure that not everybody knows. `small`: figures that must be private
    with a wide interval; `kept`: those that were private before and have not changed. `rows`:
    each figure as a sum of unknown requests; `known`, `secrets`: sums from earlier releases, and
    sums nobody may solve for; `sizes`: households of each request not known to everybody.
    `order`: figures as they are to be shown; `singles`: requests that may be shown after them.
    """

    threshold: int
    net: Network
    price: tuple[int, ...]
    left: tuple[int, ...]
    readers: tuple[Reader, ...]
    small: frozenset[int]
    kept: frozenset[int]
    rows: tuple[Row, ...]
    known: tuple[Row, ...]
    secrets: tuple[Row, ...]
    sizes: Mapping[str, int]
    order: tuple[int, ...]
    singles: tuple[str, ...]


def choose(case: Case) -> tuple[frozenset[int], frozenset[str]]:
    """The figures to keep private and the single requests that may be shown."""
    hidden = set(case.small | case.kept)
    proofs: _Proofs = {}
    size = -1
    while size != len(hidden):
        size = len(hidden)
        _surround(case, hidden, proofs)
        told = _tell(case, hidden)
    _show_again(case, hidden, proofs, told)
    told.show_requests(hidden)
    return frozenset(hidden), frozenset(told.singles)


def checks(case: Case, hidden: set[int]) -> list[_Check]:
    """What must hold: of each private figure for outsiders, of small remainders for insiders."""
    everybody = case.readers[OUTSIDER].room
    arcs = sorted(hidden & everybody.keys(), key=lambda arc: (case.left[arc], arc))
    wanted = [(OUTSIDER, arc) for arc in arcs if arc in case.small]
    wanted += [(OUTSIDER, arc) for arc in arcs if arc not in case.small]
    for number, reader in enumerate(case.readers[1:], 1):
        if reader.own.keys().isdisjoint(hidden):
            continue  # such a group knows no more than an outsider
        for arc in arcs:
            rest = case.left[arc] - reader.own.get(arc, 0)
            if 0 < rest < case.threshold and arc in reader.room:
                wanted.append((number, arc))
    return wanted


def proof(case: Case, hidden: set[int], check: _Check) -> frozenset[int] | None:
    """The figures whose being otherwise keeps the check; None: it does not hold."""
    number, arc = check
    room = case.readers[number].room
    top, width = _needs(case, check)
    up, flow = rise(case.net, room, hidden, arc, max(width, top))
    if up < top:
        return None
    used = {other for other, amount in flow.items() if amount}
    if up < width:
        down, flow = fall(case.net, room, hidden, arc, width - up)
        if up + down < width:
            return None
        used |= {other for other, amount in flow.items() if amount}
    return frozenset(used)


def _needs(case: Case, check: _Check) -> tuple[int, int]:
    """How far above the truth a figure must be able to be, and how wide its interval."""
    number, arc = check
    if number == OUTSIDER and arc in case.small:
        return max(0, case.threshold - case.left[arc]), case.threshold
    return 0, 1


def _surround(case: Case, hidden: set[int], proofs: _Proofs) -> None:
    """Hides further figures until every check holds that can."""
    grown = True
    while grown:
        grown = False
        for check in checks(case, hidden):
            if check in proofs:
                continue
            found = _borrowed(case, proofs, check) or proof(case, hidden, check)
            if found is None:
                extra = _cover(case, hidden, check)
                grown = grown or bool(extra)
                hidden |= extra
                found = proof(case, hidden, check)
            if found is not None:
                proofs[check] = found


def _borrowed(case: Case, proofs: _Proofs, check: _Check) -> frozenset[int] | None:
    """The outsider's proof, if it needs no figure of which this reader knows a part."""
    number, arc = check
    found = proofs.get((OUTSIDER, arc))
    own = case.readers[number].own
    if number == OUTSIDER or found is None or arc in own or not found.isdisjoint(own):
        return None
    return found


def _cover(case: Case, hidden: set[int], check: _Check) -> set[int]:
    """The cheapest figures to hide so that the check holds; none if nothing helps."""
    number, arc = check
    top, width = _needs(case, check)
    room = case.readers[number].room
    up = (case.net.heads[arc], case.net.tails[arc], arc)
    down = (up[1], up[0], arc)
    least = max(1, top, width - room[arc])
    ways = [(up, need, step) for need in range(least, width + 1) for step in (need, 1)]
    if not top and room[arc] >= width:
        ways.append((down, width, width))
    best: tuple[int, list[int]] | None = None
    for route, need, step in ways:
        extra = _extend(case, number, hidden, route, need, step)
        if extra is None:
            continue
        offer = (sum(case.price[other] for other in extra), sorted(extra))
        if (best is None or offer < best) and proof(case, hidden | extra, check) is not None:
            best = offer
    return set(best[1]) if best else set()


def _extend(
    case: Case,
    number: int,
    hidden: set[int],
    route: tuple[str, str, int],
    need: int,
    step: int,
) -> set[int] | None:
    """What must be hidden too so that `need` flows along `route`, in paths for `step` at least."""
    room = case.readers[number].room
    cost = {arc: 0 if arc in hidden else case.price[arc] for arc in room}
    amount, flow = push(case.net, room, hidden, route, need)
    extra: set[int] = set()
    while amount < need:
        path = cheapest(case.net, room, cost, flow, route, min(step, need - amount))
        if path is None:
            return None
        amount += send(path, room, flow, need - amount)
        for arc, _ in path:
            if cost[arc]:
                extra.add(arc)
                cost[arc] = 0
    return extra


class Told:
    """What readers can solve for: the figures shown so far, and `singles`, requests shown too.

    A request is shown only if every figure that counts it is (what covers must stay unknown), and
    if what those are left with is not small.
    """

    def __init__(self, case: Case) -> None:
        self.singles: set[str] = set()
        self._case = case
        self._guards = [_guard(case, 1)]
        if case.known:  # in a single release room of one has been enough in every trial
            self._guards.append(_guard(case, 2))
        self._left = list(case.left)
        self._arcs: dict[str, list[int]] = {}
        for arc, row in enumerate(case.rows):
            for one in row:
                self._arcs.setdefault(one, []).append(arc)

    def betrays(self, arc: int) -> bool:
        """Whether some secret would follow if this figure were shown too."""
        return self._betrays(self._case.rows[arc])

    def show(self, arc: int) -> None:
        """Shows this figure."""
        self._add(self._case.rows[arc])

    def show_requests(self, hidden: AbstractSet[int]) -> None:
        """Shows single requests, as far as they may be."""
        for one in self._case.singles:
            self.show_request(one, hidden)

    def show_request(self, one: str, hidden: AbstractSet[int]) -> bool:
        """Shows a request if it weakens nothing; says whether it did."""
        arcs = self._arcs.get(one, [])
        rests = [self._left[arc] - self._case.sizes.get(one, 0) for arc in arcs]
        small = any(0 < rest < self._case.threshold for rest in rests)
        if small or not hidden.isdisjoint(arcs) or self._betrays({one: 1}):
            return False
        self._add({one: 1})
        self.singles.add(one)
        for arc, rest in zip(arcs, rests, strict=True):
            self._left[arc] = rest
        return True

    def _betrays(self, row: Row) -> bool:
        return any(guard.betrays(row) for guard in self._guards)

    def _add(self, row: Row) -> None:
        for guard in self._guards:
            guard.add(row)


def _guard(case: Case, size: int) -> Guard:
    """A guard that counts every request of at most `size` households as known.

    One household: no sum of ones is solved. Two: the equations of several releases can make
    answers lie two apart, and then a request of two has no room for the next one. Where there are
    many answers in fractions there are then, as a rule, several in households.
    """
    few = [one for one, households in sorted(case.sizes.items()) if households <= size]
    return Guard(case.known, case.secrets, few)


def _tell(case: Case, hidden: set[int]) -> Told:
    """What is known once all but `hidden` is shown; what would betray a secret is hidden, too."""
    told = Told(case)
    for arc in case.order:
        if arc in hidden:
            continue
        if told.betrays(arc):
            hidden.add(arc)
        else:
            told.show(arc)
    return told


def _show_again(case: Case, hidden: set[int], proofs: _Proofs, told: Told) -> None:
    """Shows every figure that is not needed as cover, dearest first."""
    before = -1
    while before != len(hidden):
        before = len(hidden)
        spare = hidden - case.small - case.kept
        for arc in sorted(spare, key=lambda arc: (-case.price[arc], arc)):
            if told.betrays(arc):
                continue
            fresh = _proofs_without(case, hidden, proofs, arc)
            if fresh is None:
                continue
            hidden.remove(arc)
            proofs.update(fresh)
            for check in [check for check in proofs if check[1] == arc]:
                del proofs[check]
            told.show(arc)


def _proofs_without(case: Case, hidden: set[int], proofs: _Proofs, arc: int) -> _Proofs | None:
    """New proofs for the checks that lean on this figure; None: one of them needs it."""
    rest = hidden - {arc}
    fresh: _Proofs = {}
    for check, leans in proofs.items():
        if arc in leans and check[1] != arc:
            found = proof(case, rest, check)
            if found is None:
                return None
            fresh[check] = found
    return fresh
