"""A second opinion on a whole group: its pots, its people, what it numbered, what may be done.

Nothing here comes from the program: what a deed moves, which codes refuse it, how a payment or a
pool is parted are worked out anew (loans and parts: `group_sums`). Amounts are cents and every pot
is told on the side on which people tell it, so that no amount but a surplus is below zero.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.properties import group_sums as sums
from tests.properties.group_sums import Loan

Pot = tuple[Any, ...]
Moves = Mapping[Pot, int]

CASH, BANK, SOCIAL, HELD = ("cash",), ("bank",), ("social_fund",), ("fund_held",)
MEMO, INTEREST, FINES = ("fines_memo",), ("interest_income",), ("fine_income",)
# What the group has, lent and spent; everything else stands on the other side of the books.
HAS = ("cash", "bank", "loans", "expenses", "municipal", "loan_loss", "shared_out", "fines_due")
ASIDE = ("social_fund", "fund_held", "credits", "rotating_pot", "share_out_due")
EARNED = ("interest_income", "fine_income", "fee_income", "other_income", "cash_difference")
SPENT = ("expenses", "municipal", "loan_loss", "shared_out")
FLOORS = {
    "loans": "loan-overpaid", "savings": "savings-short", "shares": "shares-short",
    "credits": "credits-short", "fines_due": "fines-due-short",
    **dict.fromkeys(("cash", "bank", "social_fund", "fund_held", "rotating_pot"), "pot-short"),
}  # fmt: skip
# What may still be written down for who left.
OPEN_STILL = (
    "loan_principal", "loan_interest", "fine_paid", "fine_forgiven", "withdrawal",
    "share_returned", "credit_returned", "surplus_paid", "share_out_paid", "share_out_debt_paid",
)  # fmt: skip
LARGEST = 10**12 - 1
FREE: Mapping[str, Any] = {
    "purposes": ("general", "land", "materials", "house", "services"),
    "savings": "both", "share_price": 0, "quorum": 0, "officers_close": 2, "loan_limit": 0,
    "loan_guarantors": 0, "loan_fine": 0, "loans_by": "meeting", "fines_to": "pool",
    "shares_out": False, "leaving": "savings", "leaving_fee": 0, "share_out_method": "proportional",
    "social_at_share_out": "keep", "loan_instalments_most": 10**6, "shares_most": 10**9,
}  # fmt: skip


def own(member: int, purpose: str) -> Pot:
    """Where what a member saves for a purpose lies."""
    return ("shares", member) if purpose == "share" else ("savings", member, purpose)


@dataclass(frozen=True)
class Entry:
    """What was entered: its kind, what it names and what it moved; `of`: another one taken back.

    `number`: that of the rotating pot, cycle, fund's loan or peer check that began with it.
    """

    kind: str
    amount: int = 0
    member: int = 0
    purpose: str = ""
    loan: int = 0
    moves: Moves = field(default_factory=dict)
    day: str = ""
    meeting: int = 0
    of: int = 0
    turn: int = 0
    number: int = 0
    is_back: bool = False


@dataclass
class Meeting:
    """One meeting: who is there, and after which entry the box was counted (0: it was not)."""

    day: str
    opened: int
    marks: dict[int, str] = field(default_factory=dict)
    counted: int = 0
    is_open: bool = True

    @property
    def here(self) -> int:
        """How many are there."""
        return sum(mark in ("present", "late") for mark in self.marks.values())


class Model:
    """Everything the books of one group must say."""

    def __init__(self, today: str) -> None:
        self.today = today
        self.pots: Counter[Pot] = Counter()
        self.entries: dict[int, Entry] = {}
        self.joined: dict[int, str] = {}
        self.left: dict[int, str] = {}
        self.rules: dict[str, Any] = dict(FREE)
        self.versions: list[str] = []
        self.meetings: list[Meeting] = []
        self.decisions = 0
        self.asked: dict[int, tuple[int, int, str]] = {}  # member, principal, state
        self.loans: dict[int, Loan] = {}
        self.last_loan = 0
        self.fund_loans: dict[int, tuple[int, str]] = {}  # principal, source
        self.cycles: dict[int, int] = {}  # of each the entry of its share-out, 0 while it runs
        self.given: Counter[str] = Counter()  # the last number of a kind, used or taken back
        self.rotations: dict[int, tuple[int, tuple[int, ...]]] = {}  # amount, order
        self.ticked: dict[int, int] = {}
        self.checks: dict[int, int] = {}  # of each the entry of what was done about it
        self.rounds = 0
        # Of each share-out the loans whose interest it settled.
        self.settled: dict[int, tuple[tuple[int, int], ...]] = {}

    # Entries

    def take(self, seq: int, entry: Entry) -> None:
        """It was entered under this number."""
        self.entries[seq] = entry
        for pot, amount in entry.moves.items():
            self.pots[pot] += amount

    def standing(self, *kinds: str, after: int = 0, **named: Any) -> list[tuple[int, Entry]]:
        """Entries of these kinds that were not taken back, and what they name."""
        return [
            (seq, one)
            for seq, one in self.entries.items()
            if one.kind in kinds
            and seq > after
            and not one.is_back
            and all(getattr(one, name) == value for name, value in named.items())
        ]

    def summed(self, *kinds: str, **named: Any) -> int:
        """What these entries amount to."""
        return sum(one.amount for _, one in self.standing(*kinds, **named))

    def total(self, name: str) -> int:
        """A pot over everything it is kept for."""
        return sum(amount for pot, amount in self.pots.items() if pot[0] == name)

    @property
    def aside(self) -> int:
        """What of box and bank is not the loan pot's."""
        return sum(self.total(name) for name in ASIDE)

    @property
    def free(self) -> int:
        """The loan pot."""
        return self.pots[CASH] + self.pots[BANK] - self.aside

    @property
    def surplus(self) -> int:
        """What was earned and not parted; from before these books, too."""
        earned = sum(self.total(name) for name in (*EARNED, "opening_equity"))
        return earned - sum(self.total(name) for name in SPENT)

    def short(self, entries: Iterable[Entry]) -> set[str]:
        """Why these entries cannot be entered together: pots that would not hold."""
        after, touched = Counter(self.pots), set()
        for one in entries:
            for pot, amount in one.moves.items():
                after[pot] += amount
                touched.add(pot)
        why = {FLOORS[pot[0]] for pot in touched if pot[0] in FLOORS and after[pot] < 0}
        kept = sum(amount for pot, amount in after.items() if pot[0] in ASIDE)
        if touched and after[CASH] + after[BANK] < kept:
            why.add("pot-set-aside")
        return why

    # Who, when, in which meeting

    @property
    def here(self) -> list[int]:
        """Members who did not leave."""
        return [member for member in self.joined if member not in self.left]

    @property
    def meeting(self) -> int:
        """The number of the open meeting, 0 if none is."""
        last = len(self.meetings)
        return last if last and self.meetings[-1].is_open else 0

    @property
    def last_day(self) -> str:
        """The latest day any entry speaks of."""
        return max((one.day for one in self.entries.values()), default="")

    @property
    def began(self) -> str:
        """The first day of this group."""
        opened = [one.day for one in self.entries.values() if one.kind.startswith("opening-")]
        return min([*self.joined.values(), *self.versions, *opened], default="")

    @property
    def last_shared(self) -> int:
        """The entry of the last share-out that stands."""
        return max(self.cycles.values(), default=0)

    @property
    def cycle(self) -> int:
        """The newest cycle, 0 if none has begun."""
        return max(self.cycles, default=0)

    @property
    def is_running(self) -> bool:
        """Whether a cycle runs."""
        return bool(self.cycles) and not self.cycles[self.cycle]

    def why_day(self, day: str) -> set[str]:
        """Why not on that day."""
        latest = max(self.today, self.last_day)
        ahead = date.fromisoformat(latest) + timedelta(days=31)
        if date.fromisoformat(day) > ahead:
            return {"day-far-ahead"}
        return {"day-before-group"} if self.began and day < self.began else set()

    def why_meeting(self, number: int) -> set[str]:
        """Why not in that meeting."""
        if not number:
            return set()
        if not 0 < number <= len(self.meetings):
            return {"meeting-unknown"}
        return set() if self.meetings[number - 1].is_open else {"meeting-closed"}

    def why_when(self, day: str, meeting: int) -> set[str]:
        """Both."""
        return self.why_day(day) | self.why_meeting(meeting)

    def why_member(self, member: int) -> set[str]:
        """Why not she: unknown, or gone."""
        if member not in self.joined:
            return {"member-unknown"}
        return {"member-left"} if member in self.left else set()

    @property
    def quorum(self) -> int:
        """How many must be there, rounded up."""
        return sums.up(self.rules["quorum"] * len(self.here), 100)

    def why_vote(
        self, votes: Any, meeting: int, *, is_carried: bool = True, with_quorum: bool = True
    ) -> set[str]:
        """Why not by this vote (for, against), or by none."""
        if votes is None:
            return {"vote-missing"} if self.versions else set()
        if not meeting:
            return {"vote-needs-meeting"}
        known = 0 < meeting <= len(self.meetings)
        here = self.meetings[meeting - 1].here if known and with_quorum else 0
        needed = self.quorum if with_quorum else 0
        why = set()
        if needed and not here:
            why.add("attendance-first")
        if here < needed:
            why.add("quorum-short")
        if is_carried != (votes[0] > votes[1]):
            why.add("vote-not-carried" if is_carried else "vote-carried")
        if not sum(votes):
            why.add("decision-without-votes")
        if here and sum(votes) > here:
            why.add("decision-more-votes")
        return why

    # Money

    def fines_of(self, to: str = "") -> Pot:
        """Where fines go."""
        return SOCIAL if (to or self.rules["fines_to"]) == "social-fund" else FINES

    def moved(self, kind: str, amount: int, member: int, purpose: str, loan: int) -> Moves:
        """What an entry of money does to the pots."""
        source = self.loans[loan].source if loan in self.loans else "group"
        hers, lent = own(member, purpose), ("loans", member, loan)
        kept, due, fine = ("credits", member), ("share_out_due", member), ("fines_due", member)
        through = {} if source == "group" else {("fund_loan",): -amount, HELD: amount}
        charged = max(min(amount, self.pots[fine]), 0)
        equity: Pot = ("opening_equity",)
        table: dict[str, Moves] = {
            "opening-cash-counted": {CASH: 1, equity: 1},
            "opening-bank-stated": {BANK: 1, equity: 1},
            "opening-savings-stated": {hers: 1, equity: -1},
            "opening-shares-stated": {("shares", member): 1, equity: -1},
            "opening-social-stated": {SOCIAL: 1, equity: -1},
            "opening-loan-stated": {lent: 1, equity if source == "group" else ("fund_loan",): 1},
            "savings-received": {CASH: 1, hers: 1},
            "savings-withdrawn": {CASH: -1, hers: -1},
            "shares-bought": {CASH: 1, ("shares", member): 1},
            "shares-returned": {CASH: -1, ("shares", member): -1},
            "social-contribution-received": {CASH: 1, SOCIAL: 1},
            "social-grant-paid": {CASH: -1, SOCIAL: -1},
            "fine-charged": {fine: 1, MEMO: 1},
            "fine-forgiven": {fine: -1, MEMO: -1},
            "loan-disbursed": {CASH: -1, lent: 1},
            "loan-interest-paid": {CASH: 1, INTEREST if source == "group" else HELD: 1},
            "loan-written-off": {lent: -1, ("loan_loss",): 1},
            "loan-advance-paid": {hers: -1, HELD: 1},
            "fee-received": {CASH: 1, ("fee_income",): 1},
            "income-received": {CASH: 1, ("other_income",): 1},
            "expense-paid": {CASH: -1, ("expenses",): 1},
            "municipal-payment-made": {CASH: -1, ("municipal",): 1},
            "bank-deposited": {CASH: -1, BANK: 1},
            "bank-withdrawn": {CASH: 1, BANK: -1},
            "bank-interest-received": {BANK: 1, ("other_income",): 1},
            "bank-charge-paid": {BANK: -1, ("expenses",): 1},
            "fund-contribution-received": {CASH: 1, HELD: 1},
            "fund-money-received": {CASH: 1, ("fund_loan",): 1},
            "fund-money-remitted": {CASH: -1, HELD: -1},
            "credit-kept": {CASH: 1, kept: 1},
            "credit-returned": {CASH: -1, kept: -1},
            "surplus-paid": {CASH: -1, ("shared_out",): 1},
            "leaving-fee-taken": {hers: -1, ("fee_income",): 1},
            "rotation-paid-in": {CASH: 1, ("rotating_pot", loan): 1},
            "rotation-paid-out": {CASH: -1, ("rotating_pot", loan): -1},
            "share-paid-out": {CASH: -1, due: -1},
            "share-reinvested": {due: -1, hers: 1},
            "share-out-debt-paid": {CASH: 1, due: 1},
        }
        if kind == "fine-paid":
            return {CASH: amount, self.fines_of(): amount, fine: -charged, MEMO: -charged}
        if kind == "loan-principal-repaid":
            return {CASH: amount, lent: -amount, **through}
        return {pot: sign * amount for pot, sign in table[kind].items()}

    def paid(
        self, kind: str, amount: int, member: int = 0, purpose: str = "", loan: int = 0
    ) -> Entry:
        """An entry of money, as it would be entered now."""
        moves = self.moved(kind, amount, member, purpose, loan)
        return Entry(kind, amount, member, purpose, loan, moves)

    def paid_all(self, lines: Iterable[tuple[Any, ...]]) -> list[Entry]:
        """Entries of these lines, one after the other: a fine may settle what came just before."""
        before, made = self.pots, []
        self.pots = Counter(before)
        for line in lines:
            made.append(self.paid(*line))
            for pot, amount in made[-1].moves.items():
                self.pots[pot] += amount
        self.pots = before
        return made
