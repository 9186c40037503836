"""Lists of many groups at the hub: a part at a time, chosen by name, region and reason."""

import re

import pytest

from federation.commands.users import add_user
from federation.web import create_app
from sync.founding import found
from sync.intake import take_in
from tests.bench import big_federation as big

from .conftest import PIN, Browser

GROUPS = 53
SENT = 2


@pytest.fixture(scope="module")
def rosa(tmp_path_factory):
    """Staff of a hub that knows many groups, of which two sent a file."""
    folder = tmp_path_factory.mktemp("many")
    app = create_app(found(folder / "hub", role="hub", name="Federation").node)
    store = app.extensions["federation"]
    add_user(store, "Rosa", "staff", PIN)
    big.enrol_all(store, GROUPS)
    (folder / "in").mkdir()
    for number in range(1, SENT + 1):
        writer = big.make_writer(1, number, big.LAST_SUNDAY)
        big.write(writer, big.card_of(store.node), 8, 10, folder / "in")
    assert [one.outcome for one in take_in(store, [folder / "in"])] == ["applied"] * SENT
    yield Browser(app).log_in("Rosa")
    store.close()


def codes(page):
    return re.findall(r'href="/groups/(G\d+)">Group', page.text)


def link(page, word):
    """Where a button of the list leads, or None."""
    found_here = re.search(rf'href="([^"]+)">{word}<', page.text)
    return found_here[1].replace("&amp;", "&") if found_here else None


def test_a_list_comes_a_part_at_a_time_and_every_group_once(rosa):
    first = rosa.get("/groups")
    assert f"53 groups of {GROUPS}" in first.text
    assert link(first, "Those before") is None
    second = rosa.get(link(first, "Those after"))
    assert link(second, "Those after") is None
    assert (len(codes(first)), len(codes(second))) == (50, 3)
    assert len({*codes(first), *codes(second)}) == GROUPS
    assert codes(rosa.get(link(second, "Those before"))) == codes(first)


@pytest.mark.parametrize("place", ["-1", "x", "٣", "99999999999", "1.5", ""])
def test_a_place_that_is_none_shows_what_there_is(rosa, place):
    assert codes(rosa.get(f"/groups?from={place}"))
    assert len(codes(rosa.get("/groups?from=999999"))) == 3


def test_who_never_sent_a_file_stands_before_who_did(rosa):
    every = [*codes(rosa.get("/groups")), *codes(rosa.get("/groups?from=50"))]
    assert set(every[-SENT:]) == {"G0001", "G0002"}
    silent = rosa.get("/groups?reason=never-sent")
    assert f"{GROUPS - SENT} groups of {GROUPS}" in silent.text
    assert link(silent, "Those after") == "/groups?reason=never-sent&from=50"


def test_a_group_is_found_by_name_code_and_region(rosa):
    assert codes(rosa.get("/groups?find=group+17")) == ["G0017"]
    assert codes(rosa.get("/groups?find=g0033")) == ["G0033"]
    khomas = codes(rosa.get("/groups?region=NA-KH"))
    assert khomas
    assert len(khomas) < GROUPS
    nobody = rosa.get("/groups?find=nosuch")
    assert "No group fits what you chose" in nobody.text
    assert not codes(nobody)


def test_a_group_s_page_says_how_it_is_doing(rosa):
    page = rosa.get("/groups/G0001").text
    assert "How it is doing" in page
    assert "As its books say on" in page
    assert "How the grade comes about" in page
    assert "never sent a file" in rosa.get("/groups/G0009").text


def test_sums_by_region_say_that_they_are_of_all_groups(rosa):
    assert "whatever was chosen above" not in rosa.get("/groups").text
    page = rosa.get("/groups?find=nobody").text
    assert "No group fits what you chose" in page
    assert "whatever was chosen above" in page


def test_how_groups_work_together_comes_a_part_at_a_time(rosa):
    first = rosa.get("/together")
    assert "Group 20" in first.text
    assert "Group 21<" not in first.text
    assert "Group 21 " in rosa.get(link(first, "Those after")).text
