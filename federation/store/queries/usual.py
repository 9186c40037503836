"""What amounts of a kind usually are in a book: to ask once about one that is far above."""

from typing import Final

import peewee as pw

from ..tables import Entry

LATEST: Final = 20
# How far back one looks for them, so that a rare kind does not cost a walk through ten years.
ENTRIES_BACK: Final = 10_000


def largest_lately(db: pw.Database, book: int, kind: str, purpose: str = "") -> int:
    """The largest of the last 20 amounts of a kind (minor units), of one purpose if it is named.

    0 when there is none. What was taken back does not count.
    """
    newest = Entry.select(pw.fn.MAX(Entry.seq)).where(Entry.book == book).scalar(db) or 0
    lately = (
        Entry.select(Entry.amount)
        .where(
            Entry.book == book,
            Entry.seq > newest - ENTRIES_BACK,
            Entry.kind == kind,
            Entry.reversed_by == 0,
        )
        .order_by(Entry.seq.desc())
        .limit(LATEST)
    )
    if purpose:
        lately = lately.where(Entry.purpose == purpose)
    return max((amount for (amount,) in lately.tuples().execute(db)), default=0)
