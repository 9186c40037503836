"""The tests of power cuts themselves: a program that spared a sync would be found."""

from collections.abc import Callable
from pathlib import Path
from sqlite3 import DatabaseError

import pytest

from federation.core.refusals import Refusal

from . import images, scenes
from .disk import Op
from .runs import Undisturbed
from .test_power_cuts import is_kept

SPARED: dict[str, tuple[str, Callable[[Op], bool]]] = {
    "commits": ("deed", lambda op: op.kind == "sync" and op.path.endswith("node.db-wal")),
    "the database before its log goes": (
        "deed",
        lambda op: op.kind == "sync" and op.path.endswith("node.db"),
    ),
    "a file's bytes": ("export", lambda op: op.kind == "sync" and op.path.startswith("stick")),
    "a file's name": (
        "export",
        lambda op: op.kind == "sync-names" and op.path.startswith("stick/new/folder"),
    ),
    "a folder's name": ("export", lambda op: (op.kind, op.path) == ("sync-names", "stick/new")),
    "a charter's name": ("enrol", lambda op: op.kind == "sync-names" and "outbox" in op.path),
}

CHANCES = (*images.EACH[:2], *(images.Chance("some", seed) for seed in range(3)))


@pytest.mark.parametrize(
    ("name", "what"), [scenes.param(name, what) for what, (name, _) in SPARED.items()]
)
def test_a_sync_that_is_spared_is_found(
    name: str, what: str, held: Callable[[str], Undisturbed], tmp_path: Path
) -> None:
    _, is_spared = SPARED[what]
    whole = held(name)
    assert any(map(is_spared, whole.ran.ops))
    image, cuts = images.Image(whole.world), set(images.moments(whole.ran.ops))
    found = number = 0
    for changes, op in enumerate(whole.ran.ops, 1):
        if not is_spared(op):
            image.apply(op)
        for chance in CHANCES if changes in cuts and not found else ():
            number += 1
            folder = tmp_path / f"{number}"
            folder.mkdir()
            image.lay(folder, chance)
            found += not _is_kept(folder, whole, changes)
    assert found


def _is_kept(folder: Path, whole: Undisturbed, changes: int) -> bool:
    """Whether the disk would pass the tests."""
    try:
        is_kept(folder, whole, changes)
    except (AssertionError, OSError, DatabaseError, Refusal):
        return False
    return True
