"""The sentences of refusals, by code: one table per area, put together here."""

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _gather() -> Mapping[str, str]:
    """Every area's table. Raises ValueError when two areas word one code."""
    gathered: dict[str, str] = {}
    for area in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        table = importlib.import_module(f"{__name__}.{area.name}").SENTENCES
        twice = gathered.keys() & table.keys()
        if twice:
            raise ValueError(f"two areas word {', '.join(sorted(twice))}")
        gathered.update(table)
    return MappingProxyType(gathered)


SENTENCES: Final = _gather()
