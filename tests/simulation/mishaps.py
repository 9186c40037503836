"""What goes wrong with machines: put back from copies, copied, killed, stolen, clocks astray."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from federation.core.refusals import Refusal
from federation.store import journal
from sync import putback

from . import exchange, life, officers
from .machines import Machine
from .world import World, armed

CLOCKS = (
    datetime(1970, 1, 1, 0, 5, tzinfo=UTC),
    datetime(2099, 12, 31, 23, 0, tzinfo=UTC),
    datetime(2020, 1, 1, tzinfo=UTC),
)
COPIES = 3
LINES_AGAIN = 8


def copy(world: World, machine: Machine) -> None:
    """Somebody copies the whole folder, to have it."""
    place = world.folder / f"copy-{world.next_number()}"
    machine.copy_to(place)
    machine.copies.append(place)
    world.trace(f"{machine.name} is copied to {place.name}")
    if len(machine.copies) > COPIES:
        shutil.rmtree(machine.copies.pop(0))


def _old_copy(world: World, machine: Machine) -> Path | None:
    """One of this machine's copies; made now, for a later mishap, when there is none."""
    if not machine.copies:
        copy(world, machine)
        return None
    return world.rng.choice((machine.copies[0], *machine.copies))


def database_back(world: World, machine: Machine) -> None:
    """The database file is replaced by an old one; the mark beside it stays."""
    place = _old_copy(world, machine)
    if place is None:
        return
    machine.close()
    for name in ("node.db", "node.db-wal", "node.db-shm"):
        machine.folder.joinpath(name).unlink(missing_ok=True)
    shutil.copy(place / "node.db", machine.folder / "node.db")
    _shaken(world, machine, f"its database is that of {place.name}")


def folder_back(world: World, machine: Machine) -> None:
    """The whole folder is put back, the mark too: nothing in it tells."""
    place = _old_copy(world, machine)
    if place is None:
        return
    before = _ledger(machine)
    machine.close()
    shutil.rmtree(machine.folder)
    shutil.copytree(place, machine.folder)
    _shaken(world, machine, f"is put back from {place.name}, mark and all")
    lost = before - _ledger(machine)
    if machine.role == "group" and world.rng.random() < 0.6:
        # As many lines again as are missing, as people remember them.
        for _ in range(min(lost, LINES_AGAIN) + world.rng.choice((0, 0, 1))):
            life.pay(world, machine)


def _ledger(machine: Machine) -> int:
    """How many entries of its ledger a group's machine holds."""
    with machine.store.reading() as db:
        return sum(one.last for one in journal.ends(db) if one.own and one.kind == "ledger")


def put_back(world: World, machine: Machine) -> None:
    """A backup is put back by the program, which then knows that it is one."""
    if not machine.backups:
        officers.keep(world, machine)
        return
    place = world.rng.choice(machine.backups)
    machine.close()
    shutil.rmtree(machine.folder)
    given = {"clock": machine.clock, "entropy": machine.chance}
    try:
        made = putback.restore(machine.folder, place, machine.recovery_key, **given)
    except Refusal as refusal:
        if refusal.facts.get("where") != "node.mark":
            raise
        # It was made while the node knew that something is missing; people take it all the same.
        made = putback.restore(machine.folder, place, machine.recovery_key, anyway=True, **given)
    _shaken(world, machine, f"is put back from {place.name}: {made.entries} entries")


def second_machine(world: World, machine: Machine) -> None:
    """The folder is copied to another computer, and both go on."""
    some = world.machines[machine.line]
    if len(some) > 1 or machine.role != "group" or machine in world.stolen:
        return
    name = f"{machine.name}-twin-{world.next_number()}"
    machine.copy_to(world.folder / name)
    some.insert(0, world.machine(name, machine.line))
    some[0].older, some[0].recovery_key = machine.older, machine.recovery_key
    world.counts["twins"] += 1
    _shaken(world, machine, f"goes on as {name} too")


def kill(world: World, machine: Machine) -> None:
    """The power goes away in the middle of what is done next."""
    points = 1 + int(world.rng.paretovariate(0.7))
    what = world.rng.choice((life.live, exchange.write, _arrival))
    with armed(world, points):
        what(world, machine)


def _arrival(world: World, machine: Machine) -> None:
    mine = [one for one in world.carrier.parcels if one.to == machine.line]
    if mine:
        parcel = world.rng.choice(mine)
        exchange.take(world, machine, parcel.name, parcel.content, f"file {parcel.number}")


def theft(world: World, machine: Machine) -> None:
    """A group's machine is stolen."""
    if machine.role == "group" and machine not in world.stolen:
        officers.stolen(world, machine)


def clock(world: World, machine: Machine) -> None:
    """A clock jumps, or is put right."""
    moments = (*CLOCKS, datetime.combine(world.today, datetime.min.time(), UTC))
    machine.clock.moment = world.rng.choice(moments)
    world.counts["clock jumps"] += 1
    world.trace(f"{machine.name}: its clock says {machine.clock.moment:%Y-%m-%d}")


def upgrade(world: World, machine: Machine) -> None:
    """A machine gets today's program."""
    if machine.older:
        machine.older = False
        world.counts["upgrades"] += 1
        world.trace(f"{machine.name} is upgraded")


def _shaken(world: World, machine: Machine, what: str) -> None:
    world.shaken.add(machine.line)
    world.counts["restores"] += 1
    world.trace(f"{machine.name} {what}")
