"""What indicators are reckoned from: counts and sums of a span of days. Money in minor units.

`first` and `last` are days, both inclusive. What accounts moved is kept per month (`Month`), so
sums of gains are those of whole months, from the first of one to the last of another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.core.accounts import ACCOUNTS
from federation.core.terms import GROUP

from ..database import fetch
from ..tables import (
    OF_FEW,
    Attendance,
    Balance,
    Decision,
    Entry,
    Loan,
    Meeting,
    Member,
    Month,
    PostingRow,
)
from . import group

SAVING: Final = ("savings-received", "shares-bought")
COUNTED: Final = "cash-counted"


@dataclass(frozen=True, slots=True)
class MeetingSeen:
    """A meeting with how many were there (late ones too), sent somebody, were members."""

    meeting: int
    day: str
    is_closed: bool
    present: int
    sent: int
    members: int


@dataclass(frozen=True, slots=True)
class Movement:
    """Members when the span began, who joined and who left in it."""

    at_start: int
    joined: int
    left: int


@dataclass(frozen=True, slots=True)
class Votes:
    """Women and everybody, summed over decisions at which women were counted."""

    women_voting: int
    voting: int
    women_speaking: int
    speaking: int


def meetings_held(db: pw.Database, book: int, first: str, last: str) -> tuple[MeetingSeen, ...]:
    """Meetings of the span, in the order of their days."""
    query = (
        Meeting.select(Meeting.meeting, Meeting.day, Meeting.closed_seq)
        .where(Meeting.book == book, Meeting.day.between(first, last))
        .order_by(Meeting.day, Meeting.meeting)
    )
    rows = tuple(query.tuples().execute(db))
    marks = _marks(db, book, [row[0] for row in rows])
    found = []
    for number, day, closed in rows:
        of = marks.get(number, {})
        here = of.get("present", 0) + of.get("late", 0)
        sent, members = of.get("sent", 0), sum(of.values())
        found.append(MeetingSeen(number, day, bool(closed), here, sent, members))
    return tuple(found)


def differences(db: pw.Database, book: int, meetings: Sequence[int]) -> tuple[int, ...]:
    """Counted less book of every count of the box at these meetings; one taken back is none."""
    query = (
        Entry.select(pw.fn.COALESCE(PostingRow.amount, 0))
        .join(
            PostingRow,
            pw.JOIN.LEFT_OUTER,
            on=(
                (PostingRow.book == Entry.book)
                & (PostingRow.seq == Entry.seq)
                & (PostingRow.account == "cash")
            ),
        )
        .where(
            Entry.book == book,
            Entry.meeting << meetings,
            OF_FEW,
            Entry.kind == COUNTED,
            Entry.reversed_by == 0,
        )
        .order_by(Entry.seq)
    )
    return tuple(amount for (amount,) in fetch(db, query)) if meetings else ()


def _marks(db: pw.Database, book: int, meetings: Sequence[int]) -> dict[int, dict[str, int]]:
    query = (
        Attendance.select(Attendance.meeting, Attendance.mark, pw.fn.COUNT(Attendance.member))
        .where(Attendance.book == book, Attendance.meeting << meetings)
        .group_by(Attendance.meeting, Attendance.mark)
    )
    found: dict[int, dict[str, int]] = {}
    for meeting, mark, count in query.tuples().execute(db):
        found.setdefault(meeting, {})[mark] = count
    return found


def savings_made(db: pw.Database, book: int, meetings: Sequence[int]) -> int:
    """Savings made at these meetings, one for each member and meeting."""
    query = (
        Entry.select(Entry.meeting, Entry.member)
        .where(
            Entry.book == book,
            Entry.meeting << meetings,
            Entry.meeting > 0,
            Entry.kind << SAVING,
            Entry.reversed_by == 0,
        )
        .distinct()
    )
    return len(tuple(query.tuples().execute(db))) if meetings else 0


def savers(db: pw.Database, book: int, first: str, last: str) -> int:
    """Members of now who saved at least once in the span."""
    # From the newest back: most are found after a few entries, not after years of them.
    saved = (
        Entry.select(Entry.seq)
        .where(
            Entry.book == Member.book,
            Entry.member == Member.member,
            Entry.kind << SAVING,
            Entry.reversed_by == 0,
            Entry.day.between(first, last),
        )
        .order_by(Entry.seq.desc())
        .limit(1)
    )
    here = Member.select(saved.alias("seq")).where(Member.book == book, Member.left_on == "")
    return sum(seq is not None for (seq,) in fetch(db, here))


def movement(db: pw.Database, book: int, first: str, last: str) -> Movement:
    """Who was there, joined and left."""
    were = (Member.joined_on < first) & ((Member.left_on == "") | (Member.left_on >= first))
    query = Member.select(
        pw.fn.SUM(were),
        pw.fn.SUM(Member.joined_on.between(first, last)),
        pw.fn.SUM((Member.left_on != "") & Member.left_on.between(first, last)),
    ).where(Member.book == book)
    ((at_start, joined, left),) = query.tuples().execute(db)
    return Movement(int(at_start or 0), int(joined or 0), int(left or 0))


def months(db: pw.Database, book: int, accounts: Sequence[str]) -> Mapping[str, int]:
    """What these accounts moved in each month, each on its own side, in the order of months."""
    query = (
        Month.select(Month.month, Month.account, Month.amount)
        .where(Month.book == book, Month.account << list(accounts))
        .order_by(Month.month)
    )
    sums: dict[str, int] = {}
    for month, account, amount in query.tuples().execute(db):
        sums[month] = sums.get(month, 0) + amount * ACCOUNTS[account].side
    return sums


def account_until(db: pw.Database, book: int, month: str) -> Mapping[str, int]:
    """Each account's signed sum before that month began."""
    query = (
        Month.select(Month.account, pw.fn.SUM(Month.amount))
        .where(Month.book == book, Month.month < month)
        .group_by(Month.account)
    )
    return dict(query.tuples().execute(db))


