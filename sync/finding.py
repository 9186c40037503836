"""Finding files: by what they hold, in any folder, archive or text, whatever they are called."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from stat import S_ISREG
from typing import IO, Final

from federation.core.refusals import Refusal, refuse

from . import armour, batch, cards, seal, zipped

# Folders of a stick that belong to some system; those that begin with a dot are passed over too.
SYSTEM_FOLDERS: Final = frozenset(
    {"system volume information", "$recycle.bin", "lost+found", "lost.dir", "found.000"}
)
NAME_LETTERS_MAX: Final = 120


def plain_name(name: str) -> str:
    """A file's name as it can be shown and kept: what is no letter to be seen becomes `?`."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to look at; `named`: it was named itself, and does not only lie in a folder.

    `called`: by what name people know it, where it is not that of its path.
    """

    path: Path
    named: bool
    called: str = ""

    @property
    def name(self) -> str:
        """As people are told it."""
        return self.called or self.place

    @property
    def place(self) -> str:
        """Where it lies, as a text that can be kept."""
        return plain_name(str(self.path))

    def bytes_if_any(self) -> bytes:
        """Its bytes, where they can be had and are no more than a file of ours has; else b""."""
        try:
            return seal.read_file(self.path)
        except Refusal:
            return b""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file's bytes as its writer made them, or why they cannot be had (`refusal`)."""

    name: str
    content: bytes
    named: bool
    refusal: Refusal | None = None


def find(paths: Iterable[Path | str]) -> Iterator[Found]:
    """Every file that is named or lies in a folder that is: charters first, then by name.

    Links inside a folder are not followed, and what is no plain file is left alone.
    """
    others: list[Found] = []
    for path in paths:
        for one in _under(Path(path)):
            if begins(one):
                yield one
            else:
                others.append(one)
    yield from others


def has_charter(paths: Iterable[Path | str]) -> bool:
    """Whether a charter lies there, so that its hub's digits are asked for."""
    return any(begins(one) for path in paths for one in _under(Path(path)))


def _under(path: Path) -> Iterator[Found]:
    if not path.is_dir():
        yield Found(path, named=True)
        return
    closed: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not _is_system(name))
        for name in sorted(names):
            inside = Path(folder) / name
            if _is_plain(inside) and not _is_left_over(name):
                yield Found(inside, named=False)
    # A folder that does not open may hold what was looked for: it is told.
    yield from (Found(Path(str(one.filename)), named=True) for one in closed)


def _is_system(folder: str) -> bool:
    return folder.startswith(".") or folder.casefold() in SYSTEM_FOLDERS


def _is_left_over(name: str) -> bool:
    """Beside a real file some systems keep `._name`; `.name.new` was never finished."""
    return name.startswith("._") or (name.startswith(".") and name.endswith(".new"))


def _is_plain(path: Path) -> bool:
    try:
        return S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def begins(found: Found) -> bool:
    """Whether a file is a charter, by how it begins."""
    try:
        if not found.path.is_file() or found.path.stat().st_size > cards.CHARTER_BYTES_MAX:
            return False
        with found.path.open("rb") as brought:
            return cards.is_charter(brought.read(cards.CHARTER_BYTES_MAX))
    except OSError:
        return False


def wants(head: bytes) -> bool:
    """Whether a file that begins like this may be one of ours."""
    return (
        seal.is_sealed(head)
        or cards.is_charter(head)
        or cards.is_card(head)
        or armour.is_text(head)
        or not head.strip(b"\0")
        or seal.AGE_MAGIC.startswith(head)
    )


def look(found: Found) -> Iterator[Brought]:
    """What a file on the disk holds; of other people's films only the beginning is read."""
    is_ours = found.named or is_batch_name(found.name)
    try:
        if not found.path.exists():
            raise refuse("path-missing", file=found.name)
        if not found.path.is_file():
            raise refuse("file-unreadable")
        with found.path.open("rb") as opened:
            head = opened.read(zipped.PEEK_BYTES)
            if zipped.is_archive(head):
                yield from _from_archive(found.name, opened, named=found.named)
                return
        if not wants(head) and not is_ours:
            raise refuse("file-strange")
        most = armour.TEXT_BYTES_MAX if armour.is_text(head) else seal.FILE_BYTES_MAX
        content = seal.read_file(found.path, most)
    except Refusal as refusal:
        yield Brought(found.name, b"", found.named, refusal)
        return
    except OSError:
        yield Brought(found.name, b"", found.named, refuse("file-unreadable"))
        return
    yield from unwrap(found.name, content, named=found.named)


def unwrap(name: str, content: bytes, *, named: bool) -> Iterator[Brought]:
    """The files in these bytes: they themselves, or what an archive or a text has in it."""
    head = content[: zipped.PEEK_BYTES]
    if zipped.is_archive(head):
        yield from _from_archive(name, BytesIO(content), named=named)
    elif armour.is_text(head) and not _is_bare(head):
        yield from _from_text(name, content, named=named)
    else:
        yield Brought(name, content, named)


def _is_bare(head: bytes) -> bool:
    return seal.is_sealed(head) or cards.is_charter(head) or cards.is_card(head)


def _from_text(name: str, text: bytes, *, named: bool) -> Iterator[Brought]:
    told = tuple(armour.opened(text))
    for number, one in enumerate(told, 1):
        called = f"{name} ({number})" if len(told) > 1 else name
        if isinstance(one, Refusal):
            yield Brought(called, text[: seal.FILE_BYTES_MAX], named, one)
        else:
            yield Brought(called, one, named)


def _from_archive(name: str, archive: IO[bytes], *, named: bool) -> Iterator[Brought]:
    """What is ours in an archive, charters first; what cannot be read in it is told once each.

    It is gone through twice, so that never more than one of its files is held.
    """
    reasons, is_empty = dict[str, Refusal](), True
    for is_wanted in (cards.is_charter, lambda head: wants(head) and not cards.is_charter(head)):
        try:
            for inside, one in zipped.members(archive, is_wanted):
                is_empty = False
                if isinstance(one, Refusal):
                    reasons.setdefault(one.code, one)
                    continue
                called = f"{name}: {plain_name(inside)[-NAME_LETTERS_MAX:]}"
                yield from unwrap(called, one, named=False)
        except Refusal as refusal:
            yield Brought(name, b"", named, refusal)
            return
    for reason in reasons.values():
        yield Brought(name, b"", named, reason)
    if is_empty:
        yield Brought(name, b"", named, refuse("file-strange"))


def is_batch_name(name: str) -> bool:
    """Whether a name says that its file was to be a batch: a hint, for files without content."""
    return name.lower().endswith(batch.ENDING)
