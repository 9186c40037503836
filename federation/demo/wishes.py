"""What the groups ask the city for, and when; facts as facts, the rest plainly made up.

Each group asks for its part of the Otjomuise sale with households, square metres and price as the
record has them, and votes that the city may see these figures. The second group asks for Havana's
toilets. The other requests are made up; one of three households is there to show how a small
figure is kept private.
"""

from dataclasses import dataclass
from typing import Final

from federation.commands import requests
from federation.commands.deed import perform

from . import facts, negotiating
from .facts import Sale
from .group import Group

MINOR: Final = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """A request of the group at `group` (from 0), raised `percent` of the way through.

    `key` names it in the demo; `votes` above 0: so many voted that its figures may be seen.
    """

    key: str
    group: int
    percent: int
    order: requests.RaiseRequest
    votes: int = 0


def wishes(groups: int) -> tuple[Wish, ...]:
    """Everything that these groups ask for, in the order of the year."""
    land = [_land(place, sale) for place, sale in enumerate(facts.SALES[:groups])]
    asked = [*land, _havana(min(1, groups - 1)), *_made_up(groups)]
    return tuple(sorted(asked, key=lambda wish: (wish.percent, wish.group)))


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _land(place: int, sale: Sale) -> Wish:
    price = f"N$ {_spaced(sale.price_minor // MINOR)}"
    order = requests.RaiseRequest(
        day="",
        need="land",
        settlement=facts.SALE_SETTLEMENT,
        title=f"Land for {sale.households} households",
        description=(
            f"{sale.households} households ask for {_spaced(sale.square_metres)} m² in "
            f"{facts.SALE_SETTLEMENT} at {price}, N$ 83 a square metre, as in the group land sale "
            "of 31 March 2016."
        ),
        households=sale.households,
        option_cost=sale.price_minor,
        offer_savings=sale.households * 500 * MINOR,
        offer_labour_days=sale.households * 4,
    )
    return Wish(f"land-{place}", place, 4 + 2 * place, order, votes=sale.households * 3 // 4)


def _havana(place: int) -> Wish:
    broken = facts.HAVANA_INSTALLED - facts.HAVANA_WORKING
    households = broken * facts.HAVANA_HOUSEHOLDS_PER_TOILET
    order = requests.RaiseRequest(
        day="",
        need="sanitation",
        settlement="Havana",
        title=f"Mend the {broken} public toilets that do not work",
        description=(
            f"Of {facts.HAVANA_INSTALLED} public toilets in Havana {facts.HAVANA_WORKING} work, "
            f"for about {_spaced(facts.HAVANA_PEOPLE)} people. Two toilets were meant for 20 "
            "households. Residents would keep the keys, a house at a time."
        ),
        households=households,
        measure="working-seats",
        baseline=facts.HAVANA_WORKING,
        target=facts.HAVANA_INSTALLED,
        priority=1,
        women_headed=households // 2,
        sanitation_facility="flush",
        sharing_households=facts.HAVANA_HOUSEHOLDS_PER_TOILET,
        offer_savings=2_800 * MINOR,
        offer_labour_days=40,
        option_cost=42_000 * MINOR,
    )
    return Wish("havana", place, 10, order)


# Made up: key, group, percent of the way, need, settlement, title, households, facility, sharing,
# savings and cost in whole N$.
_Row = tuple[str, int, int, str, str, str, int, str, int, int, int]
_MADE_UP: Final[tuple[_Row, ...]] = (
    ("tap", 0, 20, "water", "Okuryangava", "A tap for block 4", 38, "", 0, 1_900, 15_000),
    ("lights", 2, 25, "energy", "Goreangab", "Lights on the way to the school", 52, "", 0, 0, 0),
    ("drain", 1, 30, "drainage", "Okahandja Park", "A drain behind the clinic", 3, "", 0, 300, 0),
    ("pits", 0, 45, "sanitation", "Okahandja Park", "Toilets in place of open pits", 17,
     "pit-open", 4, 3_400, 68_000),
    ("waste", 2, 50, "waste", "Havana", "A skip that is emptied each week", 61, "", 0, 0, 0),
    ("houses", 1, 60, "housing", "Goreangab", "Building plans for the new houses", 22, "", 0,
     11_000, 0),
    ("dry", 2, 65, "sanitation", "Goreangab", "Dry toilets, one a house", 14, "bucket", 2,
     4_200, 56_000),
    ("wait", 0, 100, "water", "Havana", "A second tap near the clinic", 26, "", 0, 1_300, 15_000),
)  # fmt: skip
WAITING: Final = "wait"
"""This one has reached the hub and waits there to be given free."""
LABOUR_DAYS: Final = 40
"""What each of these offers: an offer is told as it stands, so it must not tell how many ask."""


def _made_up(groups: int) -> list[Wish]:
    found = []
    for row in _MADE_UP:
        key, place, percent, need, settlement, title, households = row[:7]
        facility, sharing, savings, cost = row[7:]
        order = requests.RaiseRequest(
            day="",
            need=need,
            settlement=settlement,
            title=title,
            households=households,
            description="Made up for this demo.",
            women_headed=households * 2 // 5,
            sanitation_facility=facility,
            sharing_households=sharing,
            offer_savings=savings * MINOR,
            offer_labour_days=LABOUR_DAYS,
            option_cost=cost * MINOR,
        )
        found.append(Wish(key, place % groups, percent, order))
    return found


def ask(group: Group, wish: Wish, day: str) -> str:
    """Raise a request in the open meeting, and vote where the group does; its id."""
    told = {name: getattr(wish.order, name) for name in requests.RaiseRequest.__dataclass_fields__}
    told |= {"day": day, "meeting": group.meeting, "user": group.treasurer}
    told["offer_savings"] = min(wish.order.offer_savings, negotiating.can_offer(group))
    receipt = perform(group.store, requests.RaiseRequest(**told), requests.raise_request)
    request = str(receipt.facts["request"])
    if wish.votes:
        vote = requests.ReleaseFigures(
            request=request,
            day=day,
            meeting=group.meeting,
            votes_for=wish.votes,
            votes_against=wish.votes // 9,
            user=group.treasurer,
        )
        perform(group.store, vote, requests.release_figures)
    negotiating.propose(group, wish.key, request, day)
    negotiating.begin(group, wish.key, request, day)
    return request
