"""Who of a node's own people had a hand in an entry, by the numbers that they have at that node."""

from collections.abc import Iterable
from typing import Final

from . import events as e

# Fields of events that name one such person, or several.
_ONE: Final = ("user", "second", "collector")
_SEVERAL: Final = ("officers",)


def hands(event: e.Event) -> tuple[int, ...]:
    """The numbers an event names; 0, the machine or a spreadsheet, is nobody's."""
    told = [getattr(event, name, 0) for name in _ONE]
    for name in _SEVERAL:
        told += getattr(event, name, ())
    return tuple(number for number in told if number)


def highest(events: Iterable[e.Event]) -> int:
    """The highest number that these events name, or 0."""
    return max((max(hands(event), default=0) for event in events), default=0)
