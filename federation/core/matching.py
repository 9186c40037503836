"""How much speaks for two members of different groups being one person.

After I. Fellegi and A. Sunter (*A Theory for Record Linkage*, Journal of the American Statistical
Association 64, 1969, 1183-1210): each thing that is compared adds a weight log2(m/u), where m is
how often it agrees of one person and u how often of two people taken by chance; the sum is
compared with the odds that two people taken by chance are one. u of a name, a year, a region or a
telephone is how many here share it, so that a rare name says more than a common one (W. Winkler,
*Frequency-based Matching*, U.S. Bureau of the Census RR2000/06). m is set by hand, below. How many
people are in two groups is not known: it is what the weights themselves expect (one step of
expectation and maximisation with m and u fast, repeated; the same author, 1988).

Not everything is independent, as that theory asks. A family shares a telephone and a surname: both
together weigh no more than what is left against the other explanation, that the two are kin, and
where the given name does not agree the surname says nothing. A given name tells the gender: that
it agrees adds nothing. And the more ways there are in which parts of two names may agree, the more
often some do by chance.

Weights are whole hundredths of a bit; chances are whole thousandths.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import groupby, product
from types import MappingProxyType
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from .fingerprints import Form, Part, as_spelled

BIT: Final = 100
THOUSAND: Final = 1000

# What speaks against; every other code of evidence speaks for it.
AGAINST: Final = frozenset(
    {"name-other", "document-other", "phone-other", "year-other", "gender-other", "region-other"}
)

# Agreement of what nobody shares by chance; a number typed with one slip; another number.
DOCUMENT_SAME: Final = 2000
DOCUMENT_NEAR: Final = 900
DOCUMENT_OTHER: Final = -400  # a passport here, a voter's card there
IDENTITY_OTHER: Final = -700  # both are identity numbers, of which everybody has one
PHONE_SAME: Final = (400, 1250)  # least and most, by how many have it
PHONE_OTHER: Final = -120  # people change telephones
MANY_HOLDERS: Final = 4
# A part of a name: least and most, by how many bear it; and what another spelling takes off. Of
# one person about a word in five is spelled otherwise, mostly by one letter; of two people whose
# words only sound alike, few are that near.
PART: Final = (100, 1200)
HEARD_SLIP: Final = -50
HEARD_ALIKE: Final = -350
ONE_SLIP: Final = -250
MORE_SLIPS: Final = -500
CLICK_OTHER: Final = -30
INITIAL: Final = 150
PART_LEAST: Final = 50
PART_OTHER: Final = -350
# A second name that one of them has not: by chance three pairs in eight, where one in four has
# one; of one person one in twelve, when she leaves it out one time in five.
PART_MORE: Final = -220
TURNED: Final = -50
# A telephone and the surname together: kin who share both are some twenty for each person who is
# told twice under them (log2 of pairs by chance for a double, less log2 of that).
FAMILY: Final = 1600
YEAR: Final = (200, 700)
YEAR_NEXT: Final = 150
YEAR_SLIP: Final = -150  # 1978 and 1987, 1978 and 1988
YEAR_CLOSE: Final = -100
YEAR_OTHER: Final = -500
GENDER_OTHER: Final = -500
REGION: Final = (0, 400)
REGION_OTHER: Final = -220
SETTLEMENT_SAME: Final = 250

_SPELLED: Final = MappingProxyType(
    {
        (True, True): HEARD_SLIP,
        (True, False): HEARD_ALIKE,
        (False, True): ONE_SLIP,
        (False, False): MORE_SLIPS,
    }
)
_DOCUMENT_LONG: Final = 8
_SLIP_LONG: Final = 4
_SLIPS_LONG: Final = 8
_JARO_WINKLER: Final = 92  # of a hundred
_YEARS_CLOSE: Final = 2
_DECADE: Final = 10

# One person in so many is in two groups, before anything is known; bounds of what is estimated.
DOUBLES_FIRST: Final = 150
DOUBLES_FEWEST: Final = 2000
DOUBLES_MOST: Final = 20
ROUNDS: Final = 12
# What agrees does not always agree of one person either: log2 of how often it does.
AGREES: Final = -30
# Of the pairs that are shown so many of a thousand are to be right; one below this chance is never.
# What the weights expect is on the low side: of the pairs shown some more are right.
SHOWN_RIGHT: Final = 340
CHANCE_LEAST: Final = 3


def _nothing() -> Mapping[str, int]:
    return MappingProxyType({})


def rarity(people: int, many: int, bounds: tuple[int, int]) -> int:
    """The weight of agreeing in what so many of all people share, within bounds."""
    told = int(BIT * (math.log2(max(people, 2)) - math.log2(max(many, 1)))) + AGREES
    return max(bounds[0], min(bounds[1], told))


@dataclass(frozen=True, slots=True)
class Rarities:
    """What it weighs to agree in something, among so many people; what is not told is the rarest.

    `parts` by skeleton and `as_spelled`, `years` and `regions` as they are written;
    `phones` tells how many have each.
    """

    people: int
    parts: Mapping[str, int] = field(default_factory=_nothing)
    phones: Mapping[str, int] = field(default_factory=_nothing)
    years: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    regions: Mapping[str, int] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a group is at home: its region's code, and the settlements it speaks of."""

    region: str = ""
    settlements: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """The weight, and codes of what made it, the weightiest first."""

    weight: int
    evidence: tuple[str, ...]


