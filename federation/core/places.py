"""Places as a federation has them: a tree from the country down to a block, told by codes.

A local authority is not a part of a constituency: both lie in a region. A settlement belongs to
the local authority above it and may name its constituency besides, so that both find it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from .names import fold
from .refusals import Refusal, refuse

COUNTRY: Final = "country"
REGION: Final = "region"
CONSTITUENCY: Final = "constituency"
AUTHORITY: Final = "local-authority"
SETTLEMENT: Final = "settlement"
BLOCK: Final = "block"

ABOVE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        COUNTRY: (),
        REGION: (COUNTRY,),
        CONSTITUENCY: (REGION,),
        AUTHORITY: (REGION,),
        SETTLEMENT: (AUTHORITY, CONSTITUENCY, REGION),
        BLOCK: (SETTLEMENT,),
    }
)
"""Of what level a place may be a part; no level stands above itself, so no tree is a ring."""

LEVELS: Final = tuple(ABOVE)
IN_CONSTITUENCY: Final = (SETTLEMENT, BLOCK)
DUTIES: Final = ("coordinator", "facilitator", "enumerator")
"""What people of the federation do for a place."""

CODE_LONGEST: Final = 40
YEARS: Final = (1900, 2200)
PEOPLE_MAX: Final = 2_000_000_000
_CODE: Final = re.compile(rf"[A-Z0-9](?:[A-Z0-9-]{{0,{CODE_LONGEST - 2}}}[A-Z0-9])?")
_LETTER: Final = MappingProxyType({CONSTITUENCY: "-C", AUTHORITY: "-L", SETTLEMENT: "-S"})
_NOT_IN_CODES: Final = re.compile(r"[^A-Z0-9]+")
_SLUG_LONGEST: Final = 24


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `parent` and `constituency` are codes ("": none).

    `population` is of the census of `year`; -1 and 0: not told.
    """

    code: str
    level: str
    name: str
    parent: str = ""
    constituency: str = ""
    population: int = -1
    year: int = 0


