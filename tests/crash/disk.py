"""The disk under a command: each change is counted, and may be the last, fail, or be noted.

`Disk` decides; `Calls` are the system's calls that change a disk, each telling `Disk` first.
`python_files` and `sqlite_files` lead what they catch to them. README.md says what this cannot
see, and how the tests would notice.
"""

# What stands in for calls of the system uses nothing that stands on them.
# ruff: noqa: PTH100, PTH110, PTH112, PTH116, PTH118, PTH120

import errno
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

Named = str | bytes | os.PathLike[str] | int


@dataclass(frozen=True)
class Op:
    """One change of the disk. `file` is the number of a file, whatever its name; names are whole
    where they are noted, and `under` the watched folder once it can be another.

    `kind`: make, mkdir, write (`data` at `at`), cut (to `at` bytes), sync, rename (to `other`),
    unlink, rmdir, sync-names (of a folder), told (`data` was printed).
    """

    kind: str
    path: str = ""
    file: int = 0
    at: int = 0
    data: bytes = b""
    other: str = ""

    def under(self, root: Path) -> "Op":
        """The same change, its names from `root` on."""
        cut = len(f"{root}/")
        return replace(self, path=self.path[cut:], other=self.other[cut:])


@dataclass
class Disk:
    """What is watched, and what happens at change number `at` (the first is 1; 0: nothing).

    `mode` "kill": the process dies before that change; "full": from there on nothing that needs
    room succeeds, and the first write is half done; "note": every change is noted in `ops`.
    """

    root: Path
    mode: str = "note"
    at: int = 0
    count: int = 0
    ops: list[Op] = field(default_factory=list)

    def holds(self, path: Named) -> str:
        """The whole path when it lies in the watched folder; else ""."""
        if isinstance(path, int):
            return ""
        whole = os.path.abspath(os.fsdecode(path))
        return whole if f"{whole}{os.sep}".startswith(f"{self.root}{os.sep}") else ""

    def reach(self, op: Op) -> None:
        """A change is about to happen: count it; perhaps it never does."""
        if is_passing(op.path):
            return
        self.count += 1
        if self.mode == "kill" and self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.mode == "note":
            self.ops.append(op)

    def is_full(self) -> bool:
        return self.mode == "full" and 0 < self.at <= self.count

    def need_room(self, path: str) -> None:
        """A new name needs room. Raises OSError."""
        if self.is_full():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    def room_for(self, size: int, at: int, length: int) -> int:
        """How many bytes of a write find room in a file of `size` bytes. Raises OSError."""
        if not self.is_full() or at + length <= size:
            return length
        if self.count == self.at and at + length // 2 > size:
            return length // 2
        if size > at:
            return size - at
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def is_passing(path: str) -> bool:
    """Whether a file means nothing after a restart: SQLite's shared memory, locks, the log."""
    return path.endswith(("-shm", ".lock"))


def walk(root: Path) -> Iterator[Path]:
    """Everything under a folder, each folder before what is in it."""
    yield root
    for folder, folders, names in os.walk(root):
        folders.sort()
        yield from (Path(folder) / name for name in (*folders, *sorted(names)))


def numbered(root: Path) -> dict[str, int]:
    """The files under a folder by name, each with its number: the same for the same folder."""
    every = enumerate(walk(root), 1)
    return {str(path.relative_to(root)): number for number, path in every if path.is_file()}


