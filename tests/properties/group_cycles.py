"""What may happen to a group: cycles, share-outs and what follows, rotating pots."""

# ruff: noqa: FBT001 - what is drawn is passed on by its name

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from federation.commands import rotation, share_out
from federation.commands.deed import Receipt
from federation.store.queries import group
from tests.properties.group_frame import VOTES, WHEN, WHO, Frame
from tests.properties.group_model import Entry
from tests.properties.group_whole import Pool

MOSTLY = st.sampled_from([True] * 6 + [False])


class CycleRules(Frame):
    """The end of a cycle, and the pot that goes round."""

    @rule(
        when=WHEN, leave=st.booleans(), ends_on=st.sampled_from(["", "", "2026-01-01"])
    )  # fmt: skip
    def cycle(self, when: str, leave: bool, ends_on: str) -> None:
        self.begin_cycle(*self.when(when), leave_parts=leave, ends_on=ends_on)

    @rule(
        votes=VOTES, officers=st.sampled_from([(1, 2, 3)] * 4 + [(1, 2), (1,)]),
        kept=st.sampled_from([(), (), ("land",)]), more=st.sampled_from([0, 0, 0, 0, 1]),
        gathers=MOSTLY, counts=MOSTLY, begins=MOSTLY, when=WHEN,
        reason=st.sampled_from(["charges", "charges", ""]),
    )  # fmt: skip
    def share_out(
        self, votes: Any, officers: Any, kept: tuple[str, ...], more: int, gathers: bool,
        counts: bool, begins: bool, when: str, reason: str,
    ) -> None:  # fmt: skip
        """Everything that a share-out needs, or all but one thing."""
        m, votes = self.m, votes or (2, 0)
        if gathers:
            self.gather()
        if begins and not m.is_running:
            self.begin_cycle(m.today, 0, leave_parts=True)
        meeting = self.when(when)[1] or 99
        if counts:
            self.count(meeting)
        why = m.why_meeting(meeting) | m.why_vote(votes, meeting)
        if not m.rules["shares_out"]:
            why.add("share-out-not-in-rules")
        if not m.is_running:
            why.add("cycle-none")
        why |= self.why_uncounted(meeting)
        if len(set(officers)) < m.rules["officers_close"]:
            why.add("share-out-needs-officers")
        pool = m.pool(m.today, kept)
        if pool is None:
            pool = Pool(0, 0, ())
            why.add("share-out-nobody")
        if pool.pool < 0:
            why.add("share-out-pool-below")
        if more:
            why.add("share-out-changed")
        if pool.by_cash != pool.by_books and not reason:
            why.add("share-out-needs-reason")
        entry = m.shared(pool)
        order = share_out.HoldShareOut(
            day=m.today, meeting=meeting, pool=pool.pool + more, votes=self.votes(votes),
            officers=officers, kept=kept, reason=reason,
        )  # fmt: skip
        why |= m.short([entry])

        def then(receipt: Receipt) -> None:
            m.cycles[m.cycle] = receipt.last
            m.settled[receipt.last] = tuple(
                (number, interest) for line in pool.lines for number, _, interest in line.loans
            )
            self.compare_lines(pool)

        self.attempt(order, share_out.hold_share_out, why, self.voted(votes, entry), then)

    def compare_lines(self, pool: Pool) -> None:
        """The parts are the model's and add up to the pool."""
        with self.store.reading() as db:
            held = group.cycles(db, 1)[0].share_out
        assert held is not None
        assert sum(line.gross for line in held.lines) == held.pool == pool.pool
        assert (held.by_cash, held.by_books) == (pool.by_cash, pool.by_books)
        told = {line.member: (line.gross, line.social, line.owes, line.net) for line in held.lines}
        for one in pool.lines:
            owes = one.gross + one.social - one.net
            assert told.get(one.member, (0, 0, 0, 0)) == (one.gross, one.social, owes, one.net)
        self.tally.done[f"shared out: {held.method}"] += 1
        self.tally.done["shared out in a loss"] += pool.pool < sum(one.own for one in held.lines)
        self.tally.done["shared out with a debt above the part"] += any(
            one.net < 0 for one in held.lines
        )

    def a_part(self, who: int, sign: int) -> int:
        """She, if she has a part to fetch (or, below zero, to pay in); else another who has."""
        if self.m.pots["share_out_due", self.who(who)] * sign > 0:
            return self.who(who)
        some = [
            pot[1]
            for pot, amount in self.m.pots.items()
            if pot[0] == "share_out_due" and amount * sign > 0
        ]
        return some[who % len(some)] if some and who < 5 else self.who(who)

    @property
    def shared(self) -> int:
        """The last cycle that was shared out, 0 if none was."""
        return max((number for number, seq in self.m.cycles.items() if seq), default=0)

    @precondition(lambda self: self.shared)
    @rule(
        who=WHO, when=WHEN, signed=MOSTLY, more=st.sampled_from([0, 0, 0, 1, -100]),
        again=st.sampled_from([0, 0, 500, 750, 10**9]),
        purpose=st.sampled_from(["general", "share", "share", "land", "shoes"]),
    )  # fmt: skip
    def fetch_part(
        self, who: int, when: str, signed: bool, more: int, again: int, purpose: str
    ) -> None:
        m, member, (day, meeting) = self.m, self.a_part(who, 1), self.when(when)
        due = m.pots["share_out_due", member]
        again = min(again, due) if again == 10**9 else again
        cash = max(due - again, 0) + more
        why, lines = m.why_when(day, meeting), []
        if not cash and not again:
            why.add("nothing-to-enter")
        if not signed:
            why.add("share-out-not-signed")
        if member not in m.joined:
            why.add("member-unknown")
        if cash:
            lines.append(("share-paid-out", cash, member))
        if again:
            lines.append(("share-reinvested", again, member, purpose))
            why |= self.why_not_again(purpose, again)
            if member in m.left:
                why.add("member-left")
        if cash < 0 or again < 0:
            why.add("amount-out-of-range")
        if cash + again > max(due, 0) or cash > max(due, 0):
            why.add("share-out-part-short")
        entries = m.paid_all(lines)
        why |= m.short(entries)
        order = share_out.PayPart(
            member=member, day=day, cash=cash, again=again, purpose=purpose, signed=signed,
            meeting=meeting,
        )  # fmt: skip
        self.attempt(order, share_out.pay_part, why, entries)

    def why_not_again(self, purpose: str, again: int) -> set[str]:
        """Why a part cannot be saved again for that."""
        rules, why = self.m.rules, set[str]()
        free = rules["purposes"]
        known = {"free": free, "shares": ["share"], "both": ["share", *free]}[rules["savings"]]
        if not self.m.versions:
            known = free
        if purpose not in known:
            why.add("share-out-purpose")
        if purpose == "share" and rules["share_price"] and again % rules["share_price"]:
            why.add("share-out-whole-shares")
        return why

    @precondition(lambda self: self.shared)
    @rule(who=WHO, when=WHEN, more=st.sampled_from([0, 0, -10, 1]))
    def pay_debt(self, who: int, when: str, more: int) -> None:
        m, member, (day, meeting) = self.m, self.a_part(who, -1), self.when(when)
        owed = max(-m.pots["share_out_due", member], 0)
        amount, why = owed + more, m.why_when(day, meeting)
        if member not in m.joined:
            why.add("member-unknown")
        if amount > owed:
            why.add("share-out-debt-less")
        if amount < 1:
            why.add("amount-out-of-range")
        entry = m.paid("share-out-debt-paid", amount, member)
        why |= m.short([entry])
        order = share_out.PayShareDebt(member=member, day=day, amount=amount, meeting=meeting)
        self.attempt(order, share_out.pay_share_debt, why, [entry])

    @precondition(lambda self: self.shared)
    @rule(back=st.sampled_from([0, 1]))
    def take_share_out_back(self, back: int) -> None:
        done = [seq for _, seq in sorted(self.m.cycles.items()) if seq]
        self.reverse(done[-1 - back % len(done)])

    # Rotating pots

    @rule(
        when=WHEN, amount=st.sampled_from([100, 300, 300, 0, -5]),
        odd=st.sampled_from(["", "", "", "", "one", "twice", "unknown", "gone"]),
        by=st.sampled_from(["turn", "turn", "lot"]),
    )  # fmt: skip
    def begin_rotation(self, when: str, amount: int, odd: str, by: str) -> None:
        m, (day, meeting) = self.m, self.when(when)
        some = tuple(m.here[:3])
        more = {"twice": some[:1], "unknown": (77,), "gone": tuple(m.left)[:1]}.get(odd, ())
        order_of = some[:1] if odd == "one" else (*some, *more)
        why = m.why_when(day, meeting)
        if len(order_of) < 2:
            why.add("rotation-few")
        if any(one in m.left for one in order_of):
            why.add("member-left")
        if 77 in order_of:
            why.add("member-unknown")
        if len(set(order_of)) < len(order_of):
            why.add("rotation-order-unclear")
        if amount < 1:
            why.add("amount-out-of-range")

        def then(_: Receipt) -> None:
            with self.store.reading() as db:
                turns = group.rotations(db, 1)[0].turns
            assert sorted(turns) == sorted(order_of)
            assert by == "lot" or turns == order_of
            m.rotations[self.new("rotation")] = (amount, turns)

        order = rotation.BeginRotation(
            day=day, amount=amount, members=order_of, by=by, meeting=meeting
        )
        entry = Entry("rotation-begun", number=m.given["rotation"] + 1)
        self.attempt(order, rotation.begin_rotation, why, [entry], then)

    def a_turn(self, pick: int) -> tuple[int, int]:
        """A rotating pot and its turn, mostly the one that is due."""
        m = self.m
        number = max(m.rotations, default=1) if pick % 8 else m.given["rotation"] + 1
        turn = (m.turn_now(number) if number in m.rotations else 0) + (pick % 5 == 4)
        return number, turn

    def turn_entry(self, kind: str, amount: int, member: int, number: int, turn: int) -> Entry:
        moves = self.m.moved(kind, amount, member, "", number)
        return Entry(kind, amount, member, "", number, moves, turn=turn)

    @precondition(lambda self: self.m.rotations)
    @rule(pick=st.integers(0, 15), when=WHEN, odd=st.sampled_from(["", "", "", "none", "77"]))
    def pay_into_rotation(self, pick: int, when: str, odd: str) -> None:
        m, (day, meeting) = self.m, self.when(when)
        number, turn = self.a_turn(pick)
        why, payers, entries = m.why_when(day, meeting), (), []
        if number not in m.rotations:
            why.add("number-unknown")
        elif not 0 < turn <= len(m.rotations[number][1]):
            why.add("rotation-turn-unknown")
        else:
            amount, order_of = m.rotations[number]
            paid = m.turns(number)[turn - 1][1]
            payers = tuple(one for one in order_of if one not in paid)[: 3 if pick % 2 else 1]
            payers = payers or order_of[:1]
            if set(payers) & paid:
                why.add("rotation-paid-already")
            if odd == "77":
                payers = (*payers, 77)
                why.add("rotation-not-in")
            if odd == "none":
                payers = ()
                why.add("nothing-to-enter")
            entries = [
                self.turn_entry("rotation-paid-in", amount, one, number, turn) for one in payers
            ]
        order = rotation.PayIntoRotation(
            rotation=number, turn=turn, members=payers, day=day, meeting=meeting
        )
        self.attempt(order, rotation.pay_into_rotation, why, entries)

    @precondition(lambda self: self.m.rotations)
    @rule(pick=st.integers(0, 15), when=WHEN, although=st.booleans())
    def pay_rotation_out(self, pick: int, when: str, although: bool) -> None:
        m, (day, meeting) = self.m, self.when(when)
        number, turn = self.a_turn(pick)
        why, entries = m.why_when(day, meeting), []
        if number not in m.rotations:
            why.add("number-unknown")
        elif not 0 < turn <= len(m.rotations[number][1]):
            why.add("rotation-turn-unknown")
        else:
            now = m.turn_now(number)
            member, payers, came, went = m.turns(number)[turn - 1]
            if now and turn > now:
                why.add("rotation-not-now")
            if came == went:
                why.add("rotation-pot-empty")
            missing = set(m.rotations[number][1]) - payers
            if missing and not went and not although:
                why.add("rotation-some-missing")
            entries = [self.turn_entry("rotation-paid-out", came - went, member, number, turn)]
            why |= m.short(entries)
        order = rotation.PayRotationOut(
            rotation=number, turn=turn, day=day, although=although, meeting=meeting
        )
        self.attempt(order, rotation.pay_rotation_out, why, entries)

    @precondition(lambda self: self.m.rotations)
    @rule(
        pick=st.integers(0, 15), when=WHEN, votes=VOTES,
        odd=st.sampled_from(["", "", "fewer", "none", "twice", "77"]), gathers=MOSTLY,
    )  # fmt: skip
    def reorder(self, pick: int, when: str, votes: Any, odd: str, gathers: bool) -> None:
        if gathers:
            self.gather()
        m, (day, meeting) = self.m, self.when(when)
        number, _ = self.a_turn(pick)
        why, new = m.why_when(day, meeting) | m.why_vote(votes, meeting), ()
        had: tuple[int, ...] = ()
        if number not in m.rotations:
            why.add("number-unknown")
        else:
            turns, now = m.turns(number), m.turn_now(number)
            order_of = m.rotations[number][1]
            fixed = max((place for place, one in enumerate(turns, 1) if one[3]), default=0)
            had, to_come = order_of[:fixed], order_of[fixed:]
            new = to_come[::-1]
            new = {"fewer": new[1:], "none": (), "twice": (*new, *new[:1]), "77": (*new, 77)}.get(
                odd, new
            )
            if not now:
                why.add("rotation-over")
            if not new or len(had) + len(new) < 2:
                why.add("rotation-few")
            if set(new) - set(to_come):
                why.add("rotation-order-others")
            if len(set(new)) < len(new):
                why.add("rotation-order-unclear")
            if any((set(to_come) - set(new)) & one[1] for one in turns):
                why.add("rotation-has-paid")
            if any(came > went for _, _, came, went in turns[len(had) + len(new) :]):
                why.add("rotation-turn-paid")

        def then(_: Receipt) -> None:
            m.rotations[number] = (m.rotations[number][0], (*had, *new))

        order = rotation.ReorderRotation(
            rotation=number, members=new, day=day, votes=self.votes(votes), meeting=meeting
        )
        entries = self.voted(votes, Entry("rotation-reordered"))
        self.attempt(order, rotation.reorder_rotation, why, entries, then)
