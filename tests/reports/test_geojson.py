"""Places as GeoJSON: what RFC 7946 asks for, hidden figures null, and back in again."""

import json
from itertools import pairwise
from typing import Any

from federation.core.events import Corner
from federation.core.figures import ALL, BY_KIND, BY_RUNG
from federation.core.geography import Place
from federation.reports.geojson import asked_where, written
from federation.schemas.geojson import read_map
from federation.store.queries.requests import CellView, ReleaseView
from tests.worlds import HAVANA

RELEASE = ReleaseView("r1", "", "2026-11-22", "2026-Q4", 5, "{}")
NORTH = tuple(Corner(one.longitude, one.latitude + 3_000) for one in HAVANA.outline[0])
PLACES = {
    "havana": HAVANA,
    "parts": Place("Parts", Corner(170_300, -225_200), (*HAVANA.outline, NORTH), "Made up", 0),
    "ǁpoint": Place("ǁPoint", Corner(-3, -225_001), (), "<i>Made up</i>", 2024),
}
CELLS = (
    CellView(BY_KIND, False, "Havana", "water", -1, 1),
    CellView(BY_KIND, False, "Havana", "sanitation", 147, 2),
    CellView(BY_KIND, True, "Havana", ALL, -1, 3),
    CellView(BY_KIND, True, ALL, "water", 20, 3),
    CellView(BY_KIND, True, ALL, ALL, 170, 4),
    CellView(BY_KIND, True, "ǁPOINT", ALL, 23, 1),
    CellView(BY_KIND, False, "ǁPOINT", "land", 23, 1),
    CellView(BY_RUNG, False, "Havana", "limited", 99, 2),
)


def told() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(written(PLACES, asked_where(CELLS), RELEASE))
    return made


def signed_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def check_position(one: Any) -> None:
    assert isinstance(one, list)
    assert len(one) == 2
    assert all(isinstance(number, int | float) for number in one)
    assert abs(one[0]) <= 180
    assert abs(one[1]) <= 90


def check_polygon(rings: Any) -> None:
    """3.1.6: linear rings of four positions or more, closed, the outer one against the clock."""
    assert rings
    for ring in rings:
        assert len(ring) >= 4
        assert ring[0] == ring[-1]
        for one in ring:
            check_position(one)
    assert signed_area(rings[0]) > 0


def check_rfc_7946(collection: dict[str, Any]) -> None:
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection  # section 4: WGS 84, and no other
    # 7.1: members of geometries and collections stand nowhere else.
    assert not {"coordinates", "geometry", "properties"} & collection.keys()
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert {"type", "geometry", "properties"} == feature.keys()
        geometry = feature["geometry"]
        assert {"type", "coordinates"} == geometry.keys()
        if geometry["type"] == "Point":
            check_position(geometry["coordinates"])
        elif geometry["type"] == "Polygon":
            check_polygon(geometry["coordinates"])
        else:
            assert geometry["type"] == "MultiPolygon"
            assert len(geometry["coordinates"]) > 1
            for polygon in geometry["coordinates"]:
                check_polygon(polygon)


def test_it_is_what_rfc_7946_says() -> None:
    collection = told()
    check_rfc_7946(collection)
    kinds = [one["geometry"]["type"] for one in collection["features"]]
    assert kinds == ["Polygon", "MultiPolygon", "Point"]
    assert collection["features"][2]["geometry"]["coordinates"] == [-0.0003, -22.5001]
    check_rfc_7946(json.loads(written({}, {}, None)))
    check_rfc_7946(json.loads(written(PLACES, {}, None)))


def test_hidden_figures_are_null_and_marked_and_nothing_else_tells_of_them() -> None:
    havana, parts, point = (one["properties"] for one in told()["features"])
    assert (havana["households"], havana["value_status"], havana["requests"]) == (None, "N", 3)
    assert havana["needs"] == [
        {"need": "sanitation", "requests": 2, "households": 147, "value_status": "A"},
        {"need": "water", "requests": 1, "households": None, "value_status": "N"},
    ]
    assert (parts["households"], parts["value_status"], parts["requests"]) == (0, "A", 0)
    assert (point["name"], point["households"], point["value_status"]) == ("ǁPoint", 23, "A")
    assert (point["release"], point["period"], point["threshold"]) == ("r1", "2026-Q4", 5)
    text = written(PLACES, asked_where(CELLS), RELEASE).decode()
    assert ": -1" not in text
    assert ": 99" not in text  # of the other table


def test_what_goes_out_comes_in_again_the_same() -> None:
    content = written(PLACES, asked_where(CELLS), RELEASE)
    assert read_map(content) == tuple(PLACES.values())
