"""Which requests of several groups might be asked as one: what is proposed to people, who decide.

One kind of need, another group each, open and in no other ask. Three reasons, the best first: the
office said that they are one need; they are of one settlement; their settlements lie in one
constituency or, where none is known, in one local authority.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .links import circles
from .rules.merges import LEAST, MOST, Part

LINKED: Final = "linked"
SAME: Final = "settlement"
NEAR: Final = "neighbours"


@dataclass(frozen=True, slots=True)
class Where:
    """Where a request is asked: `place` stands for its settlement, `around` for what lies there."""

    place: str
    around: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Requests (by id) that might be asked as one, and why."""

    why: str
    requests: tuple[str, ...]


def proposals(
    parts: Sequence[Part], where: Mapping[str, Where], links: Iterable[tuple[str, str]]
) -> tuple[Proposal, ...]:
    """Each request stands in the first proposal that it fits; `parts` in the order of asking."""
    stands = circles(links)
    taken: set[str] = set()
    found: list[Proposal] = []
    for why, keys in (
        (LINKED, stands),
        (SAME, {name: one.place for name, one in where.items()}),
        (NEAR, {name: one.around for name, one in where.items()}),
    ):
        heaps: dict[tuple[str, str], list[Part]] = {}
        for one in parts:
            key = keys.get(one.request, "")
            if key and one.request not in taken:
                heaps.setdefault((one.need, key), []).append(one)
        for some in _fitting(heaps.values()):
            found.append(Proposal(why, tuple(one.request for one in some)))
            taken.update(found[-1].requests)
    return tuple(found)


def _fitting(heaps: Iterable[Sequence[Part]]) -> Iterator[list[Part]]:
    """Of each heap the first request of each group, of those for one city the most."""
    for some in heaps:
        by_city: dict[str, dict[str, Part]] = {}
        for city in dict.fromkeys(one.city for one in some):
            free = (one for one in some if one.city in ("", city))
            by_city[city] = {one.owner: one for one in reversed([*free])}
        best = max(by_city.values(), key=len)
        if len(best) >= LEAST:
            yield sorted(best.values(), key=some.index)[:MOST]
