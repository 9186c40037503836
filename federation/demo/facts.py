"""What is a matter of public record, and nothing else; everything else in the demo is made up.

The group land sale in Otjomuise, Windhoek, of 31 March 2016 (lelamobile.com/content/61593): seven
self-help groups, each with households, square metres and price. Two names are spelled differently
in later papers (Winner or Winners, Twinileni or Twindinileni); one spelling is used here.

Public toilets in Havana, Windhoek (nbcnews.na/node/114658): 18 installed, 11 working, about 8,000
people, two toilets meant for 20 households.
"""

from dataclasses import dataclass
from typing import Final

SALE_DAY: Final = "2016-03-31"
SALE_SETTLEMENT: Final = "Otjomuise"


@dataclass(frozen=True, slots=True)
class Sale:
    """One group's part of the sale; the price in minor units (N$ cents)."""

    group: str
    households: int
    square_metres: int
    price_minor: int


SALES: Final = (
    Sale("Humble Valley", 28, 6_520, 54_116_000),
    Sale("Shangwana", 30, 7_142, 59_278_600),
    Sale("Ronga Narama", 25, 10_338, 85_805_400),
    Sale("Natangwe", 34, 11_205, 93_001_500),
    Sale("Winners", 29, 5_800, 48_140_000),
    Sale("Twindinileni", 24, 7_518, 62_399_400),
    Sale("Tunombili", 20, 6_452, 53_551_600),
)

HAVANA_INSTALLED: Final = 18
HAVANA_WORKING: Final = 11
HAVANA_PEOPLE: Final = 8_000
HAVANA_HOUSEHOLDS_PER_TOILET: Final = 10


def group_name(place: int) -> str:
    """The name of the group at `place` (from 0): of the sale, then plainly made up."""
    if place < len(SALES):
        return SALES[place].group
    return f"Made-up Group {place + 1}"
