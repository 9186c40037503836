"""What the staff of a city keep at their own machine: the day on which the council next sits.

It only puts their own pages in order. Nobody else reads it, so it is no entry and never travels.
"""

from dataclasses import dataclass
from typing import Final

from federation.core.refusals import refuse
from federation.store import Database, local

from .deed import Decision, Desk, Order

SITTING: Final = "council sits next"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSitting(Order):
    """The council sits next on this day; "": nobody knows yet."""

    day: str = ""


def set_sitting(desk: Desk, order: SetSitting) -> Decision:
    """Keep the day. Raises Refusal `sitting-in-past`."""
    if order.day and order.day < desk.node.today():
        raise refuse("sitting-in-past", day=order.day)
    local.set_state(desk.db, SITTING, order.day)
    return [], {"day": order.day}


def sitting(db: Database, today: str) -> str:
    """The day of the next sitting; "": none is known, or the one that was is over."""
    day = local.state(db, SITTING)
    return day if day >= today else ""
