"""An amount as recorded words, one after the other: which words there are, and their order.

Nobody spells numbers out here for languages that no table of ours knows: what is recorded are the
numbers themselves, by whoever speaks the language, and they are said in the order in which people
of that language say them. Where that is not known, or words are missing, digit by digit.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

NUMBERS: Final = tuple(str(number) for number in range(101))
HUNDRED, THOUSAND, MILLION = SCALES = ("hundred", "thousand", "million")
UNITS, CENTS = MONEY = ("units", "cents")
# What an amount is of.
BOX, BANK, SAVED, OWE, DUE, TOGETHER = WHATS = ("box", "bank", "saved", "owe", "due", "together")
WORDS: Final = (*NUMBERS, *SCALES, *MONEY, *WHATS)
# Without these no amount can be said at all.
NEEDED: Final = (*NUMBERS[:10], UNITS)

_SCALES: Final = ((1_000_000, MILLION), (1_000, THOUSAND), (100, HUNDRED))
MINOR: Final = 100


@dataclass(frozen=True, slots=True)
class Order:
    """How a language puts an amount together.

    `in_parts`: 1 240 is said as one thousand, two hundred, forty; else digit by digit.
    `scale_first`: thousand before the one; `units_first`: the currency before the number.
    """

    in_parts: bool = False
    scale_first: bool = False
    units_first: bool = False


DIGITS: Final = Order()
# Grammars that were looked up: Donaldson, A Grammar of Afrikaans (1993), chapter on numerals;
# Ashton, Swahili Grammar (1944), numerals (elfu moja mia mbili: scale, then number). Portuguese
# has words of their own for its hundreds, which cannot be put together: digit by digit.
ORDERS: Final[Mapping[str, Order]] = MappingProxyType(
    {
        "en": Order(in_parts=True),
        "af": Order(in_parts=True),
        "sw": Order(in_parts=True, scale_first=True, units_first=True),
    }
)


def say(minor: int, language: str, have: Collection[str], what: str = "") -> tuple[str, ...]:
    """The words to play for an amount of minor units, in order; () when too few are recorded.

    A sign is not said. `what` comes first where it is recorded. 124050 in English: 1, thousand,
    2, hundred, 40, units, 50, cents.
    """
    order = ORDERS.get(language, DIGITS)
    for way in (order, Order(units_first=order.units_first)):
        told = _amount(abs(minor), way)
        if set(told) <= set(have):
            return ((what,) if what in have else ()) + told
    return ()


def _amount(minor: int, order: Order) -> tuple[str, ...]:
    units, cents = divmod(minor, MINOR)
    told = _joined(_number(units, order), UNITS, is_first=order.units_first)
    if cents:
        told += _joined(_number(cents, order), CENTS, is_first=order.units_first)
    return told


def _joined(number: tuple[str, ...], word: str, *, is_first: bool) -> tuple[str, ...]:
    return (word, *number) if is_first else (*number, word)


def _number(number: int, order: Order) -> tuple[str, ...]:
    """A whole number below a thousand millions by its parts, any other digit by digit."""
    if not order.in_parts or number >= 1_000 * _SCALES[0][0]:
        return tuple(str(number))
    told: tuple[str, ...] = ()
    left = number
    for size, word in _SCALES:
        many, left = divmod(left, size)
        if many:
            told += _joined(_number(many, order), word, is_first=order.scale_first)
    return told + ((str(left),) if left or not told else ())


def missing(have: Collection[str]) -> tuple[str, ...]:
    """Words that are not recorded yet, in the order in which they are of use."""
    rest = [word for word in (*NEEDED, *WHATS, *WORDS) if word not in have]
    return tuple(dict.fromkeys(rest))
