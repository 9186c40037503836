"""Places at the hub: listed, groups placed in them, settlements' names linked with them."""

from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.figures import settlement_key
from federation.core.places import Place, complete
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import networks, places, requests, settlements

from .days import check_not_ahead
from .deed import Decision, Desk, Order

# Of one entry: its line stays well below the longest that may be written.
TOGETHER: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlaces(Order):
    """These places are there; a blank code is made, and what is told of a known one changes it.

    `is_new`: none of them may be on the list already.
    """

    places: tuple[Place, ...]
    day: str
    is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPlace(Order):
    """This place (a code) is on the list no more: it was written down twice, or is no place."""

    code: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceGroup(Order):
    """A group (its node id or code) lives in this place (a code; "": nobody knows) from a day."""

    partner: str
    place: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettlement(Order):
    """A settlement, as groups write it, is this place (a code; "": none on the list)."""

    settlement: str
    place: str
    day: str


def check_hub(desk: Desk) -> None:
    """Raises Refusal `places-not-here`."""
    if desk.node.settings.role != "hub":
        raise refuse("places-not-here")


def list_places(desk: Desk, order: ListPlaces) -> Decision:
    """Enter what is new or differs, all or nothing.

    Raises Refusal `places-not-here`, and as `core.places.complete` tells.
    """
    check_hub(desk)
    known = places.tree(desk.db)
    told, wrong = complete(known, order.places)
    if wrong:
        raise wrong[0][1]
    twice = next((one for one in told if order.is_new and one.code in known), None)
    if twice:
        raise refuse("place-listed", place=known.name(twice.code), code=twice.code)
    new = [one for one in told if known.get(one.code) != one]
    drafts = [
        Draft(
            kinds.REGISTER,
            e.PlacesListed(
                user=order.user,
                day=order.day,
                places=tuple(_listed(one) for one in new[first : first + TOGETHER]),
            ),
        )
        for first in range(0, len(new), TOGETHER)
    ]
    code = told[0].code if told else ""
    return drafts, {"listed": len(new), "already": len(told) - len(new), "code": code}


def _listed(one: Place, *, is_gone: bool = False) -> e.ListedPlace:
    return e.ListedPlace(
        code=one.code,
        level=one.level,
        name=one.name,
        parent=one.parent,
        constituency=one.constituency,
        population=one.population,
        year=one.year,
        is_gone=is_gone,
    )


def drop_place(desk: Desk, order: DropPlace) -> Decision:
    """Take a place off the list that holds nothing.

    Raises Refusal `place-unknown`, `place-holds-places`, `place-holds-groups`,
    `place-holds-others`.
    """
    check_hub(desk)
    known = places.tree(desk.db)
    found = _known(desk, order.code)
    if len(known.within(order.code)) > 1:
        raise refuse("place-holds-places", place=found.name)
    count = sum(order.code == place for place in places.placed(desk.db).values())
    if count:
        raise refuse("place-holds-groups", place=found.name, count=count)
    named = {one.place for one in networks.networks(desk.db) if not one.ended_on}
    linked = {one.place for one in settlements.words(desk.db) if one.is_said}
    if order.code in named | linked or networks.coordinators(desk.db, (order.code,)):
        raise refuse("place-holds-others", place=found.name)
    gone = _listed(found, is_gone=True)
    event = e.PlacesListed(user=order.user, day=order.day, places=(gone,))
    return [Draft(kinds.REGISTER, event)], {"above": found.parent}


def _known(desk: Desk, code: str) -> Place:
    found = places.tree(desk.db).get(code)
    if found is None:
        raise refuse("place-unknown", code=code[:80])
    return found


def place_group(desk: Desk, order: PlaceGroup) -> Decision:
    """Say where a group lives from a day on; what was said of earlier days stays.

    Raises Refusal `places-not-here`, `partner-unknown`, `place-unknown`, `day-far-ahead`.
    """
    check_hub(desk)
    partner = requests.partner(desk.db, order.partner)
    if partner is None or partner.role != "group":
        raise refuse("partner-unknown", partner=order.partner)
    if order.place:
        _known(desk, order.place)
    check_not_ahead(desk, order.day)
    lived = places.lived(desk.db, partner.node)
    then = next((one.place for one in lived if one.since <= order.day), "")
    if then == order.place and (lived or not order.place):
        return [], {"place": order.place}
    event = e.GroupPlaced(user=order.user, day=order.day, partner=partner.node, place=order.place)
    return [Draft(kinds.REGISTER, event)], {"place": order.place}


def link_settlement(desk: Desk, order: LinkSettlement) -> Decision:
    """Say once which place a settlement's name means.

    Raises Refusal `places-not-here`, `settlement-unknown`, `place-unknown`.
    """
    check_hub(desk)
    key = settlement_key(order.settlement)
    word = next((one for one in settlements.words(desk.db) if one.key == key), None)
    if word is None:
        raise refuse("settlement-unknown", settlement=order.settlement)
    if order.place:
        _known(desk, order.place)
    if word.is_said and word.place == order.place:
        return [], {"place": order.place}
    event = e.SettlementLinked(
        user=order.user, day=order.day, settlement=word.settlement, place=order.place
    )
    return [Draft(kinds.REGISTER, event)], {"place": order.place}