class Calls:
    """The system's calls that change a disk; outside the watched folder they are as they were."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.files = {str(disk.root / name): n for name, n in numbered(disk.root).items()}
        self.next = 1_000_000
        self.open_files: dict[int, tuple[str, int, int]] = {}  # path, number, inode by descriptor
        self.real: dict[str, Any] = {name: getattr(os, name) for name in vars(os)}

    def open(self, path: Named, flags: int, mode: int = 0o777, **given: Any) -> int:
        """A new file is a change, and so is one that is emptied."""
        whole = self.where(path, given.get("dir_fd"))
        is_there = bool(whole) and os.path.exists(whole)
        if whole and not is_there and flags & os.O_CREAT:
            self.files[whole] = self.next = self.next + 1
            self.disk.reach(Op("make", whole, self.next))
            self.disk.need_room(whole)
        elif is_there and flags & os.O_TRUNC and os.stat(whole).st_size:
            self.disk.reach(Op("cut", whole, self.files.get(whole, 0)))
        descriptor: int = self.real["open"](path, flags, mode, **given)
        self.note_open(descriptor, whole)
        return descriptor

    def where(self, path: Named, folder: int | None = None) -> str:
        """The whole path, perhaps under an open folder, when it is watched; else ""."""
        if folder is None or isinstance(path, int):
            return self.disk.holds(path)
        above = self.behind(folder)[0]
        return self.disk.holds(os.path.join(above, os.fsdecode(path))) if above else ""

    def note_open(self, descriptor: int, path: str) -> None:
        """Which file lies behind a descriptor; "": none that is watched."""
        self.open_files.pop(descriptor, None)
        if path:
            inode = os.fstat(descriptor).st_ino
            self.open_files[descriptor] = (path, self.files.get(path, 0), inode)

    def behind(self, descriptor: int) -> tuple[str, int]:
        """Path and number of an open file that is watched; "" and 0 for any other."""
        path, file, inode = self.open_files.get(descriptor, ("", 0, 0))
        if path and os.fstat(descriptor).st_ino != inode:  # closed, and another took its place
            del self.open_files[descriptor]
            return "", 0
        return path, file

    def pwrite(self, descriptor: int, data: bytes, at: int) -> int:
        path, file = self.behind(descriptor)
        if not path or not data:
            return int(self.real["pwrite"](descriptor, data, at))
        self.disk.reach(Op("write", path, file, at, bytes(data)))
        room = self.disk.room_for(os.fstat(descriptor).st_size, at, len(data))
        return int(self.real["pwrite"](descriptor, data[:room], at))

    def write(self, descriptor: int, data: bytes) -> int:
        if not self.behind(descriptor)[0]:
            return int(self.real["write"](descriptor, data))
        appends = self.real["get_append"](descriptor)
        at = os.fstat(descriptor).st_size if appends else os.lseek(descriptor, 0, os.SEEK_CUR)
        done = self.pwrite(descriptor, data, at)
        os.lseek(descriptor, at + done, os.SEEK_SET)
        return done

    def ftruncate(self, descriptor: int, length: int) -> None:
        path, file = self.behind(descriptor)
        if path:
            self.disk.reach(Op("cut", path, file, length))
            if length > os.fstat(descriptor).st_size:
                self.disk.need_room(path)
        self.real["ftruncate"](descriptor, length)

    def fsync(self, descriptor: int) -> None:
        path, file = self.behind(descriptor)
        if path:
            self.synced(path, file)
        self.real["fsync"](descriptor)

    def synced(self, path: str, file: int) -> None:
        """A file's bytes, or a folder's names, are about to be put on the disk."""
        self.disk.reach(Op("sync-names", path) if os.path.isdir(path) else Op("sync", path, file))

    def unlink(self, path: Named, **given: Any) -> None:
        whole = self.where(path, given.get("dir_fd"))
        if whole and os.path.lexists(whole):
            self.disk.reach(Op("unlink", whole, self.files.pop(whole, 0)))
        self.real["unlink"](path, **given)

    def rename(self, path: Named, other: Named, **given: Any) -> None:
        """Both of the system's ways to give a file or a folder another name."""
        whole, to = self.disk.holds(path), self.disk.holds(other)
        assert bool(whole) == bool(to), "a file left the watched folder, or came into it"
        if whole and os.path.lexists(whole):
            self.disk.reach(Op("rename", whole, self.files.get(whole, 0), other=to))
        self.real["replace"](path, other, **given)
        moved = [one for one in self.files if one == whole or one.startswith(f"{whole}{os.sep}")]
        for one in moved if whole else ():
            self.files[to + one.removeprefix(whole)] = self.files.pop(one)

    def mkdir(self, path: Named, mode: int = 0o777, **given: Any) -> None:
        whole = self.where(path, given.get("dir_fd"))
        if whole and not os.path.exists(whole) and os.path.isdir(os.path.dirname(whole)):
            self.disk.reach(Op("mkdir", whole))
            self.disk.need_room(whole)
        self.real["mkdir"](path, mode, **given)

    def rmdir(self, path: Named, **given: Any) -> None:
        whole = self.where(path, given.get("dir_fd"))
        if whole and os.path.isdir(whole):
            self.disk.reach(Op("rmdir", whole))
        self.real["rmdir"](path, **given)

    def told(self, text: bytes) -> None:
        """A line was printed: whoever called now knows it."""
        self.disk.reach(Op("told", data=text))
