"""Words of skills, badges, exchanges and practice cards, and what must hold of those that travel.

1. days are days, ids are ids; 2. a form is of its list; 3. a visit has a group and people, a
training somebody who was trained; 4. figures are within bounds; 5. a card has a title and words.
Codes of skills, topics and awards are lists of this program only: another may know more.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from . import events as e
from .constitution import WHOLE
from .refusals import refuse
from .rules.requests import FIGURE_MAX

SKILLS: Final = (
    "bricklaying",
    "plumbing",
    "electricity",
    "carpentry",
    "mapping",
    "counting",
    "bookkeeping",
    "languages",
    "city-talk",
    "first-aid",
    "cooking",
    "child-care",
)
# The skills that a task of work uses (`core.audits.TASKS`); other tasks ask for none.
USES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "bricks": ("bricklaying",),
        "foundations": ("bricklaying",),
        "building": ("bricklaying", "carpentry"),
        "pipes": ("plumbing",),
        "counting": ("counting", "mapping"),
        "collecting": ("bookkeeping",),
        "meeting": ("city-talk",),
    }
)
# A badge and what must have been done for it; the words stand in `sentences.learning`.
AWARDS: Final = (
    "peer-checker",
    "treasurer-trained",
    "enumerator",
    "builder",
    "trainer",
    "negotiator",
)
VISIT_OUT: Final = "visit-out"
VISIT_IN: Final = "visit-in"
TRAINING: Final = "training"
FORMS: Final = (VISIT_OUT, VISIT_IN, TRAINING)
TOPICS: Final = (
    "savings",
    "books",
    "loans",
    "counting",
    "building",
    "sanitation",
    "land",
    "negotiating",
    "computer",
    "other",
)
OFFICES: Final = ("treasurer", "secretary", "chair", "collector")
CODE_MAX: Final = 40
LINE_MAX: Final = 120
TEXT_MAX: Final = 1_000
DAYS_MAX: Final = 99
MONTHS_A_YEAR: Final = 12
_ID: Final = re.compile("[0-9A-Za-z-]{1,64}")
_NUMBERS: Final = (("people", FIGURE_MAX), ("officials", FIGURE_MAX), ("adopted", FIGURE_MAX))
_LINES: Final = (("topic", CODE_MAX), ("stage", CODE_MAX), ("title", LINE_MAX))
_LINES_TOO: Final = (("group", LINE_MAX), ("place", LINE_MAX))
_TEXTS: Final = tuple((name, TEXT_MAX) for name in ("did", "needs", "adapted", "reason", "learned"))
_IDS: Final = ("exchange", "practice", "of")
_MUST: Final = ("topic", "title", "did", "adapted", "reason")

Shared = (
    e.ExchangeHeld | e.PracticeShared | e.PracticeAdopted | e.SharingTakenBack | e.PracticeListed
)


def check_shared(event: Shared) -> None:
    """Raises Refusal `sharing-unclear` with the first field that cannot be.

    `exchange-needs-people`, `exchange-needs-group`: a visit or training without them.
    """
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if name in _IDS and not _ID.fullmatch(value):
            raise refuse("sharing-unclear", field=name)
        if name in _MUST and not value.strip():
            raise refuse("sharing-unclear", field=name)
    for name, most in (*_LINES, *_LINES_TOO, *_TEXTS):
        if len(getattr(event, name, "")) > most:
            raise refuse("sharing-unclear", field=name)
    for name, most in _NUMBERS:
        if not 0 <= getattr(event, name, 0) <= most:
            raise refuse("sharing-unclear", field=name)
    if isinstance(event, e.PracticeShared) and event.request and not _ID.fullmatch(event.request):
        raise refuse("sharing-unclear", field="request")
    if isinstance(event, e.ExchangeHeld):
        _check_exchange(event)


def _check_exchange(event: e.ExchangeHeld) -> None:
    if event.form not in FORMS:
        raise refuse("sharing-unclear", field="form")
    if not 1 <= event.days <= DAYS_MAX:
        raise refuse("sharing-unclear", field="days")
    is_training = event.form == TRAINING
    if not event.people and not (is_training and event.officials):
        raise refuse("exchange-needs-people")
    if not is_training and not event.group.strip():
        raise refuse("exchange-needs-group")


@dataclass(frozen=True, slots=True)
class Part:
    """A figure by code: so many of a `whole` (-1: of none), and codes or numbers it rests on."""

    code: str
    count: int
    whole: int = -1
    evidence: tuple[str, ...] = ()


def skills_used(there: Iterable[str], tasks: Iterable[str]) -> Part:
    """Skills that members have, and how many the work of the time asked for; the idle are told."""
    here = set(there)
    used = here & {skill for task in tasks for skill in USES.get(task, ())}
    return Part("skills-used", len(used), len(here), tuple(sorted(here - used)))


def one_capable(capable: Mapping[str, int]) -> Part:
    """Roles that one person alone can fill: `capable` people of each role, deputies among them."""
    alone = tuple(sorted(role for role, count in capable.items() if count == 1))
    return Part("one-capable", len(alone), len(capable), alone)


def past_term(since: Iterable[tuple[str, str]], months: int, today: str) -> Part:
    """Officers whose time (by the rules so many months, 0: no end) is over: role, since when."""
    told = tuple(since)
    over = sorted(role for role, day in told if months and _later(day, months) < today)
    return Part("past-term", len(over), len(told), tuple(over))


def _later(day: str, months: int) -> str:
    """The same day so many months on; of a shorter month its last."""
    began = date.fromisoformat(day)
    count = began.year * MONTHS_A_YEAR + began.month - 1 + months
    year, month = divmod(count, MONTHS_A_YEAR)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(began.day, last)).isoformat()


def under_quorum(votes: Iterable[tuple[int, int, int]], quorum: int) -> Part:
    """Votes with fewer here than the rules want: number of the vote, present, members then."""
    told = [vote for vote in votes if vote[1] > 0]
    short = tuple(str(vote) for vote, present, all_ in told if present * WHOLE < quorum * all_)
    return Part("under-quorum", len(short), len(told), short)
