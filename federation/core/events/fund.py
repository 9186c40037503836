"""The federation's own fund: capital, products, loans to groups, and what comes back.

They stand in the register of the office, numbered by `entry` in one series: the number on the
receipt. What a group is told of its loans travels in its replies. Amounts are minor units above
zero; the kind gives the direction. Who gave or got money may be a person, so that stands beside
the line, with the note.
"""

import msgspec

from .base import Dated, Record


class FundNote(Record, frozen=True, kw_only=True):
    """`party`: who gave the money, or got it; free words in the note."""

    party: str = ""
    note: str = ""


class FundProductSet(Dated, frozen=True, kw_only=True, tag="fund-product-set"):
    """What the fund lends for (`use`), and how; told again under its number, it holds from then on.

    `rate` in percent × 10,000 per `per`; `instalments` at most so many; `member_most` for one
    member (minor units, 0: no limit). For pensioners `concession_rate` (-1: the same) and
    `concession_instalments` (0: the same).
    """

    product: int
    title: str
    use: str
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    member_most: int = 0
    concession_rate: int = -1
    concession_instalments: int = 0
    is_open: bool = True


class FundDeed(Dated, frozen=True, kw_only=True):
    """Entry number `entry` of the fund's books."""

    entry: int


class FundMoney(FundDeed, frozen=True, kw_only=True):
    """An amount in minor units; `slip`: number of the bank's slip or of the other's receipt."""

    amount: int
    slip: str = ""


class CapitalReceived(FundMoney, frozen=True, kw_only=True, tag="fund-capital-received"):
    """Money to lend, from `source`; of a group's contribution `group` is its node id."""

    source: str
    group: str = ""


class CapitalReturned(FundMoney, frozen=True, kw_only=True, tag="fund-capital-returned"):
    """Capital given back to the source it came from."""

    source: str


class FundInterestEarned(FundMoney, frozen=True, kw_only=True, tag="fund-interest-earned"):
    """Interest that a bank paid on money in hand."""


class FundCostPaid(FundMoney, frozen=True, kw_only=True, tag="fund-cost-paid"):
    """What running the fund costs; `about`: what it was for."""

    about: str


class GroupLoanAgreed(FundDeed, frozen=True, kw_only=True, tag="group-loan-agreed"):
    """Loan number `loan` of the fund to a group (node id), under product `product`.

    Terms as in `LoanAgreed`; `concession`: those for pensioners. `approved_by`: which body of the
    fund agreed; `decision`: the group's own vote, by its number in the group's books (0: not told).
    """

    loan: int
    group: str
    product: int
    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    approved_by: str
    concession: bool = False
    decision: int = 0


class LoanPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The part of a member (her number in the group's books) of a loan to her group."""

    member: int
    amount: int


class GroupLoanAllocated(FundDeed, frozen=True, kw_only=True, tag="group-loan-allocated"):
    """Which member gets how much of a loan; the parts are the whole loan.

    Told again, it takes the place of what was told before.
    """

    loan: int
    parts: tuple[LoanPart, ...]


class GroupLoanPaidOut(FundMoney, frozen=True, kw_only=True, tag="group-loan-paid-out"):
    """A part of a loan went out, `form`: as money or as materials, to whoever is named beside."""

    loan: int
    form: str


class GroupRemittance(FundMoney, frozen=True, kw_only=True, tag="group-remittance-received"):
    """A group, or the state for it (`payer`), paid on a loan: the four parts are the amount.

    `recovered`: of what had been written off; `over`: more than was owed, kept for the group.
    """

    loan: int
    principal: int = 0
    interest: int = 0
    recovered: int = 0
    over: int = 0
    payer: str = "group"


class OverpaymentReturned(FundMoney, frozen=True, kw_only=True, tag="fund-overpayment-returned"):
    """What was paid above a loan goes back to its group."""

    loan: int


class GroupLoanWrittenOff(FundMoney, frozen=True, kw_only=True, tag="group-loan-written-off"):
    """Principal that will not come back: a loss of the fund."""

    loan: int


class GroupLoanRescheduled(FundDeed, frozen=True, kw_only=True, tag="group-loan-rescheduled"):
    """What is left of loan `loan` is paid back in another way from `day` on; why stands beside.

    `principal`: of what was agreed all that was not paid back or written off, `interest`: due and
    not paid until then, in the first new payment. The other terms as in `GroupLoanAgreed`.
    """

    loan: int
    principal: int
    interest: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    approved_by: str
    decision: int = 0


class FundEntryReversed(FundDeed, frozen=True, kw_only=True, tag="fund-entry-reversed"):
    """Entry `of` of the fund's books is taken back; `second` is the other person who agreed."""

    of: int
    second: int


class FundLoanOffered(Dated, frozen=True, kw_only=True, tag="fund-loan-offered"):
    """The fund agreed to lend this to the group: its officers may write it into their own books.

    `loan` is the fund's number of it, `lender` the fund's name.
    """

    loan: int
    lender: str
    title: str
    use: str
    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    concession: bool = False


class FundOfferWithdrawn(Dated, frozen=True, kw_only=True, tag="fund-offer-withdrawn"):
    """The fund took its loan `loan` to the group back before any money went out."""

    loan: int


class FundLoanReplanned(Dated, frozen=True, kw_only=True, tag="fund-loan-replanned"):
    """By what payments the fund counts its loan `loan` to the group from now on.

    Interest runs since `since` on `principal`; `interest` was due before and is in the first one.
    What was `received` until then settles nothing of them.
    """

    loan: int
    since: str
    received: int
    principal: int
    interest: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str


class FundLoanStated(Dated, frozen=True, kw_only=True, tag="fund-loan-stated"):
    """What the fund's books say of its loan to the group, to lie beside the group's own figures.

    `paid_out` to the group, `received` from it, `owed`: principal still out. Minor units.
    """

    loan: int
    paid_out: int
    received: int
    owed: int
