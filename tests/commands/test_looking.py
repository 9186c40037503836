"""The office looks at single entries of a group: with a reason, noted, told, for one day.

Group and hub are two real nodes, and all that one learns of the other comes by files.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from federation.commands import looking
from federation.commands.deed import enter
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft, journal, mark
from federation.store.drafts import postponed
from federation.store.queries import books
from federation.store.queries import corrections as known
from sync import restored
from tests import factories as f
from tests.correcting import (
    WHY,
    accept,
    entry_no,
    lived_in,
    look,
    propose,
    refused,
    saved,
    standing,
)
from tests.sync import links


@pytest.fixture
def world(tmp_path: Path) -> Iterator[links.World]:
    """A world of one test's own."""
    made = lived_in(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[links.World]:
    """A world for what is refused, and so changes nothing."""
    made = lived_in(tmp_path_factory.mktemp("still"))
    yield made
    made.close()


def test_a_look_is_noted_and_told_before_anything_is_seen(world: links.World) -> None:
    name = look(world, member=1, asked_by="member")
    with world.hub.reading() as db:
        (noted,) = known.looks(db)
        ends = {(one.kind, one.partner): one.last for one in journal.ends(db) if one.own}
        seen = looking.open_look(db, name, 1, f.DAY)
        found = known.entries_of(db, books.book_of(db, seen.node), seen)
    group = world.group.node.settings.node_id
    assert (noted.name, noted.note, noted.member, noted.asked_by) == ("Rosa", WHY, 1, "member")
    assert ends[kinds.REPLIES, group] == 1
    assert {one.member for one in found} == {1}
    links.carry(world.hub, world.group, to="G0001")
    with world.group.reading() as db:
        (told,) = known.looks(db)
    assert replace(told, ordinal=0) == replace(noted, ordinal=0)
    assert all(links.is_sound(one) for one in world.stores)


def test_a_look_is_for_one_person_and_one_day(world: links.World) -> None:
    name = look(world)
    with world.hub.reading() as db:
        assert looking.open_look(db, name, 1, f.DAY).first == 1
        assert refused(looking.open_look, db, name, 2, f.DAY) == "look-of-another"
        assert refused(looking.open_look, db, name, 1, "2026-11-23") == "look-other-day"
        assert refused(looking.open_look, db, "nothing", 1, f.DAY) == "look-unknown"


def test_a_file_s_look_shows_those_entries_and_no_other(world: links.World) -> None:
    name = look(world, first=3, last=5)
    with world.hub.reading() as db:
        seen = looking.open_look(db, name, 1, f.DAY)
        book = books.book_of(db, seen.node)
        assert [one.seq for one in known.entries_of(db, book, seen)] == [5, 4, 3]
        assert [one.seq for one in known.entries_of(db, book, seen, before=5)] == [4, 3]
        assert [one.seq for one in known.entries_of(db, book, seen, limit=1)] == [5]
        assert known.entries_of(db, book, seen, before=3) == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": "because"}, "reason-short"),
        ({"reason": "Ndapewa asked us by telephone", "member": 1}, "reason-names-member"),
        ({"reason": "shikongo's paper differs: Shikongo.", "member": 1}, "reason-names-member"),
        ({"reason": "Hope Amukwa asked for it"}, "reason-names-member"),
        ({"partner": "C01"}, "partner-unknown"),
        ({"partner": "G0009"}, "partner-unknown"),
        ({"member": 9}, "member-unknown"),
        ({"member": 1, "first": 1, "last": 2}, "look-unclear"),
        ({"first": 1, "last": 4000}, "entry-unknown"),
        ({"first": 5, "last": 3}, "look-unclear"),
        ({"asked_by": "a councillor"}, "look-asker-unknown"),
    ],
)
def test_a_look_that_cannot_be(still: links.World, given: dict[str, Any], code: str) -> None:
    with still.hub.reading() as db:
        before = known.looks(db)
    assert refused(look, still, **given) == code
    with still.hub.reading() as db:
        assert known.looks(db) == before


def test_a_word_that_is_also_a_name_of_somebody_else_is_only_a_word(world: links.World) -> None:
    look(world, member=1, reason="we hope to find the paper of October")
    assert refused(look, world, member=2, reason="we hope to find the paper") == (
        "reason-names-member"
    )


def test_what_waits_for_a_chain_waits_with_its_words(world: links.World) -> None:
    """A hub that was put back does not know yet how far its replies went; the register has it."""
    group = world.group.node.settings.node_id
    mark.raise_marks(world.hub.node, {(kinds.REPLIES, group, 1): (9, "0" * 64)})
    name = look(world, member=1)
    with world.hub.writing() as db:
        assert looking.open_look(db, name, 1, f.DAY).note == WHY
        (waiting,) = postponed(db, kinds.REPLIES, group)
    assert waiting.record == e.OfficeWords(name="Rosa", note=WHY)
    assert waiting.event.look == name


@pytest.mark.sqlite
def test_a_hub_that_was_put_back_learns_again_what_it_did(
    world: links.World, tmp_path: Path
) -> None:
    """Its looks and proposals come back from the group, answered, and are applied once."""
    old = links.copied(world.hub, tmp_path / "old")
    group = world.group.node.settings.node_id
    name = propose(world, entry_no(world, "savings-received"), amount=500, member=1)
    links.carry(world.hub, world.group, to="G0001")
    accept(world.group, name)
    restored.begin(old)
    for _ in range(3):
        links.carry(old, world.group, to="G0001")
        links.carry(world.group, old)
    with old.reading() as db:
        (seen,) = known.looks(db)
    assert (seen.name, seen.note) == ("Rosa", WHY)
    assert standing(old, name).state == "accepted"
    assert saved(old, group, 1) == saved(world.group, group, 1) == 500
    assert refused(accept, world.group, name) == "correction-answered"
    assert all(links.is_sound(one) for one in (old, world.group))
    old.close()


@pytest.mark.sqlite
def test_of_two_histories_a_proposal_means_the_entry_that_was_seen(
    world: links.World, tmp_path: Path
) -> None:
    twin = links.copied(world.group, tmp_path / "twin")
    f.enter(world.group, ("savings", 900, 1))
    f.enter(twin, ("savings", 7000, 2))
    links.carry(world.group, world.hub)
    with world.group.reading() as db:
        entry = max(one.seq for one in books.entries(db, f.own_book(world.group)))
    name = propose(world, entry, "take-back", look=look(world, first=entry, last=entry))
    links.carry(world.hub, twin, to="G0001")
    meant = standing(twin, name)
    assert (meant.state, meant.seq) == ("elsewhere", 0)
    assert refused(accept, twin, name) == "proposal-elsewhere"
    # It is entered again there, as what was first written on the other machine.
    again = e.SavingsReceived(day=f.DAY, amount=900, member=1, orig=meant.head)
    with twin.writing() as db:
        seq = enter(db, twin.node, [Draft(kinds.LEDGER, again)], {}).first
    meant = standing(twin, name)
    assert (meant.state, meant.seq) == ("open", seq)
    accept(twin, name)
    assert standing(twin, name).state == "accepted"
    with twin.reading() as db:
        (back,) = books.entries(db, f.own_book(twin), seq=seq)
        (other,) = books.entries(db, f.own_book(twin), seq=entry)
    assert back.reversed_by > 0
    assert other.reversed_by == 0
    assert links.is_sound(twin)
    twin.close()
