"""Reads of how a group governs itself: rules, decisions, loans asked for, cycles, checks, work."""

from dataclasses import replace as with_
from typing import Any, Final, TypeVar

import msgspec
import peewee as pw

from federation.core import events as e
from federation.core.constitution import UNWRITTEN

from ..tables import (
    Application,
    BankStatement,
    BankTick,
    Constitution,
    Cycle,
    Decision,
    Entry,
    FundLoan,
    Loan,
    PeerCheck,
    Rotation,
    RotationTurn,
    Round,
    Series,
    Work,
)
from .group_views import (
    ApplicationView,
    CycleView,
    DecisionView,
    PeerCheckView,
    RotationView,
    RoundView,
    Rules,
    StatementView,
    TurnPaid,
    WorkView,
)

__all__ = [
    "ApplicationView",
    "CycleView",
    "DecisionView",
    "PeerCheckView",
    "RotationView",
    "RoundView",
    "Rules",
    "StatementView",
    "TurnPaid",
    "WorkView",
    "applications",
    "began_on",
    "constitutions",
    "cycles",
    "decided_about",
    "decision",
    "decisions",
    "fund_loans",
    "last_number",
    "loan_changes",
    "peer_checks",
    "rotations",
    "rounds",
    "rules",
    "share_outs",
    "statements",
    "ticked",
    "turns_paid",
    "work_by_member",
    "work_by_task",
    "work_minutes",
    "works",
]

AnEvent = TypeVar("AnEvent", bound=e.Event)
VOTED: Final = ("loan-rescheduled", "loan-written-off", "fine-forgiven")
OPENING: Final = "opening-"  # how kinds of what was there at the beginning are called


def _told(kind: type[AnEvent], body: str) -> AnEvent:
    return msgspec.json.decode(body, type=kind)


def _numbers(spaced: str) -> tuple[int, ...]:
    return tuple(map(int, spaced.split()))


def _notes(db: pw.Database, book: int, seqs: list[int]) -> dict[int, str]:
    rows = Entry.select(Entry.seq, Entry.note).where(Entry.book == book, Entry.seq << seqs)
    return dict(rows.tuples().execute(db))


def last_number(db: pw.Database, book: int, series: str) -> int:
    """The last number given out in a series of `core.series` (0: none)."""
    found = Series.select(Series.last).where(Series.book == book, Series.name == series)
    return int(found.scalar(db) or 0)


def constitutions(db: pw.Database, book: int) -> tuple[Rules, ...]:
    """Every version, the newest first."""
    rows = tuple(
        Constitution.select(Constitution.seq, Constitution.body)
        .where(Constitution.book == book)
        .order_by(Constitution.version.desc())
        .tuples()
        .execute(db)
    )
    places = _notes(db, book, [row[0] for row in rows])
    return tuple(
        Rules(seq, places.get(seq, ""), _told(e.ConstitutionAdopted, body)) for seq, body in rows
    )


def rules(db: pw.Database, book: int, share_price_minor: int = 0) -> e.ConstitutionAdopted:
    """The rules in force; before any were adopted, the unwritten ones with this share price."""
    row = db.connection().execute(_RULES, (book,)).fetchone()
    if row:
        return _told(e.ConstitutionAdopted, row[0])
    if not share_price_minor:
        return UNWRITTEN
    return msgspec.structs.replace(UNWRITTEN, savings="both", share_price=share_price_minor)


_RULES: Final = "SELECT body FROM constitution WHERE book = ? ORDER BY version DESC LIMIT 1"


def began_on(db: pw.Database, book: int) -> str:
    """The first day of this group: its first rules, its first member or what it began with.

    "" when there is nothing yet. What it began with stands before all other money.
    """
    run = db.connection().execute
    other = run(_FIRST_OTHER, (book, OPENED)).fetchone()
    until = other[0] if other else NEVER
    days = [
        row[0]
        for row in (
            run(_OPENED, (book, OPENED, until)).fetchone(),
            run("SELECT min(joined_on) FROM member WHERE book = ?", (book,)).fetchone(),
            run("SELECT min(day) FROM constitution WHERE book = ?", (book,)).fetchone(),
        )
    ]
    return min((str(day) for day in days if day), default="")


OPENED: Final = f"{OPENING}%"
NEVER: Final = 2**62
_FIRST_OTHER: Final = (
    "SELECT seq FROM entry WHERE book = ? AND amount > 0 AND kind NOT LIKE ? ORDER BY seq LIMIT 1"
)
_OPENED: Final = (
    "SELECT min(day) FROM entry WHERE book = ? AND amount > 0 AND kind LIKE ? AND seq < ?"
)


