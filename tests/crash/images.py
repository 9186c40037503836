"""Disks as a power cut leaves them: the noted changes of a run, what was not synced in doubt.

A write counts once its file was synced after it; a name once its folder was. Of the rest, anything
may be there: nothing, all, or (by a seed) some writes, some sectors of a write, and of each
folder's changes of names those up to some moment.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .disk import Op, is_passing, numbered, walk

SECTOR = 512
NAMING = frozenset({"make", "mkdir", "rename", "unlink", "rmdir"})
Names = dict[str, "File | None"]


@dataclass
class File:
    """What is surely on the disk, and what was written since."""

    sure: bytes = b""
    since: list[Op] = field(default_factory=list)


@dataclass(frozen=True)
class Chance:
    """What becomes of what was not synced: "none" of it is there, "names" alone, or "all".

    "some": by `seed`.
    """

    kind: str
    seed: int = 0


EACH = (Chance("none"), Chance("names"), Chance("all"))


def changed(content: bytes, op: Op) -> bytes:
    """The bytes of a file after one change."""
    if op.kind == "cut":
        return content[: op.at].ljust(op.at, b"\0")
    content = content.ljust(op.at, b"\0")
    return content[: op.at] + op.data + content[op.at + len(op.data) :]


def torn(op: Op, chance: random.Random) -> Iterator[Op]:
    """Those sectors of a write that came to the disk."""
    start = op.at - op.at % SECTOR
    for place in range(start, op.at + len(op.data), SECTOR):
        if chance.random() < 0.5:
            first = max(place, op.at)
            part = op.data[first - op.at : place + SECTOR - op.at]
            yield replace(op, at=first, data=part)


class Image:
    """A disk that goes through the noted changes of a run, from what it was before."""

    def __init__(self, root: Path) -> None:
        """The folder `root` as it is now, all of it synced."""
        self.files: dict[int, File] = {}
        self.sure: Names = {}
        for path in walk(root):
            self.sure["" if path == root else str(path.relative_to(root))] = None
        for name, number in numbered(root).items():
            self.files[number] = File((root / name).read_bytes())
            self.sure[name] = self.files[number]
        self.since: list[Op] = []

    def apply(self, op: Op) -> None:
        """One change more."""
        if op.kind in NAMING:
            self.since.append(op)
            if op.kind == "make":
                self.files[op.file] = File()
        elif op.kind in ("write", "cut"):
            self.files[op.file].since.append(op)
        elif op.kind == "sync":
            file = self.files[op.file]
            for one in file.since:
                file.sure = changed(file.sure, one)
            file.since = []
        elif op.kind == "sync-names":
            kept = [one for one in self.since if op.path not in parents(one)]
            for one in (one for one in self.since if op.path in parents(one)):
                self._name(self.sure, one)
            self.since = kept

    def _name(self, names: Names, op: Op) -> None:
        """One change of names."""
        if op.kind == "make":
            names[op.path] = self.files[op.file]
        elif op.kind == "mkdir":
            names[op.path] = None
        elif op.kind in ("unlink", "rmdir"):
            names.pop(op.path, None)
        else:
            under = f"{op.path}/"
            for path in [one for one in names if one == op.path or one.startswith(under)]:
                names[op.other + path.removeprefix(op.path)] = names.pop(path)

    def lay(self, folder: Path, chance: Chance) -> None:
        """Write the disk into an empty folder as it may be when the power goes now."""
        dice = random.Random(f"{chance.seed}")
        names = dict(self.sure)
        for op in self._named(chance, dice):
            self._name(names, op)
        for path, file in sorted(names.items()):
            place = folder / path
            if is_passing(path) or not place.parent.is_dir():
                continue
            if file is None:
                place.mkdir(exist_ok=True)
            else:
                place.write_bytes(left(file, chance, dice))

    def written(self, wanted: Callable[[str], bool]) -> dict[str, bytes]:
        """The files as a running program sees them, by their names under the root."""
        names = dict(self.sure)
        for op in self.since:
            self._name(names, op)
        whole, dice = Chance("all"), random.Random(0)
        found = {name: file for name, file in names.items() if file and wanted(name)}
        return {name: left(file, whole, dice) for name, file in found.items()}

    def _named(self, chance: Chance, dice: random.Random) -> Sequence[Op]:
        """Those changes of names that came to the disk."""
        if chance.kind != "some":
            return () if chance.kind == "none" else self.since
        ends: dict[str, int] = {}
        for number, op in enumerate(self.since):
            ends[parents(op)[-1]] = number + 1
        until = {folder: dice.randint(0, end) for folder, end in sorted(ends.items())}
        return [op for number, op in enumerate(self.since) if number < until[parents(op)[-1]]]


def left(file: File, chance: Chance, dice: random.Random) -> bytes:
    """The bytes of a file that came to the disk."""
    content = file.sure
    if chance.kind in ("none", "names"):
        return content
    for op in file.since:
        fate = "whole" if chance.kind == "all" else dice.choice(("whole", "lost", "torn"))
        parts = torn(op, dice) if fate == "torn" and op.kind == "write" else iter([op])
        for part in () if fate == "lost" else parts:
            content = changed(content, part)
    return content


def parents(op: Op) -> tuple[str, ...]:
    """The folders whose names a change is about; the last is where it ends."""
    places = (op.path, op.other) if op.kind == "rename" else (op.path,)
    return tuple(place.rpartition("/")[0] for place in places)


def moments(ops: Sequence[Op]) -> list[int]:
    """After how many changes to cut: everywhere, but only once among writes to one file."""
    kinds = [(op.kind, op.file) if op.kind == "write" else number for number, op in enumerate(ops)]
    ends = [n for n in range(1, len(ops)) if kinds[n] != kinds[n - 1]]
    return [0, *ends, len(ops)]