def account_in(db: pw.Database, book: int, first: str, last: str) -> Mapping[str, int]:
    """What each account moved (signed) from one month to another, both inclusive."""
    query = (
        Month.select(Month.account, pw.fn.SUM(Month.amount))
        .where(Month.book == book, Month.month.between(first, last))
        .group_by(Month.account)
    )
    return dict(query.tuples().execute(db))


def votes(db: pw.Database, book: int, first: str, last: str) -> Votes:
    """Women among those who voted and spoke, over the decisions at which they were counted."""
    voting = Decision.votes_for + Decision.votes_against + Decision.abstained
    here = (Decision.book == book) & Decision.day.between(first, last)

    def sums(women: pw.Field, everybody: pw.Node) -> tuple[int, int]:
        query = Decision.select(pw.fn.SUM(women), pw.fn.SUM(everybody)).where(here, women >= 0)
        ((part, whole),) = query.tuples().execute(db)
        return int(part or 0), int(whole or 0)

    return Votes(
        *sums(Decision.women_voting, voting), *sums(Decision.women_speaking, Decision.speaking)
    )


def loan_sums(db: pw.Database, book: int, first: str, last: str) -> tuple[int, int]:
    """Principal paid out, and written off, in the span."""
    kinds = ("loan-disbursed", "loan-written-off")
    query = (
        Entry.select(Entry.kind, pw.fn.SUM(Entry.amount))
        .where(
            Entry.book == book,
            Entry.loan > 0,
            Entry.kind << kinds,
            Entry.reversed_by == 0,
            Entry.day.between(first, last),
        )
        .group_by(Entry.kind)
    )
    sums = dict(query.tuples().execute(db))
    return int(sums.get(kinds[0], 0)), int(sums.get(kinds[1], 0))


def own_loan_spans(db: pw.Database, book: int, since: str = "") -> tuple[tuple[str, str], ...]:
    """Of each loan out of the group's own pot: month paid out, month of its last repayment.

    What a share-out settled is repaid, too. The second is "" while principal is owed, and where
    nothing was repaid. Loans that were over before the day `since` are left out.
    """
    settled = [
        (one, shared.day)
        for _, shared in group.share_outs(db, book, after=0)
        for line in shared.lines
        for one in line.loans
    ]
    query = (
        Entry.select(
            Entry.loan,
            Entry.kind,
            pw.fn.MIN(Entry.day),
            pw.fn.MAX(Entry.day),
            pw.fn.SUM(Entry.amount),
        )
        .join(Loan, on=((Loan.book == Entry.book) & (Loan.loan == Entry.loan)))
        .where(
            Entry.book == book,
            Entry.loan > 0,
            Loan.source == GROUP,
            Entry.reversed_by == 0,
            Entry.of == 0,
        )
        .group_by(Entry.loan, Entry.kind)
    )
    if since:
        late = Entry.select(Entry.loan).where(
            Entry.book == book, Entry.loan > 0, Entry.day >= since
        )
        owed = Balance.select(Balance.loan).where(
            Balance.book == book, Balance.account == "loans", Balance.amount != 0
        )
        going = {number for (number,) in fetch(db, late.distinct()) + fetch(db, owed)}
        query = query.where(Entry.loan << list(going | {one.loan for one, _ in settled}))
    given: dict[int, tuple[str, int]] = {}
    back: dict[int, tuple[str, int]] = {}
    for loan, kind, began, ended, amount in fetch(db, query):
        if kind in ("loan-disbursed", "opening-loan-stated"):
            before, total = given.get(loan, (began, 0))
            given[loan] = (min(before, began), total + amount)
        elif kind in ("loan-principal-repaid", "loan-written-off"):
            before, total = back.get(loan, ("", 0))
            back[loan] = (max(before, ended), total + amount)
    for one, day in settled:
        before, total = back.get(one.loan, ("", 0))
        back[one.loan] = (max(before, day), total + one.principal)
    spans = []
    for loan, (began, total) in given.items():
        ended, repaid = back.get(loan, ("", 0))
        spans.append((began[:7], ended[:7] if repaid >= total else ""))
    return tuple(spans)
