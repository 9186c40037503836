"""What a loan asks for, how a payment is split, how a pool is parted: worked out another way.

Schedules are those of `loan_reference`, which shares nothing with the program either. Cents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tests.core.loan_reference import reference


def up(part: int, whole: int) -> int:
    """A quotient rounded up."""
    return -(-part // whole)


@dataclass
class Loan:
    """What was agreed about a loan; `since`: the entry that changed its terms (0: none did).

    `carried`: interest that was due before the change. `paid_out`, `opened`: days, "" if not.
    """

    member: int
    source: str
    principal: int
    rate: int
    method: str
    instalments: int
    day: str
    first_due: str
    per: str = "month"
    every: str = "month"
    fund_loan: int = 0
    application: int = 0
    guarantors: tuple[int, ...] = ()
    since: int = 0
    carried: int = 0

    def rows(self, start: str = "") -> list[tuple[str, int, int]]:
        """Due day, principal, interest; interest runs from `start` (the day it was agreed)."""
        told: dict[str, Any] = {
            "principal": self.principal, "rate": self.rate, "per": self.per,
            "method": self.method, "instalments": self.instalments, "every": self.every,
            "disbursed_on": start or self.day, "first_due_on": self.first_due, "days": "period",
            "round_to": 0, "grace_principal": 0, "defer_interest": 0, "interest_free": 0,
        }  # fmt: skip
        (due, principal, interest), *more = reference(told)
        return [(due, principal, interest + self.carried), *more]


@dataclass(frozen=True)
class Stands:
    """A loan on a day: what is owed, what of it is due, and what interest closes it that day."""

    owed: int
    due: tuple[tuple[int, int], ...]  # interest and principal of each due instalment, unpaid
    due_interest: int
    closing: int
    to_come: int
    late_rows: tuple[str, ...]

    @property
    def unpaid(self) -> int:
        """What is due and unpaid."""
        return sum(sum(one) for one in self.due)


def stands(loan: Loan, *, owed: int, interest_paid: int, day: str, start: str) -> Stands:
    """Where a loan stands with so much owed and so much interest paid."""
    rows = loan.rows(start)
    everything = sum(interest for _, _, interest in rows)
    open_interest = everything - interest_paid
    if loan.method != "flat" and not owed:
        open_interest = 0
    paid, interest = loan.principal - owed, interest_paid
    due, late = [], []
    for on, principal, charge in rows:
        principal_left, charge_left = max(principal - paid, 0), max(charge - interest, 0)
        paid, interest = max(paid - principal, 0), max(interest - charge, 0)
        if open_interest <= 0:
            charge_left = 0
        if on <= day:
            due.append((charge_left, principal_left))
        if on < day and (charge_left or principal_left):
            late.append(on)
    return Stands(
        owed=owed,
        due=tuple(due),
        due_interest=sum(one for one, _ in due),
        closing=_closing(loan, rows, open_interest, interest_paid, day, start or loan.day),
        to_come=max(open_interest, 0),
        late_rows=tuple(late),
    )


def _closing(
    loan: Loan,
    rows: list[tuple[str, int, int]],
    open_interest: int,
    paid: int,
    day: str,
    start: str,
) -> int:
    """The interest of who pays all back that day: of a flat loan all, else to the day."""
    if loan.method == "flat" or open_interest <= 0:
        return max(open_interest, 0)
    to_day = Fraction(loan.carried)
    for place, (on, _, charge) in enumerate(rows):
        own = charge - (loan.carried if not place else 0)
        whole = (date.fromisoformat(on) - date.fromisoformat(start)).days
        gone = (date.fromisoformat(day) - date.fromisoformat(start)).days
        share = Fraction(1) if whole <= max(gone, 0) else Fraction(max(gone, 0), whole)
        to_day += round(own * share)
        start = on
    return max(min(int(to_day), open_interest + paid) - paid, 0)


def split_payment(loan: Loan, told: Stands, amount: int, fines: int) -> tuple[int, int, int, int]:
    """Interest, principal, fines and what is over of one amount: the oldest due first."""
    fine = min(fines, max(amount - told.unpaid, 0))
    left, interest, principal = amount - fine, 0, 0
    for charge, part in told.due:
        first = min(charge, left)
        second = min(part, left - first)
        interest, principal, left = interest + first, principal + second, left - first - second
    rest = told.owed - principal
    if left < rest:
        principal, left = principal + left, 0
    elif loan.method == "flat":
        more = min(max(told.closing - interest, 0), left - rest)
        interest, principal, left = interest + more, principal + rest, left - rest - more
    else:
        more = min(max(told.closing - interest, 0), left)
        back = min(rest, left - more)
        interest, principal, left = interest + more, principal + back, left - more - back
    if loan.method == "flat" and principal >= told.owed:
        # The loan stays open until all its interest is paid.
        swap = min(max(told.to_come - interest, 0), principal)
        interest, principal = interest + swap, principal - swap
    return interest, principal, fine, left


def parts(total: int, keys: Sequence[int]) -> list[int]:
    """Parts in proportion that add up: cents to the largest rest, then to who stands first."""
    if total < 0:
        return [-one for one in parts(-total, keys)]
    keys = list(keys) if sum(keys) else [1] * len(keys)
    exact = [Fraction(total * key, sum(keys)) for key in keys]
    found = [int(one) for one in exact]
    places = sorted(range(len(keys)), key=lambda place: (found[place] - exact[place], place))
    for place in places[: total - sum(found)]:
        found[place] += 1
    return found


@dataclass(frozen=True)
class Part:
    """One member's line of a share-out."""

    member: int
    own: Mapping[str, int]
    gross: int
    social: int
    loans: tuple[tuple[int, int, int], ...]  # number, principal, interest
    fines: int

    @property
    def net(self) -> int:
        """What she is paid."""
        lent = sum(principal + interest for _, principal, interest in self.loans)
        return self.gross + self.social - lent - self.fines


def gross(
    method: str, pool: int, mine: Sequence[int], interest: Sequence[int], weights: Sequence[int]
) -> list[int]:
    """Everybody's part of the pool, by her own money and the key of the method."""
    if method == "proportional":
        return parts(pool, mine)
    keys: Sequence[int] = {
        "equal": [1] * len(mine), "interest-back": interest, "duration": weights,
    }[method]  # fmt: skip
    over = parts(pool - sum(mine), keys if sum(keys) else mine)
    return [own + part for own, part in zip(mine, over, strict=True)]
