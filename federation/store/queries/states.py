"""What the views of a book say at one of its entries: counts and sums, for two nodes to compare."""

from typing import Final

import peewee as pw

from federation.core import events as e

from ..database import fetch
from ..tables import Balance, Entry, PostingRow

# What is counted, and the kind of entry that makes one more.
COUNTED: Final = (
    ("members", str(e.MemberAdmitted.__struct_config__.tag)),
    ("loans", str(e.LoanAgreed.__struct_config__.tag)),
    ("meetings", str(e.MeetingOpened.__struct_config__.tag)),
    ("reversals", str(e.EntryReversed.__struct_config__.tag)),
)

Counts = tuple[tuple[str, int], ...]


def state_at(db: pw.Database, book: int, seq: int, last: int) -> tuple[Counts, Counts]:
    """Counts and sums per account (minor units, debit above zero) after entry `seq` of a book.

    `last`: its last entry here; there the sums stand ready, before it they are added up.
    """
    kinds = [tag for _, tag in COUNTED]
    made = Entry.select(Entry.kind, pw.fn.COUNT(Entry.seq)).where(
        Entry.book == book, Entry.seq <= seq, Entry.kind << kinds
    )
    counted = dict(fetch(db, made.group_by(Entry.kind)))
    if seq >= last:
        sums = Balance.select(Balance.account, pw.fn.SUM(Balance.amount)).where(
            Balance.book == book
        )
        rows = fetch(db, sums.group_by(Balance.account))
    else:
        sums = PostingRow.select(PostingRow.account, pw.fn.SUM(PostingRow.amount)).where(
            PostingRow.book == book, PostingRow.seq <= seq
        )
        rows = fetch(db, sums.group_by(PostingRow.account))
    accounts = tuple(sorted((account, amount) for account, amount in rows if amount))
    return tuple((name, counted.get(tag, 0)) for name, tag in COUNTED), accounts
