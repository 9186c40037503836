"""What the pages of a city say about its own work: what is due, who may do what, sheets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sitting-in-past": "The %(day)s is over. Give the day on which the council sits next, or "
        "leave it empty.",
    }
)
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "done council": "The day of the council is kept.",
        "due promise": "keep what was promised",
        "due visit": "come and look, as said",
        "due decide": "act on the council's decision",
        "due defer": "say more, as said",
        "when late": "late",
        "when soon": "due before the council",
        "when later": "due later",
    }
)
