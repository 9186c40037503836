"""What a report of a repair must say, and the way of a repair.

1. the service is one of `SERVICES`; 2. what is told to its questions is in their codes, each
question once, none that must be told left out; 3. a point lies on the earth; 4. somewhere it is: a
point or words; 5. the steps follow on as `STEPS` says, the first one gives a number, and no later
one does; 6. what is closed without being done says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..days import is_day, unfit_day
from ..events import RepairFollowed, RepairReported
from ..refusals import refuse

NUMBER: Final = "number"
DATETIME: Final = "datetime"
ONE: Final = "singlevaluelist"
SOME: Final = "multivaluelist"
COUNT_MAX: Final = 1_000
LATITUDE_MAX: Final = 90_000_000
LONGITUDE_MAX: Final = 180_000_000
CHANNELS: Final = ("open311", "phone", "counter", "paper")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a service. `kind`: as GeoReport calls it; never free words."""

    code: str
    kind: str
    values: tuple[str, ...] = ()
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """Something that the city repairs; `need`: what it serves."""

    code: str
    need: str
    questions: tuple[Question, ...] = ()


_SINCE: Final = Question("since", DATETIME)
_ROWS: Final = (
    Service(
        "toilet-blocked",
        "sanitation",
        (
            Question("cause", ONE, ("pan", "pipe", "full", "unknown"), is_needed=True),
            Question("seats", NUMBER),
        ),
    ),
    Service(
        "toilet-broken",
        "sanitation",
        (
            Question(
                "parts", SOME, ("pipe", "valve", "door", "lock", "seat", "other"), is_needed=True
            ),
        ),
    ),
    Service("sewer-overflow", "sanitation", (Question("near", ONE, ("homes", "road", "river")),)),
    Service(
        "tap-leaking",
        "water",
        (Question("strength", ONE, ("drips", "runs", "bursts"), is_needed=True),),
    ),
    Service("tap-dry", "water", (_SINCE,)),
    Service("drain-blocked", "drainage"),
    Service("light-out", "energy", (Question("lamps", NUMBER),)),
    Service("waste-left", "waste", (_SINCE,)),
    Service("repair-other", "other"),
)
SERVICES: Final[Mapping[str, Service]] = MappingProxyType({one.code: one for one in _ROWS})

# From each state the steps that may follow; a state is called as the step that led to it.
REPORTED: Final = "reported"
STEPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        REPORTED: ("taken", "closed"),
        "taken": ("started", "done", "closed"),
        "started": ("done", "closed"),
        "reopened": ("started", "done", "closed"),
        "done": ("reopened",),
        "closed": ("reopened",),
    }
)
ENDED: Final = ("done", "closed")
REASONS: Final = (
    "duplicate",
    "not-our-duty",
    "nothing-found",
    "unclear",
    "needs-planning",
    "other",
)


def check_report(event: RepairReported, *, has_place: bool) -> RepairReported:
    """The same report, when it says what its service asks. Raises Refusal."""
    service = SERVICES.get(event.service)
    if service is None:
        raise refuse("repair-service-unknown", service=event.service)
    if event.channel not in CHANNELS:
        raise refuse("repair-channel-unknown", channel=event.channel)
    if not event.point and not has_place:
        raise refuse("repair-needs-place")
    if event.point and not is_on_earth(event.point):
        raise refuse("repair-point-off-earth")
    told = [one.code for one in event.details]
    unknown = set(told) - {one.code for one in service.questions}
    if unknown or len(set(told)) < len(told):
        raise refuse("repair-question-unasked", question=", ".join(sorted(unknown or set(told))))
    for question in service.questions:
        values = next((one.values for one in event.details if one.code == question.code), ())
        if values or question.is_needed:
            check_told(question, values)
    return event


def is_on_earth(point: tuple[int, ...]) -> bool:
    """Whether it is a latitude and a longitude in millionths of a degree."""
    return (
        len(point) == len(("latitude", "longitude"))
        and abs(point[0]) <= LATITUDE_MAX
        and abs(point[1]) <= LONGITUDE_MAX
    )


def check_told(question: Question, values: tuple[str, ...]) -> None:
    """What was told to one question. Raises Refusal with its `question`."""
    if not values:
        raise refuse("repair-question-untold", question=question.code)
    if question.kind != SOME and len(values) > 1:
        raise refuse("repair-question-once", question=question.code)
    fits = {
        NUMBER: lambda one: one.isascii() and one.isdecimal() and 0 < int(one[:5]) <= COUNT_MAX,
        DATETIME: is_day,
    }.get(question.kind, question.values.__contains__)
    if not all(map(fits, values)) or len(set(values)) < len(values):
        raise refuse(
            "repair-question-unclear",
            question=question.code,
            choices=", ".join(question.values) or question.kind,
        )


def check_step(state: str, event: RepairFollowed) -> RepairFollowed:
    """The same step, when it may follow. Raises Refusal."""
    if event.step not in STEPS[state]:
        raise refuse("repair-step-closed", step=event.step, state=state)
    if (state == REPORTED) != bool(event.number):
        raise refuse("repair-number-once")
    if event.step == "taken" and not event.department:
        raise refuse("repair-needs-department")
    if event.step == "closed" and event.reason not in REASONS:
        raise refuse("repair-needs-reason")
    if event.step != "closed" and event.reason:
        raise refuse("repair-needs-no-reason")
    if event.by and not is_day(event.by):
        raise unfit_day(event.by)
    return event
