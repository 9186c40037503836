"""Reads of settlements under embargo, and of all that lies in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import peewee as pw

from federation.core.figures import settlement_key
from federation.core.names import fold

from ..tables import Embargo
from . import places, settlements
from .settlements import Word


@dataclass(frozen=True, slots=True)
class EmbargoView:
    """A settlement of which nothing is published, since when and why."""

    place: str
    settlement: str
    reason: str
    day: str


@dataclass(frozen=True, slots=True)
class Barred:
    """Every settlement of which nothing leaves now, with its embargo, by key.

    `written`: the words of groups that an embargo covers, by its own key.
    """

    by_key: Mapping[str, EmbargoView]
    written: Mapping[str, tuple[Word, ...]]

    def __contains__(self, settlement: object) -> bool:
        """Whether a settlement of this name, however written, is under embargo."""
        return isinstance(settlement, str) and settlement_key(settlement) in self.by_key

    def on(self, some: Iterable[str]) -> EmbargoView | None:
        """The embargo that covers the first of these settlements that is under one, or None."""
        found = (self.by_key.get(settlement_key(one)) for one in some)
        return next((one for one in found if one is not None), None)


NOTHING = Barred({}, {})


def embargoes(db: pw.Database) -> Mapping[str, EmbargoView]:
    """By the name of the settlement as it is compared (`core.figures.settlement_key`)."""
    rows = Embargo.select().order_by(Embargo.place).tuples().execute(db)
    return {row[0]: EmbargoView(*row) for row in rows}


def barred(db: pw.Database) -> Barred:
    """What the embargoes cover, as settlements are written here.

    An embargo covers its own name; the same name with other letters (`names.fold`); every name
    that means the same place, as staff said or as it fits; and whatever lies in that place. Where
    nobody said which of several places a name means, it may be each of them: rather too much.
    """
    standing = embargoes(db)
    if not standing:
        return NOTHING
    tree, words = places.tree(db), settlements.words(db)
    by_key = dict(standing)
    written = {}
    for key, one in standing.items():
        name = fold(one.settlement)
        inside = {
            code
            for place in settlements.may_mean(db, one.settlement, tree)
            for code in tree.within(place)
        }
        written[key] = tuple(
            word
            for word in words
            if not inside.isdisjoint(word.may_mean) or fold(word.settlement) == name
        )
        for word in written[key]:
            by_key.setdefault(word.key, one)
    return Barred(by_key, written)
