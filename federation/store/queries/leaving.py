"""Whether a member who wants to leave was reckoned with before."""

import peewee as pw

from ..tables import Entry


def was_reckoned(db: pw.Database, book: int, member: int, after: int) -> bool:
    """Whether her part of the surplus or the fee for leaving is among entries after one."""
    kinds = ["surplus-paid", "leaving-fee-taken"]
    found = Entry.select(Entry.seq).where(
        Entry.book == book,
        Entry.member == member,
        Entry.seq > after,
        Entry.kind << kinds,
        Entry.reversed_by == 0,
    )
    return found.limit(1).scalar(db) is not None
