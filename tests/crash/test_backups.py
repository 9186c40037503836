"""A backup and a restore, killed and on a full disk at each change: before or after, never between.

Not held byte by byte against an undisturbed run: sealing draws its own chance each time.
"""

import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from federation.cli.base import REFUSED
from federation.node import open_node
from federation.store import open_store
from sync import backup, putback
from tests import factories
from tests.factories import how_many
from tests.sync import links
from tests.sync.backups import founded

from . import runs
from .scenes import GROUP, Scene

POINTS = how_many(4, 10**6)
FILE, NEW = "copy.sgk", "new"
SCENES = {
    "backup": Scene(GROUP, ("backup", FILE), lambda _: None),
    "restore": Scene(NEW, ("restore", FILE, "--key", "key"), lambda _: None),
}


@dataclass(frozen=True)
class Held:
    """A folder with a node, its key, and a copy of it from before its last two entries."""

    folder: Path
    identity: str
    count: dict[str, int]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    folder = tmp_path_factory.mktemp("backups") / "world"
    store, identity = founded(folder / GROUP, GROUP)
    links.save(store, 3)
    backup.write(store, folder / FILE)
    links.save(store, 2)
    store.close()
    (folder / "key").write_text(identity)
    count = {}
    for name, scene in SCENES.items():
        ran = runs.run(scene, Path(shutil.copytree(folder, folder.parent / name)))
        assert (ran.code, ran.err) == (0, ""), ran
        count[name] = ran.count
    return Held(folder, identity, count)


def points(count: int) -> list[int]:
    """All the changes, or some of them evenly spread, the first and the last among them."""
    most = min(POINTS, count)
    return sorted({1 + round(n * (count - 1) / max(most - 1, 1)) for n in range(most)})


def opens(file: Path, identity: str) -> int:
    """How many entries a copy holds that opens and is sound."""
    found = putback.drill(None, file, identity, aside=file.parent / "aside")
    assert not found.problems
    return found.entries


def is_whole(folder: Path, entries: int) -> None:
    """A node is there, sound, with so many entries."""
    store = open_store(open_node(folder, clock=factories.Clock()))
    try:
        assert links.is_sound(store)
        assert sum(end.last for end in links.chains(store)) == entries
    finally:
        store.close()


def is_before_or_after(name: str, folder: Path, held: Held) -> None:
    """The old copy or the new one; no node or the whole one. Then the command runs again."""
    if name == "backup":
        is_whole(folder / GROUP, 6)
        assert opens(folder / FILE, held.identity) in (4, 6)
    elif (folder / NEW).exists():
        is_whole(folder / NEW, 4)
        shutil.rmtree(folder / NEW)
    ran = runs.run(SCENES[name], folder)
    assert (ran.code, ran.err) == (0, ""), ran
    if name == "backup":
        assert opens(folder / FILE, held.identity) == 6
    else:
        is_whole(folder / NEW, 4)
    left = {one.name for one in folder.iterdir()} | {
        one.name for one in (folder / GROUP / "backups").iterdir()
    }
    assert left <= {GROUP, FILE, NEW, "key", "node.lock"}


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.xdist_group("crash backups")
def test_killed(
    name: str, held: Held, tmp_path: Path, figure: Callable[[str, object], None]
) -> None:
    chosen = points(held.count[name])
    killed = 0
    for point in chosen:
        folder = Path(shutil.copytree(held.folder, tmp_path / f"{point}"))
        ran = runs.run(SCENES[name], folder, "kill", point)
        assert ran.code in (-signal.SIGKILL, 0), ran  # sealing may need a change less
        killed += ran.code != 0
        is_before_or_after(name, folder, held)
        shutil.rmtree(folder)
    assert killed >= len(chosen) - 2
    figure(f"write points at which {name} was killed", killed)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.xdist_group("crash backups")
def test_full(name: str, held: Held, tmp_path: Path, figure: Callable[[str, object], None]) -> None:
    chosen = points(held.count[name])
    for point in chosen:
        folder = Path(shutil.copytree(held.folder, tmp_path / f"{point}"))
        ran = runs.run(SCENES[name], folder, "full", point)
        assert ran.code in (REFUSED, 0), ran
        assert "Traceback" not in ran.err
        if ran.code:
            assert len(ran.err.splitlines()) == 1, ran.err
            assert "this number" not in ran.err, ran.err  # it is the disk, and no fault of ours
        is_before_or_after(name, folder, held)
        shutil.rmtree(folder)
    figure(f"write points at which the disk was full in {name}", len(chosen))
