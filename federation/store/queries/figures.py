"""Sums over books, as they stand or as they stood on a day. Money in minor units.

`first` and `last` are days, both inclusive; "" leaves that side open. Without days the kept
balances answer at once, with days the postings of those days are summed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from federation.core.accounts import ACCOUNTS

from ..database import fetch
from ..tables import Balance, Entry, Member, PostingRow

ON_SIDE_OF_MEMBERS = ("savings", "shares")


@dataclass(frozen=True, slots=True)
class Heads:
    """Members who have not left, and how many of them are women."""

    members: int
    women: int


def account_sums(
    db: pw.Database, books: Sequence[int], first: str = "", last: str = ""
) -> Mapping[str, int]:
    """Each account's signed sum (debit above zero) over these books."""
    return dict(_sums(db, books, (), first, last, "account"))


def member_sums(
    db: pw.Database, book: int, accounts: Sequence[str], last: str = ""
) -> Mapping[int, int]:
    """What each member of a book has in these accounts (of one side), on their own side."""
    side = ACCOUNTS[accounts[0]].side
    return {one: side * amount for one, amount in _sums(db, [book], accounts, "", last, "member")}


def loan_sums(db: pw.Database, book: int, last: str = "") -> Mapping[int, int]:
    """What is still owed of the principal of each loan of a book."""
    return dict(_sums(db, [book], ("loans",), "", last, "loan"))


def _sums(
    db: pw.Database,
    books: Sequence[int],
    accounts: Sequence[str],
    first: str,
    last: str,
    by: str,
) -> list[tuple[Any, int]]:
    """The sum for each value of one column (text or number); of all accounts if none is named."""
    table = PostingRow if first or last else Balance
    key = getattr(table, by)
    query = table.select(key, pw.fn.SUM(table.amount)).where(table.book << list(books))
    if accounts:
        query = query.where(table.account << list(accounts))
    if first or last:
        query = query.join(Entry, on=((Entry.book == table.book) & (Entry.seq == table.seq)))
        query = query.where(Entry.day >= first)
    if last:
        query = query.where(Entry.day <= last)
    return [(one, int(amount)) for one, amount in fetch(db, query.group_by(key))]


def heads(db: pw.Database, books: Sequence[int], last: str = "") -> Heads:
    """Members of these books who had not left by that day (or by now)."""
    query = Member.select(pw.fn.COUNT(), pw.fn.SUM(Member.gender == "f")).where(
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
