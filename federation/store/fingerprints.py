"""Keyed hashes of what members have, the pairs they lead to, and how far that work has come.

All of it is of this machine alone and can be made anew at any time from the views of members;
nothing of it is sent, and no name or number stands in it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_
from typing import Final, TypeVar

import peewee as pw

from federation.core import fingerprints as prints
from federation.core import kinds
from federation.core.alike import Home
from federation.core.fingerprints import Form, Key, form_of

from .database import fetch, insert_many
from .queries import books
from .queries.duplicates import HOUSEHOLD, PERSON
from .tables import (
    Facility,
    Household,
    HouseStep,
    LocalCandidate,
    LocalFingerprint,
    LocalLookedThrough,
    Member,
    ProfilePart,
    Request,
    Stream,
)

# What a household told of how it lives, and two households may have in common.
HOME_CODES: Final = (
    *("toilet", "water_source", "tenure", "dwelling", "walls", "roof", "floor", "woman_headed"),
)
# Values of one statement: below what any engine takes.
_TOGETHER: Final = 400
_KEEP: Final = (
    'INSERT INTO local_candidate (about, "left", left_number, "right", right_number, weight,'
    " evidence) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)

T = TypeVar("T")
Who = tuple[int, int]  # a book and a member's number in it


@dataclass(frozen=True, slots=True)
class Found:
    """Two that are alike, told as `tables.LocalCandidate` has them."""

    about: str
    left: str
    left_number: int
    right: str
    right_number: int
    weight: int
    evidence: tuple[str, ...]


def changed(db: pw.Database) -> dict[int, int]:
    """Books with entries that were not looked through yet, and the last entry of each."""
    seen = dict(
        LocalLookedThrough.select(LocalLookedThrough.book, LocalLookedThrough.seen)
        .tuples()
        .execute(db)
    )
    return {one.id: one.last for one in books.books(db) if one.last != seen.get(one.id, -1)}


def forget_all(db: pw.Database) -> None:
    """As if nothing had been looked through yet."""
    for table in (LocalFingerprint, LocalLookedThrough, LocalCandidate):
        table.delete().execute(db)


def forget_book(db: pw.Database, book: int, owner: str) -> None:
    """Of one book: whoever is to be forgotten in it goes with the others, who come back."""
    LocalFingerprint.delete().where(LocalFingerprint.book == book).execute(db)
    LocalLookedThrough.delete().where(LocalLookedThrough.book == book).execute(db)
    drop_candidates(db, [owner])


def drop_all_about(db: pw.Database, abouts: Collection[str]) -> None:
    """All pairs of these kinds."""
    LocalCandidate.delete().where(LocalCandidate.about << list(abouts)).execute(db)


def drop_candidates(db: pw.Database, groups: Collection[str]) -> None:
    """Pairs of members of these groups."""
    for some in _batches(groups):
        for side in (LocalCandidate.left, LocalCandidate.right):
            LocalCandidate.delete().where(side << some).execute(db)


def take(db: pw.Database, book: int, last: int, keys: Iterable[tuple[int, Key]]) -> None:
    """The fingerprints of a book up to its entry `last`: each a member's number and a key."""
    LocalFingerprint.delete().where(LocalFingerprint.book == book).execute(db)
    rows = {(key.hash, book, member): key.sort for member, key in keys}
    insert_many(db, LocalFingerprint, [(*row, sort) for row, sort in rows.items()])
    people = len({member for _, _, member in rows})
    LocalLookedThrough.insert(book=book, seen=last, people=people, compared=0).on_conflict(
        conflict_target=[LocalLookedThrough.book],
        preserve=[
            LocalLookedThrough.seen,
            LocalLookedThrough.people,
            LocalLookedThrough.compared,
        ],
    ).execute(db)


def people(db: pw.Database) -> int:
    """How many people the fingerprints are of."""
    return int(LocalLookedThrough.select(pw.fn.SUM(LocalLookedThrough.people)).scalar(db) or 0)