def decisions(
    db: pw.Database,
    book: int,
    *,
    meeting: int = 0,
    about: str = "",
    before: int = 0,
    limit: int = 500,
) -> tuple[DecisionView, ...]:
    """Decisions, the newest first; of a meeting, about one thing, `before` that number."""
    query = Decision.select().where(Decision.book == book).order_by(Decision.decision.desc())
    if meeting:
        query = query.where(Decision.meeting == meeting)
    if about:
        query = query.where(Decision.about == about)
    if before:
        query = query.where(Decision.decision < before)
    rows = tuple(query.limit(limit).tuples().execute(db))
    notes = _notes(db, book, [row[2] for row in rows])
    return tuple(DecisionView(*[*row[1:], notes.get(row[2], "")]) for row in rows)


def decision(db: pw.Database, book: int, number: int) -> DecisionView | None:
    """One decision, or None."""
    query = Decision.select().where(Decision.book == book, Decision.decision == number)
    row = next(iter(query.tuples().execute(db)), None)
    if row is None:
        return None
    return DecisionView(*[*row[1:], _notes(db, book, [row[2]]).get(row[2], "")])


def decided_about(db: pw.Database, book: int, member: int) -> tuple[int, ...]:
    """Numbers of the entries that tell of what was decided on loans she has or asked for."""
    numbers = set()
    for model in (Loan, Application):
        query = model.select(model.decision).where(model.book == book, model.member == member)
        numbers |= {number for (number,) in query.tuples().execute(db) if number}
    votes = Decision.select(Decision.seq).where(
        Decision.book == book, Decision.decision << sorted(numbers)
    )
    settled = Application.select(Application.settled_seq).where(
        Application.book == book, Application.member == member, Application.settled_seq > 0
    )
    # The vote on these stands just before them, in the same deed.
    hers = Entry.select(Entry.seq - 1).where(
        Entry.book == book, Entry.member == member, Entry.kind << VOTED
    )
    beside = Decision.select(Decision.seq).where(Decision.book == book, Decision.seq << hers)
    found = {seq for query in (votes, settled, beside) for (seq,) in query.tuples().execute(db)}
    return tuple(sorted(found))


def applications(
    db: pw.Database, book: int, *, state: str = "", member: int = 0, number: int = 0
) -> tuple[ApplicationView, ...]:
    """Loans asked for, the newest first; in a state, of a member, or that of a number."""
    query = Application.select().where(Application.book == book)
    if number:
        query = query.where(Application.application == number)
    if state:
        query = query.where(Application.state == state)
    if member:
        query = query.where(Application.member == member)
    query = query.order_by(Application.application.desc())
    return tuple(
        ApplicationView(*[*row[1:10], _numbers(row[10]), *row[11:]])
        for row in query.tuples().execute(db)
    )


def loan_changes(db: pw.Database, book: int) -> dict[int, tuple[int, e.LoanRescheduled]]:
    """Of each rescheduled loan the last change: number of its entry, and what holds now."""
    rows = db.connection().execute(_CHANGES, (book,)).fetchall()
    return {loan: (seq, _told(e.LoanRescheduled, body)) for loan, seq, body in rows}


_CHANGES: Final = "SELECT loan, seq, body FROM loan_change WHERE book = ? ORDER BY seq"
_SHARED: Final = (
    "SELECT shared_seq, body FROM cycle WHERE book = ? AND shared_seq > ? ORDER BY cycle"
)


def fund_loans(db: pw.Database, book: int) -> tuple[e.FundLoanAgreed, ...]:
    """Loans of a fund or the state to the group, by number."""
    query = FundLoan.select(FundLoan.body).where(FundLoan.book == book)
    rows = query.order_by(FundLoan.fund_loan).tuples().execute(db)
    return tuple(_told(e.FundLoanAgreed, body) for (body,) in rows)


def rotations(db: pw.Database, book: int) -> tuple[RotationView, ...]:
    """Rotating pots, the newest first."""
    query = Rotation.select().where(Rotation.book == book).order_by(Rotation.rotation.desc())
    return tuple(RotationView(*[*row[1:7], _numbers(row[7])]) for row in query.tuples().execute(db))


