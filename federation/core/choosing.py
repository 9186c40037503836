"""Which figures of a release stay private, and which single requests may be shown beside them."""

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from .figures import Key, Together, is_cell_by_kind, rank
from .secrets import Case
from .showing import Showing
from .worlds import Sum


@dataclass(frozen=True, slots=True)
class Choice:
    """Private figures by number, and the requests that may be shown with their own figures.

    What was shown once is shown again. `asks`: requests asked as one whose sum may be shown.
    `case`: with what is known by then; `showing`: all of it.
    """

    case: Case
    hidden: frozenset[int]
    requests: frozenset[str]
    asks: tuple[Together, ...]
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
    asks = _asks(case, showing, hidden)
    singles = _singles(case, showing, hidden, asks)
    return Choice(case, frozenset(hidden), again | voted | singles, asks, showing), late


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


def _asks(case: Case, showing: Showing, hidden: AbstractSet[int]) -> tuple[Together, ...]:
    """What is asked as one and may be shown with its sum of households."""
    found: list[Together] = []
    for one in sorted(case.asks, key=lambda one: one.ask):
        gives_away = case.gives_away(one, (*case.asks_told, *found), hidden)
        if not gives_away and showing.show(case.of_ask(one)):
            found.append(one)
    return tuple(found)


def _singles(
    case: Case, showing: Showing, hidden: AbstractSet[int], asks: tuple[Together, ...]
) -> frozenset[str]:
    """Large requests that weaken nothing, in cells where none is below the threshold.

    Every figure that counts such a request is shown, and what is left of those, and of the sums of
    what is asked as one, is not small. A request that is asked within another shows no own figure.
    """
    found: set[str] = set()
    counting: dict[str, list[Sum]] = {}
    private = set[str]().union(*(one.requests for one in case.asks))
    for number, members in enumerate(case.figures.members):
        rest = case.rest(members)  # once: a figure of a region counts hundreds
        for one in members:
            counting.setdefault(one, []).append(rest)
        if number in hidden:
            private |= members
    for ask in (*case.asks_told, *asks):
        for one in ask.requests:
            counting.setdefault(one, []).append(case.of_ask(ask))
    for one in _large(case):
        if one in private or one in case.known:
            continue
        rests = (
            {name: times for name, times in row.items() if name != one and name not in found}
            for row in counting[one]
        )
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
