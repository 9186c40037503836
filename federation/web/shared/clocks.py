"""Two clocks of a request: how many days each side has let the other wait, and what is due."""

from dataclasses import dataclass

from federation.core.rules import turns
from federation.core.rules.stages import MERGED, REOPENED, SPLIT, is_open
from federation.store.queries.requests import RequestView


@dataclass(frozen=True, slots=True)
class Clocks:
    """Days of waiting; `runs`: whose clock runs now ("us", "them"), or "" when nobody's does.

    `due`: what each side owes the other by now, and by when.
    """

    us: int
    them: int
    runs: str
    due: tuple[turns.Deadline, ...] = ()


def clocks(request: RequestView, today: str) -> Clocks:
    """Who let whom wait, from the day the city got it until it was closed, or until today.

    The city's clock runs from the day the request was submitted to it (before that it lies with
    the federation, and nobody's clock runs); an answer that wants something of the group sets ours
    going, any other answer and our reply set theirs going again.
    """
    some = turns_of(request)
    if not some:
        return Clocks(0, 0, "")
    us, them = turns.waited(some, today)
    if not is_open(request.stage):
        return Clocks(us, them, "")
    return Clocks(us, them, some[-1].whose, due(request, some, today))


def turns_of(request: RequestView) -> tuple[turns.Turn, ...]:
    """Whose turn it was, since when."""
    said = [(one.day, one.verb) for one in request.answers]
    ended = [one.day for one in request.steps if one.step in ("withdrawn", MERGED, SPLIT)]
    asks = {one.merge for one in request.merges}
    split = [one.day for one in request.steps if one.step == REOPENED and one.detail in asks]
    return turns.turns(request.step_day("submitted"), said, request.words, ended, split)


def due(
    request: RequestView, some: tuple[turns.Turn, ...], today: str
) -> tuple[turns.Deadline, ...]:
    """What is due of a request that is open."""
    handed = next((one.day for one in request.answers if one.verb == "hand-over"), "")
    assessed = len({one.day for one in request.steps if one.step == "assessed"})
    return turns.deadlines(some, handed, assessed, today)
