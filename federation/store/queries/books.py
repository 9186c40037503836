"""Reads of the books: members, passbook, pots, loans, meetings, entries. Money in minor units."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any, Final

import peewee as pw

from federation.core import kinds
from federation.core.accounts import ACCOUNTS, SET_ASIDE
from federation.core.names import fold

from ..database import fetch, marks
from ..tables import (
    Attendance,
    Balance,
    Entry,
    Loan,
    Meeting,
    Member,
    PostingRow,
    Stream,
)
from .book_views import (
    Book,
    EntryView,
    LoanView,
    MeetingView,
    MemberView,
    PassbookLine,
    Pots,
)

# Kinds that post to members whom they do not name.

__all__ = [
    "Book",
    "EntryView",
    "LoanView",
    "MeetingView",
    "MemberView",
    "PassbookLine",
    "Pots",
    "account_sums",
    "attendance",
    "book_of",
    "books",
    "entries",
    "fines_due",
    "last_day",
    "loan",
    "loans",
    "meeting",
    "meeting_on",
    "meetings",
    "member",
    "members",
    "names",
    "next_loan",
    "next_meeting",
    "next_member",
    "open_meeting",
    "passbook",
    "pots",
    "purposes",
    "saved_by_purpose",
]


def books(db: pw.Database) -> tuple[Book, ...]:
    """Every group's book here, in the order of their codes."""
    return tuple(Book(*row) for row in db.connection().execute(_BOOKS, (kinds.LEDGER,)).fetchall())


# Read several times for a report: in plain words, for Peewee takes longer over its own.
_BOOKS: Final = (
    "SELECT stream.book, stream.owner, coalesce(name, ''), coalesce(code, ''),"
    " max(CASE WHEN closed BETWEEN 0 AND last THEN closed ELSE last END) FROM stream"
    " LEFT JOIN partner ON partner.node = stream.owner"
    " WHERE kind = ? AND stream.incarnation > 0"
    " GROUP BY stream.book, stream.owner, name, code ORDER BY code, stream.book"
)


def book_of(db: pw.Database, node_id: str) -> int:
    """The id of a node's book; 0 when nothing of it is here. A branch set aside is no book."""
    found = (
        Stream.select(Stream.id)
        .where(Stream.owner == node_id, Stream.kind == kinds.LEDGER, Stream.incarnation > 0)
        .order_by(Stream.incarnation)
        .limit(1)
        .scalar(db)
    )
    return int(found or 0)


def _sums(db: pw.Database, book: int, account: str, number: int = 0) -> dict[int, int]:
    """An account's sum per member (of all, or of one), on its own side."""
    whose, given = (" AND member = ?", (number,)) if number else ("", ())
    words = f"{_MEMBERS_SUMS}{whose} GROUP BY member"
    side = ACCOUNTS[account].side
    rows = db.connection().execute(words, (book, account, *given)).fetchall()
    return {member: int(amount) * side for member, amount in rows}


_MEMBERS_SUMS: Final = "SELECT member, sum(amount) FROM balance WHERE book = ? AND account = ?"


def members(
    db: pw.Database, book: int, search: str = "", *, also_left: bool = True
) -> tuple[MemberView, ...]:
    """Members by number; `search` finds part of a name (folded) or a number."""
    query = Member.select().where(Member.book == book).order_by(Member.member)
    if not also_left:
        query = query.where(Member.left_on == "")
    found = _members(db, book, query)
    if not search:
        return found
    part, number = fold(search), search.strip()
    return tuple(one for one in found if part in fold(one.name) or number == str(one.member))


def _members(
    db: pw.Database, book: int, query: pw.ModelSelect, number: int = 0
) -> tuple[MemberView, ...]:
    saved = _sums(db, book, "savings", number)
    shares = _sums(db, book, "shares", number)
    owes = _sums(db, book, "loans", number)
    return tuple(
        MemberView(*[*told, saved.get(told[0], 0) + shares.get(told[0], 0), owes.get(told[0], 0)])
        for told in ((*row[1:3], *row[4:]) for row in fetch(db, query))
    )


def member(db: pw.Database, book: int, number: int) -> MemberView | None:
    """One member, or None."""
    query = Member.select().where(Member.book == book, Member.member == number)
    return next(iter(_members(db, book, query, number)), None)


def names(db: pw.Database, book: int) -> dict[int, str]:
    """Members' names by number."""
    return dict(db.connection().execute(_NAMES, (book,)).fetchall())


_NAMES: Final = "SELECT member, name FROM member WHERE book = ?"


