"""Facilities: a group lists what stands in its settlement, goes there to look, and closes it."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.core.rules.facilities import check_checked, check_closed, check_listed
from federation.store import Draft
from federation.store.queries import facilities

from .days import check_not_ahead
from .deed import Decision, Desk, Order

ALL, SOME, NONE = "all", "some", "none"
WORKS = (ALL, SOME, NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacility(Order):
    """A facility stands in a settlement, with so many seats, taps or lights."""

    day: str
    facility_type: str
    settlement: str
    installed: int
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacility(Order):
    """Somebody went to look at facility `number`: does `all` of it work, `some`, `none`?

    `working` (and `partly`) are counted where some of it works.
    """

    number: int
    day: str
    works: str
    working: int = -1
    partly: int = 0
    fault: str = ""
    keyholder: str = ""
    upkeep: str = ""
    households: int = -1
    distance: int = -1
    night: str = ""
    light: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFacility(Order):
    """Facility `number` is used no more."""

    number: int
    day: str
    why: str


def list_facility(desk: Desk, order: ListFacility) -> Decision:
    """A new facility under the next number. Raises Refusal (`check_listed`)."""
    check_not_ahead(desk, order.day)
    number = facilities.last_number(desk.db, desk.node.settings.node_id) + 1
    event = check_listed(
        e.FacilityListed(
            user=order.user,
            day=order.day,
            facility=desk.node.new_id(),
            number=number,
            facility_type=order.facility_type,
            settlement=order.settlement,
            installed=order.installed,
            place=order.place,
        )
    )
    return [Draft(kinds.REQUESTS, event)], {"facility": event.facility, "number": number}


def check_facility(desk: Desk, order: CheckFacility) -> Decision:
    """What works is written down. Raises Refusal `facility-unknown`, `facility-closed`.

    Raises also `facility-needs-fault` when something does not work and nobody said why, and as
    `check_checked` does.
    """
    check_not_ahead(desk, order.day)
    found = _open(desk, order.number)
    working = {ALL: found.installed, NONE: 0}.get(order.works, order.working)
    event = check_checked(
        e.FacilityChecked(
            user=order.user,
            day=order.day,
            facility=found.facility,
            working=working,
            partly=0 if order.works == ALL else order.partly,
            fault=order.fault,
            keyholder=order.keyholder,
            upkeep=order.upkeep,
            households=order.households,
            distance=order.distance,
            night=order.night,
            light=order.light,
            lock=order.lock,
        ),
        found.installed,
    )
    if working < found.installed and not order.fault:
        raise refuse("facility-needs-fault", broken=found.installed - working)
    return [Draft(kinds.REQUESTS, event)], {"number": order.number, "working": working}


def close_facility(desk: Desk, order: CloseFacility) -> Decision:
    """It is used no more. Raises Refusal `facility-unknown`, `facility-closed`."""
    check_not_ahead(desk, order.day)
    found = _open(desk, order.number)
    event = check_closed(
        e.FacilityClosed(user=order.user, day=order.day, facility=found.facility, reason=order.why)
    )
    return [Draft(kinds.REQUESTS, event)], {"number": order.number}


def _open(desk: Desk, number: int) -> facilities.FacilityView:
    found = facilities.facility(desk.db, desk.node.settings.node_id, number)
    if found is None:
        raise refuse("facility-unknown", number=number)
    if found.closed_on:
        raise refuse("facility-closed", closed_day=found.closed_on)
    return found
