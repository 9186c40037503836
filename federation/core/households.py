"""Households counted: rungs, deprivations, women; never who. All of it is worked out, not typed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from . import ladders
from .codes import UNKNOWN
from .events import HouseholdRecord

DEPRIVATIONS_MAX: Final = len(ladders.DEPRIVATIONS)
LADDERS: Final = ("sanitation", "water", "hygiene", "tenure")
# The word of a request's form for each code of a toilet; none for what could be several.
REQUEST_FACILITY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "flush_to_piped_sewer": "flush",
        "flush_to_septic_tank": "flush",
        "flush_to_pit_latrine": "flush",
        "flush_to_unknown": "flush",
        "ventilated_improved_pit": "dry-improved",
        "composting_toilet": "dry-improved",
        "pit_latrine_with_slab": "pit-slab",
        "pit_latrine_without_slab": "pit-open",
        "bucket_latrine": "bucket",
        "open_defecation": "none",
    }
)


@dataclass(frozen=True, slots=True)
class Rungs:
    """Where one household stands on the three ladders."""

    sanitation: str
    water: str
    hygiene: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many households stand on each rung, lack each thing, and how many things.

    `lacks`: by deprivation yes, no and unknown; `by_count[n]`: households that are known to lack n.
    `rules`: the version of the ladders by which it was worked out.
    """

    rules: int
    households: int
    people: int
    woman_headed: int
    sanitation: Mapping[str, int]
    water: Mapping[str, int]
    hygiene: Mapping[str, int]
    tenure: Mapping[str, int]
    lacks: Mapping[str, tuple[int, int, int]]
    by_count: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ForRequest:
    """What a request's form can begin with: counts alone, none that points at a household.

    `sanitation_facility`: what most have, in the form's words ("": no one answer leads);
    `sharing_households`: the middle of what those told.
    """

    households: int
    women_headed: int
    sanitation_facility: str
    sharing_households: int


def rungs(told: HouseholdRecord) -> Rungs:
    """The rungs of a household by the rules of `ladders`."""
    return Rungs(
        ladders.sanitation(told.toilet, told.toilet_sharing),
        ladders.water(told.water_source, told.water_minutes),
        ladders.hygiene(told.handwashing),
    )


def deprivations(told: HouseholdRecord) -> ladders.Deprivations:
    """What a household lacks of the five."""
    return ladders.Deprivations(
        water=ladders.lacks_water(told.water_source),
        sanitation=ladders.lacks_sanitation(told.toilet, told.toilet_sharing),
        living_area=ladders.lacks_living_area(told.persons, told.rooms),
        durable_house=ladders.lacks_durable_house(told.walls, told.roof, told.floor),
        tenure=ladders.lacks_tenure(told.tenure, told.eviction_fear),
    )


def count(households: Iterable[HouseholdRecord]) -> Counts:
    """All of them, added up."""
    every = list(households)
    stands, lacking = [rungs(one) for one in every], [deprivations(one) for one in every]
    by_count = Counter(one.count for one in lacking)
    return Counts(
        rules=ladders.RULES,
        households=len(every),
        people=sum(max(one.persons, 0) for one in every),
        woman_headed=sum(one.woman_headed == "yes" for one in every),
        sanitation=_by(ladders.SANITATION_RUNGS, (one.sanitation for one in stands)),
        water=_by(ladders.WATER_RUNGS, (one.water for one in stands)),
        hygiene=_by(ladders.HYGIENE_RUNGS, (one.hygiene for one in stands)),
        tenure=_by(ladders.TENURE_RUNGS, (one.tenure or UNKNOWN for one in every)),
        lacks=MappingProxyType(
            {
                name: _answers(one.each[place] for one in lacking)
                for place, name in enumerate(ladders.DEPRIVATIONS)
            }
        ),
        by_count=tuple(by_count[n] for n in range(DEPRIVATIONS_MAX + 1)),
    )


def together(some: Iterable[Counts]) -> Counts:
    """The counts of several groups, added up."""
    households = people = woman_headed = 0
    rungs_of = {name: Counter[str]() for name in LADDERS}
    lacks = dict.fromkeys(ladders.DEPRIVATIONS, (0, 0, 0))
    by_count = [0] * (DEPRIVATIONS_MAX + 1)
    for one in some:
        households += one.households
        people += one.people
        woman_headed += one.woman_headed
        for name, counted in rungs_of.items():
            counted.update(getattr(one, name))
        for name, (yes, no, unknown) in lacks.items():
            mine = one.lacks[name]
            lacks[name] = (yes + mine[0], no + mine[1], unknown + mine[2])
        by_count = [mine + theirs for mine, theirs in zip(by_count, one.by_count, strict=True)]
    orders = (
        *(ladders.SANITATION_RUNGS, ladders.WATER_RUNGS),
        *(ladders.HYGIENE_RUNGS, ladders.TENURE_RUNGS),
    )
    summed = {
        name: MappingProxyType(
            {rung: rungs_of[name][rung] for rung in order if rungs_of[name][rung]}
        )
        for name, order in zip(LADDERS, orders, strict=True)
    }
    return Counts(
        rules=ladders.RULES,
        households=households,
        people=people,
        woman_headed=woman_headed,
        sanitation=summed["sanitation"],
        water=summed["water"],
        hygiene=summed["hygiene"],
        tenure=summed["tenure"],
        lacks=MappingProxyType(lacks),
        by_count=tuple(by_count),
    )


def _by(order: Iterable[str], found: Iterable[str]) -> Mapping[str, int]:
    counted = Counter(found)
    return MappingProxyType({one: counted[one] for one in order if counted[one]})


def _answers(each: Iterable[bool | None]) -> tuple[int, int, int]:
    counted = Counter(each)
    return counted[True], counted[False], counted[None]


def for_request(households: Iterable[HouseholdRecord]) -> ForRequest:
    """Counts that a request for this group's settlement can begin with."""
    every = list(households)
    words = Counter(word for one in every if (word := REQUEST_FACILITY.get(one.toilet, "")))
    (first, many), (_, next_many) = (*words.most_common(2), ("", 0), ("", 0))[:2]
    facility = first if many > next_many else ""
    shared = sorted(
        one.toilet_sharing
        for one in every
        if one.toilet_sharing > 0 and REQUEST_FACILITY.get(one.toilet) == facility
    )
    return ForRequest(
        households=len(every),
        women_headed=sum(one.woman_headed == "yes" for one in every),
        sanitation_facility=facility,
        sharing_households=shared[len(shared) // 2] if shared else 0,
    )
