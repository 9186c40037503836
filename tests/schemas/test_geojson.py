"""A map as a file: what is taken, and one sentence naming the feature for all that is not."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core import events as e
from federation.core import geography as geo
from federation.core.events import Corner
from federation.core.refusals import Refusal
from federation.i18n import say
from federation.reports import geojson
from federation.schemas.geojson import FEATURES_MAX, FILE_BYTES_MAX, read_map

SQUARE = [[17.03, -22.53], [17.05, -22.53], [17.05, -22.51], [17.03, -22.51], [17.03, -22.53]]


def feature(name: Any = "Havana", kind: str = "Polygon", coordinates: Any = (SQUARE,), **more: Any):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": {"name": name, **more}}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def read(*features: Any) -> tuple[geo.Place, ...]:
    return read_map(collection(*features), "Made up", 2024)


def refused(content: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_map(content, "Made up", 2024)
    said = say(caught.value)
    assert said.endswith(".")
    assert "%(" not in said
    return caught.value


def test_points_areas_and_areas_of_parts_are_taken() -> None:
    far = [[[17.06, -22.53], [17.07, -22.53], [17.07, -22.52], [17.06, -22.53]]]
    havana, tap, parts = read(
        feature(source="Office of the surveyor", year=1999),
        feature("Tap", "Point", [17.04567, -22.52, 1655.5]),
        feature("ǃNami  Parts", "MultiPolygon", [far, [SQUARE]]),
    )
    assert havana.middle == Corner(170_400, -225_200)
    assert havana.outline == (
        tuple(Corner(round(x * 10_000), round(y * 10_000)) for x, y in SQUARE),
    )
    assert (havana.source, havana.year) == ("Office of the surveyor", 1999)
    assert tap == geo.Place("Tap", Corner(170_457, -225_200), (), "Made up", 2024)
    assert parts.settlement == "ǃNami Parts"
    assert [len(one) for one in parts.outline] == [5, 4]
    assert parts.middle == havana.middle


def test_a_ring_that_runs_with_the_clock_is_turned_and_holes_are_left_out() -> None:
    hole = [[17.035, -22.525], [17.036, -22.525], [17.036, -22.524], [17.035, -22.525]]
    (turned,) = read(feature(coordinates=[SQUARE[::-1], hole]))
    (plain,) = read(feature())
    assert turned == plain
    assert geo.twice_area(turned.outline[0]) > 0


def test_an_area_below_the_grid_is_kept_as_its_middle() -> None:
    tiny = [[17.03001, -22.53], [17.03002, -22.53], [17.03001, -22.52999], [17.03001, -22.53]]
    (found,) = read(feature(coordinates=[tiny]))
    assert (found.middle, found.outline) == (Corner(170_300, -225_300), ())


def test_a_byte_order_mark_and_an_old_word_for_the_system_are_read() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    (found,) = read_map(b"\xef\xbb\xbf" + collection(feature(), crs=crs), "Made up")
    assert found.year == 0


def test_markup_and_click_letters_are_names_like_others() -> None:
    names = ["<b>ǁGaroëb</b>", "ǃNamiǂNûs", '//Kharas & "co"', "=1+1"]
    assert [one.settlement for one in read(*map(feature, names))] == names


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "map-unreadable"),
        (b"\xff\xfe", "map-unreadable"),
        (b"name,latitude\n", "map-unreadable"),
        (b"[" * 100_000, "map-unreadable"),
        (b'{"a":' * 50_000, "map-unreadable"),
        (b"[]", "map-no-collection"),
        (b"7", "map-no-collection"),
        (b'{"type": "Feature"}', "map-no-collection"),
        (b'{"type": "FeatureCollection", "features": {}}', "map-no-collection"),
        (b'{"type": "FeatureCollection", "features": []}', "map-empty"),
        (collection(*[0] * (FEATURES_MAX + 1)), "map-too-many"),
        (b" " * (FILE_BYTES_MAX + 1), "map-too-large"),
        (b"[" * 10_000_000, "map-too-large"),
        (collection(feature(), crs={"properties": {"name": "EPSG:32733"}}), "map-other-system"),
        (collection(feature(), crs=7), "map-other-system"),
        (collection(feature()).replace(b"17.03", b"NaN"), "map-unreadable"),
        (collection(feature()).replace(b"17.03", b"-Infinity"), "map-unreadable"),
        (collection(feature()).replace(b"17.03", b"1" * 5000), "map-unreadable"),
    ],
)
def test_what_is_no_map_is_refused_whole(content: bytes, code: str) -> None:
    assert refused(content).code == code


def bad_ring(*corners: Any) -> Any:
    return feature(coordinates=[list(corners)])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (7, "place-no-feature"),
        ({"type": "Feature", "properties": None}, "place-no-feature"),
        ({"type": "Point", "properties": {"name": "Havana"}}, "place-no-feature"),
        (feature(None), "place-without-name"),
        (feature(7), "place-without-name"),
        (feature(" \u3000"), "place-without-name"),
        (feature("x" * 81), "place-without-name"),
        (feature("a\u202eb"), "place-without-name"),
        (feature("  second  "), "place-twice"),
        (feature(year="2024"), "place-year-unclear"),
        (feature(year=True), "place-year-unclear"),
        (feature(year=20_024), "place-year-unclear"),
        (feature(year=2024.5), "place-year-unclear"),
        (feature(kind="LineString", coordinates=SQUARE), "place-shape-unknown"),
        (feature(kind="GeometryCollection"), "place-shape-unknown"),
        (feature(kind=["Point"]), "place-shape-unknown"),
        (feature(kind="Polygon", coordinates={"a": 1}), "place-shape-unknown"),
        (feature(kind="MultiPolygon", coordinates=[]), "place-shape-unknown"),
        ({**feature("Third"), "geometry": None}, "place-shape-unknown"),
        (feature(coordinates=[]), "place-ring-open"),
        (bad_ring(), "place-ring-open"),
        (bad_ring(*SQUARE[:-1]), "place-ring-open"),
        (bad_ring(SQUARE[0], SQUARE[1], SQUARE[0]), "place-ring-open"),
        (feature(kind="MultiPolygon", coordinates=[SQUARE]), "place-ring-open"),
        (feature(kind="Point", coordinates=[17.03]), "place-corner-unclear"),
        (feature(kind="Point", coordinates=["17.03", "-22.5"]), "place-corner-unclear"),
        (feature(kind="Point", coordinates=[True, 0]), "place-corner-unclear"),
        (feature(kind="Point", coordinates=[[[1]], 2]), "place-corner-unclear"),
        (feature(kind="Point", coordinates=None), "place-corner-unclear"),
        (feature(kind="Point", coordinates=[714_000, 7_508_000]), "place-off-the-map"),
        (feature(kind="Point", coordinates=[17, 85.1]), "place-off-the-map"),
        (feature(kind="Point", coordinates=[10**300, 1]), "place-off-the-map"),
        (bad_ring([179.99, 0], [-179.99, 0], [-179.99, 0.1], [179.99, 0]), "place-over-date-line"),
        (bad_ring([17, -22], [18, -22], [18, -21], [17, -22]), "place-too-wide"),
        (bad_ring(*[[17, n % 2 / 9] for n in range(20_000)], [17, 0]), "place-corners-many"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_feature_names_it(wrong: Any, code: str) -> None:
    first = feature("First", "Point", [17.1, -22.5])
    second = feature("Second", "Point", [17.1, -22.5])
    refusal = refused(collection(first, second, wrong))
    assert refusal.code == code
    assert str(refusal.facts["feature"]).startswith("3")
    told = wrong.get("properties") if isinstance(wrong, dict) else None
    if code not in ("place-without-name", "place-no-feature") and told:
        assert f"({told['name'].strip()})" in say(refusal)


def test_a_huge_exponent_is_no_work() -> None:
    for told, code in ((b"1e999999", "place-off-the-map"), (b"1e-999999", "")):
        content = collection(feature(kind="Point", coordinates=[17.03, 1])).replace(b"17.03", told)
        if code:
            assert refused(content).code == code
        else:
            assert read_map(content, "Made up")[0].middle == Corner(0, 10_000)


def test_nobody_knows_whose_map_it_is() -> None:
    with pytest.raises(Refusal) as caught:
        read_map(collection(feature()))
    assert caught.value.code == "place-without-source"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)
KINDS = st.sampled_from(["Point", "Polygon", "MultiPolygon"])
FEATURES = st.fixed_dictionaries(
    {
        "type": st.just("Feature") | ANYTHING,
        "properties": st.fixed_dictionaries({"name": st.text(max_size=90) | ANYTHING}) | ANYTHING,
        "geometry": st.fixed_dictionaries({"type": KINDS, "coordinates": ANYTHING}) | ANYTHING,
    }
)


@given(st.lists(FEATURES | ANYTHING, max_size=3))
def test_whatever_stands_in_a_file_is_taken_or_refused_in_words(features: list[Any]) -> None:
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    told: Refusal | None = None
    try:
        read_map(content, "Made up")
    except Refusal as refusal:
        told = refusal
    assert told is None or told.code.startswith(("map-", "place-"))
    assert told is None or say(told).endswith(".")


STEPS = st.tuples(st.integers(0, 400), st.integers(0, 400))
OUTLINES = st.lists(STEPS, min_size=3, max_size=300).map(
    lambda some: [[17 + x / 3000, y / 3000 - 22.5] for x, y in [*some, some[0]]]
)


@given(st.lists(OUTLINES, min_size=1, max_size=12))
def test_every_place_that_is_taken_can_be_told_to_a_city_and_read_again(outlines: Any) -> None:
    (found,) = read(feature(kind="MultiPolygon", coordinates=[[one] for one in outlines]))
    geo.check_place(
        e.PlacePublished(
            release="r", settlement="Havana", middle=found.middle, outline=found.outline
        )
    )
    assert read_map(geojson.written({"havana": found}, {}, None)) == (found,)
