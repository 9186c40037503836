"""Which figures of a release stay private, and which single requests may be shown beside them."""

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from .figures import Key, is_cell_by_kind, rank
from .secrets import Case
from .showing import Showing


@dataclass(frozen=True, slots=True)
class Choice:
    """Private figures by number, and the requests that may be shown with their own figures.

    What was shown once is shown again. `case`: with what is known by then; `showing`: all of it.
    """

    case: Case
    hidden: frozenset[int]
    requests: frozenset[str]
    showing: Showing


def choose(case: Case) -> Choice:
    """Shows what may be shown: totals first, then cells by kind, then those by rung.

    A figure that turns out to be private when it is too late to keep it, is so from the start in
    the next round.
    """
    private: set[int] = set()
    while True:
        choice, late = _round(case, private)
        if not late:
            return choice
        private |= late


def _in_order(case: Case, hidden: AbstractSet[int]) -> list[int]:
    """As they are to be shown: those that can cover many private ones last of their like."""
    keys = case.figures.keys
    lines: Counter[tuple[str, ...]] = Counter()
    for number in hidden:
        lines.update(_lines(keys[number]))
    return sorted(
        range(len(keys)),
        key=lambda at: (rank(keys[at]), sum(lines[line] for line in _lines(keys[at])), at),
    )


def _lines(key: Key) -> tuple[tuple[str, ...], ...]:
    """The row and the column in which a figure stands."""
    table, settlement, column = key
    return (table, "row", settlement), (table, "column", column)


def _round(case: Case, private: AbstractSet[int]) -> tuple[Choice, set[int]]:
    """One round with these figures private from its start, and those that came too late."""
    showing = Showing(case.rooms, case.told)
    showing.keep(case.of_past())
    again = case.known & case.people.keys()
    voted = _consented(case, showing)
    case = case.knowing(voted)
    showing.keep(case.of_changes())
    hidden = {*case.must_hide(), *private}
    for number in sorted(hidden):
        showing.keep(case.of_figure(case.figures.members[number]))
    late = set()
    for number in _in_order(case, hidden):
        members = case.figures.members[number]
        if number not in hidden and not showing.show(case.rest(members)):
            hidden.add(number)
            if showing.keep(case.of_figure(members)):
                late.add(number)
    singles = _singles(case, showing, hidden)
    return Choice(case, frozenset(hidden), again | voted | singles, showing), late


def _consented(case: Case, showing: Showing) -> frozenset[str]:
    """Requests of which the group voted to show the figures, as far as no other is given away.

    A vote after a release can give away a neighbour with whom the request was added up; then it
    waits until it can be shown.
    """
    told: set[str] = set()
    for one in sorted(one.request for one in case.people.values() if one.voted):
        after = case.knowing({*told, one})
        if one in case.known or showing.consent(one, after.of_past_with(one)):
            told.add(one)
    return frozenset(told)


def _singles(case: Case, showing: Showing, hidden: AbstractSet[int]) -> frozenset[str]:
    """Large requests that weaken nothing, in cells where none is below the threshold.

    Every figure that counts such a request is shown, and what is left of those is not small.
    """
    found: set[str] = set()
    counting: dict[str, list[frozenset[str]]] = {}
    private: set[str] = set()
    for number, members in enumerate(case.figures.members):
        for one in members:
            counting.setdefault(one, []).append(members)
        if number in hidden:
            private |= members
    for one in _large(case):
        if one in private or one in case.known:
            continue
        rests = (case.rest(members - found - {one}) for members in counting[one])
        if not any(rest and case.is_small(rest) for rest in rests) and showing.show({one: 1}):
            found.add(one)
    return frozenset(found)


def _large(case: Case) -> list[str]:
    """The requests of cells of settlement and kind where none is below the threshold."""
    figures = case.figures
    cells = (
        members
        for key, members in zip(figures.keys, figures.members, strict=True)
        if is_cell_by_kind(key)
        and all(figures.people[one].households >= case.threshold for one in members)
    )
    return sorted(one for members in cells for one in members)
