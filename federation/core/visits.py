"""Which group needs a visit first: what its books and its silence say, weighed and summed.

`Health` is what a book says of itself on the day of its last entry: a hub does not guess what
happened since. `reasons` puts the days that went by since, files that are missing and two
histories beside it. The weights are this program's own: a chain that went two ways, or money that
does not match, before habits; no figure of a member is among them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from .audits import is_overdue
from .day_counts import half_even

PERCENT: Final = 100
# From this many days on, or this share: the weight.
SILENT_DAYS: Final = ((63, 40), (35, 20))
APART_DAYS: Final = ((56, 30), (28, 15))
RISKY_PERCENT: Final = ((25, 30), (10, 15))
ABSENT_PERCENT: Final = ((60, 20), (40, 10))
DIFFERENCES: Final = ((3, 30), (2, 20), (1, 10))
UNCLOSED: Final = ((2, 10),)
TAKEN_BACK: Final = ((10, 5),)
FORKED, MISSING, NEVER, UNCHECKED, POOR = 100, 60, 50, 15, 10
# Differences of less than this in a year are coins that rolled under a table.
COINS_MINOR: Final = 1000
A_COIN: Final = 5
POOR_GRADE: Final = "C"

Part = tuple[str, int, int, int]
"""A test of the grade: its code, part, whole, and points (-1: nothing to judge by)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a book says up to its entry `seq`, on `day`, that of the last entry ("": none yet).

    `newest`: the latest day of which any entry is, later than `day` if it was written down before.
    `began_on`: the first day of the books.

    Over the year until then: `meetings` held and `unclosed`, `counts` of the box and
    `differences` among them (`difference_minor`: their sizes summed), entries `taken_back`. Of the
    last four meetings `here` and `expected` are numerator and denominator of the mean attendance.
    `checked_on`: day of the last peer check. Of loans: how many are open and late, what is owed,
    due and unpaid, and the whole of those with a payment more than 30 days late.
    """

    book: int
    seq: int
    day: str = ""
    newest: str = ""
    began_on: str = ""
    last_meeting: str = ""
    meetings: int = 0
    unclosed: int = 0
    here: int = 0
    expected: int = 0
    counts: int = 0
    differences: int = 0
    difference_minor: int = 0
    taken_back: int = 0
    checked_on: str = ""
    loans: int = 0
    late_loans: int = 0
    outstanding_minor: int = 0
    late_minor: int = 0
    risky_minor: int = 0
    letter: str = ""
    points: int = 0
    points_of: int = 0
    tests: tuple[Part, ...] = field(default=())

    @property
    def attendance_percent(self) -> int | None:
        """Members who were there of 100; None where no meeting had any."""
        return _percent(self.here, self.expected)

    @property
    def risky_percent(self) -> int | None:
        """PaR-30 in percent; None where nothing is lent."""
        return _percent(self.risky_minor, self.outstanding_minor)


def _percent(part: int, whole: int) -> int | None:
    return half_even(part * PERCENT, whole) if whole else None


@dataclass(frozen=True, slots=True)
class Post:
    """How a group's files stand: day of the last one ("": none), ranges missing, two histories."""

    last_file: str
    missing: int
    forked: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody should go there: what it is, how much it weighs, the figure behind it.

    `amount_minor`: the money that it is about, where it is about money.
    """

    code: str
    weight: int
    figure: int = 0
    amount_minor: int = 0


def reasons(health: Health | None, post: Post, today: str) -> tuple[Reason, ...]:
    """Every reason to visit a group, the heaviest first; none: it is well."""
    found = [*_of_post(post, today), *(_of_books(health, post, today) if health else ())]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.code)))


def urgency(found: tuple[Reason, ...]) -> int:
    """How much all reasons weigh together."""
    return sum(one.weight for one in found)


def _of_post(post: Post, today: str) -> Iterator[Reason]:
    if post.forked:
        yield Reason("forked", FORKED)
    if post.missing:
        yield Reason("missing", MISSING, post.missing)
    if not post.last_file:
        yield Reason("never-sent", NEVER)
        return
    yield from _weighed("silent", _days(post.last_file, today), SILENT_DAYS)


def _of_books(health: Health, post: Post, today: str) -> Iterator[Reason]:
    # What happened after the last file nobody here can know.
    known = post.last_file or today
    if health.last_meeting:
        yield from _weighed("no-meeting", _days(health.last_meeting, known), APART_DAYS)
    for found in _weighed("differences", health.differences, DIFFERENCES):
        amount = health.difference_minor
        weight = found.weight if amount >= COINS_MINOR else A_COIN
        yield Reason(found.code, weight, found.figure, amount)
    if health.risky_percent is not None:
        yield from _weighed("at-risk", health.risky_percent, RISKY_PERCENT)
    if health.attendance_percent is not None:
        yield from _weighed("absent", PERCENT - health.attendance_percent, ABSENT_PERCENT)
    # By days, however often a group meets; the first one is due so long after its books began.
    last_check = health.checked_on or health.began_on
    if is_overdue(last_check, known[:10]):
        yield Reason("unchecked", UNCHECKED, _days(last_check, known))
    if health.letter == POOR_GRADE:
        yield Reason("poor-grade", POOR, health.points)
    yield from _weighed("unclosed", health.unclosed, UNCLOSED)
    yield from _weighed("taken-back", health.taken_back, TAKEN_BACK)


def _weighed(code: str, figure: int, steps: tuple[tuple[int, int], ...]) -> Iterator[Reason]:
    """The weight of the first step that the figure reaches, if any."""
    for least, weight in steps:
        if figure >= least:
            yield Reason(code, weight, figure)
            return


def _days(first: str, last: str) -> int:
    """Days from one day or moment (ISO 8601) to a later one; 0 when it is not later."""
    told = date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])
    return max(told.days, 0)