def likeness(told: Mapping[str, int], least: int) -> Likeness | None:
    """What these codes weigh together, or None when it is below `least`."""
    weight = sum(told.values())
    if weight < least:
        return None
    order = sorted((one for one in told if one), key=lambda one: (-abs(told[one]), one))
    return Likeness(weight, tuple(order))


def compare(
    left: Form, right: Form, homes: tuple[Where, Where], rarities: Rarities, least: int = 0
) -> Likeness | None:
    """What speaks for and against these two being one person; None below the weight `least`.

    `homes` are those of their groups.
    """
    found: dict[str, int] = {}
    _documents(found, left, right)
    telephone = _phones(found, left, right, rarities)
    _names(found, left, right, rarities, telephone)
    _years(found, left.birth_years, right.birth_years, rarities)
    if left.gender and right.gender and left.gender != right.gender:
        found["gender-other"] = GENDER_OTHER
    _homes(found, *homes, rarities)
    return likeness(found, least)


def _phones(found: dict[str, int], left: Form, right: Form, rarities: Rarities) -> str:
    """The code of the evidence where they share a telephone, else ""."""
    common = [one for one in left.phones if one in right.phones]
    if common:
        many = min(rarities.phones.get(one, 1) for one in common)
        code = "phone-shared" if many > MANY_HOLDERS else "phone-same"
        found[code] = rarity(rarities.people, many, PHONE_SAME)
        return code
    if left.phones and right.phones:
        found["phone-other"] = PHONE_OTHER
    return ""


def _documents(found: dict[str, int], left: Form, right: Form) -> None:
    one, other = left.document, right.document
    if not (one and other):
        return
    if one == other:
        found["document-same"] = DOCUMENT_SAME
    elif min(len(one), len(other)) >= _DOCUMENT_LONG and OSA.distance(one, other) == 1:
        found["document-near"] = DOCUMENT_NEAR
    else:
        is_alike = left.is_identity and right.is_identity
        found["document-other"] = IDENTITY_OTHER if is_alike else DOCUMENT_OTHER


def _years(
    found: dict[str, int], some: tuple[int, ...], others: tuple[int, ...], rarities: Rarities
) -> None:
    if not (some and others):
        return
    left, right = min(product(some, others), key=lambda two: abs(two[0] - two[1]))
    apart = abs(left - right)
    if apart == 0:
        found["year-same"] = rarities.years.get(left, YEAR[1])
    elif apart == 1:
        found["year-near"] = YEAR_NEXT
    elif apart == _DECADE or sorted(str(left)) == sorted(str(right)):
        found["year-near"] = YEAR_SLIP
    else:
        found["year-other"] = YEAR_CLOSE if apart <= _YEARS_CLOSE else YEAR_OTHER


def _homes(found: dict[str, int], left: Where, right: Where, rarities: Rarities) -> None:
    if left.settlements & right.settlements:
        found["settlement-same"] = SETTLEMENT_SAME
    if not (left.region and right.region):
        return
    if left.region == right.region:
        found["region-same"] = rarities.regions.get(left.region, REGION[1])
    else:
        found["region-other"] = REGION_OTHER


def _names(
    found: dict[str, int], left: Form, right: Form, rarities: Rarities, telephone: str
) -> None:
    """The parts of two names, each with the one that it is most like, in whatever order.

    `telephone` is the code under which it was found that they share one, or "".
    """
    pairs, rest = _aligned(left.parts, right.parts, rarities)
    unlike = min(rest)
    if unlike:
        found["name-other"] = PART_OTHER * unlike
    if not pairs:
        return
    weight = sum(one.weight for one in pairs)
    if telephone and not unlike:
        surname = max(one.weight for one in pairs)  # which of them it is, nobody told
        found[telephone] -= max(0, found[telephone] + surname - FAMILY)
    elif telephone and not any(one.places == (0, 0) for one in pairs):
        weight = min(weight, 0)
    there = [one.places[1] for one in pairs]
    if len(pairs) > 1 and there != sorted(there):
        found["name-turned"] = TURNED
    clicks = [(left.clicks[one.places[0]], right.clicks[one.places[1]]) for one in pairs]
    written = sum(one != other for one, other in clicks)
    weight += PART_MORE * (max(rest) - unlike) + CLICK_OTHER * written
    weight -= _ways(len(left.parts), len(right.parts), len(pairs))
    if unlike:
        found["name-part"] = weight
    elif written or not all(one.is_equal for one in pairs):
        found["name-alike"] = weight
    else:
        found["name-same"] = weight


