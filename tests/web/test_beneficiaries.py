"""The list of people for a scheme: ticked, noted, on paper on that day, and in no file."""

import re
from datetime import timedelta

import pytest

from federation.commands.deed import enter
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft
from federation.store.queries import beneficiaries
from sync.export import export
from tests import factories

from .cities import beside, views
from .test_hub import NAME, bring, group_files, hub, world

__all__ = ["hub", "world"]
RECIPIENT = "Zqmarta Shikongo, Section Engineer"
PURPOSE = "zqsurvey of the plots"


@pytest.fixture
def office(hub, world):
    """The hub with a group's books: Ndapewa is listed for a house, Beata saves for one."""
    group = world["group"]
    beata = factories.admit(group, "Beata")
    drafts = [
        Draft(
            kinds.LEDGER,
            e.HouseStepTaken(day=factories.DAY, member=1, step="listed"),
            e.HouseRecord(note="", plot="erf 4711", block="C"),
        ),
        Draft(kinds.LEDGER, e.HouseStepTaken(day=factories.DAY, member=beata, step="saving")),
    ]
    with group.writing() as db:
        enter(db, group.node, drafts, {})
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    (view,) = views(store)
    return store, rosa, f"/requests/{view.request}/beneficiaries"


def note(rosa, path, *members, **told):
    goal, data = rosa.filled(path, {"recipient": RECIPIENT, "note": PURPOSE, **told})
    return rosa.post(goal, {**data, "member": [str(one) for one in members]})


def test_those_who_are_listed_are_ticked(office):
    _, rosa, path = office
    page = rosa.get(path).text
    ticks = dict(re.findall(r'name="member" value="(\d+)"( checked)?', page))
    assert ticks == {"1": " checked", "2": ""}


def test_the_sheet_is_noted_shown_and_found_again(office):
    _, rosa, path = office
    told = note(rosa, path, 1)
    assert told.status_code == 303
    paper = rosa.get(told.headers["Location"])
    for text in (NAME, "erf 4711", RECIPIENT, PURPOSE, "I agree: signature"):
        assert text in paper.text
    assert "Beata" not in paper.text
    assert "PDF" not in paper.text
    page = rosa.get(path).text
    assert RECIPIENT in page
    assert "1 person" in page
    assert "printed by Rosa" in page
    assert told.headers["Location"] in page


def test_no_file_is_made_of_it_even_when_it_is_asked_for(office):
    _, rosa, path = office
    address = note(rosa, path, 1).headers["Location"]
    assert rosa.get(f"{address}?as=pdf").mimetype == "text/html"


def test_on_another_day_it_is_another_printing(office, clock):
    _, rosa, path = office
    address = note(rosa, path, 1).headers["Location"]
    clock.moment += timedelta(days=1)
    rosa.log_in("Rosa")
    later = rosa.get(address)
    assert (later.status_code, "Make a new one" in later.text) == (422, True)
    assert address not in rosa.get(path).text
    assert rosa.get(f"{path}/nothing").status_code == 404


def test_what_is_missing_is_said_and_what_was_typed_stays(office):
    store, rosa, path = office
    page = note(rosa, path, 2, recipient="")
    assert (page.status_code, list(beside(page))) == (422, ["recipient"])
    assert PURPOSE in page.text
    assert re.findall(r'value="(\d)" checked', page.text) == ["2"]
    assert list(beside(note(rosa, path, 2, note=" "))) == ["note"]
    assert "Tick who stands on the list" in note(rosa, path).text
    for wrong in (99, "9" * 400, "²", "-1", "1 or 1=1"):
        page = note(rosa, path, wrong)
        assert page.status_code == 422
    with store.reading() as db:
        assert beneficiaries.printings(db, path.split("/")[2]) == ()


def test_neither_the_list_nor_that_it_was_printed_leaves_the_office_in_a_file(office):
    store, rosa, path = office
    request = path.split("/")[2]
    rosa.done(f"/requests/{request}", action="release")
    rosa.done("/publish")
    before = {(one.to, one.stream, one.last) for one in export(store, to="all")}
    note(rosa, path, 1)
    assert {(one.to, one.stream, one.last) for one in export(store, to="all")} == before
    with store.reading() as db:
        assert beneficiaries.printings(db, request)
