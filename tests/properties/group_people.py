"""What may happen to a group: its rules, its people, its meetings."""

# ruff: noqa: FBT001 - what is drawn is passed on by its name

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from federation.commands import constitution, decisions, leaving, meetings, members, opening
from federation.commands.deed import Receipt
from federation.core import events as e
from tests import factories as f
from tests.properties.group_frame import VOTES, WHEN, WHO, Frame
from tests.properties.group_model import Entry
from tests.properties.group_sums import Loan

RULES = {
    "savings": ["both", "both", "shares", "free"], "quorum": [0, 50, 100],
    "officers_close": [2, 3], "loan_limit": [0, 100, 300], "loan_guarantors": [0, 0, 1],
    "loan_fine": [20, 0], "loans_by": ["meeting", "committee"],
    "shares_out": [True, True, True, False],
    "fines_to": ["pool", "social-fund"], "leaving": ["with-surplus", "savings"],
    "leaving_fee": [50, 0], "social_at_share_out": ["equal", "keep"],
    "share_out_method": ["proportional", "equal", "interest-back", "duration"],
    "purposes": [("general", "land"), ("general",)],
    "loan_instalments_most": [3, 12], "shares_most": [50, 3],
}  # fmt: skip
CHOICES = st.fixed_dictionaries({name: st.sampled_from(some) for name, some in RULES.items()})


