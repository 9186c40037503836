"""Places at the hub: listed, groups placed in them, settlements' names linked with them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.figures import settlement_key
from federation.core.places import COUNTRY, REGION, Place, Tree, complete
from federation.core.refusals import refuse
from federation.store import Database, Draft
from federation.store.queries import networks, places, requests, settlements

from .days import check_not_ahead
from .deed import Decision, Desk, Order

# Of one entry: its line stays well below the longest that may be written.
TOGETHER: Final = 200
# Every page of places puts the whole list together: of so many it still does so at once.
PLACES_MOST: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlaces(Order):
    """These places are there; a blank code is made, and what is told of a known one changes it.

    `is_new`: none of them may be on the list already. `asks`: a place that takes others with it
    to another one is asked about first.
    """

    places: tuple[Place, ...]
    day: str
    is_new: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPlace(Order):
    """This place (a code) is on the list no more: it was written down twice, or is no place.

    `is_whole`: with all places that lie in it, which only a country can be.
    """

    code: str
    day: str
    is_whole: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much stands in some places: groups that live there, networks and duties for them.

    `names`: settlements as groups write them that mean one of them; `requests` that name those.
    """

    groups: int
    networks: int
    duties: int
    names: int
    requests: int

    @property
    def others(self) -> int:
        """All but groups."""
        return self.networks + self.duties + self.names


def check_hub(desk: Desk) -> None:
    """Raises Refusal `places-not-here`."""
    if desk.node.settings.role != "hub":
        raise refuse("places-not-here")


def list_places(desk: Desk, order: ListPlaces) -> Decision:
    """Enter what is new or differs, all or nothing.

    Raises Refusal `places-not-here`, `places-too-many`, `place-moves-others`, and as
    `core.places.complete` tells.
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
    check_room(known, told)
    if order.asks:
        _check_move(known, new)
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


def check_room(known: Tree, told: Sequence[Place]) -> None:
    """Whether these have room on the list. Raises Refusal `places-too-many`."""
    count = len(known) + sum(one.code not in known for one in told)
    if count > PLACES_MOST:
        raise refuse("places-too-many", count=count, most=PLACES_MOST)


def _check_move(known: Tree, told: Iterable[Place]) -> None:
    """A region never moves without a question, nor does any place in which others lie."""
    for one in told:
        before = known.get(one.code)
        if before is None or before.parent == one.parent:
            continue
        others = len(known.within(one.code)) - 1
        if others or one.level == REGION:
            above = known.name(one.parent)
            raise refuse("place-moves-others", place=one.name, above=above, count=others)


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
    """Take a place off the list that holds nothing; a country with the places in it.

    Raises Refusal `place-unknown`, `place-holds-places`, `place-holds-groups`,
    `place-holds-others`.
    """
    check_hub(desk)
    found = _known(desk, order.code)
    inside = places.tree(desk.db).within(order.code)
    is_whole = order.is_whole and found.level == COUNTRY
    if len(inside) > 1 and not is_whole:
        raise refuse("place-holds-places", place=found.name)
    held = held_in(desk.db, inside, only_said=not is_whole)
    if held.groups:
        raise refuse("place-holds-groups", place=found.name, count=held.groups)
    if held.others:
        raise refuse("place-holds-others", place=found.name)
    gone = _listed(found, is_gone=True)
    event = e.PlacesListed(user=order.user, day=order.day, places=(gone,))
    return [Draft(kinds.REGISTER, event)], {"above": found.parent}


def held_in(db: Database, codes: Collection[str], *, only_said: bool = False) -> Held:
    """What stands in these places (codes); `only_said`: of names only those that staff linked."""
    words = [one for one in settlements.words(db) if one.place in codes]
    said = [one for one in words if one.is_said or not only_said]
    return Held(
        groups=sum(place in codes for place in places.placed(db).values()),
        networks=sum(one.place in codes and not one.ended_on for one in networks.networks(db)),
        duties=sum(one.place in codes for one in networks.coordinators(db)),
        names=len(said),
        requests=sum(one.requests for one in said),
    )


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
