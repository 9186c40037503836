"""What officers and the office do about what is shown: a new card, books rebuilt, a branch gone
through, the passbooks asked."""

import shutil
from collections.abc import Callable
from typing import TypeVar

from federation.store import Store, journal
from federation.store.queries import requests
from sync import (
    backup,
    enrolment,
    export,
    founding,
    intake,
    quarantine,
    rebuild,
    renewal,
    repair,
    restored,
    succession,
)

from . import paperwork
from .machines import CITY, NAMES, Machine
from .world import World

Done = TypeVar("Done")
GOES_WRONG = 0.15  # how often the power goes away in the middle of putting right


def code(line: int) -> str:
    """The short code of a partner of the hub."""
    return "C01" if line == CITY else f"G{line + 1:04d}"


def look(world: World, line: int) -> None:
    """A group's officers look at their machine, and at what the hub shows of them."""
    machine = world.machines[line][-1]
    if was_known(world, machine):
        world.counts["forks"] += 1
        new_card(world, machine)  # put back to before it got its present card
    elif not is_known(world, machine):
        if not (paperwork.list_back(world) and is_known(world, machine)):
            known_again(world, machine)
    elif needs_new_card(world, machine):
        world.counts["forks"] += 1
        for one in (world.hub, machine):
            paperwork.two_versions(world, one)
        new_card(world, machine)
    go_through(world, machine)


def is_known(world: World, machine: Machine) -> bool:
    """Whether the hub knows the card by which this machine writes; one put back may not."""
    with world.hub.store.reading() as db:
        found = requests.partner(db, code(machine.line))
    return found is not None and found.writer == machine.store.node.settings.writer_id


def was_known(world: World, machine: Machine) -> bool:
    """Whether the hub closed the card by which this machine writes."""
    with world.hub.store.reading() as db:
        writer = requests.writer(db, machine.store.node.settings.writer_id)
    return writer is not None and writer.closed is not None


def known_again(world: World, machine: Machine) -> None:
    """The hub forgot that it admitted this card: it admits it again."""
    world.counts["cards admitted again"] += 1
    own = enrolment.own_card(machine.store.node)
    if admit(world, machine, enrolment.card_file(machine.store), own.digits):
        take_back(world, machine)
    else:
        new_card(world, machine)  # what the hub holds now does not go on in what is here


def needs_new_card(world: World, machine: Machine) -> bool:
    """Whether a chain between this node and the hub stands still, at either of them."""
    for reader, writer in ((world.hub, machine), (machine, world.hub)):
        who = writer.store.node.settings.node_id
        with reader.store.reading() as db:
            if any(one.owner == who and one.state == "frozen" for one in journal.ends(db)):
                return True
    return False


def new_card(world: World, machine: Machine) -> None:
    """New keys for this machine, the hub's version of its books, and then its own again."""
    card = world.attempt(machine, "makes new keys", renewal.prepare)
    if card is not None and admit(
        world, machine, enrolment.card_file(machine.store, card), card.digits
    ):
        take_back(world, machine)


def admit(world: World, machine: Machine, card: bytes, digits: str) -> bool:
    """The hub admits a card in the place of the group's, whose machine takes the charter."""
    where = code(machine.line)

    def admitted(store: Store) -> tuple[bytes, str]:
        done = enrolment.enrol_card(store, card, confirm=digits, code=where)
        return done.file.read_bytes(), done.digits

    done = twice(world, world.hub, f"admits a new card for {where}", admitted)
    for path in world.hub.folder.joinpath("outbox").glob("*.sgc"):
        path.unlink()
    if world.rng.random() < 0.5:
        paperwork.list_of_cards(world, world.hub)
    if done is None:
        return False
    what_came_before(world)
    charter, ours = done
    taken = twice(
        world, machine, "takes its charter",
        lambda store: enrolment.accept_charter(store, charter, confirm=ours),
    )  # fmt: skip
    return taken is not None


