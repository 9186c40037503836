"""What may happen to a group: the bank's paper, a peer check, work."""

# ruff: noqa: FBT001 - what is drawn is passed on by its name

from hypothesis import strategies as st
from hypothesis.stateful import rule

from federation.commands import audits, bank, work
from federation.commands.deed import Receipt
from tests.properties.group_frame import WHEN, WHO, Frame
from tests.properties.group_model import BANK, CASH, Entry


class PaperRules(Frame):
    """What is looked at, and what moves no money."""

    @rule(
        pick=st.integers(0, 200), count=st.integers(0, 3), odd=st.sampled_from([False] * 4 + [True])
    )
    def statement(self, pick: int, count: int, odd: bool) -> None:
        m = self.m
        moved = {seq: one.moves[BANK] for seq, one in m.entries.items() if one.moves.get(BANK)}
        waiting = [
            seq
            for seq in moved
            if not (m.entries[seq].is_back or m.entries[seq].of or seq in m.ticked)
        ]
        ticks = tuple(waiting[pick % 3 :][:count])
        if odd:
            ticks = (*ticks, 1 + pick % max(m.entries))
        why = {"bank-entry-not-open"} if set(ticks) - set(waiting) else set()
        left = sum(moved[seq] for seq in waiting if seq not in ticks)
        stated = m.pots[BANK] + 7

        def then(receipt: Receipt) -> None:
            assert receipt.facts["difference_minor"] == 7 + left
            m.ticked |= dict.fromkeys(ticks, receipt.first)

        order = bank.NoteStatement(day=m.today, statement="12", balance=stated, entries=ticks)
        self.attempt(order, bank.note_statement, why, [Entry("bank-statement-seen")], then)

    @rule(
        difference=st.sampled_from([0, 0, 3]), found=st.sampled_from(["a page", "a page", ""]),
        who=WHO, due=st.sampled_from(["2026-01-01", "2099-01-01", "2099-01-01"]),
        looks=st.booleans(),
    )  # fmt: skip
    def peer_check(self, difference: int, found: str, who: int, due: str, looks: bool) -> None:
        m, member = self.m, self.who(who)
        saved = sum(m.saved(member).values())
        why = set() if member in m.joined else {"member-unknown"}
        if difference and not found:
            why.add("peer-check-needs-findings")
        if due < m.today:
            why.add("peer-check-due-unclear")
        order = audits.NotePeerCheck(
            day=m.today, group="Ehangano", visitors="Frieda", books_seen=3,
            compared=((member, saved + difference),), findings=found, follow_up=found, due_on=due,
            cash_counted=m.pots[CASH] if looks else -1, bank_stated=m.pots[BANK] if looks else -1,
        )  # fmt: skip

        def then(receipt: Receipt) -> None:
            assert receipt.facts["differences"] == bool(difference)
            m.checks[self.new("check")] = 0

        entry = Entry("peer-checked", number=m.given["check"] + 1)
        self.attempt(order, audits.note_peer_check, why, [entry], then)

    @rule(pick=st.integers(0, 3))
    def follow_up(self, pick: int) -> None:
        m = self.m
        number = 1 + pick % (m.given["check"] + 1)
        why = set() if number in m.checks else {"number-unknown"}
        if m.checks.get(number):
            why.add("peer-check-followed")

        def then(receipt: Receipt) -> None:
            m.checks[number] = receipt.first

        order = audits.FollowPeerCheck(check=number, day=m.today, note="done")
        self.attempt(order, audits.follow_peer_check, why, [Entry("peer-check-followed")], then)

    @rule(who=WHO, when=WHEN, minutes=st.sampled_from([60, 90, 0, 1441]), others=st.integers(0, 2))
    def work(self, who: int, when: str, minutes: int, others: int) -> None:
        m, member, (_, meeting) = self.m, self.who(who), self.when(when)
        people = ((member, minutes),) if who else ()
        why = m.why_meeting(meeting)
        if people and member not in m.joined:
            why.add("member-unknown")
        if not people and not others:
            why.add("work-empty")
        if not 0 < minutes <= 1440:
            why.add("work-out-of-range")
        order = work.NoteWork(
            day=m.today, task="trench", members=people, others=others, others_minutes=minutes,
            meeting=meeting,
        )  # fmt: skip
        entries = [Entry("work-done")] * (len(people) + bool(others))
        self.attempt(order, work.note_work, why, entries)
