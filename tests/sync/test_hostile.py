"""Partners who mean harm: with a stolen card, with a card of their own, with the hub's own key."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from federation.commands.deed import enter
from federation.core import chain, kinds
from federation.core import events as e
from federation.core.events import ChainClosed, EarlierWriter
from federation.core.refusals import Refusal
from federation.store import Draft, Store
from sync import (
    archive,
    batch,
    cards,
    enrolment,
    histories,
    holding,
    keys,
    rebuild,
    renewal,
    repair,
    restored,
    seal,
)
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, save, savings
from tests.sync.test_succession import archives, fresh, take_place

NO_HEAD = "0" * 64


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    save(made.group, 3)
    carry(made.group, made.hub)
    carry(made.hub, made.group)
    yield made
    made.close()


@pytest.fixture
def successor(world: World, tmp_path: Path) -> Iterator[Store]:
    """The group's second card, on another machine; its ledger begins after entry 4."""
    made = fresh(tmp_path)
    take_place(world.hub, made)
    list(rebuild.rebuild(made, archives(world.hub, tmp_path)))
    yield made
    made.close()


def send(writer: Store, reader: Store, *lines: bytes, **header: Any) -> list[tuple[str, str]]:
    """A file signed with the card of a writer's folder, whatever it says."""
    own, theirs = enrolment.own_card(writer.node), enrolment.own_card(reader.node)
    first = int(header.get("first", 1))
    told = {
        "kind": "ledger",
        "writer": own.node,
        "first": first,
        "prev": chain.start(own.line).hex(),
        "to_rcpt": (keys.key_id(theirs.seal), keys.key_id(own.recovery)),
        "schema": 2,
        "app": "test",
        **header,
    }
    entries = [(seq, line, None) for seq, line in enumerate(lines, first)]
    made = batch.write_batch(batch.Header(**told), entries, keys.sign_key(writer.node))
    return brief(bring(reader, seal.seal(made.inner, (theirs.seal,))))


@pytest.mark.parametrize("entries", [0, 2, 8])
def test_a_file_from_before_its_cards_beginning_is_refused(
    world: World, successor: Store, entries: int
) -> None:
    with links.unchanged(world.hub):
        told = send(successor, world.hub, *[savings()] * entries, inc=2)
    assert told == [("refused", "chain-start-differs")]


@pytest.mark.usefixtures("successor")
def test_what_nobody_can_read_is_shown_by_its_number(world: World) -> None:
    head = links.head_at(world.group, "ledger", 4)
    for line in (b'{"kind":"nonsense"}', b"<no entry>", savings(7)):
        told = send(world.group, world.hub, line, first=5, prev=head)
        assert told == [("held", "branch-closed")]
    assert send(world.group, world.hub, savings(8), first=2**53 - 2) == [("held", "branch-closed")]
    (fork,) = histories.forks(world.hub)
    assert {row.seq for row in fork.other} == {5, 2**53 - 2}
    assert fork.here == ()


@pytest.mark.usefixtures("successor")
def test_a_stolen_card_does_not_fill_the_hub(world: World) -> None:
    head = links.head_at(world.group, "ledger", 4)
    for amount in range(holding.BRANCHES_MAX + 5):
        told = send(world.group, world.hub, savings(100 + amount), first=5, prev=head)
        assert told == [("held", "branch-closed")]
    assert len(links.waiting(world.hub)) == holding.BRANCHES_MAX
    assert links.is_sound(world.hub)


def charter(world: World, partner: cards.Card, closed: tuple[ChainClosed, ...] | None) -> bytes:
    """The hub's word for a card; `closed`: in the place of the group's first one."""
    first = enrolment.own_card(world.group.node)
    place = EarlierWriter(card=first.line.decode(), closed=closed or ())
    return cards.make_charter(
        keys.sign_key(world.hub.node),
        hub=enrolment.own_card(world.hub.node),
        partner=partner,
        code="G0009",
        day="2026-11-24",
        no=9,
        earlier=(place,) if closed else (),
    )


