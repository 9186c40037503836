"""Reads of networks, of the groups in them, and of who has a duty for a place."""

from collections.abc import Collection
from dataclasses import dataclass

import peewee as pw

from federation.core.names import fold

from ..tables import Coordinator, Network, NetworkTerm


@dataclass(frozen=True, slots=True)
class NetworkView:
    """A network; `groups`: how many belong to it now; `ended_on` "": it goes on."""

    network: str
    name: str
    place: str
    begun_on: str
    ended_on: str
    groups: int


@dataclass(frozen=True, slots=True)
class NetworkTermView:
    """A group (its node id) in a network; `until` "": it still belongs to it."""

    network: str
    node: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class CoordinatorView:
    """Somebody with a duty for a place; `until`: chosen for so long, `ended_on` "": she has it."""

    term: str
    duty: str
    place: str
    since: str
    until: str
    ended_on: str
    name: str


def networks(db: pw.Database) -> tuple[NetworkView, ...]:
    """Every network by its folded name; those that ended come last."""
    now = (NetworkTerm.network == Network.network) & (NetworkTerm.until == "")
    shown = (
        Network.network,
        Network.name,
        Network.place,
        Network.begun_on,
        Network.ended_on,
    )
    query = (
        Network.select(*shown, pw.fn.COUNT(NetworkTerm.node))
        .join(NetworkTerm, pw.JOIN.LEFT_OUTER, on=now)
        .group_by(*shown)
        .order_by(Network.network)
    )
    found = (NetworkView(*row) for row in query.tuples().execute(db))
    return tuple(sorted(found, key=lambda one: (bool(one.ended_on), fold(one.name))))


def network(db: pw.Database, name: str) -> NetworkView | None:
    """The network with that id, or None."""
    return next((one for one in networks(db) if one.network == name), None)


def terms(
    db: pw.Database, *, network: str = "", node: str = "", day: str = ""
) -> tuple[NetworkTermView, ...]:
    """Groups in networks (of one network, of one group, on one day), the newest first."""
    query = NetworkTerm.select(
        NetworkTerm.network, NetworkTerm.node, NetworkTerm.since, NetworkTerm.until
    ).order_by(NetworkTerm.since.desc(), NetworkTerm.network, NetworkTerm.node)
    if network:
        query = query.where(NetworkTerm.network == network)
    if node:
        query = query.where(NetworkTerm.node == node)
    if day:
        is_then = (NetworkTerm.until == "") | (NetworkTerm.until > day)
        query = query.where(NetworkTerm.since <= day, is_then)
    return tuple(NetworkTermView(*row) for row in query.tuples().execute(db))


def coordinators(
    db: pw.Database, places: Collection[str] | None = None, *, also_ended: bool = False
) -> tuple[CoordinatorView, ...]:
    """Who has a duty (for one of these places), since the longest first."""
    query = Coordinator.select(
        Coordinator.term,
        Coordinator.duty,
        Coordinator.place,
        Coordinator.since,
        Coordinator.until,
        Coordinator.ended_on,
        Coordinator.name,
    ).order_by(Coordinator.since, Coordinator.term)
    if places is not None:
        query = query.where(Coordinator.place << list(places))
    if not also_ended:
        query = query.where(Coordinator.ended_on == "")
    return tuple(CoordinatorView(*row) for row in query.tuples().execute(db))


def coordinator(db: pw.Database, term: str) -> CoordinatorView | None:
    """The duty with that id, or None."""
    return next((one for one in coordinators(db, also_ended=True) if one.term == term), None)
