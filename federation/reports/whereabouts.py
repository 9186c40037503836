"""Where a group's money is, and whose it is: two sides of one sum.

Whose: members' savings by what they are for, shares, the social fund, what is kept for somebody,
what is owed to the federation's fund, and what the group earned and has not shared out. Where: in
the box, in the bank, lent to members. What was lost, or shared out beyond what was earned, stands
with where the money went. Nothing is left out: by double entry the two sides are one sum.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from federation.core.accounts import ACCOUNTS, SURPLUS
from federation.i18n import gettext, word

from . import flows

EARNED: Final = "earned"
LOST: Final = "lost"
# Owed but no money: what was fined and not paid stands on both of these alike.
_MEMO: Final = ("fines_due", "fines_memo")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the money: an account's code, what the savings are for ("" else), minor units."""

    code: str
    purpose: str
    amount: int

    @property
    def told(self) -> str:
        """In words."""
        if self.purpose:
            return gettext("Saved: %(purpose)s", purpose=word(self.purpose, "purpose"))
        return self.short

    @property
    def short(self) -> str:
        """In the few letters that a chart has room for."""
        told = word(self.purpose, "purpose") if self.purpose else word(self.code, "whereabouts")
        return told[:1].upper() + told[1:]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The two sides; each adds up to `total`."""

    whose: tuple[Share, ...]
    where: tuple[Share, ...]

    @property
    def total(self) -> int:
        """All of it, in minor units."""
        return sum(one.amount for one in self.where)

    @property
    def chart(self) -> str:
        """As bands from whose it is to where it is."""
        return flows.chart(
            "whereabouts",
            gettext("Whose the money is, and where it is"),
            [flows.Flow(one.short, one.amount) for one in self.whose],
            [flows.Flow(one.short, one.amount) for one in self.where],
        )


def of_sums(sums: Iterable[tuple[str, str, int]]) -> Whereabouts:
    """From account, purpose and signed sum of everything in a book, in parts to be added up.

    A part below nothing (a loan of the fund that was paid back too much, say) stands on the other
    side, so no band is thinner than nothing.
    """
    held: dict[tuple[str, str], int] = {}
    for account, purpose, amount in sums:
        if account not in _MEMO:
            code = EARNED if account in SURPLUS else account
            key = (code, purpose if account == "savings" else "")
            held[key] = held.get(key, 0) + amount
    codes = [*ACCOUNTS, EARNED]
    order = sorted(held, key=lambda key: (codes.index(key[0]), key[1]))
    return Whereabouts(
        whose=tuple(_shares(held, order, -1)),
        where=tuple(_shares(held, order, 1)),
    )


def _shares(
    held: Mapping[tuple[str, str], int], order: Iterable[tuple[str, str]], side: int
) -> Iterator[Share]:
    """What stands on one side (1: debits, -1: credits), in the order of the chart of accounts."""
    for code, purpose in order:
        amount = held[code, purpose] * side
        if amount > 0:
            yield Share(LOST if code == EARNED and side > 0 else code, purpose, amount)
