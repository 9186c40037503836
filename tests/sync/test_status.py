"""The status: what was sent, acknowledged, received, is missing and waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.store import Store
from sync.holding import gaps
from sync.status import StreamStatus, status
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, bring, carry, contents, save, write


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def streams(store: Store, code: str) -> dict[str, StreamStatus]:
    (found,) = (one for one in status(store).partners if one.code == code)
    return {one.stream: one for one in found.streams}


def test_partners_and_their_streams(world: World) -> None:
    told = status(world.hub)
    assert (told.node, told.role, told.name) == (
        world.hub.node.settings.node_id,
        "hub",
        "Federation",
    )
    assert [(one.code, one.name, one.role, one.forked) for one in told.partners] == [
        ("C01", "Windhoek", "city", False),
        ("G0001", "Ehangano", "group", False),
    ]
    assert list(streams(world.hub, "G0001")) == ["replies", "ledger", "requests"]
    assert list(streams(world.hub, "C01")) == ["publication", "replies"]
    assert list(streams(world.group, "G0001")) == ["ledger", "requests", "replies"]
    assert list(streams(world.city, "C01")) == ["replies", "publication"]
    assert all(
        (one.last, one.sent, one.acknowledged, one.received) == (0, 0, 0, 0)
        for one in streams(world.group, "G0001").values()
    )


def test_sent_acknowledged_received(world: World) -> None:
    save(world.group, 2)
    assert streams(world.group, "G0001")["ledger"] == StreamStatus("ledger", 3, 0, 0, 0, (), 0)
    files = contents(write(world.group))
    assert streams(world.group, "G0001")["ledger"] == StreamStatus("ledger", 3, 3, 0, 0, (), 0)
    bring(world.hub, files[0])
    assert streams(world.hub, "G0001")["ledger"] == StreamStatus("ledger", 3, 0, 0, 3, (), 0)
    carry(world.hub, world.group)
    assert streams(world.hub, "G0001")["ledger"] == StreamStatus("ledger", 3, 0, 3, 3, (), 0)
    assert streams(world.group, "G0001")["ledger"] == StreamStatus("ledger", 3, 3, 3, 0, (), 0)


def test_missing_ranges_and_waiting_files(world: World) -> None:
    save(world.group, 8)
    parts = contents(write(world.group, volume_entries=2))
    for place in (0, 2, 4):
        bring(world.hub, parts[place])
    found = streams(world.hub, "G0001")["ledger"]
    assert found == StreamStatus("ledger", 9, 0, 0, 2, ((3, 4), (7, 8)), 2)
    f.raise_request(world.group)
    empty = links.sealed(world.group, world.hub, kind="requests", first=5)
    bring(world.hub, empty)
    assert streams(world.hub, "G0001")["requests"].missing == ((1, 4),)
    for part in parts:
        bring(world.hub, part)
    assert streams(world.hub, "G0001")["ledger"] == StreamStatus("ledger", 9, 0, 0, 9, (), 0)


@pytest.mark.parametrize(
    ("received", "waiting", "missing"),
    [
        (0, [], ()),
        (0, [(1, 3)], ()),
        (0, [(2, 3)], ((1, 1),)),
        (4, [(9, 9), (6, 7)], ((5, 5), (8, 8))),
        (4, [(6, 9), (7, 8), (12, 12)], ((5, 5), (10, 11))),
        (4, [(8, 7)], ((5, 7),)),
        (4, [(8, 7), (6, 7)], ((5, 5),)),
    ],
)
def test_gaps(
    received: int, waiting: list[tuple[int, int]], missing: tuple[tuple[int, int], ...]
) -> None:
    assert gaps(received, waiting) == missing
