"""One seed lived from its first day to its last: `run(seed)` gives what came of it."""

import random
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests import factories as f
from tests import foreseen

from . import (
    afterwards,
    agreed,
    between,
    exchange,
    invariants,
    life,
    mishaps,
    office,
    officers,
    paperwork,
    quiet,
    strange,
    talk,
)
from .afterwards import Spares
from .machines import Machine, workshop
from .stand_ins import Disk, Sealer, installed
from .world import Trace, Violation, World

Mishap = Callable[[World, Machine], None]
# What may go wrong, and how often once a seed has it at all.
MISHAPS: tuple[tuple[Mishap, int], ...] = (
    (mishaps.database_back, 2),
    (mishaps.folder_back, 4),
    (mishaps.put_back, 4),
    (mishaps.second_machine, 2),
    (mishaps.theft, 1),
    (mishaps.kill, 4),
    (mishaps.clock, 2),
    (mishaps.upgrade, 2),
)


OFTEN = 9
# What is tried on copies when all is at rest; of these so many a seed.
AFTERWARDS: tuple[Callable[[Spares], None], ...] = (
    afterwards.shown, afterwards.rotten, afterwards.put_back, afterwards.closed_again,
    strange.wrong_presses, strange.oddly_carried, strange.liars, strange.put_right,
)  # fmt: skip
TRIED = 2
# What is counted for people.
FIGURES = (
    "events", "exports", "files applied", "files held", "files refused", "restores", "twins",
    "thefts", "forks", "archives", "entered again", "kills", "upgrades", "clock jumps",
    "words at rest", "words at the city", "agreements at the city", "looks at rest",
    "proposals at rest", "loans of the fund at rest",
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What came of a seed: `violation` None when every invariant held."""

    seed: int
    steps: int
    digest: str
    counts: Counter[str]
    violation: Violation | None
    trace: Trace

    def told(self) -> str:
        """For people: what broke, where, and how to see it again."""
        return (
            f"seed {self.seed}, step {self.steps}: {self.violation}\n{self.trace.tail()}\n"
            f"again: make simulate SEEDS={self.seed}:{self.seed + 1}"
        )


def run(seed: int, steps: int = 0) -> Result:
    """Live that seed; `steps`: only so many of them (0: as many as it has)."""
    with workshop() as folder:
        rng, disk = random.Random(seed), Disk()
        sealer = Sealer(f.Entropy(f"sealing {seed}"))
        with installed(disk, sealer), foreseen.faults_are_faults():
            groups = rng.choice((1, 2, 2, 3))
            world = World(folder, rng, disk, groups, office=office.chance(seed))
            try:
                violation = _lived(world, steps) or _afterwards(world, seed)
            finally:
                world.close()
        trace = world.trace
        return Result(seed, trace.step, trace.digest(), world.counts, violation, trace)


def _lived(world: World, steps: int) -> Violation | None:
    rng = world.rng
    wrong = [one for one in MISHAPS if rng.random() < 0.4]
    if rng.random() < 0.3:
        wrong = [(mishaps.folder_back, OFTEN)]  # nothing else, again and again
    if mishaps.upgrade in [what for what, _ in wrong]:
        for machine in world.all_machines():
            machine.older = rng.random() < 0.4
    whole = rng.randint(20, 50)
    try:
        for _ in range(min(whole, steps or whole)):
            world.trace.step += 1
            _step(world, wrong)
        if wrong and rng.random() < 0.3:  # on the last evening, before anybody writes a file
            mishaps.folder_back(world, rng.choice(world.machines[rng.randrange(world.groups)]))
        quiet.rest(world)
        invariants.check(world)
        agreed.check(world)
        between.check(world)
    except Violation as violation:
        return violation
    except Exception:  # noqa: BLE001 - whatever the product did not foresee
        return Violation("no fault of the program", traceback.format_exc(limit=-4))
    return None


def _afterwards(world: World, seed: int) -> Violation | None:
    """What is tried on copies, when all is at rest."""
    spares = Spares(world, random.Random(f"afterwards {seed}"))
    world.trace("--- afterwards ---")
    try:
        for what in spares.chance.sample(AFTERWARDS, TRIED):
            spares.tells(what.__name__)
            what(spares)
    except Violation as violation:
        return violation
    except Exception:  # noqa: BLE001 - whatever the product did not foresee
        return Violation("no fault of the program", traceback.format_exc(limit=-4))
    return None


def _step(world: World, wrong: Sequence[tuple[Mishap, int]]) -> None:
    """One thing happens somewhere."""
    rng = world.rng
    world.passes()
    machine = _somebody(world)
    options: list[tuple[Mishap, int]] = [
        (life.live, 14),
        (talk.talk, 10),
        (_write, 8),
        (_arrive, 14),
        (mishaps.copy, 3 if wrong else 0),
        (_look, 3 if wrong else 0),
        (paperwork.done, 2 if wrong else 0),
        *wrong,
    ]
    what = rng.choices([one for one, _ in options], [weight for _, weight in options])[0]
    what(world, machine)
    office.now_and_then(world)


def _write(world: World, machine: Machine) -> None:
    exchange.write(world, machine)


def _look(world: World, machine: Machine) -> None:
    if machine.role == "group" and machine not in world.stolen:
        officers.look(world, machine.line)


def _arrive(world: World, _machine: Machine) -> None:
    exchange.arrive(world)


def _somebody(world: World) -> Machine:
    """Groups do most; each of their machines, while there are several."""
    place = world.rng.random()
    if place < 0.2:
        return world.rng.choice(world.machines[-1])
    if place < 0.28:
        return world.rng.choice(world.machines[-2])
    if world.stolen and place > 0.95:
        return world.rng.choice(world.stolen)
    return world.rng.choice(world.machines[world.rng.randrange(world.groups)])


def shortest(result: Result) -> Result:
    """The same violation after as few steps as show it."""
    assert result.violation is not None
    for steps in range(1, result.steps):
        shorter = run(result.seed, steps)
        if shorter.violation is not None:
            return shorter
    return result
