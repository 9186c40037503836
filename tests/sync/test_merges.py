"""Requests of two groups asked as one, carried in files: each group gets every answer of its own.

Two groups, their hub and a city with real keys; files are written, carried, repeated, out of order.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.commands import merging, passing, publication, releasing, requests
from federation.commands.deed import perform
from federation.core import canonical
from federation.core import events as e
from federation.core.agreements import CITY
from federation.core.refusals import Refusal
from federation.store import Store
from federation.store.queries import merges
from federation.store.queries.clocks import clocks, turns_of
from federation.store.queries.requests import RequestView, partner
from federation.store.queries.requests import requests as asked
from tests import factories as f

from . import links
from .links import World, brief, bring, carry, contents, is_sound, write

TITLE = "Toilets for both blocks"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[World, Store, tuple[str, str]]]:
    """Both requests are at the hub, merged and given free; nothing is published yet."""
    made = links.make(tmp_path)
    second = links.node(tmp_path, "group", "Tunombili")
    links.enrol(made.hub, second)
    own = f.raise_request(made.group, households=30)
    hers = f.raise_request(second, households=40)
    carry(made.group, made.hub)
    carry(second, made.hub)
    order = merging.MergeRequests(day=f.DAY, requests=(own, hers), title=TITLE)
    perform(made.hub, order, merging.merge_requests)
    releasing.release(made.hub)
    yield made, second, (own, hers)
    for store in (made.group, made.hub, made.city, second):
        store.close()


def views(store: Store) -> dict[str, RequestView]:
    with store.reading() as db:
        return {one.request: one for one in asked(db)}


def told(made: World, *groups: Store) -> None:
    """Everybody gets what the hub has."""
    for reader in (made.city, *groups):
        with made.hub.reading() as db:
            found = partner(db, reader.node.settings.node_id)
        assert found is not None
        for one in write(made.hub, to=found.code):
            bring(reader, one.file.read_bytes())


def answer(made: World, request: str, verb: str, **more: object) -> str:
    order = requests.GiveAnswer(request=request, day=f.DAY, verb=verb, **more)
    return str(perform(made.city, order, requests.give_answer).facts["answer"])


def joint(store: Store) -> RequestView:
    (found,) = [one for one in views(store).values() if one.parts]
    return found


PROMISE = {"text": "Ten toilets", "department": "Water", "by": "2027-06-30", "amount": 500,
           "budget_line": "C-1", "many": 10}  # fmt: skip


def test_the_city_answers_once_and_each_group_has_it(
    world: tuple[World, Store, tuple[str, str]],
) -> None:
    made, second, (own, hers) = world
    publication.publish(made.hub)
    told(made, made.group, second)
    ask = joint(made.city)
    assert (ask.title, ask.households, set(ask.parts)) == (TITLE, 70, {own, hers})
    assert {views(made.city)[one].stage for one in (own, hers)} == {"merged"}
    with pytest.raises(Refusal, match="request-closed"):
        answer(made, own, "ask", text="How many?")
    promised = answer(made, ask.request, "commit", **PROMISE)
    carry(made.city, made.hub)
    for one in (own, hers):
        assert [a.answer for a in views(made.hub)[one].answers] == [promised]
    told(made, made.group, second)
    for store, request in ((made.group, own), (second, hers)):
        (view,) = views(store).values()
        assert view.request == request
        assert [a.answer for a in view.answers] == [promised]
        assert view.within is not None
        assert (view.within.groups, view.within.title) == (2, TITLE)
        assert view.within.requests == (request,)  # nothing of whose the other is
        (clause,) = view.agreement(f.DAY).clauses
        assert (clause.many, clause.side) == (10, CITY)
    for store in (made.group, second, made.hub, made.city):
        assert is_sound(store)


def test_words_of_the_city_go_to_all_and_replies_of_each_come_back(
    world: tuple[World, Store, tuple[str, str]],
) -> None:
    """One accepts, the other contests what was delivered: at the city it is contested."""
    made, second, (own, hers) = world
    publication.publish(made.hub)
    told(made, made.group, second)
    ask = joint(made.city).request
    answer(made, ask, "commit", **PROMISE)
    done = answer(made, ask, "deliver", text="Ten", many=10)
    f.say(made.city, e.PaymentTold, request=ask, payer="city", amount=500, receipt="7",
          about="materials")  # fmt: skip
    carry(made.city, made.hub)
    told(made, made.group, second)
    for store, request in ((made.group, own), (second, hers)):
        view = views(store)[request]
        assert view.stage == "building"
        assert len(view.words_of(e.PaymentTold)) == 1
    confirmed = {"verb": "confirm", "installed": 10, "working": 10}
    f.say(made.group, e.ReplyGiven, request=own, answer=done, **confirmed)
    f.say(second, e.ReplyGiven, request=hers, answer=done, verb="contest", text="Four leak")
    carry(second, made.hub)
    carry(made.group, made.hub)
    perform(made.hub, passing.PassOn(), passing.pass_on)
    told(made)
    view = joint(made.city)
    assert len(view.words_of(e.ReplyGiven)) == 2
    assert [one.state for one in view.agreement(f.DAY).clauses] == ["contested"]
    f.say(second, e.ReplyGiven, request=hers, answer=done, **confirmed)
    carry(second, made.hub)
    perform(made.hub, passing.PassOn(), passing.pass_on)
    told(made)
    assert [one.state for one in joint(made.city).agreement(f.DAY).clauses] == ["kept"]
    for store in (made.hub, made.city):
        assert is_sound(store)


def test_what_is_repeated_or_comes_in_any_order_changes_nothing(
    world: tuple[World, Store, tuple[str, str]],
) -> None:
    made, second, (own, _) = world
    publication.publish(made.hub)
    (first,) = contents(write(made.hub, to="C01"))
    assert brief(bring(made.city, first)) == [("applied", "")]
    answer(made, joint(made.city).request, "ask", text="Where?")
    (asked_file,) = contents(write(made.city))
    assert brief(bring(made.hub, asked_file)) == [("applied", "")]
    assert brief(bring(made.hub, asked_file)) == [("already", "")]
    order = merging.SplitMerge(merge=joint(made.city).request, day=f.DAY, reason="two roads")
    perform(made.hub, order, merging.split_merge)
    (again,) = contents(write(made.hub, to="C01"))
    assert brief(bring(made.city, again)) == [("applied", "")]
    for one in (first, again, first):
        assert brief(bring(made.city, one)) == [("already", "")]
    told(made, made.group, second)
    assert len(views(made.group)[own].answers) == 1
    for store in (made.group, second, made.hub, made.city):
        assert is_sound(store)


def test_after_a_split_each_is_asked_for_itself_again(
    world: tuple[World, Store, tuple[str, str]],
) -> None:
    """What was promised to all stays with all; what is said from now on goes to one."""
    made, second, (own, hers) = world
    publication.publish(made.hub)
    told(made, made.group, second)
    ask = joint(made.city).request
    promised = answer(made, ask, "commit", **PROMISE)
    # The city's word and the split cross on their way.
    order = merging.SplitMerge(merge=ask, day=f.DAY, reason="two roads")
    perform(made.hub, order, merging.split_merge)
    carry(made.city, made.hub)
    told(made, made.group, second)
    for store, request in ((made.group, own), (second, hers)):
        view = views(store)[request]
        assert [one.answer for one in view.answers] == [promised]
        assert view.within is None
        assert [one.split_on for one in view.merges] == [f.DAY]
    found = views(made.city)
    assert found[ask].stage == "split"
    # Nobody's wait begins anew: the turn since the promise to all goes on, as at the group.
    for store in (made.city, made.hub, made.group):
        assert [one.why for one in turns_of(views(store)[own])] == ["submitted", "commit"]
    assert clocks(found[ask], f.DAY).runs == ""
    assert {found[one].stage for one in (own, hers)} == {"submitted"}
    assert [one.clause for one in found[ask].agreement(f.DAY).clauses] == [promised]
    with pytest.raises(Refusal, match="request-closed"):
        answer(made, ask, "ask", text="Still there?")
    answer(made, own, "ask", text="Which road?")
    carry(made.city, made.hub)
    told(made, made.group, second)
    assert len(views(made.group)[own].answers) == 2
    assert len(views(second)[hers].answers) == 1
    for store in (made.group, second, made.hub, made.city):
        assert is_sound(store)


def test_a_refusal_of_all_goes_on_with_each_until_it_takes_its_own_up_again(
    world: tuple[World, Store, tuple[str, str]],
) -> None:
    """While they are asked as one a group takes it up for all, after a split for itself."""
    made, second, (own, hers) = world
    publication.publish(made.hub)
    told(made, made.group, second)
    ask = joint(made.city).request
    refused = answer(made, ask, "refuse", reason="no-budget", text="Not this year")
    carry(made.city, made.hub)
    told(made, made.group, second)
    assert {views(made.hub)[one].stage for one in (own, hers)} == {"refused"}
    f.say(made.group, e.RequestReopened, request=own, closing=refused, reason="there is money now")
    carry(made.group, made.hub)
    perform(made.hub, passing.PassOn(), passing.pass_on)
    told(made)
    assert views(made.city)[ask].stage == "submitted"
    again = answer(made, ask, "refuse", reason="no-budget", text="Still not")
    carry(made.city, made.hub)
    order = merging.SplitMerge(merge=ask, day=f.DAY, reason="two roads")
    perform(made.hub, order, merging.split_merge)
    told(made, made.group, second)
    for store in (made.city, made.hub):
        found = views(store)
        assert {found[one].stage for one in (own, hers)} == {"refused"}
    f.say(second, e.RequestReopened, request=hers, closing=again, reason="her own road")
    carry(second, made.hub)
    perform(made.hub, passing.PassOn(), passing.pass_on)
    told(made)
    assert [views(made.city)[one].stage for one in (own, hers)] == ["refused", "submitted"]
    assert is_sound(made.city)


def test_what_all_parts_reached_the_joint_request_reached(
    world: tuple[World, Store, tuple[str, str]],
) -> None:
    made, second, (own, hers) = world
    publication.publish(made.hub)
    told(made, made.group, second)
    for store, request in ((made.group, own), (second, hers)):
        assert joint(made.city).stage == "submitted"
        f.say(store, e.StageReached, request=request, stage="building", evidence="work-log")
        carry(store, made.hub)
        perform(made.hub, passing.PassOn(), passing.pass_on)
        told(made)
    assert joint(made.city).stage == "building"


def test_who_took_hers_back_before_the_city_heard_gets_no_answer_of_the_others(
    world: tuple[World, Store, tuple[str, str]], tmp_path: Path
) -> None:
    made, second, (own, hers) = world
    third = links.node(tmp_path, "group", "Third")
    links.enrol(made.hub, third)
    last = f.raise_request(third, households=50)
    carry(third, made.hub)
    with made.hub.reading() as db:
        ((before,), *_) = [[one.merge for one in merges.merges(db)]]
    split = merging.SplitMerge(merge=before, day=f.DAY, reason="a third one")
    perform(made.hub, split, merging.split_merge)
    order = merging.MergeRequests(day=f.DAY, requests=(own, hers, last), title=TITLE)
    perform(made.hub, order, merging.merge_requests)
    releasing.release(made.hub)
    back = requests.WithdrawRequest(request=last, day=f.DAY)
    perform(third, back, requests.withdraw_request)
    carry(third, made.hub)
    publication.publish(made.hub)
    told(made, made.group, second, third)
    answer(made, joint(made.city).request, "ask", text="Where?")
    carry(made.city, made.hub)
    assert [len(views(made.hub)[one].answers) for one in (own, hers, last)] == [1, 1, 0]
    third.close()


def test_a_joint_request_ends_when_all_take_theirs_back(
    world: tuple[World, Store, tuple[str, str]],
) -> None:
    made, second, (own, hers) = world
    publication.publish(made.hub)
    told(made, made.group, second)
    for store, request in ((made.group, own), (second, hers)):
        assert joint(made.city).stage == "submitted"
        back = requests.WithdrawRequest(request=request, day=f.DAY)
        perform(store, back, requests.withdraw_request)
        carry(store, made.hub)
        told(made)
    assert joint(made.city).stage == "withdrawn"


def test_a_group_or_a_city_cannot_merge(world: tuple[World, Store, tuple[str, str]]) -> None:
    """It is a hub's word: in a city's file it is somebody else's."""
    made, _, (own, hers) = world
    publication.publish(made.hub)
    told(made)
    lie = e.RequestsMerged(
        day=f.DAY, merge="m" * 20, number="M9", title="No", requests=(own, hers), groups=2
    )
    line = canonical.encode(lie)
    made_up = links.sealed(made.city, made.hub, [line], kind="replies")
    (outcome,) = bring(made.hub, made_up)
    assert outcome.outcome == "refused"
    assert outcome.reason is not None
    assert outcome.reason.code == "word-of-another"


def test_a_hub_that_stops_and_starts_knows_it_still(
    world: tuple[World, Store, tuple[str, str]], tmp_path: Path
) -> None:
    made, second, (own, _) = world
    publication.publish(made.hub)
    told(made)
    answer(made, joint(made.city).request, "ask", text="Where?")
    made.hub.close()
    again = World(tmp_path, made.group, links.reopened(made.hub.node.folder), made.city)
    carry(again.city, again.hub)
    told(again, again.group, second)
    assert len(views(made.group)[own].answers) == 1
    assert is_sound(again.hub)
    again.hub.close()