@cache
def _ways(left: int, right: int, agree: int) -> int:
    """What it takes off that so many parts of so many may agree in several ways."""
    return int(BIT * math.log2(math.comb(left, agree) * math.comb(right, agree)))


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two parts that belong together, by their places in the names."""

    places: tuple[int, int]
    weight: int
    is_equal: bool


def _aligned(
    left: Sequence[Part], right: Sequence[Part], rarities: Rarities
) -> tuple[list[_Pair], tuple[int, int]]:
    """Parts that belong together, by the left name's order; how many are left over on each side."""
    pairs: list[_Pair] = []
    here, there = list(range(len(left))), list(range(len(right)))
    for is_enough in (_is_equal, _is_heard_alike, _is_near):
        for one in tuple(here):
            for other in there:
                if is_enough(left[one], right[other]):
                    weight = _part_weight(left[one], right[other], rarities)
                    pairs.append(_Pair((one, other), weight, left[one].text == right[other].text))
                    here.remove(one)
                    there.remove(other)
                    break
        if not here or not there:
            break
    return sorted(pairs, key=lambda one: one.places), (len(here), len(there))


def _is_equal(left: Part, right: Part) -> bool:
    return left.text == right.text


def _is_heard_alike(left: Part, right: Part) -> bool:
    return left.skeleton == right.skeleton and len(left.text) > 1 and len(right.text) > 1


def _is_near(left: Part, right: Part) -> bool:
    """An initial of the other, a slip or two in a long word, or much the same beginning."""
    short = min(len(left.text), len(right.text))
    if short == 1:
        return left.text[0] == right.text[0]
    if short < _SLIP_LONG:
        return False
    slips = 2 if short >= _SLIPS_LONG else 1
    if OSA.distance(left.text, right.text, score_cutoff=slips) <= slips:
        return True
    return bool(JaroWinkler.similarity(left.text, right.text) * 100 >= _JARO_WINKLER)


def _part_weight(left: Part, right: Part, rarities: Rarities) -> int:
    """The rarer of two spellings counts as the more common one does."""
    if min(len(left.text), len(right.text)) == 1:
        return INITIAL
    if left.text == right.text:
        return rarities.parts.get(as_spelled(left.text), PART[1])
    weight = min(rarities.parts.get(one.skeleton, PART[1]) for one in (left, right))
    is_heard = left.skeleton == right.skeleton
    is_slip = OSA.distance(left.text, right.text, score_cutoff=1) == 1
    off = _SPELLED[is_heard, is_slip]
    return max(PART_LEAST, weight + off)


def weight_least(people: int) -> int:
    """Below this weight no pair among so many people is worth keeping, whatever the others say."""
    most = int(BIT * (math.log2(DOUBLES_MOST * max(people, 2)) - 1))
    return most + _log_odds(CHANCE_LEAST)


def _log_odds(chance: int) -> int:
    return int(BIT * (math.log2(chance) - math.log2(THOUSAND - chance)))


def chance(weight: int, prior: int) -> int:
    """How many of a thousand pairs of this weight are one person; `prior` as `prior_of` has it."""
    total = max(-2 * THOUSAND, min(2 * THOUSAND, weight + prior))
    odds = int(THOUSAND * 2 ** Fraction(total, BIT))
    return THOUSAND * odds // (odds + THOUSAND)


def prior_of(weights: Collection[int], people: int) -> int:
    """The weight of two people taken by chance being one, by what all these weights expect."""
    pairs = math.log2(max(people * (people - 1) // 2, 1))
    fewest, most = max(people // DOUBLES_FEWEST, 1), max(people // DOUBLES_MOST, 1)
    doubles = max(people // DOUBLES_FIRST, 1)
    prior = int(BIT * (math.log2(doubles) - pairs))
    for _ in range(ROUNDS):
        expected = sum(chance(one, prior) for one in weights) // THOUSAND
        doubles = max(fewest, min(most, expected))
        prior = int(BIT * (math.log2(doubles) - pairs))
    return prior


def weight_shown(weights: Iterable[int], prior: int) -> int:
    """The least weight that is shown: down to it, enough of the pairs are one person.

    Pairs of one weight are shown together or not at all; where none is, it is above all of them.
    """
    order = sorted(weights, reverse=True)
    right, told, least = 0, 0, order[0] + 1 if order else 0
    for one, alike in groupby(order):
        many, expected = len(list(alike)), chance(one, prior)
        right, told = right + expected * many, told + many
        if expected < CHANCE_LEAST or right < SHOWN_RIGHT * told:
            break
        least = one
    return least
