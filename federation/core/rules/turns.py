"""Whose turn it is in a request, for how long, and by when: for both sides by the same rules.

The days that each step may take are proposals, told openly: to acknowledge 5 working days, to say
more 20; a question of the city 15, an offer 60 days, a look at what was delivered 30, judging
together 6 and 12 months after it was handed over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from .. import events as e
from ..days import days_between, months_later

OURS: Final = "us"
THEIRS: Final = "them"
NOBODY: Final = ""
# After these answers of the city the group has to do something.
ASKS_US: Final = ("ask", "offer", "deliver", "hand-over")

# Days that a turn may take, by what began it: how many, and whether only working days count.
ALLOWED: Final = MappingProxyType(
    {
        "submitted": (5, True),
        "acknowledge": (20, True),
        "reply": (20, True),
        "reopened": (20, True),
        "ask": (15, True),
        "offer": (60, False),
        "deliver": (30, False),
        "hand-over": (30, False),
    }
)
ASSESS_MONTHS: Final = (6, 12)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """From `day` on `whose` side has to act, because of `why`: an answer's verb, or what else."""

    day: str
    whose: str
    why: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is due from a side, by when; `late_days` on the day that was asked about."""

    why: str
    whose: str
    due: str
    late_days: int


def turns(
    submitted: str,
    answers: Iterable[tuple[str, str]],
    words: Iterable[e.Word],
    withdrawn: Iterable[str] = (),
) -> tuple[Turn, ...]:
    """The turns of a request by day; of one day, the city's word before the group's.

    `submitted`: the day on which the city got it, or "". `answers`: day and verb of each.
    `withdrawn`: days on which the group took it back. While it is ended nobody waits.
    """
    told = tuple(words)
    found = [Turn(submitted, THEIRS, "submitted")] if submitted else []
    found += [
        Turn(day, _whose(verb), verb) for day, verb in sorted(answers, key=lambda one: one[0])
    ]
    found += [
        Turn(one.day, NOBODY if one.verb == "confirm" else THEIRS, "reply")
        for one in told
        if isinstance(one, e.ReplyGiven)
    ]
    found += [Turn(one.day, NOBODY, "ended") for one in told if isinstance(one, e.RequestEnded)]
    found += [Turn(day, NOBODY, "ended") for day in withdrawn]
    if found:
        found += [
            Turn(one.day, THEIRS, "reopened") for one in told if isinstance(one, e.RequestReopened)
        ]
    return tuple(sorted(found, key=lambda one: (one.day, _AFTER.get(one.why, 0))))


# What the group says comes after the city's word of the same day.
_AFTER: Final = MappingProxyType({"reply": 1, "ended": 2, "reopened": 3})


def _whose(verb: str) -> str:
    """Whose turn an answer of the city begins."""
    if verb == "refuse":
        return NOBODY
    return OURS if verb in ASKS_US else THEIRS


def waited(some: Sequence[Turn], until: str) -> tuple[int, int]:
    """Days that the group let the city wait, and the city the group, up to a day."""
    sums = {OURS: 0, THEIRS: 0, NOBODY: 0}
    ends = [*(one.day for one in some[1:]), until]
    for one, end in zip(some, ends, strict=True):
        sums[one.whose] += days_between(one.day, end)
    return sums[OURS], sums[THEIRS]


def deadlines(
    some: Sequence[Turn], handed_over: str, assessed: int, today: str
) -> tuple[Deadline, ...]:
    """What is due now: of the turn that runs, and the next judging together.

    `handed_over`: a day, or ""; `assessed`: how often it was judged since.
    """
    found = []
    if some and some[-1].whose and some[-1].why in ALLOWED:
        last = some[-1]
        days, working = ALLOWED[last.why]
        due = working_days_later(last.day, days) if working else _later(last.day, days)
        found.append(Deadline(last.why, last.whose, due, days_between(due, today)))
    if handed_over and assessed < len(ASSESS_MONTHS):
        day = date.fromisoformat(handed_over)
        due = months_later(day, ASSESS_MONTHS[assessed]).isoformat()
        found.append(Deadline("assess", OURS, due, days_between(due, today)))
    return tuple(found)


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def working_days_later(day: str, count: int) -> str:
    """The day `count` working days later; weekends and public holidays are none."""
    at = date.fromisoformat(day)
    while count:
        at += timedelta(days=1)
        count -= is_working_day(at)
    return at.isoformat()


def is_working_day(day: date) -> bool:
    """Whether offices in Namibia work on it: Public Holidays Act 26 of 1990, as amended."""
    if day.weekday() >= _SATURDAY:
        return False
    monday_after = day.weekday() == 0 and _is_fixed_holiday(day - timedelta(days=1))
    return not (monday_after or _is_fixed_holiday(day) or _is_moving_holiday(day))


# New Year, Independence, Workers, Cassinga, Africa, Genocide Remembrance, Heroes, Human Rights,
# Christmas and Family Day; one that falls on a Sunday is kept on the Monday too.
_FIXED: Final = frozenset(
    {(1, 1), (3, 21), (5, 1), (5, 4), (5, 25), (5, 28), (8, 26), (12, 10), (12, 25), (12, 26)}
)


def _is_fixed_holiday(day: date) -> bool:
    return (day.month, day.day) in _FIXED


def _is_moving_holiday(day: date) -> bool:
    """Good Friday, Easter Monday and Ascension Day."""
    return (day - easter(day.year)).days in (-2, 1, 39)


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (Meeus, Astronomical Algorithms, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e_ = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e_ + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
