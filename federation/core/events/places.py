"""Where settlements lie. Things, not people: no home ever has a place here."""

import msgspec

from .base import Dated, Event


class Corner(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A point on the earth (WGS 84) in ten-thousandths of a degree; west and south are minus."""

    longitude: int
    latitude: int


class SettlementMapped(Dated, frozen=True, kw_only=True, tag="settlement-mapped"):
    """The hub says where a settlement lies, by its middle and rings of corners around it.

    Each ring is closed, and the settlement lies on its left; none: only the middle is known.
    `source`: whose map it was, of which `year` (0: not said).
    """

    settlement: str
    middle: Corner
    outline: tuple[tuple[Corner, ...], ...] = ()
    source: str = ""
    year: int = 0


class PlacePublished(Event, frozen=True, kw_only=True, tag="place-published"):
    """Where a settlement lies from which this city is asked something, as the hub knows it."""

    release: str
    settlement: str
    middle: Corner
    outline: tuple[tuple[Corner, ...], ...] = ()
    source: str = ""
    year: int = 0
