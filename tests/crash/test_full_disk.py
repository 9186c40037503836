"""The disk is full from one change on: one plain sentence, and all of a transaction or nothing."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.factories import how_many

from . import runs, scenes
from .disk import walk
from .runs import Undisturbed
from .test_kill_points import points

POINTS = how_many(3, 10**6)


@pytest.mark.parametrize("name", scenes.EACH)
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


@pytest.mark.parametrize("name", [scenes.param(name) for name in ("export", "import")])
@pytest.mark.parametrize("room", [8_192 * pages for pages in range(0, 48, how_many(12, 1))])
def test_really_full(
    name: str, room: int, held: Callable[[str], Undisturbed], tmp_path: Path
) -> None:
    """The same on a small disk of its own where we may make one, else by the system's limit."""
    whole = held(name)
    used = sum(path.stat().st_blocks for path in walk(whole.world)) * 512
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, used + room) as is_small:
        folder = scenes.copy(whole.world, disk / "world")
        limit = 0 if is_small else max(room, 1024)
        ran = runs.run(whole.scene, folder, file_bytes=limit)
        is_told_plainly(ran, whole)
        after = scenes.copy(folder, tmp_path / "after")
    runs.is_as_before_or_after(after, whole, 0)
    runs.goes_on(after, whole)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A disk of so many bytes at a folder, for those who may mount one; whether there is one."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        is_small = subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        is_small = False
    try:
        yield is_small
    finally:
        if is_small:
            subprocess.run(["umount", str(folder)], check=True)


def is_told_plainly(ran: runs.Ran, whole: Undisturbed) -> None:
    """It either went as ever, or said in one sentence that there is no room."""
    assert "Traceback" not in ran.err
    if (ran.code, ran.err) == (whole.ran.code, whole.ran.err):
        return
    assert ran.code == 1, ran
    assert ran.err.count("\n") == 1, ran
    assert "room" in ran.err, ran
