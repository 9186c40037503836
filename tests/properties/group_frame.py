"""How a group is played: a deed is done whole, as the model foretold, or leaves all as it was."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from federation.books.exporting import export_books
from federation.books.plan import enter, plan
from federation.books.reader import read_books
from federation.commands import cycles, meetings
from federation.commands.deed import Order, Receipt, perform
from federation.commands.voting import Votes
from federation.core.accounts import ACCOUNTS
from federation.core.refusals import Refusal
from federation.store import Store, open_store
from federation.store.queries import books, loans, rotation
from federation.store.verify import verify
from tests import factories as f
from tests import scratch
from tests.properties.group_model import HAS, Entry, Meeting, Pot
from tests.properties.group_whole import Whole

AMOUNTS = st.sampled_from([100, 500, 1000, 2500, 37, 20_000])
WHO = st.integers(0, 5)
WHEN = st.sampled_from(
    ["here"] * 9 + ["outside"] * 5 + ["earlier", "closed", "unknown", "far", "before"]
)
VOTES = st.sampled_from([(2, 0)] * 7 + [(2, 1)] * 2 + [(1, 1), (0, 2), (0, 0), (40, 0), None])
LENT = st.sampled_from([500, 1000, 3000, 3000, 90_000])
LOOK_AGAIN = 25  # deeds between two readings of the whole journal


@dataclass
class Tally:
    """How many deeds were tried, what was entered, and why others were refused."""

    tried: int = 0
    legal: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    entries: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        told = [f"{self.tried} steps: {self.legal} done, {self.refused.total()} refused"]
        for name, counted in (
            ("deeds", self.done), ("entries", self.entries), ("refusals", self.refused),
        ):  # fmt: skip
            listed = ", ".join(f"{kind} {count}" for kind, count in sorted(counted.items()))
            told.append(f"{len(counted)} kinds of {name}: {listed}")
        return "\n".join(told)


def written(store: Store) -> tuple[list[Any], list[Any]]:
    """Every balance, and every entry as lists show it, but for its number and who typed it."""
    columns = "kind, day, amount, member, purpose, loan, meeting, slip, why, reversed_by > 0"
    with store.reading() as db:
        sql = db.connection().execute
        held = sql("SELECT * FROM balance WHERE amount <> 0 ORDER BY 2, 3, 4, 5").fetchall()
        return held, sorted(sql(f"SELECT {columns} FROM entry").fetchall())


class Frame(RuleBasedStateMachine):
    """A group's node, its model, and what both must agree on after every deed."""

    tally = Tally()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="group-", dir=scratch.room()))
        self.clock = f.Clock()
        self.store = open_store(f.bare_node(self.folder / "group", clock=self.clock))
        self.m = Whole(f.DAY)
        self.tries = 0
        self.held: dict[Pot, int] = {}  # every balance as the tables have it

    def teardown(self) -> None:
        try:
            self.look_again()
            self.come_back()
        finally:
            self.store.close()
            shutil.rmtree(self.folder)

    # A deed

    def rows(self) -> dict[str, list[Any]]:
        with self.store.reading() as db:
            return {
                name: db.connection().execute(f'SELECT * FROM "{name}"').fetchall()
                for name in db.get_tables()
            }

    def attempt(
        self,
        order: Order,
        handler: Callable[..., Any],
        why: set[str],
        entries: Iterable[Entry] | None = (),
        then: Callable[[Receipt], None] | None = None,
    ) -> Receipt | None:
        """Try a deed. It must be refused for one of the reasons, or done as `entries` tell.

        `entries` None: what was entered is read, and the model follows it; `then`: what the model
        has to know beside.
        """
        self.tries += 1
        self.tally.tried += 1
        if why:
            before = self.rows()
            try:
                perform(self.store, order, handler)
            except Refusal as refusal:
                said = refusal.code
            else:
                said = "nothing: it was done"
            assert said in why, f"{order} was refused by {said}, not by {sorted(why)}"
            assert self.rows() == before
            self.tally.refused[said] += 1
            return None
        order = replace(order, token=f"form-{self.tries}")
        receipt = perform(self.store, order, handler)
        assert receipt.first, f"{order} was done, and nothing was entered"
        self.tally.done[handler.__name__] += 1
        self.tally.legal += 1
        self.follow(receipt, entries)
        if then is not None:
            then(receipt)
        if self.tries % 10 == 0:
            before = self.rows()
            assert perform(self.store, order, handler).again
            assert self.rows() == before
        self.agree(receipt)
        if self.tries % LOOK_AGAIN == 0:
            self.look_again()
        return receipt

    def follow(self, receipt: Receipt, entries: Iterable[Entry] | None) -> None:
        with self.store.reading() as db:
            rows = books.entries(db, 1, after=receipt.first - 1, limit=10**6)
        foretold = None if entries is None else list(entries)
        if foretold is not None:
            assert [one.kind for one in foretold] == [row.kind for row in rows]
        for place, row in enumerate(rows):
            self.tally.entries[row.kind] += 1
            self.m.decisions += row.kind == "decision-taken"
            if foretold is None:
                named = (row.amount_minor, row.member, row.purpose, row.loan)
                one = Entry(row.kind, member=row.member, loan=row.loan)
                one = self.m.paid(row.kind, *named) if row.amount_minor else one
            else:
                one = foretold[place]
                named = (one.amount, one.member, one.purpose)
                if one.moves and one.amount:
                    assert named == (row.amount_minor, row.member, row.purpose), (one, row)
            self.m.take(row.seq, replace(one, day=row.day, meeting=row.meeting))

    # What holds after every deed

    def agree(self, receipt: Receipt) -> None:
        """Every balance is the model's; entries sum to zero; the box is what went in and out."""
        with self.store.reading() as db:
            sql = db.connection().execute
            odd = "SELECT seq FROM posting WHERE seq >= ? GROUP BY seq HAVING sum(amount) <> 0"
            assert sql(odd, (receipt.first,)).fetchall() == []
            held = {}
            for account, *named, amount in sql(
                "SELECT account, member, purpose, loan, amount FROM balance WHERE amount <> 0"
            ):
                pot = (account, *[name for name in named if name])
                held[pot] = amount * ACCOUNTS[account].side
                assert not ACCOUNTS[account].floor or held[pot] >= 0
            self.held = held
            assert held == {pot: amount for pot, amount in self.m.pots.items() if amount}
            box = "SELECT coalesce(sum(amount), 0) FROM posting WHERE account = 'cash'"
            assert sql(box).fetchone()[0] == self.m.pots["cash",]
            assert books.pots(db, 1).loan_pot == self.m.free >= 0
        has = sum(self.m.total(name) for name in HAS)
        assert 2 * has == sum(amount for pot, amount in self.m.pots.items())

    def look_again(self) -> None:
        """The journal read from the start says the same; loans owe what the books say."""
        with self.store.reading() as db:
            assert verify(db, self.store.node) == ()
            for pot in rotation.all_rotating(db, 1):
                lies = sum(turn.lies_minor for turn in pot.turns)
                assert lies == self.m.pots["rotating_pot", pot.pot.rotation]
            for one in loans.lending(db, 1, self.m.today):
                assert one.outstanding == self.m.owed(one.loan.loan)
                told = self.m.stands(one.loan.loan, self.m.today)
                assert one.standing.unpaid == told.unpaid
                assert one.closes_minor - one.fines_minor == told.owed + told.closing

    def come_back(self) -> None:
        """Exported, and taken in by an empty node: the same balances, the same entries."""
        export_books(self.store, self.folder / "sheets")
        again = open_store(f.bare_node(self.folder / "again", clock=self.clock))
        try:
            enter(again, plan(again, read_books(self.folder / "sheets")))
            assert written(again) == written(self.store)
            with again.reading() as db:
                assert verify(db, again.node) == ()
        finally:
            again.close()

    # Days, people, a meeting that can vote

    def when(self, which: str) -> tuple[str, int]:
        """A day, and the number of a meeting (0: none)."""
        m, today = self.m, date.fromisoformat(self.m.today)
        began = date.fromisoformat(m.began or m.today)
        return {
            "here": (m.today, m.meeting),
            "outside": (m.today, 0),
            "earlier": ((today - timedelta(days=3)).isoformat(), 0),
            "closed": (m.today, 1),
            "unknown": (m.today, 99),
            "far": ((today + timedelta(days=80)).isoformat(), 0),
            "before": ((began - timedelta(days=1)).isoformat(), 0),
        }[which]

    def who(self, place: int) -> int:
        """A member: one of those who are here, sometimes one who left or nobody."""
        m = self.m
        if place == 5:
            return max(m.left, default=77)
        return m.here[place % len(m.here)] if m.here else 77

    def days_pass(self, count: int) -> None:
        self.clock.forward(days=count)
        self.m.today = self.clock().date().isoformat()

    def terms(self, told: Any, day: str) -> dict[str, Any]:
        (rate, method), instalments, every, wait = told
        first = (date.fromisoformat(day) + timedelta(days=wait)).isoformat()
        return {
            "rate": rate, "method": method, "per": "month", "instalments": instalments,
            "every": every, "first_due_on": first,
        }  # fmt: skip

    def new(self, what: str) -> int:
        """The number that is given out now."""
        self.m.given[what] += 1
        return self.m.given[what]

    def votes(self, told: Any) -> Votes | None:
        return None if told is None else Votes(votes_for=told[0], votes_against=told[1])

    def voted(self, votes: Any, *more: Entry) -> list[Entry]:
        """The entry of a vote, if one was held, and what it was about."""
        return [*([] if votes is None else [Entry("decision-taken")]), *more]

    def open_meeting(self, day: str, *, on_paper: bool = False) -> None:
        m = self.m
        why = m.why_day(day)
        if m.meeting:
            why.add("meeting-still-open")
        if any(one.day == day for one in m.meetings):
            why.add("meeting-same-day")
        if m.meetings and day < m.meetings[-1].day and not on_paper:
            why.add("meeting-before-last")
        order = meetings.OpenMeeting(day=day, on_paper=on_paper)

        def then(receipt: Receipt) -> None:
            m.meetings.append(Meeting(day, receipt.first))

        self.attempt(order, meetings.open_meeting, why, [Entry("meeting-opened")], then)

    def attend(self, marks: Sequence[tuple[int, str]], meeting: int) -> None:
        m = self.m
        why = m.why_meeting(meeting)
        if any(member not in m.joined for member, _ in marks):
            why.add("member-unknown")
        if len({member for member, _ in marks}) < len(marks):
            why.add("attendance-unclear")
        if any(mark not in ("present", "late", "absent", "sent") for _, mark in marks):
            why.add("attendance-unclear")
        order = meetings.TakeAttendance(meeting=meeting, day=m.today, marks=tuple(marks))
        if self.attempt(order, meetings.take_attendance, why, [Entry("attendance-taken")]):
            m.meetings[meeting - 1].marks = dict(marks)

    def count(self, meeting: int, difference: int = 0, reason: str = "") -> None:
        m = self.m
        counted = m.pots["cash",] + difference
        why = m.why_meeting(meeting)
        moves = {("cash",): difference, ("cash_difference",): difference} if difference else {}
        entry = Entry("cash-counted", moves=moves)
        if difference and not reason:
            why.add("cash-count-needs-reason")
        if counted < 0:
            why.add("amount-out-of-range")
        why |= m.short([entry])
        order = meetings.CountCash(meeting=meeting, day=m.today, counted=counted, reason=reason)

        def then(receipt: Receipt) -> None:
            m.meetings[meeting - 1].counted = receipt.first

        self.attempt(order, meetings.count_cash, why, [entry], then)

    def why_uncounted(self, meeting: int) -> set[str]:
        """Why not in that meeting: the box was not counted, or it is not as it was."""
        if self.m.why_meeting(meeting):
            return set()
        counted = self.m.meetings[meeting - 1].counted
        if not counted:
            return {"meeting-not-counted"}
        later = [one for seq, one in self.m.entries.items() if seq > counted]
        moved = any("cash" in pot for one in later for pot in one.moves)
        return {"meeting-count-stale"} if moved else set()

    def gather(self) -> None:
        """A meeting is open, and everybody is there."""
        m = self.m
        if not m.meeting:
            if any(one.day >= m.today for one in m.meetings):
                latest = max(one.day for one in m.meetings)
                ahead = date.fromisoformat(latest) - date.fromisoformat(m.today)
                self.days_pass(ahead.days + 1)
            self.open_meeting(m.today)
        if m.meetings[-1].here < len(m.here):
            self.attend([(member, "present") for member in m.here], m.meeting)

    def begin_cycle(self, day: str, meeting: int, *, leave_parts: bool, ends_on: str = "") -> None:
        m = self.m
        why = m.why_when(day, meeting)
        if not m.rules["shares_out"]:
            why.add("share-out-not-in-rules")
        if m.is_running:
            why.add("cycle-runs")
        due = (amount for pot, amount in m.pots.items() if pot[0] == "share_out_due")
        if any(amount > 0 for amount in due) and not leave_parts:
            why.add("cycle-parts-unpaid")
        if ends_on and ends_on <= day:
            why.add("cycle-ends-before")
        order = cycles.BeginCycle(
            day=day, meeting=meeting, leave_parts=leave_parts, ends_on=ends_on
        )

        def then(_: Receipt) -> None:
            m.cycles[self.new("cycle")] = 0

        entry = Entry("cycle-begun", number=m.given["cycle"] + 1)
        self.attempt(order, cycles.begin_cycle, why, [entry], then)
