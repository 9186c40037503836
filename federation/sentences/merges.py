"""Sentences and words of requests of several groups that are asked as one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "merge-not-here": "Only the federation's office merges requests of several groups. Ask "
        "there.",
        "merge-too-few": "Choose two requests or more: one alone is asked as it is.",
        "merge-too-many": "At most %(most)s requests can be asked as one. Leave some out, and "
        "merge those among themselves.",
        "merge-same-group": "Two of these requests are of one group. Choose one of each group.",
        "merge-other-need": "These requests are of different kinds. Choose requests that ask for "
        "the same kind of thing.",
        "merge-closed": "The request “%(title)s” is closed (%(stage)s). Leave it out.",
        "merge-in-another": "The request “%(title)s” is asked with others already. Leave it out, "
        "or split those first.",
        "merge-cities-differ": "These requests are for different cities. Ask those of one city as "
        "one.",
        "merge-counted-again": "At most %(most)s households can have been counted twice here: "
        "the largest request stays whole. Write a smaller figure.",
        "merge-unknown": "There is no such joint request. Go back to the list, and choose from it.",
        "merge-split-already": "These requests were split on %(day)s already. Nothing more is "
        "needed.",
        "merge-unclear": "The file says that requests are asked as one, and does not say clearly "
        "which. Ask whoever wrote it for a new one.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "merge-why linked": "The office said that they are one need",
        "merge-why settlement": "Asked in one settlement",
        "merge-why neighbours": "Asked in settlements of one constituency or town",
        "stage merged": "asked with others",
        "stage split": "asked each for itself again",
        "happened merged": "Asked as one with requests of other groups",
        "happened split": "Asked for itself again",
        "done merged": "They are asked as one. Each group hears of it with its next file, and the "
        "city with the next release.",
        "done merge-split": "They are asked each for itself again. Each group hears of it with its "
        "next file, and the city too, if it knew.",
    }
)
