"""A cycle's end: the share-out with everybody's part, and what was paid out or saved again."""

import msgspec

from .base import Dated
from .money import Money


class SettledLoan(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, array_like=True
):
    """What of a loan is settled out of a payout, in minor units."""

    loan: int
    principal: int = 0
    interest: int = 0


class SharedSavings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, array_like=True
):
    """Savings for a purpose that go into the pool, in minor units."""

    purpose: str
    amount: int


class ShareOutLine(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, array_like=True
):
    """One member's part, in minor units: her own money in the pool, what she gets of it, debts.

    Net = gross + social − loans − fines; below zero she owes it. On the line it is an array, in the
    order of the fields, so that a group of many hundreds finds room on one.
    """

    member: int
    gross: int
    social: int = 0
    shares: int = 0
    savings: tuple[SharedSavings, ...] = ()
    loans: tuple[SettledLoan, ...] = ()
    fines: int = 0

    @property
    def own(self) -> int:
        """Her own money in the pool."""
        return self.shares + sum(one.amount for one in self.savings)

    @property
    def owes(self) -> int:
        """What is settled out of her payout."""
        return self.fines + sum(one.principal + one.interest for one in self.loans)

    @property
    def net(self) -> int:
        """What she is paid; below zero she pays it."""
        return self.gross + self.social - self.owes


class CycleBegun(Dated, frozen=True, kw_only=True, tag="cycle-begun"):
    """Cycle number `cycle` (from 1) begins; it is to end on `ends_on` ("": not fixed)."""

    cycle: int
    ends_on: str = ""
    meeting: int = 0


class ShareOutHeld(Dated, frozen=True, kw_only=True, tag="share-out-held"):
    """The pool of a cycle is parted: everybody's line, and how it was reckoned.

    `pool` is the sum of all gross parts, `social` that of all social parts. `by_cash` and
    `by_books` are the two views of the pool; where they differ, the note says why. `officers`
    are the people (user numbers) whose PINs closed it.
    """

    cycle: int
    method: str
    pool: int
    by_cash: int
    by_books: int
    lines: tuple[ShareOutLine, ...]
    social: int = 0
    fines_to: str = "pool"
    officers: tuple[int, ...] = ()
    decision: int = 0
    meeting: int = 0


class SharePaidOut(Money, frozen=True, kw_only=True, tag="share-paid-out"):
    """A member took her part (or some of it) in cash and signed for it."""

    member: int
    cycle: int


class ShareReinvested(Money, frozen=True, kw_only=True, tag="share-reinvested"):
    """Of her part a member saves this again, for a purpose ("share": buys shares)."""

    member: int
    cycle: int
    purpose: str = "general"


class ShareDebtPaid(Money, frozen=True, kw_only=True, tag="share-out-debt-paid"):
    """A member whose debts were above her part pays of the rest in cash."""

    member: int
    cycle: int
