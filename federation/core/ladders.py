"""The rung of a household: derived from what it told, never typed.

1. Sanitation, water and hygiene follow the service ladders of WHO/UNICEF JMP (washdata.org); which
   facility is improved is a table. A shared toilet is `limited` at best, however good it is; water
   is `limited` beyond 30 minutes there and back, with the queue; a place to wash hands counts at
   home, with soap and water.
2. The five deprivations of a slum household follow UN-Habitat (SDG 11.1.1): water, sanitation,
   living area, durable house, tenure. Whoever shares a toilet lacks sanitation there.
3. What was not told is `unknown`, and never counted as good or bad.

`RULES` is the version of these rules: answers are kept, rungs are worked out anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from .codes import TENURES, UNKNOWN, WATER_SOURCES

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
PEOPLE_PER_ROOM_MOST: Final = 3

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
# Natural and rudimentary materials; everything else lasts.
_WEAK: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "walls": frozenset(
            {
                *("no_walls", "cane_palm_trunks", "dirt", "bamboo_with_mud", "stone_with_mud"),
                *("uncovered_adobe", "plywood", "cardboard", "reused_wood", "other"),
            }
        ),
        "roof": frozenset(
            {
                *("no_roof", "thatch_palm_leaf", "sod_grass", "rustic_mat", "palm_bamboo"),
                *("wood_planks", "cardboard", "other"),
            }
        ),
        "floor": frozenset({"earth_sand", "dung", "wood_planks", "palm_bamboo", "other"}),
    }
)
# Steps of tenure with a paper that protects; without one, whether somebody fears eviction counts.
TENURE_RUNGS: Final = (*reversed(TENURES), UNKNOWN)
PAPERS: Final = frozenset(TENURES[TENURES.index("occupation_certificate") :])


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


@dataclass(frozen=True, slots=True)
class Deprivations:
    """What a household lacks: yes, no, or None where it was not told."""

    water: bool | None
    sanitation: bool | None
    living_area: bool | None
    durable_house: bool | None
    tenure: bool | None

    @property
    def each(self) -> tuple[bool | None, ...]:
        """The five, in their order."""
        return (self.water, self.sanitation, self.living_area, self.durable_house, self.tenure)

    @property
    def count(self) -> int:
        """How many are known, 0 to 5; with something unknown it may be more."""
        return sum(one is True for one in self.each)

    @property
    def unknown(self) -> int:
        """How many were not told of."""
        return sum(one is None for one in self.each)


DEPRIVATIONS: Final = tuple(Deprivations.__dataclass_fields__)


def lacks_water(source: str) -> bool | None:
    """Whether the source is not improved."""
    found = WATER_CLASS.get(source)
    return None if found is None else found != IMPROVED


def lacks_sanitation(toilet: str, sharing: int) -> bool | None:
    """Whether the toilet is not improved, or is shared."""
    rung = sanitation(toilet, sharing)
    return None if rung == UNKNOWN else rung not in (SAFELY_MANAGED, BASIC)


def lacks_living_area(people: int, rooms: int) -> bool | None:
    """Whether more than three people live in a room."""
    if people < 1 or rooms < 1:
        return None
    return people > PEOPLE_PER_ROOM_MOST * rooms


def lacks_durable_house(walls: str, roof: str, floor: str) -> bool | None:
    """Whether walls, roof or floor do not last; one that does not is enough."""
    told = {"walls": walls, "roof": roof, "floor": floor}
    if any(one in _WEAK[part] for part, one in told.items()):
        return True
    return None if any(one in ("", UNKNOWN) for one in told.values()) else False


def lacks_tenure(tenure: str, fear: str) -> bool | None:
    """Whether there is neither a paper that protects nor a life without fear of eviction."""
    if tenure in PAPERS:
        return False
    if fear in ("", UNKNOWN):
        return None
    return fear != "none"
