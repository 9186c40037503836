"""The way of a request: since when it stood at each stage, how long, and who had to act meanwhile.

The days of a stage end where the next thing happened; those of the stage where it stands now run
until today, unless it ended. Until the city has it nobody's clock runs; an answer that asks or
offers is the group's turn, any other the city's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from .stages import CLOSED, STAGES, stage_of

# After these answers the group has to do something before the city can go on.
ASKS_THE_GROUP: Final = ("ask", "offer")
# On one day, what leads to the next comes before it; answers come in between.
_ORDER: Final = ("raised", "released", "submitted", "", "withdrawn")

GROUP, CITY = "group", "city"


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage on the way. `state`: reached, now, passed (without a word of its day), or ahead.

    `day`: the first on which it stood there ("": not told); `days` in it, of which `group` and
    `city` had to act; the others were the federation's.
    """

    stage: str
    state: str
    day: str = ""
    days: int = 0
    group: int = 0
    city: int = 0


def way(
    steps: Sequence[tuple[str, str]], answers: Sequence[tuple[str, str]], stage: str, today: str
) -> tuple[Stop, ...]:
    """Every stage in order, those beside the way after the furthest that was reached.

    `steps` and `answers`: day and code, answers in the order in which they came; `stage`: where it
    stands. Of a request that ended nothing lies ahead.
    """
    known = dict.fromkeys((day, code) for day, code in steps if code in _ORDER)
    happened = sorted(
        [*((*one, False) for one in known), *((*one, True) for one in answers)],
        key=lambda one: (one[0], _ORDER.index("" if one[2] else one[1])),
    )
    first: dict[str, str] = {}
    days: Counter[str] = Counter()
    turns: Counter[tuple[str, str]] = Counter()
    done: list[str] = []
    said: list[str] = []
    turn = ""
    last = happened[-1][0] if happened and stage in CLOSED else today
    ends = [*(day for day, _, _ in happened[1:]), last][: len(happened)]
    for (day, code, is_answer), end in zip(happened, ends, strict=True):
        (said if is_answer else done).append(code)
        at = stage_of(done, said)
        first.setdefault(at, day)
        if is_answer:
            turn = GROUP if code in ASKS_THE_GROUP else CITY
        elif code == "submitted":
            turn = turn or CITY
        days[at] += _days(day, end)
        turns[at, turn] += _days(day, end)
    first.setdefault(stage, "")
    stood = {
        one: Stop(
            one,
            "now" if one == stage else "reached",
            day,
            days[one],
            turns[one, GROUP],
            turns[one, CITY],
        )
        for one, day in first.items()
    }
    return tuple(_in_order(stood, stage))


def _in_order(stood: Mapping[str, Stop], stage: str) -> Iterator[Stop]:
    furthest = max((STAGES.index(one) for one in stood if one in STAGES), default=0)
    for place, one in enumerate(STAGES):
        if one in stood:
            yield stood[one]
        elif place < furthest:
            yield Stop(one, "passed")
        elif stage not in CLOSED:
            yield Stop(one, "ahead")
        if place == furthest:
            yield from (stop for beside, stop in stood.items() if beside not in STAGES)


def _days(first: str, last: str) -> int:
    return max((date.fromisoformat(last) - date.fromisoformat(first)).days, 0)
