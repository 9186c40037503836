"""Reads of two that may be one: proposed, decided, looked at; and how many are counted twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.core import kinds
from federation.core.links import counted_again

from ..database import fetch
from ..tables import (
    Duplicate,
    DuplicateLook,
    Household,
    LocalCandidate,
    LocalLookedThrough,
    Member,
    Request,
    Stream,
)

PERSON: Final = "person"
HOUSEHOLD: Final = "household"
REQUEST: Final = "request"
ABOUTS: Final = (PERSON, HOUSEHOLD, REQUEST)

LINKED: Final = "linked"
APART: Final = "apart"

Side = tuple[str, int]  # a group (node id) and a member's number; or a request's id and 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two of a kind; `left` comes before `right`."""

    about: str
    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two that are alike: `weight` in hundredths of a bit, and what made it, by code."""

    pair: Pair
    weight: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What person `user` said last of two, on a day: linked, apart or open again."""

    pair: Pair
    state: str
    day: str
    user: int


def pair_of(about: str, one: Side, two: Side) -> Pair:
    """Two, in their order."""
    left, right = sorted((one, two))
    return Pair(about, left, right)


def _waiting(about: str, least: int) -> pw.ModelSelect:
    """Pairs to be looked at: nothing was said of them, or it was taken back."""
    c, d = LocalCandidate, Duplicate
    same = (
        (d.about == c.about)
        & (d.left == c.left)
        & (d.left_number == c.left_number)
        & (d.right == c.right)
        & (d.right_number == c.right_number)
    )
    is_open = d.state.is_null() | (d.state == "open")
    query = c.select(
        c.about, c.left, c.left_number, c.right, c.right_number, c.weight, c.evidence
    ).join(d, pw.JOIN.LEFT_OUTER, on=same)
    return query.where(c.about == about, c.weight >= least, is_open)


def count_waiting(db: pw.Database, about: str, least: int) -> int:
    """How many pairs are to be looked at."""
    return int(_waiting(about, least).count(db))


def waiting(
    db: pw.Database, about: str, least: int, limit: int, offset: int = 0
) -> tuple[Candidate, ...]:
    """Those pairs, the likeliest first."""
    c = LocalCandidate
    order = (c.weight.desc(), c.left, c.left_number, c.right, c.right_number)
    query = _waiting(about, least).order_by(*order).limit(limit).offset(offset)
    return tuple(
        Candidate(Pair(one, (left, mine), (right, hers)), weight, tuple(evidence.split()))
        for one, left, mine, right, hers, weight, evidence in fetch(db, query)
    )


def candidate(db: pw.Database, pair: Pair) -> Candidate | None:
    """What speaks for and against these two, if they were found alike."""
    row = LocalCandidate.select(LocalCandidate.weight, LocalCandidate.evidence).where(
        _is(LocalCandidate, pair)
    )
    for weight, evidence in fetch(db, row):
        return Candidate(pair, weight, tuple(evidence.split()))
    return None


def _is(table: type[pw.Model], pair: Pair) -> pw.Expression:
    return (
        (table.about == pair.about)
        & (table.left == pair.left[0])
        & (table.left_number == pair.left[1])
        & (table.right == pair.right[0])
        & (table.right_number == pair.right[1])
    )


def judged(db: pw.Database, pair: Pair) -> Judged | None:
    """What was said of these two last."""
    return next(iter(_judged(db, Duplicate.select().where(_is(Duplicate, pair)))), None)


def all_judged(
    db: pw.Database, about: str, state: str, limit: int = 0, offset: int = 0
) -> tuple[Judged, ...]:
    """All of a kind of which that was said last, the newest first; `limit` 0: all."""
    query = Duplicate.select().where(Duplicate.about == about, Duplicate.state == state)
    query = query.order_by(Duplicate.ordinal.desc())
    return tuple(_judged(db, query.limit(limit).offset(offset) if limit else query))


def _judged(db: pw.Database, query: pw.ModelSelect) -> Iterable[Judged]:
    for about, left, mine, right, hers, state, day, user, _ in fetch(db, query):
        yield Judged(Pair(about, (left, mine), (right, hers)), state, day, user)


def pairs(db: pw.Database, about: str, state: str) -> list[tuple[Side, Side]]:
    """Every two of which that was said last."""
    return [(one.pair.left, one.pair.right) for one in all_judged(db, about, state)]


def has_looked(db: pw.Database, pair: Pair, user: int, day: str) -> bool:
    """Whether that person noted that day that she looks at these two."""
    query = DuplicateLook.select(DuplicateLook.day).where(
        _is(DuplicateLook, pair), DuplicateLook.user == user, DuplicateLook.day == day
    )
    return bool(fetch(db, query))


def looks(db: pw.Database, pair: Pair) -> tuple[tuple[str, int], ...]:
    """On which days who looked at these two, the newest first."""
    query = DuplicateLook.select(DuplicateLook.day, DuplicateLook.user)
    query = query.where(_is(DuplicateLook, pair))
    return tuple(fetch(db, query.order_by(DuplicateLook.day.desc(), DuplicateLook.user)))


def changed(db: pw.Database) -> int:
    """How many books have entries that were not looked through yet."""
    counted = pw.Case(None, ((Stream.closed.between(0, Stream.last), Stream.closed),), Stream.last)
    books = (
        Stream.select(Stream.book.alias("book"), pw.fn.MAX(counted).alias("last"))
        .where(Stream.kind == kinds.LEDGER, Stream.incarnation > 0)
        .group_by(Stream.book)
        .alias("books")
    )
    seen = LocalLookedThrough
    query = (
        pw.Select([books], [pw.fn.COUNT(books.c.book)])
        .join(seen, pw.JOIN.LEFT_OUTER, on=(seen.book == books.c.book))
        .where(seen.seen.is_null() | (seen.seen != books.c.last))
    )
    return int(fetch(db, query)[0][0])


def counted_twice(db: pw.Database, about: str = PERSON) -> int:
    """How many members, households or requests are counted though they are another one's too.

    Of people only who has not left counts, of households only who told of hers; nobody who was
    forgotten is the same as anybody.
    """
    links = pairs(db, about, LINKED)
    if not links:
        return 0
    sides = ((Duplicate.left, Duplicate.left_number), (Duplicate.right, Duplicate.right_number))
    here: set[Side] = set()
    for side, number in sides:
        if about == REQUEST:
            query = Duplicate.select(side, number).join(Request, on=(Request.request == side))
        else:
            query = _members(side, number, about)
        query = query.where(Duplicate.about == about, Duplicate.state == LINKED)
        here.update(fetch(db, query))
    return counted_again(links, here)


def _members(side: pw.Field, number: pw.Field, about: str) -> pw.ModelSelect:
    """Linked members whom the books of their groups still name."""
    query = (
        Duplicate.select(side, number)
        .join(Stream, on=((Stream.owner == side) & (Stream.id == Stream.book)))
        .join(Member, on=((Member.book == Stream.book) & (Member.member == number)))
        .where(Stream.kind == kinds.LEDGER, Member.name != "")
    )
    if about == PERSON:
        return query.where(Member.left_on == "")
    told = Household.select(Household.seq).where(
        Household.book == Member.book, Household.member == Member.member
    )
    return query.where(pw.fn.EXISTS(told))
