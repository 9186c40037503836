"""What is still due of the fines for paying a loan late. Money in minor units.

What a member paid of her fines, or need not pay, is set against the oldest of them: what she still
owes is then of the newest, whatever they were for.
"""

from collections.abc import Iterable
from typing import Final

import peewee as pw

from ..database import fetch
from ..tables import Entry
from . import books

CHARGED: Final = "fine-charged"


def of_loans(db: pw.Database, book: int, members: Iterable[int], upto: str = "") -> dict[int, int]:
    """Of each loan of these members what is still due of its own fines, where anything is.

    With `upto` (a day) of the fines that were charged until then.
    """
    due = books.fines_due(db, book)
    owing = [member for member in sorted(set(members)) if due.get(member)]
    if not owing:
        return {}
    query = Entry.select(Entry.seq, Entry.member, Entry.loan, Entry.amount, Entry.day).where(
        Entry.book == book, Entry.member << owing, Entry.kind == CHARGED, Entry.reversed_by == 0
    )
    found: dict[int, int] = {}
    for _, member, loan, amount, day in sorted(fetch(db, query), reverse=True):
        left = min(amount, due[member])
        due[member] -= left
        if loan and left and (not upto or day <= upto):
            found[loan] = found.get(loan, 0) + left
    return found
