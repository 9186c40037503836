"""One run of the program on a watched disk, and what the disk then holds."""

import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from federation.core.refusals import Refusal
from federation.node import open_node
from federation.store import open_store
from sync import audit, cards, keys, passphrase, putback, seal
from tests import factories

from . import images, scenes, zygote
from .disk import Op, is_passing, walk
from .scenes import Scene

State = Mapping[str, str]
SECONDS_MAX = 60
OWN = ("local_", "schema_migration")  # of this machine alone, with its real clock
SEALED = (".sgb", ".sgk", ".key")  # with other chance each time
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
    with TemporaryDirectory() as aside:  # the watched folder may lie on a disk that is full
        noted = Path(aside) / "noted"
        plan = {
            "root": str(folder),
            "mode": mode,
            "at": at,
            "noted": str(noted),
            "bytes": file_bytes,
        }
        env = {
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": ROOT,
            **dict(scene.env),
        }
        if under:
            done = subprocess.run(
                [*under, sys.executable, "-m", "tests.crash.child", json.dumps(plan), *scene.said],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=SECONDS_MAX,
                env=env,
                check=False,
            )
            code, out, err = done.returncode, done.stdout, done.stderr
        else:
            code, out, err = zygote.run(
                plan, scene.said, folder=folder, env=env, aside=Path(aside), seconds=SECONDS_MAX
            )
        count, ops = pickle.loads(noted.read_bytes()) if noted.exists() else (0, [])
    ops = [op.under(folder) for op in ops]
    return Ran(code, out, err, count, ops)


@dataclass(frozen=True)
class Seen:
    """A node after a run: its tables by digest, this machine's own apart."""

    tables: State
    local: State
    restored: bool
    problems: tuple[str, ...]


def look(folder: Path) -> Seen:
    """Open the node as its next command would, and look everything over; nothing: no node."""
    if not (folder / "node.toml").exists():
        return Seen({}, {}, restored=False, problems=())
    keys_fit(folder)
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
            {name: digest for name, digest in found.items() if not name.startswith(OWN)},
            {name: digest for name, digest in found.items() if name.startswith(OWN)},
            store.is_restored(),
            problems,
        )
    finally:
        store.close()


def keys_fit(folder: Path) -> None:
    """The keys open, with the officers' passphrase or without, and are those on the card."""
    node = open_node(folder)
    with passphrase.using(scenes.PASSPHRASE):
        card = cards.read_card(node.card())
        assert keys.public_half(keys.sign_key(node)) == card.sign
        assert keys.recipient_of(keys.identity(node)) == card.seal
    assert node.settings.writer_id == card.node


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
    codes: set[int]
    ends: Mapping[str, bytes]


def undisturbed(name: str, folder: Path) -> Undisturbed:
    """Run a scene's command twice in new folders under `folder`; see all of its states."""
    world, whole = folder / "world", folder / "whole"
    scene = scenes.make(name, world)
    image = images.Image(scenes.copy(world, whole))
    ran = run(scene, whole)
    assert ran.code == scene.code, ran
    ends = content(whole)
    codes = {scene.code}
    finals = [look(whole / scene.at).tables]
    if scene.again:
        codes.add(run(scene, whole).code)
        finals.append(look(whole / scene.at).tables)
    states, reached, promised, files = [], [], [], []
    for number, op in enumerate([None, *ran.ops]):
        if op is not None:
            image.apply(op)
        at = reached[-1] if reached else 0
        if op is None or op.kind == "rename" or (op.kind, op.path[-4:]) == ("sync", "-wal"):
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
    return Undisturbed(
        scene, world, ran, states, reached, promised, files, finals, codes, _known(ends)
    )


def lasts(name: str) -> bool:
    """Whether a file is written once and stays: not the database, nor the mark beside it."""
    kept = Path(name).name
    return not is_passing(kept) and not kept.startswith("node.db") and kept != "node.mark"


def _laid(image: images.Image, folder: Path) -> Path:
    folder.mkdir()
    image.lay(folder, images.Chance("all"))
    return folder


def is_as_before_or_after(folder: Path, held: Undisturbed, changes: int) -> None:
    """The node that was disturbed after so many changes is sound, and no promise is broken."""
    seen = look(folder / held.scene.at)
    assert seen.problems == (), seen.problems
    assert seen.restored == (held.scene.puts_back and bool(seen.tables))
    assert seen.tables in held.states
    assert held.states.index(seen.tables) >= held.promised[changes]
    for path in folder.glob("**/[!.]*.sg[bk]"):
        before = held.world / path.relative_to(folder)
        if not before.exists() or before.read_bytes() != path.read_bytes():
            is_whole(path, folder)


def is_whole(path: Path, folder: Path) -> None:
    """A sealed file that was written lies there to its last byte: half of one does not open."""
    if path.suffix == ".sgk":
        key = (folder / scenes.STICK / "recovery.txt").read_text()
        assert putback.drill(None, path, key, aside=folder / ".tried").problems == ()
        return
    content, opened = path.read_bytes(), 0
    for reader in (scenes.HUB, scenes.GROUP):
        with suppress(Refusal):
            opened += bool(seal.open_sealed(content, open_node(folder / reader)))
    assert opened == 1, path


def goes_on(folder: Path, held: Undisturbed) -> None:
    """The command run again comes to the same end as if nothing had been."""
    if not held.scene.again:
        return
    ran = run(held.scene, folder)
    assert ran.code in held.codes, ran
    assert look(folder / held.scene.at).tables in held.finals
    assert _known(content(folder)) == held.ends


def _known(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What files hold, but for sealed ones: they are others each time."""
    return {
        name: b"" if name.endswith(SEALED) else one for name, one in files.items() if lasts(name)
    }
