"""Reports of working together: what it costs people, who waits, what both sides judge."""

import json
from pathlib import Path
from typing import Any

import pytest

from federation.commands import requests, words
from federation.commands.deed import perform
from federation.commands.work import NoteWork, note_work
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.reports import making
from federation.reports.render import render
from federation.reports.table import Span
from federation.store import Store
from tests import factories as f
from tests.sync import links


def report(store: Store, name: str, span: Span | None = None) -> dict[str, Any]:
    made = tuple(making.make(store, name, span or Span()))
    return dict(json.loads(render(made, "json")))


def told(store: Store, request: str, **given: Any) -> str:
    """An answer that the office types from paper."""
    order = requests.GiveAnswer(request=request, day=f.DAY, on_paper=True, post="Engineer", **given)
    return str(perform(store, order, requests.give_answer).facts["answer"])


@pytest.fixture
def world(tmp_path: Path) -> Any:
    made = links.make(tmp_path)
    yield made
    made.close()


def test_hours_and_meetings_stand_beside_what_came_of_them(world: links.World) -> None:
    group = world.group
    anna, beata = f.admit(group, "Anna", gender="f"), f.admit(group, "Berta", gender="m")
    meeting = f.open_meeting(group)
    f.count_box(group, meeting, counted=0)
    f.close_meeting(group, meeting)
    request = f.raise_request(group)
    f.say(group, e.PromiseMade, request=request, text="We dig", by="2027-01-01", duty="city")
    for member, minutes, paid, about in (
        (anna, 600, False, request), (beata, 120, False, ""), (beata, 60, True, ""),
    ):  # fmt: skip
        work = NoteWork(day=f.DAY, task="trenches", members=((member, minutes),), paid=paid,
                        request=about)  # fmt: skip
        perform(group, work, note_work)
    room = (e.Room(role="member", people=5),)
    for form, changed, missing in (("office", True, ""), ("review", False, "city")):
        f.say(group, e.JointMeetingHeld, request=request, form=form, phase="design", room=room,
              changed=changed, missing=missing)  # fmt: skip
    links.carry(group, world.hub)
    told(world.hub, request, verb="hand-over", text="There")
    links.carry(world.hub, group)
    for store in (group, world.hub):
        (row,) = report(store, "burden")["groups"]
        del row["group"], row["attended"]
        assert row == {
            "members": 2, "hours_unpaid": 12, "hours_paid": 1, "hours_a_worker": None,
            "women_percent": None, "most_percent": None, "meetings": 1, "joint_meetings": 2,
            "without_change": 1, "city_did_not_come": 1, "met": 1, "hours_a_result": 12,
            "hours_for_the_city": 10,
        }  # fmt: skip
    later = report(world.hub, "burden", Span(first="2027-01-01"))["groups"][0]
    assert (later["hours_unpaid"], later["meetings"], later["joint_meetings"]) == (0, 0, 0)
    with pytest.raises(Refusal, match="report-not-here"):
        report(world.city, "burden")


def test_hours_of_a_part_are_told_where_five_are_in_it_and_five_beside(group: Store) -> None:
    """Five women of ten hours, five men of five: two thirds; with a woman less nothing is told."""
    for place in range(10):
        member = f.admit(group, f"M{place}", gender="f" if place < 5 else "m")
        minutes = 600 if place < 5 else 300
        if place == 4:
            (early,) = report(group, "burden")["groups"]
            assert (early["women_percent"], early["hours_a_worker"]) == (None, None)
        work = NoteWork(day=f.DAY, task="trenches", members=((member, minutes),))
        perform(group, work, note_work)
    (row,) = report(group, "burden")["groups"]
    assert (row["women_percent"], row["hours_a_worker"], row["most_percent"]) == (67, 8, None)


def test_who_gets_what_and_who_waits(world: links.World) -> None:
    """Two prices of one sale: Ronga Narama pays twice what the Winners pay for each household."""
    group = world.group
    asked = {
        "Ronga Narama": (25, 85_805_400, "Otjomuise"),
        "Winners": (29, 48_140_000, "Otjomuise"),
        "Taps": (10, 0, "Havana"),
    }
    ids = {
        title: f.raise_request(group, title=title, households=households, option_cost=cost,
                               settlement=place, need="land", day="2026-01-01")
        for title, (households, cost, place) in asked.items()
    }  # fmt: skip
    links.carry(group, world.hub)
    promised = {"verb": "commit", "text": "Plots", "department": "Land", "by": "2026-12-31",
                "amount": 5_400_000, "budget_line": "1"}  # fmt: skip
    told(world.hub, ids["Winners"], **promised)
    made = report(world.hub, "equity")
    prices = {one["id"]: one["cost_a_household"] for one in made["requests"]}
    assert prices == {ids["Ronga Narama"]: 3_432_216, ids["Winners"]: 1_660_000}
    assert made["ratios"]["cost_a_household"] == "2.07"
    first, second = made["settlements"]
    assert {first["settlement"], second["settlement"]} == {"Otjomuise", "Havana"}
    (land,) = [one for one in made["settlements"] if one["settlement"] == "Otjomuise"]
    assert (land["households"], land["promised"], land["promised_a_household"]) == (
        54, 5_400_000, 100_000,
    )  # fmt: skip
    assert made["ratios"]["promised_a_household"] is None  # one settlement got something


def test_both_sides_judge_and_the_figure_is_counted_again(world: links.World) -> None:
    group = world.group
    request = f.raise_request(group, measure="working-seats", baseline=11, target=18)
    scores = (e.Score(criterion="works", score=2, reason="Two leak"),)
    judged = {"request": request, "round": 1, "scores": scores}
    with pytest.raises(Refusal, match="stage-too-early"):
        f.say(group, e.ScoresGiven, voices="women", people=12, **judged)
    links.carry(group, world.hub)
    told(world.hub, request, verb="hand-over", text="There")
    links.carry(world.hub, group)
    f.say(group, e.ScoresGiven, voices="women", people=12, **judged)
    with pytest.raises(Refusal, match="round-not-next"):
        f.say(group, e.ScoresGiven, voices="men", people=6, **{**judged, "round": 3})
    f.say(group, e.FigureMeasured, request=request, measure="lights", figure=16, checkers=3)
    links.carry(group, world.hub)
    paper = {"on_paper": True, "post": "Engineer"}
    own = (e.Score(criterion="works", score=5),)
    order = words.saying(e.ScoresGiven, request=request, day=f.DAY, round=1, scores=own, **paper)
    perform(world.hub, order, words.say)
    made = report(world.hub, "scorecards")
    (line,) = made["scorecards"][0]["lines"]
    assert (line["community"], line["provider"], line["gap"], line["people"]) == (200, 500, 300, 12)
    (change,) = made["changes"]
    # Whatever was typed, it is counted by the measure of the request.
    assert (change["measure"], change["now"], change["way_percent"]) == ("working-seats", 16, 71)
    (compared,) = made["comparison"]
    assert (compared["met"], compared["unmet"], compared["says_something"]) == (1, 0, False)
    assert "shows no cause" in made["note"]
