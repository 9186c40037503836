"""Sentences and words of peer checks and of work."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "peer-check-empty": "No member's book was compared yet. Tick those that agree, and write "
        "down what the others say.",
        "peer-check-needs-findings": "Something differs (members' books: %(differences)s). Write "
        "what you found, what is to be done, and until when.",
        "peer-check-due-unclear": "What was found cannot be put right by %(due_day)s: that is "
        "before the check. Look at the day again.",
        "peer-check-followed": "What peer check %(check)s asked for was put right on "
        "%(followed_day)s already.",
        "work-empty": "Nobody's hours are written down yet. Write them behind the names, or how "
        "many others helped.",
        "hours-unclear": "“%(text)s” is no time of one day. Write hours such as 3, 3:30 or 3.5.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "task bricks": "making bricks",
        "task foundations": "foundations",
        "task trenches": "digging trenches",
        "task pipes": "laying pipes",
        "task clearing": "clearing land",
        "task building": "building",
        "task counting": "counting and mapping",
        "task collecting": "collecting savings",
        "task meeting": "meeting with the city",
        "task visit": "visiting another group",
        "task other": "other work",
        "done peer-check": "The peer check is written down.",
        "done followed": "Written down: put right.",
        "done work": "The hours are written down.",
    }
)
