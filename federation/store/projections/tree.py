"""Places that the hub listed, where groups live, networks, and who has a duty for a place."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import peewee as pw

from federation.core import events as e
from federation.core.figures import settlement_key

from ..journal import StreamEnd
from ..tables import Coordinator, Network, NetworkTerm, Placement, SettlementLink, TreePlace


def _listed(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.PlacesListed)
    kept = [field for name, field in TreePlace._meta.fields.items() if name != "code"]
    for one in event.places:
        TreePlace.insert(
            code=one.code,
            level=one.level,
            name=one.name,
            parent=one.parent,
            constituency=one.constituency,
            population=one.population,
            year=one.year,
            is_gone=int(one.is_gone),
        ).on_conflict(conflict_target=[TreePlace.code], preserve=kept).execute(db)


def _place(db: pw.Database, node: str, since: str, place: str) -> None:
    Placement.insert(node=node, since=since, place=place).on_conflict(
        conflict_target=[Placement.node, Placement.since], preserve=[Placement.place]
    ).execute(db)


def _in_region(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    """As entries told it before there were places below a region."""
    assert isinstance(event, e.PartnerPlaced)
    _place(db, event.partner, event.day, event.region)


def _in_place(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.GroupPlaced)
    _place(db, event.partner, event.day, event.place)


def _linked(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.SettlementLinked)
    SettlementLink.insert(
        key=settlement_key(event.settlement), settlement=event.settlement, place=event.place
    ).on_conflict(
        conflict_target=[SettlementLink.key],
        preserve=[SettlementLink.settlement, SettlementLink.place],
    ).execute(db)


def _network(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.NetworkListed)
    ended_on = event.day if event.is_gone else ""
    Network.insert(
        network=event.network,
        name=event.name,
        place=event.place,
        begun_on=event.day,
        ended_on=ended_on,
    ).on_conflict(
        conflict_target=[Network.network],
        preserve=[Network.name, Network.place, Network.ended_on],
    ).execute(db)
    if event.is_gone:
        NetworkTerm.update(until=event.day).where(
            NetworkTerm.network == event.network, NetworkTerm.until == ""
        ).execute(db)


def _joined(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.NetworkJoined)
    NetworkTerm.insert(
        network=event.network, node=event.partner, since=event.day, until=""
    ).on_conflict(
        conflict_target=[NetworkTerm.network, NetworkTerm.node, NetworkTerm.since],
        preserve=[NetworkTerm.until],
    ).execute(db)


def _left(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.NetworkLeft)
    NetworkTerm.update(until=event.day).where(
        NetworkTerm.network == event.network,
        NetworkTerm.node == event.partner,
        NetworkTerm.until == "",
    ).execute(db)


def _named(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.CoordinatorNamed)
    Coordinator.insert(
        term=event.term,
        duty=event.duty,
        place=event.place,
        since=event.day,
        until=event.until,
        ended_on="",
        name="",
    ).execute(db)


def _ended(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.CoordinatorEnded)
    Coordinator.update(ended_on=event.day).where(Coordinator.term == event.term).execute(db)


def _forgotten(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.CoordinatorForgotten)
    Coordinator.update(name="").where(Coordinator.term == event.term).execute(db)


def keep_name(db: pw.Database, event: e.Event, record: e.CoordinatorRecord) -> None:
    """Who has the duty."""
    assert isinstance(event, e.CoordinatorNamed)
    Coordinator.update(name=record.name).where(Coordinator.term == event.term).execute(db)


VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, StreamEnd, e.Event], None]]] = (
    MappingProxyType(
        {
            e.PlacesListed: _listed,
            e.PartnerPlaced: _in_region,
            e.GroupPlaced: _in_place,
            e.SettlementLinked: _linked,
            e.NetworkListed: _network,
            e.NetworkJoined: _joined,
            e.NetworkLeft: _left,
            e.CoordinatorNamed: _named,
            e.CoordinatorEnded: _ended,
            e.CoordinatorForgotten: _forgotten,
        }
    )
)
