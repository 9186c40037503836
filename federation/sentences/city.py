"""Sentences about what an answer of the city still has to say, each beside its field."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "answer-needs-text": "Write what the city says, in words that the group can read out.",
        "answer-needs-department": "Say which department looks after it.",
        "answer-needs-day": "Say by which day. If that is not sure, give the day on which the city "
        "will say more.",
        "answer-needs-visit": "Say on which day the city comes to look.",
        "answer-needs-amount": "Say how much money it is; it has to be more than nothing.",
        "answer-needs-budget-line": "Say from which line of the budget the money comes.",
        "answer-needs-resolution": "Give the number of the council's resolution.",
        "answer-needs-reason": "Choose the reason.",
    }
)
