"""The world of one seed: machines, carrier, calendar, trace, and what was ever tried in it."""

import hashlib
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from federation.core.refusals import Refusal
from federation.store import Store
from tests import factories as f

from .carrier import Carrier
from .machines import CITY, FOLDERS, HUB, START, Machine, template
from .stand_ins import Disk, Killed

Done = TypeVar("Done")
Chain = tuple[str, str, int]  # owner, stream, incarnation
SHOWN = 30


class Violation(Exception):
    """An invariant does not hold. `invariant` is its name; the text says where."""

    def __init__(self, invariant: str, text: str) -> None:
        super().__init__(f"{invariant}: {text}")
        self.invariant = invariant


@dataclass
class Trace:
    """What happened, line by line; the same seed tells the same."""

    lines: list[str] = field(default_factory=list)
    step: int = 0

    def __call__(self, text: str) -> None:
        self.lines.append(f"{self.step:>3} {text}")

    def digest(self) -> str:
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()

    def tail(self) -> str:
        return "\n".join(self.lines[-SHOWN:])


@dataclass
class World:
    """Machines by line: the groups (0, 1 …), hub and city. The last one of a line is in use.

    `tried`: the fingerprints of all deeds that anybody ever tried, by line. `shaken`: lines in
    whose past something was put back, copied or stolen. `office`: as `office.chance` gives it.
    """

    folder: Path
    rng: random.Random
    disk: Disk
    groups: int
    machines: dict[int, list[Machine]] = field(default_factory=dict)
    carrier: Carrier = field(init=False)
    trace: Trace = field(default_factory=Trace)
    counts: Counter[str] = field(default_factory=Counter)
    tried: dict[int, set[tuple[str, int]]] = field(default_factory=dict)
    shaken: set[int] = field(default_factory=set)
    stolen: list[Machine] = field(default_factory=list)
    retired: list[Machine] = field(default_factory=list)
    forged: set[tuple[str, int]] = field(default_factory=set)
    today: date = field(default_factory=START.date)
    roster: bytes = b""
    number: int = 0
    held: set[tuple[str, str, str, int, int, str]] = field(default_factory=set)
    alive: dict[int, set[tuple[str, int]]] = field(default_factory=dict)
    office: random.Random | None = None

    def __post_init__(self) -> None:
        self.carrier = Carrier(self.rng)
        first = template(self.groups)
        for line in (HUB, CITY, *range(self.groups)):
            name = FOLDERS.get(line, f"g{line}")
            shutil.copytree(first.folder / name, self.folder / name)
            self.machines[line] = [self.machine(name, line)]
            self.machines[line][0].recovery_key = first.papers[name]
            self.tried[line] = set()

    def machine(self, name: str, line: int) -> Machine:
        """A computer, with the folder of that name."""
        seed = f"{self.rng.getrandbits(64)} {name}"
        clock = f.Clock(START)
        return Machine(name, line, self.folder / name, self.disk, f.Entropy(seed), clock)

    @property
    def hub(self) -> Machine:
        return self.machines[HUB][-1]

    @property
    def city(self) -> Machine:
        return self.machines[CITY][-1]

    def lines(self) -> Iterator[int]:
        """The groups."""
        yield from range(self.groups)

    def all_machines(self) -> Iterator[Machine]:
        for some in self.machines.values():
            yield from some

    def day(self) -> str:
        """What people say that today is."""
        return self.today.isoformat()

    def passes(self) -> None:
        """Some time goes by, on the calendar and on every clock."""
        hours = self.rng.randrange(1, 40)
        self.today += timedelta(days=hours // 24)
        for machine in (*self.all_machines(), *self.stolen):
            machine.clock.moment += timedelta(hours=hours)

    def next_number(self) -> int:
        """A number that no other deed has."""
        self.number += 1
        return self.number

    def attempt(self, machine: Machine, label: str, what: Callable[[Store], Done]) -> Done | None:
        """A program does something; what it refuses, or dies of, is told. None: it was not done."""
        try:
            done = machine.run(what)
        except Refusal as refusal:
            self.counts["refusals"] += 1
            self.trace(f"{machine.name} {label}: not done, {refusal.code}")
            return None
        except Killed:
            self.counts["kills"] += 1
            self.trace(f"{machine.name} {label}: killed")
            machine.drop()
            return None
        self.disk.revive()
        self.trace(f"{machine.name} {label}")
        return done

    def close(self) -> None:
        for machine in (*self.all_machines(), *self.stolen, *self.retired):
            if machine._store is not None:
                machine.drop()


@contextmanager
def armed(world: World, points: int) -> Iterator[None]:
    """The next thing that is done is cut off at its write point `points`."""
    world.disk.arm(points)
    try:
        yield
    finally:
        world.disk.revive()
