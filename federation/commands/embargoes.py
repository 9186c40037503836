"""Settlements of which a hub publishes nothing for a while: tables and files can help an eviction.

What was published before stays where it is. Requests of the settlement wait; they are given free
and counted once the embargo is lifted, and totals are protected against the difference.
"""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import embargoes

from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbargoSettlement(Order):
    """Publish nothing of this settlement, for this reason."""

    settlement: str
    reason: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftEmbargo(Order):
    """Publish what is asked in this settlement again."""

    settlement: str
    day: str


def embargo_settlement(desk: Desk, order: EmbargoSettlement) -> Decision:
    """Put it under embargo. Raises Refusal `embargo-not-here`, `embargo-already`."""
    if desk.node.settings.role != "hub":
        raise refuse("embargo-not-here")
    found = embargoes.embargoes(desk.db).get(settlement_key(order.settlement))
    if found:
        raise refuse("embargo-already", settlement=found.settlement, since=found.day)
    event = e.SettlementEmbargoed(
        user=order.user, day=order.day, settlement=order.settlement, reason=order.reason
    )
    return [Draft(kinds.REGISTER, event)], {"settlement": order.settlement}


def lift_embargo(desk: Desk, order: LiftEmbargo) -> Decision:
    """Lift it. Raises Refusal `embargo-not-here`, `embargo-unknown`."""
    if desk.node.settings.role != "hub":
        raise refuse("embargo-not-here")
    if settlement_key(order.settlement) not in embargoes.embargoes(desk.db):
        raise refuse("embargo-unknown", settlement=order.settlement)
    event = e.EmbargoLifted(user=order.user, day=order.day, settlement=order.settlement)
    return [Draft(kinds.REGISTER, event)], {"settlement": order.settlement}
