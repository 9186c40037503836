"""Small figures of people, and what else must stay private so that none can be worked out.

A release counts the households that ask, by settlement and kind and by settlement and rung. Rules:

* a figure of fewer households than the threshold k is private, in a cell or in a total;
* around it further figures are kept private until every reader who knows all the rest can only
  say "between a and b" with b >= k and b - a >= k, and no private figure at all is determined;
* a request whose group released its figures by recorded vote is known to everybody. What is
  protected is the rest: a cell of 9 of which 7 are known holds a small figure, one of 3 that are
  all known holds none. Zeros are published and never serve as cover. A pair of settlement and
  kind without any request is absent, which everybody sees, and counts as a fixed zero;
* a reader knows how many requests each figure holds, and that each asks for somebody: a private
  figure of three requests is never thought below three;
* an insider (each group in turn, with its own requests known) must not be able to work out a
  private figure of which a small part belongs to others;
* releases are protected together. A figure shown before that would now differ by less than k is
  private; a private figure whose requests have not changed stays private, one that was shown
  stays shown and covers nothing;
* a request of k or more is shown where all figures that count it are, none of its cell is small,
  and what is left of those figures without it is not small either;
* no small figure, small request or small difference between releases may follow by solving the
  equations of all tables of all releases together, by a reader who knows the kind, the settlement
  and the rung of each request, the requests of each release, and that each asks for one household
  at least (three requests that add up to three are solved; see `flow.Guard`).

Method: primary and complementary cell suppression over linked tables (Handbook on Statistical
Disclosure Control, sdcTools/HandbookSDC, chapter 4; intervals and singletons as in the R package
GaussSuppression), with exact bounds by maximum flow (Gusfield 1988, see `flow`). The two tables
share the totals by settlement and are one network: all → rung → settlement → kind → all.

Limits, said openly. The width of an interval is guaranteed against the reader of one release (who
also knows earlier values of the same figure); what several releases give together, or the rungs
of single requests, is kept from being *exact*, not from being narrow. That is proved for a reader
who solves in fractions; one who solves several releases in whole numbers is kept off by leaving
room (see `cover`), which is tried with an integer programme on hundreds of made-up cities and not
proved. A request counted once is to stay counted in later releases of its period. Figures that
were exact after an earlier release already cannot be taken back. A shown figure of two groups lets
each work out the other's part, as a request names its group anyway. Knowing this method is not
counted as knowledge: that a figure is private may hint that it is small.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from .cover import OUTSIDER, Case, Told, checks, choose, proof
from .figures import (
    ALL,
    BY_KIND,
    BY_RUNG,
    OVER,
    Cell,
    Contribution,
    Figures,
    Key,
    Member,
    OtherTable,
    Published,
    RungCell,
    case_of,
    figures_of,
    settlement_key,
    shown_figures,
    spellings,
)
from .flow import BOUNDLESS, fall, rise

__all__ = [
    "ALL",
    "RULES",
    "Cell",
    "Certificate",
    "Contribution",
    "Member",
    "OtherTable",
    "Protected",
    "Published",
    "RungCell",
    "audit",
    "intervals",
    "protect",
    "settlement_key",
    "table_text",
]

RULES: Final = "1"
"""Version of the rules above; it stands on the certificate."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a release says of its own protection.

    `hidden`: private figures, totals among them. `narrowest`: width in households of the
    narrowest interval of a private figure; None: none is private, or none has an upper bound.
    `sha256`: of `table_text`.
    """

    rules: str
    threshold: int
    hidden: int
    narrowest: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Protected:
    """A release after disclosure control, ready to be frozen."""

    published: Published
    certificate: Certificate

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Households by settlement and kind."""
        return self.published.cells

    @property
    def totals(self) -> tuple[Cell, ...]:
        """By settlement, by kind, and over all."""
        return self.published.totals

    @property
    def other(self) -> tuple[OtherTable, ...]:
        """The further tables."""
        return self.published.other

    @property
    def shown_requests(self) -> frozenset[str]:
        """Requests whose own figures of people may be shown."""
        return self.published.shown_requests


def protect(
    contributions: Sequence[Contribution], threshold: int, earlier: Sequence[Published] = ()
) -> Protected:
    """The release that these requests make, with `earlier` ones (of any period) already out.

    `threshold` in households. Raises ValueError: a threshold below one, a request given twice.
    """
    figures, case = _prepared(contributions, threshold, earlier)
    hidden, singles = choose(case)
    voted = {one.request for one in contributions if one.voted}
    published = _published(figures, hidden, singles | voted)
    text = table_text(published).encode()
    certificate = Certificate(
        rules=RULES,
        threshold=threshold,
        hidden=len(hidden),
        narrowest=_narrowest(case, hidden),
        sha256=hashlib.sha256(text).hexdigest(),
    )
    return Protected(published, certificate)


