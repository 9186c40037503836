"""The process is killed at each change of the disk: all of a transaction is there, or nothing."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import how_many

from . import runs, scenes
from .runs import Undisturbed

POINTS = how_many(3, 10**6)


def points(count: int, most: int) -> list[int]:
    """The numbers of the changes to stop before: all, or `most` of them evenly spread."""
    most = min(most, count)
    return sorted({1 + round(n * (count - 1) / max(most - 1, 1)) for n in range(most)})


@pytest.mark.parametrize("name", scenes.EACH)
def test_killed_before_or_after(
    name: str,
    held: Callable[[str], Undisturbed],
    tmp_path: Path,
    figure: Callable[[str, object], None],
) -> None:
    whole = held(name)
    chosen = points(whole.ran.count, POINTS)
    for point in chosen:
        folder = scenes.copy(whole.world, tmp_path / f"{point}")
        ran = runs.run(whole.scene, folder, "kill", point)
        # What is sealed is of another length each time: perhaps it needs a write less.
        assert ran.code == -signal.SIGKILL or point > whole.ran.count - 4, ran
        runs.is_as_before_or_after(folder, whole, point - 1)
        runs.goes_on(folder, whole)
    figure("write points at which a command was killed", len(chosen))
