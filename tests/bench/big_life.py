"""The weeks of a large group as events, the same for the same seed. Amounts in N$ cents.

Every week a meeting: attendance, savings for two purposes, the social fund, fines, loans asked for,
voted on, paid out and paid back, the bank, a count, a close; before it a daily round; each year a
cycle with its share-out, a rotating pot, a loan of a fund; peer checks, bank statements.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from federation.core import events as e

WEEKS_A_YEAR: Final = 52
WEEKS_A_MONTH: Final = 4
MONTH: Final = timedelta(days=30)
INSTALMENTS: Final = 5
SOCIAL, FINE, INTEREST_PERCENT, BOX_KEEPS = 200, 500, 2, 100_000

Told = tuple[e.Event, e.Record | None]


@dataclass(slots=True)
class Owed:
    """A loan that is being paid back: what is `left`, when the next instalment is due."""

    number: int
    member: int
    source: str
    principal: int
    left: int
    due: date


@dataclass(slots=True)
class Group:
    """What the group has as its books grow; `saved` per member, of the first purpose."""

    chance: Random
    day: date
    seq: int = 0
    cash: int = 0
    bank: int = 0
    social: int = 0
    held: int = 0
    meeting: int = 0
    here: list[int] = field(default_factory=list)
    saved: dict[int, int] = field(default_factory=dict)
    fines: dict[int, int] = field(default_factory=dict)
    loans: list[Owed] = field(default_factory=list)
    numbered: dict[str, int] = field(default_factory=dict)
    banked: list[int] = field(default_factory=list)

    def next(self, series: str) -> int:
        """The next number of a series."""
        self.numbered[series] = self.numbered.get(series, 0) + 1
        return self.numbered[series]

    def place(self, day: str) -> dict[str, Any]:
        """What every entry of the meeting says."""
        return {"day": day, "meeting": self.meeting}

    def happens(self, percent: int) -> bool:
        """True `percent` times of a hundred."""
        return self.chance.randrange(100) < percent


def _attendance(group: Group, day: str) -> e.AttendanceTaken:
    marks: dict[str, list[int]] = {"present": [], "late": [], "absent": [], "sent": []}
    for member in group.here:
        drawn = group.chance.randrange(100)
        mark = "present" if drawn < 78 else "late" if drawn < 86 else "absent"
        marks["sent" if drawn > 97 else mark].append(member)
    told: dict[str, Any] = {mark: tuple(who) for mark, who in marks.items()}
    return e.AttendanceTaken(day=day, meeting=group.meeting, **told)


def _saving(group: Group, day: str, purpose: str, percent: int, number: int = 0) -> Iterator[Told]:
    for member in group.here:
        if not group.happens(percent):
            continue
        amount = 500 * group.chance.randint(1, 8)
        meeting = 0 if number else group.meeting
        yield (
            e.SavingsReceived(
                day=day, member=member, purpose=purpose, amount=amount, meeting=meeting,
                round=number,
            ),
            None,
        )  # fmt: skip
        group.cash += amount
        if purpose == "general":
            group.saved[member] = group.saved.get(member, 0) + amount


def _social(group: Group, day: str) -> Iterator[Told]:
    for member in group.here:
        if group.happens(90):
            yield (
                e.SocialContribution(day=day, member=member, amount=SOCIAL, meeting=group.meeting),
                None,
            )
            group.social += SOCIAL
            group.cash += SOCIAL
    if group.meeting % 3 == 0 and group.social > 40_000:
        who = group.chance.choice(group.here)
        grant = e.SocialGrant(day=day, member=who, amount=30_000, meeting=group.meeting)
        yield grant, e.Note(note="after a fire at home")
        group.social -= 30_000
        group.cash -= 30_000


def _fines(group: Group, day: str, late: Sequence[int]) -> Iterator[Told]:
    for member in late:
        yield (
            e.FineCharged(day=day, member=member, amount=FINE, why="late", meeting=group.meeting),
            None,
        )
        group.fines[member] = group.fines.get(member, 0) + FINE
    for member, due in list(group.fines.items()):
        if due and group.happens(40):
            paid = e.FinePaid(
                day=day, member=member, amount=due, settles=due, meeting=group.meeting
            )
            yield paid, None
            group.fines[member] = 0
            group.cash += due


def _repaid(group: Group, day: str) -> Iterator[Told]:
    """Instalments that are due, from most; one in forty never pays back and stays in arrears."""
    for loan in group.loans:
        if loan.due > group.day or loan.number % 40 == 0 or not group.happens(85):
            continue
        principal = min(loan.left, -(-loan.principal // INSTALMENTS))
        interest = loan.principal * INTEREST_PERCENT // 100
        facts: dict[str, Any] = {"member": loan.member, "loan": loan.number, "source": loan.source}
        place = group.place(day)
        yield e.LoanPrincipal(amount=principal, **facts, **place), None
        yield e.LoanInterest(amount=interest, **facts, **place), None
        loan.left -= principal
        loan.due += MONTH
        group.cash += principal + interest
        if loan.source == "fund":
            group.held += principal + interest
    group.loans = [loan for loan in group.loans if loan.left]


def _lent(group: Group, day: str) -> Iterator[Told]:
    """Five loans a meeting: asked for, voted on, agreed, paid out; one in ten is the fund's."""
    for _ in range(5):
        member, principal = group.chance.choice(group.here), 5_000 * group.chance.randint(2, 24)
        asked, number = group.next("application"), group.next("loan")
        source = "fund" if number % 10 == 0 else "group"
        place = group.place(day)
        yield e.LoanAsked(
            application=asked, member=member, principal=principal, instalments=INSTALMENTS,
            source=source, guarantors=(group.here[0],), **place,
        ), None  # fmt: skip
        vote = e.DecisionTaken(
            decision=group.next("decision"), about="loan", votes_for=200, votes_against=10,
            present=210, women_voting=150, speaking=5, women_speaking=3, **place,
        )  # fmt: skip
        yield vote, None
        if group.cash - group.held < principal + BOX_KEEPS // 2:
            yield (
                e.LoanDeclined(application=asked, decision=vote.decision, **place),
                e.Note(note="too little in the box"),
            )
            group.numbered["loan"] -= 1
            continue
        due = group.day + MONTH
        yield e.LoanAgreed(
            member=member, loan=number, principal=principal, rate=INTEREST_PERCENT * 10_000,
            per="month", method="flat", instalments=INSTALMENTS, every="month", source=source,
            first_due_on=due.isoformat(), purpose="small business", application=asked,
            decision=vote.decision, guarantors=(group.here[0],),
            fund_loan=group.numbered["fund_loan"] if source == "fund" else 0, **place,
        ), None  # fmt: skip
        yield (
            e.LoanDisbursed(member=member, loan=number, amount=principal, source=source, **place),
            None,
        )
        group.cash -= principal
        group.loans.append(Owed(number, member, source, principal, principal, due))