def compare_all_again(db: pw.Database) -> None:
    """Every book is to be compared anew."""
    LocalLookedThrough.update(compared=0).execute(db)
    drop_all_about(db, (PERSON, HOUSEHOLD))


def to_compare(db: pw.Database) -> list[int]:
    """Books whose people were not compared yet."""
    query = LocalLookedThrough.select(LocalLookedThrough.book).where(
        LocalLookedThrough.compared == 0
    )
    return [book for (book,) in fetch(db, query.order_by(LocalLookedThrough.book))]


def members(db: pw.Database, some: Sequence[int]) -> Iterator[tuple[Who, Form]]:
    """Everybody in these books whose name is known, in the form in which she is compared."""
    yield from _forms(db, (Member.book << list(some)) & (Member.name != ""))


def plots(db: pw.Database, some: Sequence[int]) -> list[tuple[Who, str]]:
    """The plots of members of these books, as they were told last."""
    query = HouseStep.select(HouseStep.book, HouseStep.member, HouseStep.plot, HouseStep.block)
    query = query.where(HouseStep.book << list(some), HouseStep.plot != "")
    told = {(book, member): prints.plot(plot, block)
            for book, member, plot, block in fetch(db, query.order_by(HouseStep.seq))}  # fmt: skip
    return [(who, plot) for who, plot in told.items() if plot]


def homes(db: pw.Database, who: Collection[Who]) -> dict[Who, Home]:
    """What these members told of their households last, and where their plots are."""
    named = dict(plots(db, sorted({book for book, _ in who})))
    codes = [getattr(Household, name) for name in HOME_CODES]
    found: dict[Who, Home] = {}
    for where in _either(Household, who):
        query = Household.select(
            Household.book, Household.member, Household.persons, Household.rooms, *codes
        )
        for book, member, persons, rooms, *lived in fetch(
            db, query.where(where).order_by(Household.seq)
        ):
            here = (book, member)
            found[here] = Home(named.get(here, ""), persons, rooms, tuple(lived))
    return {**{one: Home(named[one]) for one in who if one in named}, **found}


def forms(db: pw.Database, who: Collection[Who]) -> Iterator[tuple[Who, Form]]:
    """These members."""
    for where in _either(Member, who):
        yield from _forms(db, where & (Member.name != ""))


def _either(table: type[pw.Model], who: Collection[Who]) -> Iterator[pw.Expression]:
    """What finds the rows of these members, some books at a time."""
    by_book: dict[int, list[int]] = {}
    for book, member in who:
        by_book.setdefault(book, []).append(member)
    for some in _batches(sorted(by_book.items()), 50):
        hers = ((table.book == book) & (table.member << told) for book, told in some)
        yield reduce(or_, hers)


def _forms(db: pw.Database, where: pw.Expression) -> Iterator[tuple[Who, Form]]:
    query = Member.select(
        Member.book,
        Member.member,
        Member.name,
        Member.phone,
        Member.id_number,
        Member.birth_year,
        Member.gender,
    ).where(where)
    for book, member, *told in fetch(db, query):
        yield (book, member), form_of(*told)


def pairs(db: pw.Database, some: Sequence[int], sorts: Collection[int]) -> list[tuple[Who, Who]]:
    """Members of these books, each with those of other books who share such a key with her.

    Of other books those are meant that were compared already, so that every two meet once.
    """
    one, two = LocalFingerprint.alias(), LocalFingerprint.alias()
    here = list(some)
    mine = LocalFingerprint.select(LocalFingerprint.key).where(
        LocalFingerprint.book << here, LocalFingerprint.sort << list(sorts)
    )
    most = pw.Case(pw.fn.MIN(LocalFingerprint.sort), tuple(enumerate(prints.SHARED_MOST)), 0)
    shared = (
        LocalFingerprint.select(LocalFingerprint.key)
        .where(LocalFingerprint.key << mine)
        .group_by(LocalFingerprint.key)
        .having(pw.fn.COUNT(LocalFingerprint.member).between(2, most))
    )
    is_done = LocalLookedThrough.compared == 1
    query = (
        one.select(one.book, one.member, two.book, two.member)
        .join(two, on=(two.key == one.key))
        .join(LocalLookedThrough, on=(LocalLookedThrough.book == two.book))
        .where(
            one.book << here,
            one.key << shared,
            (is_done & (two.book != one.book)) | ((two.book << here) & (two.book < one.book)),
        )
        .distinct()
    )
    return [((a, b), (c, d)) for a, b, c, d in fetch(db, query)]


