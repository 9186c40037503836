"""Files written, carried, taken in; and what a file that was not taken in must not have changed."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

from federation.store import Store
from sync import armour, export, intake, seal, sticks
from sync.intake import Outcome

from . import invariants
from .carrier import Parcel
from .machines import CITY, HUB, Machine
from .world import Violation, World

# What may change though a file was refused or waits: what is kept of files, and its writer's word
# for what it holds of ours. How groups are doing is worked out after any taking in, also for what
# changed before it.
OF_FILES = (
    "held_file",
    "acknowledgement",
    "health",
    "tally",
    "local_in",
    "local_out",
    "local_sent",
    "local_state",
    "sqlite_sequence",
)
TAKEN = ("applied", "already")


def write(world: World, machine: Machine, *, carelessly: bool = True) -> int:
    """Everything due is written and handed to the carrier; how many files that was."""
    given: dict[str, Any] = {}
    if carelessly and world.rng.random() < 0.25:
        given["volume_entries"] = world.rng.randint(1, 4)
    if carelessly and world.rng.random() < 0.08:
        given["full"] = True
    if carelessly and world.rng.random() < 0.1:
        given["as_text"] = True
    done = world.attempt(machine, "writes files", lambda store: export.export(store, **given))
    world.counts["exports"] += done is not None
    found = hand_over(world, machine)
    if done is None:
        return 0
    return len(found)


def hand_over(world: World, machine: Machine) -> list[Parcel]:
    """Whatever lies whole in the outbox is carried away."""
    found = []
    invariants.note_held(world, machine)
    for path in sorted(machine.folder.joinpath("outbox").iterdir()):
        if path.is_file() and not path.name.startswith("."):
            to = addressee(world, machine, path.name)
            found.append(world.carrier.take(machine.name, to, path.name, path.read_bytes()))
            world.trace(f"  {found[-1].number}: {path.name}, {len(found[-1].content)} bytes")
        path.unlink()
    return found


def addressee(world: World, machine: Machine, name: str) -> int:
    """For whom a file is: the hub's say it in their name."""
    if machine.line != HUB:
        return HUB
    if "C01" in name:
        return CITY
    return next(line for line in world.lines() if f"G{line + 1:04d}" in name)


def arrive(world: World) -> bool:
    """The carrier brings something; whether there was anything to bring."""
    parcel = world.carrier.pick()
    if parcel is None:
        return False
    what = world.carrier.mishap()
    if what:
        world.counts["mishaps"] += 1
        world.trace(f"file {parcel.number} is {what}")
    if what == "lost":
        return True
    if what == "again":
        world.carrier.parcels.append(parcel)
    to = parcel.to
    if what == "astray":
        to = world.rng.choice([line for line in world.machines if line != to])
    content, name = world.carrier.damaged(parcel.content, what), world.carrier.renamed(parcel)
    some = world.machines[to]
    for machine in some if world.carrier.honest else [world.rng.choice(some)]:
        take(world, machine, name, content, f"file {parcel.number}")
    return True


def take(world: World, machine: Machine, name: str, content: bytes, label: str) -> None:
    """A file is taken in, alone or out of a folder; killed in the middle it is brought again."""
    by_folder = not world.carrier.honest and world.rng.random() < 0.2
    looks = world.rng.random() < 0.3
    for _ in range(2):
        before = tables(machine.store) if looks else {}
        done = world.attempt(
            machine, f"takes {label}",
            lambda store: _taken(world, store, name, content, by_folder=by_folder),
        )  # fmt: skip
        if done is not None:
            break
    else:
        return
    for outcome in done:
        code = outcome.reason.code if outcome.reason else ""
        told = f"{outcome.stream} {outcome.first}-{outcome.last}"
        world.trace(f"    {outcome.outcome} {told} new {outcome.new} {code}".rstrip())
        world.counts[f"files {outcome.outcome}"] += 1
    invariants.acknowledged_was_there(world, machine)
    if looks:
        unmoved(machine, before, done)


def _taken(
    world: World, store: Store, name: str, content: bytes, *, by_folder: bool
) -> list[Outcome]:
    if not by_folder:
        return list(intake.take_in_bytes(store, name, content))
    stick = world.folder / "stick"
    shutil.rmtree(stick, ignore_errors=True)
    stick.mkdir()
    _put(world, stick, name, content)
    (stick / "holiday.jpg").write_bytes(b"\xff\xd8\xff")
    return list(intake.take_in(store, [stick]))


def _put(world: World, stick: Path, name: str, content: bytes) -> None:
    """A file comes as it is, in an archive, as the texts of its codes, or by the program's hand."""
    how = world.rng.choice(("plain", "zip", "codes", "stick"))
    codes = armour.code_texts(content) if how == "codes" and seal.is_sealed(content) else ()
    if how == "zip":
        with zipfile.ZipFile(stick / "chat.zip", "w") as chat:
            chat.writestr(name, content)
    elif how == "stick":
        place = sticks.Stick(stick, "a stick", 1, writable=True)
        sticks.put(place, "Federation", name, content)
    elif codes:
        (stick / "codes.txt").write_text("\n".join(codes))
    else:
        (stick / name).write_bytes(content)


def tables(store: Store) -> dict[str, list[Any]]:
    """Every row of every table."""
    db = store.db
    db.connect(reuse_if_open=True)
    names = [
        name for (name,) in db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    return {
        name: sorted(db.execute_sql(f'SELECT * FROM "{name}"').fetchall(), key=repr)
        for name in names
    }


def unmoved(machine: Machine, before: dict[str, list[Any]], done: list[Outcome]) -> None:
    """A file that was refused, or waits, changed no table but those that keep files."""
    if not done or any(one.outcome in TAKEN for one in done):
        return
    after = tables(machine.store)
    changed = [name for name in after if after[name] != before.get(name)]
    codes = {one.reason.code for one in done if one.reason}
    if codes & {"stream-forked", "stream-forked-ours"}:
        return  # that is news in itself: a chain is frozen and its writer told
    wrong = [name for name in changed if name not in OF_FILES]
    if wrong:
        raise Violation("nothing half", f"{machine.name}: {wrong} changed by {sorted(codes)}")
