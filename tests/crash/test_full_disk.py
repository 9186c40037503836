"""The disk is full from one change on: one plain sentence, and all of a transaction or nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import how_many

from . import runs, scenes
from .runs import Undisturbed
from .test_kill_points import points

POINTS = how_many(3, 10**6)


@pytest.mark.parametrize("name", scenes.SCENES)
def test_full_before_or_after(
    name: str,
    held: Callable[[str], Undisturbed],
    tmp_path: Path,
    figure: Callable[[str, object], None],
) -> None:
    whole = held(name)
    chosen = points(whole.ran.count, POINTS)
    for point in chosen:
        folder = scenes.copy(whole.world, tmp_path / f"{point}")
        ran = runs.run(whole.scene, folder, "full", point)
        is_told_plainly(ran, whole)
        runs.is_as_before_or_after(folder, whole, 0)
        runs.goes_on(folder, whole)
    figure("write points at which the disk was full", len(chosen))


def is_told_plainly(ran: runs.Ran, whole: Undisturbed) -> None:
    """It either went as ever, or said in one sentence that there is no room."""
    assert "Traceback" not in ran.err
    if (ran.code, ran.err) == (whole.ran.code, whole.ran.err):
        return
    assert ran.code == 1, ran
    assert ran.err.count("\n") == 1, ran
    assert "room" in ran.err, ran
