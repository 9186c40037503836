"""The machine stops in the middle: everything of a file is there, or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.commands.deed import enter
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft, exchange, journal, projections, replay
from sync import acks, holding
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, save, unchanged, write


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


STEPS = (
    (journal, "begin"),
    (journal, "advance"),
    (journal, "note_arrival"),
    (exchange, "keep_batch"),
    (replay, "read_record"),
    (holding, "release"),
    (exchange, "note_acknowledged"),
    (projections, "apply"),
    (acks, "note"),
)


class PowerCut(Exception):
    """The machine stops here."""


@pytest.mark.parametrize("step", range(len(STEPS)))
@pytest.mark.parametrize("after", [False, True])
def test_half_a_file_is_never_there(
    world: World, monkeypatch: pytest.MonkeyPatch, step: int, *, after: bool
) -> None:
    with world.hub.writing() as db:
        word = e.RequestReviewed(day=f.DAY, request="r")
        partner = world.group.node.settings.node_id
        enter(db, world.hub.node, [Draft(kinds.REPLIES, word, partner=partner)], {})
    carry(world.hub, world.group)
    save(world.group, 2)
    (content,) = contents(write(world.group))
    module, name = STEPS[step]
    real = getattr(module, name)

    def cut(*given: object, **named: object) -> object:
        if after:
            real(*given, **named)
        raise PowerCut

    with unchanged(world.hub), monkeypatch.context() as patched:
        patched.setattr(module, name, cut)
        with pytest.raises(PowerCut):
            bring(world.hub, content)
    assert brief(bring(world.hub, content)) == [("applied", "")]
    assert links.is_sound(world.hub)
