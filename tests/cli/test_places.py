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


def test_places_by_spreadsheet(linked: Run, books: Path) -> None:
    """Out, changed, in again; what is wrong is told by sheet, row and column, and none is taken."""
    run, folder = linked, books.parent
    csv, xlsx = folder / "places.csv", folder / "places.xlsx"
    whole = run("places", "list", "--json", data="hub").row
    assert [one["code"] for one in whole["places"]] == ["NA"]
    for file in (csv, xlsx):
        run("places", "export", str(file), data="hub")
        again = run("places", "import", str(file), "--json", data="hub").row
        assert again == {"listed": 0, "already": 219, "dry_run": False}
    rows = csv.read_text("utf-8-sig").splitlines()
    assert rows[0] == "code,level,name,parent,constituency,population,year"
    assert "NA-KA-C-NAMI-NUS,constituency,ǃNamiǂNûs,NA-KA,,," in rows
    new = [",settlement,Epako,Gobabis,,9000,2023", ",block,1,Epako,,,"]
    csv.write_text("\n".join([rows[0], *new]).replace("Gobabis", "NA-OH-L-GOBABIS"), "utf-8")
    dry = run("places", "import", str(csv), "--dry-run", "--json", data="hub").row
    assert dry == {"listed": 2, "already": 0, "dry_run": True}
    assert "2 places are new" in run("places", "import", str(csv), data="hub").out
    found = run("places", "list", "NA-OH-S-EPAKO", "--json", data="hub").row
    assert (found["name"], found["groups"], found["members"]) == ("Epako", 0, 0)
    assert [one["code"] for one in found["places"]] == ["NA-OH-S-EPAKO-B-1"]
    told = run("places", "list", "NA-OH-L-GOBABIS", "--day", "2026-01-01", data="hub").out
    assert "Epako (Settlement): 0 groups" in told
    wrong = [",village,One,NA-KH,,,", ",settlement,Two,Nowhere,,many,", ",settlement,Fine,NA-KH,,,"]
    csv.write_text("\n".join([rows[0], *wrong]), "utf-8")
    refused = run("places", "import", str(csv), "--json", data="hub", code=1)
    assert [one[:36] for one in refused.row["faults"]] == [
        "Sheet places, row 2, column level: “",
        "Sheet places, row 3, column populati",
    ]
    csv.write_text("\n".join([rows[0], ",settlement,Two,Nowhere,,,", wrong[2]]), "utf-8")
    refused = run("places", "import", str(csv), data="hub", code=1)
    assert "Sheet places, row 2, column parent: There is no place “Nowhere”" in refused.out
    assert "Fine" not in run("places", "list", "NA-KH", data="hub").out
    csv.write_text(rows[0], "utf-8")
    assert "no place in" in run("places", "import", str(csv), data="hub", code=1).err
    for words in (("import", str(csv)), ("list",), ("export", str(csv))):
        assert "office" in run("places", *words, data="group", code=1).err
    assert "NA-XX" in run("places", "list", "NA-XX", data="hub", code=1).err
    run("places", "export", str(folder / "places.txt"), data="hub", code=2)
    assert run("verify", "--json", data="hub").row["ok"]
