"""What a request must say.

1. the need is one of `NEEDS`; 2. at least one household asks; 3. no figure is below zero, and
parts are not more than the whole; 4. what is to change is counted by one of `MEASURES`, before and
after; 5. a vote that is told was carried. The city is never told a single request's women-headed or
sharing households: `RequestPublished` has no such fields.
"""

from typing import Final

from .. import ladders
from ..accounts import AMOUNT_MAX
from ..days import is_day, unfit_day
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
# What is counted before and after, so that anybody can see whether something changed.
MEASURES: Final = (
    "households-served",
    "working-seats",
    "households-per-seat",
    "working-taps",
    "minutes-to-water",
    "plots",
    "houses",
    "households-with-paper",
    "households-with-light",
    "lights",
    "drains",
    "collections-a-month",
)
# These count households, and are shown to a city only where the request's own figures are.
OF_PEOPLE: Final = (
    "households-served",
    "households-with-paper",
    "households-with-light",
    *("households-per-seat", "houses", "plots"),  # one for each household, or a share of them
)
# Fewer of these is better.
LESS_IS_BETTER: Final = ("households-per-seat", "minutes-to-water")
PRIORITY_MAX: Final = 5
_COUNTS: Final = (
    "baseline",
    "target",
    "present",
    "votes_for",
    "votes_against",
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
    return _check_aim(event)


def _check_aim(event: RequestRaised) -> RequestRaised:
    """What is to change, and the vote that raised it."""
    if event.measure and event.measure not in MEASURES:
        raise refuse("request-measure-unknown", code=event.measure, codes=", ".join(MEASURES))
    if event.measure and not is_better(event.measure, event.baseline, event.target):
        raise refuse("request-target-no-better", baseline=event.baseline, target=event.target)
    if not 0 <= event.priority <= PRIORITY_MAX:
        raise refuse("request-priority-unknown", most=PRIORITY_MAX)
    if event.wanted_by and not is_day(event.wanted_by):
        raise unfit_day(event.wanted_by)
    cast = event.votes_for + event.votes_against
    if cast and event.votes_for <= event.votes_against:
        raise refuse("vote-not-carried", votes=event.votes_for, against=event.votes_against)
    if event.present and cast > event.present:
        raise refuse("word-part-too-large", part=cast, whole=event.present)
    return event


def is_better(measure: str, before: int, after: int) -> bool:
    """Whether a figure of this measure changed for the better."""
    return after < before if measure in LESS_IS_BETTER else after > before


def aim_of(event: RequestRaised) -> tuple[str, int, int]:
    """The measure of a request, its figure now and its target.

    A request that names none is to serve the households that ask: of them none is served now.
    """
    if event.measure:
        return event.measure, event.baseline, event.target
    return "households-served", 0, event.households
