"""What merging takes from nobody: the days waited, what is late, and what the city said before."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from federation.commands import merging, publication, releasing, requests
from federation.commands.deed import perform
from federation.reports import making
from federation.reports.table import Span
from federation.store.queries import merges
from federation.store.queries import requests as asked
from federation.store.queries.clocks import Clocks, clocks, waiting
from federation.web.city.common import Listed
from federation.web.city.due import duty
from tests import factories

from .cities import main_of
from .conftest import Browser
from .test_duplicates import groups
from .test_hub import hub
from .test_merges import TITLE, asking, carry, city, merge, side_by_side

__all__ = ["asking", "city", "groups", "hub"]


def day_of(store):
    return store.node.clock().date().isoformat()


def views(store):
    with store.reading() as db:
        return {one.request: one for one in asked.requests(db)}


def told(store, request):
    return clocks(views(store)[request], day_of(store))


def due_of(store, request):
    return [(one.why, one.due, one.late_days) for one in told(store, request).due]


PROMISE = {"verb": "commit", "text": "Two taps", "department": "Water", "amount": 500,
           "budget_line": "C-1", "many": 2}  # fmt: skip


@pytest.fixture
def make_late(hub, asking, city, clock):
    """Given free one after the other; the city answered the second, and let the first wait.

    100 days later they are asked as one, and the city knows it.
    """

    def made(**answer):
        store, office = hub[0], city.extensions["federation"]
        for request, days in zip(asking, (70, 28), strict=True):
            releasing.release(store, (request,))
            publication.publish(store)
            clock.moment += timedelta(days=days)
        carry(store, office)
        order = requests.GiveAnswer(request=asking[1], day=day_of(office), **answer)
        perform(office, order, requests.give_answer)
        clock.moment += timedelta(days=2)
        carry(office, store)
        before = {name: told(office, name) for name in asking}
        order = merging.MergeRequests(requests=tuple(asking), day=day_of(store), title=TITLE)
        joint = str(perform(store, order, merging.merge_requests).facts["merge"])
        publication.publish(store)
        carry(store, office)
        return joint, before

    return made


@pytest.fixture
def late(make_late):
    """The second was acknowledged only."""
    return make_late(verb="acknowledge", text="We have it", department="Water")


def test_the_joint_request_is_late_since_the_first_part_was(hub, asking, city, late, clock):
    store, office = hub[0], city.extensions["federation"]
    joint, before = late
    first, second = asking
    assert (before[first].them, before[second].them) == (100, 30)
    (due,) = before[first].due
    assert due.late_days > 80
    for node in (office, store):
        if node is store:
            with store.reading() as db:
                ask = merges.merge(db, joint)
                parts = asked.requests(db, ask.requests)
            found = clocks(merging.asked_as(ask, parts, []), day_of(store))
        else:
            found = told(office, joint)
        assert (found.them, found.us, found.runs) == (100, 0, "them")
        assert found.due[0] == due
    official = Browser(city).log_in("Official")
    page = main_of(official.get(f"/requests/{joint}"))
    assert "the city let the group wait 100 days" in page
    assert f"{due.late_days} days late" in page
    with store.reading() as db:
        (part,) = asked.requests(db, [second])
    assert f"said before, to {part.group} {part.number} We have it" in page
    assert "the group has waited 100 days for the city" in main_of(official.get("/requests"))
    home = main_of(official.get("/"))
    assert "Late 1 " in home
    assert TITLE in home
    clock.moment += timedelta(days=9)
    assert (told(office, joint).them, told(office, first).them) == (109, 109)


@pytest.mark.usefixtures("late")
def test_who_waits_longest_says_the_same_at_the_city_and_at_the_hub(hub, city):
    official = Browser(city).log_in("Official")
    rows = [
        re.findall(r"(Havana \d+ \d+ days the middle one \d+)", main_of(one.get("/waiting")))
        for one in (official, Browser(hub[2]).log_in("Rosa"))
    ]
    assert rows[0] == rows[1] == [f"Havana 2 100 days the middle one {(100 + 30) // 2}"]
    for store in (hub[0], city.extensions["federation"]):
        (made,) = making.make(store, "equity", Span())
        (row,) = made.plain["settlements"]
        assert (row["days_longest"], row["days_waiting"]) == (100, 65)
        assert row["late_answer"] > 80


def test_an_answer_to_all_ends_the_lateness_and_a_split_brings_none_back(
    hub, asking, city, late, clock
):
    """The turn that an answer to all began goes on for each part, at the city as at the office."""
    store, office = hub[0], city.extensions["federation"]
    joint, _ = late
    order = requests.GiveAnswer(
        request=joint,
        day=day_of(office),
        verb="acknowledge",
        text="We read all of it",
        department="Water",
    )
    perform(office, order, requests.give_answer)
    ((why, _, days),) = due_of(office, joint)
    assert (why, days) == ("acknowledge", 0)
    carry(office, store)
    clock.moment += timedelta(days=60)
    order = merging.SplitMerge(merge=joint, day=day_of(store), reason="two roads")
    perform(store, order, merging.split_merge)
    carry(store, office)
    for request, waited in zip(asking, (160, 90), strict=True):
        assert told(office, request) == told(store, request)
        assert told(office, request).them == waited
        ((why, _, days),) = due_of(office, request)
        assert why == "acknowledge"
        assert days > 25
    assert (told(office, joint).them, told(office, joint).runs) == (160, "")


def test_a_promise_to_one_stays_due_when_it_is_asked_with_others(asking, city, make_late, clock):
    """What was promised to one group before is owed on the joint request, as it was."""
    office = city.extensions["federation"]
    by = (clock().date() + timedelta(days=110)).isoformat()
    joint, _ = make_late(**PROMISE, by=by)
    clock.moment += timedelta(days=30)
    with_promise = views(office)[joint]
    one = Listed(with_promise, clocks(with_promise, day_of(office)), is_open=True)
    assert duty(one, day_of(office)).why == "submitted"  # the first part waits since before
    alone = replace(with_promise, before=with_promise.before[:0])
    assert duty(replace(one, view=alone, clocks=Clocks(0, 0, "")), day_of(office)) is None
    kept = [part for part in with_promise.before if part.request == asking[1]]
    found = duty(
        Listed(replace(with_promise, before=tuple(kept)), Clocks(0, 0, ""), is_open=True),
        day_of(office),
    )
    assert (found.why, found.due, found.late_days) == ("promise", by, 20)


def test_who_takes_hers_back_waits_no_more_in_it(hub, asking, city, groups, late):
    store, office = hub[0], city.extensions["federation"]
    joint, _ = late
    group = groups[0]
    order = requests.WithdrawRequest(request=asking[0], day=day_of(group))
    perform(group, order, requests.withdraw_request)
    carry(group, store)
    carry(store, office)
    view = views(office)[joint]
    assert [one.request for one in waiting(view)] == [asking[1]]
    assert told(office, joint).them == 30
    assert told(office, joint).due[0].why == "acknowledge"


def test_the_office_finds_it_on_its_list(hub, asking):
    _, rosa, _ = hub
    joint = merge(rosa, *asking)
    page = rosa.get("/requests")
    assert f'href="{joint}"' in page.text
    text = main_of(page)
    assert f"M1 · {TITLE}" in text
    assert text.count("asked as M1 ·") == len(asking)


def test_what_cannot_be_asked_with_it_says_why_and_leads_to_the_split(hub, asking, groups):
    store, rosa, _ = hub
    joint = merge(rosa, *asking)
    for one, told_ in (
        (groups[0], {"title": "A tap", "need": "water", "households": 20}),
        (groups[0], {"title": "More toilets", "households": 9}),
    ):
        factories.raise_request(one, **told_)
    carry(groups[0], store)
    names = {one.title: name for name, one in views(store).items()}
    more = names["More toilets"]
    page = rosa.get(side_by_side(more))
    text = main_of(page)
    assert "there is nothing to choose" in text
    assert "Choose two requests or more" not in text
    assert text.count("It is asked as M1 already. Split M1 first") == 2
    assert "It asks for something else: " in text
    assert f'href="{joint}#split"' in page.text
    assert '<details class="card screen" open>' in page.text
    water = main_of(rosa.get(side_by_side(names["A tap"])))
    assert "It asks for something else: " in water
    wrong = rosa.get(side_by_side(more, asking[0]))
    assert f"Leave out “More toilets” of {views(store)[more].group}" in main_of(wrong)
    assert f'href="/merges/new?r={asking[0]}"' in wrong.text
    assert f'href="{joint}#split"' in wrong.text
    inside = rosa.get(side_by_side(asking[0]))
    assert "It is asked as M1 already. Split M1 first" in main_of(inside)
    assert 'type="checkbox"' not in inside.text
