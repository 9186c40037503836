"""Large exports: no file above 15 MB, whatever is in the books, and every entry in one of them."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.core import chain
from federation.store import journal
from federation.store.database import insert_many
from federation.store.tables import Line
from sync import batch, seal, volumes
from sync.export import Written
from tests.sync import links
from tests.sync.links import World, brief, bring, save, write

CHANCE = random.Random(15)
# No letter of these packs into less than it is.
SMOOTH = bytes(range(0x23, 0x5C)) + bytes(range(0x5D, 0x7F))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    save(made.group)
    yield made
    made.close()


def grow(world: World, lines: Iterator[bytes]) -> None:
    """Lines at the end of the group's books, whatever stands on them."""
    store = world.group
    with store.writing() as db:
        end = journal.find(db, store.node.settings.node_id, "ledger")
        assert end is not None
        head, rows = bytes.fromhex(end.head), []
        for seq, line in enumerate(lines, end.last + 1):
            head = chain.advance(head, line)
            rows.append((end.id, seq, head.hex(), line, None))
        insert_many(db, Line, rows)
        journal.advance(db, end, end.last + len(rows), head.hex())


def complete(world: World, written: tuple[Written, ...]) -> None:
    """Each a sound file of at most 15 MB, one after the other, none left out."""
    assert [one.first for one in written[1:]] == [one.last + 1 for one in written[:-1]]
    assert written[0].first == 1
    for number, one in enumerate(written, 1):
        content = one.file.read_bytes()
        assert len(content) <= volumes.FILE_BYTES_MAX
        read = batch.read_batch(seal.open_sealed(content, world.hub.node))
        assert (read.first, read.last) == (one.first, one.last)
        assert read.header.vol == (number, len(written))


def test_what_does_not_pack_is_split_by_what_it_packs_to(world: World) -> None:
    letters = bytes(SMOOTH[one % len(SMOOTH)] for one in CHANCE.randbytes(33_000_000))
    grow(world, (b'{"k":"%b"}' % letters[at : at + 1100] for at in range(0, len(letters), 1100)))
    written = write(world.group)
    complete(world, written)
    # 91 letters evenly drawn are 6.5 bits each: 27 MB in all.
    assert len(written) == 3
    assert written[0].file.stat().st_size > 14_000_000


def test_what_packs_too_well_is_one_file_or_two_and_no_bomb(world: World) -> None:
    line = b'{"k":"' + SMOOTH + b'"}'
    grow(world, (line for _ in range(280_000)))
    written = write(world.group)
    complete(world, written)
    assert len(written) == 2


def test_a_file_that_a_reader_would_not_take_is_split_by_itself(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(world.group, 3)  # five entries, one of them with a record beside it
    with monkeypatch.context() as patch:
        patch.setattr(volumes, "LINES_MAX", 3)
        assert [(w.first, w.last) for w in write(world.group)] == [(1, 2), (3, 5)]
    monkeypatch.setattr(volumes, "PLAIN_BYTES_MAX", 400)
    parts = write(world.group)
    complete(world, parts)
    assert len(parts) > 1
    one, *rest = parts
    for part in reversed(rest):
        assert brief(bring(world.hub, part.file.read_bytes())) == [("held", "stream-gap")]
    outcomes = brief(bring(world.hub, one.file.read_bytes()))
    assert outcomes == [("applied", "")] * len(parts)
    assert links.is_sound(world.hub)
