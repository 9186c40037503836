"""Money that moved or was owed. Amounts are minor units above zero; the kind gives the direction.

A note, where there is one, is personal and stands beside the line.
"""

from .base import Dated


class Money(Dated, frozen=True, kw_only=True):
    """An amount in minor units, perhaps in a meeting (its number; 0: outside one)."""

    amount: int
    meeting: int = 0


class OpeningCash(Money, frozen=True, kw_only=True, tag="opening-cash-counted"):
    """Cash in the box when these books began."""


class OpeningBank(Money, frozen=True, kw_only=True, tag="opening-bank-stated"):
    """Money in the bank when these books began."""


class OpeningSavings(Money, frozen=True, kw_only=True, tag="opening-savings-stated"):
    """What a member had saved for a purpose when these books began."""

    member: int
    purpose: str = "general"


class OpeningShares(Money, frozen=True, kw_only=True, tag="opening-shares-stated"):
    """What a member had paid for her shares when these books began."""

    member: int


class OpeningSocial(Money, frozen=True, kw_only=True, tag="opening-social-stated"):
    """What of the money in box and bank belonged to the social fund when these books began."""


class OpeningLoan(Money, frozen=True, kw_only=True, tag="opening-loan-stated"):
    """Principal still owed on a loan when these books began."""

    member: int
    loan: int
    source: str = "group"


class SavingsReceived(Money, frozen=True, kw_only=True, tag="savings-received"):
    """A member saved in cash for a purpose; `round`: the daily round it came with (0: none)."""

    member: int
    purpose: str = "general"
    round: int = 0


class SavingsWithdrawn(Money, frozen=True, kw_only=True, tag="savings-withdrawn"):
    """A member took savings out in cash."""

    member: int
    purpose: str = "general"


class SharesBought(Money, frozen=True, kw_only=True, tag="shares-bought"):
    """A member bought shares in cash at `price` each (minor units; 0: the group has no price)."""

    member: int
    price: int = 0


class SocialContribution(Money, frozen=True, kw_only=True, tag="social-contribution-received"):
    """Cash for the social fund."""

    member: int = 0


class SocialGrant(Money, frozen=True, kw_only=True, tag="social-grant-paid"):
    """Help paid out of the social fund."""

    member: int = 0


class FineCharged(Money, frozen=True, kw_only=True, tag="fine-charged"):
    """A fine the member now owes; no income until it is paid.

    `why` is a code of the constitution; `loan`: paid late on that loan (0: none).
    """

    member: int
    why: str = ""
    loan: int = 0


class FinePaid(Money, frozen=True, kw_only=True, tag="fine-paid"):
    """A fine paid in cash; `settles` of it was charged before. `to`: pool or social-fund."""

    member: int
    settles: int = 0
    to: str = "pool"


class LoanDisbursed(Money, frozen=True, kw_only=True, tag="loan-disbursed"):
    """Loan money paid out in cash."""

    member: int
    loan: int
    source: str = "group"


class LoanPrincipal(Money, frozen=True, kw_only=True, tag="loan-principal-repaid"):
    """Principal paid back in cash; of a fund's loan it is owed on to the fund."""

    member: int
    loan: int
    source: str = "group"


class LoanInterest(Money, frozen=True, kw_only=True, tag="loan-interest-paid"):
    """Interest paid in cash; of a fund's loan it is owed on to the fund."""

    member: int
    loan: int
    source: str = "group"


class FeeReceived(Money, frozen=True, kw_only=True, tag="fee-received"):
    """A fee paid in cash (book, joining, administration)."""

    member: int = 0


class IncomeReceived(Money, frozen=True, kw_only=True, tag="income-received"):
    """Other income in cash."""

    member: int = 0


class ExpensePaid(Money, frozen=True, kw_only=True, tag="expense-paid"):
    """An expense of the group paid in cash; `slip`: number of the receipt."""

    member: int = 0
    slip: str = ""


class BankDeposited(Money, frozen=True, kw_only=True, tag="bank-deposited"):
    """Cash carried from the box to the bank; `slip`: number of the bank's slip."""

    slip: str = ""


class BankWithdrawn(Money, frozen=True, kw_only=True, tag="bank-withdrawn"):
    """Cash fetched from the bank into the box; `slip`: number of the bank's slip."""

    slip: str = ""


class FundContribution(Money, frozen=True, kw_only=True, tag="fund-contribution-received"):
    """Cash collected for the federation's fund, to be remitted."""

    member: int = 0


class FundReceived(Money, frozen=True, kw_only=True, tag="fund-money-received"):
    """Loan money that a fund paid to the group in cash, owed back to the fund (`fund_loan`)."""

    slip: str = ""
    fund_loan: int = 0


class FundRemitted(Money, frozen=True, kw_only=True, tag="fund-money-remitted"):
    """Cash collected for a fund and now paid over to it, for a loan of it if one is named."""

    slip: str = ""
    fund_loan: int = 0


class MunicipalPayment(Money, frozen=True, kw_only=True, tag="municipal-payment-made"):
    """The group's payment to the city in cash, for land, rates or water.

    `slip` is the number of the city's receipt, `request` the id of what it is paid for.
    """

    member: int = 0
    purpose: str = ""
    slip: str = ""
    request: str = ""


class FineForgiven(Money, frozen=True, kw_only=True, tag="fine-forgiven"):
    """The group decided that a fine which was charged need not be paid."""

    member: int
    decision: int = 0


class LoanAdvance(Money, frozen=True, kw_only=True, tag="loan-advance-paid"):
    """Out of her savings a member pays the part that a lender wants in advance; held for it."""

    member: int
    loan: int
    source: str = "state"
    purpose: str = "house"


class CreditKept(Money, frozen=True, kw_only=True, tag="credit-kept"):
    """Cash that a member gave above what was due; kept for her by name."""

    member: int


class CreditReturned(Money, frozen=True, kw_only=True, tag="credit-returned"):
    """Kept cash given back to the member, or taken to pay what she owes."""

    member: int


class SharesReturned(Money, frozen=True, kw_only=True, tag="shares-returned"):
    """A member gave shares back for cash."""

    member: int


class SurplusPaid(Money, frozen=True, kw_only=True, tag="surplus-paid"):
    """A member who leaves takes her part of the surplus so far in cash."""

    member: int


class LeavingFeeTaken(Money, frozen=True, kw_only=True, tag="leaving-fee-taken"):
    """Of her savings (`purpose`; "share": her shares) this stays with the group as she leaves."""

    member: int
    purpose: str = "general"


class BankInterest(Money, frozen=True, kw_only=True, tag="bank-interest-received"):
    """Interest that the bank paid; it stands on the statement, no cash moved."""

    slip: str = ""


class BankCharge(Money, frozen=True, kw_only=True, tag="bank-charge-paid"):
    """What the bank took for its service; it stands on the statement, no cash moved."""

    slip: str = ""


class EntryReversed(Dated, frozen=True, kw_only=True, tag="entry-reversed"):
    """Entry `of` of this stream is taken back; `second` is the other person who agreed."""

    of: int
    second: int = 0
    meeting: int = 0
