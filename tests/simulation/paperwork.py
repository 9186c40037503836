"""What people do beside deeds and files: look, keep copies and lists, try what they kept."""

from pathlib import Path

from sync import (
    export,
    histories,
    paper,
    passphrase,
    putback,
    rebuild,
    repair,
    roster,
    status,
    waiting,
)

from . import invariants, officers
from .machines import HUB, Machine
from .world import Violation, World

RARELY = 0.2
PHRASE = "five words that nobody knows"


def done(world: World, machine: Machine) -> None:
    """One of these things at this machine."""
    deeds = (look_over, try_a_copy, read_the_paper, list_of_cards, own_files, lock_the_keys)
    world.rng.choice(deeds)(world, machine)


def look_over(world: World, machine: Machine) -> None:
    """People look at what waits, what is held and what is told in two versions."""
    waits = world.attempt(machine, "looks what waits", waiting.unconfirmed)
    two_versions(world, machine)
    if machine.role != "hub":
        trouble(world, machine)
    known = world.attempt(machine, "looks at its partners", status.status)
    assert waits is not None
    assert known is not None


def trouble(world: World, machine: Machine) -> str:
    """What a machine says of itself: something, where it stands still."""
    hub = world.hub.store.node.settings.node_id
    told = machine.run(repair.trouble)
    world.trace(f"{machine.name} shows {told or 'nothing'}")
    if not told and (machine.store.is_restored() or invariants.frozen(machine, hub)):
        raise Violation("trouble is shown", f"{machine.name} stands still and does not say so")
    return told


def two_versions(world: World, machine: Machine) -> None:
    """People look at what is told in two versions."""
    for fork in world.attempt(machine, "looks at two versions", histories.forks) or ():
        world.trace(f"    {fork.stream} from {fork.seq}: {len(fork.here)} and {len(fork.other)}")


def try_a_copy(world: World, machine: Machine) -> None:
    """The newest backup is tried; it must be good."""
    if not machine.backups:
        officers.keep(world, machine)
    if not machine.backups or not machine.recovery_key:
        return
    file, aside = machine.backups[-1], world.folder / "aside"
    found = world.attempt(
        machine, "tries a backup",
        lambda store: putback.drill(store, file, machine.recovery_key, aside=aside),
    )  # fmt: skip
    if found is not None and any(one.where != "node.mark" for one in found.problems):
        raise Violation("copies are good", f"{machine.name}: {found.problems[:3]}")


def read_the_paper(world: World, machine: Machine) -> None:
    """The key on paper is typed in again."""
    if machine.recovery_key:
        sheet = paper.written(machine.recovery_key, machine.name)
        if paper.read_recovery(sheet) != machine.recovery_key:
            raise Violation("papers are good", machine.name)
        world.trace(f"{machine.name}: its key on paper is read")


def list_of_cards(world: World, machine: Machine) -> None:
    """The hub writes its list of partners, which somebody keeps elsewhere."""
    if machine.line == HUB and world.roster and world.rng.random() < 0.3:
        list_back(world)
    elif machine.line == HUB:
        kept = world.attempt(machine, "lists its partners", roster.keep)
        if kept is not None:
            world.roster = kept.read_bytes()


def own_files(world: World, machine: Machine) -> None:
    """A group's own old files are read again."""
    if machine.role == "group":
        old_files(world, machine, machine)


def old_files(world: World, machine: Machine, writer: Machine) -> None:
    """Old files of a group, opened with the key on paper, bring back what its machine lost."""
    mine = [one for one in world.carrier.attic if one.origin == writer.name]
    if not mine or not writer.recovery_key:
        return
    place = Path(world.folder) / "old"
    place.mkdir(exist_ok=True)
    for one in mine:
        (place / one.name).write_bytes(one.content)
    taken = world.attempt(
        machine, "reads its own old files",
        lambda s: list(rebuild.rebuild(s, [place], identity=writer.recovery_key)),
    )  # fmt: skip
    for one in taken or ():
        code = one.reason.code if one.reason else ""
        world.trace(f"    {one.outcome} {one.stream} {one.first}-{one.last} {code}".rstrip())
    for path in place.iterdir():
        path.unlink()


def list_back(world: World) -> bool:
    """A hub that forgot a card takes it from its list, if there is one."""
    if not world.roster or world.rng.random() < 0.3:
        return False
    told = world.roster
    done = world.attempt(
        world.hub, "takes its list back", lambda store: (roster.take_back(store, told),)
    )
    if done is not None:
        officers.what_came_before(world)
    return done is not None


def lock_the_keys(world: World, machine: Machine) -> None:
    """Officers lock the keys with a passphrase, look, and open them again."""
    if world.rng.random() > RARELY:
        return
    node = machine.store.node
    world.attempt(machine, "locks its keys", lambda _: passphrase.switch_on(node, PHRASE))
    if passphrase.is_locked(node):
        world.attempt(machine, "writes with locked keys", export.export)
        with passphrase.using(PHRASE):
            world.attempt(machine, "opens its keys", lambda _: passphrase.switch_off(node))
