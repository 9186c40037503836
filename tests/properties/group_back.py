"""The second opinion on what is taken back: what keeps an entry, and what goes with it."""

from dataclasses import replace

from tests.properties.group_model import Entry, Model
from tests.properties.group_sums import Loan

PARTS = ("share-paid-out", "share-reinvested", "share-out-debt-paid")
WITHOUT_MONEY = (
    "loan-asked", "loan-agreed", "loan-rescheduled", "fund-loan-agreed", "share-out-held",
    "cycle-begun", "rotation-begun", "peer-checked", "peer-check-followed", "member-left",
    "bank-statement-seen", "work-done",
)  # fmt: skip


class Back(Model):
    """The model with entries that are taken back."""

    def __init__(self, today: str) -> None:
        super().__init__(today)
        # Of each loan the entries that changed its terms, and the loan before.
        self.changes: dict[int, list[tuple[int, Loan]]] = {}

    def back(self, of: int, day: str, meeting: int) -> Entry:
        """What takes an entry back."""
        moves = {pot: -amount for pot, amount in self.entries[of].moves.items()}
        return Entry("entry-reversed", moves=moves, day=day, meeting=meeting, of=of)

    def why_not_back(self, of: int) -> set[str]:
        """Why an entry cannot be taken back."""
        one = self.entries.get(of)
        if one is None:
            return {"entry-unknown"}
        if one.is_back:
            return {"entry-reversed-already"}
        if one.of or not (any(one.moves.values()) or one.kind in WITHOUT_MONEY):
            return {"entry-not-reversible"}
        return self.short([self.back(of, self.today, 0)]) | self.why_it_stays(of, one)

    def why_it_stays(self, of: int, one: Entry) -> set[str]:
        """What later rests on it."""
        moved = [each for each in self.entries.values() if each.moves and not each.is_back]
        of_loan = [each for each in moved if each.loan and each.loan == one.loan]
        of_loan = [each for each in of_loan if each.kind.startswith(("loan-", "fine-", "opening-"))]
        turns = [each for each in moved if each.kind.startswith("rotation-")]
        of_fund = self.standing("fund-money-received", "fund-money-remitted", loan=one.number)
        lent_on = any(loan.fund_loan == one.number for loan in self.loans.values())
        gone = self.standing("member-forgotten", member=one.member)
        rests = {
            "loan-agreed": ("loan-has-money", of_loan),
            "loan-rescheduled": (
                "loan-changed-since",
                one.kind == "loan-rescheduled" and self.changes[one.loan][-1][0] != of,
            ),
            "fund-loan-agreed": ("fund-loan-used", lent_on or of_fund),
            "cycle-begun": ("cycle-went-on", one.number != self.cycle or not self.is_running),
            "rotation-begun": (
                "rotation-has-money",
                [each for each in turns if each.loan == one.number],
            ),
            "member-left": ("member-forgotten", gone),
        }
        code, why = rests.get(one.kind, ("", False))
        found = {code} if why else set()
        if of in self.cycles.values():
            if self.cycles[self.cycle] != of:
                found.add("share-out-next-begun")
            if self.standing(*PARTS, after=of):
                found.add("share-out-paid-already")
        return found

    def undo(self, of: int) -> None:
        """It was taken back: what it left beside the pots goes with it."""
        one = self.entries[of]
        self.entries[of] = replace(one, is_back=True)
        self.cycles = {number: seq if seq != of else 0 for number, seq in self.cycles.items()}
        self.checks = {number: seq if seq != of else 0 for number, seq in self.checks.items()}
        self.ticked = {entry: seq for entry, seq in self.ticked.items() if seq != of}
        if one.kind == "member-left":
            del self.left[one.member]
        named = {
            "fund-loan-agreed": self.fund_loans, "cycle-begun": self.cycles,
            "rotation-begun": self.rotations, "peer-checked": self.checks,
        }.get(one.kind)  # fmt: skip
        if named is not None:
            del named[one.number]
        self.undo_loan(of, one)

    def undo_loan(self, of: int, one: Entry) -> None:
        """The same, for what was asked for, agreed, changed and paid back."""
        asked = self.asked.get(one.loan) if one.kind == "loan-asked" else None
        if asked and asked[2] == "asked":
            self.asked[one.loan] = (*asked[:2], "taken-back")
        if one.kind == "loan-agreed":
            loan = self.loans.pop(one.loan)
            if loan.application:
                self.asked[loan.application] = (*self.asked[loan.application][:2], "asked")
        if one.kind == "loan-rescheduled":
            _, before = self.changes[one.loan].pop()
            if one.loan in self.loans:
                self.loans[one.loan] = before
        if one.kind in ("loan-principal-repaid", "loan-written-off"):
            # It was owed, too, when the terms were changed later.
            self.loans[one.loan] = self.owed_more(self.loans[one.loan], of, one.amount)
            self.changes[one.loan] = [
                (seq, self.owed_more(loan, of, one.amount))
                for seq, loan in self.changes.get(one.loan, ())
            ]

    def owed_more(self, loan: Loan, of: int, amount: int) -> Loan:
        """A loan, if its terms were changed after an entry, with so much more owed then."""
        return replace(loan, principal=loan.principal + amount) if of < loan.since else loan
