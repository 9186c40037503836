"""Every page of hub and city that links lead to: one heading, one main button, ways to go."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from federation.demo.world import build
from federation.node import open_node
from federation.web import create_app

from .conftest import Browser
from .test_group_ways import ALL_IN_ONE
from .ways import NO_PAGES, crawl

FIRST = "/"
BACK = re.compile(r'<a class="back"')
# What is no page: files, what programs read, figures that need more groups than there are here.
NOT_TO_GO = (*NO_PAGES, "/open311/", "/replies/files/", "/reports/figures.zip")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ways") / "demo"
    build(folder, groups=2, members=6, weeks=8, until="2026-11-29")
    return folder


def kind(path: str) -> str:
    """Pages that differ by an id or a code alone are one kind."""
    parts = urlsplit(path).path.split("/")
    return "/".join("*" if any(map(str.isdigit, one)) or "NA" in one else one for one in parts)


@pytest.mark.parametrize(("role", "least"), [("hub", 70), ("city", 30)])
def test_every_page_has_one_heading_and_a_way_back_and_on(
    world: Path, role: str, least: int
) -> None:
    told = json.loads((world / "demo.json").read_text("utf-8"))
    who = next(one for one in told if one["role"] == role)
    app = create_app(open_node(world / role))
    wrong: dict[str, list[str]] = {}
    looked = 0
    person = Browser(app).log_in(who["name"], who["pin"])
    for path, page, way in crawl(person, kind=kind, most=1, not_to_go=NOT_TO_GO):
        looked += 1
        checks = (
            (way.headings == 1, f"{way.headings} headings"),
            (len(way.main) <= 1 or path == ALL_IN_ONE, f"main buttons: {way.main}"),
            (path == FIRST or BACK.search(page) is not None, "no way back"),
            (bool(way.ways or way.forms), "no way on"),
        )
        if said := [what for holds, what in checks if not holds]:
            wrong[path] = said
    app.extensions["federation"].close()
    assert not wrong, json.dumps(wrong, indent=1)
    assert looked >= least
