"""Nobody is credited with what somebody at an earlier machine did."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.commands.deed import perform
from federation.commands.meetings import (
    CloseMeeting,
    CountCash,
    OpenMeeting,
    close_meeting,
    count_cash,
    open_meeting,
)
from federation.commands.users import add_user, find_user
from federation.core import events as e
from federation.core.hands import hands
from federation.store import Store, local
from federation.store.queries import books
from sync import rebuild, renewal, restored
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, carry, copied
from tests.sync.test_succession import archives, fresh, take_place


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def officers(store: Store, *names: str) -> tuple[int, ...]:
    return tuple(add_user(store, one, "treasurer", "4821") for one in names)


def meet(store: Store, user: int, *closers: int) -> None:
    """A meeting that `user` opens, and these close."""
    opened = perform(store, OpenMeeting(day=f.DAY, user=user), open_meeting)
    number = int(opened.facts["meeting"])
    perform(store, CountCash(meeting=number, day=f.DAY, counted=0, user=user), count_cash)
    order = CloseMeeting(meeting=number, day=f.DAY, officers=closers, user=user)
    perform(store, order, close_meeting)


def numbers(store: Store) -> dict[str, int]:
    with store.reading() as db:
        return {one.name: one.id for one in local.users(db)}


def test_people_of_a_new_machine_get_numbers_of_their_own(world: World, tmp_path: Path) -> None:
    old = officers(world.group, "Anna", "Beata", "Cecilia", "Diina")
    meet(world.group, old[0], *old[1:])
    carry(world.group, world.hub)
    new = fresh(tmp_path)
    (first,) = officers(new, "Ester")
    assert first == old[0]  # as it is before anybody knows better
    with new.writing() as db:
        local.open_session(db, "cookie", first, "2099")
    take_place(world.hub, new)
    list(rebuild.rebuild(new, archives(world.hub, tmp_path)))
    # Diina only closed the meeting: that is a hand in it, too.
    assert numbers(new) == {"Ester": max(old) + 1}
    assert officers(new, "Frieda") == (max(old) + 2,)
    own = new.node.settings.node_id
    with new.reading() as db:
        entered = {one.user for one in books.entries(db, books.book_of(db, own), limit=99)}
        at_work = local.session_user(db, "cookie", "2026")
    assert entered == {old[0]}
    assert at_work is not None
    assert (at_work.name, at_work.id) == ("Ester", max(old) + 1)
    assert find_user(new, "ester").id == at_work.id
    assert links.is_sound(new)
    new.close()


def test_new_keys_on_the_same_machine_leave_people_as_they_are(
    world: World, tmp_path: Path
) -> None:
    people = officers(world.group, "Anna", "Beata", "Cecilia")
    meet(world.group, people[0], *people)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    list(rebuild.rebuild(world.group, archives(world.hub, tmp_path)))
    assert numbers(world.group) == {"Anna": 1, "Beata": 2, "Cecilia": 3}
    meet_again = officers(world.group, "Diina")
    assert meet_again == (4,)


def test_somebody_whom_a_copy_does_not_know_keeps_her_number(world: World, tmp_path: Path) -> None:
    officers(world.group, "Anna")
    links.save(world.group)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    old = copied(world.group, tmp_path / "copy")
    (lost,) = officers(world.group, "Beata")
    perform(world.group, OpenMeeting(day=f.DAY, user=lost), open_meeting)
    carry(world.group, world.hub)
    restored.begin(old)
    for _ in range(3):
        carry(old, world.hub)
        carry(world.hub, old)
    assert numbers(old) == {"Anna": 1}
    assert officers(old, "Cecilia") == (lost + 1,)
    old.close()


def test_whoever_had_a_hand_is_told_by_every_field_that_names_her() -> None:
    closed = e.MeetingClosed(day=f.DAY, meeting=1, user=1, officers=(2, 3))
    back = e.EntryReversed(day=f.DAY, of=1, user=4, second=5)
    assert hands(closed) == (1, 2, 3)
    assert hands(back) == (4, 5)
    assert hands(e.SavingsReceived(day=f.DAY, member=7, amount=1)) == ()
