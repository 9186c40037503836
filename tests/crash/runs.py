"""One run of the program on a watched disk, and what the disk then holds."""

import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from federation.node import open_node
from federation.store import open_store
from sync import audit, batch, seal
from tests import factories

from . import images, scenes
from .disk import Op, is_passing, walk
from .scenes import Scene

State = Mapping[str, str]
SECONDS_MAX = 60
ROOT = str(Path(__file__).parents[2])


@dataclass(frozen=True)
class Ran:
    """How a run ended: its exit code (-9: killed), what it said, the changes it made."""

    code: int
    out: str
    err: str
    count: int = 0
    ops: list[Op] = field(default_factory=list)


def run(
    scene: Scene,
    folder: Path,
    mode: str = "note",
    at: int = 0,
    *,
    file_bytes: int = 0,
    under: Sequence[str] = (),
) -> Ran:
    """The scene's command in its own process, on the world in `folder`; `under` another program.

    `file_bytes`: no file may become larger.
    """
    noted = folder.parent / f"{folder.name}.noted"
    plan = {"root": str(folder), "mode": mode, "at": at, "noted": str(noted), "bytes": file_bytes}
    words = [*under, sys.executable, "-m", "tests.crash.child", json.dumps(plan), *scene.said]
    done = subprocess.run(
        words,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        env={
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": os.pathsep.join([ROOT, *sys.path]),
        },
        check=False,
    )
    count, ops = 0, []
    if noted.exists():
        count, ops = pickle.loads(noted.read_bytes())
        noted.unlink()
    ops = [op.under(folder) for op in ops]
    return Ran(done.returncode, done.stdout, done.stderr, count, ops)


@dataclass(frozen=True)
class Seen:
    """A node after a run: its tables by digest, this machine's own apart."""

    tables: State
    local: State
    restored: bool
    problems: tuple[str, ...]


def look(folder: Path) -> Seen:
    """Open the node as its next command would, and look everything over."""
    store = open_store(open_node(folder, clock=factories.Clock()))
    try:
        found: dict[str, str] = {}
        rows = store.db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in rows.fetchall():
            content = sorted(repr(row) for row in store.db.execute_sql(f'SELECT * FROM "{name}"'))
            found[name] = hashlib.sha256("\n".join(content).encode()).hexdigest()
        checked = audit.verify(store)
        problems = tuple(f"{one.where}: {one.what}" for one in checked.problems)
        return Seen(
            {name: digest for name, digest in found.items() if not name.startswith("local_")},
            {name: digest for name, digest in found.items() if name.startswith("local_")},
            store.is_restored(),
            problems,
        )
    finally:
        store.close()


def content(folder: Path) -> dict[str, bytes]:
    """Every file that lasts, by its name under the folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in walk(folder)
        if path.is_file() and not is_passing(str(path))
    }


@dataclass(frozen=True)
class Undisturbed:
    """The command's run when nothing goes wrong, against which the disturbed ones are held.

    `states` are those that its transactions went through, the first from before. By how many
    changes were made: `reached` is the last of them that was synced, `promised` the last that the
    caller was told of, `files` what lay written whole when it was told.
    """

    scene: Scene
    world: Path
    ran: Ran
    states: list[State]
    reached: list[int]
    promised: list[int]
    files: list[Mapping[str, bytes]]
    finals: list[State]
    ends: Mapping[str, bytes]


def undisturbed(name: str, folder: Path) -> Undisturbed:
    """Run a scene's command twice in new folders under `folder`; see all of its states."""
    world, whole = folder / "world", folder / "whole"
    scene = scenes.make(name, world)
    image = images.Image(scenes.copy(world, whole))
    ran = run(scene, whole)
    assert ran.code == scene.code, ran
    ends = content(whole)
    finals = [look(whole / scene.at).tables]
    if scene.again:
        assert run(scene, whole).code == scene.code
        finals.append(look(whole / scene.at).tables)
    states, reached, promised, files = [], [], [], []
    for number, op in enumerate([None, *ran.ops]):
        if op is not None:
            image.apply(op)
        at = reached[-1] if reached else 0
        if op is None or (op.kind == "sync" and op.path.endswith("-wal")):
            state = look(_laid(image, folder / f"moment-{number}") / scene.at).tables
            if state not in states:
                states.append(state)
            at = states.index(state)
        reached.append(at)
        is_told = op is not None and op.kind == "told"
        promised.append(at if is_told else promised[-1] if promised else 0)
        files.append(image.written(lasts) if is_told else files[-1] if files else {})
    assert content(_laid(image, folder / "replayed")) == ends, "a change was not seen"
    assert len(states) == scene.steps + 1
    return Undisturbed(scene, world, ran, states, reached, promised, files, finals, _known(ends))


def lasts(name: str) -> bool:
    """Whether a file is written once and stays: not the database, nor the mark beside it."""
    return not Path(name).name.startswith("node.db") and Path(name).name != "node.mark"


def _laid(image: images.Image, folder: Path) -> Path:
    folder.mkdir()
    image.lay(folder, images.Chance("all"))
    return folder


def is_as_before_or_after(folder: Path, held: Undisturbed, changes: int) -> None:
    """The node that was disturbed after so many changes is sound, and no promise is broken."""
    seen = look(folder / held.scene.at)
    assert seen.problems == ()
    assert not seen.restored
    assert seen.tables in held.states
    assert held.states.index(seen.tables) >= held.promised[changes]
    hub = open_node(folder / scenes.HUB)
    for path in folder.rglob("*.sgb"):
        if not (held.world / path.relative_to(folder)).exists():
            batch.read_batch(seal.open_sealed(path.read_bytes(), hub))  # raises for half a file


def goes_on(folder: Path, held: Undisturbed) -> None:
    """The command run again comes to the same end as if nothing had been."""
    if not held.scene.again:
        return
    ran = run(held.scene, folder)
    assert ran.code == held.scene.code, ran
    assert look(folder / held.scene.at).tables in held.finals
    assert _known(content(folder)) == held.ends


def _known(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What files hold, but for sealed ones: they are others each time."""
    return {
        name: b"" if name.endswith(".sgb") else one for name, one in files.items() if lasts(name)
    }
