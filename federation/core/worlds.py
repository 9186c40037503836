"""The worlds that a reader must think possible: requests otherwise, everything shown the same.

Each request that is not known is a whole number of households, one or more. What is shown are sums
of such requests. A reader who knows them all, and which requests each of them counts, cannot tell
this world from one in which every shown sum is the same. A *move* leads there: whole numbers to be
added to some requests. As long as there is a move that raises a secret by three, nobody can say
that it is not three larger, whatever they reckon with: the move is the proof, and adding checks it.

Moves are looked for as the simplex method does (G. B. Dantzig, Linear Programming and Extensions,
1963): shown sums are solved for some of the requests; the others are free, and one of them after
the other is changed as far as every request stays one or more. Only whole moves count, so one may
be missed now and then, and then more is kept private than must be; none is found that is not there.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

Sum = Mapping[str, int]
"""How often each request is counted."""

Move = Mapping[str, int]
"""What is added to each request; none falls below one household."""

BOUNDLESS: Final = 2**53
"""A rise without end: no figure of people comes near it."""

_Number = int | Fraction
_Row = dict[str, _Number]

_HELD: Final = "\n"
"""The name of a sum that is to be shown too: as if it were a request that may not change."""


def change(row: Sum, move: Move) -> int:
    """By how much a move raises a sum."""
    return sum(row[one] * by for one, by in move.items() if one in row)


class Worlds:
    """What is shown so far, solved; `rooms`: how far each request that is not known can fall."""

    def __init__(self, rooms: Mapping[str, int]) -> None:
        self._rooms = rooms
        self._solved: dict[str, _Row] = {}

    def copy(self) -> "Worlds":
        """The same as it is now."""
        copy = Worlds(self._rooms)
        copy._solved = dict(self._solved)
        return copy

    def show(self, row: Sum) -> None:
        """From now on everybody knows this sum."""
        left = self._left(row)
        if left:
            pivot = min(left, key=lambda one: (abs(left[one]) != 1, one))
            _put_in(self._solved, pivot, _solve(left, pivot))

    def follows(self, row: Sum) -> bool:
        """Whether this sum can be worked out from what is shown by adding and taking away."""
        return not self._left(row)

    def rise(
        self, row: Sum, most: int, own: Collection[str] = (), shown: Sum | None = None
    ) -> tuple[int, Move]:
        """How far above the truth the sum can be, up to `most` at least, and the move that does it.

        `own`: requests that the reader knows; `shown`: a sum that is to be shown too.
        """
        best: tuple[int, Move] = (0, {})
        for whole, back in ((True, False), (False, False), (False, True)):
            solved = dict(self._solved)
            if shown is not None:
                solved[_HELD] = self._left(shown)
            walk = _Walk(solved, self._rooms, frozenset({_HELD, *own}), whole=whole, back=back)
            gained, move = walk.up(self._left(row), most)
            if gained > best[0] and all(by.denominator == 1 for by in move.values()):
                best = int(gained), {one: int(by) for one, by in move.items()}
            if best[0] >= most:
                break
        return best

    def _left(self, row: Sum) -> _Row:
        """The sum in free requests alone."""
        left: _Row = {}
        for one, times in row.items():
            for free, number in self._solved.get(one, {one: 1}).items():
                _add(left, free, times * number)
        return left


@dataclass(frozen=True, slots=True)
class _Step:
    """A free request goes so far, which is worth `gain`; `stop`: the solved one that ends it."""

    gain: _Number
    one: str
    by: _Number
    stop: str


class _Walk:
    """From this world to others, each time by one free request, as long as a sum grows.

    `whole`: in whole steps, which may end early; else exactly to the next corner, where requests
    may be fractions for a while. `back`: names count from the last; another way, other corners.
    """

    def __init__(
        self,
        solved: dict[str, _Row],
        rooms: Mapping[str, int],
        held: Collection[str],
        *,
        whole: bool,
        back: bool,
    ) -> None:
        self._solved = solved
        self._rooms = rooms
        self._held = held
        self._whole = whole
        self._back = back
        self._move: _Row = {}

    def up(self, goal: _Row, most: int) -> tuple[_Number, _Row]:
        """Walks until the sum has grown by `most`, or for as long as a step is found."""
        gained: _Number = 0
        for _ in range(4 * len(self._solved) + 8):
            step = self._best(goal, most - gained)
            if step is None:
                break
            self._go(step)
            gained += step.gain
            if gained >= most:
                break
            if step.stop:
                goal = self._swap(step, goal)
        return gained, self._move

    def _best(self, goal: _Row, wanted: _Number) -> _Step | None:
        """The step that gains most, or the first that gains enough.

        Of steps that gain nothing the first by name is taken and stopped by the first by name, so
        that the walk never goes in a circle (R. G. Bland, 1977).
        """
        best: _Step | None = None
        for one in sorted(goal, reverse=self._back):
            step = self._step(one, goal[one], wanted)
            if step and (best is None or step.gain > best.gain):
                best = step
                if step.gain >= wanted:
                    break
        return best

    def _falls(self, one: str) -> _Number:
        """How far a request can still fall."""
        return self._rooms.get(one, 0) + self._move.get(one, 0)

    def _step(self, one: str, worth: _Number, wanted: _Number) -> _Step | None:
        """How far a free request can go so that the sum grows; None: it cannot."""
        sign = 1 if worth > 0 else -1
        size = worth * sign
        limit: _Number = BOUNDLESS if sign > 0 else self._falls(one)
        if one in self._held or not limit:
            return None
        far: _Number
        stop, whole = "", 1
        for name, row in self._solved.items():
            if one not in row:
                continue
            slope: _Number = row[one] * sign
            whole = math.lcm(whole, slope.denominator)
            if name in self._held:
                far = 0
            elif slope < 0:
                far = _over(self._falls(name), -slope)
            else:
                continue
            if far < limit or (
                far == limit and stop and (name > stop if self._back else name < stop)
            ):
                limit, stop = far, name
        by = min(_over(wanted, size), limit)
        if self._whole:
            by = min(-(-wanted // (size * whole)), limit // whole) * whole
        if by < limit:
            stop = ""  # not there yet
        return _Step(by * size, one, by * sign, stop) if by or stop else None

    def _go(self, step: _Step) -> None:
        _add(self._move, step.one, step.by)
        for name, row in self._solved.items():
            if step.by and step.one in row:
                _add(self._move, name, row[step.one] * step.by)

    def _swap(self, step: _Step, goal: _Row) -> _Row:
        """Solves for the free request where the other stopped it; the goal in what is free now."""
        row = self._solved.pop(step.stop)
        _put_in(self._solved, step.one, _solve({**row, step.stop: -1}, step.one))
        return _without(goal, step.one, self._solved[step.one])


def _solve(row: _Row, pivot: str) -> _Row:
    """A sum that is nothing, solved for one of its requests."""
    by = -row[pivot]
    return {one: _over(number, by) for one, number in row.items() if one != pivot}


def _put_in(solved: dict[str, _Row], pivot: str, found: _Row) -> None:
    """Puts a request that was solved into every other row."""
    for name, row in solved.items():
        if pivot in row:
            solved[name] = _without(row, pivot, found)
    solved[pivot] = found


def _without(row: _Row, pivot: str, found: _Row) -> _Row:
    """The row with what a request was solved to in its place."""
    rest = {one: number for one, number in row.items() if one != pivot}
    for one, number in found.items():
        _add(rest, one, row[pivot] * number)
    return rest


def _add(row: _Row, one: str, number: _Number) -> None:
    total = row.get(one, 0) + number
    if total:
        row[one] = total.numerator if total.denominator == 1 else total
    else:
        row.pop(one, None)


def _over(number: _Number, by: _Number) -> _Number:
    """A quotient; whole ones as such, for they reckon faster."""
    if by in (1, -1):
        return number * by
    quotient = Fraction(number.numerator * by.denominator, number.denominator * by.numerator)
    return quotient.numerator if quotient.denominator == 1 else quotient
