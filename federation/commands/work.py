"""Work that people did: hours per person and task, paid or not."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.store import Draft

from .days import check_day
from .deed import Decision, Desk, Order
from .meetings import open_now


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWork(Order):
    """On `day` these members worked on `task`: number and minutes; others by their count.

    `request`: id of the request it was done for ("": none).
    """

    day: str
    task: str
    members: tuple[tuple[int, int], ...]
    others: int = 0
    others_minutes: int = 0
    paid: bool = False
    request: str = ""
    note: str = ""
    meeting: int = 0


def note_work(desk: Desk, order: NoteWork) -> Decision:
    """One entry for each member and one for the others. Raises Refusal `work-empty`."""
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    done = [(member, 1, minutes) for member, minutes in order.members]
    if order.others:
        done.append((0, order.others, order.others_minutes))
    if not done:
        raise refuse("work-empty")
    record = e.Note(note=order.note) if order.note else None
    drafts = [
        Draft(
            kinds.LEDGER,
            e.WorkDone(
                user=order.user,
                day=order.day,
                task=order.task,
                member=member,
                people=people,
                minutes=minutes,
                paid=order.paid,
                request=order.request,
                meeting=order.meeting,
            ),
            record,
        )
        for member, people, minutes in done
    ]
    total = sum(people * minutes for _, people, minutes in done)
    return drafts, {"entries": len(drafts), "minutes": total}
