"""How much speaks for two households, or two needs, that different groups told of being one.

Both are few, and are compared by whole points that were settled by hand, not by counting: the
likeness only orders what people look at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz

from .fingerprints import Form
from .matching import Likeness, Where, likeness
from .names import fold

AGAINST: Final = frozenset(
    {
        *("plot-other", "persons-other", "home-other", "region-other"),
        *("title-other", "number-other", "households-other", "days-far"),
    }
)

# A household is shown from so many points on, a need likewise.
HOUSEHOLD_LEAST: Final = 800
NEED_LEAST: Final = 450

_PLOT: Final = (600, -800)
_SETTLEMENT: Final = 300
_REGION_OTHER: Final = -600
_PHONE: Final = 500
_SURNAME: Final = 250
_PERSONS: Final = (150, -150)
_ROOMS: Final = (100, -100)
_CODES: Final = (40, -60)  # each of them

_TITLES: Final = ((90, 400, "title-same"), (70, 200, "title-alike"))
_TITLE_OTHER: Final = (40, -200)
_NUMBER_OTHER: Final = -300
_HOUSEHOLDS: Final = (250, 100, -250)  # the same, within a fifth, more than double
_DAYS: Final = ((31, 200), (183, 50))
_DAYS_FAR: Final = (365, -300)


@dataclass(frozen=True, slots=True)
class Home:
    """What a member told of her home: `plot` as `fingerprints.plot` has it, counts -1: not told.

    `codes`: how she lives (toilet, walls …), each by its code, "" where it was not told.
    """

    plot: str = ""
    persons: int = -1
    rooms: int = -1
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What a group asks: `kind` by code, households, the day on which it was raised."""

    owner: str
    settlement: str
    kind: str
    title: str
    households: int
    raised_on: str

    @property
    def block(self) -> tuple[str, str]:
        """Needs are compared that are of one kind and place."""
        return self.kind, "".join(one for one in fold(self.settlement) if one.isalnum())


def household(
    homes: tuple[Home, Home], people: tuple[Form, Form], where: tuple[Where, Where]
) -> Likeness | None:
    """What speaks for and against one household, or None where it is too little."""
    left, right = homes
    told: dict[str, int] = {}
    if left.plot and right.plot:
        is_one = left.plot == right.plot
        told["plot-same" if is_one else "plot-other"] = _PLOT[not is_one]
    if set(people[0].phones) & set(people[1].phones):
        told["phone-same"] = _PHONE
    surnames = [one.parts[-1].skeleton for one in people if one.parts]
    if len(surnames) > 1 and surnames[0] == surnames[1]:
        told["surname-same"] = _SURNAME
    if where[0].settlements & where[1].settlements:
        told["settlement-same"] = _SETTLEMENT
    if where[0].region and where[1].region and where[0].region != where[1].region:
        told["region-other"] = _REGION_OTHER
    if min(left.persons, right.persons) >= 0:
        apart = abs(left.persons - right.persons)
        if apart != 1:
            told["persons-other" if apart else "persons-same"] = _PERSONS[bool(apart)]
    lived = _lived(left, right)
    if lived:
        told["home-same" if lived > 0 else "home-other"] = lived
    return likeness(told, HOUSEHOLD_LEAST)


def _lived(left: Home, right: Home) -> int:
    points = 0
    if min(left.rooms, right.rooms) >= 0:
        points += _ROOMS[left.rooms != right.rooms]
    both = zip(left.codes, right.codes, strict=False)
    return points + sum(_CODES[one != other] for one, other in both if one and other)


def need(left: Need, right: Need) -> Likeness | None:
    """What speaks for and against two groups asking for one thing, or None where it is too little.

    They are of one `block`.
    """
    told = {**_titles(fold(left.title), fold(right.title)), **_counts(left, right)}
    days = abs((date.fromisoformat(left.raised_on) - date.fromisoformat(right.raised_on)).days)
    near = next((points for most, points in _DAYS if days <= most), 0)
    if near:
        told["days-near"] = near
    elif days > _DAYS_FAR[0]:
        told["days-far"] = _DAYS_FAR[1]
    return likeness(told, NEED_LEAST)


def _titles(left: str, right: str) -> Mapping[str, int]:
    ratio = fuzz.token_set_ratio(left, right)
    numbers = [{word for word in one.split() if word.isdigit()} for one in (left, right)]
    if all(numbers) and numbers[0] != numbers[1]:
        return MappingProxyType({"number-other": _NUMBER_OTHER})
    for least, points, code in _TITLES:
        if ratio >= least:
            return MappingProxyType({code: points})
    few, points = _TITLE_OTHER
    return MappingProxyType({"title-other": points} if ratio < few else {})


def _counts(left: Need, right: Need) -> Mapping[str, int]:
    few, many = sorted((left.households, right.households))
    same, near, other = _HOUSEHOLDS
    if few == many:
        return MappingProxyType({"households-same": same})
    if (many - few) * 5 <= many:
        return MappingProxyType({"households-near": near})
    return MappingProxyType({"households-other": other} if many > 2 * few else {})


def needs(some: Iterable[tuple[str, Need]]) -> Iterable[tuple[str, str, Likeness]]:
    """Every two of these needs (by id) of different groups that may be one."""
    blocks: dict[tuple[str, str], list[tuple[str, Need]]] = {}
    for name, one in some:
        blocks.setdefault(one.block, []).append((name, one))
    for together in blocks.values():
        for place, (name, one) in enumerate(together):
            for other_name, other in together[:place]:
                found = need(one, other) if one.owner != other.owner else None
                if found is not None:
                    yield name, other_name, found