def _other(group: Group, day: str) -> Iterator[Told]:
    """Fees, stationery, the city, work, the fund's money paid over, the bank."""
    place = group.place(day)
    yield e.FeeReceived(amount=1_000, member=group.here[0], **place), None
    yield e.ExpensePaid(amount=500, slip=f"S{group.meeting}", **place), None
    work = e.WorkDone(task="bricks", minutes=240, member=group.here[1], **place)
    yield work, None
    group.cash += 500
    if group.meeting % WEEKS_A_MONTH == 0:
        yield e.MunicipalPayment(amount=2_000, slip=f"M{group.meeting}", **place), None
        group.cash -= 2_000
        if group.held:
            yield e.FundRemitted(amount=group.held, **place), None
            group.cash, group.held = group.cash - group.held, 0
    if group.cash > 4 * BOX_KEEPS:
        amount = group.cash - 3 * BOX_KEEPS
        yield e.BankDeposited(amount=amount, slip=f"D{group.meeting}", **place), None
        group.cash, group.bank = group.cash - amount, group.bank + amount
        group.banked.append(group.seq)


def _typed_twice(group: Group, day: str) -> Iterator[Told]:
    """An entry that is taken back by two people."""
    twice = e.SavingsReceived(day=day, member=group.here[2], amount=700, meeting=group.meeting)
    yield twice, None
    taken = e.EntryReversed(day=day, of=group.seq, second=2, user=1, meeting=group.meeting)
    yield taken, e.Note(note="typed twice")


def _yearly(group: Group, day: str) -> Iterator[Told]:
    """The old cycle is shared out and saved again; a new one, the rules, a pot, a fund's loan."""
    vote = e.DecisionTaken(
        day=day, decision=group.next("decision"), about="constitution", votes_for=210
    )
    yield vote, None
    yield e.ConstitutionAdopted(
        day=day, version=group.next("version"), decision=vote.decision, loan_limit=0,
        purposes=("general", "land"), social_contribution=SOCIAL, loan_rate=20_000,
        fines=(e.FineRule(why="late", amount=FINE),), shares_out=True,
    ), e.Note(note="under the tree")  # fmt: skip
    if cycle := group.numbered.get("cycle", 0):
        yield from _shared_out(group, day, cycle)
    yield e.CycleBegun(day=day, cycle=group.next("cycle")), None
    yield (
        e.RotationBegun(
            day=day, rotation=group.next("rotation"), amount=5_000, order=tuple(group.here[:12])
        ),
        None,
    )
    yield e.FundLoanAgreed(
        day=day, fund_loan=group.next("fund_loan"), lender="Twahangana Fund", principal=5_000_000,
        rate=5_000, per="month", method="declining", instalments=60, every="month",
        first_due_on=(group.day + MONTH).isoformat(),
    ), None  # fmt: skip
    number = group.numbered["fund_loan"]
    yield e.FundReceived(day=day, amount=5_000_000, fund_loan=number, slip=f"F{number}"), None
    group.cash += 5_000_000


