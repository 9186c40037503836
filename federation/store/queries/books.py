"""Reads of the books: members, passbook, pots, loans, meetings, entries. Money in minor units."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import peewee as pw

from federation.core import kinds
from federation.core.accounts import ACCOUNTS, SET_ASIDE
from federation.core.names import fold

from ..tables import (
    Attendance,
    Balance,
    Entry,
    Loan,
    Meeting,
    Member,
    Partner,
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
    rows = (
        Stream.select(Stream.id, Stream.owner, Partner.name, Partner.code, Stream.last)
        .join(Partner, pw.JOIN.LEFT_OUTER, on=(Partner.node == Stream.owner))
        .where(Stream.kind == kinds.LEDGER)
        .order_by(Partner.code, Stream.id)
        .tuples()
        .execute(db)
    )
    return tuple(Book(i, node, name or "", code or "", last) for i, node, name, code, last in rows)


def book_of(db: pw.Database, node_id: str) -> int:
    """The id of a node's book; 0 when nothing of it is here."""
    found = (
        Stream.select(Stream.id)
        .where(Stream.owner == node_id, Stream.kind == kinds.LEDGER)
        .order_by(Stream.incarnation.desc())
        .scalar(db)
    )
    return int(found or 0)


def _sums(db: pw.Database, book: int, account: str) -> dict[int, int]:
    """An account's sum per member, on its own side."""
    rows = (
        Balance.select(Balance.member, pw.fn.SUM(Balance.amount))
        .where(Balance.book == book, Balance.account == account)
        .group_by(Balance.member)
        .tuples()
        .execute(db)
    )
    return {member: amount * ACCOUNTS[account].side for member, amount in rows}


def members(
    db: pw.Database, book: int, search: str = "", *, also_left: bool = True
) -> tuple[MemberView, ...]:
    """Members by number; `search` finds part of a name (folded) or a number."""
    saved, shares = _sums(db, book, "savings"), _sums(db, book, "shares")
    owes = _sums(db, book, "loans")
    query = Member.select().where(Member.book == book).order_by(Member.member)
    found = []
    for row in query.tuples().execute(db):
        _, number, name, folded, phone, id_number, year, gender, roles, joined, left = row
        if left and not also_left:
            continue
        if search and fold(search) not in folded and search.strip() != str(number):
            continue
        found.append(
            MemberView(
                member=number,
                name=name,
                phone=phone,
                id_number=id_number,
                birth_year=year,
                gender=gender,
                roles=roles,
                joined_on=joined,
                left_on=left,
                saved_minor=saved.get(number, 0) + shares.get(number, 0),
                owes_minor=owes.get(number, 0),
            )
        )
    return tuple(found)


def member(db: pw.Database, book: int, number: int) -> MemberView | None:
    """One member, or None."""
    return next((m for m in members(db, book) if m.member == number), None)


def names(db: pw.Database, book: int) -> dict[int, str]:
    """Members' names by number."""
    rows = Member.select(Member.member, Member.name).where(Member.book == book)
    return dict(rows.tuples().execute(db))


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
    rows = (
        PostingRow.select(
            PostingRow.seq,
            Entry.day,
            Entry.kind,
            PostingRow.purpose,
            PostingRow.account,
            PostingRow.amount,
            Entry.reversed_by,
            Entry.of,
        )
        .join(Entry, on=((Entry.book == PostingRow.book) & (Entry.seq == PostingRow.seq)))
        .where(
            PostingRow.book == book,
            PostingRow.member == number,
            PostingRow.account << ["savings", "shares"],
        )
        .order_by(PostingRow.seq, PostingRow.n)
        .tuples()
        .execute(db)
    )
    lines, left = [], 0
    for seq, day, kind, purpose, account, amount, reversed_by, of in rows:
        moved = amount * ACCOUNTS[account].side
        left += moved
        lines.append(PassbookLine(seq, day, kind, purpose, moved, left, reversed_by, of))
    return tuple(lines)


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


def loans(db: pw.Database, book: int, number: int = 0) -> tuple[LoanView, ...]:
    """Loans of a book, or of one of its members, by number."""
    owed = dict(
        Balance.select(Balance.loan, Balance.amount)
        .where(Balance.book == book, Balance.account == "loans")
        .tuples()
        .execute(db)
    )
    told = names(db, book)
    query = Loan.select().where(Loan.book == book).order_by(Loan.loan)
    if number:
        query = query.where(Loan.member == number)
    return tuple(
        LoanView(*[*row[1:3], told.get(row[2], ""), *row[3:], owed.get(row[1], 0)])
        for row in query.tuples().execute(db)
    )


def loan(db: pw.Database, book: int, number: int) -> LoanView | None:
    """One loan, or None."""
    return next((one for one in loans(db, book) if one.loan == number), None)


def fines_due(db: pw.Database, book: int) -> dict[int, int]:
    """Fines charged and not yet paid, per member."""
    return {number: due for number, due in _sums(db, book, "fines_due").items() if due}


def _meeting(row: tuple[Any, ...]) -> MeetingView:
    return MeetingView(*row[1:])


def meetings(db: pw.Database, book: int, limit: int = 60) -> tuple[MeetingView, ...]:
    """Meetings, the newest first."""
    rows = (
        Meeting.select()
        .where(Meeting.book == book)
        .order_by(Meeting.meeting.desc())
        .limit(limit)
        .tuples()
        .execute(db)
    )
    return tuple(_meeting(row) for row in rows)


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
    rows = Attendance.select(Attendance.member, Attendance.mark).where(
        Attendance.book == book, Attendance.meeting == number
    )
    return dict(rows.tuples().execute(db))


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
    query = Entry.select().where(Entry.book == book, Entry.seq > after).order_by(Entry.seq)
    if meeting:
        query = query.where(Entry.meeting == meeting)
    if member:
        query = query.where(Entry.member == member)
    if seq:
        query = query.where(Entry.seq == seq)
    rows = tuple(query.limit(limit).tuples().execute(db))
    box: dict[int, int] = {}
    if rows:
        moved = PostingRow.select(PostingRow.seq, PostingRow.amount).where(
            PostingRow.book == book,
            PostingRow.account == "cash",
            PostingRow.seq.between(rows[0][1], rows[-1][1]),
        )
        for number, amount in moved.tuples().execute(db):
            box[number] = box.get(number, 0) + amount
    return tuple(EntryView(*[*row[1:], box.get(row[1], 0)]) for row in rows)


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
