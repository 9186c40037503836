"""Reads for entries that are entered again: which were already, and which numbers are taken."""

import peewee as pw

from federation.core.series import SERIES

from ..tables import Loan, Meeting, Member, Orig, Series


def entered_again(db: pw.Database) -> dict[str, int]:
    """Heads on closed branches whose entries were entered again, and with which number."""
    return dict(Orig.select(Orig.orig, Orig.seq).tuples().execute(db))


def taken(db: pw.Database, book: int) -> dict[str, frozenset[int]]:
    """Numbers that a book gave out, by what is numbered (of a series: the last alone)."""
    found = {
        name: frozenset(
            number
            for (number,) in model.select(column).where(model.book == book).tuples().execute(db)
        )
        for name, model, column in (
            ("member", Member, Member.member),
            ("loan", Loan, Loan.loan),
            ("meeting", Meeting, Meeting.meeting),
        )
    }
    last = Series.select(Series.name, Series.last).where(Series.book == book)
    rows = dict(last.tuples().execute(db))
    return found | {name: frozenset((rows[name],)) for name in SERIES if name in rows}
