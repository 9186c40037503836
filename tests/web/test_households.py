"""Households and houses on the pages of a group and of a hub."""

import pytest

from federation.commands.users import add_user
from federation.store.queries import needs
from federation.web import create_app
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes
from tests import factories as f
from tests.web.conftest import PIN, Browser, forms_of, sentences

ANSWERS = {
    "persons": "7", "rooms": "2", "toilet": "pit_latrine_with_slab", "toilet_sharing": "4",
    "water_source": "public_tap_standpipe", "water_minutes": "35", "handwashing": "neither",
    "tenure": "starter_title", "walls": "reused_wood", "note": "behind Selma's shop",
}  # fmt: skip


@pytest.fixture
def members(treasurer):
    """Two members."""
    for name in ("Ndapewa Shikongo", "Selma Iipinge"):
        treasurer.done("/members/new", name=name)
    return treasurer


def test_a_member_tells_and_the_meeting_sees_counts(members):
    assert "Her household" in members.get("/members/1").text
    page = members.done("/members/1/household", **ANSWERS, woman_headed="yes")
    assert "well built, shared (limited)" in page.text
    assert "more than half an hour (limited)" in page.text
    assert "not to a measured plot" in page.text, "what the rung means"
    (form,) = [one for one in forms_of(page) if one.ticks]
    assert dict(form.fields)["toilet_sharing"] == "4", "the next telling begins with the last"
    meeting = members.get("/needs").text
    assert "Headed by a woman" in meeting
    assert "Ndapewa" not in meeting
    assert "Selma Iipinge" in meeting, "who was not asked yet"
    assert "shop" not in meeting


def test_nothing_told_is_nothing_saved(members, store):
    answer = members.send("/members/1/household")
    assert answer.status_code == 422
    assert "Nothing is told yet" in answer.text
    answer = members.send("/members/1/household", persons="many")
    assert answer.status_code == 422
    assert len(sentences(answer)) == 1
    with store.reading() as db:
        assert needs.households(db, f.own_book(store)) == ()


def test_a_rung_cannot_be_sent(members):
    _, data = members.filled("/members/1/household", ANSWERS)
    answer = members.post("/members/1/household", {**data, "rung": "basic"})
    assert answer.status_code == 422
    assert "“rung”" in " ".join(sentences(answer))


def test_a_house_goes_on_and_back_with_a_reason(members):
    page = members.done("/members/1/house", step="allocated", plot="erf 4711", cost="5411.60")
    assert "step 3 of 9" in page.text
    assert "erf 4711" in page.text
    page = members.done("/members/1/house", step="materials", materials="2500", labour_minutes="40")
    assert "N$\u202f7\u202f911.60" in page.text or "7\u202f911.60" in page.text
    assert "40:00" in page.text
    refused = members.send("/members/1/house", step="listed")
    assert sentences(refused) == ["That is a step back. Write why, so that everybody knows later."]
    members.done("/members/1/house", step="listed", note="given to another")
    listed = members.get("/houses").text
    assert "on the list" in listed
    assert "Ndapewa" in listed
    assert "erf 4711" not in listed, "where a plot is stands on its own page"
    assert "Selma" in listed


def test_the_office_sees_counts_and_no_home(members, store, tmp_path, clock):
    members.done("/members/1/household", **ANSWERS)
    members.done("/members/1/house", step="building", plot="erf 4711")
    app = create_app(found(tmp_path / "hub", role="hub", name="Federation", clock=clock).node)
    hub = app.extensions["federation"]
    add_user(hub, "Rosa", "staff", PIN)
    rosa = Browser(app).log_in("Rosa")
    assert "No group has told" in rosa.get("/needs").text
    charter = enrol_card(hub, store.node.card(), confirm=own_card(store.node).digits)
    accept_charter(store, charter.file.read_bytes(), confirm=charter.digits)
    for one in export(store):
        (outcome,) = take_in_bytes(hub, one.file.name, one.file.read_bytes())
        assert outcome.outcome == "applied"
    page = rosa.get("/needs").text
    assert "well built, shared (limited)" in page
    assert "building" in page
    for word in ("Ndapewa", "erf 4711", "shop"):
        assert word not in page
    hub.close()


@pytest.mark.usefixtures("members")
def test_a_collector_does_not_read_them(app):
    collector = Browser(app).log_in("Collector")
    for path in ("/members/1/household", "/members/1/house", "/needs", "/houses", "/facilities"):
        assert collector.get(path).status_code == 403, path
