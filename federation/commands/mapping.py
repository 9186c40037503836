"""Where settlements lie: the hub takes a map in, and tells each city of the places it knows."""

from collections.abc import Iterator
from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.figures import settlement_key
from federation.core.geography import Place, check_place
from federation.core.refusals import refuse
from federation.store import Database, Draft
from federation.store.queries import embargoes, places, requests

from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSettlements(Order):
    """These settlements lie there, whatever was said of them before."""

    places: tuple[Place, ...]
    day: str


def map_settlements(desk: Desk, order: MapSettlements) -> Decision:
    """Enter the places that are new or differ. Raises Refusal `map-not-here`, `place-…`."""
    if desk.node.settings.role != "hub":
        raise refuse("map-not-here")
    known = places.places(desk.db)
    new = [one for one in order.places if known.get(settlement_key(one.settlement)) != one]
    drafts = [Draft(kinds.REGISTER, _mapped(one, order)) for one in new]
    return drafts, {"mapped": len(new), "already": len(order.places) - len(new)}


def _mapped(one: Place, order: MapSettlements) -> e.SettlementMapped:
    """The entry; what a city could not draw is not entered here either."""
    event = e.SettlementMapped(
        user=order.user,
        day=order.day,
        settlement=one.settlement,
        middle=one.middle,
        outline=one.outline,
        source=one.source,
        year=one.year,
    )
    check_place(event)
    return event


def places_due(db: Database, city: str) -> tuple[Place, ...]:
    """Places that a city (its node id) is to be told of: of what it is asked, as far as new."""
    known, told = places.places(db), places.places(db, city)
    free = (one for one in requests.requests(db) if one.is_free_for(city))
    barred = embargoes.barred(db).by_key.keys()
    keys = ({settlement_key(one.settlement) for one in free} & known.keys()) - barred
    return tuple(known[key] for key in sorted(keys) if told.get(key) != known[key])


def places_told(db: Database, city: str, release: str, user: int) -> Iterator[e.PlacePublished]:
    """Word of them, with a release."""
    for one in places_due(db, city):
        yield e.PlacePublished(
            user=user,
            release=release,
            settlement=one.settlement,
            middle=one.middle,
            outline=one.outline,
            source=one.source,
            year=one.year,
        )
