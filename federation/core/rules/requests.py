"""What a request must say.

1. the need is one of `NEEDS`; 2. at least one household asks; 3. no figure is below zero, and
parts are not more than the whole. The city is never told a single request's women-headed or
sharing households: `RequestPublished` has no such fields.
"""

from typing import Final

from .. import ladders
from ..accounts import AMOUNT_MAX
from ..events import RequestRaised
from ..refusals import refuse

NEEDS: Final = (
    "sanitation",
    "water",
    "housing",
    "land",
    "energy",
    "drainage",
    "waste",
    "other",
)
# No settlement has more households, no offer more days.
FIGURE_MAX: Final = 1_000_000
# Facilities by the JMP sanitation ladder (washdata.org), as groups name them.
FACILITIES: Final = (
    "flush",
    "dry-improved",
    "pit-slab",
    "pit-open",
    "bucket",
    "none",
)
_COUNTS: Final = (
    "households",
    "women_headed",
    "non_member_households",
    "sharing_households",
    "offer_labour_days",
)
_FIGURES: Final = (*_COUNTS, "offer_savings", "option_cost")


def rung(facility: str, sharing_households: int) -> str:
    """The JMP rung of the facility that a request tells of (`core.ladders`): never typed.

    A request that says nothing of sharing is counted as not shared.
    """
    return ladders.sanitation(facility, max(sharing_households, 0))


def check_request(event: RequestRaised) -> RequestRaised:
    """The same request, when its figures fit together. Raises Refusal."""
    if event.need not in NEEDS:
        raise refuse("request-need-unknown", need=event.need, needs=", ".join(NEEDS))
    if event.sanitation_facility and event.sanitation_facility not in FACILITIES:
        raise refuse(
            "request-facility-unknown",
            facility=event.sanitation_facility,
            facilities=", ".join(FACILITIES),
        )
    if event.households < 1:
        raise refuse("request-without-households")
    if min(getattr(event, name) for name in _FIGURES) < 0:
        raise refuse("request-figure-negative")
    if max(getattr(event, name) for name in _COUNTS) > FIGURE_MAX:
        raise refuse("request-figure-out-of-range", most=FIGURE_MAX)
    for amount in (event.offer_savings, event.option_cost):
        if amount > AMOUNT_MAX:
            raise refuse("amount-out-of-range", amount_minor=amount)
    if event.women_headed > event.households:
        raise refuse("request-part-too-large", part=event.women_headed, households=event.households)
    if event.non_member_households > event.households:
        raise refuse(
            "request-part-too-large",
            part=event.non_member_households,
            households=event.households,
        )
    return event
