"""What is asked where: the newest release at a city, or what a hub would publish now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from federation.commands import facility_figures, publication
from federation.core import disclosure
from federation.core.events import PublishedFacility
from federation.core.figures import ALL, BY_KIND
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.store import Store
from federation.store.queries import facilities, requests
from federation.store.queries.facilities import PublishedFacilityView

from .table import Cell, Column, Kind, Report

Row = tuple[str, str, int | None, int, bool]  # settlement, column, households, requests, private
Thing = tuple[str, str, int, int, int, str]
_THINGS: Final = PublishedFacility.__struct_fields__


@dataclass(frozen=True, slots=True)
class _Tables:
    """One release: per table its cells and its totals; and the facilities."""

    release: str
    threshold: int
    period: str
    tables: dict[str, tuple[Sequence[Row], Sequence[Row]]]
    things: Sequence[Thing]


def make(store: Store, city: str = "", period: str = "") -> Report:
    """At a city the newest release it has; at a hub what `publish` would freeze for `city` now.

    Raises Refusal `report-not-here`, `report-no-release`, `publish-no-city`, `city-unclear`.
    """
    own = store.node.settings
    if own.role == "group":
        raise refuse("report-not-here", role=own.role)
    found = _preview(store, city, period) if own.role == "hub" else _newest(store)
    cells, totals = found.tables[BY_KIND]
    plain: dict[str, object] = {
        "release": found.release,
        "threshold": found.threshold,
        "period": found.period,
        "cells": _plain("kind", cells),
        "totals": _plain("kind", totals),
        "other": [
            {"name": name, "cells": _plain("rung", some), "totals": _plain("rung", sums)}
            for name, (some, sums) in found.tables.items()
            if name != BY_KIND
        ],
        "facilities": [dict(zip(_THINGS, one, strict=True)) for one in found.things],
    }
    rows: list[tuple[Cell, ...]] = [
        (name, *row) for name, parts in found.tables.items() for part in parts for row in part
    ]
    about = [own.name, found.period or gettext("everything so far")]
    return Report(
        name="city",
        title=gettext("What is asked where"),
        about=", ".join(about),
        currency=own.currency,
        columns=(
            Column("table", gettext("Table")),
            Column("settlement", gettext("Settlement")),
            Column("column", gettext("Kind or rung")),
            Column("households", gettext("Households"), Kind.COUNT),
            Column("requests", gettext("Requests"), Kind.COUNT),
            Column("suppressed", gettext("Kept private"), Kind.YES),
        ),
        rows=tuple(rows),
        plain=plain,
    )


def cities(store: Store) -> tuple[str, ...]:
    """The short codes of the cities for which there is such a report here ("": the own)."""
    if store.node.settings.role != "hub":
        return ("",)
    with store.reading() as db:
        found = tuple(one.code for one in requests.partners(db, "city"))
    if not found:
        raise refuse("publish-no-city")
    return found


def _preview(store: Store, city: str, period: str) -> _Tables:
    known = cities(store)
    if not city and len(known) > 1:
        raise refuse("city-unclear", cities=", ".join(known))
    code = city or known[0]
    made = publication.preview(store, code, period)
    tables: dict[str, tuple[Sequence[Row], Sequence[Row]]] = {
        BY_KIND: (_rows(made.cells), _rows(made.totals))
    }
    for table in made.other:
        tables[table.name] = (_rows(table.cells), _rows(table.totals))
    with store.reading() as db:
        partner = requests.partner(db, code)
        told = facility_figures.preview(db, partner.node if partner else code)
    things = [_thing(one) for one in told]
    return _Tables("", made.certificate.threshold, period, tables, things)


def _thing(one: PublishedFacility | PublishedFacilityView) -> Thing:
    counted = (one.installed, one.working, one.unchecked)
    return (one.settlement, one.facility_type, *counted, one.checked_since)


def _rows(cells: Iterable[disclosure.Cell | disclosure.RungCell]) -> list[Row]:
    return _in_order(
        (
            one.settlement,
            one.kind if isinstance(one, disclosure.Cell) else one.rung,
            one.households,
            one.requests,
            one.suppressed,
        )
        for one in cells
    )


def _newest(store: Store) -> _Tables:
    with store.reading() as db:
        release = next(iter(requests.releases(db)), None)
        if release is None:
            raise refuse("report-no-release")
        cells = requests.cells(db, release.release)
        things = [_thing(one) for one in facilities.published(db, release.release)]
    tables: dict[str, tuple[list[Row], list[Row]]] = {BY_KIND: ([], [])}
    for one in cells:
        private = one.households < 0
        row = (one.row, one.column, None if private else one.households, one.requests, private)
        tables.setdefault(one.name, ([], []))[one.total].append(row)
    ordered = {name: (_in_order(some), _in_order(sums)) for name, (some, sums) in tables.items()}
    return _Tables(release.release, release.threshold, release.period, {**ordered}, things)


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """By settlement and column; what sums over comes last."""
    return sorted(rows, key=lambda row: (row[0] == ALL, row[0], row[1] == ALL, row[1]))


def _plain(column: str, rows: Iterable[Row]) -> list[dict[str, object]]:
    names = ("settlement", column, "households", "requests", "suppressed")
    return [dict(zip(names, row, strict=True)) for row in rows]
