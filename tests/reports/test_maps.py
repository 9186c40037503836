"""The map: sound XML, places where they lie, looks that follow from what is shown alone."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from federation.core.events import Corner
from federation.core.geography import Place, against_the_clock
from federation.reports import maps
from federation.reports.maps import Spot

SVG = "{http://www.w3.org/2000/svg}"


def area(name: str, east: int, north: int, half: int = 60) -> Place:
    corners = ((-half, -half), (half, -half), (half, half), (-half, half), (-half, -half))
    ring = tuple(Corner(east + x, north + y) for x, y in corners)
    return Place(name, Corner(east, north), (against_the_clock(ring),), "Made up", 2024)


def point(name: str, east: int, north: int) -> Place:
    return Place(name, Corner(east, north), (), "Made up", 2024)


SOME = (
    Spot(area("Havana", 170_300, -225_100), 1, 131, 2, "/requests?settlement=Havana"),
    Spot(point("Okuryangava", 170_600, -225_200), 2, None, 1, "/requests?settlement=Okuryangava"),
    Spot(area("Otjomuise", 170_200, -225_540), 3, 19, 1, "/requests?settlement=Otjomuise"),
    Spot(point("Nowhere", 170_400, -225_400), 4, 0, 0, ""),
)


def parsed(told: str) -> ET.Element:
    root = ET.fromstring(told)
    picture = root[0]
    assert (root.tag, picture.tag, picture.get("role")) == (f"{SVG}svg", f"{SVG}g", "img")
    title, about = picture[0], picture[1]
    assert (title.tag, about.tag) == (f"{SVG}title", f"{SVG}desc")
    assert picture.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
    assert not [one for one in root.iter() if one.get("style") or one.tag.endswith("script")]
    assert min(int(one.get("font-size", "0")) for one in root.iter(f"{SVG}text")) >= 14
    left, top, wide, tall = map(int, root.get("viewBox", "").split())
    assert (left, top, wide) == (0, 0, maps.WIDE)
    assert maps.TALL_MIN < tall <= maps.TALL_MAX + 2 * maps.EDGE + maps.FOOT + maps.WIDE // 10
    return root


def texts(root: ET.Element, layer: str) -> list[tuple[str, int, int]]:
    (found,) = [one for one in root.iter(f"{SVG}g") if one.get("class") == layer]
    return [
        (one.text or "", int(one.get("x", "")), int(one.get("y", "")))
        for one in found.iter(f"{SVG}text")
    ]


def shapes(root: ET.Element) -> list[ET.Element]:
    """Each settlement's shape, in order."""
    looks = ("class-", "hatched", "bare")
    return [one for one in root[0] if one.get("class", "").startswith(looks)]


def test_each_settlement_has_its_shape_its_words_and_its_link() -> None:
    root = parsed(maps.draw("m", "What is asked where", SOME))
    assert [one.get("class") for one in shapes(root)] == ["class-4", "hatched", "class-1", "bare"]
    tags = [one.tag.removeprefix(SVG) for one in shapes(root)]
    assert tags == ["path", "circle", "path", "circle"]
    assert [told for told, _, _ in texts(root, "wide")] == [
        "Havana · 131",
        "Okuryangava · …",
        "Otjomuise · 19",
        "Nowhere",
    ]
    assert [told for told, _, _ in texts(root, "narrow")] == ["1", "2", "3", "4"]
    links = list(root.iter(f"{SVG}a"))
    assert [one.get("href") for one in links] == [one.href for one in SOME if one.href]
    assert {one.get("tabindex") for one in links} == {"-1"}
    assert root[1].get("aria-hidden") == "true"
    about = root[0][1].text or ""
    assert "Settlements on the map: 4." in about
    assert "Havana: 131" in about
    assert "Kept private: 1." in about


def middle_of(shape: ET.Element) -> tuple[float, float]:
    if shape.tag == f"{SVG}circle":
        return float(shape.get("cx", "")), float(shape.get("cy", ""))
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", shape.get("d", ""))]
    east, south = numbers[::2], numbers[1::2]
    return (min(east) + max(east)) / 2, (min(south) + max(south)) / 2


def test_north_is_up_east_is_right_and_a_kilometre_is_one_both_ways() -> None:
    root = parsed(maps.draw("m", "Map", SOME))
    havana, okuryangava, otjomuise, _ = map(middle_of, shapes(root))
    assert okuryangava[0] > havana[0] > otjomuise[0]
    assert havana[1] < okuryangava[1] < otjomuise[1]
    # 0.03° of longitude at 22.5° south is 3.08 km, 0.044° of latitude 4.90 km.
    east, south = okuryangava[0] - havana[0], otjomuise[1] - havana[1]
    assert south / east == pytest.approx(4.90 / 3.08, rel=0.01)
    (bar,) = [one for one in root.iter(f"{SVG}path") if one.get("class") == "scale"]
    start, end = (int(one) for one in re.findall(r"(?:M|H)(\d+)", bar.get("d", "")))
    (told,) = [one.text for one in root.iter(f"{SVG}text") if (one.text or "").endswith("km")]
    kilometres = int((told or "").split()[0])
    assert (end - start) / kilometres == pytest.approx(south / 4.90, rel=0.02)


