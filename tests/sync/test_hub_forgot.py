"""A hub that was put back from an old copy, and what it then does not know: cards that it gave,
forks that it told of, writers whose files come."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.core.refusals import refuse
from federation.store import Store, exchange, journal
from federation.store.queries import requests
from sync import (
    enrolment,
    histories,
    holding,
    intake,
    quarantine,
    rebuild,
    renewal,
    repair,
    roster,
    status,
    succession,
)
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, copied, is_sound, save, saved
from tests.sync.test_succession import take_place


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def forked(store: Store) -> list[str]:
    return [one.code for one in status.status(store).partners if one.forked]


def ledger(hub: Store, group: Store) -> str:
    with hub.reading() as db:
        end = journal.find(db, group.node.settings.node_id, "ledger")
    return end.state if end else ""


def new_card(hub: Store, group: Store) -> None:
    renewal.prepare(group)
    take_place(hub, group)


def test_a_fork_that_it_told_of_stops_the_chain_again(world: World, tmp_path: Path) -> None:
    old = copied(world.hub, tmp_path / "old")
    save(world.group, 2)
    twin = copied(world.group, tmp_path / "twin")
    save(world.group)
    f.enter(twin, ("savings", 7, 1))
    carry(world.group, world.hub)
    assert brief(carry(twin, world.hub)) == [("held", "stream-forked")]
    carry(world.hub, world.group, to="G0001")

    carry(world.group, old, full=True)  # nobody noticed that it is an old one
    assert (ledger(old, world.group), forked(old)) == ("open", [])
    carry(old, world.group, to="G0001")
    carry(world.group, old)
    assert (ledger(old, world.group), forked(old)) == ("frozen", ["G0001"])
    (fork,) = histories.forks(old)
    assert (fork.seq, len(fork.here), fork.other, fork.settled) == (4, 1, (), False)
    assert is_sound(old)
    new_card(old, world.group)
    assert forked(old) == []
    save(world.group)
    carry(world.group, old)
    assert saved(old, world.group) == saved(world.group, world.group) == 4000
    for store in (old, world.group):
        assert is_sound(store)
    for store in (old, twin):
        store.close()


def test_the_word_of_a_fork_waits_for_the_entries_it_speaks_of(
    world: World, tmp_path: Path
) -> None:
    """It came back before the chain did: what comes is taken up to the place, and then no more."""
    old = copied(world.hub, tmp_path / "old")
    save(world.group, 2)
    f.raise_request(world.group)
    before, asked = contents(links.write(world.group))
    twin = copied(world.group, tmp_path / "twin")
    save(world.group)
    f.enter(twin, ("savings", 7, 1))
    carry(world.group, world.hub)
    carry(twin, world.hub)
    carry(world.hub, world.group, to="G0001")
    assert brief(bring(old, asked)) == [("applied", "")]
    carry(old, world.group, to="G0001")
    archives = [one for one in links.write(world.group) if one.stream == "archive"]
    assert [brief(bring(old, one.file.read_bytes())) for one in archives] == [[("applied", "")]]
    assert ledger(old, world.group) in ("", "open")
    assert is_sound(old)
    assert brief(bring(old, before)) == [("applied", "")]
    assert ledger(old, world.group) == "open"
    assert ("applied", "") in brief(carry(twin, old))
    assert ledger(old, world.group) == "frozen"
    assert is_sound(old)
    for store in (old, twin):
        store.close()


def test_a_revoked_partner_is_told_as_forked_no_more(world: World, tmp_path: Path) -> None:
    save(world.group, 2)
    twin = copied(world.group, tmp_path / "twin")
    save(world.group)
    f.enter(twin, ("savings", 7, 1))
    carry(world.group, world.hub)
    carry(twin, world.hub)
    assert forked(world.hub) == ["G0001"]
    succession.revoke(world.hub, "G0001")
    assert forked(world.hub) == []
    (fork,) = histories.forks(world.hub)
    assert fork.settled
    twin.close()


def test_numbers_of_forgotten_cards_are_given_again(world: World, tmp_path: Path) -> None:
    """The hub counts two cards fewer than the group: the group follows, and nothing is lost."""
    save(world.group, 2)
    carry(world.group, world.hub)
    old = copied(world.hub, tmp_path / "old")
    for _ in range(2):
        new_card(world.hub, world.group)
        save(world.group)
        carry(world.group, world.hub)
    assert world.group.node.settings.incarnation == 3
    new_card(old, world.group)  # its list of partners is lost too
    assert world.group.node.settings.incarnation == 2
    assert repair.trouble(world.group) == "left"
    assert repair.enter_again(world.group).entered == 2
    assert repair.trouble(world.group) == ""
    assert brief(carry(world.group, old)) == [("applied", "")]
    assert saved(old, world.group) == saved(world.group, world.group) == 4000
    for store in (old, world.group):
        assert is_sound(store)
    # And once more, so that set aside stands beside set aside.
    new_card(old, world.group)
    save(world.group)
    assert brief(carry(world.group, old)) == [("applied", "")]
    assert saved(old, world.group) == saved(world.group, world.group) == 5000
    for store in (old, world.group):
        assert is_sound(store)
    old.close()


def test_what_came_back_of_a_forgotten_card_is_entered_again(world: World, tmp_path: Path) -> None:
    """The second machine was stolen too, and the third has its entries from the office alone."""
    save(world.group, 2)
    carry(world.group, world.hub)
    old = copied(world.hub, tmp_path / "old")
    machines = []
    for number in range(2):
        machine = links.node(tmp_path / f"new {number}", "group", "Ehangano")
        take_place(world.hub, machine)
        out = tmp_path / f"out {number}"
        written = links.write(world.hub, to="G0001", rebuild=True, path=f"{out}/")
        assert list(rebuild.rebuild(machine, [one.file for one in written]))
        save(machine)
        carry(machine, world.hub)
        machines.append(machine)
    machines[0].close()
    assert saved(machine, machine) == 4000
    new_card(old, machine)
    left = repair.left_over(machine)
    assert [one.row.amount_minor for one in left if one.waits] == [1000, 1000]
    assert repair.enter_again(machine).entered == 2
    assert brief(carry(machine, old)) == [("applied", "")]
    assert saved(old, machine) == saved(machine, machine) == 4000
    for store in (old, machine):
        assert is_sound(store)
        store.close()


def test_a_list_that_brings_a_forgotten_card_back_sets_the_other_aside(
    world: World, tmp_path: Path
) -> None:
    save(world.group)
    carry(world.group, world.hub)
    old = copied(world.hub, tmp_path / "old")
    new_card(world.hub, world.group)
    save(world.group)
    carry(world.group, world.hub)
    new_card(world.hub, world.group)
    told = roster.make(world.hub)  # three cards
    stranger = links.node(tmp_path / "new", "group", "Ehangano")
    take_place(old, stranger)  # the second card of this hub's line is another one
    written = links.write(old, to="G0001", rebuild=True, path=f"{tmp_path / 'out'}/")
    list(rebuild.rebuild(stranger, [one.file for one in written]))
    save(stranger)
    assert brief(carry(stranger, old)) == [("applied", "")]
    assert roster.take_back(old, told).newer == ("G0001",)
    assert saved(old, world.group) == 1000
    assert is_sound(old)
    with old.reading() as db:
        aside = [end.incarnation for end in journal.ends(db) if end.state == "branch"]
        card = enrolment.own_card(stranger.node).node
        assert requests.writer(db, card) is None
    assert set(aside) == {-2}
    (fork,) = histories.forks(old)  # kept, and shown to people
    assert (fork.incarnation, fork.settled, len(fork.other)) == (2, True, 1)
    for store in (old, stranger):
        store.close()


def test_a_file_of_a_writer_who_becomes_known_is_taken_by_itself(
    world: World, tmp_path: Path
) -> None:
    early = links.node(tmp_path / "early", "group", "Tomorrow")
    other = links.node(tmp_path / "other", "group", "Never")
    lines = [links.admitted(), links.savings(7)]
    for store in (early, other):
        content = links.sealed(store, world.hub, lines)
        assert brief(bring(world.hub, content)) == [("refused", "writer-unknown")]
    assert list(intake.take_known(world.hub)) == []
    links.enrol(world.hub, early)
    assert brief(intake.take_known(world.hub)) == [("applied", "")]
    assert saved(world.hub, early) == 7
    assert list(intake.take_known(world.hub)) == []
    (left,) = quarantine.by_unknown(world.hub.node)
    assert left[1] == enrolment.own_card(other.node).node
    links.enrol(world.hub, other)  # an office that forgets to look: the next file does
    assert brief(intake.take_in(world.hub, [])) == [("applied", "")]
    assert list(quarantine.by_unknown(world.hub.node)) == []
    assert is_sound(world.hub)
    for store in (early, other):
        store.close()


def test_what_a_waiting_file_acknowledges_counts_when_it_first_comes(world: World) -> None:
    save(world.group, 2)
    request = links.publish(world)
    links.answer(world, request)
    carry(world.hub, world.group, to="G0001")
    save(world.group, 2)
    assert links.write(world.group)  # and lost
    save(world.group)
    files = contents(links.write(world.group, volume_entries=1))
    assert brief(bring(world.hub, files[-1])) == [("held", "stream-gap")]
    own, group = world.hub.node.settings.node_id, world.group.node.settings.node_id
    with world.hub.reading() as db:
        end = journal.find(db, own, "replies", group)
        assert end is not None
        assert exchange.acknowledged(db, end.id, group) == (end.last, end.head)


def test_an_archive_is_kept_with_the_newest_reason(world: World) -> None:
    with world.group.writing() as db:
        hub = requests.partners(db, "hub")[0]
        for code in (holding.ARCHIVE_GAP, holding.FORKED_OURS):
            reason = refuse(code, name="Federation", first=1, last=2, stream="ledger", entry=1)
            holding.hold_archive(db, world.group.node, hub, "file.sgb", b"sealed", reason)
        assert [one.code for one in exchange.held(db)] == [holding.FORKED_OURS]
