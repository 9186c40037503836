"""The sentences of refusals and the group's words for codes: tables per area, put together here."""

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _gather(kind: str) -> Mapping[str, str]:
    """Every area's table of that name. Raises ValueError when two areas word one code."""
    gathered: dict[str, str] = {}
    for area in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        table = getattr(importlib.import_module(f"{__name__}.{area.name}"), kind, {})
        twice = gathered.keys() & table.keys()
        if twice:
            raise ValueError(f"two areas word {', '.join(sorted(twice))}")
        gathered.update(table)
    return MappingProxyType(gathered)


SENTENCES: Final = _gather("SENTENCES")
WORDS: Final = _gather("WORDS")
