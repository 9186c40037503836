"""What a household's answers and a step of a house must say.

1. every answer is a code of its list, or was not told; 2. counts are not below zero (-1: not told);
3. a house is at one of the steps, and what it cost is not below nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .. import codes
from ..accounts import AMOUNT_MAX
from ..events import HouseholdRecord, HouseStepTaken
from ..refusals import refuse
from .facilities import check_code

COUNT_MAX: Final = 10_000
MINUTES_MAX: Final = 60 * 24 * 366  # a year, day and night

STEPS: Final = (
    "saving",
    "listed",
    "allocated",
    "surveyed",
    "serviced",
    "materials",
    "building",
    "complete",
    "title",
)
ANSWERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "woman_headed": codes.YES_NO,
        "toilet": codes.TOILETS,
        "water_source": codes.WATER_SOURCES,
        "handwashing": codes.HANDWASHING,
        "tenure": codes.TENURES,
        "eviction_fear": codes.FEARS,
        "dwelling": codes.DWELLINGS,
        "walls": codes.WALLS,
        "roof": codes.ROOFS,
        "floor": codes.FLOORS,
    }
)
COUNTED: Final = ("persons", "rooms", "toilet_sharing", "water_minutes")


def check_household(record: HouseholdRecord) -> HouseholdRecord:
    """The same answers, when each is one that can be. Raises Refusal."""
    for name, allowed in ANSWERS.items():
        told = getattr(record, name)
        if told:
            check_code(told, allowed)
    for name in COUNTED:
        if not -1 <= getattr(record, name) <= COUNT_MAX:
            raise refuse("household-count-unclear", most=COUNT_MAX)
    return record


def is_empty(record: HouseholdRecord) -> bool:
    """Whether nothing at all was told."""
    return not any(getattr(record, name) for name in ANSWERS) and all(
        getattr(record, name) < 0 for name in COUNTED
    )


def check_step(event: HouseStepTaken) -> HouseStepTaken:
    """The same step, when it can be. Raises Refusal."""
    check_code(event.step, STEPS)
    for amount in (event.cost, event.materials):
        if not 0 <= amount <= AMOUNT_MAX:
            raise refuse("amount-out-of-range", amount_minor=amount)
    if not 0 <= event.labour_minutes <= MINUTES_MAX:
        raise refuse("house-hours-unclear")
    return event


def is_back(before: str, step: str) -> bool:
    """Whether a house goes back by this; `before` "": it had no step yet."""
    return bool(before) and STEPS.index(step) < STEPS.index(before)