def test_new_keys_that_were_admitted_as_a_newcomer_change_nothing(world: World) -> None:
    waiting = renewal.prepare(world.group)
    wrong = charter(world, waiting, None)
    with links.unchanged(world.group):
        assert brief(bring(world.group, wrong, "wrong.sgc")) == [("refused", "charter-of-newcomer")]
    take_place(world.hub, world.group)
    assert world.group.node.settings.incarnation == 2


@pytest.mark.parametrize(
    "closed",
    [
        (ChainClosed("ledger", 4, NO_HEAD),),
        (ChainClosed("ledger", 4, NO_HEAD), ChainClosed("register", 1, NO_HEAD)),
        (ChainClosed("ledger", 4, NO_HEAD), ChainClosed("requests", -1, NO_HEAD)),
        (ChainClosed("ledger", 4, NO_HEAD), ChainClosed("requests", 0, "no head")),
        tuple(ChainClosed(one, 1, NO_HEAD) for one in ("ledger", "ledger", "requests")),
    ],
)
def test_a_charter_closes_each_stream_of_its_role_once(
    world: World, closed: tuple[ChainClosed, ...]
) -> None:
    with pytest.raises(Refusal, match="charter-unsound"):
        charter(world, renewal.prepare(world.group), closed)


def test_what_the_hub_says_was_entered_again_was_not(world: World) -> None:
    save(world.group, 2)  # these do not arrive
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    heads = [one.row.head for one in repair.left_over(world.group)]
    reader = world.group.node.settings.node_id
    word = e.ForkFound(
        writer=reader, stream="ledger", seq=1, head=NO_HEAD, incarnation=1, orig=heads[0]
    )
    with world.hub.writing() as db:
        enter(db, world.hub.node, [Draft(kinds.REPLIES, word, partner=reader)], {})
    assert brief(carry(world.hub, world.group)) == [("applied", "")]
    assert [one.again for one in repair.left_over(world.group)] == [0, 0]
    assert repair.enter_again(world.group).entered == 2


def test_a_hub_takes_back_only_what_it_wrote_for_who_brings_it(
    world: World, tmp_path: Path
) -> None:
    other = links.node(tmp_path, "group", "Other")
    links.enrol(world.hub, other)
    old = links.copied(world.hub, tmp_path / "old")
    word = e.ForkFound(writer=NO_HEAD[:32], stream="ledger", seq=1, head=NO_HEAD)
    with world.hub.writing() as db:
        draft = Draft(kinds.REPLIES, word, partner=other.node.settings.node_id)
        enter(db, world.hub.node, [draft], {})
    (reply,) = links.contents(links.write(world.hub, to="G0002"))
    restored.begin(old)
    told = {}
    for giver in (world.group, other):
        own, hub = enrolment.own_card(giver.node), enrolment.own_card(old.node)
        header = archive.Header(writer=own.node, of=hub.node, to_rcpt=hub.key_ids, app="test")
        plain = gzip.decompress(seal.open_sealed(reply, other.node))
        packed = archive.write_archive(header, [plain], keys.sign_key(giver.node))
        told[giver] = brief(bring(old, seal.seal(packed.inner, (hub.seal,))))
    assert told[world.group] == [("refused", "archive-of-others")]
    assert told[other] == [("applied", "")]
    old.close()
    other.close()


def test_a_line_has_no_more_cards_than_a_charter_holds(world: World) -> None:
    for number in range(2, cards.EARLIER_MAX + 2):
        renewal.prepare(world.group)
        take_place(world.hub, world.group)
        assert world.group.node.settings.incarnation == number
    renewal.prepare(world.group)
    with links.unchanged(world.hub), pytest.raises(Refusal, match="cards-too-many"):
        take_place(world.hub, world.group)
    renewal.give_up(world.group.node)
    save(world.group)
    assert brief(carry(world.group, world.hub)) == [("applied", "")]
    assert links.is_sound(world.group)
