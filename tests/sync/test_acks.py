"""Acknowledgements by head; a partner, or this node, put back from an older copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.commands import requests
from federation.commands.deed import perform
from federation.core.refusals import Refusal
from federation.store import journal, mark
from federation.store.drafts import postponed
from sync import batch
from tests import factories as f
from tests.sync import links
from tests.sync.links import (
    World,
    brief,
    bring,
    carry,
    contents,
    publish,
    save,
    saved,
    unchanged,
    waiting,
    write,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def test_acknowledgements_count_only_where_the_heads_are_one(world: World) -> None:
    save(world.group, 3)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    head = links.head_at(world.group, "ledger", 2)
    lower = ack_file(world, batch.Ack("", "ledger", 1, 2, head))
    assert brief(bring(world.group, lower)) == [("applied", "")]
    # The partner was put back from an older copy: it gets its entries again from there.
    assert [(w.first, w.last) for w in write(world.group)] == [(3, 4)]
    with unchanged(world.group):
        assert brief(bring(world.group, lower)) == [("already", "")]
        other = ack_file(world, batch.Ack("f" * 32, "ledger", 1, 4, "0" * 64))
        assert brief(bring(world.group, other)) == [("already", "")]


def ack_file(world: World, *acks: batch.Ack) -> bytes:
    """A file of the hub that only acknowledges."""
    return links.sealed(world.hub, world.group, kind="replies", acks=acks)


def test_word_of_entries_that_are_not_here_says_that_the_books_were_put_back(
    world: World,
) -> None:
    save(world.group, 2)
    content = ack_file(world, batch.Ack("", "ledger", 1, 9, "0" * 64))
    (outcome,) = bring(world.group, content)
    assert outcome.reason == Refusal(
        "node-behind", {"name": "Federation", "stream": "ledger", "entry": 9}
    )
    with pytest.raises(Refusal) as caught:
        save(world.group)
    assert caught.value.code == "node-restored"
    # Files of others are still taken in, and so is that after a new start.
    store = links.reopened(world.group.node.folder)
    assert store.is_restored()
    store.close()


@pytest.mark.sqlite  # its folder is put back with its books in it
def test_a_hub_that_was_put_back_gets_everything_again(world: World, tmp_path: Path) -> None:
    old = links.copied(world.hub, tmp_path / "backup")
    save(world.group, 2)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    save(world.group)
    assert brief(carry(world.group, old)) == [("held", "stream-gap")]
    assert brief(carry(old, world.group)) == [("applied", "")]
    assert [(w.first, w.last) for w in write(world.group)] == [(1, 4)]
    assert brief(carry(world.group, old)) == [("applied", ""), ("already", "")]
    assert saved(old, world.group) == 3000
    assert waiting(old) == []
    assert links.is_sound(old)
    old.close()


def test_a_restored_hub_writes_nothing_on_a_chain_that_went_further(world: World) -> None:
    request = publish(world)
    save(world.group)
    order = requests.GiveAnswer(request=request, day=f.DAY, verb="ask", text="How many?")
    perform(world.city, order, requests.give_answer)
    group = world.group.node.settings.node_id
    mark.raise_marks(world.hub.node, {("replies", group, 1): (9, "0" * 64)})
    assert brief(carry(world.group, world.hub)) == [("applied", ""), ("already", "")]
    # The answer is taken in; its word to the group waits until the chain is known again.
    answered = contents(write(world.city))[0]
    assert brief(bring(world.hub, answered)) == [("applied", "")]
    with world.hub.reading() as db:
        (end,) = [one for one in journal.ends(db) if (one.kind, one.partner) == ("replies", group)]
        before = end.last
    with world.hub.writing() as db:
        (waiting,) = postponed(db, "replies", group)
    assert waiting.event.request == request
    assert before < 9


def test_a_group_s_word_alone_does_not_stop_the_hub(world: World) -> None:
    """It is told, and the hub goes on writing for everybody."""
    ack = batch.Ack("", "replies", 1, 9999, "a" * 64)
    content = links.sealed(world.group, world.hub, kind="requests", acks=(ack,))
    (outcome,) = bring(world.hub, content)
    assert outcome.reason is not None
    assert outcome.reason.code == "node-behind"
    assert not world.hub.is_restored()
    assert links.is_sound(world.hub)
