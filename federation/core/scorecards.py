"""Scorecards: what people and the provider say of the same things, round by round; what changed.

A community's score is the mean of its kinds of people, each counted by how many spoke (Community
Score Card, CARE 2013: both sides score, then meet). A difference between requests that were met
and requests that were not shows no cause: they were not chosen by lot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from . import events as e
from .day_counts import half_even, middle
from .rules.words import CRITERIA

HUNDRED: Final = 100
COMPARE_MIN: Final = 5
"""Fewer on a side say nothing about a difference."""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a round. Scores in hundredths (1.00 to 5.00); None: not judged.

    `people`: how many judged it; `words`: reasons and proposals, each with whose they are.
    """

    criterion: str
    community: int | None
    people: int
    provider: int | None
    words: tuple[tuple[str, str, str], ...]

    @property
    def gap(self) -> int | None:
        """How much better the provider sees it than the community, in hundredths."""
        if self.community is None or self.provider is None:
            return None
        return self.provider - self.community


@dataclass(frozen=True, slots=True)
class Card:
    """A round: its lines, how many people judged, since when, and the day both met over it."""

    round: int
    begun_on: str
    lines: tuple[Line, ...]
    people: int
    met_on: str


def cards(words: Iterable[e.Word]) -> tuple[Card, ...]:
    """Every round of a request, the first one first. Of one kind of people its last word counts."""
    told = tuple(words)
    last: dict[tuple[int, str, str], e.ScoresGiven] = {}
    for one in told:
        if isinstance(one, e.ScoresGiven):
            last[one.round, one.side, one.voices] = one
    met = [one.day for one in told if isinstance(one, e.JointMeetingHeld) and one.form == "review"]
    return tuple(_card(number, last, met) for number in sorted({key[0] for key in last}))


def _card(number: int, last: dict[tuple[int, str, str], e.ScoresGiven], met: Sequence[str]) -> Card:
    given = [one for key, one in last.items() if key[0] == number]
    community = [one for one in given if one.side == "group"]
    first = min(one.day for one in given)
    return Card(
        round=number,
        begun_on=first,
        lines=tuple(line for line in (_line(code, given) for code in CRITERIA) if line is not None),
        people=sum(one.people for one in community),
        met_on=next((day for day in sorted(met) if day >= first), ""),
    )


def _line(criterion: str, given: Iterable[e.ScoresGiven]) -> Line | None:
    """What a round says of one criterion; None: nothing."""
    found = [(one, score) for one in given for score in one.scores if score.criterion == criterion]
    if not found:
        return None
    community = [(one.people, score.score) for one, score in found if one.side == "group"]
    people = sum(count for count, _ in community)
    own = [score.score for one, score in found if one.side == "city"]
    return Line(
        criterion=criterion,
        community=_mean(community),
        people=people,
        provider=own[-1] * HUNDRED if own else None,
        words=tuple(
            (one.voices or one.side, score.reason, score.proposal)
            for one, score in found
            if score.reason or score.proposal
        ),
    )


def _mean(weighted: Sequence[tuple[int, int]]) -> int | None:
    """The mean in hundredths, half-even, of scores that count as often as people gave them."""
    people = sum(count for count, _ in weighted)
    if not people:
        return None
    return half_even(sum(count * score for count, score in weighted) * HUNDRED, people)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, by the request's own measure; `now` None: it was not counted again.

    `way`: how much of the way to the target was gone, in percent (below 0: it got worse).
    """

    measure: str
    before: int
    target: int
    now: int | None
    counted_on: str
    checkers: int

    @property
    def way(self) -> int | None:
        """Percent of the way from what was to what was asked for."""
        if self.now is None or self.target == self.before:
            return None
        gone, whole = self.now - self.before, self.target - self.before
        return half_even(gone * HUNDRED if whole > 0 else -gone * HUNDRED, abs(whole))


def change(measure: str, before: int, target: int, words: Iterable[e.Word]) -> Change:
    """The change of a request, by the count of its own measure that has the latest day."""
    counted = [one for one in words if isinstance(one, e.FigureMeasured) and one.measure == measure]
    last = max(counted, key=lambda one: (one.day, one.word), default=None)
    return Change(
        measure=measure,
        before=before,
        target=target,
        now=last.figure if last else None,
        counted_on=last.day if last else "",
        checkers=last.checkers if last else 0,
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Requests that were met and those that were not, by how much of the way was gone (percent).

    `met`, `unmet`: how many were counted again; medians None where there are none. `says`: whether
    there are enough of both to look at the difference at all.
    """

    measure: str
    met: int
    unmet: int
    met_median: int | None
    unmet_median: int | None

    @property
    def says(self) -> bool:
        """Whether both sides are large enough to be looked at."""
        return min(self.met, self.unmet) >= COMPARE_MIN


def compare(measure: str, ways: Iterable[tuple[bool, int]]) -> Comparison:
    """Of each request of a measure: whether it was met (handed over), and its way in percent."""
    told = tuple(ways)
    met = [way for is_met, way in told if is_met]
    unmet = [way for is_met, way in told if not is_met]
    return Comparison(
        measure=measure,
        met=len(met),
        unmet=len(unmet),
        met_median=middle(met) if met else None,
        unmet_median=middle(unmet) if unmet else None,
    )
