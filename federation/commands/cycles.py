"""A cycle of a group that shares out: it begins, runs, and ends with a share-out."""

from dataclasses import dataclass
from datetime import date, timedelta

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import group
from federation.store.queries import share_out as found

from .days import check_day
from .deed import Decision, Desk, Order
from .meetings import open_now
from .voting import rules_now


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginCycle(Order):
    """A cycle begins on `day`; `ends_on` "": after as many weeks as the rules say.

    `leave_parts`: parts of the last share-out that nobody fetched stay set aside for their owners.
    """

    day: str
    ends_on: str = ""
    leave_parts: bool = False
    meeting: int = 0


def sharing_rules(desk: Desk) -> e.ConstitutionAdopted:
    """The rules in force. Raises Refusal `share-out-not-in-rules` where nothing is shared out."""
    rules = rules_now(desk)
    if not rules.shares_out:
        raise refuse("share-out-not-in-rules")
    return rules


def usual_end(day: str, weeks: int) -> str:
    """The day on which a cycle of so many weeks ends."""
    return (date.fromisoformat(day) + timedelta(weeks=weeks)).isoformat()


def begin_cycle(desk: Desk, order: BeginCycle) -> Decision:
    """The next cycle begins.

    Raises Refusal `share-out-not-in-rules`, `cycle-runs`, `cycle-parts-unpaid` unless they are
    left, `cycle-ends-before`, and those of the day.
    """
    rules = sharing_rules(desk)
    check_day(desk, order.day)
    if order.meeting:
        open_now(desk, order.meeting)
    running = found.running_cycle(desk.db, desk.book)
    if running is not None:
        raise refuse("cycle-runs", cycle=running.cycle, since_day=running.day)
    unpaid = [part for part in found.parts_due(desk.db, desk.book).values() if part > 0]
    if unpaid and not order.leave_parts:
        raise refuse("cycle-parts-unpaid", members=len(unpaid), left_minor=sum(unpaid))
    ends_on = order.ends_on or usual_end(order.day, rules.cycle_weeks)
    if ends_on <= order.day:
        raise refuse("cycle-ends-before", begin_day=order.day, end_day=ends_on)
    number = group.last_number(desk.db, desk.book, "cycle") + 1
    event = e.CycleBegun(
        user=order.user, day=order.day, cycle=number, ends_on=ends_on, meeting=order.meeting
    )
    return [Draft(kinds.LEDGER, event)], {"cycle": number}
