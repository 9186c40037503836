"""A hub that was put back from an old copy, and what it then does not know: cards that it gave,
forks that it told of, writers whose files come."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.core.refusals import Refusal, refuse
from federation.store import Store, exchange, journal
from federation.store.queries import requests
from sync import (
    audit,
    enrolment,
    histories,
    holding,
    intake,
    quarantine,
    rebuild,
    renewal,
    repair,
    restored,
    roster,
    status,
    succession,
)
from sync.outcome import Outcome
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, copied, is_sound, save, saved
from tests.sync.test_succession import settle, take_place


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


def forgotten(world: World, tmp_path: Path) -> Store:
    """A hub that was put back to the group's first card; the group has its third by now."""
    save(world.group, 2)
    carry(world.group, world.hub)
    old = copied(world.hub, tmp_path / "old")
    request = ""
    for number in range(2):
        new_card(world.hub, world.group)
        save(world.group)
        carry(world.group, world.hub)
        if not number:
            request = links.publish(world)
            links.answer(world, request)
        carry(world.hub, world.group, to="G0001")
    assert world.group.node.settings.incarnation == 3
    assert saved(world.group, world.group) == 4000
    return old


@pytest.mark.parametrize("keys", ["own", "new"])
def test_a_card_brings_the_word_by_which_the_hub_admitted_it(
    world: World, tmp_path: Path, keys: str
) -> None:
    """Nobody need know that the hub forgot: who brings her card brings its charter."""
    old = forgotten(world, tmp_path)
    restored.begin(old)
    assert ("refused", "writer-unknown") in brief(carry_full(world.group, old))
    if keys == "new":
        renewal.prepare(world.group)
    take_place(old, world.group)
    assert world.group.node.settings.incarnation == (3 if keys == "own" else 4)
    if keys == "new":  # what the hub had of the third card it has no more
        assert repair.enter_again(world.group).entered == 1
    list(intake.take_known(old))
    settle(world.group, old)
    save(world.group)
    settle(world.group, old)
    assert (repair.trouble(world.group), repair.trouble(old)) == ("", "")
    assert saved(old, world.group) == saved(world.group, world.group) == 5000
    with old.reading() as db:
        answers = [given.text for one in requests.requests(db) for given in one.answers]
    assert len(answers) == 1
    for store in (old, world.group):
        assert is_sound(store)
    old.close()


def carry_full(group: Store, hub: Store) -> list[Outcome]:
    return [
        out for one in links.write(group, full=True) for out in bring(hub, one.file.read_bytes())
    ]


def test_a_charter_of_another_hub_teaches_nothing(world: World, tmp_path: Path) -> None:
    other = links.node(tmp_path / "other", "hub", "Elsewhere")
    content = enrolment.card_file(world.group)
    digits = enrolment.own_card(world.group.node).digits
    done = enrolment.enrol_card(other, content, confirm=digits)
    assert done.code == "G0001"
    with other.reading() as db:
        (partner,) = requests.partners(db)
    assert partner.charter != content.splitlines()[1].decode()
    for odd in (content + b"x", content.replace(b'"no":1', b'"no":2'), content[:-30]):
        with pytest.raises(Refusal, match="unsound"):
            enrolment.enrol_card(world.hub, odd, confirm=digits)
    other.close()


def test_an_old_charter_gives_no_place_back(world: World, tmp_path: Path) -> None:
    """Whoever has a stolen machine has its card and its charter; the hub knows better."""
    stolen = copied(world.group, tmp_path / "stolen")
    new_card(world.hub, world.group)
    content = enrolment.card_file(stolen)
    digits = enrolment.own_card(stolen.node).digits
    with pytest.raises(Refusal, match="card-used"):
        enrolment.enrol_card(world.hub, content, confirm=digits, code="G0001")
    save(world.group)
    assert brief(carry(world.group, world.hub)) == [("applied", "")]
    stolen.close()


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


def test_a_file_of_a_card_that_left_the_line_is_no_stranger_s_evidence(
    world: World, tmp_path: Path
) -> None:
    """It waited when the list of partners brought the true line back."""
    save(world.group)
    carry(world.group, world.hub)
    old = copied(world.hub, tmp_path / "old")
    for _ in range(2):
        new_card(world.hub, world.group)
    told = roster.make(world.hub)
    other = links.node(tmp_path / "new", "group", "Ehangano")
    take_place(old, other)
    written = links.write(old, to="G0001", rebuild=True, path=f"{tmp_path / 'out'}/")
    list(rebuild.rebuild(other, [one.file for one in written]))
    save(other, 2)
    files = contents(links.write(other, volume_entries=1))
    assert brief(bring(old, files[-1])) == [("held", "stream-gap")]
    roster.take_back(old, told)
    assert links.waiting(old) == []
    (kept,) = quarantine.strangers(old.node)
    assert kept.writer == enrolment.own_card(other.node).node
    assert is_sound(old)
    for store in (old, other):
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


def test_a_register_of_a_second_card_hides_nothing(world: World) -> None:
    """It is found wherever it is closed or begun otherwise than it was."""
    new_card(world.hub, world.group)
    f.admit(world.group, "Ndapewa Shikongo")
    assert is_sound(world.group)
    for change in ("state = 'closed', closed = 1", "base = 1", f"root = '{'0' * 64}'"):
        with world.group.writing() as db:
            db.execute_sql("CREATE TEMP TABLE kept AS SELECT * FROM stream")
            db.execute_sql(
                f"UPDATE stream SET {change} WHERE kind = 'register' AND incarnation = 2"
            )
        found = {one.where for one in audit.verify(world.group).problems}
        assert any("(register)" in one for one in found), change
        with world.group.writing() as db:
            db.execute_sql("DELETE FROM stream")
            db.execute_sql("INSERT INTO stream SELECT * FROM kept")
            db.execute_sql("DROP TABLE kept")
    assert is_sound(world.group)
