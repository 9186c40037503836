"""What people do beside deeds and files: look, keep copies and lists, try what they kept."""

from pathlib import Path

from sync import paper, putback, rebuild, repair, roster, status, waiting

from . import officers
from .machines import HUB, Machine
from .world import Violation, World


def done(world: World, machine: Machine) -> None:
    """One of these things at this machine."""
    chosen = world.rng.choice((look_over, try_a_copy, read_the_paper, list_of_cards, old_files))
    chosen(world, machine)


def look_over(world: World, machine: Machine) -> None:
    """People look at what waits, what is held and what is told in two versions."""
    waits = world.attempt(machine, "looks what waits", waiting.unconfirmed)
    forks = world.attempt(machine, "looks at two versions", repair.forks)
    known = world.attempt(machine, "looks at its partners", status.status)
    assert waits is not None
    assert known is not None
    for fork in forks or ():
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
    if machine.line == HUB:
        kept = world.attempt(machine, "lists its partners", roster.keep)
        if kept is not None:
            world.roster = kept.read_bytes()


def old_files(world: World, machine: Machine) -> None:
    """A group's own old files, opened with the key on paper, bring back what it lost."""
    mine = [one for one in world.carrier.attic if one.origin == machine.name]
    if machine.role != "group" or not mine or not machine.recovery_key:
        return
    place = Path(world.folder) / "old"
    place.mkdir(exist_ok=True)
    for one in mine:
        (place / one.name).write_bytes(one.content)
    taken = world.attempt(
        machine, "reads its own old files",
        lambda s: list(rebuild.rebuild(s, [place], identity=machine.recovery_key)),
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
    return done is not None
