"""Sticks: which are in this machine, and writing onto one so that it may be taken out.

Which they are is asked of the system each time. `FEDERATION_STICKS` names folders instead, with
the system's separator between them (`:`), where a machine keeps its sticks elsewhere.
"""

import errno
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from federation.core.refusals import Refusal, refuse
from federation.node import make_folder, write_file

ASKED: Final = "FEDERATION_STICKS"
FOLDER: Final = "federation"
FOLDER_LETTERS_MAX: Final = 40
NAMELESS: Final = "files"
_NOT_PLAIN: Final = re.compile("[^A-Za-z0-9]+")
# Names that Windows keeps for itself (Microsoft, Naming Files, Paths, and Namespaces).
_NOT_ON_WINDOWS: Final = re.compile("(?:con|prn|aux|nul|(?:com|lpt)[0-9])", re.IGNORECASE)
# Where systems put what was plugged in; a drive that says that it can be taken out counts anywhere.
_PLACES: Final = ("/media/", "/run/media/", "/mnt/")
# Disks that hold one of these are the machine itself, whatever they say.
_OWN: Final = ("/", "/boot", "/boot/efi", "/boot/firmware", "/home", "/usr", "/var")
_MOUNTS: Final = Path("/proc/mounts")
_BLOCKS: Final = Path("/sys/class/block")
_READ_ONLY: Final = frozenset({"iso9660", "squashfs", "udf"})
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_REMOVABLE_ON_WINDOWS: Final = 2
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOCKED: Final = (errno.EROFS, errno.EACCES, errno.EPERM)


@dataclass(frozen=True, slots=True)
class Stick:
    """A drive that can be taken out: where it is mounted, its name for people, its room."""

    path: Path
    label: str
    free_bytes: int
    writable: bool


def sticks() -> tuple[Stick, ...]:
    """The sticks in this machine now, by name."""
    told = os.environ.get(ASKED)
    places: Iterator[tuple[Path, bool]]
    if told is not None:
        places = ((Path(one), False) for one in told.split(os.pathsep) if one)
    elif os.name == "nt":
        places = _on_windows()
    else:
        places = mounted(_MOUNTS, _BLOCKS)
    found = [stick for path, locked in places if (stick := _stick(path, locked=locked))]
    return tuple(sorted(found, key=lambda one: (one.label.casefold(), str(one.path))))


def stick(path: str) -> Stick:
    """The one that is mounted there. Raises Refusal `stick-unknown`: it is out."""
    for one in sticks():
        if str(one.path) == path:
            return one
    raise refuse("stick-unknown")


def put(stick: Stick, receiver: str, name: str, content: bytes) -> Path:
    """Write a file onto a stick, into the receiver's own folder, and read it back from there.

    When this returns the stick may be taken out. Raises Refusal `stick-gone`, `stick-full`,
    `stick-locked`, `stick-worn`, `stick-leads-elsewhere`; then no half of the file stays.
    """
    with writing_on(stick, name):
        folder = place_on(stick, folder_for(receiver))
        write_file(folder / name, content)
    return folder / name


@contextmanager
def writing_on(stick: Stick, name: str) -> Iterator[None]:
    """Inside the block a file is written on a stick; what goes wrong is told as `put` does."""
    told = {"stick": stick.label, "file": name}
    try:
        if not stick.path.is_dir():
            raise refuse("stick-gone", **told)
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise refuse("stick-full", **told) from None
        if error.errno in _LOCKED:
            raise refuse("stick-locked", **told) from None
        raise refuse("stick-gone", **told) from None
    except Refusal as refusal:
        worn = refusal.code == "file-not-written"
        raise (refuse("stick-worn", **told) if worn else refusal) from None


def place_on(stick: Stick, name: str) -> Path:
    """Our folder of that name on a stick, made if it is not there.

    Raises Refusal `stick-leads-elsewhere` where a link stands in its place: what is written there
    would not be on the stick.
    """
    folder = stick.path / FOLDER / name
    for one in (folder.parent, folder):
        if one.is_symlink():
            raise refuse("stick-leads-elsewhere", stick=stick.label, folder=one.name)
    make_folder(folder)
    return folder


def folder_for(receiver: str) -> str:
    """A receiver's folder on a stick: only letters, figures and hyphens that every system takes."""
    plain = unicodedata.normalize("NFKD", receiver).encode("ascii", "ignore").decode()
    found = _NOT_PLAIN.sub("-", plain)[:FOLDER_LETTERS_MAX].strip("-") or NAMELESS
    return f"x-{found}" if _NOT_ON_WINDOWS.fullmatch(found) else found


def _stick(path: Path, *, locked: bool) -> Stick | None:
    """What a place holds; None when nothing is in it."""
    try:
        if not path.is_dir():
            return None
        free = shutil.disk_usage(path).free
    except OSError:
        return None
    label = path.name or str(path)
    return Stick(path, label, free, not locked and os.access(path, os.W_OK))


def mounted(mounts: Path, blocks: Path) -> Iterator[tuple[Path, bool]]:
    """On Linux: where sticks are mounted, and whether that is for reading only.

    `mounts`, `blocks`: where the kernel tells it (`/proc/mounts`, `/sys/class/block`).
    """
    try:
        rows = [line.split() for line in mounts.read_text("utf-8", "surrogateescape").splitlines()]
    except OSError:
        return
    drives = [
        (device, _plain(where), kind, options.split(","))
        for device, where, kind, options, *_ in (row for row in rows if row[3:])
    ]
    own = {_disk(device, blocks) for device, where, _, _ in drives if where in _OWN} - {""}
    seen = set()
    for device, where, kind, options in drives:
        disk = _disk(device, blocks)
        if not disk or disk in own or kind in _READ_ONLY or disk.startswith(("loop", "ram", "sr")):
            continue
        if where.startswith(_PLACES) or _is_removable(disk, blocks):
            if where not in seen:
                yield Path(where), "ro" in options
            seen.add(where)


def _plain(mount: str) -> str:
    """A mount point as it is: blanks and the like stand as octal numbers in the list."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), mount)


def _disk(device: str, blocks: Path) -> str:
    """The whole disk that a partition is on: `sdb` for `/dev/sdb1`; "" when it is none."""
    if not device.startswith("/dev/"):
        return ""
    name = Path(os.path.realpath(device)).name
    try:
        where = (blocks / name).resolve()
        return where.parent.name if (where / "partition").exists() else name
    except OSError:
        return name


def _is_removable(disk: str, blocks: Path) -> bool:
    try:
        return (blocks / disk / "removable").read_text().strip() == "1"
    except OSError:
        return False


def _on_windows() -> Iterator[tuple[Path, bool]]:  # pragma: no cover - the other system's way
    import ctypes  # noqa: PLC0415 - its `windll` exists there only

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    present = kernel.GetLogicalDrives()
    for place, letter in enumerate(_LETTERS):
        root = f"{letter}:\\"
        if present >> place & 1 and kernel.GetDriveTypeW(root) == _REMOVABLE_ON_WINDOWS:
            yield Path(root), False
