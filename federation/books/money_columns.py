"""The further columns of `entries`, made from the kinds of money themselves.

There is one for every field that some kind has and the contract's columns do not tell.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import msgspec

from federation.core import events as e
from federation.core import kinds

from .columns import Column, column_of
from .further import CODES

# What the contract's columns tell, `meeting_no`, and what the loan itself says.
_TOLD: Final = frozenset(
    {"user", "personal", "orig", "day", "amount", "meeting", "member", "loan", "purpose", "source"}
)
DERIVED: Final = frozenset({"price", "settles"})
"""Fields that a row need not tell: the share price is the group's, what a fine paid settles is
what was charged before. They do not make two rows different."""


def _extras() -> tuple[Column, ...]:
    found: dict[str, Column] = {}
    for kind in kinds.BY_SHEET.values():
        codes = CODES.get(kind.payload, {})
        for one in msgspec.structs.fields(kind.payload):
            if one.name not in _TOLD:
                column = column_of(one, codes)
                plain = Column(column.name, column.field, column.form, codes=column.codes)
                found.setdefault(one.name, plain)
    return tuple(found.values())


MONEY_EXTRAS: Final = _extras()


@cache
def _fields(payload: type[e.Event]) -> Mapping[str, Any]:
    told = {
        one.name: None if one.required else one.default for one in msgspec.structs.fields(payload)
    }
    return MappingProxyType(told)


@cache
def _defaults(payload: type[e.Event]) -> Mapping[str, Any]:
    told = {name: value for name, value in _fields(payload).items() if name not in _TOLD}
    return MappingProxyType(told)


def defaults_of(kind: str | type[e.Event]) -> Mapping[str, Any]:
    """The further fields of a kind (or of its word): what each is when nothing is told."""
    return _defaults(kinds.BY_SHEET[kind].payload if isinstance(kind, str) else kind)


def purpose_of(kind: str) -> str:
    """The purpose of a kind's entries when none is told."""
    return str(_fields(kinds.BY_SHEET[kind].payload).get("purpose") or "")
