"""What may happen to a group: loans asked for, voted on, paid out and back, changed, lost."""

# ruff: noqa: FBT001 - what is drawn is passed on by its name

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from federation.commands import borrowing, loan_changes, loans, money, repayments
from federation.commands.deed import Receipt
from tests.properties import group_sums as sums
from tests.properties.group_frame import AMOUNTS, LENT, VOTES, WHEN, WHO, Frame
from tests.properties.group_model import Entry
from tests.properties.group_sums import Loan

TERMS = st.tuples(
    st.sampled_from(
        [(20_000, "flat"), (30_000, "declining"), (0, "flat"), (15_000, "equal-principal")]
    ),
    st.integers(1, 4),
    st.sampled_from(["week", "week", "month"]),
    st.sampled_from([7, 0, 30, -1]),  # days until the first instalment
)


class LendingRules(Frame):
    """Everything about loans of members."""

    def guarantors(self, member: int, how: int) -> tuple[int, ...]:
        others = tuple(one for one in self.m.here if one != member)
        return (others[:1], (), (member,), (*others[:1], *others[:1]), (77,))[how]

    # Asked for, agreed, paid out

    @rule(who=WHO, principal=LENT, when=WHEN, count=st.sampled_from([1, 3, 20]), how=WHO)
    def ask(self, who: int, principal: int, when: str, count: int, how: int) -> None:
        m, member, (day, meeting) = self.m, self.who(who), self.when(when)
        guarantors = self.guarantors(member, max(how - 1, 0) if how < 4 else 0)
        why = m.why_when(day, meeting) | m.why_member(member)
        why |= m.why_not_borrow(member, principal, count, guarantors)
        number = max(m.asked, default=0) + 1
        order = borrowing.AskLoan(
            member=member, principal=principal, day=day, instalments=count, meeting=meeting,
            guarantors=guarantors,
        )  # fmt: skip

        def then(_: Receipt) -> None:
            m.asked[number] = (member, principal, "asked")

        # The model finds it again by its number.
        entry = Entry("loan-asked", loan=number)
        self.attempt(order, borrowing.ask_loan, why, [entry], then)

    def why_asked(self, number: int) -> set[str]:
        told = self.m.asked.get(number)
        if told is None:
            return {"application-unknown"}
        return set() if told[2] == "asked" else {"application-settled"}

    @rule(votes=VOTES, when=WHEN, pick=st.integers(0, 6), reason=st.sampled_from(["no", "no", ""]))
    def decline(self, votes: Any, when: str, pick: int, reason: str) -> None:
        m, (day, meeting) = self.m, self.when(when)
        number = 1 + pick % (len(m.asked) + 1)
        votes = votes and votes[::-1]
        why = m.why_when(day, meeting) | self.why_asked(number)
        by_meeting = m.rules["loans_by"] == "meeting"
        why |= m.why_vote(votes, meeting, is_carried=False, with_quorum=by_meeting)
        if not reason:
            why.add("loan-reason-missing")
        order = loans.DeclineLoan(
            application=number, reason=reason, day=day, meeting=meeting, votes=self.votes(votes)
        )

        def then(_: Receipt) -> None:
            m.asked[number] = (*m.asked[number][:2], "declined")

        entries = self.voted(votes, Entry("loan-declined"))
        self.attempt(order, loans.decline_loan, why, entries, then)

    @rule(
        who=WHO, principal=LENT, told=TERMS, votes=VOTES, when=WHEN, how=WHO,
        source=st.sampled_from(["group"] * 4 + ["fund", "state"]),
        asked=st.integers(0, 4), later=st.sampled_from([False, False, True]),
        gathers=st.sampled_from([True] * 5 + [False]),
    )  # fmt: skip
    def lend(
        self, who: int, principal: int, told: Any, votes: Any, when: str, how: int, source: str,
        asked: int, later: bool, gathers: bool,
    ) -> None:  # fmt: skip
        """Agreed by a vote, of an application or not, and paid out now or later."""
        if gathers:
            self.gather()
        m, (day, meeting), member = self.m, self.when(when), self.who(who)
        waiting = [number for number, one in m.asked.items() if one[2] == "asked"]
        application = 0
        if asked == 4 or (asked and waiting):
            application = waiting[0] if waiting else 1 + len(m.asked)
        if application in m.asked and asked < 3:
            member, principal, _ = m.asked[application]
        fund = self.fund_of(source)
        guarantors = self.guarantors(member, max(how - 1, 0) if how < 4 else 0)
        terms = self.terms(told, day)
        advance = {"state": "land" if asked % 2 else ""}.get(source, "")
        order = loans.GiveLoan(
            member=member, principal=principal, day=day, meeting=meeting, source=source,
            application=application, fund_loan=fund, guarantors=guarantors, agree_only=later,
            advance_from=advance, votes=self.votes(votes), **terms,
        )  # fmt: skip
        why = m.why_when(day, meeting) | m.why_member(member)
        if terms["first_due_on"] < day:
            why.add("loan-first-due")
        if source == "group":
            why |= m.why_not_borrow(member, principal, terms["instalments"], guarantors)
        for one in guarantors:
            why |= m.why_member(one) & {"member-unknown"}
        if application:
            why |= self.why_asked(application)
            if application in m.asked and m.asked[application][0] != member:
                why.add("application-of-another")
        if fund and fund not in m.fund_loans:
            why.add("fund-loan-unknown")
        elif fund and m.fund_loans[fund][1] != source:
            why.add("fund-loan-source")
        why |= m.why_vote(votes, meeting, with_quorum=m.rules["loans_by"] == "meeting")
        number = m.last_loan + 1
        loan = Loan(
            member, source, principal, terms["rate"], terms["method"], terms["instalments"], day,
            terms["first_due_on"], every=terms["every"], fund_loan=fund, guarantors=guarantors,
            application=application,
        )  # fmt: skip
        paid = [] if later else self.payout(number, loan, advance, 0, why)

        def then(_: Receipt) -> None:
            m.loans[number], m.last_loan = loan, number
            if application:
                m.asked[application] = (*m.asked[application][:2], "agreed")

        entries = self.voted(votes, Entry("loan-agreed", loan=number), *paid)
        self.attempt(order, loans.give_loan, why, entries, then)

    def fund_of(self, source: str) -> int:
        """A fund's loan for a source; for some none, for some a wrong one."""
        numbers = [number for number, one in self.m.fund_loans.items() if one[1] == source]
        return numbers[-1] if numbers else 0

    def payout(
        self, number: int, loan: Loan, advance: str, before: int, why: set[str]
    ) -> list[Entry]:
        """The entries of a loan's money, after 5 % of a state's that is paid in advance."""
        m, paid = self.m, []
        missing = sums.up(loan.principal * 5, 100) - before if loan.source == "state" else 0
        if missing > 0 and not advance:
            why.add("loan-advance-short")
        elif missing > 0:
            paid.append(m.paid("loan-advance-paid", missing, loan.member, advance, number))
        if loan.fund_loan in m.fund_loans and loan.principal > m.fund_sums(loan.fund_loan)[0]:
            why.add("fund-loan-short")
        paid.append(m.paid("loan-disbursed", loan.principal, loan.member, "", number))
        why |= m.short(paid)
        return paid

    @precondition(lambda self: self.m.loans)
    @rule(pick=st.integers(0, 9), when=WHEN, advance=st.sampled_from(["", "land"]))
    def pay_out(self, pick: int, when: str, advance: str) -> None:
        m, (day, meeting) = self.m, self.when(when)
        waiting = [number for number in m.loans if not m.is_paid_out(number)]
        number = waiting[pick % len(waiting)] if waiting and pick else 1 + pick
        order = loans.PayOutLoan(loan=number, day=day, meeting=meeting, advance_from=advance)
        why, paid = m.why_when(day, meeting), []
        if number not in m.loans:
            why.add("loan-unknown")
        elif m.is_paid_out(number):
            why.add("loan-paid-out")
        else:
            loan = m.loans[number]
            why |= m.why_member(loan.member)
            if loan.first_due < day:
                why.add("loan-first-due")
            before = m.summed("loan-advance-paid", loan=number)
            paid = self.payout(number, loan, advance, before, why)
        self.attempt(order, loans.pay_out_loan, why, paid)

    # Paid back

    def a_loan(self, pick: int) -> int:
        """One that is owed, for most; sometimes one that is not, or none."""
        owed = [number for number in self.m.loans if self.m.owed(number)]
        return owed[pick % len(owed)] if owed and pick < 9 else 1 + pick % 4

    def why_loan(self, number: int) -> set[str]:
        m = self.m
        if number not in m.loans:
            return {"loan-unknown"}
        if m.owed(number):
            return set()
        return {"loan-paid-back" if m.is_paid_out(number) else "loan-not-paid-out"}

    def payment(self, number: int, amount: int, day: str) -> list[tuple[Any, ...]]:
        """What one amount on a loan becomes."""
        m, loan = self.m, self.m.loans[number]
        told = m.stands(number, day)
        interest, principal, fine, over = sums.split_payment(
            loan, told, amount, m.fines_of_loan(number)
        )
        assert interest + principal + fine + over == amount
        lines = [
            ("loan-interest-paid", interest, loan.member, "", number),
            ("loan-principal-repaid", principal, loan.member, "", number),
            ("fine-paid", fine, loan.member),
            ("credit-kept", over, loan.member),
        ]
        return [line for line in lines if line[1]]

    def why_gone(self, lines: list[tuple[Any, ...]], day: str) -> set[str]:
        """What is over cannot be kept for who left."""
        left = self.m.left
        over = [line[2] for line in lines if line[0] == "credit-kept" and line[2] in left]
        return {"member-gone"} if any(day > left[member] for member in over) else set()

    @precondition(lambda self: self.m.loans)
    @rule(
        pick=st.integers(0, 10), when=WHEN, amount=AMOUNTS,
        share=st.sampled_from(["due", "all", "more", "cent", "", "", "none"]),
    )  # fmt: skip
    def repay(self, pick: int, when: str, amount: int, share: str) -> None:
        m, number, (day, meeting) = self.m, self.a_loan(pick), self.when(when)
        why, entries = m.why_when(day, meeting) | self.why_loan(number), []
        if not self.why_loan(number):
            told = m.stands(number, day)
            closes = told.owed + told.closing + m.fines_of_loan(number)
            amounts = {
                "due": told.unpaid,
                "all": closes,
                "more": closes + 50,
                "cent": closes - 1,
                "none": -5,
            }
            amount = amounts.get(share, amount)
            if amount < 1:
                why |= {"amount-out-of-range", "nothing-to-enter"}
            lines = self.payment(number, amount, day)
            why |= self.why_gone(lines, day)
            entries = m.paid_all(lines)
            why |= m.short(entries)
        line = money.MoneyLine(kind="loan_payment", day=day, amount=amount, loan=number)
        order = money.EnterMoney(lines=(line,), meeting=meeting)
        self.attempt(order, repayments.repay, why, entries)

    @rule(who=WHO, when=WHEN, more=st.sampled_from([0, 0, 1, -1]), on_loan=st.booleans())
    def use_credit(self, who: int, when: str, more: int, on_loan: bool) -> None:
        m, (day, meeting) = self.m, self.when(when)
        kept = [pot[1] for pot, held in m.pots.items() if pot[0] == "credits" and held]
        member = kept[who % len(kept)] if kept and who < 5 else self.who(who)
        amount, number = m.pots["credits", member] + more, 0
        why = m.why_when(day, meeting)
        if not m.pots["credits", member]:
            why.add("credits-none")
        if more > 0:
            why.add("credits-over")
        lines: list[tuple[Any, ...]] = [("credit-returned", amount, member)]
        if on_loan:
            number = next((n for n in m.loans if m.owed(n)), 99)
            if number == 99 or m.loans[number].member != member:
                why.add("loan-of-another")
            elif amount > 0:
                lines += self.payment(number, amount, day)
        if amount < 1:
            why |= {"amount-out-of-range", "credits-none"}
        else:
            why |= m.short(m.paid_all(lines)) | self.why_gone(lines, day)
        order = repayments.UseCredit(
            member=member, amount=amount, day=day, loan=number, meeting=meeting
        )
        entries = [] if why else m.paid_all(lines)
        self.attempt(order, repayments.use_credit, why, entries)

    @precondition(lambda self: self.m.loans)
    @rule(pick=st.integers(0, 10), when=WHEN, waits=st.sampled_from([0, 10]))
    def fine_late(self, pick: int, when: str, waits: int) -> None:
        self.days_pass(waits)
        m, number, (day, meeting) = self.m, self.a_loan(pick), self.when(when)
        why, fine, lines = m.why_when(day, meeting), m.rules["loan_fine"], []
        if not fine:
            why.add("loan-fine-none")
        if number not in m.loans:
            why.add("loan-unknown")
        else:
            fined = max((one.day for _, one in m.standing("fine-charged", loan=number)), default="")
            rows = m.stands(number, day).late_rows if m.owed(number) else ()
            late = [row for row in rows if row >= fined]
            lines = [("fine-charged", fine, m.loans[number].member, "", number)] * len(late)
            if not late:
                why.add("loan-nothing-late")
        order = repayments.FineLate(loan=number, day=day, meeting=meeting)
        self.attempt(order, repayments.fine_late, why, m.paid_all(lines))

    @precondition(lambda self: self.m.loans)
    @rule(
        pick=st.integers(0, 10), when=WHEN, votes=VOTES, told=TERMS,
        what=st.sampled_from(["change", "lost"]), reason=st.sampled_from(["rain"] * 5 + [""]),
        gathers=st.sampled_from([True] * 5 + [False]),
    )  # fmt: skip
    def change(
        self, pick: int, when: str, votes: Any, told: Any, what: str, reason: str, gathers: bool
    ) -> None:
        """Other payments, or written off: by a vote with a reason."""
        if gathers:
            self.gather()
        m, number, (day, meeting) = self.m, self.a_loan(pick), self.when(when)
        why = m.why_when(day, meeting) | self.why_loan(number) | m.why_vote(votes, meeting)
        if not reason:
            why.add("loan-reason-missing")
        loan, stamp = m.loans.get(number), {"loan": number, "day": day, "meeting": meeting}
        if what == "lost":
            lost = m.loans[number].member if loan else 0
            owed = m.owed(number) if loan else 0
            entry = m.paid("loan-written-off", owed, lost, "", number)
            order = loan_changes.WriteOffLoan(reason=reason, votes=self.votes(votes), **stamp)
            entries = self.voted(votes, entry)
            self.attempt(order, loan_changes.write_off_loan, why | m.short([entry]), entries)
            return
        terms = self.terms(told, day)
        if terms["first_due_on"] < day:
            why.add("loan-first-due")
        if (
            loan
            and loan.source == "group"
            and terms["instalments"] > m.rules["loan_instalments_most"]
        ):
            why.add("loan-too-long")
        carried = m.stands(number, day).due_interest if loan else 0

        def then(receipt: Receipt) -> None:
            assert loan is not None
            m.changes.setdefault(number, []).append((receipt.last, loan))
            m.loans[number] = Loan(
                loan.member, loan.source, m.owed(number), terms["rate"], terms["method"],
                terms["instalments"], day, terms["first_due_on"], every=terms["every"],
                fund_loan=loan.fund_loan, application=loan.application,
                guarantors=loan.guarantors, since=receipt.last, carried=carried,
            )  # fmt: skip

        order = loan_changes.RescheduleLoan(
            reason=reason, votes=self.votes(votes), **stamp, **terms
        )
        entries = self.voted(votes, Entry("loan-rescheduled", loan=number))
        self.attempt(order, loan_changes.reschedule_loan, why, entries, then)
