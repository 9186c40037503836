"""The group's own rules, and what a meeting decided."""

import msgspec

from .base import Dated


class FineRule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What a fine of this kind costs, in minor units; `why` is a short code such as `late`."""

    why: str
    amount: int


class ConstitutionAdopted(Dated, frozen=True, kw_only=True, tag="constitution-adopted"):
    """The rules from `day` on, whole; `version` counts from 1, `decision` is the vote on them.

    `savings`: free, shares or both. `loan_limit` and `quorum` in percent (of own savings; of
    members), `loan_rate` in percent × 10,000, money in minor units; a limit of 0 is none.
    `fines_to`: pool or social-fund. `leaving`: savings or with-surplus. `meets_on`: 1 Monday to
    7 Sunday, 0 not fixed. `officers_for_months`: 0 is without end. The place stands in the note.
    """

    version: int
    decision: int = 0
    meeting: int = 0
    savings: str = "free"
    purposes: tuple[str, ...] = ("general",)
    share_price: int = 0
    shares_most: int = 5
    loan_limit: int = 300
    loan_rate: int = 0
    loan_per: str = "month"
    loan_method: str = "flat"
    loan_every: str = "month"
    loan_instalments_most: int = 12
    loan_round_to: int = 0
    loan_fine: int = 0
    loan_guarantors: int = 0
    loans_by: str = "meeting"
    quorum: int = 50
    fines: tuple[FineRule, ...] = ()
    fines_to: str = "pool"
    social_contribution: int = 0
    social_at_share_out: str = "keep"
    shares_out: bool = False
    share_out_method: str = "proportional"
    cycle_weeks: int = 52
    leaving: str = "savings"
    leaving_fee: int = 0
    officers_close: int = 3
    cash_warning: int = 0
    meets_every: str = "week"
    meets_on: int = 0
    officers_for_months: int = 0


class DecisionTaken(Dated, frozen=True, kw_only=True, tag="decision-taken"):
    """Decision number `decision`: what it is `about` (a code), and how people voted.

    The words of it stand in the note. Counts of women and of people who spoke: -1 where nobody
    wrote them down; `present` 0: likewise.
    """

    decision: int
    about: str
    votes_for: int
    votes_against: int = 0
    abstained: int = 0
    present: int = 0
    women_voting: int = -1
    speaking: int = -1
    women_speaking: int = -1
    meeting: int = 0
