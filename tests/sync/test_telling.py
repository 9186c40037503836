"""What a header says besides its entries: receipts, the fate of files, sums to compare."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from federation.store import letters, local
from sync import telling
from tests.sync import links
from tests.sync.links import World, bring, carry, contents, save, write


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def test_both_sides_know_a_file_by_its_code_and_what_became_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(world.group, 2)
    (mine,) = write(world.group)
    with world.group.reading() as db:
        (out,) = letters.outs(db)
    assert (out.short_code, out.outcome) == (mine.short_code, "")
    bring(world.hub, mine.file.read_bytes())
    with world.hub.reading() as db:
        (came,) = letters.ins(db)
    assert (came.short_code, came.outcome, came.told) == (mine.short_code, "applied", False)
    carry(world.hub, world.group)
    with world.group.reading() as db:
        (out,) = letters.outs(db)
    assert (out.outcome, bool(out.heard)) == ("applied", True)
    monkeypatch.setattr(links.CLOCK, "moment", links.CLOCK.moment + timedelta(days=7))
    save(world.group)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    with world.group.reading() as db:
        again = next(one for one in letters.outs(db) if one.short_code == mine.short_code)
    assert again.heard == out.heard < world.group.node.now()  # told once more, on a later day


def test_a_reply_names_what_waits_and_what_never_came(world: World) -> None:
    save(world.group, 5)
    first, second, third = contents(write(world.group, volume_entries=2))
    bring(world.hub, third)
    carry(world.hub, world.group)
    with world.group.reading() as db:
        told = {one.short_code: (one.outcome, one.code) for one in letters.outs(db)}
    assert sorted(told.values()) == [("", ""), ("", ""), ("held", "stream-gap")]
    bring(world.hub, first)
    bring(world.hub, second)
    carry(world.hub, world.group)
    with world.group.reading() as db:
        assert {one.outcome for one in letters.outs(db)} == {"applied"}


def test_sums_that_differ_are_shown_and_change_nothing(world: World) -> None:
    save(world.group, 3)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    with world.group.reading() as db:
        assert local.state(db, telling.DIFFERS) == ""
    save(world.group)  # the hub's word is of an entry before the last
    world.hub.db.execute_sql("UPDATE balance SET amount = amount + 5 WHERE account = 'cash'")
    with world.hub.writing() as db:
        telling.acks.tell_again(db, world.group.node.settings.node_id)
    before = links.tables(world.group)["posting"]
    carry(world.hub, world.group)
    with world.group.reading() as db:
        assert local.state(db, telling.DIFFERS) == "4 cash"
    assert links.tables(world.group)["posting"] == before
    world.hub.db.execute_sql("UPDATE balance SET amount = amount - 5 WHERE account = 'cash'")
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    with world.group.reading() as db:
        assert local.state(db, telling.DIFFERS) == ""
