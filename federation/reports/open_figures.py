"""The figures of a period that anybody may have, as a data package (Frictionless).

One table for each part of the national report, a row for each region. A region with fewer than
three groups is told together with others: with two groups each could work out the other's figures.
What is asked of cities is left to the released tables, which have their own protection.

Whoever has several packages subtracts them. So

1. it is settled for each day by the groups of that day which regions are told together, and a
   package tells together whatever is so on the day it ends or on the one before it begins: of any
   two packages that meet on a day, what one leaves of the other is of three groups again;
2. nothing is told of the day before the period. A group whose books came only after the package of
   that day was made would be the difference; growth is what two packages say.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from federation.core.periods import Period
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database

from . import national, package
from .regions import Country, Figures, Region, country
from .render.csv import guard
from .table import Cell, Column, Kind, Report

GROUPS_MIN: Final = 3
LEFT_OUT: Final = ("requests", "trend")
AGAINST_BEFORE: Final = ("growth", "_more")
"""How the names of columns end that tell how much more it is than before: they are left out."""
_TYPES: Final = ((Kind.MONEY, "number"), (Kind.COUNT, "integer"))


def make(db: Database, node: Node, period: Period) -> bytes:
    """A zip of CSV tables and their descriptor.

    Raises Refusal `report-only-hub`, `package-too-few` for fewer than three groups in all.
    """
    found = together(country(db, node, period))
    tables: dict[str, bytes] = {}
    resources = []
    for one in national.tables(node, national.NATIONAL, found):
        if one.table in LEFT_OUT:
            continue
        kept = [column for column in one.columns if not column.name.endswith(AGAINST_BEFORE)]
        content = _csv(one, kept)
        tables[f"{one.table}.csv"] = content
        resources.append(
            {
                **package.resource(one.table, content, _fields(kept), ("region",)),
                "title": one.title,
                "description": f"What stood on {period.last}, and what moved from {period.first}.",
            }
        )
    own = node.settings
    descriptor = {
        "profile": "tabular-data-package",
        "name": f"savings-groups-{period.code.lower()}",
        "title": f"{own.name}: {period.code}",
        "description": f"Figures of {period.first} to {period.last} by region. Money is in "
        f"{own.currency}. Regions with fewer than {GROUPS_MIN} groups are told together.",
        "version": period.code,
        "created": f"{period.last}T00:00:00Z",
        "resources": resources,
    }
    return package.packed(descriptor, tables)


def together(found: Country) -> Country:
    """The same sums, in which no row is of fewer than three groups. Raises `package-too-few`.

    Neither of those that are there now, nor of those that were when the period began: a region
    where there was none then is new, and told by what it is now. With fewer than three in the
    whole country then, all of it is one row.
    """
    if found.now.groups < GROUPS_MIN:
        raise refuse("package-too-few", least=GROUPS_MIN)
    few = _few(found.regions, lambda one: one.now.groups)
    then = [one for one in found.regions if one.before.groups]
    few |= _few(then, lambda one: one.before.groups)
    if 0 < sum(one.before.groups for one in then) < GROUPS_MIN:
        few = {one.code for one in found.regions}
    if not few:
        return found
    now, before = Figures(), Figures()
    for one in found.regions:
        if one.code in few:
            now.add(one.now)
            before.add(one.before)
    kept = tuple(one for one in found.regions if one.code not in few)
    return replace(found, regions=(*kept, Region("", gettext("other regions"), now, before)))


def _few(regions: Iterable[Region], groups: Callable[[Region], int]) -> set[str]:
    """The codes of the regions that are told together by their groups on one day.

    The smallest ones are added up, and the next one to them, until they are enough.
    """
    by_size = sorted(regions, key=lambda one: (groups(one), one.code))
    few: set[str] = set()
    told = 0
    for one in by_size:
        if groups(one) >= GROUPS_MIN and (not few or told >= GROUPS_MIN):
            break
        few.add(one.code)
        told += groups(one)
    return few


def _fields(columns: Sequence[Column]) -> list[dict[str, object]]:
    return [
        {
            "name": one.name,
            "type": dict(_TYPES).get(one.kind, "string"),
            "title": one.title,
            **({"constraints": {"required": True}} if one.name == "region" else {}),
        }
        for one in columns
    ]


def _csv(one: Report, kept: Sequence[Column]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in kept])
    for row in one.rows:
        told = zip(one.columns, row, strict=True)
        writer.writerow([_text(column, cell) for column, cell in told if column in kept])
    return out.getvalue().encode()


def _text(column: Column, cell: Cell) -> str:
    if cell is None:
        return ""
    if column.kind is Kind.MONEY and isinstance(cell, int):
        return format(Decimal(cell).scaleb(-2), "f")
    return guard(str(cell)) if isinstance(cell, str) else str(cell)
