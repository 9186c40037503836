"""Reads for entries that are entered again: which were already, and which numbers are taken."""

from collections.abc import Collection

import peewee as pw

from federation.core.series import SERIES

from ..tables import Facility, Loan, Meeting, Member, Orig, Series, Stream


def entered_again(db: pw.Database, owner: str) -> dict[str, int]:
    """Heads on closed branches of a node whose entries it entered again, and with which number.

    What others say in their own books about such heads is nothing to it.
    """
    books = Stream.select(Stream.book).where(Stream.owner == owner)
    rows = Orig.select(Orig.orig, Orig.seq).where(Orig.book << books)
    return dict(rows.tuples().execute(db))


def numbers_again(db: pw.Database, book: int) -> frozenset[int]:
    """The numbers of entries of a book that were entered again."""
    rows = Orig.select(Orig.seq).where(Orig.book == book).tuples().execute(db)
    return frozenset(seq for (seq,) in rows)


def first_heads(db: pw.Database, book: int, seqs: Collection[int]) -> tuple[str, ...]:
    """The heads that entries of a book had where they were first written, on a closed branch."""
    rows = Orig.select(Orig.orig, Orig.seq).where(Orig.book == book).tuples().execute(db)
    return tuple(orig for orig, seq in rows if seq in seqs)


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
    owner = Stream.select(Stream.owner).where(Stream.book == book)
    listed = Facility.select(Facility.number).where(Facility.owner << owner)
    found["number"] = frozenset(number for (number,) in listed.tuples().execute(db))
    return found | {name: frozenset((rows[name],)) for name in SERIES if name in rows}
