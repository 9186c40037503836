"""Small figures of people, and what else must stay private so that none can be worked out.

A release counts the households that ask, by settlement and kind and by settlement and rung. Rules:

* a figure of fewer households than the threshold k is private, in a cell or in a total, and so is
  one that grew by fewer since an earlier release;
* around it further figures are kept private until every reader who knows all the rest can only
  say "between a and b" with b >= k and b - a >= k, and no private figure at all is determined;
* a request whose group released its figures by recorded vote is known to everybody. What is
  protected is the rest: a cell of 9 of which 7 are known holds a small figure, one of 3 that are
  all known holds none. A vote that would give a neighbour away, because a release added the two
  up before, has to wait;
* a reader knows the kind, the settlement and the rung of each request, which requests each figure
  of each release counts, and that each asks for one household at least. A pair of settlement and
  kind without any request is absent, which everybody sees;
* an insider (each group in turn, with its own requests known) must not be able to work out a
  private figure of which a small part belongs to others;
* all releases are protected together: what one of them kept private stays so, and what it showed
  is known to every reader of the next. A private figure whose requests have not changed stays
  private, one that was shown stays shown and covers nothing;
* a request of k or more is shown where all figures that count it are, none of its cell is small,
  and what is left of those figures without it is not small either;
* what several groups ask as one is shown with its sum of households, less those that two of them
  count both, where that sum is k or more, differs from no other shown sum by fewer than k, and is
  k or more without the part of any one of its groups, which knows its own. How many were counted
  twice is a secret of its own; the tables count the requests as before.

Method: complementary cell suppression (Handbook on Statistical Disclosure Control,
sdcTools/HandbookSDC, chapter 4; intervals and singletons as in the R package GaussSuppression).
`choosing` shows one figure after the other, totals first, as long as every secret keeps a proof in
whole numbers (`secrets`, `showing`, `worlds`). So the bounds hold against whoever solves all tables
of all releases together.

Limits, said openly. Growth by few households and single small requests in large figures are kept
from being *exact*, not from being narrow. A request counted once is to stay counted in later
releases of its period. Figures that were exact after an earlier release already cannot be taken
back. A shown figure of two groups lets each work out the other's part, as a request names its
group anyway. Knowing this method is not counted as knowledge: that a figure is private may hint
that it is small.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from .choosing import Choice, choose
from .figures import (
    ALL,
    BY_KIND,
    BY_RUNG,
    OVER,
    Cell,
    Contribution,
    Key,
    Member,
    OtherTable,
    Published,
    RungCell,
    Together,
    figures_of,
    settlement_key,
    shown_figures,
    spellings,
)
from .secrets import Case, case_of
from .showing import Showing
from .worlds import BOUNDLESS

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
    "Together",
    "audit",
    "protect",
    "settlement_key",
    "table_text",
]

RULES: Final = "3"
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
    """A release after disclosure control, ready to be frozen.

    `why`: of each private figure (table, settlement, column) the reason (`Case.why`, or `cover`).
    Whoever protects may know it; it is no part of what is frozen, and no reader is told.
    """

    published: Published
    certificate: Certificate
    why: Mapping[Key, str]

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
    contributions: Sequence[Contribution],
    threshold: int,
    earlier: Sequence[Published] = (),
    before: Sequence[Contribution] = (),
    asks: Sequence[Together] = (),
) -> Protected:
    """The release that these requests make, with `earlier` ones (of any period) already out.

    `threshold` in households; `before`: requests that only earlier releases counted, and under the
    id of each ask the households that it counts twice, if any; `asks`: what is told of as one.
    Raises ValueError: a threshold below one, a request given twice.
    """
    choice = choose(_case(contributions, threshold, earlier, before, asks))
    published = _published(choice)
    text = table_text(published).encode()
    certificate = Certificate(
        rules=RULES,
        threshold=threshold,
        hidden=len(choice.hidden),
        narrowest=_narrowest(choice),
        sha256=hashlib.sha256(text).hexdigest(),
    )
    names = spellings(contributions)
    why = {
        _named(choice.case.figures.keys[number], names): choice.case.why(number) or "cover"
        for number in sorted(choice.hidden)
    }
    return Protected(published, certificate, why)


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


def audit(
    published: Published,
    contributions: Sequence[Contribution],
    threshold: int,
    earlier: Sequence[Published] = (),
    before: Sequence[Contribution] = (),
) -> tuple[str, ...]:
    """Every fault of a release, as "what: table / settlement / column"; none: it is sound.

    All but `published` as it was when it was frozen. What: wrong-figure, small-shown, too-narrow,
    insider (a group can work it out), ask-shown (few, or few apart from another sum), solvable
    (with other releases; or a small request). What
    earlier releases gave away already is no fault of this one.
    """
    case = _case(contributions, threshold, earlier, before, published.asks)
    case = case.knowing(published.shown_requests)
    figures = case.figures
    households, requests = shown_figures(published)
    faults = [("wrong-figure", key) for key in sorted(households.keys() - set(figures.keys))]
    hidden = set()
    for number, (key, members) in enumerate(zip(figures.keys, figures.members, strict=True)):
        if households.get(key, 0) is None:
            hidden.add(number)
        right = None if number in hidden else figures.total(members)
        if (households.get(key, 0), requests.get(key)) != (right, len(members)):
            faults.append(("wrong-figure", key))
    small = sorted(case.must_hide() - hidden)
    faults += [("small-shown", figures.keys[number]) for number in small]
    shown = [case.rest(members) for at, members in enumerate(figures.members) if at not in hidden]
    shown += map(case.of_ask, published.asks)
    until, showing = Showing(case.rooms, case.told), Showing(case.rooms, (*case.told, *shown))
    for number in sorted(hidden):
        secrets = [one for one in case.of_figure(figures.members[number]) if not until.keep([one])]
        for secret in showing.keep(secrets):
            faults.append(("insider" if secret.own else "too-narrow", figures.keys[number]))
    names = spellings(contributions)
    lines = [f"{what}: {' / '.join(_named(key, names))}" for what, key in faults]
    secrets = [one for one in (*case.of_past(), *case.of_changes()) if not until.keep([one])]
    lost = showing.keep(secrets)
    lines += [
        f"ask-shown: {one.ask}"
        for one in published.asks
        if case.gives_away(one, [two for two in published.asks if two != one], hidden)
    ]
    lines += [f"solvable: {' '.join(sorted(secret.row))}" for secret in lost]
    return tuple(dict.fromkeys(lines))


def _case(
    contributions: Sequence[Contribution],
    threshold: int,
    earlier: Sequence[Published],
    before: Sequence[Contribution],
    asks: Sequence[Together] = (),
) -> Case:
    if threshold < 1:
        raise ValueError("a threshold is one household or more")
    return case_of(figures_of(contributions), threshold, earlier, before, asks)


def _narrowest(choice: Choice) -> int | None:
    narrowest = BOUNDLESS
    for number in sorted(choice.hidden):
        row = choice.case.rest(choice.case.figures.members[number])
        if row:
            narrowest = min(narrowest, choice.showing.width(row, narrowest))
    return narrowest if narrowest < BOUNDLESS else None


def _published(choice: Choice) -> Published:
    figures, hidden = choice.case.figures, choice.hidden
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
    told = frozenset(choice.requests)
    members = tuple(
        Member(
            one.request,
            names[settlement_key(one.settlement)],
            one.kind,
            one.rung,
            one.voted and one.request in told,
        )
        for one in people
    )
    other = OtherTable(BY_RUNG, tuple(rung_cells), tuple(rung_totals))
    return Published(tuple(cells), tuple(totals), (other,), told, members, choice.asks)


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
