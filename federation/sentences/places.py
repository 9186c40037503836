"""Sentences about where groups live."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "region-unknown": "There is no region “%(region)s”. Write one of: %(regions)s.",
    }
)
