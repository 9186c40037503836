"""A second opinion on the books: a dozen pots and what each deed does to them.

It shares no line with `federation.core.posting`: where both agree, both are right or the same
mistake was made twice.
"""

from collections import Counter
from collections.abc import Hashable, Mapping

Moves = Mapping[Hashable, int]

CASH, BANK, SOCIAL, HELD = "cash", "bank", "social", "held"


def saved(member: int, purpose: str) -> Hashable:
    return ("saved", member, purpose)


def shares(member: int) -> Hashable:
    return ("shares", member)


def fines(member: int) -> Hashable:
    return ("fines", member)


def owed(loan: int) -> Hashable:
    return ("owed", loan)


def moves(kind: str, amount: int, member: int, purpose: str) -> Moves:
    """What a line of the `entries` sheet does to the pots (loans: see `Model.repay`)."""
    table: dict[str, Moves] = {
        "savings": {CASH: amount, saved(member, purpose): amount},
        "withdrawal": {CASH: -amount, saved(member, purpose): -amount},
        "share": {CASH: amount, shares(member): amount},
        "social_contribution": {CASH: amount, SOCIAL: amount},
        "social_grant": {CASH: -amount, SOCIAL: -amount},
        "fine": {fines(member): amount},
        "fee": {CASH: amount},
        "income": {CASH: amount},
        "expense": {CASH: -amount},
        "municipal_payment": {CASH: -amount},
        "bank_deposit": {CASH: -amount, BANK: amount},
        "bank_withdrawal": {CASH: amount, BANK: -amount},
        "fund_contribution": {CASH: amount, HELD: amount},
        "fund_received": {CASH: amount},
        "fund_remittance": {CASH: -amount, HELD: -amount},
    }
    return table[kind]


KINDS = (
    "savings", "withdrawal", "share", "social_contribution", "social_grant", "fine", "fee",
    "income", "expense", "municipal_payment", "bank_deposit", "bank_withdrawal",
    "fund_contribution", "fund_received", "fund_remittance",
)  # fmt: skip
EDGES = ("expense", "lend", "withdrawal", "bank_withdrawal", "social_grant", "fund_remittance")
WITHOUT_MEMBER = ("bank_deposit", "bank_withdrawal", "fund_received", "fund_remittance")


class Model:
    """The pots, and what each entry that moved money did to them."""

    def __init__(self) -> None:
        self.pots: Counter[Hashable] = Counter()
        self.done: dict[int, Moves] = {}

    def holds_after(self, *some: Moves) -> bool:
        """Whether every pot would hold."""
        after = Counter(self.pots)
        for one in some:
            for pot, amount in one.items():
                after[pot] += amount
        return min(after.values(), default=0) >= 0 and (
            after[CASH] + after[BANK] >= after[SOCIAL] + after[HELD]
        )

    def take(self, first: int, *some: Moves) -> None:
        """These entries were entered, from number `first` on."""
        for seq, one in enumerate(some, first):
            self.done[seq] = one
            for pot, amount in one.items():
                self.pots[pot] += amount

    def most(self, kind: str, member: int) -> int:
        """As much as an entry of one of `EDGES` can move ("land" of what a member saved)."""
        pots = self.pots
        free = pots[CASH] + pots[BANK] - pots[SOCIAL] - pots[HELD]
        limits = {
            "bank_withdrawal": [pots[BANK]],
            "social_grant": [pots[CASH], pots[SOCIAL]],
            "fund_remittance": [pots[CASH], pots[HELD]],
            "withdrawal": [pots[CASH], free, pots[saved(member, "land")]],
        }
        return min(limits.get(kind, [pots[CASH], free]))

    def pay_fine(self, member: int, amount: int) -> Moves:
        """A fine paid settles what was charged, and no more."""
        return {CASH: amount, fines(member): -min(amount, self.pots[fines(member)])}

    def has_money(self, member: int) -> bool:
        """Whether she has saved or bought something."""
        return any(
            amount
            for pot, amount in self.pots.items()
            if isinstance(pot, tuple) and pot[0] in ("saved", "shares") and pot[1] == member
        )


def lent(amount: int, loan: int) -> Moves:
    """A loan paid out."""
    return {CASH: -amount, owed(loan): amount}


def repaid(amount: int, loan: int, source: str) -> Moves:
    """Principal paid back; of a fund's loan it is held for the fund."""
    held = {} if source == "group" else {HELD: amount}
    return {CASH: amount, owed(loan): -amount, **held}


def interest(amount: int, source: str) -> Moves:
    """Interest paid."""
    return {CASH: amount} if source == "group" else {CASH: amount, HELD: amount}


def back(one: Moves) -> Moves:
    """What takes an entry back."""
    return {pot: -amount for pot, amount in one.items()}