class Tree:
    """Every place by its code, and how they lie in each other."""

    def __init__(self, places: Iterable[Place]) -> None:
        """Of places with one code the later counts."""
        self._by_code = {one.code: one for one in places}
        self._below: dict[str, list[Place]] = {}
        self._beside: dict[str, list[Place]] = {}
        self._by_name: dict[str, list[str]] = {}
        for one in self._by_code.values():
            self._tie(one)

    def _tie(self, one: Place) -> None:
        self._below.setdefault(one.parent, []).append(one)
        if one.constituency:
            self._beside.setdefault(one.constituency, []).append(one)

    def _put(self, one: Place) -> None:
        """Take in a place, or what is new of it."""
        before = self._by_code.get(one.code)
        if before is not None:
            self._below[before.parent].remove(before)
            if before.constituency:
                self._beside[before.constituency].remove(before)
        self._by_code[one.code] = one
        self._tie(one)
        if self._by_name:
            self._by_name.setdefault(fold(one.name), []).append(one.code)

    def __iter__(self) -> Iterator[Place]:
        """All places, each before those in it, of one place by level and folded name."""
        waiting = list(reversed(self.children("")))
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(self.children(one.code)))

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Place | None:
        """The place with that code, or None."""
        return self._by_code.get(code)

    def name(self, code: str) -> str:
        """Its name, or "" where there is no such place."""
        found = self._by_code.get(code)
        return found.name if found else ""

    def children(self, code: str, level: str = "") -> tuple[Place, ...]:
        """Places right below (of one level), by level and folded name; "": below nothing."""
        found = self._below.get(code, ())
        some = (one for one in found if level in ("", one.level))
        return tuple(sorted(some, key=lambda one: (LEVELS.index(one.level), fold(one.name))))

    def beside(self, code: str) -> tuple[Place, ...]:
        """Places that name this one as their constituency, by level and folded name."""
        found = self._beside.get(code, ())
        return tuple(sorted(found, key=lambda one: (LEVELS.index(one.level), fold(one.name))))

    def ancestors(self, code: str) -> tuple[Place, ...]:
        """What it is part of, the nearest first, without itself."""
        found: list[Place] = []
        one = self._by_code.get(code)
        while one and (one := self._by_code.get(one.parent)) and one not in found:
            found.append(one)
        return tuple(found)

    def at(self, code: str, level: str) -> Place | None:
        """The place of that level in which it lies (itself if it is of that level), or None."""
        one = self._by_code.get(code)
        if one is None:
            return None
        line = (one, *self.ancestors(code))
        found = next((each for each in line if each.level == level), None)
        if found is None and level == CONSTITUENCY:
            named = (each.constituency for each in line if each.constituency)
            found = self._by_code.get(next(named, ""))
        return found

    def within(self, code: str) -> frozenset[str]:
        """The codes of a place and of all that lies in it; none where there is no such place."""
        found: set[str] = set()
        waiting = [code] if code in self._by_code else []
        while waiting:
            here = waiting.pop()
            if here in found:
                continue
            found.add(here)
            some = (*self._below.get(here, ()), *self._beside.get(here, ()))
            waiting.extend(one.code for one in some)
        return frozenset(found)

    def named(self, name: str, *levels: str) -> tuple[Place, ...]:
        """Places of just that name, however it is written (of these levels), by level and code."""
        wanted = fold(name)
        if not self._by_name:
            for one in self._by_code.values():
                self._by_name.setdefault(fold(one.name), []).append(one.code)
        some = {self._by_code[code] for code in self._by_name.get(wanted, ())}
        found = (
            one
            for one in some
            if wanted and fold(one.name) == wanted and (not levels or one.level in levels)
        )
        return tuple(sorted(found, key=lambda one: (LEVELS.index(one.level), one.code)))

    def search(self, text: str, most: int) -> tuple[Place, ...]:
        """Places whose name or code has this in it: the whole first, then beginnings, the rest."""
        wanted = fold(text)
        if not wanted:
            return ()
        ranked = [
            ((name != wanted, not name.startswith(wanted), number), one)
            for number, one in enumerate(self)
            for name in (fold(one.name),)
            if wanted in name or wanted == one.code.casefold()
        ]
        return tuple(one for _, one in sorted(ranked, key=lambda each: each[0])[:most])

    def told(self, code: str) -> str:
        """A place as people tell it from others: Havana, Windhoek, Khomas."""
        one = self._by_code.get(code)
        if one is None:
            return ""
        above = (each.name for each in self.ancestors(code) if each.level != COUNTRY)
        return ", ".join((one.name, *above))


def slug(name: str) -> str:
    """A name as it stands in a code: capitals, digits and hyphens."""
    plain = _NOT_IN_CODES.sub("-", fold(name).upper()).strip("-")
    return plain[:_SLUG_LONGEST].strip("-") or "X"


def make_code(tree: Tree, level: str, name: str, parent: str) -> str:
    """A code for a new place that no other has: of its region, or of what it is a part of."""
    region = tree.at(parent, REGION)
    above = region.code if region and level in _LETTER else parent
    letter = "-B" if level == BLOCK else _LETTER.get(level, "")
    stem = f"{above}{letter}-{slug(name)}".strip("-")[: CODE_LONGEST - 4].strip("-")
    code, number = stem, 1
    while code in tree:
        number += 1
        code = f"{stem}-{number}"
    return code


def is_code(text: str) -> bool:
    """Whether a text may be a code: capitals, digits, hyphens between them."""
    return bool(_CODE.fullmatch(text))


