"""The power goes after any change: what was confirmed is there, the rest whole or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import how_many

from . import images, runs, scenes
from .runs import Undisturbed
from .test_kill_points import points

SEEDS = how_many(1, 20)
CUTS = how_many(12, 10**6)


@pytest.mark.parametrize("name", scenes.EACH)
def test_nothing_confirmed_is_lost_in_the_dark(
    name: str,
    held: Callable[[str], Undisturbed],
    tmp_path: Path,
    figure: Callable[[str, object], None],
) -> None:
    whole = held(name)
    image, made = images.Image(whole.world), 0
    moments = images.moments(whole.ran.ops)
    cuts = {moments[number - 1] for number in points(len(moments), CUTS)}
    for changes, op in enumerate([None, *whole.ran.ops]):
        if op is not None:
            image.apply(op)
        if changes not in cuts:
            continue
        for chance in (*images.EACH, *(images.Chance("some", n) for n in range(SEEDS))):
            made += 1
            folder = tmp_path / f"{made}"
            folder.mkdir()
            image.lay(folder, chance)
            is_kept(folder, whole, changes)
    figure("disks as a power cut left them", made)


def is_kept(folder: Path, whole: Undisturbed, changes: int) -> None:
    """Sound, and nothing that was confirmed is missing, in the books or beside them."""
    runs.is_as_before_or_after(folder, whole, changes)
    there = runs.content(folder)
    for name, content in whole.files[changes].items():
        assert there.get(name) == content, name
