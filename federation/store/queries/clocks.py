"""Two clocks of a request: how many days each side has let the other wait, and what is due.

A joint request has no clock of its own: its groups wait as before, and what the city says to all
of them ends the turn of each. So merging and splitting make nobody's wait shorter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from federation.core.rules import turns
from federation.core.rules.stages import SPLIT, is_open

from .request_views import RequestView, is_over


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
    going, any other answer and our reply set theirs going again. Of a joint request: the days of
    the part that waited longest for the city; it is the city's turn while it is so for any part.
    """
    if request.before:
        return _joint(request, today)
    some = tuple(one for one in turns_of(request) if one.day <= today)
    if not some:
        return Clocks(0, 0, "")
    us, them = turns.waited(some, today)
    if not is_open(request.stage):
        return Clocks(us, them, "")
    return Clocks(us, them, some[-1].whose, due(request, some, today))


def turns_of(request: RequestView) -> tuple[turns.Turn, ...]:
    """Whose turn it was, since when; of a joint request in the part that waited longest."""
    if request.before:
        some = _turns_by_part(request, request.step_day(SPLIT))
        return max(some, key=lambda one: (_them(one[1]), one[0].request))[1] if some else ()
    said = [(one.day, one.verb) for one in (*request.answers, *request.heard)]
    ended = [one.day for one in request.steps if one.step in ("withdrawn", SPLIT)]
    return turns.turns(request.step_day("submitted"), said, request.words, ended)


def due(request: RequestView, some: Sequence[turns.Turn], today: str) -> tuple[turns.Deadline, ...]:
    """What is due of a request that is open."""
    said = (*request.answers, *request.heard)
    handed = next((one.day for one in said if one.verb == "hand-over"), "")
    assessed = len({one.day for one in request.steps if one.step == "assessed"})
    return turns.deadlines(some, handed, assessed, today)


def waiting(request: RequestView) -> tuple[RequestView, ...]:
    """Whoever waits in a request: itself, or the parts of a joint one that still ask."""
    if not request.before:
        return (request,)
    return tuple(one for one in request.before if not is_over(one)) or request.before


def _joint(request: RequestView, today: str) -> Clocks:
    until = min(request.step_day(SPLIT) or today, today)
    some = _turns_by_part(request, until)
    if not some:
        return Clocks(0, 0, "")
    us, them = max(
        (turns.waited(those, until) for _, those in some), key=lambda one: (one[1], one[0])
    )
    if not is_open(request.stage):
        return Clocks(us, them, "")
    whose = {those[-1].whose for _, those in some}
    runs = next((one for one in (turns.THEIRS, turns.OURS) if one in whose), "")
    owed: dict[tuple[str, str], turns.Deadline] = {}
    dues = [one for part, those in some for one in due(part, those, today)]
    for one in sorted(dues, key=lambda one: one.due):
        owed.setdefault((one.whose, one.why), one)
    return Clocks(us, them, runs, tuple(owed.values()))


def _turns_by_part(
    request: RequestView, until: str
) -> list[tuple[RequestView, tuple[turns.Turn, ...]]]:
    """The turns of each part that waits, up to a day ("": all); without those that have none."""
    found = []
    for one in waiting(request):
        some = tuple(turn for turn in turns_of(one) if not until or turn.day <= until)
        if some:
            found.append((one, some))
    return found


def _them(some: Sequence[turns.Turn]) -> int:
    return turns.waited(some, some[-1].day)[1]
