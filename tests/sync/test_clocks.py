"""What files say of the clocks they were written by: told to people, and never gone by."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from federation.commands.days import say_day
from federation.core.days import MADE_ON
from federation.store import Store, clock
from sync import batch, seal
from sync.status import status
from tests import factories as f
from tests.faults.forge import Forger, inside, take_apart
from tests.sync import links
from tests.sync.links import CLOCK, World, brief, bring, carry, contents, save, write


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    before = CLOCK.moment
    yield made
    CLOCK.moment = before
    made.close()


def flag(hub: Store) -> str:
    return next(one.clock for one in status(hub).partners if one.role == "group")


def sent(world: World, wall: str) -> list[links.Brief]:
    """The next week of the group, in a file that its clock says was written then."""
    save(world.group)
    *_, content = contents(write(world.group))
    parts = take_apart(inside(content, world.hub))
    parts.header |= {"wall": wall}
    return brief(bring(world.hub, Forger.of(world.group, world.hub).file(parts)))


@pytest.mark.parametrize(
    ("wall", "told"),
    [
        ("2026-11-22T09:00:00Z", ""),
        ("2026-11-24T09:00:00Z", ""),  # the days of two machines begin at different moments
        ("2026-11-25T09:00:00Z", "ahead"),
        ("2099-12-31T09:00:00Z", "ahead"),
        ("2026-10-30T09:00:00Z", ""),  # a stick that lay in a drawer for weeks
        ("2026-08-30T09:00:00Z", "behind"),
        ("1970-01-01T00:00:00Z", "behind"),
        ("soon", ""),
        ("", ""),
    ],
)
def test_a_clock_that_is_wrong_is_told(world: World, wall: str, told: str) -> None:
    assert sent(world, wall) == [("applied", "")]
    assert flag(world.hub) == told
    assert links.is_sound(world.hub)


def test_a_file_that_knows_of_a_later_one_of_ours_shows_a_clock_that_is_behind(
    world: World,
) -> None:
    assert sent(world, "2026-11-19T08:00:00Z") == [("applied", "")]
    assert flag(world.hub) == ""
    carry(world.hub, world.group)
    assert sent(world, "2026-11-19T09:00:00Z") == [("applied", "")]
    assert flag(world.hub) == "behind"


def test_a_clock_that_goes_back_is_told_until_it_goes_on(world: World) -> None:
    sent(world, "2026-11-22T08:00:00Z")
    sent(world, "2026-11-21T08:00:00Z")
    assert flag(world.hub) == "back"
    sent(world, "2026-11-21T09:00:00Z")
    assert flag(world.hub) == ""


def test_files_out_of_order_or_brought_again_are_no_clock_that_goes_back(world: World) -> None:
    files = []
    for day in (1, 2, 3):
        save(world.group)
        CLOCK.forward(days=day)
        files += contents(write(world.group, volume_entries=1))[-1:]
    first, second, third = files
    for content in (third, second, first, second):
        bring(world.hub, content)
    assert flag(world.hub) == ""


def test_a_hub_whose_own_clock_is_wrong_says_nothing_of_others(world: World) -> None:
    CLOCK.moment = datetime.fromisoformat("1970-01-01T10:00:00+00:00")
    assert sent(world, "2026-11-22T10:00:00Z") == [("applied", "")]
    assert flag(world.hub) == ""


def test_a_file_from_2099_moves_no_day_of_its_reader(world: World) -> None:
    """Neither a clock that may be right nor, for ever, one that is wrong."""
    save(world.group)
    carry(world.group, world.hub)
    CLOCK.moment = datetime.fromisoformat("2099-01-01T10:00:00+00:00")
    (content,) = contents(write(world.hub, to="G0001"))
    CLOCK.moment = f.NOON
    assert brief(bring(world.group, content)) == [("applied", "")]
    with world.group.reading() as db:
        told = clock.read(db, world.group.node)
    assert (told.today, told.doubt) == (f.DAY, "differs")
    CLOCK.moment = datetime.fromisoformat("1970-01-01T10:00:00+00:00")
    with world.group.reading() as db:
        assert clock.today(db, world.group.node) == MADE_ON
    CLOCK.moment = f.NOON
    save(world.group)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    with world.group.reading() as db:
        assert clock.read(db, world.group.node).doubt == ""


def test_a_hub_goes_by_its_own_entries(world: World) -> None:
    CLOCK.forward(days=20)
    links.publish(world)
    last = CLOCK().date().isoformat()
    CLOCK.moment = datetime.fromisoformat("1970-01-01T10:00:00+00:00")
    with world.hub.reading() as db:
        assert clock.read(db, world.hub.node).today == last


def test_a_file_says_that_somebody_looked_at_the_clock(world: World) -> None:
    def quality() -> str:
        *_, content = contents(write(world.group, full=True))
        header = batch.read_batch(seal.open_sealed(content, world.hub.node)).header
        return header.clock

    save(world.group)
    assert quality() == "unknown"
    say_day(world.group, f.DAY)
    assert quality() == "human"
    CLOCK.forward(days=1)
    assert quality() == "unknown"
    say_day(world.group, "2026-11-25")
    assert quality() == "unknown"
