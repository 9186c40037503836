"""Sentences and words about clocks, of this machine and of others."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "day-before-program": "This program was made on %(made_day)s, so today cannot be %(day)s. "
        "Look at the year and the month.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "clock ahead": "The clock of its machine is ahead. The order of entries does not depend "
        "on it.",
        "clock behind": "The clock of its machine is behind. The order of entries does not "
        "depend on it.",
        "clock back": "The clock of its machine went back between two files. The order of "
        "entries does not depend on it.",
        "done day": "Written down. The pages go by that day.",
    }
)
