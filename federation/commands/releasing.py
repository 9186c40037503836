"""Which requests a hub gives free, and for which city.

With one city there is nothing to ask. With several a settlement goes where it went before; one
that never went anywhere needs a person who says which city it lies in. What is asked as one is
given free together, for one city.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.core.rules.stages import is_open
from federation.store import Database, Draft, Store
from federation.store.queries import embargoes, merges, requests
from federation.store.queries.requests import RequestView

from .deed import Decision, Desk, Order, perform
from .merging import together
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
    `release-under-embargo`, `merge-cities-differ`.
    """
    order = ReleaseToCities(user=user, day=store.node.today(), requests=wanted, city=city)
    return int(perform(store, order, release_to_cities).facts["released"])


def release_to_cities(desk: Desk, order: ReleaseToCities) -> Decision:
    """Each request to its city. Raises Refusal (see `release`)."""
    if desk.node.settings.role != "hub":
        raise refuse("release-not-here")
    every = requests.requests(desk.db)
    chosen = _chosen(desk.db, every, order.requests)
    cities = Cities.read(desk.db, every, order.city)
    by_city: dict[str, list[str]] = {}
    for one in chosen:
        by_city.setdefault(cities.of(one), []).append(one.request)
    _check_together(desk.db, every, by_city)
    drafts: list[Draft] = []
    released = 0
    for city, some in by_city.items():
        part = ReleaseRequests(user=order.user, day=order.day, city=city, requests=tuple(some))
        more, facts = release_requests(desk, part)
        drafts += more
        released += int(facts["released"])
    return drafts, {"released": released}


@dataclass(frozen=True, slots=True)
class Cities:
    """What says where a request goes, read once for however many there are.

    `codes` of the cities by node id; `named`: the one that was asked for, or ""; `before`: to which
    of them requests of a settlement went, by its key.
    """

    codes: Mapping[str, str]
    named: str
    before: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, db: Database, every: Iterable[RequestView], named: str = "") -> "Cities":
        """By all requests that are here. `named`: a node id or short code, or "".

        Raises Refusal `publish-no-city`, `city-unknown`.
        """
        codes = {one.node: one.code for one in requests.partners(db, "city")}
        if not codes:
            raise refuse("publish-no-city")
        found = requests.partner(db, named) if named else None
        if named and (found is None or found.node not in codes):
            raise refuse("city-unknown", city=named)
        before: dict[str, set[str]] = {}
        for one in every:
            city = one.step_detail("released")
            if city in codes:
                before.setdefault(settlement_key(one.settlement), set()).add(city)
        went = {key: frozenset(some) for key, some in before.items()}
        return cls(codes, found.node if found else "", went)

    def of(self, wanted: RequestView) -> str:
        """The node id of the city a request goes to. Raises Refusal `release-city-unclear`."""
        if self.named:
            return self.named
        if len(self.codes) == 1:
            return next(iter(self.codes))
        before = self.before.get(settlement_key(wanted.settlement), frozenset())
        if len(before) != 1:
            codes = ", ".join(self.codes.values())
            raise refuse("release-city-unclear", settlement=wanted.settlement, cities=codes)
        return next(iter(before))


def _check_together(
    db: Database, every: Iterable[RequestView], by_city: Mapping[str, Sequence[str]]
) -> None:
    """Raises Refusal `merge-cities-differ` when parts of one ask would go to several cities."""
    goes = {name: city for city, some in by_city.items() for name in some}
    went = {one.request: one.step_detail("released") for one in every}
    for ask in merges.merges(db):
        cities = {went.get(name) or goes.get(name, "") for name in ask.requests} - {""}
        if ask.holds and len(cities) > 1:
            raise refuse("merge-cities-differ")


def _chosen(
    db: Database, every: Iterable[RequestView], wanted: tuple[str, ...]
) -> list[RequestView]:
    """Those named, or all that are open, were not given free yet and lie under no embargo.

    With each come those with which it is asked as one; one of them under embargo keeps all.
    """
    known = {one.request: one for one in every}
    barred = embargoes.barred(db)
    if not wanted:
        return [
            one
            for one in known.values()
            if _waits(one)
            and not any(
                barred.on(known[name].settlements) for name in together(one) if name in known
            )
        ]
    for request in wanted:
        if request not in known:
            raise refuse("request-unknown", request=request)
    more = {name: None for one in wanted for name in together(known[one]) if name in known}
    wanted = (*wanted, *(one for one in more if one not in wanted and _waits(known[one])))
    for request in wanted:
        found = barred.on(known[request].settlements)
        if found:
            raise refuse("release-under-embargo", settlement=found.settlement, reason=found.reason)
    return [known[request] for request in dict.fromkeys(wanted)]


def _waits(one: RequestView) -> bool:
    return is_open(one.stage) and not one.step_day("released")
