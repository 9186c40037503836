"""Which requests a hub gives free, and for which city.

With one city there is nothing to ask. With several a settlement goes where it went before; one
that never went anywhere needs a person who says which city it lies in.
"""

from dataclasses import dataclass

from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.core.rules.stages import is_open
from federation.store import Database, Draft, Store
from federation.store.queries import embargoes, requests
from federation.store.queries.requests import RequestView

from .deed import Decision, Desk, Order, perform
from .requests import ReleaseRequests, release_requests


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseToCities(Order):
    """Give these requests free (none named: all that wait), each for its city.

    `city`: a node id or short code; "": by settlement.
    """

    day: str
    requests: tuple[str, ...] = ()
    city: str = ""


def release(store: Store, wanted: tuple[str, ...] = (), city: str = "", user: int = 0) -> int:
    """Give requests free, all or none; how many were new.

    What lies in a settlement under embargo waits. Raises Refusal `release-not-here`,
    `publish-no-city`, `city-unknown`, `request-unknown`, `request-closed`, `release-city-unclear`,
    `release-under-embargo`.
    """
    order = ReleaseToCities(user=user, day=store.node.today(), requests=wanted, city=city)
    return int(perform(store, order, release_to_cities).facts["released"])


def release_to_cities(desk: Desk, order: ReleaseToCities) -> Decision:
    """Each request to its city. Raises Refusal (see `release`)."""
    if desk.node.settings.role != "hub":
        raise refuse("release-not-here")
    by_city: dict[str, list[str]] = {}
    for one in _chosen(desk.db, order.requests):
        by_city.setdefault(city_of(desk.db, one, order.city), []).append(one.request)
    drafts: list[Draft] = []
    released = 0
    for city, some in by_city.items():
        part = ReleaseRequests(user=order.user, day=order.day, city=city, requests=tuple(some))
        more, facts = release_requests(desk, part)
        drafts += more
        released += int(facts["released"])
    return drafts, {"released": released}


def city_of(db: Database, wanted: RequestView, named: str = "") -> str:
    """The node id of the city a request goes to.

    Raises Refusal `publish-no-city`, `city-unknown`, `release-city-unclear`.
    """
    cities = {one.node: one for one in requests.partners(db, "city")}
    if not cities:
        raise refuse("publish-no-city")
    if named:
        found = requests.partner(db, named)
        if found is None or found.node not in cities:
            raise refuse("city-unknown", city=named)
        return found.node
    if len(cities) == 1:
        return next(iter(cities))
    key = settlement_key(wanted.settlement)
    before = {
        one.step_detail("released")
        for one in requests.requests(db)
        if settlement_key(one.settlement) == key
    } & cities.keys()
    if len(before) != 1:
        codes = ", ".join(one.code for one in cities.values())
        raise refuse("release-city-unclear", settlement=wanted.settlement, cities=codes)
    return before.pop()


def _chosen(db: Database, wanted: tuple[str, ...]) -> list[RequestView]:
    """Those named, or all that are open, were not given free yet and lie under no embargo."""
    known = {one.request: one for one in requests.requests(db)}
    barred = embargoes.embargoes(db)
    if not wanted:
        return [
            one
            for one in known.values()
            if is_open(one.stage)
            and not one.step_day("released")
            and settlement_key(one.settlement) not in barred
        ]
    for request in wanted:
        if request not in known:
            raise refuse("request-unknown", request=request)
        found = barred.get(settlement_key(known[request].settlement))
        if found:
            raise refuse("release-under-embargo", settlement=found.settlement, reason=found.reason)
    return [known[request] for request in dict.fromkeys(wanted)]
