"""The machines of the world: real folders of real nodes, copied from ones made once a process."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from federation.node import open_node
from federation.store import Store, open_store
from sync import enrolment, founding
from tests import factories as f
from tests import scratch

from . import programs
from .stand_ins import Disk

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
HUB, CITY = -1, -2  # lines of the two offices; groups are 0, 1, 2 …
NAMES = ("Ehangano", "Tunombili", "Omayova", "Edhina")
ROLES = {HUB: "hub", CITY: "city"}
FOLDERS = {HUB: "hub", CITY: "city"}
Done = TypeVar("Done")


@dataclass(eq=False)
class Machine:
    """One computer with one node's folder; `line`: whose it is. `older`: its program is."""

    name: str
    line: int
    folder: Path
    disk: Disk
    chance: f.Entropy
    clock: f.Clock = field(default_factory=lambda: f.Clock(START))
    older: bool = False
    copies: list[Path] = field(default_factory=list)
    backups: list[Path] = field(default_factory=list)
    recovery_key: str = ""
    _store: Store | None = None

    @property
    def role(self) -> str:
        return ROLES.get(self.line, "group")

    @property
    def store(self) -> Store:
        """The open store; opened when it is not."""
        if self._store is None:
            node = open_node(self.folder, clock=self.clock, entropy=self.chance)
            self._store = open_store(node)
        return self._store

    def close(self) -> None:
        """The program ends in good order."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def drop(self) -> None:
        """The program is gone in the middle of whatever it did."""
        if self._store is not None and not self._store.db.is_closed():
            self._store.db.connection().close()
            self._store.db._state.reset()
        self._store = None
        self.disk.revive()

    def run(self, what: Callable[[Store], Done]) -> Done:
        """Let this machine's program do something. Raises what it raises."""
        with programs.running(older=self.older):
            return what(self.store)

    def copy_to(self, folder: Path) -> None:
        """The whole folder, as a stick or another disk gets it."""
        self.close()
        shutil.copytree(self.folder, folder)


@dataclass(frozen=True)
class Template:
    """A world on its first day: folders, and the keys that officers keep on paper."""

    folder: Path
    papers: dict[str, str]


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder that is gone afterwards; in memory where there is such a place."""
    with tempfile.TemporaryDirectory(prefix="simulation-", dir=scratch.room()) as made:
        yield Path(made)


@cache
def _shelf() -> tempfile.TemporaryDirectory[str]:
    """Where templates lie until this process ends."""
    return tempfile.TemporaryDirectory(prefix="simulated-", dir=scratch.room())


def clear_shelf() -> None:
    """Throw the templates away; they are made again when they are asked for."""
    if _shelf.cache_info().currsize:
        _shelf().cleanup()
        _shelf.cache_clear()
        template.cache_clear()


@cache
def template(groups: int) -> Template:
    """Groups with three members each, a hub and a city, all enrolled, nothing sent yet."""
    base = Path(_shelf().name) / str(groups)
    clock, papers = f.Clock(START), {}

    def founded(name: str, role: str, title: str) -> Store:
        chance = f.Entropy(f"template {groups} {name}")
        made = founding.found(base / name, role=role, name=title, clock=clock, entropy=chance)
        papers[name] = made.recovery_key
        return open_store(made.node)

    hub = founded("hub", "hub", "Federation")
    others = [founded("city", "city", "Windhoek")]
    others += [founded(f"g{n}", "group", NAMES[n]) for n in range(groups)]
    for other in others:
        digits = enrolment.own_card(other.node).digits
        enrolled = enrolment.enrol_card(hub, other.node.card(), confirm=digits)
        ours = enrolment.own_card(hub.node).digits
        enrolment.accept_charter(other, enrolled.file.read_bytes(), confirm=ours)
        enrolled.file.unlink()
    for group in others[1:]:
        day = START.date().isoformat()
        for name in ("Anna", "Beata", "Celia"):
            f.admit(group, name, day=day)
        f.enter(group, ("savings", 100_000, 1), ("savings", 50_000, 2), day=day)
    for store in (hub, *others):
        store.close()
    return Template(base, papers)
