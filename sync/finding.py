"""Finding files on a stick: by what they hold, in sub-folders too, whatever they are called."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from federation.core.refusals import refuse

from . import batch, cards, seal


def plain_name(name: str) -> str:
    """A file's name as it can be shown and kept: what is no letter to be seen becomes `?`."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to look at; `named`: it was named itself, and does not only lie in a folder."""

    path: Path
    named: bool

    @property
    def name(self) -> str:
        """As people are told it."""
        return plain_name(str(self.path))


def find(paths: Iterable[Path | str]) -> Iterator[Found]:
    """Every file that is named or lies in a folder that is: charters first, then by name.

    Links inside a folder are not followed, and what is no plain file is left alone.
    """
    found = [one for path in paths for one in _under(Path(path))]
    charters = [one for one in found if _begins(one)]
    yield from charters
    yield from (one for one in found if one not in charters)


def _under(path: Path) -> Iterator[Found]:
    if not path.is_dir():
        yield Found(path, named=True)
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            inside = Path(folder) / name
            if _is_plain(inside):
                yield Found(inside, named=False)


def _is_plain(path: Path) -> bool:
    try:
        return S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _begins(found: Found) -> bool:
    """Whether a file begins as a charter does."""
    if not found.path.is_file():
        return False
    try:
        with found.path.open("rb") as brought:
            return cards.is_charter(brought.read(cards.CHARTER_BYTES_MAX))
    except OSError:
        return False


def read(found: Found) -> bytes:
    """A file's bytes. Raises Refusal `path-missing`, `file-too-big`, `file-unreadable`."""
    if not found.path.exists():
        raise refuse("path-missing", file=found.name)
    if not found.path.is_file():
        raise refuse("file-unreadable")
    return seal.read_file(found.path)


def is_batch_name(name: str) -> bool:
    """Whether a name says that its file was to be a batch: a hint, for files without content."""
    return name.lower().endswith(batch.ENDING)
