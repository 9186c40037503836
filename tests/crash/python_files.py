"""What Python writes itself: `os` and `open`, led through `disk.Calls`."""

import builtins
import fcntl
import io
import os
import shutil
import sys
from typing import Any

from .disk import Calls

WRITING = frozenset("wax+")


class _Raw(io.FileIO):
    """An open file whose writes go through the calls."""

    calls: Calls

    def write(self, data: Any) -> int:
        return self.calls.write(self.fileno(), bytes(data))

    def truncate(self, size: int | None = None) -> int:
        length = self.tell() if size is None else size
        self.calls.ftruncate(self.fileno(), length)
        return length


def _appends(descriptor: int) -> bool:
    return bool(fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_APPEND)


def install(calls: Calls) -> None:
    """From now on every change of the watched folder is seen."""
    calls.real["get_append"] = _appends
    really_open = io.open

    class Raw(_Raw):
        pass

    Raw.calls = calls

    def opener(path: str, flags: int) -> int:
        return calls.open(path, flags, 0o666)

    def opened(  # the arguments of `open`
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,  # noqa: FBT001, FBT002 - as it is there
        opener_: Any = None,
        **given: Any,
    ) -> Any:
        inside = calls.behind(file)[0] if isinstance(file, int) else calls.disk.holds(file)
        if not inside or not WRITING & set(mode) or opener_ or given:
            there = really_open(
                file, mode, buffering, encoding, errors, newline, closefd, opener_, **given
            )
            if not isinstance(file, int):
                calls.note_open(there.fileno(), inside)
            return there
        plain = mode.replace("b", "").replace("t", "")
        raw = Raw(file, plain, closefd, None if isinstance(file, int) else opener)
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in plain else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, encoding, errors, newline, line_buffering=buffering == 1)

    io.open = builtins.open = opened  # type: ignore[assignment]
    for name in ("open", "write", "pwrite", "ftruncate", "fsync", "unlink", "mkdir", "rmdir"):
        setattr(os, name, getattr(calls, name))
    os.fdatasync, os.remove = calls.fsync, calls.unlink
    os.rename = os.replace = calls.rename
    shutil._USE_CP_SENDFILE = False  # type: ignore[attr-defined] # copies by read and write


class _Said(io.FileIO):
    """Standard output; what is printed is known to the caller."""

    calls: Calls

    def write(self, data: Any) -> int:
        done = super().write(data)
        self.calls.told(bytes(data))
        return done or 0


def listen(calls: Calls) -> None:
    """Note what is printed, in the order of everything else."""
    said = _Said(sys.stdout.fileno(), "w", closefd=False)
    said.calls = calls
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(said), "utf-8", line_buffering=True)