def table_text(published: Published) -> str:
    """The tables as canonical JSON: keys sorted, no spaces, a private figure's number left out."""
    tables = {
        "cells": [_plain(cell) for cell in published.cells],
        "totals": [_plain(cell) for cell in published.totals],
        "other": [
            {
                "name": table.name,
                "cells": [_plain(cell) for cell in table.cells],
                "totals": [_plain(cell) for cell in table.totals],
            }
            for table in published.other
        ],
    }
    return json.dumps(tables, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def intervals(
    published: Published, contributions: Sequence[Contribution], earlier: Sequence[Published] = ()
) -> Mapping[tuple[str, str, str], tuple[int, int | None]]:
    """What a reader can say of each private figure, in households: (least, most or None).

    Keys: name of the table, settlement, kind or rung, as published. A figure that is known
    from an earlier release has least = most.
    """
    figures, case = _prepared(contributions, 1, earlier)
    households, _ = shown_figures(published)
    hidden = {arc for arc, key in enumerate(figures.keys) if households.get(key, 0) is None}
    names = spellings(contributions)
    found = {}
    for arc in sorted(hidden):
        value = figures.total(figures.members[arc])
        down, up = _swing(case, hidden, arc, BOUNDLESS)
        most = None if up >= BOUNDLESS else value + up
        found[_named(figures.keys[arc], names)] = (value - down, most)
    return found


def audit(
    published: Published,
    contributions: Sequence[Contribution],
    threshold: int,
    earlier: Sequence[Published] = (),
) -> tuple[str, ...]:
    """Every fault of a release, as "what: table / settlement / column"; none: it is sound.

    `contributions` and `earlier` as they were when it was frozen. What: wrong-figure, small-shown,
    too-narrow, insider, solvable (together with the other figures), request-shown.
    """
    figures, case = _prepared(contributions, threshold, earlier)
    households, requests = shown_figures(published)
    hidden = {arc for arc, key in enumerate(figures.keys) if households.get(key, 0) is None}
    faults = [("wrong-figure", key) for key in sorted(households.keys() - set(figures.keys))]
    for arc, key in enumerate(figures.keys):
        right = None if arc in hidden else figures.total(figures.members[arc])
        if (households.get(key, 0), requests.get(key)) != (right, len(figures.members[arc])):
            faults.append(("wrong-figure", key))
    faults += [("small-shown", figures.keys[arc]) for arc in sorted(case.small - hidden)]
    for check in checks(case, hidden):
        if proof(case, hidden, check) is None:
            what = "too-narrow" if check[0] == OUTSIDER else "insider"
            faults.append((what, figures.keys[check[1]]))
    told = Told(case)
    for arc in case.order:
        if arc not in hidden:
            if told.betrays(arc) and arc not in case.small:
                faults.append(("solvable", figures.keys[arc]))
            told.show(arc)
    voted = {one.request for one in contributions if one.voted}
    wrong = [
        one
        for one in sorted(published.shown_requests - voted)
        if one not in case.singles or not told.show_request(one, hidden)
    ]
    names = spellings(contributions)
    lines = [f"{what}: {' / '.join(_named(key, names))}" for what, key in faults]
    return (*dict.fromkeys(lines), *(f"request-shown: {request}" for request in wrong))


def _prepared(
    contributions: Sequence[Contribution], threshold: int, earlier: Sequence[Published]
) -> tuple[Figures, Case]:
    if threshold < 1:
        raise ValueError("a threshold is one household or more")
    figures = figures_of(contributions)
    return figures, case_of(figures, threshold, earlier)


def _swing(case: Case, hidden: Iterable[int], arc: int, most: int) -> tuple[int, int]:
    """How far a private figure can fall and rise for an outsider, each up to `most`."""
    room = case.readers[OUTSIDER].room
    if arc not in room:
        return 0, 0
    arcs = frozenset(hidden)
    down, _ = fall(case.net, room, arcs, arc, most)
    up, _ = rise(case.net, room, arcs, arc, most)
    return down, up


def _narrowest(case: Case, hidden: frozenset[int]) -> int | None:
    narrowest = BOUNDLESS
    for arc in sorted(hidden & case.readers[OUTSIDER].room.keys()):
        narrowest = min(narrowest, sum(_swing(case, hidden, arc, narrowest)))
    return narrowest if narrowest < BOUNDLESS else None


def _published(figures: Figures, hidden: frozenset[int], shown: Iterable[str]) -> Published:
    people = [figures.people[request] for request in sorted(figures.people)]
    names = spellings(people)
    cells: list[Cell] = []
    totals: list[Cell] = []
    rung_cells: list[RungCell] = []
    rung_totals: list[RungCell] = []
    for arc, key in sorted(enumerate(figures.keys), key=lambda numbered: _place(numbered[1])):
        table, settlement, column = _named(key, names)
        counted = figures.members[arc]
        number = None if arc in hidden else figures.total(counted)
        rest = (number, len(counted), number is None)
        is_total = OVER in key
        if table == BY_KIND:
            (totals if is_total else cells).append(Cell(settlement, column, *rest))
        if table == BY_RUNG or key[2] == OVER:  # totals by settlement stand in both tables
            (rung_totals if is_total else rung_cells).append(RungCell(settlement, column, *rest))
    members = tuple(
        Member(one.request, names[settlement_key(one.settlement)], one.kind, one.rung, one.voted)
        for one in people
    )
    other = OtherTable(BY_RUNG, tuple(rung_cells), tuple(rung_totals))
    return Published(tuple(cells), tuple(totals), (other,), frozenset(shown), members)


def _place(key: Key) -> tuple[bool, str, bool, str]:
    """Cells and totals by settlement, each in the order of names; what sums over comes last."""
    _, settlement, column = key
    return settlement == OVER, settlement, column == OVER, column


def _named(key: Key, names: Mapping[str, str]) -> tuple[str, str, str]:
    """The figure's table, settlement and column in the words of the tables."""
    table, settlement, column = key
    return (
        table,
        ALL if settlement == OVER else names.get(settlement, settlement),
        ALL if column == OVER else column,
    )


def _plain(cell: Cell | RungCell) -> dict[str, object]:
    return {name: value for name, value in asdict(cell).items() if value is not None}
