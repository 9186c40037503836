"""Sums over books, as they stand or as they stood on a day. Money in minor units.

`first` and `last` are days, both inclusive; "" leaves that side open. Sums of accounts are those
that are kept (`tables.summaries`), so they cost the same however long the books are; only of a
month that a day cuts the postings are summed. Sums of members and loans are the kept balances, or
the postings of those days.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from federation.core.accounts import ACCOUNTS
from federation.core.days import month_after, month_end

from ..database import fetch
from ..tables import AccountSum, Balance, Entry, Member, Month, PostingRow
from . import health

ON_SIDE_OF_MEMBERS = ("savings", "shares")
LATER = "~"  # after any day


@dataclass(frozen=True, slots=True)
class Heads:
    """Members who have not left, and how many of them are women."""

    members: int
    women: int


def account_sums(
    db: pw.Database, books: Sequence[int], first: str = "", last: str = ""
) -> Mapping[str, int]:
    """Each account's signed sum (debit above zero) over these books."""
    sums: dict[str, int] = {}
    for (account, _), amount in purpose_sums(db, books, first, last).items():
        sums[account] = sums.get(account, 0) + amount
    return sums


def purpose_sums(
    db: pw.Database, books: Sequence[int], first: str = "", last: str = ""
) -> Mapping[tuple[str, str], int]:
    """The signed sum of each account and purpose over these books."""
    sums: dict[tuple[str, str], int] = {}
    for _, account, purpose, amount in book_sums(db, books, first, last):
        sums[account, purpose] = sums.get((account, purpose), 0) + amount
    return sums


def book_sums(
    db: pw.Database, books: Sequence[int], first: str = "", last: str = ""
) -> Iterator[tuple[int, str, str, int]]:
    """Book, account, purpose and signed sum of each of these books, in parts to be added up."""
    if not first:
        yield from _until(db, books, last)
        return
    span = whole_months(first, last)
    if span is not None:
        yield from _of_months(db, books, *span)
    for begins, ends in _cut_months(first, last, span):
        yield from _of_days(db, books, begins, ends)


_Sums = Iterator[tuple[int, str, str, int]]


def _until(db: pw.Database, books: Sequence[int], last: str) -> _Sums:
    """What stands now, less what moved since: recent days cost the same however old the books are.

    In most books nothing is of a day after the last one that is asked for.
    """
    query = AccountSum.select(
        AccountSum.book, AccountSum.account, AccountSum.purpose, AccountSum.amount
    )
    yield from fetch(db, query.where(AccountSum.book << list(books)))
    if not last:
        return
    newest = health.kept(db)
    later = [book for book in books if newest.get(book, last + LATER) > last]
    is_cut = last != month_end(last[:7])
    since = last[:7] if is_cut else month_after(last[:7])
    for book, account, purpose, amount in _of_months(db, later, since, ""):
        yield book, account, purpose, -amount
    if is_cut:
        yield from _of_days(db, later, f"{last[:7]}-01", last)


def _of_months(db: pw.Database, books: Sequence[int], first: str, last: str) -> _Sums:
    """What moved from one month to another, both inclusive; "" leaves that side open."""
    key = (Month.book, Month.account, Month.purpose)
    query = Month.select(*key, pw.fn.SUM(Month.amount)).where(Month.book << list(books))
    if first:
        query = query.where(Month.month >= first)
    if last:
        query = query.where(Month.month <= last)
    yield from fetch(db, query.group_by(*key))


def whole_months(first: str, last: str) -> tuple[str, str] | None:
    """The first and last month (YYYY-MM; "": open) that lie whole between two days; None: none."""
    begins = first[:7] if not first or first.endswith("-01") else month_after(first[:7])
    ends = last[:7] if not last or last == month_end(last[:7]) else month_after(last[:7], -1)
    return None if begins and ends and begins > ends else (begins, ends)


def _cut_months(first: str, last: str, whole: tuple[str, str] | None) -> Iterator[tuple[str, str]]:
    """The spans of days that are left beside the whole months."""
    if whole is None:
        yield first, last
        return
    if first and first[:7] != whole[0]:
        yield first, month_end(first[:7])
    if last and last[:7] != whole[1]:
        yield f"{last[:7]}-01", last


def _of_days(
    db: pw.Database, books: Sequence[int], first: str, last: str
) -> list[tuple[int, str, str, int]]:
    key = (PostingRow.book, PostingRow.account, PostingRow.purpose)
    query = (
        PostingRow.select(*key, pw.fn.SUM(PostingRow.amount))
        .join(Entry, on=((Entry.book == PostingRow.book) & (Entry.seq == PostingRow.seq)))
        .where(PostingRow.book << list(books), Entry.day.between(first, last))
    )
    return fetch(db, query.group_by(*key))


def member_sums(
    db: pw.Database, book: int, accounts: Sequence[str], last: str = ""
) -> Mapping[int, int]:
    """What each member of a book has in these accounts (of one side), on their own side."""
    side = ACCOUNTS[accounts[0]].side
    return {one: side * amount for one, amount in _sums(db, book, accounts, last, "member")}


def loan_sums(db: pw.Database, book: int, last: str = "") -> Mapping[int, int]:
    """What is still owed of the principal of each loan of a book."""
    return dict(_sums(db, book, ("loans",), last, "loan"))


def _sums(
    db: pw.Database, book: int, accounts: Sequence[str], last: str, by: str
) -> list[tuple[Any, int]]:
    """The sum of these accounts for each value of one column (text or number)."""
    table = PostingRow if last else Balance
    key = getattr(table, by)
    query = table.select(key, pw.fn.SUM(table.amount)).where(
        table.book == book, table.account << list(accounts)
    )
    if last:
        query = query.join(Entry, on=((Entry.book == table.book) & (Entry.seq == table.seq)))
        query = query.where(Entry.day <= last)
    return [(one, int(amount)) for one, amount in fetch(db, query.group_by(key))]


def heads(db: pw.Database, books: Sequence[int], last: str = "") -> Heads:
    """Members of these books who had not left by that day (or by now)."""
    is_woman = pw.Case(None, [(Member.gender == "f", 1)], 0)
    query = Member.select(pw.fn.COUNT(Member.member), pw.fn.SUM(is_woman)).where(
        Member.book << list(books)
    )
    if last:
        query = query.where(
            Member.joined_on <= last, (Member.left_on == "") | (Member.left_on > last)
        )
    else:
        query = query.where(Member.left_on == "")
    ((members, women),) = query.tuples().execute(db)
    return Heads(int(members), int(women or 0))


def heads_by_book(db: pw.Database, books: Sequence[int]) -> Mapping[int, Heads]:
    """The same of each of these books, now."""
    women = pw.Case(None, ((Member.gender == "f", 1),), 0)
    query = Member.select(Member.book, pw.fn.COUNT(Member.member), pw.fn.SUM(women))
    query = query.where(Member.book << list(books), Member.left_on == "")
    rows = fetch(db, query.group_by(Member.book))
    return {book: Heads(members, women) for book, members, women in rows}
