"""A map of settlements as a file (GeoJSON, RFC 7946) to places; what is wrong names its feature.

A FeatureCollection of Points, Polygons and MultiPolygons in WGS 84, each with a `name`, perhaps
with `source` and `year`. All is taken, or nothing. Where a ring leaves a hole, the hole is left
out; altitudes, ids and other properties are not read.
"""

import json
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final, NoReturn

from federation.core.canonical import clean_text
from federation.core.events import Corner
from federation.core.figures import settlement_key
from federation.core.geography import (
    GRID,
    LONGITUDE_MAX,
    NAME_LETTERS_MAX,
    RING_CORNERS_MIN,
    SOURCE_LETTERS_MAX,
    YEARS,
    Place,
    Ring,
    check_span,
    middle,
    outline,
    size,
)
from federation.core.refusals import Refusal, refuse

MEGABYTE: Final = 1024 * 1024
FILE_BYTES_MAX: Final = 4 * MEGABYTE
FEATURES_MAX: Final = 1000
FEATURE_CORNERS_MAX: Final = 20_000
# What files before RFC 7946 say for WGS 84.
SYSTEMS: Final = (
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "urn:ogc:def:crs:EPSG::4326",
    "EPSG:4326",
)


def read_map(content: bytes, source: str = "", year: int = 0) -> tuple[Place, ...]:
    """The places of a file; `source` and `year` of features that do not say their own.

    Raises Refusal with a code that begins with `map-` or `place-`.
    """
    told = _document(content)
    features = told.get("features")
    if told.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise refuse("map-no-collection")
    _check_system(told.get("crs"))
    if not features:
        raise refuse("map-empty")
    if len(features) > FEATURES_MAX:
        raise refuse("map-too-many", count=len(features), most=FEATURES_MAX)
    found: dict[str, Place] = {}
    for number, feature in enumerate(features, 1):
        place = _place(number, feature, source, year)
        key = settlement_key(place.settlement)
        if key in found:
            raise refuse("place-twice", feature=_named(number, place.settlement))
        found[key] = place
    return tuple(found.values())


def _document(content: bytes) -> dict[str, Any]:
    if len(content) > FILE_BYTES_MAX:
        raise refuse("map-too-large", most=FILE_BYTES_MAX // MEGABYTE)
    try:
        told = json.loads(
            content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise refuse("map-unreadable") from None
    if not isinstance(told, dict):
        raise refuse("map-no-collection")
    return told


def _no_number(told: str) -> NoReturn:
    """NaN and the infinities, which JSON does not know and Python's reader takes."""
    raise ValueError(told)


def _check_system(system: Any) -> None:
    """WGS 84 is the only one; older files may say so."""
    if system is None:
        return
    properties = system.get("properties") if isinstance(system, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if name not in SYSTEMS:
        raise refuse("map-other-system")


def _named(number: int, name: str) -> str:
    return f"{number} ({name})" if name else str(number)


def _place(number: int, feature: Any, source: str, year: int) -> Place:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or feature.get("type") != "Feature":
        raise refuse("place-no-feature", feature=str(number))
    name = _text(properties.get("name"), NAME_LETTERS_MAX)
    if not settlement_key(name):
        raise refuse("place-without-name", feature=str(number), most=NAME_LETTERS_MAX)
    at = _named(number, name)
    source = _text(properties.get("source"), SOURCE_LETTERS_MAX) or source
    if not source:
        raise refuse("place-without-source", feature=at)
    whole = properties.get("year") or year
    if whole and not (type(whole) is int and YEARS[0] <= whole <= YEARS[1]):
        raise refuse("place-year-unclear", feature=at, first=YEARS[0], last=YEARS[1])
    centre, around = _shape(feature.get("geometry"), at)
    return Place(name, centre, around, source, whole)


def _text(told: Any, longest: int) -> str:
    """A clean text, or "" where there is none that can be used."""
    try:
        return clean_text(told, longest) if isinstance(told, str) else ""
    except Refusal:
        return ""


def _shape(geometry: Any, at: str) -> tuple[Corner, tuple[Ring, ...]]:
    """The middle and the outline of a geometry."""
    told = geometry if isinstance(geometry, dict) else {}
    kind, coordinates = told.get("type"), told.get("coordinates")
    if kind == "Point":
        point = _corner(coordinates, at)
        check_span([point], at)
        return point, ()
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        raise refuse("place-shape-unknown", feature=at)
    polygons = coordinates if kind == "MultiPolygon" else [coordinates]
    rings = [_ring(polygon, at) for polygon in polygons]
    corners = [corner for ring in rings for corner in ring]
    if len(corners) > FEATURE_CORNERS_MAX:
        raise refuse("place-corners-many", feature=at, most=FEATURE_CORNERS_MAX)
    if not corners:
        raise refuse("place-shape-unknown", feature=at)
    check_span(corners, at)
    around = outline(rings)
    return middle(max(around or tuple(rings), key=size)), around


def _ring(polygon: Any, at: str) -> Ring:
    """The outer ring of a polygon: the first; those after it are holes."""
    first = polygon[0] if isinstance(polygon, list) and polygon else None
    if not isinstance(first, list) or len(first) < RING_CORNERS_MIN or first[0] != first[-1]:
        raise refuse("place-ring-open", feature=at)
    if len(first) > FEATURE_CORNERS_MAX:
        raise refuse("place-corners-many", feature=at, most=FEATURE_CORNERS_MAX)
    return tuple(_corner(one, at) for one in first)


def _corner(told: Any, at: str) -> Corner:
    """Longitude and latitude in degrees, in this order; an altitude after them is not read."""
    if not isinstance(told, list) or not _are_numbers(told):
        raise refuse("place-corner-unclear", feature=at)
    longitude, latitude = told[:2]
    most = LONGITUDE_MAX // GRID
    if not (-most <= longitude <= most and -most <= latitude <= most):
        raise refuse("place-off-the-map", feature=at)
    return Corner(_steps(longitude), _steps(latitude))


def _are_numbers(told: Sequence[Any]) -> bool:
    return len(told) in (2, 3) and all(type(one) in (int, Decimal) for one in told)


def _steps(degrees: int | Decimal) -> int:
    return int((Decimal(degrees) * GRID).to_integral_value(ROUND_HALF_EVEN))
