"""A map by the terminal: in at the hub, told to the city with the release."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run

MAP = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Havana"},
            "geometry": {"type": "Point", "coordinates": [17.03, -22.52]},
        },
        {
            "type": "Feature",
            "properties": {"name": "Okuryangava", "source": "Office of the surveyor"},
            "geometry": {"type": "Point", "coordinates": [17.05, -22.51]},
        },
    ],
}


def test_a_map_is_taken_in_and_goes_to_the_city(
    linked: Run, carry: Callable[[str, str], list[dict[str, Any]]], books: Path
) -> None:
    run, file = linked, books.parent / "map.geojson"
    file.write_text(json.dumps(MAP), "utf-8")
    unsaid = run("places", "import", str(file), data="hub", code=1)
    assert "1 (Havana)" in unsaid.err
    source = ("--source", "Made up")
    wrong = run("places", "import", str(file), *source, "--year", "12", data="hub", code=1)
    assert "“12”" in wrong.err
    words = ("places", "import", str(file), *source, "--year", "2024")
    assert run(*words, "--json", data="hub").row == {"mapped": 2, "already": 0}
    assert run(*words, "--json", data="hub").row == {"mapped": 0, "already": 2}
    assert "0 places are new" in run(*words, data="hub").out
    assert "office" in run(*words, data="group", code=1).err
    run("books", "import", str(books), data="group")
    carry("group", "hub")
    run("release", "--all", data="hub")
    run("publish", data="hub")
    assert [one["outcome"] for one in carry("hub", "city")] == ["applied"]
    for role in ("hub", "city"):
        assert run("verify", "--json", data=role).row["ok"]