def note_compared(db: pw.Database, some: Sequence[int]) -> None:
    """These books are compared now."""
    LocalLookedThrough.update(compared=1).where(LocalLookedThrough.book << list(some)).execute(db)


def how_many(db: pw.Database, keys: Collection[int]) -> dict[int, int]:
    """How many people share each of these keys."""
    found: dict[int, int] = {}
    for some in _batches(keys):
        query = (
            LocalFingerprint.select(LocalFingerprint.key, pw.fn.COUNT(LocalFingerprint.member))
            .where(LocalFingerprint.key << some)
            .group_by(LocalFingerprint.key)
        )
        found.update(fetch(db, query))
    return found


def years(db: pw.Database) -> dict[int, int]:
    """How many members there are of each year of birth."""
    query = Member.select(Member.birth_year, pw.fn.COUNT(Member.member))
    query = query.where(Member.birth_year != 0)
    return dict(fetch(db, query.group_by(Member.birth_year)))


def owners(db: pw.Database) -> dict[int, str]:
    """Whose each book is."""
    return {one.id: one.node for one in books.books(db)}


def people_by_region(db: pw.Database, regions: Mapping[str, str]) -> dict[str, int]:
    """How many people the groups of each region have; `regions` by the groups' node ids."""
    query = LocalLookedThrough.select(Stream.owner, LocalLookedThrough.people).join(
        Stream, on=(Stream.id == LocalLookedThrough.book)
    )
    found: Counter[str] = Counter()
    for owner, many in fetch(db, query):
        if regions.get(owner):
            found[regions[owner]] += many
    return dict(found)


def settlements(db: pw.Database) -> dict[str, frozenset[str]]:
    """Where each group asks, looks after something, or describes how people live; as written."""
    found: dict[str, set[str]] = {}
    for table in (Request, Facility, ProfilePart):
        query = table.select(table.owner, table.settlement).distinct()
        for owner, settlement in fetch(db, query):
            found.setdefault(owner, set()).add(settlement)
    return {owner: frozenset(some) for owner, some in found.items()}


def requests_told(db: pw.Database) -> str:
    """How far all is that was said of requests: the same for as long as nothing came."""
    streams = (kinds.REQUESTS, kinds.REPLIES, kinds.PUBLICATION)
    query = Stream.select(pw.fn.COUNT(Stream.id), pw.fn.SUM(Stream.last))
    return " ".join(map(str, fetch(db, query.where(Stream.kind << streams))[0]))


def keep(db: pw.Database, found: Iterable[Found]) -> None:
    """Pairs to be looked at by somebody; one that another look found meanwhile stays as it is."""
    db.connection().executemany(
        _KEEP,
        [
            (*(one.about, one.left, one.left_number, one.right, one.right_number),
             one.weight, " ".join(one.evidence))
            for one in found
        ],
    )  # fmt: skip


def weights(db: pw.Database, about: str) -> list[int]:
    """The weights of all pairs about something, the heaviest first."""
    query = LocalCandidate.select(LocalCandidate.weight).where(LocalCandidate.about == about)
    return [one for (one,) in fetch(db, query.order_by(LocalCandidate.weight.desc()))]


def _batches(some: Collection[T], size: int = _TOGETHER) -> Iterator[list[T]]:
    waiting = iter(some)
    while told := list(islice(waiting, size)):
        yield told
