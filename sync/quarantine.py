"""Files that were refused: kept once each, with the reason beside them, in plain words."""

import contextlib
import hashlib

from federation import i18n
from federation.core.refusals import Refusal
from federation.node import Node, write_file

from .finding import plain_name

NAME_LETTERS_MAX = 200


def keep(node: Node, name: str, content: bytes, reason: Refusal) -> None:
    """Keep a refused file under its own fingerprint; its name is only told, never used.

    A full disk does not stop the rest from being taken in.
    """
    digest = hashlib.sha256(content).hexdigest()[:32]
    told = f"{_shown(name)}\n{node.now()}\n{i18n.say(reason)}\n"
    with contextlib.suppress(OSError, Refusal):
        node.quarantine.mkdir(exist_ok=True)
        path = node.quarantine / f"{digest}.bin"
        if not path.exists():
            write_file(path, content)
        write_file(path.with_suffix(".reason.txt"), told.encode())


def _shown(name: str) -> str:
    return plain_name(name)[-NAME_LETTERS_MAX:]