def check_place(tree: Tree, one: Place) -> None:
    """Whether a place may be listed in a tree in which all others stand already.

    1. its code is a code, and keeps its level; 2. it is part of a place of a level above its own,
    a country of none; 3. its constituency is one, and of its region; 4. nothing else of its level
    has its name there. Raises Refusal `place-code-unclear`, `place-level-other`,
    `place-above-missing`, `place-above-unknown`, `place-above-wrong`,
    `place-constituency-wrong`, `place-listed`.
    """
    if not is_code(one.code):
        raise refuse("place-code-unclear", code=one.code[:CODE_LONGEST], most=CODE_LONGEST)
    before = tree.get(one.code)
    if before is not None and before.level != one.level:
        raise refuse("place-level-other", code=one.code, place=before.name)
    _check_above(tree, one)
    if one.constituency:
        _check_constituency(tree, one)
    for other in tree.named(one.name, one.level):
        if other.code != one.code and other.parent == one.parent:
            raise refuse("place-listed", place=other.name, code=other.code)


def _check_above(tree: Tree, one: Place) -> None:
    if not ABOVE[one.level] and not one.parent:
        return
    if not one.parent:
        raise refuse("place-above-missing", place=one.name)
    above = tree.get(one.parent)
    if above is None:
        raise refuse("place-above-unknown", code=one.parent)
    if above.level not in ABOVE[one.level]:
        raise refuse("place-above-wrong", place=one.name, above=above.name)


def _check_constituency(tree: Tree, one: Place) -> None:
    found = tree.get(one.constituency)
    fits = (
        one.level in IN_CONSTITUENCY
        and found is not None
        and found.level == CONSTITUENCY
        and tree.at(one.parent, REGION) == tree.at(one.constituency, REGION)
    )
    if not fits:
        raise refuse("place-constituency-wrong", place=one.name, code=one.constituency)


def complete(
    tree: Tree, told: Sequence[Place]
) -> tuple[tuple[Place, ...], tuple[tuple[int, Refusal], ...]]:
    """Places as people list them, in any order: those that may be listed, and what is wrong.

    What a place is part of, and its constituency, may be told by code or by a name that one place
    alone has. A blank code is that of the place which has this name there, else a new one. What is
    wrong comes with the number (from 0) of the place in the list.
    """
    grown, seen = Tree(tree), dict[str, int]()
    good: list[tuple[int, Place]] = []
    wrong: list[tuple[int, Refusal]] = []
    for level in LEVELS:
        for number, one in enumerate(told):
            if one.level != level:
                continue
            try:
                place = _completed(grown, one)
                check_place(grown, place)
                if place.code in seen:
                    raise refuse("place-told-twice", place=place.name, code=place.code)
            except Refusal as refusal:
                wrong.append((number, refusal))
                continue
            seen[place.code] = number
            grown._put(place)  # noqa: SLF001 - this module's own
            good.append((number, place))
    return tuple(one for _, one in good), tuple(sorted(wrong, key=lambda each: each[0]))


def _completed(tree: Tree, one: Place) -> Place:
    parent = meant(tree, one.parent, *ABOVE[one.level])
    try:
        constituency = meant(tree, one.constituency, CONSTITUENCY)
    except Refusal:
        raise refuse("place-constituency-wrong", place=one.name, code=one.constituency) from None
    code = one.code.upper()
    if not code:
        there = (other for other in tree.named(one.name, one.level) if other.parent == parent)
        found = next(there, None)
        code = found.code if found else make_code(tree, one.level, one.name, parent)
    return replace(one, code=code, parent=parent, constituency=constituency)


def meant(tree: Tree, told: str, *levels: str) -> str:
    """The code of the place that is told by its code, or by a name that one (of levels) has.

    A code stands as it is told. Raises Refusal `place-above-unknown`, `place-above-unclear`.
    """
    if not told or told.upper() in tree:
        return told.upper()
    found = tree.named(told, *levels)
    if len(found) > 1:
        codes = ", ".join(one.code for one in found)
        raise refuse("place-above-unclear", place=told, codes=codes)
    if not found:
        raise refuse("place-above-unknown", code=told)
    return found[0].code
