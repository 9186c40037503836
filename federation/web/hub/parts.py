"""A long list a part at a time: which part the address asks for, and those before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

from flask import request

T = TypeVar("T")

FIRST: Final = "from"
_DIGITS_MAX: Final = 7


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """Some rows of a list; `before`, `after`: addresses of the parts beside it ("": none)."""

    rows: tuple[T, ...]
    before: str
    after: str


def slice_of(rows: Sequence[T], most: int) -> Part[T]:
    """The part of a list that this request asks for; what is no place asks for the first."""
    first = min(_first(most), max(len(rows) - 1, 0) // most * most)
    return Part(
        tuple(rows[first : first + most]),
        _address(first - most) if first else "",
        _address(first + most) if first + most < len(rows) else "",
    )


def _first(most: int) -> int:
    typed = request.args.get(FIRST, "")
    is_place = typed.isascii() and typed.isdecimal() and len(typed) < _DIGITS_MAX
    return int(typed) // most * most if is_place else 0


def _address(first: int) -> str:
    """The same page from another place of its list on."""
    return f"{request.path}?{urlencode({**request.args.to_dict(), FIRST: str(first)})}"
