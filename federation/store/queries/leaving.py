"""Who was reckoned with before: members who wanted to leave and could not be paid in full."""

import peewee as pw

from ..tables import Entry

KINDS = ("surplus-paid", "leaving-fee-taken")


def reckoned(db: pw.Database, book: int, after: int) -> frozenset[int]:
    """Members whose part of the surplus or fee for leaving is among the entries after one.

    Whatever they have in since is their own money and earns nothing more.
    """
    found = Entry.select(Entry.member).where(
        Entry.book == book, Entry.seq > after, Entry.kind << KINDS, Entry.reversed_by == 0
    )
    return frozenset(member for (member,) in found.tuples().execute(db))