def test_nothing_of_the_picture_follows_from_a_figure_that_is_kept_private() -> None:
    """Whatever stands behind "None", the text is the same; so is the look of every one."""
    hidden = [replace(one, households=None) for one in SOME[:3]]
    looks = [one.get("class") for one in shapes(parsed(maps.draw("m", "Map", hidden)))]
    assert set(looks) == {"hatched"}
    sizes = {one.get("r") for one in shapes(parsed(maps.draw("m", "Map", SOME))) if one.get("r")}
    assert sizes == {str(maps.DOT)}


@pytest.mark.parametrize(
    ("households", "nth"),
    [(0, 0), (1, 0), (19, 0), (20, 1), (49, 1), (50, 2), (99, 2), (100, 3), (10**6, 3)],
)
def test_classes_have_fixed_limits_and_words(households: int, nth: int) -> None:
    assert maps.class_of(households) == nth
    words = maps.class_words()
    assert words[0] == "1 to 19 households"
    assert words[-1] == "100 households and more"
    assert len(words) == len(maps.SHADES) == len(set(maps.SHADES))


def boxes(root: ET.Element, layer: str) -> list[tuple[float, float, float, float]]:
    (found,) = [one for one in root.iter(f"{SVG}g") if one.get("class") == layer]
    told = []
    for one in found.iter(f"{SVG}text"):
        size = int(one.get("font-size", ""))
        wide = len(one.text or "") * size / 2
        x, y = int(one.get("x", "")), int(one.get("y", ""))
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[one.get("text-anchor", "")]
        told.append((left, y - size * 0.75, left + wide, y + 1))
    return told


def test_words_do_not_cover_each_other_and_stay_inside() -> None:
    crowd = [
        Spot(
            point(f"Settlement of {n}", 170_000 + n % 8 * 20, -225_000 - n // 8 * 20),
            n + 1,
            n,
            1,
            "",
        )
        for n in range(64)
    ]
    root = parsed(maps.draw("m", "Map", crowd))
    for layer in ("wide", "narrow"):
        placed = boxes(root, layer)
        assert 5 < len(placed) <= 64
        for n, one in enumerate(placed):
            assert one[0] >= 0
            assert one[2] <= maps.WIDE
            for other in placed[:n]:
                apart = one[2] <= other[0] or other[2] <= one[0]
                assert apart or one[3] <= other[1] or other[3] <= one[1]


def test_one_settlement_is_not_blown_up() -> None:
    root = parsed(maps.draw("m", "Map", [SOME[1]]))
    assert middle_of(shapes(root)[0])[0] == maps.WIDE / 2
    assert "500 m" in [one.text for one in root.iter(f"{SVG}text")]


def test_names_are_escaped_cut_and_told_in_any_letters() -> None:
    nasty = '<b>ǁGaroëb</b> & "co" of a very long name'
    spot = Spot(area(nasty, 170_300, -225_100), 1, 7, 1, '/requests?settlement=<b>"&x')
    told = maps.draw("m", nasty, [spot])
    assert "<b>" not in told
    root = parsed(told)
    assert root[0][0].text == nasty
    assert texts(root, "wide")[0][0].startswith("<b>ǁGaroëb</b>")
    assert "…" in texts(root, "wide")[0][0]
    assert next(root.iter(f"{SVG}a")).get("href") == spot.href


def test_of_nothing_there_is_no_map() -> None:
    assert maps.draw("m", "Map", ()) == ""


def test_many_settlements_stay_small() -> None:
    many = [Spot(area(f"S{n}", 170_000 + n * 37, -225_000 + n * 53 % 997, 9), n, n, 1, f"/r?s=S{n}")
            for n in range(260)]  # fmt: skip
    assert len(maps.draw("m", "Map", many)) < 130_000


@pytest.mark.parametrize("nth", [-2, -1, 0, 3])
def test_a_swatch_looks_as_on_the_map(nth: int) -> None:
    root = ET.fromstring(maps.swatch(nth))
    look = {-2: "bare", -1: "hatched"}.get(nth, f"class-{nth + 1}")
    assert [one.get("class") for one in root if one.tag == f"{SVG}rect"] == [look]
    assert root.get("aria-hidden") == "true"
