"""What may happen to a group: loans of a fund or the state, received and paid over."""

# ruff: noqa: FBT001 - what is drawn is passed on by its name

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from federation.commands import fund_loans
from federation.commands.deed import Receipt
from tests.properties.group_frame import LENT, VOTES, WHEN, Frame
from tests.properties.group_model import LARGEST, Entry


class FundRules(Frame):
    """Everything about the other side of members' loans."""

    @rule(
        principal=LENT, votes=VOTES, when=WHEN, source=st.sampled_from(["fund", "state"]),
        gathers=st.sampled_from([True, True, True, False]),
    )  # fmt: skip
    def take_fund_loan(
        self, principal: int, votes: Any, when: str, source: str, gathers: bool
    ) -> None:
        if gathers:
            self.gather()
        m, (day, meeting) = self.m, self.when(when)
        why = m.why_when(day, meeting) | m.why_vote(votes, meeting)
        order = fund_loans.AgreeFundLoan(
            lender="Twahangana", principal=principal, day=day, meeting=meeting, source=source,
            votes=self.votes(votes), **self.terms(((5_000, "declining"), 12, "month", 30), day),
        )  # fmt: skip

        def then(_: Receipt) -> None:
            m.fund_loans[self.new("fund loan")] = (principal, source)

        entries = self.voted(votes, Entry("fund-loan-agreed", number=m.given["fund loan"] + 1))
        self.attempt(order, fund_loans.agree_fund_loan, why, entries, then)

    @rule(
        pick=st.integers(0, 3), when=WHEN, more=st.sampled_from([0, 0, 1, -200, -(10**6)]),
        handler=st.sampled_from([fund_loans.receive, fund_loans.receive, fund_loans.remit]),
    )  # fmt: skip
    def move_fund_money(self, pick: int, when: str, more: int, handler: Any) -> None:
        """All that was agreed comes, all that was collected goes; or a cent more."""
        m, (day, meeting) = self.m, self.when(when)
        number = 1 + pick % (m.given["fund loan"] + 1)
        why, most, kind = m.why_when(day, meeting), 100, "fund-money-received"
        if number in m.fund_loans and handler is fund_loans.receive:
            most = m.fund_loans[number][0] - m.summed(kind, loan=number)
        elif number in m.fund_loans:
            kind, most = "fund-money-remitted", m.fund_sums(number)[1]
        amount = max(most, 0) + more
        if number not in m.fund_loans:
            why.add("fund-loan-unknown")
        elif amount > most:
            why.add("fund-received-more" if handler is fund_loans.receive else "fund-remit-more")
        if not 0 < amount <= LARGEST:
            why.add("amount-out-of-range")
        entry = m.paid(kind, amount, 0, "", number)
        why |= m.short([entry])
        order = fund_loans.MoveFundMoney(fund_loan=number, amount=amount, day=day, meeting=meeting)
        self.attempt(order, handler, why, [entry])
