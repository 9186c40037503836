"""What a phone that keeps half-typed words asks of its node."""

import re

import pytest

from federation.commands.users import add_user
from federation.store import local

from .conftest import Browser

ROW = "savings:general:1"
KEEP = "/meetings/1/keep/savings"


@pytest.fixture
def meeting(treasurer):
    treasurer.done("/members/new", name="Ndapewa")
    treasurer.done("/meeting")
    return treasurer


def tokens(browser, path="/meetings/1/savings"):
    _, data = browser.filled(path, {})
    return {name: data[name] for name in ("csrf_token", "form_token", "seen") if name in data}


def keeps(browser, value, given=None, address=KEEP, **more):
    told = {**(given or tokens(browser)), "field": ROW, "value": value, **more}
    return browser.post(address, told)


def lies(store, step="savings"):
    with store.reading() as db:
        return local.drafts(db, 1, step).get(ROW, "")


def test_a_field_is_not_written_over_what_another_phone_typed(meeting, store):
    late = tokens(meeting)
    assert keeps(meeting, "25", was="").status_code == 204
    asked = keeps(meeting, "20", late, was="")
    assert (asked.status_code, asked.json) == (409, {"draft": "25", "entered": ""})
    assert lies(store) == "25"
    # The same amount is no question; neither is one that was typed over what the phone saw.
    assert keeps(meeting, "25", late, was="").status_code == 204
    assert keeps(meeting, "30", late, was="25").status_code == 204
    # Somebody chose: without `was` it is kept as told. So did phones of before.
    assert keeps(meeting, "20", late).status_code == 204
    assert lies(store) == "20"


def test_what_was_entered_since_is_told(meeting, store):
    late = tokens(meeting)
    meeting.send("/meetings/1/savings", button="confirm", **{ROW: "25"})
    assert lies(store) == ""
    asked = keeps(meeting, "20", late, was="")
    assert (asked.status_code, asked.json) == (409, {"draft": "", "entered": "25"})
    # From a page that shows the entry, more can be saved.
    assert keeps(meeting, "20", was="").status_code == 204
    assert lies(store) == "20"


def test_long_reasons_are_kept_whole(meeting, store):
    why = "Two notes were torn and the shop did not take them, so Selma changed them. " * 3
    told = {**tokens(meeting, "/meetings/1/count"), "field": "reason", "value": why}
    assert meeting.post("/meetings/1/keep/count", told).status_code == 204
    with store.reading() as db:
        assert local.drafts(db, 1, "count")["reason"] == why.strip()


def test_own_sheets_and_the_set_up_ask_likewise(treasurer):
    treasurer.done("/members/new", name="Ndapewa")
    given = tokens(treasurer, "/daily")
    day = re.search(r'data-keep="([^"]+)"', treasurer.get("/daily").text)[1]
    assert keeps(treasurer, "5", given, day, was="").status_code == 204
    assert keeps(treasurer, "6", given, day, was="").json == {"draft": "5", "entered": ""}
    given = tokens(treasurer, "/setup/meeting")
    kept = {"field": "place", "value": "Under the tree"}
    assert treasurer.post("/setup/keep/meeting", {**given, **kept, "was": ""}).status_code == 204
    other = {"field": "place", "value": "At the church", "was": ""}
    asked = treasurer.post("/setup/keep/meeting", {**given, **other})
    assert asked.json == {"draft": "Under the tree", "entered": ""}


def done_cookie(answer):
    told = [one for one in answer.headers.getlist("Set-Cookie") if "_done=" in one]
    return told[0] if told else ""


def test_a_form_that_is_done_says_so_and_one_that_is_not_does_not(treasurer):
    action, data = treasurer.filled("/members/new", {"name": "Ndapewa"})
    cookie = done_cookie(treasurer.post(action, data))
    assert f"_done={data['form_token']};" in cookie
    assert "HttpOnly" not in cookie  # it is there to be read, and opens nothing
    assert "SameSite=Strict" in cookie
    action, wrong = treasurer.filled("/members/new", {"name": ""})
    answer = treasurer.post(action, wrong)
    assert answer.status_code == 422
    assert done_cookie(answer) == ""
    assert "data-again" in answer.text
    assert "data-again" not in treasurer.get("/members/new").text
    # By its token, where the answer got lost on the way.
    told = treasurer.get(f"/drafts?token={data['form_token']}")
    assert (told.status_code, told.json) == (200, {"taken": True})
    for token in (wrong["form_token"], "x", "", "../settings"):
        assert treasurer.get(f"/drafts?token={token}").json == {"taken": False}, token


def test_nobody_is_told_without_a_login(stranger):
    assert stranger.get("/drafts?token=abc").status_code == 303
    page = stranger.get("/login").text
    assert 'id="drafts"' not in page
    assert "drafts.js" not in page


def test_drafts_have_a_name_of_their_own_for_each_person(treasurer, store, app):
    def name(browser):
        return re.search(r'<template id="drafts" data-who="([0-9a-f]{16})"', browser.get("/").text)[
            1
        ]

    add_user(store, "Another", "treasurer", "4711")
    other = Browser(app).log_in("Another")
    assert name(treasurer) == name(treasurer)
    assert name(treasurer) != name(other)
