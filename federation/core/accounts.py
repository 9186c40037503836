"""The chart of accounts of a group, and its pots.

A posting's amount is signed: a debit is above zero, a credit below. An account's balance is the
sum of its postings; `side` turns it into the figure that people read. A rotating pot stands under
its number where a loan's would.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

# The largest amount of one entry, in minor units: sums over every book of a large federation stay
# within what databases and programs count exactly.
AMOUNT_MAX: Final = 10**12 - 1
BALANCE_MAX: Final = 10**14

DEBIT: Final = 1
CREDIT: Final = -1


@dataclass(frozen=True, slots=True)
class Account:
    """`side`: DEBIT or CREDIT, the side on which it grows; `per`: what it is kept for, each alone.

    `floor`: each such balance, on its own side, must not fall below zero.
    """

    code: str
    side: int
    per: str = ""
    floor: bool = False


ACCOUNTS: Final[Mapping[str, Account]] = MappingProxyType(
    {
        account.code: account
        for account in (
            Account("cash", DEBIT, floor=True),
            Account("bank", DEBIT, floor=True),
            Account("loans", DEBIT, per="loan", floor=True),
            Account("savings", CREDIT, per="member and purpose", floor=True),
            Account("shares", CREDIT, per="member", floor=True),
            Account("social_fund", CREDIT, floor=True),
            Account("credits", CREDIT, per="member", floor=True),
            Account("rotating_pot", CREDIT, per="rotation", floor=True),
            Account("share_out_due", CREDIT, per="member"),
            Account("fund_loan", CREDIT),
            Account("fund_held", CREDIT, floor=True),
            Account("interest_income", CREDIT),
            Account("fine_income", CREDIT),
            Account("fee_income", CREDIT),
            Account("other_income", CREDIT),
            Account("expenses", DEBIT),
            Account("municipal", DEBIT),
            Account("loan_loss", DEBIT),
            Account("shared_out", DEBIT),
            Account("cash_difference", CREDIT),
            Account("opening_equity", CREDIT),
            Account("fines_due", DEBIT, per="member", floor=True),
            Account("fines_memo", CREDIT),
        )
    }
)

# What stands against cash and bank before the loan pot may use them.
SET_ASIDE: Final = ("social_fund", "fund_held", "credits", "rotating_pot", "share_out_due")
# What the group earned and lost and has not parted: the surplus is their sum.
SURPLUS: Final = (
    "interest_income",
    "fine_income",
    "fee_income",
    "other_income",
    "expenses",
    "municipal",
    "loan_loss",
    "cash_difference",
    "opening_equity",
    "shared_out",
)
