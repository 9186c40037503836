"""What may happen to a group: money typed in, daily rounds, entries taken back."""

# ruff: noqa: FBT001 - what is drawn is passed on by its name

from collections import Counter
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import rule

from federation.commands import money, rounds
from federation.commands.deed import Receipt
from tests.properties.group_back import WITHOUT_MONEY
from tests.properties.group_frame import AMOUNTS, WHEN, WHO, Frame
from tests.properties.group_model import LARGEST, OPEN_STILL, Entry

# Words of a sheet and the kinds they become: of a member, of one perhaps, of nobody.
HERS = {
    "savings": "savings-received", "withdrawal": "savings-withdrawn", "share": "shares-bought",
    "fine": "fine-charged", "fine_paid": "fine-paid", "fine_forgiven": "fine-forgiven",
    "credit_kept": "credit-kept", "credit_returned": "credit-returned",
    "share_returned": "shares-returned",
}  # fmt: skip
PERHAPS = {
    "social_contribution": "social-contribution-received", "social_grant": "social-grant-paid",
    "fee": "fee-received", "income": "income-received", "expense": "expense-paid",
    "municipal_payment": "municipal-payment-made",
    "fund_contribution": "fund-contribution-received",
}  # fmt: skip
NOBODYS = {
    "bank_deposit": "bank-deposited", "bank_withdrawal": "bank-withdrawn",
    "bank_interest": "bank-interest-received", "bank_charge": "bank-charge-paid",
    "fund_received": "fund-money-received", "fund_remittance": "fund-money-remitted",
}  # fmt: skip
WORDS = {**HERS, **PERHAPS, **NOBODYS}
PURPOSED = ("savings", "withdrawal")
LINES = st.tuples(
    st.sampled_from([*WORDS, "savings", "savings", "share", "share", "share", "income"]),
    AMOUNTS,
    WHO,
    st.sampled_from(["general", "land", "general", "land", "share"]),
)
EDGES = ("withdrawal", "expense", "social_grant", "bank_withdrawal", "bank_deposit")
EDGES += ("fund_remittance", "credit_returned", "share_returned", "fine_forgiven", "bank_charge")


