"""Networks of groups and duties of people for a place, at the hub; both with their days."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.names import fold
from federation.core.places import DUTIES, meant
from federation.core.refusals import refuse
from federation.store import Draft, journal
from federation.store.queries import networks, places, requests

from .days import check_not_ahead
from .deed import Decision, Desk, Order
from .places import check_hub


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNetwork(Order):
    """A network of this name, perhaps of a place (its code or name); `network` "": a new one."""

    network: str = ""
    name: str
    place: str = ""
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndNetwork(Order):
    """A network is no more, and no group belongs to it any longer."""

    network: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinNetwork(Order):
    """A group (its node id or code) belongs to a network from a day on."""

    network: str
    partner: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveNetwork(Order):
    """A group belongs to a network no more from a day on."""

    network: str
    partner: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCoordinator(Order):
    """Somebody has a duty for a place (a code) from a day on, perhaps for so long."""

    name: str
    duty: str
    place: str
    until: str = ""
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDuty(Order):
    """She has that duty no more from a day on."""

    term: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetCoordinator(Order):
    """Her name beside a duty that ended is blanked."""

    term: str
    day: str


def list_network(desk: Desk, order: ListNetwork) -> Decision:
    """Make a network, or name it anew.

    Raises Refusal `places-not-here`, `network-unknown`, `network-name-taken`, and as
    `core.places.meant` does.
    """
    check_hub(desk)
    every = networks.networks(desk.db)
    before = next((one for one in every if one.network == order.network), None)
    if order.network and (before is None or before.ended_on):
        raise refuse("network-unknown")
    same = (one for one in every if fold(one.name) == fold(order.name) and not one.ended_on)
    if any(one.network != order.network for one in same):
        raise refuse("network-name-taken", name=order.name)
    place = meant(places.tree(desk.db), order.place)
    if before and (before.name, before.place) == (order.name, place):
        return [], {"network": order.network}
    network = order.network or desk.node.new_id()
    event = e.NetworkListed(
        user=order.user, day=order.day, network=network, name=order.name, place=place
    )
    return [Draft(kinds.REGISTER, event)], {"network": network}


def _going_on(desk: Desk, name: str) -> networks.NetworkView:
    found = networks.network(desk.db, name)
    if found is None or found.ended_on:
        raise refuse("network-unknown")
    return found


def end_network(desk: Desk, order: EndNetwork) -> Decision:
    """Let a network end. Raises Refusal `places-not-here`, `network-unknown`, `day-far-ahead`."""
    check_hub(desk)
    check_not_ahead(desk, order.day)
    found = _going_on(desk, order.network)
    event = e.NetworkListed(
        user=order.user,
        day=order.day,
        network=found.network,
        name=found.name,
        place=found.place,
        is_gone=True,
    )
    return [Draft(kinds.REGISTER, event)], {"network": found.network}


def _member(desk: Desk, partner: str) -> requests.PartnerView:
    found = requests.partner(desk.db, partner)
    if found is None or found.role != "group":
        raise refuse("partner-unknown", partner=partner[:40])
    return found


def _term(desk: Desk, network: str, node: str) -> networks.NetworkTermView | None:
    every = networks.terms(desk.db, network=network, node=node)
    return next((one for one in every if not one.until), None)


def join_network(desk: Desk, order: JoinNetwork) -> Decision:
    """Let a group join.

    Raises Refusal `places-not-here`, `network-unknown`, `partner-unknown`, `network-joined`,
    `day-far-ahead`.
    """
    check_hub(desk)
    check_not_ahead(desk, order.day)
    found, partner = _going_on(desk, order.network), _member(desk, order.partner)
    if _term(desk, found.network, partner.node):
        raise refuse("network-joined", group=partner.name, name=found.name)
    event = e.NetworkJoined(
        user=order.user, day=order.day, network=found.network, partner=partner.node
    )
    return [Draft(kinds.REGISTER, event)], {"network": found.network}


def leave_network(desk: Desk, order: LeaveNetwork) -> Decision:
    """Let a group leave.

    Raises Refusal `places-not-here`, `network-unknown`, `partner-unknown`, `network-not-in`,
    `network-left-before`, `day-far-ahead`.
    """
    check_hub(desk)
    check_not_ahead(desk, order.day)
    found, partner = _going_on(desk, order.network), _member(desk, order.partner)
    term = _term(desk, found.network, partner.node)
    if term is None:
        raise refuse("network-not-in", group=partner.name, name=found.name)
    if order.day < term.since:
        raise refuse("network-left-before", since_day=term.since)
    event = e.NetworkLeft(
        user=order.user, day=order.day, network=found.network, partner=partner.node
    )
    return [Draft(kinds.REGISTER, event)], {"network": found.network}


def name_coordinator(desk: Desk, order: NameCoordinator) -> Decision:
    """Note who has a duty for a place.

    Raises Refusal `places-not-here`, `place-unknown`, `duty-unclear`, `duty-until-before`,
    `duty-held`, `day-far-ahead`.
    """
    check_hub(desk)
    check_not_ahead(desk, order.day)
    if order.place not in places.tree(desk.db):
        raise refuse("place-unknown", code=order.place[:80])
    if order.duty not in DUTIES:
        raise refuse("duty-unclear", duty=order.duty[:40])
    if order.until and order.until <= order.day:
        raise refuse("duty-until-before", since_day=order.day)
    held = networks.coordinators(desk.db, (order.place,))
    if any(one.duty == order.duty and fold(one.name) == fold(order.name) for one in held):
        raise refuse("duty-held", name=order.name)
    event = e.CoordinatorNamed(
        user=order.user,
        day=order.day,
        term=desk.node.new_id(),
        duty=order.duty,
        place=order.place,
        until=order.until,
    )
    return [Draft(kinds.REGISTER, event, e.CoordinatorRecord(name=order.name))], {
        "term": event.term
    }


def end_duty(desk: Desk, order: EndDuty) -> Decision:
    """Note that a duty ended.

    Raises Refusal `places-not-here`, `duty-unknown`, `duty-ended-before`, `day-far-ahead`.
    """
    check_hub(desk)
    check_not_ahead(desk, order.day)
    found = networks.coordinator(desk.db, order.term)
    if found is None or found.ended_on:
        raise refuse("duty-unknown")
    if order.day < found.since:
        raise refuse("duty-ended-before", since_day=found.since)
    event = e.CoordinatorEnded(user=order.user, day=order.day, term=found.term)
    return [Draft(kinds.REGISTER, event)], {"place": found.place}


def forget_coordinator(desk: Desk, order: ForgetCoordinator) -> Decision:
    """Blank her name in this node's journal; the duty, its place and its days stay.

    Raises Refusal `places-not-here`, `duty-unknown`, `duty-still-held`.
    """
    check_hub(desk)
    found = networks.coordinator(desk.db, order.term)
    if found is None:
        raise refuse("duty-unknown")
    if not found.ended_on:
        raise refuse("duty-still-held")
    told = f'"term":"{found.term}"'.encode()
    seqs: list[int] = []
    for end in journal.ends(desk.db, desk.node.settings.node_id):
        if end.kind == kinds.REGISTER and end.own:
            lines = journal.own_lines(desk.db, end.id, end.base + 1, end.last)
            named = [seq for seq, _, line, beside in lines if beside is not None and told in line]
            journal.blank(desk.db, end, named)
            seqs += named
    event = e.CoordinatorForgotten(
        user=order.user, day=order.day, term=found.term, seqs=tuple(seqs)
    )
    return [Draft(kinds.REGISTER, event)], {"place": found.place}
