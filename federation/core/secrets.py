"""What nobody may work out from a release: its small figures, and what was private before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from .figures import Contribution, Figures, Past, Published, Together, is_cell_by_kind, past_of
from .showing import Secret
from .worlds import Sum


@dataclass(frozen=True, slots=True)
class Case:
    """A release before it is protected.

    `people`: every request that it or an earlier release counts, and of what is asked as one the
    households that were counted twice; `known`: the requests whose households everybody knows;
    `asks`: what it tells of as one.
    """

    figures: Figures
    threshold: int
    pasts: tuple[Past, ...]
    people: Mapping[str, Contribution]
    known: frozenset[str]
    asks: tuple[Together, ...] = ()

    @property
    def rooms(self) -> Mapping[str, int]:
        """How far each request that is not known can fall: one household always asks."""
        unknown = self.people.keys() - self.known
        return {one: self.people[one].households - 1 for one in sorted(unknown)}

    @property
    def told(self) -> tuple[Sum, ...]:
        """What earlier releases showed."""
        figures = (
            self.rest(past.members[key]) for past in self.pasts for key in sorted(past.shown)
        )
        return (*figures, *map(self.of_ask, self.asks_told))

    @property
    def asks_told(self) -> tuple[Together, ...]:
        """What earlier releases showed of requests that are asked as one."""
        return tuple(dict.fromkeys(one for past in self.pasts for one in past.asks))

    def knowing(self, more: Iterable[str]) -> "Case":
        """The same when these requests are known, too."""
        return replace(self, known=self.known.union(more))

    def rest(self, members: AbstractSet[str]) -> Sum:
        """Of these requests those that not everybody knows."""
        return dict.fromkeys(sorted(members - self.known), 1)

    def of_ask(self, one: Together) -> Sum:
        """The households of requests that are asked as one: what two groups count both, once."""
        again = {one.ask: -1} if one.ask in self.people else {}
        return {**self.rest(one.requests), **again}

    def gives_away(self, one: Together, asks: Iterable[Together], hidden: AbstractSet[int]) -> bool:
        """Whether the sum of an ask is small, or differs by few from what is shown beside it.

        Or whether one of its groups, who knows its own part, would know that the others' is small.
        `asks`: those that are shown already; `hidden`: figures that are not. What everybody knows
        from an earlier release gives nothing away.
        """
        if one in self.asks_told:
            return False
        row = self.of_ask(one)
        beside = [self.of_ask(other) for other in asks if other.requests & one.requests]
        beside += [self.rest(names) for names in self._around(one.requests, hidden)]
        rests = (_less(other, row) for other in beside)
        return any(rest and self.is_small(rest) for rest in (row, *rests, *self._of_others(row)))

    def _of_others(self, row: Sum) -> Iterator[Sum]:
        """What is left of a sum for each group that has a part in it."""
        for own in self._groups():
            if not own.isdisjoint(row):
                yield {one: times for one, times in row.items() if one not in own}

    def _around(
        self, requests: AbstractSet[str], hidden: AbstractSet[int]
    ) -> Iterator[frozenset[str]]:
        """Shown figures that count all these requests, and the cells that do so together."""
        cells: list[tuple[int, frozenset[str]]] = []
        for at, (key, members) in enumerate(
            zip(self.figures.keys, self.figures.members, strict=True)
        ):
            if members >= requests and at not in hidden:
                yield members
            if is_cell_by_kind(key) and members & requests:
                cells.append((at, members))
        if not any(at in hidden for at, _ in cells):
            yield frozenset().union(*(members for _, members in cells))
        for past in self.pasts:
            yield from (past.members[key] for key in past.shown if past.members[key] >= requests)

    def is_small(self, row: Sum) -> bool:
        """Whether a sum is of few households, or may be: a request of it is no more known here."""
        if not row.keys() <= self.people.keys():
            return True
        return 0 < abs(self._households(row)) < self.threshold

    def must_hide(self) -> frozenset[int]:
        """Figures that are private whatever else is."""
        return frozenset(at for at in range(len(self.figures.keys)) if self.why(at))

    def why(self, number: int) -> str:
        """Why a figure must be private: `few`, `growth` or `before`; "": it need not be.

        It is of few households; it grew by few; it was private before and has not changed.
        """
        key, members = self.figures.keys[number], self.figures.members[number]
        rest = self.rest(members)
        if not rest:
            return ""
        if self.is_small(rest):
            return "few"
        told = [
            (past.members[key], key in past.shown) for past in self.pasts if key in past.members
        ]
        if any(shown and self.is_small(self._growth(then, members)) for then, shown in told):
            return "growth"
        return "before" if any(then == members and not shown for then, shown in told) else ""

    def of_figure(self, members: AbstractSet[str]) -> Iterator[Secret]:
        """What must not be known of a private figure: by everybody, and by each group."""
        row = self.rest(members)
        if not row:
            return
        if self.is_small(row) and row.keys() <= self.people.keys():
            yield Secret(row, self.threshold - self._households(row), self.threshold)
        else:
            yield Secret(row)
        for own in self._groups():
            others = {one: 1 for one in row if one not in own}
            if others and self.is_small(others):
                yield Secret(others, own=own)

    def of_past(self) -> Iterator[Secret]:
        """Small requests, and what was private in earlier releases."""
        for one in sorted(self.people.keys() - self.known):
            if self.is_small({one: 1}):
                yield Secret({one: 1})
        for members in self._once_private():
            yield from self.of_figure(members)

    def of_past_with(self, request: str) -> Iterator[Secret]:
        """What was private in earlier releases and counted this request."""
        for members in self._once_private():
            if request in members:
                yield from self.of_figure(members)

    def _once_private(self) -> Iterator[frozenset[str]]:
        for past in self.pasts:
            for key, members in sorted(past.members.items()):
                if key not in past.shown:
                    yield members

    def of_changes(self) -> Iterator[Secret]:
        """By how little figures changed since an earlier release."""
        for key, members in zip(self.figures.keys, self.figures.members, strict=True):
            for past in self.pasts:
                row = self._growth(past.members.get(key, frozenset()), members)
                if row and self.is_small(row):
                    yield Secret(row)

    def _growth(self, then: AbstractSet[str], now: AbstractSet[str]) -> Sum:
        """What a figure gained and lost; nothing if it counts other requests altogether."""
        if then.isdisjoint(now):
            return {}
        return {**self.rest(now - then), **dict.fromkeys(self.rest(then - now), -1)}

    def _households(self, row: Sum) -> int:
        return sum(times * self.people[one].households for one, times in row.items())

    def _groups(self) -> list[frozenset[str]]:
        """The requests of each group that are not known to everybody."""
        found: dict[str, set[str]] = {}
        for one in sorted(self.people.keys() - self.known):
            found.setdefault(self.people[one].group, set()).add(one)
        return [frozenset(own) for _, own in sorted(found.items())]


def _less(row: Sum, other: Sum) -> Sum:
    """A sum less another one."""
    both = {one: row.get(one, 0) - other.get(one, 0) for one in sorted(row.keys() | other.keys())}
    return {one: times for one, times in both.items() if times}


def case_of(
    figures: Figures,
    threshold: int,
    earlier: Sequence[Published],
    before: Iterable[Contribution],
    asks: Iterable[Together] = (),
) -> Case:
    """What is to be protected once these earlier releases are out.

    `before`: requests that only earlier releases counted, and households counted twice.
    """
    people = {one.request: one for one in before} | dict(figures.people)
    known = frozenset(one.request for one in people.values() if not one.households)
    known = known.union(*(published.shown_requests for published in earlier))
    return Case(figures, threshold, tuple(map(past_of, earlier)), people, known, tuple(asks))
