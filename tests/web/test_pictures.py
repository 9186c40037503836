"""Pictures with the tables under them: the same figures, and at a city nothing kept private."""

import re
from datetime import UTC, datetime

import pytest

from federation.commands.deed import perform
from federation.commands.households import (
    TakeHouseStep,
    TellHousehold,
    take_house_step,
    tell_household,
)
from federation.demo.chance import Chance
from federation.i18n import figure
from federation.store.queries import homes_since
from federation.web import create_app
from sync.founding import found
from tests import factories

from . import portals
from .cities import words
from .conftest import Browser
from .test_hub import bring, group_files, hub, world  # noqa: F401 - fixtures

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
REQUEST = re.compile(r'href="/requests/([a-z0-9]{20})"')
CHART = re.compile(
    r'<svg class="chart".*?</svg>(?=\s*<(?:table|details|/section|/p|p|h3))', re.DOTALL
)


def test_the_two_sides_of_the_money_are_one_sum(treasurer, store):
    number = factories.admit(store)
    lines = (("savings", 50_000, number, "general"), ("savings", 20_000, number, "land"))
    factories.enter(store, *lines, ("social_contribution", 1_500), ("bank_deposit", 30_000))
    factories.lend(store, number, 10_000)
    page = treasurer.get("/figures").text
    section = page[page.index('id="money"') :].split("</section>")[0]
    assert section.count("<path") == 6
    told = words(section)
    for amount in (50_000, 20_000, 1_500, 30_000, 10_000, 31_500):
        assert figure(amount) in told
    assert told.count(figure(71_500)) == 2


def test_homes_before_and_after_are_the_same_homes(treasurer, store):
    one, two = factories.admit(store, "Ndapewa"), factories.admit(store, "Selma")
    for day, member, toilet in (
        ("2026-01-05", one, "open_defecation"),
        ("2026-02-05", two, "pit_latrine_without_slab"),
        ("2026-10-05", one, "flush_to_piped_sewer"),
    ):
        assert "before and after" not in treasurer.get("/needs").text
        order = TellHousehold(member=member, day=day, toilet=toilet, toilet_sharing=1, user=1)
        perform(store, order, tell_household)
    with store.reading() as db:
        toilets = homes_since.toilets(db, (factories.own_book(store),))
        houses = homes_since.houses(db, (factories.own_book(store),))
    assert dict(toilets.before) == {"open-defecation": 1, "unimproved": 1}
    assert dict(toilets.after) == {"basic": 1, "unimproved": 1}
    assert (toilets.first, toilets.last, toilets.anew) == ("2026-01-05", "2026-10-05", 1)
    assert (houses.anew, houses.first) == (0, "")
    page = treasurer.get("/needs").text
    assert "Toilets, before and after" in page
    assert "Houses, before and after" not in page
    for step in ("saving", "building"):
        order = TakeHouseStep(member=one, day="2026-10-05", step=step, user=1)
        perform(store, order, take_house_step)
    assert "Houses, before and after" in treasurer.get("/needs").text


def test_the_office_sees_a_groups_money_and_savings_drawn(hub, world):  # noqa: F811
    _, rosa, _ = hub
    assert 'id="money"' not in rosa.get("/groups/G0001").text  # nothing came yet
    bring(rosa, *group_files(world))
    page = rosa.get("/groups/G0001").text
    assert 'id="money"' in page
    assert "savings-title" in page
    (name,) = set(re.findall(r"/requests/(\w+)", page))
    assert "Whose turn it was" not in rosa.get(f"/requests/{name}").text  # the city has it not


def _found_alike(folder, **given):
    """A node that gives the same ids in both worlds."""
    return found(folder, entropy=Chance(1, folder.name), **given)


@pytest.fixture(scope="module")
def twin_pages(tmp_path_factory):
    """Charts of a city's pages in two worlds that differ in a figure that is kept private."""
    twins = []
    with pytest.MonkeyPatch.context() as patch:
        for hidden in (3, 2):
            patch.setattr(portals, "SIZES", (147, hidden, 58, 34, 4, 89, 22))
            patch.setattr(portals, "found", _found_alike)
            folder = tmp_path_factory.mktemp("twin")
            app = create_app(portals.build(folder, 7, MONDAY))
            official = Browser(app).log_in("Official")
            pages = {path: official.get(path).text for path in ("/", "/waiting", "/requests")}
            for name in sorted(set(REQUEST.findall(pages["/requests"]))):
                told = official.get(f"/requests/{name}").text
                title = re.search(r"<h1>(.*?)</h1>", told)
                assert title
                pages[title[1]] = told
            app.extensions["federation"].close()
            twins.append(pages)
    return twins


def test_no_bar_at_a_city_tells_a_figure_that_is_kept_private(twin_pages):
    ours, theirs = twin_pages
    assert ours.keys() == theirs.keys()
    drawn = {path: CHART.findall(page) for path, page in ours.items()}
    assert sum(map(len, drawn.values())) > len(ours) // 2
    for path, charts in drawn.items():
        assert charts == CHART.findall(theirs[path]), path
        assert not [one for one in charts if "households" in one.lower()]
