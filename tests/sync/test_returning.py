"""Entries that a node lost come back from whoever holds them, and nothing is written before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.core.refusals import Refusal
from federation.store import Store
from sync import restored
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, copied, save, write


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    save(made.group, 3)
    carry(made.group, made.hub)
    carry(made.hub, made.group)
    yield made
    made.close()


def ends(store: Store) -> dict[str, int]:
    return {one.kind: one.last for one in links.chains(store) if one.own}


def settled(group: Store, hub: Store, rounds: int = 4) -> None:
    """Both write and bring until nothing is due any more."""
    for _ in range(rounds):
        carry(group, hub)
        carry(hub, group)


@pytest.mark.parametrize("known", ["restore", "mark"])
def test_a_group_put_back_gets_its_entries_back(world: World, tmp_path: Path, known: str) -> None:
    old = copied(world.group, tmp_path / "copy")
    save(world.group, 4)
    f.raise_request(world.group)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    if known == "mark":
        (old.node.folder / "node.mark").write_bytes(
            (world.group.node.folder / "node.mark").read_bytes()
        )
    if known == "restore":
        restored.begin(old)
    with pytest.raises(Refusal, match="node-restored"):
        save(old)
    settled(old, world.hub)
    assert ends(old) == ends(world.group)
    assert not old.is_restored()
    assert links.is_sound(old)
    assert links.is_sound(world.hub)
    save(old)
    assert brief(carry(old, world.hub)) == [("applied", "")]
    assert links.saved(world.hub, old) == links.saved(world.hub, world.group)
    old.close()


def test_a_hub_put_back_gets_both_sides_entries_back(world: World, tmp_path: Path) -> None:
    old = copied(world.hub, tmp_path / "copy")
    request = links.publish(world)
    links.answer(world, request)
    restored.begin(old)
    settled(world.group, old)
    settled(world.city, old)
    settled(world.group, old)
    assert links.is_sound(old)
    assert ends(old)["replies"] == ends(world.hub)["replies"]
    assert links.saved(old, world.group) == links.saved(world.hub, world.group)
    old.close()


def test_an_archive_of_an_earlier_time_does_not_make_a_hub_sure(
    world: World, tmp_path: Path
) -> None:
    request = links.publish(world)
    before = copied(world.hub, tmp_path / "before")
    links.answer(world, request)
    carry(world.hub, world.group, to="G0001")
    once = copied(before, tmp_path / "once")
    restored.begin(once)
    carry(once, world.group, to="G0001")
    archive = contents(write(world.group))
    for _ in range(2):  # the archive brings it back, and it goes on
        carry(world.group, once)
    links.answer(World(tmp_path, world.group, once, world.city), request, "Again?")
    carry(once, world.group, to="G0001")
    twice = copied(before, tmp_path / "twice")
    restored.begin(twice)
    for content in archive:
        bring(twice, content)
    links.answer(World(tmp_path, world.group, twice, world.city), request, "Third?")
    assert ends(twice)["replies"] == 1  # the answers wait: how far it was is not known
    settled(world.group, twice)
    assert ends(twice)["replies"] >= 3
    assert links.is_sound(twice)
    assert not [one for one in links.chains(world.group) if one.state != "open"]
    for store in (before, once, twice):
        store.close()


def test_an_old_reply_brought_again_does_not_pass_for_word_of_today(
    world: World, tmp_path: Path
) -> None:
    save(world.group)
    carry(world.group, world.hub)
    replies = contents(write(world.hub))
    old = copied(world.group, tmp_path / "copy")
    save(world.group)
    carry(world.group, world.hub)
    restored.begin(old)
    for reply in replies:
        bring(old, reply)
    with pytest.raises(Refusal, match="node-restored"):
        save(old)
    old.close()


def test_the_passbooks_tell_that_nothing_is_missing(world: World, tmp_path: Path) -> None:
    old = copied(world.group, tmp_path / "copy")
    restored.begin(old)
    with old.reading() as db:
        letters = restored.code_of_books(db, old.node)
    with pytest.raises(Refusal, match="passbook-differs"):
        restored.confirm(old, letters_read="ABCD EFGH")
    restored.confirm(old, letters_read=f"{letters[:4]}-{letters[4:]}".lower())
    save(old)
    assert brief(carry(old, world.hub)) == [("applied", "")]
    old.close()
