"""The office's own chain went two ways: put back and confirmed too early, or copied.

Whoever holds the version that the office lost gets a new card, and the office's word anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from federation.commands import requests as orders
from federation.commands.deed import perform
from federation.store import Store, journal, letters
from federation.store.queries import requests
from sync import backup, histories, rebuild, renewal, repair, restored, status
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, carry
from tests.sync.test_succession import take_place


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    links.save(made.group, 3)
    f.raise_request(made.group)
    carry(made.group, made.hub)
    carry(made.hub, made.group)
    yield made
    made.close()


def put_back_too_early(world: World, place: Path) -> tuple[World, str]:
    """The city and the group hold two answers, the office that was put back writes two others."""
    request = links.publish(world)
    old = links.copied(world.hub, place)
    for text in ("Which plot?", "Which street?"):
        links.answer(world, request, text)
    carry(world.hub, world.group, to="G0001")
    restored.begin(old)
    restored.confirm(old)  # while the group was silent
    world.hub.close()
    return replace(world, hub=old), request


def says_on_paper(hub: Store, request: str, text: str) -> None:
    order = orders.GiveAnswer(
        request=request, day=f.DAY, verb="ask", text=text, on_paper=True, post="Engineer"
    )
    perform(hub, order, orders.give_answer)


def answers(store: Store) -> list[str]:
    with store.reading() as db:
        return sorted(given.text for one in requests.requests(db) for given in one.answers)


def frozen(store: Store) -> list[str]:
    with store.reading() as db:
        return [end.kind for end in journal.ends(db) if end.state == "frozen"]


def flagged(store: Store) -> bool:
    return any(one.forked for one in status.status(store).partners)


def settled(world: World) -> None:
    """Files go both ways until nothing moves."""
    for _ in range(3):
        carry(world.group, world.hub)
        carry(world.hub, world.group, to="G0001")


def new_card(world: World, store: Store, code: str) -> None:
    renewal.prepare(store)
    take_place(world.hub, store, code)


def test_a_group_gets_the_office_s_word_anew(world: World, tmp_path: Path) -> None:
    world, request = put_back_too_early(world, tmp_path / "old")
    says_on_paper(world.hub, request, "How many?")
    settled(world)
    assert (frozen(world.group), repair.trouble(world.group)) == (["replies"], "forked")
    assert flagged(world.group)
    assert flagged(world.hub)
    assert answers(world.group) == ["Which plot?", "Which street?"]  # what came first stands
    new_card(world, world.group, "G0001")
    fork = histories.forks(world.group)[-1]
    assert fork.settled
    assert (fork.name, fork.here, len(fork.other)) == ("Federation", (), 2)  # nothing came yet
    settled(world)
    assert answers(world.group) == answers(world.hub) == ["How many?"]
    assert (frozen(world.group), repair.trouble(world.group)) == ([], "")
    assert not flagged(world.group)
    assert not flagged(world.hub)
    # What the office had said, and says no more, is kept and shown beside what it says now.
    (fork,) = histories.forks(world.group)
    assert ([one.kind for one in fork.here], len(fork.other)) == (["answer-given"], 2)
    assert backup.keep(world.group).signed
    for store in (world.group, world.hub):
        assert links.is_sound(store)
    links.save(world.group)
    assert brief(carry(world.group, world.hub)) == [("applied", "")]
    says_on_paper(world.hub, request, "When?")
    assert brief(carry(world.hub, world.group, to="G0001")) == [("applied", "")]


def test_it_happens_twice(world: World, tmp_path: Path) -> None:
    world, request = put_back_too_early(world, tmp_path / "old")
    says_on_paper(world.hub, request, "How many?")
    settled(world)
    new_card(world, world.group, "G0001")
    older = links.copied(world.hub, tmp_path / "older")
    says_on_paper(world.hub, request, "Which block?")
    settled(world)
    restored.begin(older)
    restored.confirm(older)
    world.hub.close()
    world = replace(world, hub=older)
    says_on_paper(world.hub, request, "How few?")
    settled(world)
    assert frozen(world.group) == ["replies"]
    new_card(world, world.group, "G0001")
    settled(world)
    assert answers(world.group) == answers(world.hub) == ["How few?", "How many?"]
    assert len(histories.forks(world.group)) == 2
    with world.group.reading() as db:
        aside = [end.incarnation for end in journal.ends(db) if end.state == "branch"]
        assert sorted(aside) == [-1 - journal.ASIDE, -1]
    for store in (world.group, world.hub):
        assert links.is_sound(store)


def test_a_city_gets_the_office_s_word_anew(world: World, tmp_path: Path) -> None:
    old = links.copied(world.hub, tmp_path / "old")
    request = links.publish(world)
    links.answer(world, request)
    restored.begin(old)
    restored.confirm(old)
    world.hub.close()
    world = replace(world, hub=old)
    settled(world)  # the request comes again
    again = links.publish(world, ("held", "stream-forked"))
    assert again != request
    carry(world.city, world.hub)
    assert frozen(world.city) == ["publication"]
    assert repair.trouble(world.city) == "forked"
    new_card(world, world.city, "C01")
    for _ in range(3):
        carry(world.hub, world.city, to="C01")
        carry(world.city, world.hub)
    assert (frozen(world.city), repair.trouble(world.city)) == ([], "")
    assert not flagged(world.city)
    for store in (world.city, world.hub, world.group):
        assert links.is_sound(store)
    with world.city.reading() as db:
        assert [one.request for one in requests.requests(db)] == [again]


def test_two_who_hold_each_other_s_fork_come_to_rest(world: World, tmp_path: Path) -> None:
    """Each file shows the other side what it knows; that alone is no reason for a further file."""
    twin = links.copied(world.group, tmp_path / "twin")
    links.save(world.group)
    world, request = put_back_too_early(world, tmp_path / "old")
    says_on_paper(world.hub, request, "How many?")
    f.enter(twin, ("savings", 7, 1))
    carry(twin, world.hub)
    settled(world)
    assert frozen(world.group) == ["replies"]
    assert frozen(world.hub) == ["ledger"]
    for store, other in ((world.hub, world.group), (world.group, world.hub)):
        who = other.node.settings.node_id
        with store.reading() as db:
            untold = [one.code for one in letters.ins(db, who, untold=True)]
        assert "stream-forked" not in untold
    twin.close()


def test_a_rebuilt_machine_need_not_hold_what_the_lost_one_was_shown(
    world: World, tmp_path: Path
) -> None:
    world, request = put_back_too_early(world, tmp_path / "old")
    says_on_paper(world.hub, request, "How many?")
    settled(world)
    assert frozen(world.group) == ["replies"]
    new = links.node(tmp_path / "new", "group", "Ehangano")
    take_place(world.hub, new)
    list(
        rebuild.rebuild(new, [one.file for one in links.write(world.hub, to="G0001", rebuild=True)])
    )
    settled(replace(world, group=new))
    assert links.is_sound(new)
    assert not flagged(new)
    new.close()
