"""What a facility and a check of it must say.

1. its type is one of the code list, and at least one is installed; 2. what works, wholly or partly,
is not more than what is installed; 3. every other answer is a code, or was not given; 4. the place
is a short label, never a story.
"""

from typing import Final

from ..audits import days_since
from ..codes import CLOSINGS, FACILITY_TYPES, FAULTS, KEYHOLDERS, UPKEEP, YES_NO
from ..events import FacilityChecked, FacilityClosed, FacilityListed
from ..refusals import refuse

INSTALLED_MAX: Final = 10_000
HOUSEHOLDS_MAX: Final = 100_000
DISTANCE_MAX: Final = 50_000
PLACE_LETTERS_MAX: Final = 60
CHECK_DAYS: Final = 90
"""After so many days without a check nobody knows any more what works."""

_CODES: Final = (
    ("fault", FAULTS),
    ("keyholder", KEYHOLDERS),
    ("upkeep", UPKEEP),
    ("night", YES_NO),
    ("light", YES_NO),
    ("lock", YES_NO),
)


def check_listed(event: FacilityListed) -> FacilityListed:
    """The same facility, when it may be listed. Raises Refusal."""
    check_code(event.facility_type, FACILITY_TYPES)
    if not event.settlement:
        raise refuse("facility-needs-settlement")
    if not 0 < event.installed <= INSTALLED_MAX or event.number < 1:
        raise refuse("facility-count-unclear", most=INSTALLED_MAX)
    if len(event.place) > PLACE_LETTERS_MAX:
        raise refuse("facility-place-too-long", most=PLACE_LETTERS_MAX)
    return event


def check_checked(event: FacilityChecked, installed: int) -> FacilityChecked:
    """The same check, when it fits a facility with so many installed. Raises Refusal."""
    if min(event.working, event.partly) < 0:
        raise refuse("facility-working-missing", installed=installed)
    if event.working + event.partly > installed:
        raise refuse(
            "facility-works-more",
            working=event.working,
            partly=event.partly,
            installed=installed,
        )
    for name, codes in _CODES:
        told = getattr(event, name)
        if told:
            check_code(told, codes)
    if not -1 <= event.households <= HOUSEHOLDS_MAX:
        raise refuse("facility-figure-unclear", most=HOUSEHOLDS_MAX)
    if not -1 <= event.distance <= DISTANCE_MAX:
        raise refuse("facility-figure-unclear", most=DISTANCE_MAX)
    return event


def check_closed(event: FacilityClosed) -> FacilityClosed:
    """The same word that it is used no more, with a reason by code. Raises Refusal."""
    check_code(event.reason, CLOSINGS)
    return event


def is_check_due(last: str, today: str) -> bool:
    """Whether nobody looked for too long; `last`: the day of the last check, or ""."""
    return not last or days_since(last, today) > CHECK_DAYS


def check_code(told: str, codes: tuple[str, ...]) -> None:
    """Raises Refusal `choice-unknown` when this is none of the codes."""
    if told not in codes:
        raise refuse("choice-unknown", text=told[:40], choices=", ".join(codes))
