"""Files that were refused: kept once each, with the reason beside them, in plain words.

Beside one that a node signed that is not known here lies that node's id: once its card is admitted
nobody need bring the file again.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from federation import i18n
from federation.core.refusals import Refusal
from federation.node import Node, write_file

from .finding import plain_name

NAME_LETTERS_MAX = 200
UNKNOWN = "writer-unknown"
REASON, WRITER = ".reason.txt", ".writer.txt"
# So many are tried again by themselves; anybody can make more, each with another card.
STRANGERS_MAX = 500


def keep(node: Node, name: str, content: bytes, reason: Refusal) -> None:
    """Keep a refused file under its own fingerprint; its name is only told, never used.

    A full disk does not stop the rest from being taken in.
    """
    path = _place(node, content)
    told = f"{_shown(name)}\n{node.now()}\n{i18n.say(reason)}\n"
    with contextlib.suppress(OSError, Refusal):
        node.quarantine.mkdir(exist_ok=True)
        if not path.exists():
            write_file(path, content)
        write_file(path.with_suffix(REASON), told.encode(), sweeps=False)
        if reason.code == UNKNOWN and len([*node.quarantine.glob(f"*{WRITER}")]) < STRANGERS_MAX:
            stranger = str(reason.facts["writer"]).encode()
            write_file(path.with_suffix(WRITER), stranger, sweeps=False)
        else:
            path.with_suffix(WRITER).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Stranger:
    """A kept file of a node that was not known: where it lies, its writer's id, its name."""

    path: Path
    writer: str
    name: str

    def read(self) -> bytes:
        """Its bytes, as they came; b"" where they are not there, or no longer what they were."""
        try:
            is_plain = S_ISREG(self.path.lstat().st_mode)
            content = self.path.read_bytes() if is_plain else b""
        except OSError:
            return b""
        return content if self.path.name == place_name(content) else b""

    def try_again(self) -> None:
        """It is tried now: whatever comes of it, it is not looked for again."""
        with contextlib.suppress(OSError):
            self.path.with_suffix(WRITER).unlink(missing_ok=True)

    def release(self) -> None:
        """It was taken in, or waits elsewhere."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
            self.path.with_suffix(REASON).unlink(missing_ok=True)


def strangers(node: Node) -> Iterator[Stranger]:
    """Files of nodes that were not known when they came."""
    for path in sorted(node.quarantine.glob(f"*{WRITER}")):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            file = path.with_name(path.name.removesuffix(WRITER) + ".bin")
            told = file.with_suffix(REASON).read_text(encoding="utf-8").splitlines()
            name = told[0] if told else file.name
            yield Stranger(file, path.read_text(encoding="utf-8"), name)


def brought_again(node: Node, content: bytes) -> None:
    """A file whose writer is known now was brought: what was kept of it is needed no more."""
    path = _place(node, content)
    if path.with_suffix(WRITER).exists():
        kept = Stranger(path, "", "")
        kept.try_again()
        kept.release()


def _place(node: Node, content: bytes) -> Path:
    return node.quarantine / place_name(content)


def place_name(content: bytes) -> str:
    """The name under which a file is kept, from its own fingerprint."""
    return f"{hashlib.sha256(content).hexdigest()[:32]}.bin"


def _shown(name: str) -> str:
    return plain_name(name)[-NAME_LETTERS_MAX:]
