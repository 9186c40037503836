"""Sharing out: everybody's part of the pool, to the cent, and what a leaver takes with her.

Money is in minor units. Four methods (`METHODS`), all in use among savings groups:

- `proportional`: the pool by shares;
- `equal`: her own money back, the surplus in equal parts;
- `interest-back`: her own money back, the surplus by the interest that each one paid;
- `duration`: her own money back, the surplus by amount × meetings held (`duration_weight`).

The surplus is the pool less everybody's own money; below zero it is a loss, parted the same way.
Where nobody has a key (nobody paid interest …) it goes by shares, and where nobody has shares, in
equal parts. Cents go by largest remainder, ties in the order of the list, so that the parts always
sum to the pool. Nothing is cut to zero: who owes more than her part has a net below zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .constitution import LEAVING, SHARE_OUT_METHODS, SOCIAL_RULES
from .day_counts import half_even
from .money import split
from .refusals import refuse

METHODS: Final = SHARE_OUT_METHODS
VALUE_DECIMALS: Final = 12
MINOR_DECIMALS: Final = 2  # of a currency unit: 100 minor units


@dataclass(frozen=True, slots=True)
class Stake:
    """What one member has in the pool.

    `own`: her own money in it; `shares`: her key for `proportional` (as `own` where free amounts
    are saved); `interest_paid`, `weight`: her keys for `interest-back` and `duration`; `owes`:
    loans, interest and fines that are settled out of her part. None below zero. `own_only`: she
    had her part of the surplus before, and gets her own money alone.
    """

    no: str | int
    own: int
    shares: int
    interest_paid: int = 0
    weight: int = 0
    owes: int = 0
    own_only: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One member's part: of the pool, of the social fund, what she owes, what she is paid."""

    no: str | int
    gross: int
    social: int
    owes: int
    net: int


@dataclass(frozen=True, slots=True)
class ShareOut:
    """Everybody's line in the order of the stakes, and the sums; `gross` is the pool."""

    lines: tuple[Line, ...]
    gross: int
    social: int
    net: int


def share_out(
    method: str,
    pool: int,
    stakes: Sequence[Stake],
    *,
    social_amount: int = 0,
    social_rule: str = "keep",
) -> ShareOut:
    """Part the pool, and with the rule `equal` the social fund, among everybody in the list.

    Raises Refusal `share-out-nobody` for an empty list, ValueError for a method or rule that is
    none and for amounts or keys below zero.
    """
    if method not in METHODS or social_rule not in SOCIAL_RULES:
        raise ValueError(f"no such method or rule: {method}, {social_rule}")
    if not stakes:
        raise refuse("share-out-nobody")
    if min(pool, social_amount, *(min(one.own, one.owes) for one in stakes)) < 0:
        raise ValueError("a pool, own money and debts are not below zero")
    gross = _parted(method, pool, stakes)
    fund = social_amount if social_rule == "equal" else 0
    social = split(fund, [1] * len(stakes))
    lines = tuple(
        Line(one.no, part, extra, one.owes, part + extra - one.owes)
        for one, part, extra in zip(stakes, gross, social, strict=True)
    )
    return ShareOut(lines, sum(gross), sum(social), sum(line.net for line in lines))


def _parted(method: str, pool: int, stakes: Sequence[Stake]) -> tuple[int, ...]:
    """Who gets her own money alone comes first, as far as the pool reaches; then the others.

    Where there are no others the pool is parted as if nobody had had her part.
    """
    others = [one for one in stakes if not one.own_only]
    if len(others) in (0, len(stakes)):
        return _gross(method, pool, stakes)
    alone = [one.own if one.own_only else 0 for one in stakes]
    first = split(min(sum(alone), pool), alone)
    rest = iter(_gross(method, pool - sum(first), others))
    return tuple(
        part if one.own_only else next(rest) for one, part in zip(stakes, first, strict=True)
    )


def _gross(method: str, pool: int, stakes: Sequence[Stake]) -> tuple[int, ...]:
    shares = [one.shares for one in stakes]
    if method == "proportional":
        return split(pool, shares)
    keys = {
        "equal": [1] * len(stakes),
        "interest-back": [one.interest_paid for one in stakes],
        "duration": [one.weight for one in stakes],
    }[method]
    surplus = pool - sum(one.own for one in stakes)
    parts = split(surplus, keys if any(keys) else shares)
    return tuple(one.own + part for one, part in zip(stakes, parts, strict=True))


