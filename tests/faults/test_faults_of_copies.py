"""Faults of databases: put back from a copy, copied to a second machine, closed, gone on.

| fault | test | outcome |
|---|---|---|
| 8 group put back, nothing written yet | `test_fault_08_put_back` | waits, entries come back |
| 9 group put back and went on | `test_fault_09_went_on` | held as a fork, repaired, counted once |
| 10 old stick after the repair | `test_fault_10_old_stick` | held: of a closed card, shown |
| 11 hub put back | `test_fault_11_hub_put_back` | all back after a round |
| 12 two machines with one database | `test_fault_12_two_machines` | the second is a fork |
| 15 a card that was revoked | `test_fault_15_revoked` | held: of a closed card |
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.core.refusals import Refusal
from federation.i18n import say
from federation.store import Store, exchange
from sync import enrolment, histories, rebuild, renewal, repair, restored, status, succession
from tests import factories as f
from tests.faults.outcomes import Expected, brought, is_told, says
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, copied, save, saved, write

FORKED = Expected("held", "stream-forked")
CLOSED = Expected("held", "branch-closed")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The hub holds entries 1 to 4, and the group knows."""
    made = links.make(tmp_path)
    save(made.group, 3)
    carry(made.group, made.hub)
    carry(made.hub, made.group)
    yield made
    made.close()


@pytest.fixture
def old(world: World, tmp_path: Path) -> Iterator[Store]:
    """The group as it was last month; then it wrote entries 5 and 6, which the hub has."""
    store = copied(world.group, tmp_path / "last month")
    save(world.group, 2)
    carry(world.group, world.hub)
    yield store
    store.close()


def entries(store: Store) -> dict[str, int]:
    return {one.kind: one.last for one in links.chains(store) if one.own}


def rounds(one: Store, other: Store, count: int = 3) -> None:
    """Files there and back, until nothing is due."""
    for _ in range(count):
        carry(one, other)
        carry(other, one)


def new_card(world: World, group: Store, tmp_path: Path) -> None:
    """The group's people keep this machine: new keys, the hub's version, a new card."""
    card = renewal.prepare(group)
    done = enrolment.enrol_card(world.hub, card.line, confirm=card.digits, code="G0001")
    enrolment.accept_charter(group, done.file.read_bytes(), confirm=done.digits)
    out = tmp_path / "archive"
    out.mkdir()
    written = write(world.hub, to="G0001", rebuild=True, path=out)
    list(rebuild.rebuild(group, [one.file for one in written]))


def test_fault_08_put_back(world: World, old: Store) -> None:
    """Known from the mark, from `restore`, or from the hub's word: nothing is written before."""
    restored.begin(old)
    with pytest.raises(Refusal, match="node-restored") as stopped:
        save(old)
    assert "put back from an older copy" in say(stopped.value)
    rounds(old, world.hub)
    assert entries(old) == entries(world.group)
    assert not old.is_restored()
    save(old)
    assert brief(carry(old, world.hub)) == [("applied", "")]
    assert saved(world.hub, old) == saved(old, old) == 6000
    assert all(links.is_sound(one) for one in (old, world.hub))


def test_fault_08_told_by_the_hub(world: World, old: Store) -> None:
    """A whole disk was put back, so that nothing here knows: the hub's next file tells."""
    (reply,) = contents(write(world.hub, to="G0001"))
    (outcome,) = bring(old, reply)
    assert outcome.reason is not None
    assert outcome.reason.code == "node-behind"
    assert "holds entries of this node up to number 6" in say(outcome.reason)
    with pytest.raises(Refusal, match="node-restored"):
        save(old)
    rounds(old, world.hub)
    assert entries(old) == entries(world.group)
    assert all(links.is_sound(one) for one in (old, world.hub))


def forked(old: Store) -> bytes:
    """The group that was put back writes five entries over used numbers, and sends them."""
    for amount in (1, 2, 3, 4, 5):
        f.enter(old, ("savings", amount, 1))
    (content,) = contents(write(old))
    return content


