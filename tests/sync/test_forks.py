"""A chain told in two versions: nothing past the place is taken, both are kept, both sides told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.commands.deed import enter
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.store import Draft, Store, exchange, journal, mark
from sync import histories, intake, status
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, save, saved, unchanged, write

# What goes two ways is a folder that was copied with its books in it: those on a server stay one.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


@pytest.fixture
def twin(world: World, tmp_path: Path) -> Iterator[Store]:
    """The group's folder copied to a second machine after its fourth entry; both go on."""
    save(world.group, 3)
    store = links.copied(world.group, tmp_path / "twin")
    yield store
    store.close()


def forked(store: Store) -> dict[str, bool]:
    return {one.code: one.forked for one in status.status(store).partners}


def state(hub: Store, kind: str = "ledger") -> str:
    with hub.reading() as db:
        (found,) = (end for end in journal.ends(db) if end.kind == kind and not end.own)
    return found.state


def test_the_second_version_is_kept_and_nothing_of_it_is_taken(world: World, twin: Store) -> None:
    save(world.group, 2)
    f.enter(twin, ("savings", 7, 1))
    carry(world.group, world.hub)
    (content,) = contents(write(twin))
    (outcome,) = bring(world.hub, content, "twin.sgb")
    assert (outcome.outcome, outcome.new) == ("held", 0)
    assert outcome.reason == Refusal("stream-forked", {"name": "Ehangano", "entry": 5})
    assert (state(world.hub), saved(world.hub, world.group)) == ("frozen", 5000)
    with world.hub.reading() as db:
        (view,) = exchange.held(db)
        assert exchange.held_bytes(db, view.digest) == content
    assert (view.name, view.code, view.first, view.last) == ("twin.sgb", "stream-forked", 1, 5)
    assert forked(world.hub) == {"G0001": True, "C01": False}
    assert links.is_sound(world.hub)
    with unchanged(world.hub):
        assert brief(bring(world.hub, content)) == [("held", "stream-forked")]


def test_neither_version_goes_on_past_the_place(world: World, twin: Store) -> None:
    save(world.group, 2)
    f.enter(twin, ("savings", 7, 1))
    carry(world.group, world.hub)
    carry(twin, world.hub)
    save(world.group)
    f.enter(twin, ("savings", 8, 1))
    (more,) = contents(write(world.group))
    with unchanged(world.hub, "held_file", "local_state"):
        assert brief(bring(world.hub, more)) == [("held", "stream-frozen")]
        assert brief(carry(twin, world.hub)) == [("held", "stream-forked")]
    # What is known of the version that came first stays known; other streams go on.
    (known, _) = contents(write(world.group, volume_entries=6))
    with unchanged(world.hub, "local_sent"):
        assert brief(bring(world.hub, known)) == [("already", "")]
    f.raise_request(world.group)
    request = contents(write(world.group))[1]
    assert brief(bring(world.hub, request)) == [("applied", "")]
    assert list(intake.take_in(world.hub, [])) == []
    assert saved(world.hub, world.group) == 5000


def test_both_sides_are_told(world: World, twin: Store) -> None:
    save(world.group, 2)
    f.enter(twin, ("savings", 7, 1))
    carry(world.group, world.hub)
    carry(twin, world.hub)
    word, ours = contents(write(world.hub))
    assert brief(bring(world.group, word)) == [("applied", "")]
    assert brief(bring(world.group, ours)) == [("already", "")]
    assert brief(bring(twin, word)) == [("applied", "node-behind")]
    for store in (world.group, twin):
        assert forked(store) == {"G0001": True}
    with world.group.reading() as db:
        (fork,) = exchange.forks(db)
    assert (fork.stream, fork.seq) == ("ledger", 5)
    assert fork.head == links.head_at(world.group, "ledger", 5)
    assert links.is_sound(world.group)


def test_word_of_another_head_says_that_our_own_chain_went_two_ways(
    world: World, twin: Store
) -> None:
    save(world.group)
    for amount in (7, 8, 9):
        f.enter(twin, ("savings", amount, 1))
    carry(world.group, world.hub)
    (content,) = contents(write(world.hub))
    (outcome,) = bring(twin, content)
    assert (outcome.outcome, outcome.reason) == (
        "already",
        Refusal("stream-forked-ours", {"name": "Federation", "stream": "ledger", "entry": 5}),
    )
    assert forked(twin) == {"G0001": True}
    assert links.is_sound(twin)
    assert [(w.first, w.last) for w in write(twin)] == [(1, 7)]
    with unchanged(twin):
        bring(twin, content)


