"""The copies of a node: how they are called and how many stay; what is remembered of them.

They lie in `backups/`, numbered in the order in which they were made, because days may be wrong.
What is remembered belongs to this machine: which copy was the last, whether one lies elsewhere,
when putting one back was last tried.
"""

import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from federation.core.refusals import Refusal
from federation.node import Node
from federation.store import Database, Store, local
from federation.store.verify import count_entries

from . import bundle
from .sticks import folder_for

NEWEST: Final = 8
MONTHS: Final = 12
# After so many days the newest copy elsewhere is called old.
OLD_DAYS: Final = 31
_NAME: Final = re.compile(r"backup-(\d{6,})-(\d{4}-\d\d)-\d\d-[A-Za-z0-9-]*\.sgk")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy that was made: when (UTC), its file's name, its size, how many entries it holds.

    `where`: a stick's name or a folder; "" in `backups/`.
    """

    when: str
    file: str
    size_bytes: int
    entries: int
    where: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A copy that could not be made: when (UTC), and why as a refusal's code and facts."""

    when: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def refusal(self) -> Refusal:
        """Why, to be said in words."""
        return Refusal(self.code, self.facts)


@dataclass(frozen=True, slots=True)
class Tried:
    """A copy that was put back to see whether it can be: when (UTC), the file, what was found.

    `made`: when the copy was made; `entries`: how many stood in it; `problems`: how many things
    were not as they should be.
    """

    when: str
    file: str
    made: str
    entries: int
    problems: int

    @property
    def is_sound(self) -> bool:
        """Whether all is as it should be."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Standing:
    """How the copies stand. `last`: the newest; `away`: the newest outside this machine.

    `since`: entries that no copy elsewhere holds; `days`: how old the newest elsewhere is (0
    when there is none).
    """

    last: Kept | None
    away: Kept | None
    failed: Failed | None
    tried: Tried | None
    since: int
    days: int

    @property
    def is_away_old(self) -> bool:
        """Whether a copy should be carried elsewhere now."""
        if not self.since:
            return False
        return self.last is not None if self.away is None else self.days > OLD_DAYS


def standing(db: Database, today: str) -> Standing:
    """How the copies stand. `today`: ISO 8601."""
    away = _read(db, Kept, "away")
    days = 0
    if away is not None:
        past = date.fromisoformat(today) - date.fromisoformat(away.when[:10])
        days = max(past.days, 0)
    return Standing(
        _read(db, Kept, "last"),
        away,
        _read(db, Failed, "failed"),
        _read(db, Tried, "tried"),
        max(count_entries(db) - (away.entries if away else 0), 0),
        days,
    )


def note_kept(store: Store, kept: Kept, *, away: bool) -> None:
    """Remember a copy that was made, here or elsewhere; what failed before is forgotten."""
    with store.writing() as db:
        _write(db, "last", kept)
        _write(db, "failed", None)
        if away:
            _write(db, "away", kept)


def note_carried(store: Store, file: str, where: str) -> None:
    """Remember that the copy of that name, if it is the newest, lies elsewhere now too."""
    with store.writing() as db:
        last = _read(db, Kept, "last")
        if last is not None and last.file == file:
            _write(db, "away", replace(last, where=where))


def note_failed(store: Store, refusal: Refusal) -> None:
    """Remember that a copy could not be made."""
    facts = {name: str(told) for name, told in refusal.facts.items()}
    with store.writing() as db:
        _write(db, "failed", Failed(store.node.now(), refusal.code, facts))


def note_tried(store: Store, tried: Tried) -> None:
    """Remember that putting back was tried."""
    with store.writing() as db:
        _write(db, "tried", tried)


def forget(store: Store) -> None:
    """On a machine where a copy was put back: what the old one had beside its books is not here."""
    with store.writing() as db:
        _write(db, "last", None)
        _write(db, "failed", None)


def _read(db: Database, kind: type[T], name: str) -> T | None:
    text = local.state(db, f"backup {name}")
    return kind(**json.loads(text)) if text else None


def _write(db: Database, name: str, told: Kept | Failed | Tried | None) -> None:
    text = json.dumps(asdict(told), ensure_ascii=False) if told else ""
    local.set_state(db, f"backup {name}", text)


def kept_files(node: Node) -> tuple[Path, ...]:
    """Our own files in `backups/`, the newest first."""
    if not node.backups.is_dir():
        return ()
    found = [(match, one) for one in node.backups.iterdir() if (match := _NAME.fullmatch(one.name))]
    found.sort(key=lambda each: int(each[0][1]), reverse=True)
    return tuple(one for _, one in found if one.is_file())


def find(node: Node, name: str) -> Path | None:
    """The copy of that name in `backups/`, or None. A name never leads anywhere else."""
    return next((one for one in kept_files(node) if one.name == name), None)


def next_path(node: Node) -> Path:
    """Where the next copy goes: `backup-000017-2026-11-24-natangwe.sgk`."""
    kept = kept_files(node)
    number = 1 + (_number(kept[0]) if kept else 0)
    name = folder_for(node.settings.name).lower()
    return node.backups / f"backup-{number:06}-{node.today()}-{name}{bundle.ENDING}"


def _number(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match[1]) if match else 0


def prune(node: Node) -> tuple[Path, ...]:
    """Delete old copies: the newest 8 stay, and the newest of each of 12 months. What was deleted.

    Months count in the order of numbers, so a clock that was wrong for a day costs nothing else.
    """
    months: set[str] = set()
    gone = []
    for place, path in enumerate(kept_files(node)):
        match = _NAME.fullmatch(path.name)
        month = match[2] if match else ""
        is_first = month not in months and len(months) < MONTHS
        months |= {month} if is_first else set()
        if place >= NEWEST and not is_first:
            with suppress(OSError):  # held open by somebody: it goes the next time
                path.unlink()
                gone.append(path)
    return tuple(gone)