def _shared_out(group: Group, day: str, cycle: int) -> Iterator[Told]:
    lines = tuple(
        e.ShareOutLine(
            member=member,
            gross=group.saved[member] + 100,
            savings=(e.SharedSavings(purpose="general", amount=group.saved[member]),),
        )
        for member in sorted(group.saved)
        if group.saved[member]
    )
    pool = sum(line.gross for line in lines)
    yield e.ShareOutHeld(
        day=day, cycle=cycle, method="proportional", pool=pool, by_cash=pool, by_books=pool,
        lines=lines, officers=(1, 2, 3),
    ), None  # fmt: skip
    for line in lines:
        again = e.ShareReinvested(day=day, member=line.member, cycle=cycle, amount=line.net)
        yield again, None
        group.saved[line.member] = line.net


def _monthly(group: Group, day: str) -> Iterator[Told]:
    """A turn of the rotating pot, a bank statement, every half year a peer check."""
    rotation = group.numbered["rotation"]
    turn = group.meeting // WEEKS_A_MONTH % 13 + 1
    pot = group.here[:12]
    if turn <= len(pot):
        for member in pot:
            yield (
                e.RotationPaidIn(
                    day=day, rotation=rotation, turn=turn, member=member, amount=5_000
                ),
                None,
            )
        yield (
            e.RotationPaidOut(
                day=day, rotation=rotation, turn=turn, member=pot[turn - 1], amount=5_000 * len(pot)
            ),
            None,
        )
    seen = e.BankStatementSeen(
        day=day, statement=str(group.meeting), balance=group.bank, entries=tuple(group.banked)
    )
    yield seen, None
    group.banked.clear()
    if group.meeting % (WEEKS_A_YEAR // 2) == 0:
        check = e.PeerChecked(
            day=day, check=group.next("check"), group="Tunombili", books_seen=20, compared=20
        )
        yield check, e.CheckRecord(note="one book unsigned", visitors="Selma", follow_up="sign it")


def _leaves(group: Group, day: str, people: Sequence[Told]) -> Iterator[Told]:
    """Three times a year somebody leaves with her savings, and another comes."""
    member = next((one for one in group.here[20:] if _owes_nothing(group, one)), 0)
    if not member or len(people) <= group.numbered["member"]:
        return
    if amount := group.saved.pop(member, 0):
        group.bank -= amount
        group.cash += amount
        yield e.BankWithdrawn(day=day, amount=amount, slip=f"W{group.meeting}"), None
        group.banked.append(group.seq)
        yield e.SavingsWithdrawn(day=day, member=member, amount=amount), None
        group.cash -= amount
    yield e.MemberLeft(day=day, member=member), None
    group.here.remove(member)
    group.here.append(group.next("member"))
    yield admitted(people, group.here[-1], day)


def _owes_nothing(group: Group, member: int) -> bool:
    owing = {loan.member for loan in group.loans}
    return member not in owing and not group.fines.get(member) and group.bank > 10**6


def admitted(people: Sequence[Told], number: int, day: str) -> Told:
    """Member `number` of these people joins."""
    event, record = people[number - 1]
    assert isinstance(event, e.MemberAdmitted)
    return e.MemberAdmitted(day=day, member=number, gender=event.gender), record


def meeting(group: Group, people: Sequence[Told], *, last: bool) -> Iterator[Told]:
    """One meeting and what came before it; the `last` one stays open after the social fund."""
    day = group.day.isoformat()
    group.meeting += 1
    if group.meeting % WEEKS_A_YEAR == 1:
        yield from _yearly(group, day)
    if group.meeting % 17 == 0:
        yield from _leaves(group, day, people)
    number, before = group.next("round"), group.cash
    gathered = list(_saving(group, day, "general", 23, number))
    came = group.cash - before
    if came:
        yield e.RoundAccepted(day=day, round=number, collector=1, sheet=came, handed=came), None
        yield from gathered
    else:
        group.numbered["round"] -= 1
    yield e.MeetingOpened(day=day, meeting=group.meeting, recalled=True), None
    marks = _attendance(group, day)
    yield marks, None
    yield from _saving(group, day, "general", 90)
    yield from _saving(group, day, "land", 60)
    yield from _social(group, day)
    if last:
        return
    yield from _fines(group, day, marks.late)
    yield from _repaid(group, day)
    yield from _lent(group, day)
    yield from _other(group, day)
    if group.meeting % 2:
        yield from _typed_twice(group, day)
    if group.meeting % WEEKS_A_MONTH == 0:
        yield from _monthly(group, day)
    yield (
        e.CashCounted(day=day, meeting=group.meeting, counted=group.cash, expected=group.cash),
        None,
    )
    yield e.MeetingClosed(day=day, meeting=group.meeting, officers=(1, 2, 3)), None
