"""The figures of a period that anybody may have, as a data package (Frictionless).

One table for each part of the national report, a row for each region. A region with fewer than
three groups is told together with others: with two groups each could work out the other's figures.
What is asked of cities is left to the released tables, which have their own protection.
"""

import csv
import io
from collections.abc import Sequence
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
        content = _csv(one)
        tables[f"{one.table}.csv"] = content
        resources.append(
            {
                **package.resource(one.table, content, _fields(one.columns), ("region",)),
                "title": one.title,
                "description": one.sentence,
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

    The smallest regions are added up, and the next one to them, until they are enough.
    """
    if found.now.groups < GROUPS_MIN:
        raise refuse("package-too-few", least=GROUPS_MIN)
    by_size = sorted(found.regions, key=lambda one: (one.now.groups, one.name))
    few = [one for one in by_size if one.now.groups < GROUPS_MIN]
    rest = by_size[len(few) :]
    while few and sum(one.now.groups for one in few) < GROUPS_MIN:
        few.append(rest.pop(0))
    if not few:
        return found
    now, before = Figures(), Figures()
    for one in few:
        now.add(one.now)
        before.add(one.before)
    kept = tuple(one for one in found.regions if one in rest)
    return replace(found, regions=(*kept, Region("", gettext("other regions"), now, before)))


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


def _csv(one: Report) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in one.columns])
    for row in one.rows:
        writer.writerow([_text(*pair) for pair in zip(one.columns, row, strict=True)])
    return out.getvalue().encode()


def _text(column: Column, cell: Cell) -> str:
    if cell is None:
        return ""
    if column.kind is Kind.MONEY and isinstance(cell, int):
        return format(Decimal(cell).scaleb(-2), "f")
    return guard(str(cell)) if isinstance(cell, str) else str(cell)
