"""Loans of the demo: small ones from the group's pot, a house loan of the fund through the group.

The pot lends flat, by the month; the fund's loan is of the size that its house loans had in 2023
(N$ 44,100 at 5 percent a year over 132 months: an instalment of N$ 435.02). Money in minor units.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from federation.commands.loans import GiveLoan

POT_RATE: Final = 20_000
"""Percent a month times 10,000: 2 percent."""

POT_INSTALMENTS: Final = 5
HOUSE_MINOR: Final = 4_410_000
HOUSE_RATE: Final = 50_000
HOUSE_INSTALMENTS: Final = 132
HOUSE_INSTALMENT_MINOR: Final = 43_502
_WHOLE: Final = 1_000_000


def next_month(day: str) -> str:
    """The same day of the next month, or its last."""
    found = date.fromisoformat(day)
    first = (found.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=found.day - 1), last).isoformat()


@dataclass(slots=True)
class Owed:
    """A loan that is being paid back; `left` of its principal, `due_on` its next instalment."""

    number: int
    member: int
    source: str
    principal: int
    left: int
    due_on: str
    instalment: int = 0

    def pay(self) -> tuple[int, int]:
        """Pay the instalment that is due: principal and interest."""
        if self.source == "fund":
            # Half a cent goes up: a whole number of cents, whatever the fund would round to.
            interest = (self.left * HOUSE_RATE * 2 // (12 * _WHOLE) + 1) // 2
            principal = min(self.left, self.instalment - interest)
        else:
            interest = self.principal * POT_RATE // _WHOLE
            principal = min(self.left, self.instalment)
        self.left -= principal
        self.due_on = next_month(self.due_on)
        return principal, interest


@dataclass(slots=True)
class Lending:
    """All loans of a group; `held`: collected for the fund and not yet paid over."""

    loans: list[Owed] = field(default_factory=list)
    held: int = 0

    def due(self, day: str) -> list[Owed]:
        """Loans with an instalment due by this day."""
        return [loan for loan in self.loans if loan.left and loan.due_on <= day]

    def owes(self, member: int) -> int:
        """Principal that a member still owes."""
        return sum(loan.left for loan in self.loans if loan.member == member)

    def pot_loan(self, member: int, principal: int, day: str) -> GiveLoan:
        """A loan of the group's own pot, to be given on a day."""
        instalment = -(-principal // POT_INSTALMENTS)
        return self._lend(
            GiveLoan(
                member=member,
                loan=len(self.loans) + 1,
                principal=principal,
                rate=POT_RATE,
                per="month",
                method="flat",
                instalments=POT_INSTALMENTS,
                every="month",
                day=day,
                first_due_on=next_month(day),
                purpose="small business",
            ),
            instalment,
        )

    def house_loan(self, member: int, day: str) -> GiveLoan:
        """A house loan of the fund, passed on by the group."""
        return self._lend(
            GiveLoan(
                member=member,
                loan=len(self.loans) + 1,
                principal=HOUSE_MINOR,
                rate=HOUSE_RATE,
                per="year",
                method="declining",
                instalments=HOUSE_INSTALMENTS,
                every="month",
                day=day,
                first_due_on=next_month(day),
                source="fund",
                purpose="house",
            ),
            HOUSE_INSTALMENT_MINOR,
        )

    def _lend(self, order: GiveLoan, instalment: int) -> GiveLoan:
        self.loans.append(
            Owed(
                order.loan,
                order.member,
                order.source,
                order.principal,
                order.principal,
                order.first_due_on,
                instalment,
            )
        )
        return order
