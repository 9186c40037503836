"""Reads of how homes changed: the same households as each was first told of, and as it is now."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import peewee as pw

from federation.core import ladders

from ..database import fetch
from ..tables import Household, HouseStep, Member

Counted = Mapping[str, int]
_Told = tuple[int, int, str, str]
"""Book, member, day, rung."""


@dataclass(frozen=True, slots=True)
class Since:
    """How many stand on each rung, before and after; `first`, `last`: days of the two ("": none).

    Both count the same homes; `anew`: how many of them were told of more than once.
    """

    before: Counted
    after: Counted
    first: str
    last: str
    anew: int


def toilets(db: pw.Database, books: Sequence[int]) -> Since:
    """Households of members who are here by the rung of their toilet."""
    columns = (Household.book, Household.member, Household.day)
    query = (
        Household.select(*columns, Household.toilet, Household.toilet_sharing)
        .where(Household.book << list(books), _is_here(Household))
        .order_by(Household.book, Household.seq)
    )
    return _since(
        (book, member, day, ladders.sanitation(toilet, sharing))
        for book, member, day, toilet, sharing in fetch(db, query)
    )


def houses(db: pw.Database, books: Sequence[int]) -> Since:
    """Houses of members who are here by how far they have come."""
    query = (
        HouseStep.select(HouseStep.book, HouseStep.member, HouseStep.day, HouseStep.step)
        .where(HouseStep.book << list(books), _is_here(HouseStep))
        .order_by(HouseStep.book, HouseStep.seq)
    )
    return _since(fetch(db, query))


def _is_here(table: type[Household] | type[HouseStep]) -> pw.Expression:
    here = Member.select(Member.member).where(
        Member.book == table.book, Member.member == table.member, Member.left_on == ""
    )
    return pw.fn.EXISTS(here)


def _since(told: Iterable[_Told]) -> Since:
    first: dict[tuple[int, int], _Told] = {}
    last: dict[tuple[int, int], _Told] = {}
    times: Counter[tuple[int, int]] = Counter()
    for one in told:
        whose = one[:2]
        first.setdefault(whose, one)
        last[whose] = one
        times[whose] += 1
    return Since(
        before=Counter(one[3] for one in first.values()),
        after=Counter(one[3] for one in last.values()),
        first=min((one[2] for one in first.values()), default=""),
        last=max((one[2] for one in last.values()), default=""),
        anew=sum(count > 1 for count in times.values()),
    )