class PeopleRules(Frame):
    """A group begins, gives itself rules, meets; people come and go."""

    # The beginning

    def admit_some(self, count: int) -> None:
        people = tuple((f"Member {place}", "f") for place in range(count))
        order = opening.AdmitMany(day=f.DAY, people=people)

        def then(_: Receipt) -> None:
            self.m.joined |= dict.fromkeys(range(1, count + 1), f.DAY)

        entries = [Entry("member-admitted")] * count
        self.attempt(order, opening.admit_many, set(), entries, then)

    def set_up(self, choices: dict[str, Any], *, is_mid_life: bool) -> None:
        m = self.m
        choices = {**choices, "quorum": min(choices["quorum"], 50)}
        price = 0 if choices["savings"] == "free" else 500
        told = e.ConstitutionAdopted(day="", version=0, share_price=price, **choices)
        adoption = constitution.AdoptConstitution(
            day=f.DAY, rules=told, votes_for=2, present=2, words="as it was read out"
        )
        loan = opening.RunningLoan(
            member=2, principal=6000, owed=4000, rate=20_000, per="month", method="flat",
            instalments=6, every="month", disbursed_on="2026-09-15", first_due_on="2026-10-15",
            source="fund",
        )  # fmt: skip
        what = opening.Opening(
            day=f.DAY, cash=9000, bank=2000, social=700, held=400, loans=(loan,),
            saved=(
                opening.Saved(1, "land", 5000), opening.Saved(2, "general", 1500),
                opening.Saved(2, "", 1000),
            ),
        )  # fmt: skip
        order = opening.SetUp(adoption=adoption, officers=(1, 2))
        if is_mid_life:
            order = opening.SetUp(adoption=adoption, officers=(1, 2), opening=what)
            m.last_loan = 1
            m.loans[1] = Loan(2, "fund", 6000, 20_000, "flat", 6, "2026-09-15", "2026-10-15")

        def then(_: Receipt) -> None:
            self.take_rules(told, f.DAY)

        self.attempt(order, opening.set_up, set(), None, then)
        assert (m.pots["cash",], m.pots["bank",]) == ((9000, 2000) if is_mid_life else (0, 0))
        assert m.pots["fund_held",] == (400 if is_mid_life else 0)
        self.attempt(order, opening.set_up, {"setup-done"})
        again = opening.EnterOpening(opening=what, officers=(1, 2))
        if is_mid_life:
            self.attempt(again, opening.enter_opening, {"opening-done"})

    # The group's rules

    def take_rules(self, told: e.ConstitutionAdopted, day: str) -> None:
        self.m.rules = {name: getattr(told, name) for name in self.m.rules}
        self.m.versions.append(day)

    @rule(
        choices=CHOICES,
        votes=st.sampled_from([(3, 0)] * 6 + [(1, 1), (0, 2), (0, 0), (40, 0)]),
        when=WHEN,
        price=st.sampled_from([500] * 8 + [700]),
        is_all_here=st.sampled_from([True] * 5 + [False]),
    )
    def adopt(
        self, choices: dict[str, Any], votes: Any, when: str, price: int, is_all_here: bool
    ) -> None:
        m, (day, meeting) = self.m, self.when(when)
        price = 0 if choices["savings"] == "free" else price
        told = e.ConstitutionAdopted(day="", version=0, share_price=price, **choices)
        present = max(len(m.here), 3) if is_all_here else 1
        why = m.why_when(day, meeting)
        if day > max(m.today, m.last_day):
            why.add("rules-day-ahead")
        if m.versions and day < m.versions[-1]:
            why.add("rules-day-before")
        if m.versions and all(m.rules[name] == getattr(told, name) for name in m.rules):
            why.add("rules-unchanged")
        if m.total("shares") and m.rules["share_price"] not in (0, price):
            why.add("rules-share-price-fixed")
        if not sum(votes):
            why.add("rules-without-votes")
        if sum(votes) > present:
            why.add("rules-votes-too-many")
        quorum = m.rules["quorum"] if m.versions else told.quorum
        if present * 100 < quorum * len(m.here):
            why.add("rules-quorum")
        if votes[0] <= votes[1]:
            why.add("vote-not-carried")
        order = constitution.AdoptConstitution(
            day=day, rules=told, votes_for=votes[0], votes_against=votes[1], present=present,
            words="from now on", meeting=meeting,
        )  # fmt: skip
        entries = [Entry("decision-taken"), Entry("constitution-adopted")]

        def then(_: Receipt) -> None:
            self.take_rules(told, day)

        self.attempt(order, constitution.adopt_constitution, why, entries, then)

    @rule(
        votes=VOTES.filter(bool), when=WHEN, words=st.sampled_from(["We sweep.", "We sweep.", ""])
    )
    def decide(self, votes: Any, when: str, words: str) -> None:
        day, meeting = self.when(when)
        why = self.m.why_when(day, meeting)
        if not words:
            why.add("decision-needs-words")
        if not sum(votes):
            why.add("decision-without-votes")
        order = decisions.TakeDecision(
            day=day, about="work", words=words, votes_for=votes[0], votes_against=votes[1],
            meeting=meeting,
        )  # fmt: skip
        self.attempt(order, decisions.take_decision, why, [Entry("decision-taken")])

    # People

    @rule(name=st.sampled_from(["Anna", "Beata", ""]), member=st.sampled_from([0, 0, 0, 1, -1]))
    def admit(self, name: str, member: int) -> None:
        m = self.m
        number = member or max(m.joined, default=0) + 1
        why = set() if name else {"member-name-missing"}
        if number in m.joined:
            why.add("member-number-taken")
        if number < 1:
            why.add("number-out-of-range")
        if len(m.here) > 6 and not why:
            return
        order = members.AdmitMember(name=name, day=m.today, member=member)

        def then(_: Receipt) -> None:
            m.joined[number] = m.today

        self.attempt(order, members.admit_member, why, [Entry("member-admitted")], then)

    @rule(who=WHO, what=st.sampled_from(["leave", "forget", "change"]))
    def leave(self, who: int, what: str) -> None:
        m, member = self.m, self.who(who)
        if what == "change":
            order = members.ChangeMember(member=member, name="Celia", day=m.today)
            why = set() if member in m.joined else {"member-unknown"}
            if member not in m.left:  # who is forgotten stays so
                self.attempt(order, members.change_member, why, [Entry("member-changed")])
        elif what == "forget":
            order = members.ForgetMember(member=member, day=m.today)
            why = m.why_member(member) - {"member-left"}
            if member in m.joined and member not in m.left:
                why.add("member-still-here")
            self.attempt(
                order, members.forget_member, why, [Entry("member-forgotten", member=member)]
            )
        else:
            order = members.LetMemberLeave(member=member, day=m.today)
            owed = any(m.owed(n) for n, one in m.loans.items() if one.member == member)
            why = m.why_member(member) | m.ties(member)
            if m.saved(member) or owed:
                why.add("member-has-money")
            if m.has_more(member):
                why.add("member-has-more")

            def then(_: Receipt) -> None:
                m.left[member] = m.today

            self.attempt(
                order, members.let_member_leave, why, [Entry("member-left", member=member)], then
            )

    @rule(who=WHO, when=WHEN, more=st.sampled_from([0, 0, 0, 0, 1]))
    def leave_in_mid_cycle(self, who: int, when: str, more: int) -> None:
        m, member, (day, meeting) = self.m, self.who(who), self.when(when)
        why = m.why_when(day, meeting) | m.why_member(member) | m.ties(member)
        paid, later, owes, comes = m.leaving(member, day)
        if more:
            why.add("leaving-changed")
        owed = m.owing(day, also_others=True).get(member) or m.pots["fines_due", member]
        if not paid and later and not (owed or m.pots["share_out_due", member] < 0):
            why.add("leaving-nothing")
        if owes and not comes:
            why.add("leaving-owes")
        box = m.pots["cash",]

        def then(receipt: Receipt) -> None:
            facts = (paid, later, owes, int(not later and not owes))
            told = ("paid_minor", "later_minor", "owes_minor", "left")
            assert tuple(receipt.facts[name] for name in told) == facts
            assert m.pots["cash",] == box - paid, (box, facts, order)
            hers = sum(m.saved(member).values()) + m.pots["credits", member]
            hers += max(m.pots["share_out_due", member], 0)
            assert hers == later, (hers, facts, order)
            if not later and not owes:
                m.left[member] = day

        order = leaving.LeaveGroup(member=member, day=day, meeting=meeting, paid=paid + more)
        self.attempt(order, leaving.leave_group, why, None, then)

    # Meetings

    @rule(days=st.sampled_from([7, 7, 7, 0, 31]), when=WHEN, on_paper=st.booleans())
    def meet(self, days: int, when: str, on_paper: bool) -> None:
        self.days_pass(days)
        self.open_meeting(self.when(when)[0], on_paper=on_paper)

    @rule(when=WHEN, odd=st.sampled_from(["", "", "", "twice", "unknown", "word"]))
    def mark(self, when: str, odd: str) -> None:
        meeting = self.when(when)[1] or 99
        marks = [(member, "late" if member % 3 == 0 else "present") for member in self.m.here]
        some = {"": (), "twice": marks[:1], "unknown": [(77, "sent")], "word": [(78, "asleep")]}
        self.attend([*marks, *some[odd]], meeting)

    @rule(
        when=WHEN,
        difference=st.sampled_from([0, 0, 0, -5, 7, -(10**6)]),
        reason=st.sampled_from(["a coin", ""]),
        officers=st.sampled_from([(1, 2, 3), (1, 2, 3), (1, 2), (1,), (2, 2)]),
        counts=st.sampled_from([True, True, False]),
    )
    def end(self, when: str, difference: int, reason: str, officers: Any, counts: bool) -> None:
        m, meeting = self.m, self.when(when)[1] or 99
        if counts:
            self.count(meeting, difference, reason)
        why = m.why_meeting(meeting) | self.why_uncounted(meeting)
        if len(set(officers)) < m.rules["officers_close"]:
            why.add("meeting-needs-officers")
        order = meetings.CloseMeeting(meeting=meeting, day=m.today, officers=officers)

        def then(_: Receipt) -> None:
            m.meetings[meeting - 1].is_open = False

        self.attempt(order, meetings.close_meeting, why, [Entry("meeting-closed")], then)
