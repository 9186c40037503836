"""A member tells how her household lives; her house goes a step on, or back with a reason."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.core.rules.households import check_household, check_step, is_back, is_empty
from federation.store import Draft
from federation.store.queries import books, needs

from .days import check_not_ahead
from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class TellHousehold(Order):
    """A member's answers; "" and -1: not told."""

    member: int
    day: str
    persons: int = -1
    rooms: int = -1
    woman_headed: str = ""
    toilet: str = ""
    toilet_sharing: int = -1
    water_source: str = ""
    water_minutes: int = -1
    handwashing: str = ""
    tenure: str = ""
    eviction_fear: str = ""
    dwelling: str = ""
    walls: str = ""
    roof: str = ""
    floor: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHouseStep(Order):
    """A member's house is at `step`; money in minor units."""

    member: int
    day: str
    step: str
    cost: int = 0
    materials: int = 0
    labour_minutes: int = 0
    plot: str = ""
    block: str = ""
    note: str = ""


def tell_household(desk: Desk, order: TellHousehold) -> Decision:
    """Write the answers down. Raises Refusal `member-unknown`, `member-left`, `household-empty`."""
    _here(desk, order.member)
    check_not_ahead(desk, order.day)
    answers = {name: getattr(order, name) for name in e.HouseholdRecord.__struct_fields__}
    record = check_household(e.HouseholdRecord(**answers))
    if is_empty(record):
        raise refuse("household-empty")
    event = e.HouseholdTold(user=order.user, day=order.day, member=order.member)
    return [Draft(kinds.LEDGER, event, record)], {"member": order.member}


def take_house_step(desk: Desk, order: TakeHouseStep) -> Decision:
    """Write the step down.

    Raises Refusal `member-unknown`, `member-left`, `house-back-needs-reason`, `house-step-empty`.
    """
    _here(desk, order.member)
    check_not_ahead(desk, order.day)
    event = check_step(
        e.HouseStepTaken(
            user=order.user,
            day=order.day,
            member=order.member,
            step=order.step,
            cost=order.cost,
            materials=order.materials,
            labour_minutes=order.labour_minutes,
        )
    )
    found = needs.houses(desk.db, desk.book, order.member)
    before = found[0].step if found else ""
    if is_back(before, order.step) and not order.note:
        raise refuse("house-back-needs-reason")
    told = (order.cost, order.materials, order.labour_minutes, order.plot, order.block, order.note)
    if before == order.step and not any(told):
        raise refuse("house-step-empty")
    words = (order.plot, order.block, order.note)
    record = e.HouseRecord(note=order.note, plot=order.plot, block=order.block)
    return [Draft(kinds.LEDGER, event, record if any(words) else None)], {"member": order.member}


def _here(desk: Desk, member: int) -> None:
    found = books.member(desk.db, desk.book, member)
    if found is None:
        raise refuse("member-unknown", member=member)
    if found.left_on:
        raise refuse("member-left", member=member, left_day=found.left_on)
