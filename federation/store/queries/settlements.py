"""Reads of settlements as groups write them, and of the places that they stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.core.figures import settlement_key
from federation.core.names import fold
from federation.core.places import (
    AUTHORITY,
    BLOCK,
    CONSTITUENCY,
    REGION,
    SETTLEMENT,
    Place,
    Tree,
)

from ..tables import Facility, ProfilePart, Request, SettlementLink
from .places import tree

# What a settlement's name may stand for without anybody having said so, the likeliest first.
FITTING: Final = (SETTLEMENT, AUTHORITY, BLOCK)
# And for what else, where somebody means a whole stretch of land by it.
WIDER: Final = (*FITTING, CONSTITUENCY, REGION)


@dataclass(frozen=True, slots=True)
class Word:
    """A settlement as groups write it: what it stands for, and which places have that name.

    `place`: the code with which staff linked it (`is_said`), or that it fits; "": neither.
    `requests` and `others`: how many requests, facilities and descriptions name it.
    """

    key: str
    settlement: str
    place: str
    is_said: bool
    fits: tuple[Place, ...]
    requests: int
    others: int

    @property
    def may_mean(self) -> tuple[str, ...]:
        """Its place; where nobody said which of several it is, all of the likeliest level."""
        if self.place or self.is_said:
            return (self.place,) if self.place else ()
        return _likeliest(self.fits, FITTING)


def words(db: pw.Database) -> tuple[Word, ...]:
    """Every settlement that groups name, by its key.

    A name fits where one place alone of the likeliest level has it; staff say what does not.
    """
    all_places = tree(db)
    said = dict(
        SettlementLink.select(SettlementLink.key, SettlementLink.place).tuples().execute(db)
    )
    counted: dict[str, tuple[str, int, int]] = {}
    for table in (Request, Facility, ProfilePart):
        for settlement, count in _named(db, table):
            key = settlement_key(settlement)
            written, asked, others = counted.get(key, (settlement, 0, 0))
            is_asked = table is Request
            counted[key] = (written, asked + count * is_asked, others + count * (not is_asked))
    by_name = _by_name(all_places)
    return tuple(
        _word(all_places, by_name, key, counted[key], said.get(key)) for key in sorted(counted)
    )


def _named(db: pw.Database, table: type[pw.Model]) -> Iterable[tuple[str, int]]:
    found: Iterable[tuple[str, int]] = (
        table.select(table.settlement, pw.fn.COUNT(table.settlement))
        .where(table.settlement != "")
        .group_by(table.settlement)
        .order_by(table.settlement)
        .tuples()
        .execute(db)
    )
    return found


def _by_name(all_places: Tree) -> Mapping[str, Sequence[Place]]:
    found: dict[str, list[Place]] = {}
    for one in all_places:
        found.setdefault(fold(one.name), []).append(one)
    return found


def _word(
    all_places: Tree,
    by_name: Mapping[str, Sequence[Place]],
    key: str,
    counted: tuple[str, int, int],
    said: str | None,
) -> Word:
    settlement, requests, others = counted
    fits = tuple(by_name.get(fold(settlement), ()))
    is_said = said is not None and (said == "" or said in all_places)
    place = said if is_said and said is not None else _fitting(fits)
    return Word(key, settlement, place, is_said, fits, requests, others)


def _fitting(fits: Sequence[Place]) -> str:
    found = _likeliest(fits, FITTING)
    return found[0] if len(found) == 1 else ""


def _likeliest(fits: Iterable[Place], levels: Sequence[str]) -> tuple[str, ...]:
    """The codes of those of the first of these levels that any has."""
    found = [(levels.index(one.level), one.code) for one in fits if one.level in levels]
    return tuple(code for level, code in found if level == min(found)[0])


def may_mean(db: pw.Database, settlement: str, all_places: Tree) -> tuple[str, ...]:
    """Every place (a code) that a name may mean, whether or not a group writes it.

    As staff said; else all that have the name, of the likeliest level, be it a whole region.
    """
    query = SettlementLink.select(SettlementLink.place)
    said = query.where(SettlementLink.key == settlement_key(settlement)).scalar(db)
    if said is not None and (said == "" or said in all_places):
        return (str(said),) if said else ()
    return _likeliest(all_places.named(settlement), WIDER)


def settlements(db: pw.Database) -> dict[str, str]:
    """The place (a code) of every settlement that groups name and that has one, by its key."""
    return {one.key: one.place for one in words(db) if one.place}
