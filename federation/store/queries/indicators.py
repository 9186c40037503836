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

from ..database import fetch, marks
from ..tables import (
    Decision,
    Entry,
    Member,
    Month,
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
    rows = db.connection().execute(_HELD, (book, first, last)).fetchall()
    return tuple(
        MeetingSeen(number, day, bool(closed), here, sent, members)
        for number, day, closed, here, sent, members in rows
    )


# Asked for each of a thousand books after their files: in plain words, for Peewee takes longer
# over its own than the database over the answer.
_HELD: Final = (
    "SELECT meeting.meeting, day, closed_seq,"
    " sum(CASE WHEN mark IN ('present', 'late') THEN 1 ELSE 0 END),"
    " sum(CASE WHEN mark = 'sent' THEN 1 ELSE 0 END), count(mark)"
    " FROM meeting LEFT JOIN attendance"
    " ON attendance.book = meeting.book AND attendance.meeting = meeting.meeting"
    " WHERE meeting.book = ? AND day BETWEEN ? AND ?"
    " GROUP BY meeting.meeting, day, closed_seq ORDER BY day, meeting.meeting"
)


def differences(db: pw.Database, book: int, meetings: Sequence[int]) -> tuple[int, ...]:
    """Counted less book of every count of the box at these meetings; one taken back is none."""
    if not meetings:
        return ()
    words = _DIFFERENCES.format(marks(meetings))
    rows = db.connection().execute(words, (book, *meetings)).fetchall()
    return tuple(amount for (amount,) in rows)


_DIFFERENCES: Final = (
    "SELECT coalesce(posting.amount, 0) FROM entry LEFT JOIN posting"
    " ON posting.book = entry.book AND posting.seq = entry.seq AND account = 'cash'"
    " WHERE entry.book = ? AND entry.meeting IN ({})"
    " AND entry.amount = 0 AND kind IN ('cash-counted', 'entry-reversed', 'share-out-held')"
    " AND kind = 'cash-counted' AND reversed_by = 0 ORDER BY entry.seq"
)


def savings_made(db: pw.Database, book: int, meetings: Sequence[int]) -> int:
    """Savings made at these meetings, one for each member and meeting."""
    if not meetings:
        return 0
    words = _SAVED.format(marks(meetings))
    return int(db.connection().execute(words, (book, *meetings)).fetchone()[0])


_SAVED: Final = (
    "SELECT count(*) FROM (SELECT DISTINCT meeting, member FROM entry WHERE book = ?"
    " AND meeting IN ({}) AND meeting > 0 AND reversed_by = 0"
    " AND kind IN ('savings-received', 'shares-bought')) AS saved"
)


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
    run = db.connection().execute
    if since:
        going = {number for (number,) in run(_GOING, (book, since, book)).fetchall()}
        going |= {one.loan for one, _ in settled}
        if not going:
            return ()
        rows = run(_SPANS.format(f" AND entry.loan IN ({marks(going)})"), (book, GROUP, *going))
    else:
        rows = run(_SPANS.format(""), (book, GROUP))
    given: dict[int, tuple[str, int]] = {}
    back: dict[int, tuple[str, int]] = {}
    for loan, kind, began, ended, amount in rows.fetchall():
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


# Loans of which anything was entered for a day since, or of which principal is owed.
_GOING: Final = (
    "SELECT loan FROM entry WHERE book = ? AND loan > 0 AND day >= ?"
    " UNION SELECT loan FROM balance WHERE book = ? AND account = 'loans' AND amount <> 0"
)
_SPANS: Final = (
    "SELECT entry.loan, kind, min(day), max(day), sum(amount) FROM entry"
    " JOIN loan ON loan.book = entry.book AND loan.loan = entry.loan"
    " WHERE entry.book = ? AND entry.loan > 0 AND loan.source = ?"
    " AND reversed_by = 0 AND of = 0{} GROUP BY entry.loan, kind"
)
