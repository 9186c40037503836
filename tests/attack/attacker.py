"""Somebody with all the files of a city, a solver, and a walk through the settlements.

One integer programme: the households of each request are unknown, one at least; every figure that
any release shows in any format is an equation. On the walk the attacker saw which toilet each
community has (its rung), which the files do not say, so it is known which requests a figure counts.
Nothing here shares code with what protects the figures.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.core.disclosure_attack import MANY, Puzzle

from .papers import ALL, Figure, Paper

Sum = frozenset[str]
"""Requests added up."""


@dataclass(frozen=True)
class Truth:
    """What no file tells: households, group and rung of each request.

    `again`: how many households a joint request counts twice, by its id.
    """

    households: Mapping[str, int]
    groups: Mapping[str, str]
    rungs: Mapping[str, str]
    again: Mapping[str, int]

    def of(self, names: Collection[str]) -> int:
        """The households of these requests."""
        return sum(self.households[name] for name in names)


@dataclass(frozen=True)
class Private:
    """Requests that a figure kept private; `small`: they were fewer households than allowed."""

    names: Sum
    where: str
    small: bool


def counted(paper: Paper, rungs: Mapping[str, str]) -> Mapping[Figure, Sum]:
    """Which requests each figure counts. Fails if the files number them otherwise."""
    members: dict[Figure, set[str]] = {figure: set() for figure in paper.figures}
    for name, one in paper.counted().items():
        for place in (one.settlement, ALL):
            for column in (one.kind, ALL):
                members["settlement-kind", place, column].add(name)
            for column in (rungs[name], ALL):
                members["settlement-rung", place, column].add(name)
    told = {figure: requests for figure, (_, requests) in paper.figures.items()}
    assert {figure: len(names) for figure, names in members.items()} == told
    return {figure: frozenset(names) for figure, names in members.items()}


class Attack:
    """All papers of one city, laid side by side."""

    def __init__(self, papers: Sequence[Paper], truth: Truth) -> None:
        self.truth = truth
        self.threshold = papers[-1].threshold
        self.known: dict[str, int] = {}
        self.shown: dict[Sum, int] = {}
        self.private: dict[Sum, Private] = {}
        self.joint: dict[tuple[str, Sum], int] = {}
        for number, paper in enumerate(papers):
            for name, one in paper.requests.items():
                if one.households is not None:
                    self.known[name] = one.households
            for figure, names in counted(paper, truth.rungs).items():
                households, _ = paper.figures[figure]
                if households is not None:
                    assert self.shown.setdefault(names, households) == households
                elif rest := names.difference(self.known):
                    small = truth.of(rest) < self.threshold
                    where = f"{' / '.join(figure)} of release {number}"
                    self.private.setdefault(rest, Private(rest, where, small))
            for name, one in paper.joint.items():
                parts = paper.parts(name)
                if one.households is not None and parts:
                    told = self.joint.setdefault((name, parts), one.households)
                    assert told == one.households == truth.of(parts) - truth.again[name]
        for told in (self.known, self.shown):
            for names, households in told.items():
                assert truth.of([names] if isinstance(names, str) else names) == households

    def found(self) -> Iterator[str]:
        """Everything that somebody finds out and should not."""
        yield from self.narrow()
        yield from self.singled_out()
        for group in sorted(set(self.truth.groups.values())):
            yield from self.by_insider(group)

    def narrow(self) -> Iterator[str]:
        """R5: small figures with too few answers; and any private figure with one only."""
        puzzle = self._puzzle(self.known)
        for one in self.private.values():
            row = dict.fromkeys(one.names, 1)
            if one.names <= self.known.keys():
                continue  # its groups have shown all of it since
            if one.small:
                least, most = puzzle.interval(row)
                if most < self.threshold or most - least < self.threshold:
                    yield f"narrow: {one.where} is {least} to {most}"
            elif (certain := puzzle.solve(row)) is not None:
                yield f"certain: {one.where} is {certain}"

    def singled_out(self) -> Iterator[str]:
        """Small requests, and what is counted twice in a joint one, that are certain."""
        puzzle = self._puzzle(self.known)
        few = [one for one in self.private_names() if self.truth.households[one] < self.threshold]
        twice = [one for one, again in self.truth.again.items() if 0 < again < self.threshold]
        seen = puzzle.names
        for name in sorted(seen.intersection([*few, *twice])):
            if (certain := puzzle.solve({name: 1})) is not None:
                yield f"singled out: {name} is {certain}"

    def by_insider(self, group: str) -> Iterator[str]:
        """Private figures of which others have few households, solved by one who knows its own."""
        truth = self.truth
        own = {name for name in self.private_names() if truth.groups[name] == group}
        known = {**self.known, **{name: truth.households[name] for name in own}}
        told = {names.difference(known) for names in self.shown}
        puzzle = self._puzzle(known)
        for one in self.private.values():
            others = one.names - own
            if not 0 < truth.of(others) < self.threshold:
                continue
            rest = others.difference(self.known)
            if not rest or rest in told:
                continue  # a figure is shown of which only this group and those others are part
            certain = puzzle.solve(dict.fromkeys(rest, 1))
            if certain is not None:
                yield f"insider: {group} knows {certain} of {one.where}"

    def private_names(self) -> Sum:
        """Requests that nobody but their groups may know."""
        return frozenset(self.truth.households).difference(self.known)

    def _puzzle(self, known: Mapping[str, int]) -> Puzzle:
        names = frozenset[str]().union(*self.shown, *self.private, known)
        bounds = {one: (known.get(one, 1), known.get(one, MANY)) for one in sorted(names)}
        sums = [(dict.fromkeys(some, 1), number) for some, number in self.shown.items()]
        for (joint, parts), number in self.joint.items():
            row = dict.fromkeys(parts, 1)
            if self.truth.again[joint]:  # that there are some the attacker may have heard
                bounds[joint] = (1, MANY)
                row[joint] = -1
            sums.append((row, number))
            bounds |= {one: (1, MANY) for one in parts if one not in bounds}
        return Puzzle(bounds, sums)
