"""Random histories of a group, legal and not, against the model; the books hold after each step."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from federation.commands import members
from federation.commands.deed import perform
from federation.core.accounts import ACCOUNTS
from federation.core.refusals import Refusal
from federation.store import open_store
from federation.store.queries import books
from federation.store.verify import verify
from tests import factories as f
from tests.properties import ledger_model as m

AMOUNTS = st.integers(1, 3000) | st.sampled_from([100, 500, 1000])
WHOSE = st.sampled_from([1, 2, 1, 2, 1, 2, 3, 4])
PURPOSES = st.sampled_from(["general", "land", "house"])
DAYS = ("2026-11-22", "2026-11-29", "2026-12-06", "2026-12-13")


class LedgerMachine(RuleBasedStateMachine):
    """Each rule tries a deed; the model says beforehand whether it must be done or refused."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ledger-"))
        self.store = open_store(f.bare_node(self.folder / "group"))
        self.model = m.Model()
        self.people: set[int] = set()
        self.left: set[int] = set()
        self.loans: dict[int, tuple[int, str]] = {}
        self.meeting = 0
        self.meetings = 0
        self.tokens = 0
        self.steps = 0
        self.counted: int | None = None

    def teardown(self) -> None:
        self.check_all()
        self.store.close()
        shutil.rmtree(self.folder)

    # The frame: a deed is done whole or leaves everything as it was.

    def rows(self) -> dict[str, list[Any]]:
        with self.store.reading() as db:
            return {
                name: db.connection().execute(f'SELECT * FROM "{name}"').fetchall()
                for name in db.get_tables()
            }

    def attempt(self, deed: Callable[[], Any], *, legal: bool) -> Any:
        before = self.rows()
        if legal:
            return deed()
        with pytest.raises(Refusal):
            deed()
        assert self.rows() == before
        return None

    def enter(self, lines: list[tuple[Any, ...]], some: list[m.Moves], *, known: bool) -> None:
        self.tokens += 1
        token = f"form-{self.tokens}"

        def deed() -> Any:
            return f.enter(self.store, *lines, meeting=self.meeting, token=token)

        receipt = self.attempt(deed, legal=known and self.model.holds_after(*some))
        if receipt is not None:
            self.model.take(receipt.first, *some)
            assert receipt.last - receipt.first + 1 == len(some)
            before = self.rows()
            assert deed().again
            assert self.rows() == before

    # People

    @initialize()
    def begin(self) -> None:
        for name in ("Anna", "Beata"):
            self.people.add(f.admit(self.store, name))
        start = [("savings", 9000, 1, "general"), ("savings", 4000, 2, "land")]
        start += [("social_contribution", 500, 1, ""), ("fund_contribution", 300, 2, "")]
        self.money([*start, ("bank_deposit", 200, 0, ""), ("share", 1000, 1, "")])

    @rule(member=WHOSE, what=st.sampled_from(["admit", "leave", "leave", "forget"]))
    def people_come_and_go(self, member: int, what: str) -> None:
        if what == "admit":
            legal = member not in self.people
            if self.attempt(lambda: f.admit(self.store, "Celia", member=member), legal=legal):
                self.people.add(member)
        elif what == "leave":
            self.leave(member)
        else:
            order = members.ForgetMember(member=member, day=f.DAY)
            known = member in self.left
            self.attempt(lambda: perform(self.store, order, members.forget_member), legal=known)

    def leave(self, member: int) -> None:
        loans = [n for n, (who, _) in self.loans.items() if who == member]
        owes = sum(self.model.pots[m.owed(n)] for n in loans)
        has = self.model.has_money(member) or self.model.pots[m.fines(member)]
        legal = member in self.people - self.left and not owes and not has
        order = members.LetMemberLeave(member=member, day=f.DAY)
        if self.attempt(lambda: perform(self.store, order, members.let_member_leave), legal=legal):
            self.left.add(member)

    # Money

    def line(self, kind: str, amount: int, member: int, purpose: str) -> tuple[Any, ...]:
        if kind in m.WITHOUT_MEMBER:
            return (kind, amount)
        return (kind, amount, member, purpose) if kind in ("savings", "withdrawal") else (
            kind, amount, member,
        )  # fmt: skip

    @rule(
        some=st.lists(
            st.tuples(st.sampled_from(m.KINDS), AMOUNTS, WHOSE, PURPOSES), min_size=1, max_size=4
        )
    )
    def money(self, some: list[tuple[str, int, int, str]]) -> None:
        lines = [self.line(*one) for one in some]
        known = all(len(line) == 2 or line[2] in self.people for line in lines)
        self.enter(lines, [m.moves(*one) for one in some], known=known)

    @rule(kind=st.sampled_from(m.KINDS), amount=st.integers(-5, 0))
    def nothing_or_less(self, kind: str, amount: int) -> None:
        self.attempt(lambda: f.enter(self.store, self.line(kind, amount, 1, "land")), legal=False)

    @rule(which=st.sampled_from(m.EDGES), more=st.sampled_from([1, 0, -1]), member=WHOSE)
    def go_to_the_edge(self, which: str, more: int, member: int) -> None:
        """As much as a pot can give: a cent less, to the cent, a cent more."""
        amount = self.model.most(which, member) + more
        if amount < 1:
            return
        if which == "lend":
            self.lend(amount, member, "group")
        else:
            self.money([(which, amount, member, "land")])

    @rule(amount=AMOUNTS, member=WHOSE)
    def pay_fine(self, amount: int, member: int) -> None:
        paid = self.model.pay_fine(member, amount)
        self.enter([("fine_paid", amount, member)], [paid], known=member in self.people)

    @rule(amount=AMOUNTS, member=WHOSE, source=st.sampled_from(["group", "group", "fund"]))
    def lend(self, amount: int, member: int, source: str) -> None:
        number = max(self.loans, default=0) + 1
        moved = m.lent(amount, number)
        legal = member in self.people and self.model.holds_after(moved)

        def deed() -> Any:
            return f.lend(self.store, member, amount, source=source, meeting=self.meeting)

        if self.attempt(deed, legal=legal):
            self.loans[number] = (member, source)
            self.model.take(self.last(), moved)

    @precondition(lambda self: self.loans)
    @rule(amount=AMOUNTS, data=st.data(), whole=st.booleans())
    def repay(self, amount: int, data: Any, whole: bool) -> None:  # noqa: FBT001 - drawn
        loan = data.draw(st.sampled_from([*self.loans, 99]))
        member, source = self.loans.get(loan, (1, "group"))
        amount = (self.model.pots[m.owed(loan)] or amount) if whole else amount
        lines = [("loan_principal", amount, member, loan), ("loan_interest", 5, member, loan)]
        some = [m.repaid(amount, loan, source), m.interest(5, source)]
        self.enter(lines, some, known=loan in self.loans)

    @rule(data=st.data())
    def reverse(self, data: Any) -> None:
        entry = data.draw(st.integers(1, self.last() + 1) | st.sampled_from([*self.model.done, 1]))
        known = bool(self.model.done.get(entry))
        moved = m.back(self.model.done.get(entry, {}))
        legal = known and self.model.holds_after(moved)

        def deed() -> Any:
            return f.reverse(self.store, entry, meeting=self.meeting)

        if self.attempt(deed, legal=legal):
            self.model.done[entry] = {}  # once is enough, and a reversal itself stays
            self.model.take(self.last(), moved)
            self.model.done[self.last()] = {}

    # Meetings

    @rule(
        what=st.sampled_from(["open", "count", "close"]),
        difference=st.sampled_from([0, 0, -5, 7]),
        told=st.booleans(),
        officers=st.sampled_from([(1, 2), (1, 2), (1,), (2, 2)]),
    )
    def meet(self, what: str, difference: int, told: bool, officers: Any) -> None:  # noqa: FBT001
        if what == "open":
            self.open_meeting()
        elif what == "count":
            self.count(difference, "a coin" if told else "")
        else:
            self.close(officers)

    def open_meeting(self) -> None:
        legal = not self.meeting and self.meetings < len(DAYS)
        day = DAYS[min(self.meetings, len(DAYS) - 1)]
        if self.attempt(lambda: f.open_meeting(self.store, day), legal=legal):
            self.meetings += 1
            self.meeting, self.counted = self.meetings, None

    def count(self, difference: int, reason: str) -> None:
        counted = self.model.pots[m.CASH] + difference
        moved = {m.CASH: difference}
        legal = bool(self.meeting) and counted >= 0 and bool(reason or not difference)
        legal = legal and self.model.holds_after(moved)
        if self.attempt(
            lambda: f.count_box(self.store, self.meeting, counted, reason), legal=legal
        ):
            self.counted = counted
            self.model.take(self.last(), moved if difference else {})

    def close(self, officers: tuple[int, ...]) -> None:
        agreed = self.counted == self.model.pots[m.CASH]
        legal = bool(self.meeting) and agreed and len(set(officers)) > 1
        if self.attempt(lambda: f.close_meeting(self.store, self.meeting, officers), legal=legal):
            self.meeting = 0

    # What holds after every step

    def last(self) -> int:
        with self.store.reading() as db:
            return int(books.books(db)[0].last)

    @invariant()
    def every_entry_sums_to_zero(self) -> None:
        with self.store.reading() as db:
            odd = db.connection().execute(
                "SELECT seq FROM posting GROUP BY book, seq HAVING sum(amount) <> 0"
            )
            assert odd.fetchall() == []
            assert sum(books.account_sums(db, 1).values()) == 0

    @invariant()
    def no_pot_is_below_zero(self) -> None:
        with self.store.reading() as db:
            for account, amount in db.connection().execute("SELECT account, amount FROM balance"):
                if ACCOUNTS[account].floor:
                    assert amount * ACCOUNTS[account].side >= 0
            pots = books.pots(db, 1)
            assert pots.loan_pot >= 0
            moved = [entry.box_minor for entry in books.entries(db, 1, limit=10**6)]
            assert pots.cash == sum(moved)

    @invariant()
    def the_model_agrees(self) -> None:
        pots = self.model.pots
        with self.store.reading() as db:
            held = books.pots(db, 1)
            assert (held.cash, held.bank) == (pots[m.CASH], pots[m.BANK])
            assert (held.social_fund, held.fund_held) == (pots[m.SOCIAL], pots[m.HELD])
            for loan in books.loans(db, 1):
                assert loan.owes_minor == pots[m.owed(loan.loan)]
            for person in books.members(db, 1):
                by_purpose = books.saved_by_purpose(db, 1, person.member)
                for purpose, amount in by_purpose.items():
                    assert amount == pots[m.saved(person.member, purpose)]
                saved = sum(by_purpose.values()) + pots[m.shares(person.member)]
                assert person.saved_minor == saved
                due = books.fines_due(db, 1).get(person.member, 0)
                assert due == pots[m.fines(person.member)]

    @invariant()
    def the_journal_makes_the_same_tables(self) -> None:
        """Every third step and at the end: a difference does not go away by itself."""
        self.steps += 1
        if self.steps % 3 == 0:
            self.check_all()

    def check_all(self) -> None:
        with self.store.reading() as db:
            assert verify(db, self.store.node) == ()
