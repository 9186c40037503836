"""Reads of lists of people: those that were printed, and who may stand on the next one."""

from dataclasses import dataclass, fields

import peewee as pw

from federation.core.rules.households import STEPS

from ..tables import Printing
from . import books, needs

LISTED = STEPS.index("listed")


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


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """A member as she stands on such a list; `step` "": her house has none yet."""

    member: int
    name: str
    block: str
    plot: str
    step: str

    @property
    def is_listed(self) -> bool:
        """Whether she was listed for a house, or is further."""
        return bool(self.step) and STEPS.index(self.step) >= LISTED


def printings(db: pw.Database, request: str) -> tuple[PrintingView, ...]:
    """The lists of a request, the newest first."""
    shown = [Printing._meta.fields[one.name] for one in fields(PrintingView)]
    query = Printing.select(*shown).where(Printing.request == request)
    query = query.order_by(Printing.ordinal.desc())
    return tuple(
        PrintingView(**{**row, "members": tuple(map(int, row["members"].split()))})
        for row in query.dicts().execute(db)
    )


def people(db: pw.Database, owner: str) -> tuple[Beneficiary, ...]:
    """Members of a group (its node id) who have not left, by number; none without its books."""
    book = books.book_of(db, owner)
    houses = {one.member: one for one in needs.houses(db, book)}
    found = []
    for one in books.members(db, book, also_left=False):
        house = houses.get(one.member)
        told = (house.block, house.plot, house.step) if house else ("", "", "")
        found.append(Beneficiary(one.member, one.name, *told))
    return tuple(found)
