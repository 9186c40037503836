"""Reads of what members can do and what groups learn from each other. Days are ISO 8601."""

from dataclasses import dataclass, replace

import peewee as pw

from federation.core.learning import VISIT_IN

from ..tables import (
    Badge,
    Decision,
    Deputy,
    Entry,
    Exchange,
    Member,
    Practice,
    PracticeTold,
    PracticeUse,
    RoleTerm,
    Skill,
    Work,
)


@dataclass(frozen=True, slots=True)
class SkillView:
    """What a member can do; `teaches`: she can show it to others."""

    seq: int
    day: str
    member: int
    skill: str
    teaches: bool


@dataclass(frozen=True, slots=True)
class BadgeView:
    """A badge; `back_seq`: the entry that took it back (0: it stands), `why` in its words."""

    badge: int
    seq: int
    day: str
    member: int
    award: str
    check: int
    exchange: str
    task: str
    issuer: str
    witness: str
    consents: bool
    back_seq: int
    why: str


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """A visit between groups or a training; `taken_back`: why, or ""."""

    exchange: str
    owner: str
    day: str
    form: str
    topic: str
    people: int
    days: int
    group: str
    officials: int
    learned: str
    taken_back: str


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A practice card; `adopted`: by how many groups, as far as this node was told."""

    practice: str
    owner: str
    group: str
    day: str
    title: str
    did: str
    needs: str
    place: str
    stage: str
    request: str
    taken_back: str
    adopted: int = 0
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class UseView:
    """A group does what a card tells, and what it changed."""

    owner: str
    practice: str
    day: str
    adapted: str


def skills(db: pw.Database, book: int) -> tuple[SkillView, ...]:
    """What members who are here can do, as last told, by skill and member."""
    query = (
        Skill.select(Skill.seq, Skill.day, Skill.member, Skill.skill, Skill.teaches)
        .join(Member, on=((Member.book == Skill.book) & (Member.member == Skill.member)))
        .where(Skill.book == book, Member.left_on == "")
        .order_by(Skill.seq)
    )
    found = {
        (skill, member): SkillView(seq, day, member, skill, bool(teaches))
        for seq, day, member, skill, teaches in query.tuples().execute(db)
    }
    return tuple(one for _, one in sorted(found.items(), key=lambda told: told[0]))


def deputies(db: pw.Database, book: int) -> dict[str, tuple[int, int]]:
    """Who steps in for each role: the entry that says so, and the member."""
    query = Deputy.select(Deputy.role, Deputy.seq, Deputy.member).where(Deputy.book == book)
    told = {role: (seq, who) for role, seq, who in query.order_by(Deputy.seq).tuples().execute(db)}
    return {role: one for role, one in told.items() if one[1]}


def role_terms(db: pw.Database, book: int) -> tuple[tuple[int, str, str], ...]:
    """Member, role, and since when she has it, of everybody who is here."""
    changed = RoleTerm.select(RoleTerm.member, RoleTerm.role, RoleTerm.since)
    since = {
        (member, role): day
        for member, role, day in changed.where(RoleTerm.book == book, RoleTerm.until == "")
        .tuples()
        .execute(db)
    }
    here = Member.select(Member.member, Member.roles, Member.joined_on).where(
        Member.book == book, Member.left_on == "", Member.roles != ""
    )
    return tuple(
        (member, role, since.get((member, role), joined_on))
        for member, roles, joined_on in here.order_by(Member.member).tuples().execute(db)
        for role in roles.split(";")
    )


def past_terms(db: pw.Database, book: int) -> tuple[tuple[int, str, str, str], ...]:
    """Member, role, since when and until when, of terms that ended; the last to end first.

    Whoever left the group left her roles with it.
    """
    every = RoleTerm.select(RoleTerm.member, RoleTerm.role, RoleTerm.since, RoleTerm.until)
    told = tuple(every.where(RoleTerm.book == book).tuples().execute(db))
    since = {(member, role): day for member, role, day, until in told if not until}
    gone = Member.select(Member.member, Member.roles, Member.joined_on, Member.left_on).where(
        Member.book == book, Member.left_on != "", Member.roles != ""
    )
    ended = [one for one in told if one[3]]
    ended += [
        (member, role, since.get((member, role), joined_on), left_on)
        for member, roles, joined_on, left_on in gone.tuples().execute(db)
        for role in roles.split(";")
    ]
    return tuple(sorted(ended, key=lambda one: (one[3], one[2], one[0], one[1]), reverse=True))


def last_vote(db: pw.Database, book: int, about: str) -> str:
    """The day of the last vote about this that was carried, or ""."""
    query = Decision.select(pw.fn.MAX(Decision.day)).where(
        Decision.book == book,
        Decision.about == about,
        Decision.votes_for > Decision.votes_against,
    )
    return str(query.scalar(db) or "")


def votes(db: pw.Database, book: int, first: str, last: str) -> tuple[tuple[int, int, int], ...]:
    """Votes of these days: number, how many were here, members on that day."""
    query = Decision.select(Decision.decision, Decision.present, Decision.day).where(
        Decision.book == book, Decision.day >= first, Decision.day <= last
    )
    spans = tuple(
        Member.select(Member.joined_on, Member.left_on)
        .where(Member.book == book)
        .tuples()
        .execute(db)
    )
    return tuple(
        (number, present, sum(came <= day and (not left or left > day) for came, left in spans))
        for number, present, day in query.order_by(Decision.decision).tuples().execute(db)
    )


def tasks(db: pw.Database, book: int, first: str, last: str) -> tuple[str, ...]:
    """Tasks that somebody worked on in these days."""
    query = Work.select(Work.task).distinct()
    some = query.where(Work.book == book, Work.day >= first, Work.day <= last).order_by(Work.task)
    return tuple(task for (task,) in some.tuples().execute(db))


def tasks_of(db: pw.Database, book: int, member: int) -> tuple[str, ...]:
    """Tasks that a member worked on."""
    query = Work.select(Work.task).distinct().where(Work.book == book, Work.member == member)
    return tuple(task for (task,) in query.order_by(Work.task).tuples().execute(db))


def badges(db: pw.Database, book: int) -> tuple[BadgeView, ...]:
    """Every badge, the newest first; those that were taken back with the reason."""
    back = Entry.alias()
    query = (
        Badge.select(
            *(getattr(Badge, name) for name in BadgeView.__slots__[:11]),
            Entry.reversed_by,
            pw.fn.COALESCE(back.note, ""),
        )
        .join(Entry, on=((Entry.book == Badge.book) & (Entry.seq == Badge.seq)))
        .join(
            back,
            pw.JOIN.LEFT_OUTER,
            on=((back.book == Badge.book) & (back.seq == Entry.reversed_by)),
        )
        .where(Badge.book == book)
        .order_by(Badge.badge.desc())
    )
    return tuple(BadgeView(*row) for row in query.tuples().execute(db))


def exchanges(db: pw.Database, owner: str = "") -> tuple[ExchangeView, ...]:
    """Visits and trainings (of one group), the newest first; those taken back among them."""
    query = Exchange.select().order_by(Exchange.day.desc(), Exchange.exchange)
    some = query.where(Exchange.owner == owner) if owner else query
    return tuple(ExchangeView(*row) for row in some.tuples().execute(db))


def way(one: ExchangeView, of: str) -> tuple[str, str]:
    """Who went to whom, by name; `of` is the name of the group that tells of it."""
    return (one.group, of) if one.form == VISIT_IN else (of, one.group)


def practices(db: pw.Database) -> tuple[PracticeView, ...]:
    """Every card, the newest first, with what groups said of it here: for a hub."""
    return _cards(db, adoptions(db))


def catalogue(db: pw.Database) -> tuple[PracticeView, ...]:
    """Every card, the newest first, with what the hub last told of it: for a group."""
    return _cards(db, listed(db, ""))


def _cards(db: pw.Database, told: dict[str, tuple[int, bool]]) -> tuple[PracticeView, ...]:
    query = Practice.select().order_by(Practice.day.desc(), Practice.practice)
    cards = (PracticeView(*row) for row in query.tuples().execute(db))
    none = (0, False)
    return tuple(
        replace(one, adopted=count, is_gone=gone)
        for one in cards
        for count, gone in (told.get(one.practice, none),)
    )


def adoptions(db: pw.Database) -> dict[str, tuple[int, bool]]:
    """By how many other groups each card was adopted, and whether its group took it back."""
    query = (
        Practice.select(Practice.practice, pw.fn.COUNT(PracticeUse.owner), Practice.taken_back)
        .join(
            PracticeUse,
            pw.JOIN.LEFT_OUTER,
            on=(
                (PracticeUse.practice == Practice.practice) & (PracticeUse.owner != Practice.owner)
            ),
        )
        .group_by(Practice.practice, Practice.taken_back)
    )
    return {name: (count, bool(why)) for name, count, why in query.tuples().execute(db)}


def listed(db: pw.Database, node: str) -> dict[str, tuple[int, bool]]:
    """What the hub last told a group ("": this one): adopted by how many, and whether it goes."""
    query = PracticeTold.select(
        PracticeTold.practice, PracticeTold.adopted, PracticeTold.is_gone
    ).where(PracticeTold.node == node)
    return {name: (count, bool(gone)) for name, count, gone in query.tuples().execute(db)}


def uses(db: pw.Database, owner: str = "") -> tuple[UseView, ...]:
    """Who adopted what (one group), and what was changed."""
    query = PracticeUse.select().order_by(PracticeUse.day.desc(), PracticeUse.owner)
    some = query.where(PracticeUse.owner == owner) if owner else query
    return tuple(UseView(*row) for row in some.tuples().execute(db))
