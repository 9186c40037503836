"""Settlement profiles on the pages of a group and of a hub."""

import pytest

from federation.commands.users import add_user
from federation.core.rules.profiles import PARTS
from federation.schemas.profiles import read_told, schema_of, typed
from federation.store.queries import profiles
from federation.web import create_app
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes
from tests import factories as f
from tests.web.conftest import PIN, Browser, sentences


@pytest.fixture
def begun(treasurer):
    """A profile of Havana with its first part."""
    page = treasurer.done("/profiles/new", settlement="Havana", status="not-declared")
    assert "not declared" in page.text
    return treasurer


PEOPLE = {"households": "1000", "sampled": "100", "size_tenths": "4.6"}


def test_a_settlement_is_described_part_by_part(begun, store):
    assert "Next: Who owns the land" in begun.get("/profiles/1").text
    begun.done("/profiles/1/people", **PEOPLE, population_agreed="8000", agreed_on="2026-11-15")
    begun.done("/profiles/1/dangers", hazard_riverbed="yes", hazard_flooding="yes")
    page = begun.done("/profiles/1/priorities", priority_1="toilets", priority_2="water")
    assert "far from households times their size" in page.text
    assert "4\u202f600" in page.text
    assert "1. toilets, 2. water" in page.text
    assert "where it floods, in a riverbed" in page.text
    f.list_facility(store, "flush_to_piped_sewer", 18)
    f.check_facility(store, 1, 11)
    assert "728" in begun.get("/profiles/1").text, "8,000 people for 11 toilets that work"
    again = begun.get("/profiles/1/people").text
    assert 'value="4.6"' in again
    assert "Havana" in begun.get("/profiles").text


def test_sums_that_differ_are_told_in_one_sentence(begun, store):
    for part, told, sentence in (
        ("structures", {"structures_homes": "120", "structures_permanent": "90"}, "Count again"),
        ("owners", {"owned_municipality": "60"}, "The owners make 60 of 100."),
        ("people", {**PEOPLE, "population_agreed": "9"}, "both or neither"),
        ("people", {"size_tenths": "many"}, "is no size of a household"),
        ("priorities", {"priority_1": "water", "priority_2": "water"}, "Choose each once."),
        ("services", {}, "Nothing is told yet in this part."),
    ):
        answer = begun.send(f"/profiles/1/{part}", **told)
        assert answer.status_code == 422, part
        assert sentence in answer.text, sentences(answer)
    with store.reading() as db:
        (one,) = profiles.profiles(db)
    assert list(one.told) == ["place"]


def test_a_part_or_a_profile_that_is_not_there(begun):
    assert begun.get("/profiles/1/gossip").status_code == 404
    assert begun.get("/profiles/7").status_code == 404
    refused = begun.send("/profiles/new", settlement="havana", status="planned")
    assert "There is a profile of havana already" in refused.text


@pytest.mark.parametrize("part", PARTS)
def test_what_was_told_comes_back_into_its_form(part):
    told = {
        "dangers": {"hazards": ("slope", "fire"), "destroyed": 3},
        "priorities": {"priorities": ("water", "jobs")},
        "people": {"households": 5, "size_tenths": 46, "agreed_on": "2026-11-15"},
    }.get(part, {PARTS[part][-1]: 7})
    if part in ("services", "organisation"):
        told = {PARTS[part][-1]: "yes" if part == "services" else "good"}
    values = schema_of(part).load({**typed(told), "day": "2026-11-22"})
    assert dict(read_told(part, values)) == told


def test_the_office_sees_every_settlement(begun, store, tmp_path, clock):
    begun.done("/profiles/1/people", **PEOPLE, population_agreed="8000", agreed_on="2026-11-15")
    begun.done("/profiles/1/priorities", priority_1="toilets")
    app = create_app(found(tmp_path / "hub", role="hub", name="Federation", clock=clock).node)
    hub = app.extensions["federation"]
    add_user(hub, "Rosa", "staff", PIN)
    rosa = Browser(app).log_in("Rosa")
    assert "No group has described" in rosa.get("/profiles").text
    charter = enrol_card(hub, store.node.card(), confirm=own_card(store.node).digits)
    accept_charter(store, charter.file.read_bytes(), confirm=charter.digits)
    for one in export(store):
        (outcome,) = take_in_bytes(hub, one.file.name, one.file.read_bytes())
        assert outcome.outcome == "applied"
    page = rosa.get("/profiles").text
    for word in ("Havana", "8\u202f000", "far from what was counted", "toilets", "3 of 8"):
        assert word in page
    hub.close()
