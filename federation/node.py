"""A node: one data folder, one role, its settings and secrets; its clock and its chance.

The only place that asks the machine for the time or for random bytes. Both can be passed in, so
that a simulation or a demo is the same every time.
"""

import contextlib
import os
import secrets
import threading
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from federation.core.names import CROCKFORD
from federation.core.refusals import refuse

ROLES: Final = ("group", "hub", "city")
FOLDERS: Final = ("outbox", "inbox", "quarantine", "backups")
LETTERS: Final = CROCKFORD.lower()
ID_LETTERS: Final = 20
FRESH: Final = ".new"  # ends the name of a file that is being written
SETTINGS_FILE: Final = "node.toml"
NEXT_FOLDER: Final = "next"

Clock = Callable[[], datetime]
Entropy = Callable[[int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `node.toml` says. `share_price_minor` 0: no shares; `hosts`: names it answers to.

    `node_id` is the id of the first card of this node's line, and stays; `writer` that of the
    present one ("": the same), the `incarnation`-th.
    `database`: the address of a PostgreSQL server's that keeps the books ("": the folder does), and
    `replica` of one that follows it, to read from.
    `practice`: a copy of a node's books to play in: without keys, and never sent.
    """

    node_id: str
    role: str
    name: str
    currency: str = "NAD"
    language: str = "en"
    share_price_minor: int = 0
    database: str = ""
    replica: str = ""
    incarnation: int = 1
    hosts: tuple[str, ...] = ()
    practice: bool = False
    writer: str = ""

    @property
    def writer_id(self) -> str:
        """The id of the present card."""
        return self.writer or self.node_id


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Node:
    """One node. `clock` gives aware times in UTC, `entropy` as many random bytes as asked for."""

    folder: Path
    settings: Settings
    clock: Clock = _now
    entropy: Entropy = secrets.token_bytes

    @property
    def database_path(self) -> Path:
        """The SQLite file."""
        return self.folder / "node.db"

    @property
    def outbox(self) -> Path:
        """Files to be carried away."""
        return self.folder / "outbox"

    @property
    def inbox(self) -> Path:
        """Files that were brought."""
        return self.folder / "inbox"

    @property
    def quarantine(self) -> Path:
        """Files that were refused, each with its reason."""
        return self.folder / "quarantine"

    @property
    def backups(self) -> Path:
        """Copies of the whole node."""
        return self.folder / "backups"

    @property
    def practice_folder(self) -> Path:
        """The folder of the copy to play in, a node of its own; never part of what is sent."""
        return self.folder / "practice"

    @property
    def log_path(self) -> Path:
        """Where faults of the program are written, without personal values."""
        return self.folder / "node.log"

    def must_be_real(self) -> None:
        """Nothing leaves a copy to play in, nothing is taken in. Raises `practice-never-sent`."""
        if self.settings.practice:
            raise refuse("practice-never-sent")

    def today(self) -> str:
        """The day on this machine's calendar, ISO 8601."""
        return self.clock().astimezone().date().isoformat()

    def now(self) -> str:
        """The moment in UTC, ISO 8601 to the second. Evidence, never order."""
        return self.clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def uptime(self) -> tuple[str, int]:
        """The id of this machine's present start and the seconds since, or "" and 0: evidence."""
        try:
            boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
            seconds = Path("/proc/uptime").read_text("ascii").split(".")[0]
        except OSError:
            return "", 0
        return boot.replace("-", "")[:32], int(seconds)

    def new_id(self) -> str:
        """An id of 20 letters and digits (100 bits) that no other node will make."""
        number = int.from_bytes(self.entropy(13), "big")
        return "".join(LETTERS[number >> 5 * place & 31] for place in range(ID_LETTERS))

    def card(self) -> bytes:
        """The public card. Raises Refusal `card-missing`."""
        try:
            return (self.folder / "node.card").read_bytes()
        except FileNotFoundError:
            raise refuse("card-missing", folder=str(self.folder)) from None

    def secret(self, name: str) -> bytes:
        """A secret kept in the folder. Raises Refusal `secret-missing`."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise refuse("secret-missing", file=name, folder=str(self.folder)) from None

    def keep_secret(self, name: str, content: bytes) -> None:
        """Keep a secret where only this machine's account may read it (mode 0600)."""
        write_file(self.folder / name, content, mode=0o600)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one server per folder. Raises Refusal `node-in-use`; a dead server holds nothing."""
        path = self.folder / "node.lock"
        with path.open("a+b") as handle:
            if not _lock(handle.fileno()):
                raise refuse("node-in-use", folder=str(self.folder))
            yield


def _lock(descriptor: int) -> bool:
    """An advisory lock that the system lets go when the process ends, however it ends."""
    if os.name == "nt":  # pragma: no cover - the other system's way
        import msvcrt  # noqa: PLC0415 - exists there only

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    import fcntl  # noqa: PLC0415 - exists here only

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def write_file(path: Path, content: bytes, *, mode: int = 0o644, sweeps: bool = True) -> None:
    """Write a file whole or not at all, on the disk when this returns, and read it back.

    `sweeps`: what stopped programs left half written beside it is taken away, too, for which the
    whole folder is looked through.
    Raises Refusal `file-not-written` when what is read back differs (a worn or full device), and
    OSError as the system says it, with this file's name.
    """
    try:
        _put_whole(path, content, mode)
        sync_folder(path.parent)
        if sweeps:
            sweep(path.parent)
        back = _read_back(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    if back != content:
        raise refuse("file-not-written", file=path.name)


def _put_whole(path: Path, content: bytes, mode: int) -> None:
    """Under another name first, which is new: on a stick a link may lie in wait under it."""
    fresh = path.with_name(f".{path.name}.{threading.get_ident()}.{os.getpid()}{FRESH}")
    fresh.unlink(missing_ok=True)
    plain = getattr(os, "O_BINARY", 0)  # where a system would write line ends of its own
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | plain, mode)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _read_back(path: Path) -> bytes:
    """From the device: what the system still has in memory proves nothing about a stick."""
    with path.open("rb") as back:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(back.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return back.read()


def sweep(folder: Path) -> None:
    """Take away what stopped programs left half written: `.NAME.PROCESS.new`."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f".*{FRESH}"):
            process = path.name.removesuffix(FRESH).rpartition(".")[2]
            if process.isdecimal() and not _runs(int(process)):
                path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether a process of this number runs here; where that cannot be asked, only this one.

    There (Windows) a file that somebody writes cannot be taken away anyhow.
    """
    if os.name == "nt":  # pragma: no cover - the other system's way
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def make_folder(folder: Path, *, mode: int = 0o777) -> None:
    """Make a folder, and those it lies in, if they are not there; their names are on the disk."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    for one in missing:
        sync_folder(one.parent)


def sync_folder(folder: Path) -> None:
    """Put a folder's names on the disk, where the system can."""
    with contextlib.suppress(OSError, AttributeError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def open_node(folder: Path, *, clock: Clock | None = None, entropy: Entropy | None = None) -> Node:
    """The node in a folder. Raises Refusal `node-missing`, `node-settings-unclear`."""
    finish_move(folder)
    try:
        text = (folder / "node.toml").read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise refuse("node-missing", folder=str(folder)) from None
    except UnicodeDecodeError:
        raise refuse("node-settings-unclear", folder=str(folder)) from None
    try:
        told = tomllib.loads(text)
        settings = Settings(**{**told, "hosts": tuple(told.get("hosts", ()))})
    except (tomllib.TOMLDecodeError, TypeError):
        raise refuse("node-settings-unclear", folder=str(folder)) from None
    if settings.role not in ROLES or not settings.node_id:
        raise refuse("node-settings-unclear", folder=str(folder))
    return Node(folder, settings, clock or _now, entropy or secrets.token_bytes)


def finish_move(folder: Path) -> None:
    """Move new keys, card and settings from the folder `next` into place, if that was decided.

    It was once the settings lie there; they move last, so that a machine that stops in between
    goes on with the rest when it starts.
    """
    waiting = folder / NEXT_FOLDER
    if not (waiting / SETTINGS_FILE).exists():
        return
    names = sorted(one.name for one in waiting.iterdir() if one.name != SETTINGS_FILE)
    for name in (*names, SETTINGS_FILE):
        (waiting / name).replace(folder / name)
        sync_folder(folder)
    waiting.rmdir()


def create_node(
    folder: Path,
    settings: Settings,
    card: bytes,
    kept: Mapping[str, bytes],
    *,
    clock: Clock | None = None,
    entropy: Entropy | None = None,
) -> Node:
    """Make a node's folder; `kept` are its secrets by file name. Raises Refusal `node-exists`.

    `node.toml` is written last: a folder without it is no node, and can be begun again.
    """
    if (folder / "node.toml").exists():
        raise refuse("node-exists", folder=str(folder))
    make_folder(folder)
    folder.chmod(0o700)  # the books are nobody else's, even on a shared machine
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    node = Node(folder, settings, clock or _now, entropy or secrets.token_bytes)
    for name, content in kept.items():
        node.keep_secret(name, content)
    write_file(folder / "node.card", card)
    write_settings(node)
    return node


def write_settings(node: Node) -> None:
    """Write `node.toml` as the settings stand.

    For this account alone: a password may be part of a database's address.
    """
    write_file(node.folder / SETTINGS_FILE, settings_text(node.settings).encode(), mode=0o600)


def settings_text(settings: Settings) -> str:
    """Settings as `node.toml` holds them."""
    lines = []
    for name in Settings.__dataclass_fields__:
        value = getattr(settings, name)
        if isinstance(value, tuple):
            lines.append(f"{name} = [{', '.join(_quoted(one) for one in value)}]")
        else:
            lines.append(f"{name} = {_quoted(value) if isinstance(value, str) else _plain(value)}")
    return "\n".join(lines) + "\n"


def _plain(value: int) -> str:
    """A TOML number or boolean."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    """A TOML basic string (toml.io, v1.0): quotes, backslashes and controls escaped."""
    escaped = "".join(
        f"\\{letter}"
        if letter in '"\\'
        else (letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04x}")
        for letter in text
    )
    return f'"{escaped}"'
