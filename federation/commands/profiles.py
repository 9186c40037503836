"""A group tells how its settlement is, part by part; each part can be told anew."""

from collections.abc import Mapping
from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.core.rules.profiles import check_profile
from federation.store import Draft
from federation.store.queries import profiles

from .days import check_not_ahead
from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSettlement(Order):
    """A part of the profile number `number` (0: of a new `settlement`); `told`: its fields."""

    day: str
    part: str
    told: Mapping[str, object]
    number: int = 0
    settlement: str = ""


def profile_settlement(desk: Desk, order: ProfileSettlement) -> Decision:
    """Write the part down.

    Raises Refusal `profile-unknown`, `profile-is-there`, and as `check_profile` does.
    """
    check_not_ahead(desk, order.day)
    own = desk.node.settings.node_id
    settlement, number = order.settlement, order.number
    if number:
        found = profiles.profile(desk.db, own, number)
        if found is None:
            raise refuse("profile-unknown", number=number)
        settlement = found.settlement
    else:
        key = settlement_key(settlement)
        if any(settlement_key(one.settlement) == key for one in profiles.profiles(desk.db, own)):
            raise refuse("profile-is-there", settlement=settlement)
        number = profiles.last_number(desk.db, own) + 1
    event = check_profile(_event(order, number, settlement))
    return [Draft(kinds.REQUESTS, event)], {"number": number}


def _event(order: ProfileSettlement, number: int, settlement: str) -> e.SettlementProfiled:
    fields: dict[str, object] = dict(order.told)
    about = {"user": order.user, "day": order.day, "part": order.part}
    return e.SettlementProfiled(
        **{**fields, **about, "number": number, "settlement": settlement}  # type: ignore[arg-type] # told by name
    )
