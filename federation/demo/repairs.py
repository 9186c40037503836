"""Repairs that the demo's city is told of: one that is done, one taken in, one nobody looked at."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from federation.commands.deed import perform
from federation.commands.repairs import FollowRepair, ReportRepair, follow_repair, report_repair
from federation.core.events import RepairDetail
from federation.store import Store
from federation.store.queries import repairs as kept

CALL_CENTRE: Final = "Call centre"


@dataclass(frozen=True, slots=True)
class Step:
    """What the city does in round `turn` (from 1); `days`: how far off what it names."""

    turn: int
    step: str
    department: str = ""
    days: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A report of round `turn`, and what becomes of it."""

    turn: int
    report: ReportRepair
    steps: tuple[Step, ...] = ()


TOLD: Final = (
    Told(
        1,
        ReportRepair(
            service="toilet-blocked", channel="open311", program=CALL_CENTRE,
            place="Havana, block 7",
            note="Both seats are full, and the door is tied up with wire.",
            details=(RepairDetail(code="cause", values=("full",)),
                     RepairDetail(code="seats", values=("2",))),
        ),
        (
            Step(2, "taken", "Solid waste and sanitation", 7, "A lorry comes this week."),
            Step(3, "done", text="Emptied and washed; the door has a new hinge."),
        ),
    ),
    Told(
        2,
        ReportRepair(
            service="tap-leaking", channel="phone", place="Goreangab, behind the clinic",
            details=(RepairDetail(code="strength", values=("runs",)),),
        ),
        (Step(3, "taken", "Bulk water", 14),),
    ),
    Told(
        3,
        ReportRepair(
            service="light-out", channel="open311", program=CALL_CENTRE,
            place="Okahandja Park, by the taps",
        ),
    ),
)  # fmt: skip


LAST: Final = max(one.turn for one in TOLD)


def go_on(city: Store, official: int, day: str, turn: int) -> None:
    """What was told and done by the end of a round."""
    for one in TOLD:
        if one.turn > turn:
            continue
        # Told once more in the same words it is the same repair, as long as it is not done.
        repair = str(perform(city, one.report, report_repair).facts["repair"])
        with city.reading() as db:
            found = kept.repair(db, repair)
        assert found is not None
        for step in one.steps[len(found.steps) :]:
            if step.turn <= turn:
                _follow(city, official, day, repair, step)


def _follow(city: Store, official: int, day: str, repair: str, step: Step) -> None:
    by = date.fromisoformat(day) + timedelta(days=step.days)
    order = FollowRepair(
        user=official,
        repair=repair,
        step=step.step,
        department=step.department,
        by=by.isoformat() if step.days else "",
        text=step.text,
    )
    perform(city, order, follow_repair)
