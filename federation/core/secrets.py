"""What nobody may work out from a release: its small figures, and what was private before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from .figures import Contribution, Figures, Past, Published, past_of
from .showing import Secret
from .worlds import Sum


@dataclass(frozen=True, slots=True)
class Case:
    """A release before it is protected.

    `people`: every request that it or an earlier release counts; `known`: the requests whose
    households everybody knows.
    """

    figures: Figures
    threshold: int
    pasts: tuple[Past, ...]
    people: Mapping[str, Contribution]
    known: frozenset[str]

    @property
    def rooms(self) -> Mapping[str, int]:
        """How far each request that is not known can fall: one household always asks."""
        unknown = self.people.keys() - self.known
        return {one: self.people[one].households - 1 for one in sorted(unknown)}

    @property
    def told(self) -> tuple[Sum, ...]:
        """What earlier releases showed."""
        return tuple(
            self.rest(past.members[key]) for past in self.pasts for key in sorted(past.shown)
        )

    def knowing(self, more: Iterable[str]) -> "Case":
        """The same when these requests are known, too."""
        return replace(self, known=self.known.union(more))

    def rest(self, members: AbstractSet[str]) -> Sum:
        """Of these requests those that not everybody knows."""
        return dict.fromkeys(sorted(members - self.known), 1)

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


def case_of(
    figures: Figures, threshold: int, earlier: Sequence[Published], before: Iterable[Contribution]
) -> Case:
    """What is to be protected once these earlier releases are out.

    `before`: requests that only earlier releases counted.
    """
    people = {one.request: one for one in before} | dict(figures.people)
    known = frozenset(one.request for one in people.values() if not one.households)
    known = known.union(*(published.shown_requests for published in earlier))
    return Case(figures, threshold, tuple(map(past_of, earlier)), people, known)
