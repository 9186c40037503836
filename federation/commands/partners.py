"""Partners: admitted at a hub after their digits were compared; the hub accepted elsewhere."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import requests

from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol(Order):
    """Admit a node. `card` is its signed line, checked before; `code` "": the next free one.

    `charter`: at a group or city, the line by which the hub admitted this node.
    """

    partner: str
    role: str
    name: str
    card: str
    day: str
    code: str = ""
    threshold: int = 0
    charter: str = ""


def next_code(taken: frozenset[str], role: str) -> str:
    """G0001, G0002 … for groups, C01, C02 … for cities, H1 … for hubs."""
    letter, width = {"group": ("G", 4), "city": ("C", 2), "hub": ("H", 1)}[role]
    number = 1
    while f"{letter}{number:0{width}d}" in taken:
        number += 1
    return f"{letter}{number:0{width}d}"


def enrol(desk: Desk, order: Enrol) -> Decision:
    """Admit a partner, once; the same card again is the same partner with the same code."""
    known = requests.partners(desk.db)
    same = next((one for one in known if one.node == order.partner), None)
    if same is not None and same.charter == order.charter:
        return [], {"code": same.code}
    if order.partner == desk.node.settings.node_id:
        raise refuse("card-own")
    taken = frozenset(one.code for one in known if one is not same)
    code = order.code or (same.code if same else next_code(taken, order.role))
    if code in taken:
        raise refuse("code-taken", code=code)
    event = e.PartnerEnrolled(
        user=order.user,
        day=order.day,
        partner=order.partner,
        code=code,
        role=order.role,
        name=order.name,
        card=order.card,
        threshold=order.threshold,
        charter=order.charter,
    )
    return [Draft(kinds.REGISTER, event)], {"code": code}