def what_came_before(world: World) -> None:
    """Files of a card that the hub did not know are taken in now that it does."""
    if not any(quarantine.strangers(world.hub.store.node)):
        return
    found = twice(
        world, world.hub, "takes what came before its writer was known",
        lambda store: list(intake.take_known(store)),
    )  # fmt: skip
    for one in found or ():
        world.trace(f"    {one.outcome} {one.stream} {one.first}-{one.last} new {one.new}")


def twice(world: World, machine: Machine, label: str, what: Callable[[Store], Done]) -> Done | None:
    """Something that people do again when the power went away in the middle."""
    if world.rng.random() < GOES_WRONG:
        world.disk.arm(1 + int(world.rng.paretovariate(0.5)))
        done = world.attempt(machine, label, what)
        world.disk.revive()
        if done is not None:
            return done
    return world.attempt(machine, label, what)


def take_back(world: World, machine: Machine) -> None:
    """The hub's archive of everything of this group is carried there and taken up."""
    place = world.folder / "archive"
    shutil.rmtree(place, ignore_errors=True)
    where = code(machine.line)
    twice(
        world, world.hub, f"writes all it has of {where}",
        lambda store: export.export(store, to=where, rebuild=True, path=f"{place}/"),
    )  # fmt: skip
    done = twice(
        world, machine, "takes its books back",
        lambda store: list(rebuild.rebuild(store, [place] if place.exists() else [])),
    )  # fmt: skip
    for one in done or ():
        told = one.reason.code if one.reason else ""
        world.trace(f"    {one.outcome} {one.first}-{one.last} new {one.new} {told}".rstrip())
        world.counts["archives"] += 1


def go_through(world: World, machine: Machine) -> None:
    """What this machine wrote and what does not count any more is entered again."""
    left = machine.run(repair.left_over)
    if not any(not one.again and not one.is_once for one in left):
        return
    keep(world, machine)
    done = twice(world, machine, "enters again what was left over", repair.enter_again)
    if done is not None:
        world.counts["entered again"] += done.entered
        world.trace(f"    entered {done.entered}")
        for row, refusal in done.refused:
            world.trace(f"    not {row.kind} {row.amount_minor}: {refusal.code}")


def keep(world: World, machine: Machine) -> None:
    """A backup is made, and carried elsewhere."""
    made = world.attempt(machine, "makes a backup", backup.keep)
    if made is not None:
        place = world.folder / f"backup-{world.next_number()}.sgk"
        shutil.move(made.path, place)
        machine.backups.append(place)
        del machine.backups[:-3]


def confirm(world: World, machine: Machine) -> None:
    """Nobody knows of more: the officers say so, with their passbooks when these agree."""

    with machine.store.reading() as db:
        book = restored.code_of_books(db, machine.store.node)

    def said(store: Store, read: str) -> bool:
        restored.confirm(store, letters_read=read)
        return True

    read = world.rng.choice(("", book, "0000 0000"))
    done = world.attempt(machine, "is held against the passbooks", lambda store: said(store, read))
    if not done:
        world.attempt(machine, "is confirmed by its officers", lambda store: said(store, ""))


def stolen(world: World, machine: Machine) -> None:
    """The machine is gone; a new one takes its place."""
    line = machine.line
    if machine is not world.machines[line][-1] or len(world.machines[line]) > 1:
        return
    world.counts["thefts"] += 1
    name = f"g{line}-new-{world.next_number()}"
    new = world.machine(name, line)
    made = founding.found(
        new.folder, role="group", name=NAMES[line], clock=new.clock, entropy=new.chance
    )
    new.recovery_key = made.recovery_key
    machine.close()
    world.machines[line] = [new]
    world.stolen.append(machine)
    world.shaken.add(line)
    world.trace(f"{machine.name} is stolen; {name} is to take its place")
    if world.rng.random() < 0.4:
        world.attempt(
            world.hub, f"revokes {code(line)}", lambda s: succession.revoke(s, code(line))
        )
    own = enrolment.own_card(new.store.node)
    if admit(world, new, enrolment.card_file(new.store), own.digits):
        if world.rng.random() < 0.4:
            paperwork.old_files(world, new, machine)
        take_back(world, new)