def saved_by_purpose(db: pw.Database, book: int, number: int) -> dict[str, int]:
    """What a member has saved, per purpose."""
    rows = (
        Balance.select(Balance.purpose, Balance.amount)
        .where(Balance.book == book, Balance.account == "savings", Balance.member == number)
        .order_by(Balance.purpose)
        .tuples()
        .execute(db)
    )
    return {purpose: -amount for purpose, amount in rows}


def purposes(db: pw.Database, book: int) -> tuple[str, ...]:
    """Purposes the group saves for: the usual five, then its own."""
    usual = ("general", "land", "materials", "house", "services")
    rows = (
        Balance.select(Balance.purpose)
        .where(Balance.book == book, Balance.account == "savings")
        .distinct()
        .order_by(Balance.purpose)
        .tuples()
        .execute(db)
    )
    return usual + tuple(row[0] for row in rows if row[0] not in usual)


def passbook(db: pw.Database, book: int, number: int) -> tuple[PassbookLine, ...]:
    """A member's savings and shares, oldest first, with what is left after each line."""
    # Those that name her, and those that speak of others or of many: each found by its index.
    run, asked = db.connection().execute, (book, number, number)
    rows = run(_PASSBOOK + _NAMING_HER, asked).fetchall()
    rows += run(_PASSBOOK + _OF_MANY, asked).fetchall()
    lines, left = [], 0
    for seq, _, day, kind, purpose, account, amount, reversed_by, of in sorted(rows):
        moved = amount * ACCOUNTS[account].side
        left += moved
        lines.append(PassbookLine(seq, day, kind, purpose, moved, left, reversed_by, of))
    return tuple(lines)


_PASSBOOK: Final = (
    "SELECT posting.seq, posting.n, day, kind, posting.purpose, account, posting.amount,"
    ' reversed_by, "of" FROM entry JOIN posting'
    " ON posting.book = entry.book AND posting.seq = entry.seq"
    " WHERE entry.book = ? AND posting.member = ? AND account IN ('savings', 'shares') AND "
)
_NAMING_HER: Final = "entry.member = ?"
_OF_MANY: Final = (
    "entry.amount = 0 AND kind IN ('cash-counted', 'entry-reversed', 'share-out-held')"
    " AND kind IN ('entry-reversed', 'share-out-held') AND entry.member <> ?"
)


def account_sums(db: pw.Database, book: int) -> Mapping[str, int]:
    """Each account's signed sum (debit above zero) in one book."""
    rows = (
        Balance.select(Balance.account, pw.fn.SUM(Balance.amount))
        .where(Balance.book == book)
        .group_by(Balance.account)
        .tuples()
        .execute(db)
    )
    return {account: int(amount) for account, amount in rows}


def pots(db: pw.Database, book: int) -> Pots:
    """Where the group's money is now."""
    sums = account_sums(db, book)
    own = {code: sums.get(code, 0) * ACCOUNTS[code].side for code in ACCOUNTS}
    assert set(SET_ASIDE) <= {one.name for one in fields(Pots)}
    return Pots(
        cash=own["cash"],
        bank=own["bank"],
        social_fund=own["social_fund"],
        fund_held=own["fund_held"],
        savings=own["savings"],
        shares=own["shares"],
        loans=own["loans"],
        credits=own["credits"],
        rotating_pot=own["rotating_pot"],
        share_out_due=own["share_out_due"],
    )


def loans(
    db: pw.Database,
    book: int,
    number: int = 0,
    *,
    only: Collection[int] | None = None,
    still_owed: bool = False,
) -> tuple[LoanView, ...]:
    """Loans of a book, or of one of its members, by number; `only` those of these numbers.

    Without those whose agreement was taken back.
    """
    run, whose = db.connection().execute, " AND member = ?" if number else ""
    given = (book, number) if number else (book,)
    owes = dict(run(_OWED + whose, given).fetchall())
    numbers = owes if still_owed and only is None else only
    if numbers is not None and not numbers:
        return ()
    these = f" AND loan IN ({marks(numbers)})" if numbers is not None else ""
    rows = run(f"{_LOANS}{whose}{these} ORDER BY loan", (*given, *(numbers or ()))).fetchall()
    told = names(db, book)
    return tuple(
        LoanView(*[*row[1:3], told.get(row[2], ""), *row[3:], owes.get(row[1], 0)])
        for row in rows
        if not still_owed or row[1] in owes
    )


# In plain words: a hub asks for them of each book that changed.
_OWED: Final = (
    "SELECT loan, amount FROM balance WHERE book = ? AND account = 'loans' AND amount <> 0"
)
_COLUMNS: Final = ", ".join(f'"{field.column_name}"' for field in Loan._meta.sorted_fields)
_LOANS: Final = f"SELECT {_COLUMNS} FROM loan WHERE book = ? AND taken_back = 0"  # noqa: S608 - ours