def turns_paid(db: pw.Database, book: int, rotation: int) -> tuple[TurnPaid, ...]:
    """What was paid into a rotating pot and out of it, in order, without what was taken back."""
    query = (
        RotationTurn.select(
            RotationTurn.rotation,
            RotationTurn.turn,
            RotationTurn.seq,
            RotationTurn.member,
            RotationTurn.paid,
        )
        .join(Entry, on=((Entry.book == RotationTurn.book) & (Entry.seq == RotationTurn.seq)))
        .where(RotationTurn.book == book, RotationTurn.rotation == rotation, Entry.reversed_by == 0)
        .order_by(RotationTurn.seq)
    )
    return tuple(TurnPaid(*row) for row in query.tuples().execute(db))


def cycles(db: pw.Database, book: int) -> tuple[CycleView, ...]:
    """Cycles, the newest first."""
    query = Cycle.select().where(Cycle.book == book).order_by(Cycle.cycle.desc())
    return tuple(
        CycleView(*[*row[1:7], _told(e.ShareOutHeld, row[7]) if row[7] else None])
        for row in query.tuples().execute(db)
    )


def share_outs(db: pw.Database, book: int, *, after: int) -> list[tuple[int, e.ShareOutHeld]]:
    """Share-outs by entries after `after`, with their numbers, in order."""
    rows = db.connection().execute(_SHARED, (book, after)).fetchall()
    return [(seq, _told(e.ShareOutHeld, body)) for seq, body in rows]


def peer_checks(db: pw.Database, book: int) -> tuple[PeerCheckView, ...]:
    """Peer checks, the newest first."""
    query = PeerCheck.select().where(PeerCheck.book == book).order_by(PeerCheck.check.desc())
    rows = tuple(query.tuples().execute(db))
    notes = _notes(db, book, [row[2] for row in rows])
    return tuple(
        PeerCheckView(*[*row[1:5], _told(e.PeerChecked, row[5]), notes.get(row[2], ""), *row[6:9]])
        for row in rows
    )


def statements(db: pw.Database, book: int) -> tuple[StatementView, ...]:
    """Bank statements that were looked at, the newest first."""
    ticked: dict[int, list[int]] = {}
    ticks = BankTick.select(BankTick.seq, BankTick.entry).where(BankTick.book == book)
    for seq, entry in ticks.order_by(BankTick.entry).tuples().execute(db):
        ticked.setdefault(seq, []).append(entry)
    query = BankStatement.select().where(BankStatement.book == book)
    rows = query.order_by(BankStatement.day.desc(), BankStatement.seq.desc()).tuples().execute(db)
    return tuple(
        with_(StatementView(*row[1:]), ticked=tuple(ticked.get(row[1], ()))) for row in rows
    )


def ticked(db: pw.Database, book: int) -> dict[int, int]:
    """Entries that were found on a bank statement, and the entry that tells of it."""
    query = BankTick.select(BankTick.entry, BankTick.seq).where(BankTick.book == book)
    return dict(query.tuples().execute(db))


def works(db: pw.Database, book: int, *, limit: int = 1000) -> tuple[WorkView, ...]:
    """Work done, the newest first."""
    query = Work.select().where(Work.book == book).order_by(Work.day.desc(), Work.seq.desc())
    rows = tuple(query.limit(limit).tuples().execute(db))
    notes = _notes(db, book, [row[1] for row in rows])
    return tuple(WorkView(*[*row[1:], notes.get(row[1], "")]) for row in rows)


def _minutes(db: pw.Database, book: int, key: pw.Field) -> dict[Any, int]:
    sums = pw.fn.SUM(Work.minutes * Work.people)
    query = Work.select(key, sums).where(Work.book == book).group_by(key).order_by(sums.desc(), key)
    return dict(query.tuples().execute(db))


def work_by_task(db: pw.Database, book: int) -> dict[str, int]:
    """Minutes worked, by task, the most first."""
    return _minutes(db, book, Work.task)


def work_by_member(db: pw.Database, book: int) -> dict[int, int]:
    """Minutes worked, by member number (0: others), the most first."""
    return _minutes(db, book, Work.member)


def work_minutes(db: pw.Database, book: int, *, paid: bool = False) -> int:
    """Minutes worked in all, or those that were paid."""
    query = Work.select(pw.fn.SUM(Work.minutes * Work.people)).where(Work.book == book)
    return int((query.where(Work.paid == 1) if paid else query).scalar(db) or 0)


def rounds(db: pw.Database, book: int, *, limit: int = 60) -> tuple[RoundView, ...]:
    """Daily rounds that were accepted, the newest first."""
    query = Round.select().where(Round.book == book).order_by(Round.round.desc()).limit(limit)
    return tuple(RoundView(*row[1:]) for row in query.tuples().execute(db))
