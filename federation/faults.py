"""Faults of the program: where in it they were, written into the node's log, and never more.

An error's own words may name people, and so may what was worked on: only its kind and the places
in the program are kept.
"""

import contextlib
import hashlib
import traceback
from pathlib import Path
from typing import Final

from federation.node import Node

REFERENCE_LETTERS: Final = 8


def note(at: Node, error: Exception, doing: str, reference: str = "") -> str:
    """Write a fault into the node's log; the reference (8 letters or figures) that leads to it.

    `reference` "": one that is the same for the same fault, whatever met it. A disk that takes
    nothing more stops nobody.
    """
    told = places(error)
    reference = reference or of(told)
    with contextlib.suppress(OSError), at.log_path.open("a", encoding="utf-8") as log:
        log.write(f"{at.now()} {reference} {doing} {told}\n")
    return reference


def of(told: str) -> str:
    """The reference of a fault by its kind and places."""
    return hashlib.sha256(told.encode()).hexdigest()[:REFERENCE_LETTERS]


def places(error: Exception) -> str:
    """The kind of failure and where, innermost first; never its words."""
    frames = traceback.extract_tb(error.__traceback__)
    told = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))
    return f"{type(error).__name__} at {told}"
