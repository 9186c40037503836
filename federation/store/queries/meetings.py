"""Reads of a meeting and of a daily round: what moved, what was paid before. Minor units.

A meeting's entries stand between its opening and its close, so everything here reads a range of
numbers and never the whole book.
"""

from dataclasses import dataclass

import peewee as pw

from federation.core.accounts import ACCOUNTS

from ..database import fetch
from ..tables import Entry, Meeting, Member, PostingRow, PotSum

LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class PotLine:
    """An account over a stretch of the book: opening + came − went = closing."""

    account: str
    opening_minor: int
    came_minor: int
    went_minor: int
    closing_minor: int


@dataclass(frozen=True, slots=True)
class Left:
    """A member who left: her name ("" once she is forgotten) and the day."""

    name: str
    left_on: str


def pot_lines(db: pw.Database, book: int, after: int, upto: int = 0) -> tuple[PotLine, ...]:
    """Every account from just after entry `after` to entry `upto` (0: to the end).

    An entry that is taken back in the same stretch counts as if neither was written.
    """
    sums, came, went = _held(db, book, after), dict[str, int](), dict[str, int]()
    opening = {code: sums.get(code, 0) * ACCOUNTS[code].side for code in ACCOUNTS}
    closing = dict(opening)
    for account, amount, of, reversed_by in _moved(db, book, after, upto):
        own = amount * ACCOUNTS[account].side
        closing[account] += own
        is_undone = of > after or (after < reversed_by and (not upto or reversed_by <= upto))
        if is_undone:
            continue
        into = came if own > 0 else went
        into[account] = into.get(account, 0) + abs(own)
    return tuple(
        PotLine(code, opening[code], came.get(code, 0), went.get(code, 0), closing[code])
        for code in ACCOUNTS
    )


def _held(db: pw.Database, book: int, upto: int) -> dict[str, int]:
    """Each account's signed sum after entry `upto`: as a meeting found it, and what came since."""
    since = int(
        PotSum.select(pw.fn.MAX(PotSum.seq))
        .where(PotSum.book == book, PotSum.seq <= upto)
        .scalar(db)
        or 0
    )
    marked = PotSum.select(PotSum.account, PotSum.amount).where(
        PotSum.book == book, PotSum.seq == since
    )
    posted = PostingRow.select(PostingRow.account, PostingRow.amount).where(
        PostingRow.book == book, PostingRow.seq > since, PostingRow.seq <= upto
    )
    sums = dict[str, int](fetch(db, marked))
    for account, amount in fetch(db, posted):
        sums[account] = sums.get(account, 0) + amount
    return sums


def _moved(db: pw.Database, book: int, after: int, upto: int) -> list[tuple[str, int, int, int]]:
    query = (
        PostingRow.select(
            PostingRow.account,
            pw.fn.SUM(PostingRow.amount),
            Entry.of,
            Entry.reversed_by,
        )
        .join(Entry, on=((Entry.book == PostingRow.book) & (Entry.seq == PostingRow.seq)))
        .where(PostingRow.book == book, PostingRow.seq > after)
        .group_by(PostingRow.seq, PostingRow.account)
    )
    return fetch(db, query.where(PostingRow.seq <= upto) if upto else query)


def last_paid(
    db: pw.Database, book: int, meeting: int, kinds: tuple[str, ...], back: int = 3
) -> dict[tuple[str, int, str, int], int]:
    """What each paid the last time, in the `back` meetings before this one.

    By kind, member, purpose and loan; several amounts of one meeting are added up.
    """
    before = (
        Meeting.select(Meeting.meeting, Meeting.opened_seq, Meeting.closed_seq)
        .where(Meeting.book == book, Meeting.meeting < meeting, Meeting.closed_seq > 0)
        .order_by(Meeting.meeting.desc())
        .limit(back)
    )
    found: dict[tuple[str, int, str, int], int] = {}
    for number, opened, closed in tuple(before.tuples().execute(db)):
        paid: dict[tuple[str, int, str, int], int] = {}
        rows = Entry.select(Entry.kind, Entry.member, Entry.purpose, Entry.loan, Entry.amount)
        rows = rows.where(
            Entry.book == book,
            Entry.seq.between(opened, closed),
            Entry.meeting == number,
            Entry.kind << kinds,
            Entry.reversed_by == 0,
        )
        for kind, member, purpose, loan, amount in rows.tuples().execute(db):
            key = (kind, member, purpose, loan)
            paid[key] = paid.get(key, 0) + amount
        found = paid | found
    return found


def last_round(db: pw.Database, book: int, seq: int) -> dict[tuple[int, str], int]:
    """The savings of the daily round accepted by entry `seq`, by member and purpose."""
    rows = Entry.select(Entry.kind, Entry.member, Entry.purpose, Entry.amount)
    rows = rows.where(Entry.book == book, Entry.seq > seq).order_by(Entry.seq).limit(LIMIT)
    found: dict[tuple[int, str], int] = {}
    for kind, member, purpose, amount in rows.tuples().execute(db):
        if kind != "savings-received":
            break
        found[member, purpose] = found.get((member, purpose), 0) + amount
    return found


def shares_of(db: pw.Database, book: int, meeting: int) -> dict[int, int]:
    """What each member paid for shares in a meeting, without what was taken back."""
    opened = Meeting.select(Meeting.opened_seq)
    opened = opened.where(Meeting.book == book, Meeting.meeting == meeting)
    rows = (
        Entry.select(Entry.member, pw.fn.SUM(Entry.amount))
        .where(
            Entry.book == book,
            Entry.seq > int(opened.scalar(db) or 0),
            Entry.meeting == meeting,
            Entry.kind == "shares-bought",
            Entry.reversed_by == 0,
        )
        .group_by(Entry.member)
    )
    return dict(rows.tuples().execute(db))


def is_count_fresh(db: pw.Database, book: int, meeting: int) -> bool:
    """Whether the box was counted in this meeting, and nothing went in or out of it since."""
    opened = Meeting.select(Meeting.opened_seq)
    opened = opened.where(Meeting.book == book, Meeting.meeting == meeting)
    counted = Entry.select(pw.fn.MAX(Entry.seq)).where(
        Entry.book == book,
        Entry.seq > int(opened.scalar(db) or 0),
        Entry.meeting == meeting,
        Entry.kind == "cash-counted",
    )
    seq = int(counted.scalar(db) or 0)
    if not seq:
        return False
    since = PostingRow.select(PostingRow.seq).where(
        PostingRow.book == book, PostingRow.seq > seq, PostingRow.account == "cash"
    )
    return since.limit(1).scalar(db) is None


def left(db: pw.Database, book: int) -> dict[int, Left]:
    """Members who left, by number."""
    rows = Member.select(Member.member, Member.name, Member.left_on)
    rows = rows.where(Member.book == book, Member.left_on != "")
    return {number: Left(name, day) for number, name, day in rows.tuples().execute(db)}
