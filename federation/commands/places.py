"""Where groups live: the hub places each in a region."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.places import REGIONS
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import hub, requests

from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePartner(Order):
    """A group (its node id or code) lives in this region (a code; "": nobody knows)."""

    partner: str
    region: str
    day: str


def place_partner(desk: Desk, order: PlacePartner) -> Decision:
    """Say where a group lives. Raises Refusal `partner-unknown`, `region-unknown`."""
    partner = requests.partner(desk.db, order.partner)
    if partner is None:
        raise refuse("partner-unknown", partner=order.partner)
    if order.region and order.region not in REGIONS:
        raise refuse("region-unknown", region=order.region, regions=", ".join(REGIONS))
    if hub.regions(desk.db).get(partner.node, "") == order.region:
        return [], {"region": order.region}
    event = e.PartnerPlaced(
        user=order.user, day=order.day, partner=partner.node, region=order.region
    )
    return [Draft(kinds.REGISTER, event)], {"region": order.region}
