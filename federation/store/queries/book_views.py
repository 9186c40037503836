"""What reads of the books give back. Money in minor units."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Book:
    """A group's ledger as it is here: `id` of the stream, the group's node id, name and code."""

    id: int
    node: str
    name: str
    code: str
    last: int


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member with what she has saved and owes."""

    member: int
    name: str
    phone: str
    id_number: str
    birth_year: int
    slip_language: str
    gender: str
    roles: str
    joined_on: str
    left_on: str
    saved_minor: int
    owes_minor: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry as a list shows it; `box_minor` is what it did to the cash box.

    `slip`: number of a bank's slip or a receipt; `why`: what a fine is for, what was decided, which
    skill, badge or office it is about.
    """

    seq: int
    kind: str
    day: str
    user: int
    amount_minor: int
    member: int
    purpose: str
    loan: int
    meeting: int
    slip: str
    why: str
    note: str
    of: int
    reversed_by: int
    box_minor: int = 0


@dataclass(frozen=True, slots=True)
class PassbookLine:
    """A line of a member's book: what came in (above zero) or went out, and what is left."""

    seq: int
    day: str
    kind: str
    purpose: str
    amount_minor: int
    balance_minor: int
    reversed_by: int
    of: int


@dataclass(frozen=True, slots=True)
class Pots:
    """Where the money is, and what it is for."""

    cash: int
    bank: int
    social_fund: int
    fund_held: int
    savings: int
    shares: int
    loans: int
    credits: int = 0
    rotating_pot: int = 0
    share_out_due: int = 0

    @property
    def loan_pot(self) -> int:
        """What may be lent or paid out: cash and bank without what is set aside."""
        aside = self.social_fund + self.fund_held + self.credits + self.rotating_pot
        return self.cash + self.bank - aside - self.share_out_due


@dataclass(frozen=True, slots=True)
class LoanView:
    """A loan with what is still owed of its principal."""

    loan: int
    member: int
    name: str
    source: str
    purpose: str
    principal_minor: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    disbursed_on: str
    first_due_on: str
    days: str
    round_to: int
    grace_principal: int
    defer_interest: int
    interest_free: int
    guarantors: str
    application: int
    decision: int
    fund_loan: int
    meeting: int
    seq: int
    taken_back: int
    owes_minor: int


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting; `counted_minor` -1: the box was not counted; `closed_seq` 0: still open.

    `pieces` are worth:count with a blank between, `counters` member numbers, `officers` user
    numbers.
    """

    meeting: int
    day: str
    opened_seq: int
    closed_seq: int
    counted_minor: int
    expected_minor: int
    pieces: str = ""
    counters: str = ""
    officers: str = ""
    language: str = ""
    recalled: int = 0
    on_paper: int = 0