def test_fault_09_went_on(world: World, old: Store, tmp_path: Path) -> None:
    content = forked(old)
    (outcome,) = bring(world.hub, content, "lost branch.sgb")
    assert (outcome.outcome, outcome.new, says(outcome)[:8]) == ("held", 0, "Ehangano")
    with world.hub.reading() as db:
        (view,) = exchange.held(db)
        assert exchange.held_bytes(db, view.digest) == content
    (fork,) = histories.forks(world.hub)
    assert (fork.stream, fork.seq) == ("ledger", 5)
    assert [row.amount_minor for row in fork.here] == [1000, 1000]
    assert [row.amount_minor for row in fork.other] == [1, 2, 3, 4, 5]
    assert [one.forked for one in status.status(world.hub).partners if one.role == "group"] == [
        True
    ]
    is_told(world.hub, old, content, FORKED)
    again = brought(world.hub, content, FORKED)
    assert again.reason == outcome.reason
    # Repair: the writer is closed, a new card goes on, what is still true is entered once more.
    new_card(world, old, tmp_path)
    done = repair.enter_again(old)
    assert (done.entered, done.refused) == (5, ())
    assert repair.enter_again(old).entered == 0
    assert brief(carry(old, world.hub)) == [("applied", "")]
    assert saved(world.hub, old) == saved(old, old) == 5000 + 15
    assert all(links.is_sound(one) for one in (old, world.hub))


def test_fault_10_old_stick(world: World, old: Store, tmp_path: Path) -> None:
    f.enter(world.group, ("savings", 77, 1))
    (lost,) = contents(write(world.group))  # never delivered
    bring(world.hub, forked(old))
    new_card(world, old, tmp_path)
    repair.enter_again(old)
    carry(old, world.hub)
    with links.unchanged(world.hub, "held_file", "local_in", "local_sent", "local_state"):
        (outcome,) = bring(world.hub, lost, "old stick.sgb")
    assert (outcome.outcome, outcome.new) == (CLOSED.outcome, 0)
    assert says(outcome).startswith("This file of Ehangano")
    assert "branch-closed" in {code for *_, code in links.waiting(world.hub)}
    for _ in range(2):
        assert brief(bring(world.hub, lost)) == [("held", "branch-closed")]
    assert saved(world.hub, old) == 5000 + 15
    assert links.is_sound(world.hub)


def test_fault_11_hub_put_back(world: World, tmp_path: Path) -> None:
    """The lower acknowledgement makes everybody send again from there."""
    old = copied(world.hub, tmp_path / "old hub")
    request = links.publish(world)
    links.answer(world, request)
    save(world.group, 4)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    restored.begin(old)
    rounds(world.group, old, 2)
    rounds(world.city, old, 2)
    rounds(world.group, old, 1)
    assert saved(old, world.group) == saved(world.hub, world.group) == 7000
    assert entries(old)["replies"] == entries(world.hub)["replies"]
    assert all(links.is_sound(one) for one in (old, world.group, world.city))
    old.close()


def test_fault_12_two_machines(world: World, tmp_path: Path) -> None:
    """Whoever comes second is seen at once, and nothing of it is mixed in."""
    twin = copied(world.group, tmp_path / "second machine")
    save(world.group)
    f.enter(twin, ("savings", 7, 1))
    assert brief(carry(world.group, world.hub)) == [("applied", "")]
    (second,) = contents(write(twin))
    (outcome,) = bring(world.hub, second)
    assert (outcome.outcome, outcome.reason and outcome.reason.code) == ("held", "stream-forked")
    says(outcome)
    assert saved(world.hub, world.group) == 4000
    # Both go on: neither is taken past the place, and both are told.
    save(world.group)
    (more,) = contents(write(world.group))
    brought(world.hub, more, Expected("held", "stream-frozen"))
    is_told(world.hub, world.group, more, Expected("held", "stream-frozen"))
    carry(world.hub, world.group)
    assert [one.forked for one in status.status(world.group).partners] == [True]
    assert saved(world.hub, world.group) == 4000
    assert links.is_sound(world.hub)
    twin.close()


def test_fault_15_revoked(world: World) -> None:
    """The key was stolen: what it signs from the last good entry on counts no more."""
    save(world.group, 2)
    (signed,) = contents(write(world.group))
    succession.revoke(world.hub, "G0001")
    with links.unchanged(world.hub, "held_file", "local_in", "local_sent", "local_state"):
        (outcome,) = bring(world.hub, signed)
    assert (outcome.outcome, outcome.new) == (CLOSED.outcome, 0)
    assert says(outcome).startswith("This file of Ehangano")
    assert saved(world.hub, world.group) == 3000
    known = links.bring(world.hub, links.sealed(world.group, world.hub, [links.admitted(2)]))
    assert brief(known)[0][0] in ("held", "refused")
    assert links.is_sound(world.hub)
