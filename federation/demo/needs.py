"""What stands in the settlements, how households live, how far houses have come: all made up.

But for Havana's toilets, which are a matter of public record (`facts`).
"""

from typing import Any, Final

import msgspec

from federation.commands import facilities, households, profiles
from federation.commands.deed import perform
from federation.store.queries import books, needs

from . import facts
from .chance import Chance
from .group import Group

ASKED: Final = 60  # of a hundred members
UNIT: Final = 100
HAVANA_GROUP: Final = 1
BETTER_EVERY: Final = 3
_PLACES: Final = ("Okuryangava", "Goreangab", "Okahandja Park")
_TOILETS: Final = (
    ("flush_to_piped_sewer", 45),
    ("pit_latrine_with_slab", 4),
    ("pit_latrine_without_slab", 3),
    ("ventilated_improved_pit", 1),
    ("open_defecation", -1),
)
_TENURES: Final = ("none", "none", "occupation_certificate", "group_block_unpaid", "")
_STEPS: Final = ("saving", "saving", "saving", "listed", "listed", "allocated", "materials")


def tell(group: Group, day: str, week: int, weeks: int) -> None:
    """What stands and how people live, how far houses are, later what became better."""
    chance = Chance(group.place, f"needs {week}")
    if week == 0:
        _list(group, day)
        _describe(group, day)
        for number in group.here:
            if chance.happens(ASKED):
                _household(group, chance, number, day)
    if week == weeks // 2:
        for number in group.here:
            _house(group, chance, number, day)
    if week == weeks * 3 // 4 > weeks // 2:
        _better(group, day)


def _better(group: Group, day: str) -> None:
    """Every third household has a toilet of its own by then; whoever had materials builds."""
    with group.store.reading() as db:
        book = books.book_of(db, group.store.node.settings.node_id)
        told, houses = needs.households(db, book), needs.houses(db, book)
    for one in told[::BETTER_EVERY]:
        told_before = msgspec.structs.asdict(one.told)
        answers = {**told_before, "toilet": "flush_to_piped_sewer", "toilet_sharing": 0}
        order = households.TellHousehold(
            member=one.member, day=day, user=group.treasurer, **answers
        )
        perform(group.store, order, households.tell_household)
    for house in houses:
        if house.step == "materials":
            built = households.TakeHouseStep(
                member=house.member, day=day, step="building", user=group.treasurer
            )
            perform(group.store, built, households.take_house_step)


def _list(group: Group, day: str) -> None:
    """Each counts a row of taps; the second group counts Havana's toilets."""
    _one(group, day, "public_tap_standpipe", _PLACES[group.place % len(_PLACES)], 3)
    _check(group, 1, day, works="some", working=2, fault="leak", households=38, distance=120)
    if group.place == HAVANA_GROUP:
        _one(group, day, "flush_to_piped_sewer", "Havana", facts.HAVANA_INSTALLED)
        shared = facts.HAVANA_INSTALLED * facts.HAVANA_HOUSEHOLDS_PER_TOILET
        working, answers = facts.HAVANA_WORKING, {"keyholder": "nobody", "upkeep": "city"}
        told = {"works": "some", "working": working, "fault": "blocked", "households": shared}
        _check(group, 2, day, **told, **answers)


def _one(group: Group, day: str, what: str, settlement: str, installed: int) -> None:
    order = facilities.ListFacility(
        day=day,
        facility_type=what,
        settlement=settlement,
        installed=installed,
        user=group.treasurer,
    )
    perform(group.store, order, facilities.list_facility)


def _check(group: Group, number: int, day: str, **told: Any) -> None:
    order = facilities.CheckFacility(number=number, day=day, user=group.treasurer, **told)
    perform(group.store, order, facilities.check_facility)


def _describe(group: Group, day: str) -> None:
    """The first two parts of a profile: one of them with figures that were never agreed on."""
    settlement = _PLACES[group.place % len(_PLACES)]
    told: tuple[tuple[str, dict[str, object]], ...] = (
        ("place", {"status": "not-declared", "settled_year": 1998}),
        ("people", {"households": 640, "sampled": 64, "size_tenths": 43}),
        ("priorities", {"priorities": ("toilets", "water", "tenure")}),
    )
    for place, (part, fields) in enumerate(told):
        order = profiles.ProfileSettlement(
            day=day,
            part=part,
            told=fields,
            number=1 if place else 0,
            settlement="" if place else settlement,
            user=group.treasurer,
        )
        perform(group.store, order, profiles.profile_settlement)


def _household(group: Group, chance: Chance, number: int, day: str) -> None:
    toilet, sharing = chance.pick(_TOILETS)
    rooms = 1 + chance.below(3)
    order = households.TellHousehold(
        member=number,
        day=day,
        persons=2 + chance.below(7),
        rooms=rooms,
        woman_headed="yes" if chance.happens(55) else "no",
        toilet=toilet,
        toilet_sharing=sharing,
        water_source="public_tap_standpipe",
        water_minutes=10 + 5 * chance.below(8),
        handwashing="neither" if chance.happens(60) else "",
        tenure=chance.pick(_TENURES),
        eviction_fear="medium" if chance.happens(40) else "",
        walls="other" if rooms == 1 else "cement_blocks",
        roof="metal",
        floor="earth_sand" if rooms == 1 else "cement",
        user=group.treasurer,
    )
    perform(group.store, order, households.tell_household)


def _house(group: Group, chance: Chance, number: int, day: str) -> None:
    step = chance.pick(_STEPS)
    order = households.TakeHouseStep(
        member=number,
        day=day,
        step=step,
        materials=3_500 * UNIT if step == "materials" else 0,
        user=group.treasurer,
    )
    perform(group.store, order, households.take_house_step)
