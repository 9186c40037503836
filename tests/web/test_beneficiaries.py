"""The list of people for a scheme: ticked, noted, on paper on that day, and in no file."""

import re
from datetime import timedelta

import pytest
from werkzeug.datastructures import MultiDict

from federation.commands.deed import enter
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft
from federation.store.queries import beneficiaries
from sync.export import export
from tests import factories

from .cities import beside, views
from .conftest import PIN, forms_of
from .test_hub import NAME, bring, group_files, hub, world

__all__ = ["hub", "world"]
RECIPIENT = "Zqmarta Shikongo, Section Engineer"
PURPOSE = "zqsurvey of the plots"
AGREED = "The city may have the names"
DAY = factories.DAY


def step(member, step, **told):
    event = e.HouseStepTaken(day=DAY, member=member, step=step)
    return Draft(kinds.LEDGER, event, e.HouseRecord(note="", **told))


def write(group, *drafts):
    with group.writing() as db:
        enter(db, group.node, drafts, {})


def agreed():
    vote = e.DecisionTaken(day=DAY, decision=1, about="request", votes_for=20)
    return Draft(kinds.LEDGER, vote, e.Note(note=AGREED))


@pytest.fixture
def office(hub, world):
    """The hub with a group's books: Ndapewa and Anna wait for a house, Beata saves for one."""
    group = world["group"]
    anna, beata = factories.admit(group, "Anna Uises"), factories.admit(group, "Beata")
    write(
        group, step(1, "listed", plot="erf 4711", block="C"), step(anna, "listed"),
        step(beata, "saving"), agreed(),
    )  # fmt: skip
    factories.raise_request(group, title="Houses", need="housing", households=30)
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    (view,) = [one for one in views(store) if one.need == "housing"]
    return store, rosa, f"/requests/{view.request}/beneficiaries"


def note(rosa, path, *members, **told):
    typed = {"recipient": RECIPIENT, "note": PURPOSE, "decision": "1", **told}
    goal, data = rosa.filled(path, typed)
    return rosa.post(goal, {**data, "member": [str(one) for one in members]})


def ticks(page):
    return dict(re.findall(r'name="member" value="(\d+)"( checked)?', page.text))


def test_those_who_wait_for_a_house_are_ticked_and_no_others_are_shown(office):
    _, rosa, path = office
    page = rosa.get(path)
    assert ticks(page) == {"1": " checked", "2": " checked"}
    for name in ("Beata", "Anna", NAME):
        assert name not in page.text, "names stand on the sheet, after it is noted"
    assert AGREED in page.text


def test_the_sheet_is_noted_shown_and_found_again(office):
    _, rosa, path = office
    told = note(rosa, path, 1)
    assert told.status_code == 303
    paper = rosa.get(told.headers["Location"])
    for text in (NAME, "erf 4711", RECIPIENT, PURPOSE, "I agree: signature", "decision no. 1"):
        assert text in paper.text
    assert "Anna" not in paper.text
    assert "Save as PDF" not in paper.text
    for page in (rosa.get(path), rosa.get("/beneficiaries")):
        for text in (RECIPIENT, "1 person", "Members no. 1 ", "noted by Rosa"):
            assert text in page.text
    assert told.headers["Location"] in rosa.get(path).text


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


def test_a_sheet_is_what_was_noted_or_it_is_not_shown(office, world):
    """The group moved her house on, and its file came in between."""
    _, rosa, path = office
    address = note(rosa, path, 1, 2).headers["Location"]
    write(world["group"], step(2, "complete"))
    bring(rosa, *group_files(world))
    later = rosa.get(address)
    assert (later.status_code, "Make a new one" in later.text) == (422, True)


def test_under_embargo_neither_the_form_nor_the_sheet_shows_a_name(office):
    store, rosa, path = office
    address = note(rosa, path, 1).headers["Location"]
    (view,) = [one for one in views(store) if one.need == "housing"]
    rosa.done("/embargoes", settlement=view.settlement, reason="a court case")
    for page in (rosa.get(path), rosa.get(address)):
        assert "is under embargo (a court case)" in page.text
        assert NAME not in page.text
    assert address not in rosa.get(path).text


def test_for_taps_there_is_no_list(office):
    store, rosa, _ = office
    (view,) = [one for one in views(store) if one.need != "housing"]
    assert "Lists of people" not in rosa.get(f"/requests/{view.request}").text
    assert "for land and houses only" in rosa.get(f"/requests/{view.request}/beneficiaries").text


def test_what_is_missing_is_said_and_what_was_typed_stays(office):
    store, rosa, path = office
    page = note(rosa, path, 2, recipient="")
    assert (page.status_code, list(beside(page))) == (422, ["recipient"])
    assert PURPOSE in page.text
    assert ticks(page) == {"1": "", "2": " checked"}
    assert list(beside(note(rosa, path, 2, note=" "))) == ["note"]
    assert list(beside(note(rosa, path, 2, decision=""))) == ["decision"]
    assert "Tick who stands on the list" in note(rosa, path).text
    for wrong in (99, 3, "9" * 400, "²", "-1", "1 or 1=1"):
        page = note(rosa, path, wrong)
        assert page.status_code == 422
    with store.reading() as db:
        assert beneficiaries.printings(db) == ()


def test_ticks_taken_away_stay_away_when_her_login_ended(office, clock):
    """She is asked for her PIN, and finds the names as she left them."""
    _, rosa, path = office
    goal, data = rosa.filled(path, {"recipient": RECIPIENT, "note": PURPOSE, "decision": "1"})
    clock.moment += timedelta(hours=9)
    page = rosa.post(goal, {**data, "member": ["2", "3"]})
    assert page.status_code == 403
    for pin in ("0000", PIN):
        form = forms_of(page)[0]
        typed = MultiDict([*form.fields, ("name", "Rosa"), ("pin", pin)])
        assert typed.getlist("typed.member") == ["2", "3"]
        typed.setlist("name", ["Rosa"])
        typed.setlist("pin", [pin])
        page = rosa.post(form.action, typed)
    assert "still here" in page.text
    assert ticks(page) == {"1": "", "2": " checked"}
    assert RECIPIENT in page.text


def test_without_a_vote_about_a_request_there_is_no_list(hub, world):
    """A vote about a loan names who borrowed, and agreed to nothing."""
    group = world["group"]
    vote = e.DecisionTaken(day=DAY, decision=1, about="loan", votes_for=20)
    lent = Draft(kinds.LEDGER, vote, e.Note(note="Loan for Paulus"))
    write(group, step(1, "listed"), lent)
    factories.raise_request(group, title="Houses", need="housing", households=30)
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    (view,) = [one for one in views(store) if one.need == "housing"]
    page = rosa.get(f"/requests/{view.request}/beneficiaries").text
    assert "has not voted yet" in page
    assert "Paulus" not in page


def test_a_sheet_changed_and_sent_again_is_no_sheet(office):
    """Back, the tick taken from Anna, sent again: nobody shall believe that she is off it."""
    _, rosa, path = office
    goal, data = rosa.filled(path, {"recipient": RECIPIENT, "note": PURPOSE, "decision": "1"})
    assert rosa.post(goal, {**data, "member": ["1", "2"]}).status_code == 303
    again = rosa.post(goal, {**data, "member": ["1"]})
    assert (again.status_code, "was sent already" in again.text) == (409, True)


def test_what_cannot_be_seen_is_nobody(office):
    _, rosa, path = office
    for blank in ("\u200b", "\u3164\u115f", "\u2800"):
        assert list(beside(note(rosa, path, 1, recipient=blank))) == ["recipient"]


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
