"""The way of a request: since when it stood at each stage, how long, and who had to act meanwhile.

The days of a stage end where the next thing happened; those of the stage where it stands now run
until today, unless it ended. Whose turn it was is told by `turns`; until the city has it nobody's
clock runs.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..days import days_between
from .stages import CLOSED, ENDINGS, REOPENED, STAGES, stage_of
from .turns import OURS, THEIRS, Turn

# On one day, what leads to the next comes before it; answers come in between.
_FIRST: Final = ("raised", "profiled", "enumerated", "offered", "released", "submitted")
_LAST: Final = ("conditions-met", "building", "assessed", *ENDINGS, REOPENED)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage on the way. `state`: reached, now, passed (without a word of its day), or ahead.

    `day`: the first on which it stood there ("": not told); `days` in it, of which `group` and
    `city` had to act; the others were the federation's, or nobody's.
    """

    stage: str
    state: str
    day: str = ""
    days: int = 0
    group: int = 0
    city: int = 0


def way(
    steps: Sequence[tuple[str, str, str]],
    answers: Sequence[tuple[str, str, str]],
    turns: Sequence[Turn],
    stage: str,
    today: str,
) -> tuple[Stop, ...]:
    """Every stage in order, those beside the way after the furthest that was reached.

    `steps`: day, code and detail; `answers`: day, verb and id, in the order in which they came;
    `stage`: where it stands. Of a request that ended nothing lies ahead.
    """
    known = dict.fromkeys(one for one in steps if one[1] in (*_FIRST, *_LAST))
    happened = [(day, _FIRST.index(code) if code in _FIRST else _PLACE + 1 + _LAST.index(code),
                 code, detail) for day, code, detail in known]  # fmt: skip
    happened += [(day, _PLACE, verb, name) for day, verb, name in answers]
    happened.sort(key=lambda one: one[:2])
    last = max(day for day, *_ in happened) if happened and stage in CLOSED else today
    days: dict[str, str] = {}
    stood = _Stood(Counter(), Counter())
    marks = sorted({day for day, *_ in happened} | {one.day for one in turns if one.day <= last})
    for mark, end in zip(marks, [*marks[1:], last][: len(marks)], strict=True):
        until = [one for one in happened if one[0] <= mark]
        for place in range(sum(one[0] < mark for one in happened), len(until)):
            days.setdefault(_stage_after(until[: place + 1]), mark)
        at = _stage_after(until)
        days.setdefault(at, mark)
        whose = [one.whose for one in turns if one.day <= mark][-1:]
        stood.days[at] += days_between(mark, end)
        stood.turns[at, whose[0] if whose else ""] += days_between(mark, end)
    days.setdefault(stage, "")
    return tuple(_in_order(_stops(days, stood, stage), stage))


_PLACE: Final = len(_FIRST)
_Happened = tuple[str, int, str, str]


@dataclass(frozen=True, slots=True)
class _Stood:
    """Days at each stage, and of these whose turn it was."""

    days: Counter[str]
    turns: Counter[tuple[str, str]]


def _stage_after(happened: Sequence[_Happened]) -> str:
    done = [(code, detail) for _, place, code, detail in happened if place != _PLACE]
    said = [(code, detail) for _, place, code, detail in happened if place == _PLACE]
    return stage_of(done, said)


def _stops(days: Mapping[str, str], stood: _Stood, stage: str) -> dict[str, Stop]:
    return {
        one: Stop(
            one,
            "now" if one == stage else "reached",
            day,
            stood.days[one],
            stood.turns[one, OURS],
            stood.turns[one, THEIRS],
        )
        for one, day in days.items()
    }


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
