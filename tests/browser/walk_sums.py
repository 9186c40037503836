"""The sums of a walk, kept apart from the program, as a doubting member keeps them on paper."""

from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from tests.browser.newcomer import Newcomer

PRICE = 10_00
NDAPEWA, MOSES, HILMA = "Ndapewa Shikongo", "Moses ǁGaroëb", "Hilma Nangolo"
FRIEDA, RAUNA, TOBIAS = "Frieda !Noabes", "Rauna Iipinge", "Tobias Kapembe"
MEMBERS = (NDAPEWA, MOSES, HILMA, FRIEDA, RAUNA, TOBIAS)
AT_FIRST = MappingProxyType(dict(zip(MEMBERS, (12, 8, 10, 5, 15, 6), strict=True)))


@dataclass
class Sums:
    """What a doubting member keeps on her own paper; minor units."""

    box: int = 225_00
    bank: int = 300_00
    social: int = 45_00
    lent: int = 100_00
    shares: dict[str, int] = field(default_factory=lambda: dict(AT_FIRST))

    def buys(self, **bought: int) -> None:
        """Shares, by first names."""
        for first, number in bought.items():
            name = next(one for one in MEMBERS if one.startswith(first))
            self.shares[name] += number
            self.box += number * PRICE

    def own(self) -> int:
        return sum(self.shares.values()) * PRICE

    def are_on(self, one: Newcomer) -> None:
        """The first page says the same."""
        one.home()
        assert (one.figure("In the box"), one.figure("In the bank")) == (self.box, self.bank)
        one.sees(f"social fund {told(self.social)}")


def told(amount: int) -> str:
    return f"N$ {amount // 100:,}.{amount % 100:02}".replace(",", " ")


def parts(pool: int, shares: dict[str, int]) -> dict[str, int]:
    """Each one's part in cents: whole ones first, the rest to the largest remainders."""
    exact = {one: Fraction(pool * number, sum(shares.values())) for one, number in shares.items()}
    found = {one: int(part) for one, part in exact.items()}
    by_rest = sorted(exact, key=exact.__getitem__)
    by_rest.sort(key=lambda one: exact[one] - found[one], reverse=True)
    for one in by_rest[: pool - sum(found.values())]:
        found[one] += 1
    return found
