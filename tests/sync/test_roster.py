"""The roster: a hub put back from an older copy gets its partners and its closings back."""

from pathlib import Path

import pytest

from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import requests
from sync import enrolment, keys, rebuild, renewal, restored, roster, status, succession
from tests import factories as f
from tests.sync import links
from tests.sync.test_succession import take_place

STREAMS = ("ledger", "requests")


@pytest.fixture
def world(tmp_path: Path):
    made = links.make(tmp_path)
    yield made
    made.close()


def missing(hub: Store) -> dict[str, tuple[tuple[int, int], ...]]:
    """What lacks of the group's entries, as the office sees it."""
    group = next(one for one in status.status(hub).partners if one.role == "group")
    return {one.stream: one.missing for one in group.streams if one.stream in STREAMS}


def known(store: Store) -> list[tuple[str, str, int]]:
    with store.reading() as db:
        return [(one.code, one.node, one.incarnation) for one in requests.partners(db)]


def test_what_was_lost_comes_back_and_what_is_here_stays(world, tmp_path: Path) -> None:
    old = links.copied(world.hub, tmp_path / "old")
    second = links.node(tmp_path, "group", "Tunombili")
    links.enrol(world.hub, second)
    links.enrol(world.hub, world.city, threshold=9)
    content = roster.keep(world.hub).read_bytes()
    assert roster.path(world.hub.node).name == "roster.sgr"
    told = roster.read(content)
    assert [one.code for one in told.charters] == ["C01", "G0001", "G0002"]
    assert told.hub.line == enrolment.own_card(world.hub.node).line

    back = roster.take_back(old, content)
    assert (back.new, back.newer, back.known) == (("G0002",), ("C01",), 1)
    assert known(old) == known(world.hub)
    with old.reading() as db:
        city = requests.partner(db, "C01")
    assert city is not None
    assert city.threshold == 9
    again = roster.take_back(old, content)
    assert (again.new, again.newer, again.known) == ((), (), 3)
    links.save(second)
    assert links.brief(links.carry(second, old)) == [("applied", "")]
    assert links.is_sound(old)
    for store in (old, second):
        store.close()


def test_a_stolen_card_stays_closed(world, tmp_path: Path) -> None:
    links.save(world.group, 3)
    files = links.contents(links.write(world.group))
    old = links.copied(world.hub, tmp_path / "old")
    links.bring(world.hub, files[0])
    succession.revoke(world.hub, "G0001", good={"ledger": 2})
    content = roster.make(world.hub)
    back = roster.take_back(old, content)
    assert (back.closed, back.known) == (("G0001",), 2)
    with old.reading() as db:
        partner = requests.partner(db, "G0001")
        assert partner is not None
        assert succession.present_writer(db, partner).closed is not None
    assert roster.take_back(old, content).closed == ()
    (out,) = links.bring(old, files[0])
    assert (out.outcome, out.new) == ("applied", 2)  # the good ones, and nothing of the thief's
    assert links.saved(old, world.group) == links.saved(world.hub, world.group) == 1000
    assert links.is_sound(old)
    assert roster.read(roster.make(old)).closed == roster.read(content).closed
    old.close()


def test_a_newer_card_in_a_lost_ones_place_comes_back(world, tmp_path: Path) -> None:
    old = links.copied(world.hub, tmp_path / "old")
    fresh = links.node(tmp_path, "group", "Ehangano anew")
    digits = enrolment.own_card(fresh.node).digits
    enrolment.enrol_card(world.hub, fresh.node.card(), confirm=digits, code="G0001")
    back = roster.take_back(old, roster.make(world.hub))
    assert back.newer == ("G0001",)
    assert known(old) == known(world.hub)
    assert links.is_sound(old)
    for store in (old, fresh):
        store.close()


def test_an_old_file_brings_what_came_before_a_card_was_closed(world, tmp_path: Path) -> None:
    old = links.copied(world.hub, tmp_path / "old")
    links.save(world.group, 2)
    stick = links.contents(links.write(world.group, full=True))
    links.carry(world.group, world.hub)
    links.save(world.group)
    late = links.contents(links.write(world.group, full=True))
    succession.revoke(world.hub, "G0001")
    roster.take_back(old, roster.make(world.hub))
    assert missing(old) == {"ledger": ((1, 3),), "requests": ()}  # and the office is told so
    assert links.brief(links.bring(old, late[0])) == [("applied", "")]
    assert links.brief(links.bring(old, stick[0])) == [("already", "")]
    assert links.saved(old, world.group) == links.saved(world.hub, world.group) == 2000
    assert missing(old) == {"ledger": (), "requests": ()}
    assert links.is_sound(old)
    old.close()


def test_a_code_that_was_given_again_is_told(world, tmp_path: Path) -> None:
    old = links.copied(world.hub, tmp_path / "old")
    for hub, name in ((world.hub, "Tunombili"), (old, "Shangwana")):
        other = links.node(tmp_path, "group", name)
        digits = enrolment.own_card(other.node).digits
        enrolment.enrol_card(hub, other.node.card(), confirm=digits)
        other.close()
    back = roster.take_back(old, roster.make(world.hub))
    assert (back.new, back.clashing) == ((), ("G0002",))
    old.close()


def test_only_the_hub_that_signed_it_takes_it_back(world, tmp_path: Path) -> None:
    content = roster.make(world.hub)
    other = links.node(tmp_path, "hub", "Other office")
    with pytest.raises(Refusal) as told:
        roster.take_back(other, content)
    assert told.value == refuse("roster-of-another", name="Federation")
    for store in (world.group, world.city):
        with pytest.raises(Refusal, match="not-a-hub"):
            roster.take_back(store, content)
        with pytest.raises(Refusal, match="not-a-hub"):
            roster.make(store)
    other.close()


