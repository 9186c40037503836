"""Places of the federation, which group lives where, and which place a settlement's name means."""

import msgspec

from .base import Dated


class ListedPlace(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A place as `core.places.Place` has it; `is_gone`: it is on the list no more."""

    code: str
    level: str
    name: str
    parent: str = ""
    constituency: str = ""
    population: int = -1
    year: int = 0
    is_gone: bool = False


class PlacesListed(Dated, frozen=True, kw_only=True, tag="places-listed"):
    """The hub has these places; what is said of a code later counts."""

    places: tuple[ListedPlace, ...]


class GroupPlaced(Dated, frozen=True, kw_only=True, tag="group-placed"):
    """An enrolled group lives in this place (a code; "": nobody knows) from `day` on.

    Said again of the same day, the later counts; earlier days keep the place that they had.
    """

    partner: str
    place: str


class SettlementLinked(Dated, frozen=True, kw_only=True, tag="settlement-linked"):
    """A settlement, by the name that groups write, is this place (a code; "": not on the list)."""

    settlement: str
    place: str
