"""Sentences about programs that ask a node, and what they did not say rightly."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "token-not-here": "Programs ask at a federation's office or at a city. A group's books are "
        "open to nobody outside; make the token there.",
        "token-name-missing": "Give the program a name, so that you know later whose token it is.",
        "token-name-taken": "There is a token for %(name)s already. Remove that one first, or give "
        "this one another name.",
        "token-scope-unknown": "A token cannot be for %(scope)s here. Choose one of: %(scopes)s.",
        "token-unknown": "No program called %(token)s has a token here. Look at the list for the "
        "right name.",
        "token-wrong": "This call needs a token of this city that may report, and api_key holds "
        "none. Ask the city's office for one.",
    }
)
