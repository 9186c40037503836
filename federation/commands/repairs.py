"""Repairs at a city: told of, taken in under a number, followed to their end."""

from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.canonical import TEXT_LETTERS_MAX, clean_text
from federation.core.refusals import refuse
from federation.core.rules.repairs import REPORTED, check_report, check_step
from federation.store import Draft
from federation.store.queries import repairs

from .deed import Decision, Desk, Order

NOTE_LETTERS_MAX: Final = 4_000  # what GeoReport v2 allows
PLACE_LETTERS_MAX: Final = 300
# So many wait at most until the city's people took some in: of one program, and of all together.
WAITING_OF_ONE_MAX: Final = 200
WAITING_MAX: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRepair(Order):
    """Something is broken; `point` in millionths of a degree, `program`: who told it by machine."""

    service: str
    channel: str
    program: str = ""
    place: str = ""
    point: tuple[int, ...] = ()
    note: str = ""
    details: tuple[e.RepairDetail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowRepair(Order):
    """What the city did about it, or says."""

    repair: str
    step: str
    department: str = ""
    by: str = ""
    reason: str = ""
    text: str = ""


def report_repair(desk: Desk, order: ReportRepair) -> Decision:
    """A new repair, or the one that was told of in just these words and is not done yet.

    Raises Refusal `repair-not-here`, `repairs-waiting`, and what `check_report` refuses.
    """
    if desk.node.settings.role != "city":
        raise refuse("repair-not-here")
    event = e.RepairReported(
        user=order.user,
        day=desk.node.today(),
        repair=desk.node.new_id(),
        service=order.service,
        at=desk.node.now(),
        channel=order.channel,
        program=order.program,
        point=order.point,
        details=tuple(sorted(order.details, key=lambda one: one.code)),
    )
    note = clean_text(order.note, NOTE_LETTERS_MAX)
    words = e.RepairWords(
        note=note[:TEXT_LETTERS_MAX],
        rest=note[TEXT_LETTERS_MAX:],
        spot=clean_text(order.place, PLACE_LETTERS_MAX),
    )
    check_report(event, has_place=bool(words.spot))
    known = repairs.same_open(desk.db, event, words)
    if known:
        return [], {"repair": known, "known": 1}
    _room(desk, order.program)
    return [Draft(kinds.REGISTER, event, words)], {"repair": event.repair, "known": 0}


def _room(desk: Desk, program: str) -> None:
    """What a program sends in floods must not bury what others tell. Raises `repairs-waiting`."""
    if program and repairs.waiting(desk.db, program) >= WAITING_OF_ONE_MAX:
        raise refuse("repairs-waiting", most=WAITING_OF_ONE_MAX)
    if repairs.waiting(desk.db) >= WAITING_MAX:
        raise refuse("repairs-waiting", most=WAITING_MAX)


def follow_repair(desk: Desk, order: FollowRepair) -> Decision:
    """The next step of a repair; the first one gives it its number.

    Raises Refusal `repair-unknown`, and what `check_step` refuses.
    """
    found = repairs.repair(desk.db, order.repair)
    if found is None:
        raise refuse("repair-unknown", repair=order.repair)
    today = desk.node.today()
    event = e.RepairFollowed(
        user=order.user,
        day=today,
        repair=found.repair,
        step=order.step,
        at=desk.node.now(),
        number=_next_number(desk, today[:4]) if found.state == REPORTED else "",
        department=order.department,
        by=order.by,
        reason=order.reason,
        text=order.text,
    )
    return [Draft(kinds.REGISTER, check_step(found.state, event))], {"repair": found.repair}


def _next_number(desk: Desk, year: str) -> str:
    """What is told to the public: R-2026-0007 is the seventh that was taken in in that year."""
    start = f"R-{year}-"
    return f"{start}{repairs.numbers_given(desk.db, start) + 1:04d}"