@pytest.mark.parametrize(
    ("first", "place"), [(1, 3), (2, 3), (3, 3), (4, 3)], ids=["all", "2", "at it", "behind it"]
)
def test_the_place_is_found_as_far_as_the_file_shows_it(
    world: World, first: int, place: int
) -> None:
    """Entries 1 to 5 came; another version differs from entry 3 on and begins at `first`."""
    lines = [links.admitted(), *[links.savings()] * 4]
    other = [*lines[:2], *[links.savings(7)] * 3]
    bring(world.hub, links.sealed(world.group, world.hub, lines))
    heads = [
        links.head_of(world.hub, links.sealed(world.group, world.hub, other[:n])) for n in range(6)
    ]
    content = links.sealed(
        world.group, world.hub, other[first - 1 :], first=first, prev=heads[first - 1]
    )
    (outcome,) = bring(world.hub, content)
    assert outcome.reason == Refusal("stream-forked", {"name": "Ehangano", "entry": place})
    assert links.is_sound(world.hub)


def test_a_file_without_entries_shows_a_fork_too(world: World) -> None:
    save(world.group, 2)
    carry(world.group, world.hub)
    content = links.sealed(world.group, world.hub, first=3, prev="0" * 64)
    assert brief(bring(world.hub, content)) == [("held", "stream-forked")]
    assert links.is_sound(world.hub)


def test_a_group_tells_its_hub_of_the_hub_s_own_fork(world: World, tmp_path: Path) -> None:
    group = world.group.node.settings.node_id
    other = links.copied(world.hub, tmp_path / "twin")
    for hub, request in ((world.hub, "r1"), (other, "r2")):
        word = e.RequestReviewed(day=f.DAY, request=request)
        with hub.writing() as db:
            enter(db, hub.node, [Draft(kinds.REPLIES, word, partner=group)], {})
    assert brief(carry(world.hub, world.group)) == [("applied", "")]
    assert brief(carry(other, world.group)) == [("held", "stream-forked")]
    carry(world.group, world.hub)
    assert forked(world.hub)["G0001"]
    assert forked(world.group) == {"G0001": True}
    for store in (world.group, world.hub):
        assert links.is_sound(store)
    other.close()


def test_a_fork_is_found_by_a_hub_that_was_put_back(world: World, twin: Store) -> None:
    save(world.group)
    f.enter(twin, ("savings", 7, 1))
    carry(world.group, world.hub)
    mark.raise_marks(world.hub.node, {("replies", "", 1): (9, "0" * 64)})
    (content,) = contents(write(twin))
    assert brief(bring(world.hub, content)) == [("held", "stream-forked")]
    assert state(world.hub) == "frozen"


def test_the_first_version_brought_again_does_not_hide_it_from_the_other_machine(
    world: World, twin: Store
) -> None:
    save(world.group, 2)
    carry(world.group, world.hub)
    f.enter(twin, ("savings", 7, 1))
    assert brief(carry(twin, world.hub)) == [("held", "stream-forked")]
    carry(world.group, world.hub, full=True)
    carry(world.hub, twin)
    (fork,) = histories.forks(twin)
    assert [row.amount_minor for row in fork.other] == [1000, 1000]


def test_evidence_that_comes_again_and_again_is_kept_once(world: World, twin: Store) -> None:
    save(world.group)
    carry(world.group, world.hub)
    for amount in range(1, 5):
        f.enter(twin, ("savings", amount, 1))
        assert brief(carry(twin, world.hub)) == [("held", "stream-forked")]
        assert brief(carry(twin, world.hub, full=True))[0] == ("held", "stream-forked")
        carry(world.hub, twin)
    assert [last for _, last, _ in links.waiting(world.hub)] == [8]
    assert len(links.waiting(twin)) == 2  # the bare word that came first, and the newest archive
    assert links.is_sound(world.hub)
    assert links.is_sound(twin)
