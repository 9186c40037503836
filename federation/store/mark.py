"""The high-water mark: the highest number and head ever seen of each own chain, on its own.

`node.mark` is put on the disk after each commit and never goes back. A mark ahead of the database
means that the database was put back from an older copy; so does a partner's signed word that it
holds more of a chain than its writer.
"""

import json
import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from federation.core import kinds
from federation.node import FRESH, Node

if TYPE_CHECKING:
    from .journal import StreamEnd

_ONE_AT_A_TIME: Final = threading.Lock()

# stream, partner, incarnation
Chain = tuple[str, str, int]
Marks = dict[Chain, tuple[int, str]]


def mark_path(node: Node) -> Path:
    """Where the high-water mark stands."""
    return node.folder / "node.mark"


def read_marks(node: Node) -> Marks:
    """The mark of each chain; none when the file is not there or cannot be read."""
    try:
        return parse_marks(mark_path(node).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}


def parse_marks(content: bytes) -> Marks:
    """The marks in the file's bytes. Raises ValueError."""
    try:
        return {
            (str(kind), str(partner), int(incarnation)): (int(last), str(head))
            for kind, partner, incarnation, last, head in json.loads(content)
        }
    except (TypeError, OverflowError, RecursionError):
        raise ValueError("not a list of marks") from None


def write_marks(node: Node, own_ends: "Iterable[StreamEnd]") -> None:
    """Put the ends of the own chains on the disk; a higher mark that stands there stays."""
    raise_marks(
        node, {(e.kind, e.partner, e.incarnation): (e.last, e.head) for e in own_ends if e.own}
    )


def raise_marks(node: Node, seen: Mapping[Chain, tuple[int, str]]) -> None:
    """Raise the marks to what was seen, by these books or by a partner that holds more."""
    with _ONE_AT_A_TIME:  # else one of two threads writes over what the other one saw
        before = read_marks(node)
        marks = dict(before)
        for key, mark in seen.items():
            if mark[0] >= marks.get(key, (0, ""))[0]:
                marks[key] = mark
        if marks != before:
            _put(node, marks)


def lower_marks(node: Node, own_ends: "Iterable[StreamEnd]") -> None:
    """What is not here is given up: the marks stand where the chains end now."""
    _put(node, {(e.kind, e.partner, e.incarnation): (e.last, e.head) for e in own_ends if e.own})


def _put(node: Node, marks: Marks) -> None:
    told = [[*key, *mark] for key, mark in marks.items()]
    path = mark_path(node)
    fresh = path.with_name(f".node.mark.{threading.get_ident()}.{os.getpid()}{FRESH}")
    with fresh.open("wb") as out:
        out.write(json.dumps(told).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def is_behind(marks: Marks, own_ends: "Iterable[StreamEnd]", incarnation: int) -> bool:
    """Whether marks (read before the ends were) tell of own entries that are not here.

    Not of the register, which goes nowhere and comes back from nowhere; nor of earlier cards.
    """
    here = {(end.kind, end.partner, end.incarnation): end.last for end in own_ends if end.own}
    return any(
        last > here.get(key, 0)
        for key, (last, _) in marks.items()
        if key[0] != kinds.REGISTER and key[2] == incarnation
    )


def is_chain_behind(marks: Marks, end: "StreamEnd") -> bool:
    """Whether this own chain once went further than it is here."""
    last, _ = marks.get((end.kind, end.partner, end.incarnation), (0, ""))
    return last > end.last
