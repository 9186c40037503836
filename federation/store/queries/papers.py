"""Reads for sheets of paper: everybody's savings by purpose, one member's money. Minor units."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import peewee as pw

from ..database import fetch
from ..tables import Balance, Entry, PostingRow

_MONEY_IN_HAND = ("cash", "bank")


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """An entry of one member; `moved_minor`: what it brought into box and bank (below 0: out)."""

    seq: int
    day: str
    kind: str
    purpose: str
    loan: int
    amount_minor: int
    of: int
    reversed_by: int
    moved_minor: int


def saved_by_all(db: pw.Database, book: int) -> Mapping[tuple[int, str], int]:
    """What each member has saved, by member and purpose; shares under the purpose `share`."""
    query = (
        Balance.select(Balance.member, Balance.account, Balance.purpose, Balance.amount)
        .where(Balance.book == book, Balance.account << ["savings", "shares"])
        .order_by(Balance.member, Balance.account, Balance.purpose)
    )
    saved: dict[tuple[int, str], int] = {}
    for member, account, purpose, amount in fetch(db, query):
        place = (member, "share" if account == "shares" else purpose)
        saved[place] = saved.get(place, 0) - amount
    return saved


def money_of(
    db: pw.Database, book: int, member: int, first: str = "", last: str = ""
) -> tuple[MoneyLine, ...]:
    """A member's entries that have an amount, oldest first, and what took one of them back.

    Both days inclusive, "" is open. An entry that takes one back moves the opposite.
    """
    same = (
        (PostingRow.book == Entry.book)
        & (PostingRow.seq == Entry.seq)
        & (PostingRow.account << list(_MONEY_IN_HAND))
    )
    query = (
        Entry.select(
            Entry.seq,
            Entry.day,
            Entry.kind,
            Entry.purpose,
            Entry.loan,
            Entry.amount,
            Entry.of,
            Entry.reversed_by,
            pw.fn.COALESCE(pw.fn.SUM(PostingRow.amount), 0),
        )
        .join(PostingRow, pw.JOIN.LEFT_OUTER, on=same)
        .where(Entry.book == book, Entry.member == member, Entry.amount > 0)
        .group_by(Entry.book, Entry.seq)
    )
    own = [MoneyLine(*row) for row in fetch(db, query)]
    taken = {line.reversed_by: line for line in own if line.reversed_by}
    days = Entry.select(Entry.seq, Entry.day).where(Entry.book == book, Entry.seq << list(taken))
    for seq, day in days.tuples().execute(db):
        of = taken[seq]
        back = replace(of, seq=seq, day=day, of=of.seq, reversed_by=0)
        own.append(replace(back, kind="entry-reversed", moved_minor=-of.moved_minor))
    told = [line for line in own if line.day >= first and (not last or line.day <= last)]
    return tuple(sorted(told, key=lambda line: (line.day, line.seq)))
