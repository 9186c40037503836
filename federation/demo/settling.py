"""Where the demo's groups live, their networks, and who is there for the region: all made up."""

from datetime import date
from typing import Final

from federation.commands.deed import perform
from federation.commands.networks import (
    JoinNetwork,
    ListNetwork,
    NameCoordinator,
    join_network,
    list_network,
    name_coordinator,
)
from federation.commands.places import ListPlaces, PlaceGroup, list_places, place_group
from federation.core.days import months_later
from federation.core.places import BLOCK, Place
from federation.store import Store
from federation.store.queries import requests

_REGION: Final = "NA-KH"
_BLOCK: Final = "NA-KH-S-HAVANA-B-BLOCK-7"
# The settlement or block of each group in turn.
_HOMES: Final = (
    "NA-KH-S-OTJOMUISE",
    _BLOCK,
    "NA-KH-S-GOREANGAB",
    "NA-KH-S-OKURYANGAVA",
    "NA-KH-S-OKAHANDJA-PARK",
)
_NETWORK: Final = "Windhoek north"
_COORDINATOR: Final = "Maria ǁGaroëb"
_TERM_MONTHS: Final = 24


def settle(hub: Store, user: int) -> None:
    """Every enrolled group has its place and network; somebody coordinates the region."""
    day = hub.node.today()
    block = Place(_BLOCK, BLOCK, "Block 7", "NA-KH-S-HAVANA")
    perform(hub, ListPlaces(places=(block,), day=day, user=user), list_places)
    with hub.reading() as db:
        codes = [one.code for one in requests.partners(db, "group")]
    for number, code in enumerate(codes):
        home = _HOMES[number % len(_HOMES)]
        perform(hub, PlaceGroup(partner=code, place=home, day=day, user=user), place_group)
    order = ListNetwork(name=_NETWORK, place=_REGION, day=day, user=user)
    network = str(perform(hub, order, list_network).facts["network"])
    for code in codes[1:]:
        joining = JoinNetwork(network=network, partner=code, day=day, user=user)
        perform(hub, joining, join_network)
    naming = NameCoordinator(
        name=_COORDINATOR,
        duty="coordinator",
        place=_REGION,
        day=day,
        until=months_later(date.fromisoformat(day), _TERM_MONTHS).isoformat(),
        user=user,
    )
    perform(hub, naming, name_coordinator)
