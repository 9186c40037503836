"""Places with released figures as GeoJSON (RFC 7946), for other people's maps.

Longitude first, WGS 84, outer rings against the clock. A figure that is kept private is null with
`value_status` "N", a shown one "A"; which figures protect others is not told.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from federation.core.events import Corner
from federation.core.figures import ALL, BY_KIND, settlement_key
from federation.core.geography import GRID, Place
from federation.store.queries.requests import CellView, ReleaseView

SHOWN: Final = "A"
PRIVATE: Final = "N"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked in one settlement by a release; `households` None: kept private."""

    settlement: str
    households: int | None
    requests: int
    needs: tuple[tuple[str, int | None, int], ...]


def asked_where(cells: Iterable[CellView]) -> dict[str, Asked]:
    """The figures of a release by the settlement's key, in the order of the keys."""
    sums: dict[str, CellView] = {}
    needs: dict[str, list[tuple[str, int | None, int]]] = {}
    for one in cells:
        if one.name == BY_KIND and one.row != ALL:
            key = settlement_key(one.row)
            if one.column == ALL:
                sums[key] = one
            else:
                needs.setdefault(key, []).append((one.column, _value(one), one.requests))
    return {
        key: Asked(one.row, _value(one), one.requests, tuple(sorted(needs.get(key, []), key=_need)))
        for key, one in sorted(sums.items())
    }


def _need(one: tuple[str, int | None, int]) -> str:
    """Never by a figure: where one is private, its place in a list would tell of it."""
    return one[0]


def _value(cell: CellView) -> int | None:
    return None if cell.households < 0 else cell.households


def written(
    places: Mapping[str, Place], asked: Mapping[str, Asked], release: ReleaseView | None
) -> bytes:
    """A FeatureCollection of these places, each with what the release says of it."""
    features = [_feature(places[key], asked.get(key), release) for key in sorted(places)]
    told = {"type": "FeatureCollection", "features": features}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _feature(place: Place, asked: Asked | None, release: ReleaseView | None) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "name": place.settlement,
        "source": place.source,
        "year": place.year or None,
        "release": release.release if release else None,
        "released_on": release.day if release else None,
        "period": release.period if release else None,
        "threshold": release.threshold if release else None,
        "requests": asked.requests if asked else 0,
        **_told(asked.households if asked else 0),
        "needs": [
            {"need": need, "requests": requests, **_told(households)}
            for need, households, requests in (asked.needs if asked else ())
        ],
    }
    return {"type": "Feature", "properties": properties, "geometry": _geometry(place)}


def _told(households: int | None) -> dict[str, Any]:
    return {"households": households, "value_status": PRIVATE if households is None else SHOWN}


def _geometry(place: Place) -> dict[str, Any]:
    polygons = [[[_degrees(corner) for corner in ring]] for ring in place.outline]
    if not polygons:
        return {"type": "Point", "coordinates": _degrees(place.middle)}
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _degrees(corner: Corner) -> list[float]:
    return [corner.longitude / GRID, corner.latitude / GRID]
