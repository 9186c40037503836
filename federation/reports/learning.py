"""How a group works together, in figures that one sentence each explains; counts, never people.

The span is the last twelve months; skills, offices, badges and cards are those of now.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from federation.commands.learning import ELECTS
from federation.core import events as e
from federation.core.learning import (
    OFFICES,
    TRAINING,
    VISIT_IN,
    Part,
    one_capable,
    past_term,
    skills_used,
    under_quorum,
)
from federation.core.names import fold
from federation.i18n import gettext, number, word
from federation.store import Database
from federation.store.queries import learning

YEAR: Final = 365
# What the evidence of a figure names, by the area of its words; "": as it stands.
AREAS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "skills-used": "skill",
        "skills-taught": "skill",
        "one-capable": "role",
        "past-term": "role",
        "badges": "award",
    }
)


@dataclass(frozen=True, slots=True)
class Learned:
    """A way between two groups: who went to whom, about what, how many people and days.

    `strange`: which of the two is no group that is known here, by name.
    """

    day: str
    came: str
    host: str
    topic: str
    people: int
    days: int
    strange: tuple[str, ...] = ()


def year_before(day: str) -> str:
    """The first day of the twelve months that end on this one."""
    return (date.fromisoformat(day) - timedelta(days=YEAR - 1)).isoformat()


def figures_of(
    db: Database,
    book: int,
    owner: str,
    today: str,
    rules: e.ConstitutionAdopted,
    seen: tuple[str, Sequence[Learned]] = ("", ()),
) -> tuple[Part, ...]:
    """The figures of one group, whose book and node id these are.

    `seen`: its name and all ways between groups, where others' books are known, too: a visit that
    only the other side told of is one.
    """
    first = year_before(today)
    return (
        *_of_skills(db, book, first, today),
        *_of_exchanges(db, owner, first, today, seen),
        *_of_badges(db, book),
        *_of_cards(db, owner),
        *_of_offices(db, book, today, rules),
        under_quorum(learning.votes(db, book, first, today), rules.quorum),
    )


def _of_skills(db: Database, book: int, first: str, last: str) -> Iterator[Part]:
    known = learning.skills(db, book)
    there = {one.skill for one in known}
    taught = {one.skill for one in known if one.teaches}
    yield skills_used(there, learning.tasks(db, book, first, last))
    yield Part("skills-taught", len(taught), len(there), tuple(sorted(there - taught)))


def _of_exchanges(
    db: Database, owner: str, first: str, last: str, seen: tuple[str, Sequence[Learned]]
) -> Iterator[Part]:
    held = [
        one
        for one in learning.exchanges(db, owner)
        if first <= one.day <= last and not one.taken_back
    ]
    visits = [one for one in held if one.form != TRAINING]
    trained = [one for one in held if one.form == TRAINING]
    made = sum(one.form != VISIT_IN for one in visits)
    name, ways = fold(seen[0]), [one for one in seen[1] if first <= one.day <= last]
    if name:
        yield Part("visits-made", sum(fold(one.came) == name for one in ways))
        yield Part("visits-had", sum(fold(one.host) == name for one in ways))
    else:
        yield Part("visits-made", made)
        yield Part("visits-had", len(visits) - made)
    yield Part("trained", sum(one.people for one in trained))
    yield Part("officials-trained", sum(one.officials for one in held))


def _of_badges(db: Database, book: int) -> Iterator[Part]:
    given = Counter(one.award for one in learning.badges(db, book) if not one.back_seq)
    yield Part("badges", given.total(), evidence=tuple(sorted(given)))


def _of_cards(db: Database, owner: str) -> Iterator[Part]:
    shared = [one for one in learning.practices(db) if one.owner == owner and not one.taken_back]
    yield Part("ideas-shared", len(shared))
    yield Part("ideas-adopted", len(learning.uses(db, owner)))


def _of_offices(
    db: Database, book: int, today: str, rules: e.ConstitutionAdopted
) -> Iterator[Part]:
    held = [one for one in learning.role_terms(db, book) if one[1] in OFFICES]
    capable = {role: {who for who, other, _ in held if other == role} for _, role, _ in held}
    for role, (_, deputy) in learning.deputies(db, book).items():
        if role in capable:
            capable[role].add(deputy)
    elected = learning.last_vote(db, book, ELECTS)
    yield one_capable({role: len(who) for role, who in capable.items()})
    since = ((role, max(day, elected)) for _, role, day in held)
    yield past_term(since, rules.officers_for_months, today)


def shown(one: Part) -> str:
    """The figure as people read it: 3 of 7, or 3."""
    if one.whole < 0:
        return number(one.count)
    return gettext("%(part)s of %(whole)s", part=number(one.count), whole=number(one.whole))


def evidence(one: Part) -> str:
    """What it rests on, in words."""
    area = AREAS.get(one.code, "")
    return ", ".join(word(told, area) if area else told for told in one.evidence)


def learning_map(db: Database, names: dict[str, str]) -> tuple[Learned, ...]:
    """Visits between groups, the newest first; one that both told of stands once.

    `names` of the groups, by their node id.
    """
    found: dict[tuple[str, ...], Learned] = {}
    known = {fold(name) for name in names.values()}
    for one in learning.exchanges(db):
        if one.form == TRAINING or one.taken_back:
            continue
        came, host = learning.way(one, names.get(one.owner, ""))
        key = (one.day, fold(came), fold(host), one.topic)
        strange = tuple(name for name in (came, host) if fold(name) not in known)
        told = Learned(one.day, came, host, one.topic, one.people, one.days, strange)
        found.setdefault(key, told)
    return tuple(found.values())


def never_visited(ways: tuple[Learned, ...], names: dict[str, str]) -> tuple[str, ...]:
    """Groups to which nobody came yet, by name."""
    hosts = {fold(one.host) for one in ways}
    return tuple(sorted(name for name in names.values() if fold(name) not in hosts))
