"""A whole group, played at random: every deed, legal and not, against a model of its own."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from federation.commands import fund_loans
from tests.properties.group_cycles import CycleRules
from tests.properties.group_funds import FundRules
from tests.properties.group_lending import LendingRules
from tests.properties.group_papers import PaperRules
from tests.properties.group_people import CHOICES, PeopleRules
from tests.properties.group_sheets import SheetRules

YEAR = ("saving", "lending", "going_round", "looking", "sharing")
GOOD = {"votes": (2, 0), "when": "here", "gathers": True}
LATE = ((20_000, "flat"), 2, "week", 0)
SLOW = ((30_000, "declining"), 3, "month", 30)


class GroupMachine(PeopleRules, SheetRules, LendingRules, FundRules, CycleRules, PaperRules):
    """Everything that can happen to a group, some of it after a whole good year."""

    @initialize(
        count=st.integers(3, 4),
        how=st.sampled_from(["year", "year", "rules", "plain", "opening"]),
        choices=CHOICES,
    )
    def begin(self, count: int, how: str, choices: dict[str, Any]) -> None:
        self.admit_some(count)
        if how != "plain":
            self.set_up(choices, is_mid_life=how in ("opening", "year"))
        if how == "year":
            for part in YEAR:
                self.as_it_should_be(part)

    @rule(part=st.sampled_from(YEAR[::-1]))
    def as_it_should_be(self, part: str) -> None:
        """A good part of a year, as far as what went before allows it."""
        getattr(self, part)()

    def type_in(self, *lines: tuple[str, int, int]) -> None:
        self.enter(
            [self.line(word, amount, who, "land", "") for word, amount, who in lines], "here"
        )

    def saving(self) -> None:
        self.gather()
        for member in (1, 2):
            self.type_in(("savings", 9000, member), ("fine", 60, member))
            self.type_in(("share", 1500, member))
        self.type_in(("social_contribution", 800, 1), ("fund_contribution", 300, 2), ("fee", 90, 1))
        self.type_in(("income", 700, 0), ("bank_deposit", 900, 0), ("bank_interest", 40, 0))
        self.type_in(("fine_paid", 50, 1), ("fine_forgiven", 10, 1), ("social_grant", 100, 2))
        self.type_in(("expense", 60, 0), ("municipal_payment", 70, 0), ("bank_charge", 5, 0))
        self.type_in(("bank_withdrawal", 100, 0), ("fund_remittance", 200, 0))
        self.type_in(("credit_kept", 30, 1), ("withdrawal", 200, 1))
        self.type_in(("share_returned", 500, 2))
        self.bring_a_round([100, 300], 0, 0, "here")
        self.do_and_undo([("savings", 500, 0, "land"), ("fine", 37, 1, "land")])

    def lending(self) -> None:
        self.ask(0, 3000, "here", 3, 0)
        self.ask(1, 500, "here", 3, 0)
        self.lend(0, 3000, LATE, how=0, source="group", asked=1, later=False, **GOOD)
        self.decline((2, 0), "here", 1, "no")
        self.take_fund_loan(3000, source="fund", **GOOD)
        self.move_fund_money(0, "here", 0, fund_loans.receive)
        self.lend(1, 3000, SLOW, how=0, source="fund", asked=0, later=True, **GOOD)
        self.pay_out(1, "here", "")
        self.lend(0, 1000, SLOW, how=0, source="state", asked=1, later=False, **GOOD)
        self.fine_late(1, "here", 20)
        self.repay(0, "here", 500, "")
        self.repay(1, "here", 0, "due")
        self.repay(1, "here", 0, "more")
        self.use_credit(0, "here", 0, on_loan=False)
        self.change(1, told=SLOW, what="change", reason="rain", **GOOD)
        self.change(1, told=SLOW, what="lost", reason="rain", **GOOD)
        self.move_fund_money(0, "here", -10, fund_loans.remit)

    def going_round(self) -> None:
        self.begin_rotation("here", 100, "", "lot")
        self.pay_into_rotation(1, "here", "")
        self.pay_rotation_out(1, "here", although=True)
        self.reorder(1, "here", (2, 0), "", gathers=True)

    def looking(self) -> None:
        self.statement(0, 3, odd=False)
        self.peer_check(3, "a page", 1, "2099-01-01", looks=True)
        self.follow_up(0)
        self.work(1, "here", 90, 1)
        self.admit("Celia", 0)
        self.type_in(("savings", 2000, max(self.m.joined)))
        self.leave_in_mid_cycle(len(self.m.here) - 1, "here", 0)

    def sharing(self) -> None:
        self.days_pass(40)
        self.end("here", -5, "a coin", (1, 2, 3), counts=True)
        self.lend(1, 20_000, LATE, how=0, source="group", asked=0, later=False, **GOOD)
        self.share_out(
            officers=(1, 2, 3), kept=(), more=0, counts=True, begins=True, reason="charges", **GOOD
        )
        due = {pot[1]: held for pot, held in self.m.pots.items() if pot[0] == "share_out_due"}
        for member in sorted(due, key=due.__getitem__):
            place = self.m.here.index(member) if member in self.m.here else 5
            if due[member] < 0:
                self.pay_debt(0, "here", 0)
            else:
                self.fetch_part(place, "here", True, 0, 500, "share")
