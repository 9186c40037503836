"""The rung of a household: derived from what it told, never typed.

1. Sanitation, water and hygiene follow the service ladders of WHO/UNICEF JMP (washdata.org); which
   facility is improved is a table. A shared toilet is `limited` at best, however good it is; water
   is `limited` beyond 30 minutes there and back, with the queue; a place to wash hands counts at
   home, with soap and water.
2. What was not told is `unknown`, and never counted as good or bad.

`RULES` is the version of these rules: answers are kept, rungs are worked out anew.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .codes import UNKNOWN, WATER_SOURCES

RULES: Final = 1
NOT_TOLD: Final = -1

IMPROVED: Final = "improved"
UNIMPROVED: Final = "unimproved"
NO_SERVICE: Final = "none"

SAFELY_MANAGED: Final = "safely-managed"
BASIC: Final = "basic"
LIMITED: Final = "limited"
OPEN_DEFECATION: Final = "open-defecation"
SURFACE_WATER: Final = "surface-water"
NO_PLACE: Final = "no-place"

SANITATION_RUNGS: Final = (SAFELY_MANAGED, BASIC, LIMITED, UNIMPROVED, OPEN_DEFECATION, UNKNOWN)
WATER_RUNGS: Final = (SAFELY_MANAGED, BASIC, LIMITED, UNIMPROVED, SURFACE_WATER, UNKNOWN)
HYGIENE_RUNGS: Final = (BASIC, LIMITED, NO_PLACE, UNKNOWN)

SHARED_FROM: Final = 2  # households, her own among them
MINUTES_MOST: Final = 30  # there and back, with the queue

# Which toilet is improved; the six words that requests use stand beside the codes.
TOILET_CLASS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "flush_to_piped_sewer": IMPROVED,
        "flush_to_septic_tank": IMPROVED,
        "flush_to_pit_latrine": IMPROVED,
        "flush_to_open_drain": UNIMPROVED,
        "flush_to_unknown": IMPROVED,
        "ventilated_improved_pit": IMPROVED,
        "pit_latrine_with_slab": IMPROVED,
        "pit_latrine_without_slab": UNIMPROVED,
        "composting_toilet": IMPROVED,
        "bucket_latrine": UNIMPROVED,
        "hanging_toilet": UNIMPROVED,
        "open_defecation": NO_SERVICE,
        "other": UNIMPROVED,
        "flush": IMPROVED,
        "dry-improved": IMPROVED,
        "pit-slab": IMPROVED,
        "pit-open": UNIMPROVED,
        "bucket": UNIMPROVED,
        "none": NO_SERVICE,
    }
)
# Tankers, carts and packed water count as improved since 2017.
_UNIMPROVED_WATER: Final = frozenset({"unprotected_well", "unprotected_spring", "other"})
WATER_CLASS: Final[Mapping[str, str]] = MappingProxyType(
    {
        one: NO_SERVICE
        if one == "surface_water"
        else UNIMPROVED
        if one in _UNIMPROVED_WATER
        else IMPROVED
        for one in WATER_SOURCES
    }
)
ON_PREMISES: Final = frozenset({"piped_into_dwelling", "piped_to_yard"})
HYGIENE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "soap_and_water": BASIC,
        "water_no_soap": LIMITED,
        "soap_no_water": LIMITED,
        "neither": LIMITED,
        "no_place": NO_PLACE,
    }
)


def sanitation(toilet: str, sharing: int, managed: str = "") -> str:
    """The rung of a toilet (a code) that so many households share, her own among them.

    `sharing` 0 or 1: nobody else; -1: not told. `managed`: "yes" where what comes out of it is
    known to be treated, on the spot or elsewhere.
    """
    found = TOILET_CLASS.get(toilet, UNKNOWN)
    if found != IMPROVED:
        return OPEN_DEFECATION if found == NO_SERVICE else found
    if sharing == NOT_TOLD:
        return UNKNOWN
    if sharing >= SHARED_FROM:
        return LIMITED
    return SAFELY_MANAGED if managed == "yes" else BASIC


def water(source: str, minutes: int, managed: str = "") -> str:
    """The rung of a source of drinking water.

    `minutes`: there and back with the queue, -1: not told. `managed`: "yes" where water
    on the plot is known to be there when needed, and clean.
    """
    found = WATER_CLASS.get(source, UNKNOWN)
    if found != IMPROVED:
        return SURFACE_WATER if found == NO_SERVICE else found
    if source in ON_PREMISES:
        return SAFELY_MANAGED if managed == "yes" else BASIC
    if minutes == NOT_TOLD:
        return UNKNOWN
    return LIMITED if minutes > MINUTES_MOST else BASIC


def hygiene(place: str) -> str:
    """The rung of a place to wash hands at home (a code of `HANDWASHING`)."""
    return HYGIENE.get(place, UNKNOWN)
