"""Sums of many groups at once, by book: never a member, never a query for each group.

Money in minor units, signed as postings are (debit above zero). A `month` is YYYY-MM; up to a month
is up to its end, and "" is up to now. What accounts moved is kept per month (`Month`), so that
no read grows with the entries.
"""

from collections.abc import Mapping

import peewee as pw

from ..database import fetch
from ..tables import Member, Month
from .figures import Heads

Sums = Mapping[str, int]


def account_sums(db: pw.Database, until: str = "") -> Mapping[int, Sums]:
    """Each book's accounts as they stood at the end of a month."""
    query = Month.select(Month.book, Month.account, pw.fn.SUM(Month.amount))
    if until:
        query = query.where(Month.month <= until)
    return _by_book(db, query)


def _by_book(db: pw.Database, query: pw.ModelSelect) -> Mapping[int, Sums]:
    found: dict[int, dict[str, int]] = {}
    for book, account, amount in fetch(db, query.group_by(Month.book, Month.account)):
        found.setdefault(book, {})[account] = int(amount)
    return found


def heads(db: pw.Database, last: str = "") -> Mapping[int, Heads]:
    """Members of each book who had not left by a day, that day included ("": by now)."""
    women = pw.fn.SUM(pw.Case(None, ((Member.gender == "f", 1),), 0))
    query = Member.select(Member.book, pw.fn.COUNT(Member.member), women)
    if last:
        query = query.where(
            Member.joined_on <= last, (Member.left_on == "") | (Member.left_on > last)
        )
    else:
        query = query.where(Member.left_on == "")
    rows = fetch(db, query.group_by(Member.book))
    return {book: Heads(int(members), int(some)) for book, members, some in rows}


def first_month(db: pw.Database) -> str:
    """The month of the oldest entry of any book; "" where there is none."""
    ((found,),) = fetch(db, Month.select(pw.fn.MIN(Month.month)))
    return found or ""