def loan(db: pw.Database, book: int, number: int) -> LoanView | None:
    """One loan, or None."""
    return next(iter(loans(db, book, only=(number,))), None)


def fines_due(db: pw.Database, book: int) -> dict[int, int]:
    """Fines charged and not yet paid, per member."""
    return {number: due for number, due in _sums(db, book, "fines_due").items() if due}


def _meeting(row: tuple[Any, ...]) -> MeetingView:
    return MeetingView(*row[1:])


def meetings(
    db: pw.Database, book: int, limit: int = 60, before: int = 0
) -> tuple[MeetingView, ...]:
    """Meetings, the newest first; `before` that number, 0: of all."""
    query = Meeting.select().where(Meeting.book == book).order_by(Meeting.meeting.desc())
    if before:
        query = query.where(Meeting.meeting < before)
    return tuple(_meeting(row) for row in query.limit(limit).tuples().execute(db))


def meeting(db: pw.Database, book: int, number: int) -> MeetingView | None:
    """One meeting, or None."""
    rows = Meeting.select().where(Meeting.book == book, Meeting.meeting == number)
    return next((_meeting(row) for row in rows.tuples().execute(db)), None)


def meeting_on(db: pw.Database, book: int, day: str) -> MeetingView | None:
    """The meeting of a day, or None."""
    rows = Meeting.select().where(Meeting.book == book, Meeting.day == day).limit(1)
    return next((_meeting(row) for row in rows.tuples().execute(db)), None)


def open_meeting(db: pw.Database, book: int) -> MeetingView | None:
    """The meeting that is open now, or None."""
    rows = Meeting.select().where(Meeting.book == book, Meeting.closed_seq == 0)
    return next((_meeting(row) for row in rows.tuples().execute(db)), None)


def attendance(db: pw.Database, book: int, number: int) -> dict[int, str]:
    """Who was at a meeting, by member number."""
    query = Attendance.select(Attendance.member, Attendance.mark).where(
        Attendance.book == book, Attendance.meeting == number
    )
    return dict(fetch(db, query))


def entries(
    db: pw.Database,
    book: int,
    *,
    meeting: int = 0,
    member: int = 0,
    seq: int = 0,
    after: int = 0,
    limit: int = 500,
) -> tuple[EntryView, ...]:
    """Entries in order, of a meeting or a member if named, each with what it did to the box."""
    query = _with_box().where(Entry.book == book, Entry.seq > after).order_by(Entry.seq)
    if meeting:
        query = query.where(Entry.meeting == meeting, Entry.meeting > 0)
    if member:
        query = query.where(Entry.member == member)
    if seq:
        query = query.where(Entry.seq == seq)
    return tuple(EntryView(*row[1:]) for row in fetch(db, query.limit(limit)))


def newest(
    db: pw.Database, book: int, where: pw.Expression, *, before: int = 0, limit: int = 500
) -> tuple[EntryView, ...]:
    """Such entries, the newest first, from the one before number `before` (0: the last) on."""
    query = _with_box().where(Entry.book == book, where).order_by(Entry.seq.desc())
    if before:
        query = query.where(Entry.seq < before)
    return tuple(EntryView(*row[1:]) for row in fetch(db, query.limit(limit)))


def _with_box() -> pw.Query:
    """Entries, and what each did to the cash box."""
    moved = PostingRow.select(pw.fn.COALESCE(pw.fn.SUM(PostingRow.amount), 0)).where(
        PostingRow.book == Entry.book,
        PostingRow.seq == Entry.seq,
        PostingRow.account == "cash",
    )
    return Entry.select(*Entry._meta.sorted_fields, moved)


def next_member(db: pw.Database, book: int) -> int:
    """The number the next member gets."""
    return int(_highest(db, Member, Member.member, book)) + 1


def next_loan(db: pw.Database, book: int) -> int:
    """The number the next loan gets."""
    return int(_highest(db, Loan, Loan.loan, book)) + 1


def next_meeting(db: pw.Database, book: int) -> int:
    """The number the next meeting gets."""
    return int(_highest(db, Meeting, Meeting.meeting, book)) + 1


def _highest(db: pw.Database, model: type[pw.Model], field: pw.Field, book: int) -> int:
    return int(model.select(pw.fn.MAX(field)).where(model.book == book).scalar(db) or 0)


def last_day(db: pw.Database, book: int) -> str:
    """The latest day any entry of this book speaks of, or ""."""
    return str(Entry.select(pw.fn.MAX(Entry.day)).where(Entry.book == book).scalar(db) or "")
