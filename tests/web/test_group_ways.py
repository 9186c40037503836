"""Every page of a group that links lead to: one heading, one next step, and a way on from each.

The rule for the next step: of the filled buttons of a page at most one is in sight. Another lies
in a part that is folded away, for whoever opens it asked for it. Where something is filled in there
is one, or a red one where something is taken back; pages with neither are lists to choose from. An
empty frame leads on, or the page does, but where empty is good news.
"""

import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from federation.commands.users import add_user
from federation.demo.world import build
from federation.node import open_node
from federation.store import open_store
from federation.web import create_app
from sync.founding import found

from .conftest import PIN, Browser
from .ways import Way, crawl, kind, read

ALL_IN_ONE = "/styleguide"  # shows every part there is
SHEAVES = re.compile(r"/papers/.*receipt|/papers/members")  # each sheet has a heading of its own
# What is empty and needs nothing: nothing is late, nothing waits, there are no figures yet.
NOTHING_TO_DO = ("/loans/late", "/rounds", "/figures")
# A collector cannot write members down: she waits for the officers.
NOT_HERS = ("/members", "/daily")


def wrong_with(path: str, way: Way, spared: tuple[str, ...] = ()) -> list[str]:
    """What a page lacks, in words for whoever reads the test."""
    bare = urlsplit(path).path
    found = []
    if way.headings != 1 and not (way.headings and SHEAVES.match(bare)):
        found.append(f"{way.headings} headings")
    if len(way.main) > 1 and bare != ALL_IN_ONE:
        found.append(f"many next steps: {way.main}")
    if way.fields and not (way.main or way.stops):
        found.append("fields without a button of their own")
    if all(urlsplit(urljoin(path, one)).path == bare for one in way.ways):
        found.append("no way on or back")
    if not (all(way.empty) or way.main or bare in (*NOTHING_TO_DO, *spared)):
        found.append("an empty frame that leads nowhere")
    return found


def looked_through(
    browser: Browser, spared: tuple[str, ...] = (), first: str = "/", within: str = "/"
) -> set[str]:
    """Every page's kind. Fails with all that is wrong."""
    pages = {path: way for path, _, way in crawl(browser, first, within)}
    wrong = {path: told for path, way in pages.items() if (told := wrong_with(path, way, spared))}
    assert not wrong, json.dumps(wrong, indent=1)
    return {kind(path) for path in pages}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ways") / "demo"
    build(folder, groups=1, members=8, weeks=14, until="2026-11-29")
    return folder


def at(demo: Path) -> Browser:
    told = json.loads((demo / "demo.json").read_text("utf-8"))[0]
    return Browser(create_app(open_node(demo / "g1"))).log_in(told["name"], told["pin"])


def test_pages_of_a_group_between_and_in_a_meeting(demo: Path) -> None:
    treasurer = at(demo)
    kinds = looked_through(treasurer)
    assert {"/members/*", "/loans/*/pay", "/requests/*", "/rules/change", "/profiles/*"} <= kinds
    assert len(kinds) > 120
    treasurer.done("/meeting")
    in_it = looked_through(treasurer, first="/meeting", within="/meetings/")
    steps = ("attendance", "savings", "social", "fines", "repayments", "loans", "decisions")
    assert {f"/meetings/*/{step}" for step in (*steps, "count", "read-out", "close")} <= in_it


@pytest.mark.parametrize("role", ["treasurer", "collector"])
def test_pages_of_a_group_that_has_nothing_yet(tmp_path: Path, role: str) -> None:
    store = open_store(found(tmp_path / "new", role="group", name="Ehangano").node)
    add_user(store, "Maria", role, PIN)
    store.close()
    browser = Browser(create_app(open_node(tmp_path / "new"))).log_in("Maria")
    kinds = looked_through(browser, NOT_HERS if role == "collector" else ())
    assert len(kinds) > (60 if role == "treasurer" else 2)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<main><a href=/>back</a></main>", "0 headings"),
        (
            "<main><h1>x</h1><a href=/>back</a><form method=post><input></form></main>",
            "fields without",
        ),
        ("<main><h1>x</h1><a class=main href=/>a</a><button class=main>b</button></main>", "many"),
        ("<main><h1>x</h1><a href=/x>this very page</a></main><a href=/>top</a>", "no way"),
        ("<main><h1>x</h1><a href=/>back</a><div class=empty>None.</div></main>", "an empty frame"),
    ],
)
def test_a_page_that_keeps_people_is_found(page: str, told: str) -> None:
    assert [one[: len(told)] for one in wrong_with("/x", read(page))] == [told]


def test_what_is_folded_away_is_no_second_next_step() -> None:
    folded = "<details><summary>More</summary><button class=main>b</button></details>"
    page = f"<main><h1>x</h1><a class=main href=/>a</a>{folded}</main>"
    assert not wrong_with("/x", read(page))
    assert wrong_with("/x", read(page.replace("<details>", "<details open>")))
