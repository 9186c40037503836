"""Reads of lists of people: those that were printed, and who may stand on the next one."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import peewee as pw

from federation.core import kinds
from federation.core.rules.beneficiaries import ABOUT, WAITING

from .. import journal
from ..tables import Facility, Printing, ProfilePart, Request
from . import books, group, needs


@dataclass(frozen=True, slots=True)
class PrintingView:
    """A list that was printed: `user` did it, `recipient` got it, `note` says what for."""

    printing: str
    request: str
    day: str
    user: int
    recipient: str
    note: str
    members: tuple[int, ...]
    decision: int


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """A member as she stands on such a list."""

    member: int
    name: str
    block: str
    plot: str
    step: str


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that the group carried, by its number; `words`: what it decided."""

    decision: int
    day: str
    words: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a group's books say here: who was listed and has no house yet, and its votes.

    `until`: the last day that they speak of, or "" without books. `is_sound`: they come from a card
    that is open, in one version. `settlements`: where the group asks, looks after something, or
    describes how people live.
    """

    until: str
    is_sound: bool
    settlements: frozenset[str]
    people: tuple[Beneficiary, ...]
    votes: tuple[Vote, ...]


def printings(db: pw.Database, request: str = "") -> tuple[PrintingView, ...]:
    """The lists of a request, or all, the newest first."""
    shown = [Printing._meta.fields[one.name] for one in fields(PrintingView)]
    query = Printing.select(*shown).order_by(Printing.ordinal.desc())
    if request:
        query = query.where(Printing.request == request)
    return tuple(
        PrintingView(**{**row, "members": tuple(map(int, row["members"].split()))})
        for row in query.dicts().execute(db)
    )


def listing(db: pw.Database, owner: str) -> Listing:
    """What there is of a group (its node id)."""
    book = books.book_of(db, owner)
    return Listing(
        until=books.last_day(db, book) if book else "",
        is_sound=_is_sound(db, owner),
        settlements=frozenset(
            settlement
            for table in (Request, Facility, ProfilePart)
            for (settlement,) in table.select(table.settlement)
            .where(table.owner == owner)
            .distinct()
            .tuples()
            .execute(db)
        ),
        people=tuple(_people(books.members(db, book, also_left=False), needs.houses(db, book))),
        votes=tuple(
            Vote(one.decision, one.day, one.note)
            for one in group.decisions(db, book, about=ABOUT)
            if one.is_carried
        ),
    )


def _is_sound(db: pw.Database, owner: str) -> bool:
    """Whether the chain of the group's newest card is open."""
    chains = [
        one for one in journal.ends(db, owner) if one.kind == kinds.LEDGER and one.incarnation > 0
    ]
    return bool(chains) and max(chains, key=lambda one: one.incarnation).state == "open"


def _people(
    members: Iterable[books.MemberView], houses: Iterable[needs.House]
) -> Iterable[Beneficiary]:
    waiting = {one.member: one for one in houses if one.step in WAITING}
    for one in members:
        house = waiting.get(one.member)
        if house is not None:
            yield Beneficiary(one.member, one.name, house.block, house.plot, house.step)