class SheetRules(Frame):
    """Money in and out of the box, as it is typed."""

    def line(self, word: str, amount: int, member: int, purpose: str, day: str) -> money.MoneyLine:
        told = {"member": member} if word not in NOBODYS else {}
        if word in PURPOSED:
            told["purpose"] = purpose
        return money.MoneyLine(kind=word, day=day, amount=amount, **told)

    def enter(self, lines: list[money.MoneyLine], when: str, *, keep: bool = False) -> None:
        m, (day, meeting) = self.m, self.when(when)
        lines = [replace(one, day=day) for one in lines]
        why = m.why_when(day, meeting)
        for one in lines:
            if one.member or one.kind in HERS:
                why |= m.why_member(one.member) - {"member-left"}
            if one.member in m.left and day > m.left[one.member] and one.kind not in OPEN_STILL:
                why.add("member-gone")
            if not 0 < one.amount <= LARGEST:
                why.add("amount-out-of-range")
            if one.kind in PURPOSED and one.purpose == "share":
                why.add("savings-are-no-shares")
            elif one.kind == "savings" and m.versions and one.purpose not in m.rules["purposes"]:
                why.add("purpose-not-in-rules")
        whole = self.whole(lines, meeting, why, keep=keep)
        entries = m.paid_all(
            (WORDS[one.kind], one.amount, one.member, one.purpose) for one in whole
        )
        if "amount-out-of-range" not in why:
            why |= m.short(entries)
        order = money.EnterMoney(lines=tuple(lines), meeting=meeting, keep_rest=keep)
        self.attempt(order, money.enter_money, why, entries)

    def whole(
        self, lines: list[money.MoneyLine], meeting: int, why: set[str], *, keep: bool
    ) -> list[money.MoneyLine]:
        """Amounts for shares made whole; what is over is kept where that was chosen."""
        m, made = self.m, []
        if not m.versions:
            return lines
        price, most = m.rules["share_price"], m.rules["shares_most"]
        bought = Counter[int]()
        for _, one in m.standing("shares-bought", meeting=meeting) if meeting else ():
            bought[one.member] += one.amount
        for one in lines:
            if one.kind != "share":
                made.append(one)
                continue
            if m.rules["savings"] == "free":
                why.add("shares-not-here")
                continue
            rest = one.amount % price
            if rest and not keep:
                why.add("shares-not-whole")
            bought[one.member] += one.amount - rest
            if bought[one.member] > most * price:
                why.add("shares-too-many")
            if one.amount > rest:
                made.append(replace(one, amount=one.amount - rest))
            if rest:
                made.append(replace(one, kind="credit_kept", amount=rest))
        return made

    @rule(some=st.lists(LINES, min_size=1, max_size=3), when=WHEN, keep=st.booleans())
    def pay(self, some: list[tuple[str, int, int, str]], when: str, keep: bool) -> None:
        lines = [
            self.line(word, amount, self.who(who), purpose, "")
            for word, amount, who, purpose in some
        ]
        self.enter(lines, when, keep=keep)

    @rule(amount=AMOUNTS, when=WHEN, count=st.integers(1, 4))
    def everybody_saves(self, amount: int, when: str, count: int) -> None:
        """What most meetings begin with."""
        lines = [
            self.line(word, amount, member, "general", "")
            for member in self.m.here[:count]
            for word in ("savings", "social_contribution")
        ]
        if lines:
            self.enter(lines, when)

    @rule(
        word=st.sampled_from(list(WORDS)), who=WHO,
        amount=st.sampled_from([0, -1, -500, 10**12, 10**15]),
    )  # fmt: skip
    def nothing_or_far_too_much(self, word: str, who: int, amount: int) -> None:
        self.enter([self.line(word, amount, self.who(who), "land", "")], "here")

    @rule(word=st.sampled_from(EDGES), more=st.sampled_from([1, 0, -1]), who=WHO, when=WHEN)
    def to_the_cent(self, word: str, more: int, who: int, when: str) -> None:
        """As much as a pot can give: a cent less, to the cent, a cent more."""
        m, member = self.m, self.who(who)
        cash, free = m.pots["cash",], m.free
        most = {
            "withdrawal": min(cash, free, m.pots["savings", member, "land"]),
            "expense": min(cash, free),
            "social_grant": min(cash, m.pots["social_fund",]),
            "bank_withdrawal": m.pots["bank",],
            "bank_deposit": cash,
            "fund_remittance": min(cash, m.pots["fund_held",]),
            "credit_returned": min(cash, m.pots["credits", member]),
            "share_returned": min(cash, free, m.pots["shares", member]),
            "fine_forgiven": m.pots["fines_due", member],
            "bank_charge": min(m.pots["bank",], free),
        }[word] + more
        self.enter([self.line(word, most, member, "land", "")], when)

    @rule(who=WHO, amount=AMOUNTS, odd=st.sampled_from(["kind", "lines", "loan", "fine", "vote"]))
    def not_so(self, who: int, amount: int, odd: str) -> None:
        """Lines that no sheet has."""
        m, member = self.m, self.who(who)
        line, why = self.line("savings", amount, member, "general", m.today), set[str]()
        if odd == "kind":
            line, why = replace(line, kind="present"), {"entry-kind-unknown"}
        elif odd == "loan":
            line = replace(line, kind="loan_principal", loan=99, purpose="")
            why = {"loan-unknown", "entry-has-no"}
        elif odd == "fine":
            line, why = replace(line, kind="fine", member=0), {"entry-needs"}
        elif odd == "vote":
            line = replace(line, kind="fine_forgiven", decision=m.decisions + 1)
            why = {"number-unknown"}
        why |= m.why_member(line.member) - {"member-left"} if line.member else set()
        gone = m.left.get(line.member, m.today) < m.today
        why |= {"member-gone"} if gone and line.kind not in OPEN_STILL else set()
        order = money.EnterMoney(lines=() if odd == "lines" else (line,))
        why = {"nothing-to-enter"} if odd == "lines" else why
        self.attempt(order, money.enter_money, why)

    @rule(
        amounts=st.lists(AMOUNTS, max_size=3), sheet=st.sampled_from([0, 0, 0, 50]),
        handed=st.sampled_from([0, 0, 0, -100]), when=WHEN,
    )  # fmt: skip
    def bring_a_round(self, amounts: list[int], sheet: int, handed: int, when: str) -> None:
        m, day, total = self.m, self.when(when)[0], sum(amounts)
        pairs = list(zip(m.here, amounts, strict=False))
        total = sum(amount for _, amount in pairs)
        lines = tuple(
            self.line("savings", amount, member, "general", day) for member, amount in pairs
        )
        why = m.why_day(day) if lines else {"round-empty"}
        if sheet or handed:
            why |= {"round-all-differ", "round-sheet-differs", "round-money-differs"}
        order = rounds.AcceptRound(
            collector=2, user=1, day=day, sheet=total + sheet, handed=total + handed, lines=lines
        )
        saved = [m.paid("savings-received", amount, member, "general") for member, amount in pairs]

        def then(receipt: Receipt) -> None:
            m.rounds += 1
            assert receipt.facts["round"] == m.rounds

        self.attempt(order, rounds.accept_round, why, [Entry("round-accepted"), *saved], then)

    # Entries taken back

    @rule(
        pick=st.integers(0, 400), when=WHEN,
        how=st.sampled_from(["", "", "", "", "no reason", "alone", "nobody"]),
        newest=st.booleans(),
    )  # fmt: skip
    def take_back(self, pick: int, when: str, how: str, newest: bool) -> None:
        last = max(self.m.entries, default=0)
        of = 1 + (last - pick % 12 if newest else pick % (last + 2))
        self.reverse(of, when, how)

    @rule(
        pick=st.integers(0, 400), when=WHEN,
        of=st.sampled_from(["any", "loan", "turn", "her", "part", "agreed"]),
    )  # fmt: skip
    def take_money_back(self, pick: int, when: str, of: str) -> None:
        """One of the entries that matter to something else."""
        m = self.m
        chosen = {
            "loan": lambda one: one.loan and one.kind.startswith("loan"),
            "turn": lambda one: one.turn,
            "her": lambda one: one.member in m.left,
            "part": lambda one: one.kind.startswith("share-"),
            "agreed": lambda one: one.kind in ("loan-disbursed", *WITHOUT_MONEY),
        }.get(of, bool)
        some = [
            seq
            for seq, one in m.entries.items()
            if (one.moves or of == "agreed") and not one.is_back and chosen(one)
        ]
        if some:
            self.reverse(some[pick % len(some)], when)

    def reverse(self, of: int, when: str = "here", how: str = "") -> None:
        m, (day, meeting) = self.m, self.when(when)
        why = m.why_when(day, meeting) | m.why_not_back(of)
        if how:
            why.add("reversal-needs-reason" if how == "no reason" else "reversal-needs-second")
        reason, second = (
            "" if how == "no reason" else "twice",
            {"alone": 1, "nobody": 0}.get(how, 2),
        )
        order = money.ReverseEntry(
            of=of, day=day, user=1, meeting=meeting, reason=reason, second=second
        )
        before = self.held
        entry = m.back(of, day, meeting) if of in m.entries else Entry("entry-reversed")
        self.attempt(order, money.reverse_entry, why, [entry], lambda _: m.undo(of))
        if not why:
            moved = m.entries[of].moves
            every = {*before, *self.held, *moved}
            gone = {pot: before.get(pot, 0) - self.held.get(pot, 0) for pot in every}
            assert gone == {pot: moved.get(pot, 0) for pot in every}
            self.tally.done["an old entry taken back"] += of < max(m.entries) - 50

    @rule(some=st.lists(LINES, min_size=1, max_size=3))
    def do_and_undo(self, some: list[tuple[str, int, int, str]]) -> None:
        """Entered and taken back, in the order from the last: everything as it was, to the cent."""
        m, before = self.m, self.held
        lines = [self.line(word, amount, self.who(who), use, "") for word, amount, who, use in some]
        last = max(m.entries)
        self.enter(lines, "outside")
        for of in range(max(m.entries), last, -1):
            self.reverse(of, "outside")
        if all(one.is_back or one.of for seq, one in m.entries.items() if seq > last):
            assert self.held == before
