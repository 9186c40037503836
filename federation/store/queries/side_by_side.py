"""Reads of what two groups wrote down of two that may be one, side by side, and no more than that.

A telephone is shown by its last figures, the number of a paper not at all: whether they are the
same is said in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import peewee as pw

from . import books, hub, needs
from . import requests as asked
from .duplicates import HOUSEHOLD, REQUEST, Pair, Side

PHONE_FIGURES_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where one of two is told: its group's name, code and region, and the number it has there."""

    group: str
    code: str
    region: str
    number: str


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing of both: `what` by code, and what each group wrote; "" is not told."""

    what: str
    left: str | int
    right: str | int


def places(db: pw.Database, pairs: Iterable[Pair]) -> dict[Side, Place]:
    """Where the sides of these pairs are told."""
    regions = hub.regions(db)
    partners = {one.node: one for one in asked.partners(db)}
    some = tuple(pairs)
    names = {side[0] for pair in some if pair.about == REQUEST for side in (pair.left, pair.right)}
    views = {one.request: one for one in asked.requests(db, sorted(names))} if names else {}
    found = {}
    for pair in some:
        for name, number in (pair.left, pair.right):
            view = views.get(name) if pair.about == REQUEST else None
            node = view.owner if view else name
            partner = partners.get(node)
            found[name, number] = Place(
                partner.name if partner else "",
                partner.code if partner else "",
                regions.get(node, ""),
                view.number if view else str(number or ""),
            )
    return found


def beside(db: pw.Database, pair: Pair) -> tuple[Beside, ...]:
    """What of both is needed to decide; nothing when one of them is not here any more."""
    sides = (pair.left, pair.right)
    if pair.about == REQUEST:
        told = [_need(db, name) for name, _ in sides]
    elif pair.about == HOUSEHOLD:
        told = [_household(db, side) for side in sides]
    else:
        told = [_person(db, side) for side in sides]
    if not all(told):
        return ()
    left, right = told
    return tuple(Beside(what, left[what], right[what]) for what in left)


def _member(db: pw.Database, side: Side) -> books.MemberView | None:
    book = books.book_of(db, side[0])
    found = books.member(db, book, side[1]) if book else None
    return found if found is not None and found.name else None


def _person(db: pw.Database, side: Side) -> dict[str, str | int]:
    one = _member(db, side)
    if one is None:
        return {}
    return {
        "name": one.name,
        "birth_year": one.birth_year or "",
        "gender": one.gender,
        "phone": _masked(one.phone),
        "joined_on": one.joined_on,
        "left_on": one.left_on,
    }


def _masked(phone: str) -> str:
    figures = [letter for letter in phone if letter.isdigit()]
    return "… " + "".join(figures[-PHONE_FIGURES_SHOWN:]) if figures else ""


def _household(db: pw.Database, side: Side) -> dict[str, str | int]:
    one = _member(db, side)
    if one is None:
        return {}
    book = books.book_of(db, side[0])
    house = next((some for some in needs.houses(db, book) if some.member == side[1]), None)
    lived = next(iter(needs.households(db, book, side[1])), None)
    lives = lived.told if lived else None
    return {
        "name": one.name,
        "plot": house.plot if house else "",
        "block": house.block if house else "",
        "house_step": house.step if house else "",
        "persons": lives.persons if lives and lives.persons >= 0 else "",
        "rooms": lives.rooms if lives and lives.rooms >= 0 else "",
    }


def _need(db: pw.Database, name: str) -> dict[str, str | int]:
    one = asked.request(db, name)
    if one is None:
        return {}
    return {
        "title": one.title,
        "need": one.need,
        "settlement": one.settlement,
        "households": one.households,
        "raised_on": one.raised_on,
        "stage": one.stage,
        "description": one.description,
    }
