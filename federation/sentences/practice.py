"""Sentences about the copy to play in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "practice-never-sent": "This is practice: it is never sent to anybody, and nothing is "
        "taken in here. Go to the real books to send and receive.",
        "practice-unknown": "There is no practice copy here now, so nothing was entered. An "
        "officer can begin one under Settings.",
        "practice-already": "This is the practice copy itself. Go to the real books to begin it "
        "again or to end it.",
        "practice-folder-taken": "The folder %(folder)s holds something else, so no practice copy "
        "was made. Move that folder away first.",
        "practice-no-room": "This machine has %(free)s MB of room, and a practice copy needs "
        "%(needed)s MB. Nothing was copied. Make room first.",
    }
)