def test_every_change_of_a_roster_is_seen(world) -> None:
    content = roster.make(world.hub)
    lines = content.split(b"\n")
    for odd in (
        b"",
        b"\n",
        content[:-1],
        content + b"\n",
        b"\n".join([lines[0], *lines[2:]]),
        b"\n".join([lines[0], lines[2], lines[1], *lines[3:]]),
        b"\n".join([lines[0], lines[1], *lines[1:]]),
        b"\n".join(lines[:-2]) + b"\n",
    ):
        with pytest.raises(Refusal, match="roster-unsound"):
            roster.read(odd)
    for place in range(0, len(content), 11):
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises(Refusal, match="roster-unsound"):
            roster.read(bytes(changed))


def test_a_roster_signed_with_another_key_is_none(world, monkeypatch: pytest.MonkeyPatch) -> None:
    stolen = keys.sign_key(world.group.node)
    monkeypatch.setattr(keys, "sign_key", lambda _: stolen)
    content = roster.make(world.hub)
    with pytest.raises(Refusal, match="roster-unsound"):
        roster.read(content)


def test_what_an_office_lost_of_a_closed_card_is_told_again(world, tmp_path: Path) -> None:
    """No old file is left: the new card tells it, and what came after waits until then."""
    links.save(world.group)
    links.carry(world.group, world.hub)
    links.carry(world.hub, world.group, to="G0001")
    old = links.copied(world.hub, tmp_path / "old")
    links.save(world.group, 2)
    f.raise_request(world.group)
    links.carry(world.group, world.hub)
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    f.admit(world.group, "Ndapewa Shikongo")
    f.enter(world.group, ("savings", 500, 2))
    links.carry(world.group, world.hub)
    restored.begin(old)
    roster.take_back(old, roster.make(world.hub))
    assert missing(old) == {"ledger": ((3, 4),), "requests": ((1, 1),)}
    assert ("held", "stream-gap") in links.brief(links.carry(world.group, old))
    assert links.saved(old, world.group) == 1000
    links.carry(old, world.group, to="G0001")
    told = links.brief(links.carry(world.group, old))
    assert told[:2] == [("applied", ""), ("applied", "")]
    assert set(told) == {("applied", ""), ("already", "")}
    assert missing(old) == {"ledger": (), "requests": ()}
    assert links.saved(old, world.group) == links.saved(world.group, world.group) == 3000
    assert links.waiting(old) == []
    for store in (old, world.group):
        assert links.is_sound(store)
    links.carry(old, world.group, to="G0001")
    assert [one.first > one.last for one in links.write(world.group)] in ([], [True])
    # A new machine gets it from the office as the new card told it.
    new = links.node(tmp_path / "new", "group", "Ehangano")
    take_place(old, new)
    list(rebuild.rebuild(new, [one.file for one in links.write(old, to="G0001", rebuild=True)]))
    assert links.saved(new, new) == 3000
    assert links.is_sound(new)
    for store in (old, new):
        store.close()


def test_a_list_that_was_left_behind_is_written_anew(world) -> None:
    """The power went between a card's closing and the list that tells of it."""
    file = roster.path(world.hub.node)
    roster.keep_if_late(world.hub)
    assert len(roster.read(file.read_bytes()).charters) == 2
    succession.revoke(world.hub, "G0001")
    roster.keep_if_late(world.hub)
    assert len(roster.read(file.read_bytes()).closed) == 1
    written = file.stat().st_mtime_ns
    roster.keep_if_late(world.hub)
    assert file.stat().st_mtime_ns == written
    file.write_bytes(b"torn")
    roster.keep_if_late(world.hub)
    assert len(roster.read(file.read_bytes()).closed) == 1
    for store in (world.group, world.city):
        roster.keep_if_late(store)
        assert not roster.path(store.node).exists()


def test_a_list_that_knows_more_than_its_office_is_taken_back_first(world, tmp_path: Path) -> None:
    """Also at an office that nobody knows to be put back; nothing that it knew is written over."""
    put_back = links.copied(world.hub, tmp_path / "put-back")
    unaware = links.copied(world.hub, tmp_path / "unaware")
    second = links.node(tmp_path, "group", "Tunombili")
    links.enrol(world.hub, second)
    succession.revoke(world.hub, "G0001")
    newer = roster.keep(world.hub).read_bytes()
    restored.begin(put_back)
    for old in (put_back, unaware):
        roster.path(old.node).parent.mkdir(exist_ok=True)
        roster.path(old.node).write_bytes(newer)
        roster.keep_if_late(old)
        assert roster.path(old.node).read_bytes() == newer
        assert known(old) == known(world.hub)
        links.save(world.group)
        assert links.brief(links.carry(world.group, old)) == [("held", "branch-closed")]
        assert links.is_sound(old)
        old.close()
    second.close()


def test_a_list_stays_where_its_numbers_were_given_again(world, tmp_path: Path) -> None:
    old = links.copied(world.hub, tmp_path / "old")
    for hub, name in ((world.hub, "Tunombili"), (old, "Omayova")):
        other = links.node(tmp_path, "group", name)
        links.enrol(hub, other)
        other.close()
    newer = roster.keep(world.hub).read_bytes()
    roster.path(old.node).parent.mkdir(exist_ok=True)
    roster.path(old.node).write_bytes(newer)
    told = roster.read(roster.keep(old).read_bytes())
    assert [one.partner.name for one in told.charters] == ["Windhoek", "Ehangano", "Omayova"]
    (aside,) = roster.path(old.node).parent.glob("roster-*.sgr")
    assert aside.read_bytes() == newer
    old.close()