def value_per_share(pool: int, shares: int) -> str | None:
    """The pool ÷ shares in currency units with 12 decimals, half-even; None without shares."""
    if not shares:
        return None
    scaled = half_even(pool * 10 ** (VALUE_DECIMALS - MINOR_DECIMALS), shares)
    units, decimals = divmod(scaled, 10**VALUE_DECIMALS)
    return f"{units}.{decimals:0{VALUE_DECIMALS}d}"


def duration_weight(deposits: Iterable[tuple[int, int]]) -> int:
    """The key of `duration`: each amount times the number of meetings the group has held it."""
    return sum(amount * meetings for amount, meetings in deposits)


def buy_shares(paid: int, price: int, credit: int = 0) -> tuple[int, int]:
    """Whole shares for what is paid and what is kept from before; the rest is kept in her name.

    `buy_shares(2300, 500)` is `(4, 300)`. Raises ValueError for a price of nothing or an amount
    below zero.
    """
    if price <= 0 or min(paid, credit) < 0:
        raise ValueError("shares have a price, and amounts are not below zero")
    return divmod(paid + credit, price)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolByCash:
    """The pool as the box and the bank tell it; `cash` and `bank` are counted, set aside left out.

    `settled_…`: debts that are settled out of payouts, so that they need not come in as cash.
    """

    cash: int
    bank: int = 0
    settled_principal: int = 0
    settled_interest: int = 0
    settled_fines: int = 0

    @property
    def total(self) -> int:
        """Money that is there, and debts that are settled out of payouts."""
        settled = self.settled_principal + self.settled_interest + self.settled_fines
        return self.cash + self.bank + settled


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolByBooks:
    """The pool as the books tell it: members' own money and what the group earned and lost.

    `fines` and `settled_fines` only where the constitution gives fines to the pool; settled ones
    are those that payouts settle. `differences`: found when the box was counted, below zero for
    what was missing. `carried`: what was there before the cycle and is nobody's own, less surplus
    already paid to leavers; below zero if it was less than nothing.
    """

    own: int
    interest: int = 0
    fines: int = 0
    other_income: int = 0
    expenses: int = 0
    written_off: int = 0
    differences: int = 0
    carried: int = 0
    settled_interest: int = 0
    settled_fines: int = 0

    @property
    def total(self) -> int:
        """Own money, and the surplus (or less the loss)."""
        earned = self.interest + self.fines + self.other_income
        settled = self.settled_interest + self.settled_fines
        lost = self.expenses + self.written_off
        return self.own + earned + settled - lost + self.differences + self.carried


def difference(by_cash: PoolByCash, by_books: PoolByBooks) -> int:
    """Cash less books: above zero there is more than the books say.

    Unless it is nothing it is shown and minuted before anything is paid.
    """
    return by_cash.total - by_books.total


@dataclass(frozen=True, slots=True)
class LeavingPart:
    """What a leaver gets: `due` = own + surplus − fee; `paid` of it now, `later` the rest."""

    own: int
    surplus: int
    fee: int
    due: int
    paid: int
    later: int


def leaving_part(
    rule: str, own: int, *, pool: int, all_own: int = 0, surplus: int = 0, fee: int = 0
) -> LeavingPart:
    """What a member who leaves in mid-cycle gets by the constitution's rule.

    `savings`: her own money. `with-surplus`: and her part, by own money, of the `surplus` so far
    (below zero: of the loss); `all_own` is everybody's own money, hers within. A fee for leaving
    is taken out of it, as far as it reaches. No more is paid than `pool`, the money there is to
    pay with; the rest is due later. Raises ValueError for another rule and amounts below zero.
    """
    if rule not in LEAVING or min(own, pool, fee) < 0:
        raise ValueError(f"no such rule, or an amount below zero: {rule}")
    part = 0
    if rule == "with-surplus" and own:
        part = max(split(surplus, (own, all_own - own))[0], -own)
    taken = min(fee, own + part)
    due = own + part - taken
    paid = min(due, pool)
    return LeavingPart(own, part, taken, due, paid, due - paid)
