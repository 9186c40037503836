"""Two clocks of a request: how many days each side has let the other wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from federation.core.rules.stages import is_open
from federation.core.rules.way import ASKS_THE_GROUP
from federation.store.queries.requests import RequestView

OURS = "us"
THEIRS = "them"


@dataclass(frozen=True, slots=True)
class Clocks:
    """Days of waiting; `runs`: whose clock runs now ("us", "them"), or "" when it is closed."""

    us: int
    them: int
    runs: str


def _days(first: str, last: str) -> int:
    return max((date.fromisoformat(last) - date.fromisoformat(first)).days, 0)


def clocks(request: RequestView, today: str) -> Clocks:
    """Who let whom wait, from the day the city got it until it was closed, or until today.

    The city's clock runs from the day the request was submitted to it (before that it lies with
    the federation, and nobody's clock runs); an answer that asks or offers sets ours going, any
    other answer sets theirs going again.
    """
    submitted = request.step_day("submitted")
    turns: list[tuple[str, str]] = [(submitted, THEIRS)] if submitted else []
    turns += [
        (answer.day, OURS if answer.verb in ASKS_THE_GROUP else THEIRS)
        for answer in sorted(request.answers, key=lambda one: one.day)
    ]
    if not turns:
        return Clocks(0, 0, "")
    running = is_open(request.stage)
    end = today if running else _closed_on(request, turns)
    sums = {OURS: 0, THEIRS: 0}
    for (day, whose), (until, _) in zip(turns, [*turns[1:], (end, "")], strict=True):
        sums[whose] += _days(day, until)
    return Clocks(sums[OURS], sums[THEIRS], turns[-1][1] if running else "")


def _closed_on(request: RequestView, turns: Sequence[tuple[str, str]]) -> str:
    return request.step_day("withdrawn") or turns[-1][0]
