"""Reads of the bank: what the books say of it, line by line, and what no statement showed yet."""

from dataclasses import dataclass

import peewee as pw

from ..tables import Balance, BankTick, Entry, PostingRow

OF_THE_BANK = pw.SQL("account = 'bank'")  # as the index says it, so that it is used


@dataclass(frozen=True, slots=True)
class BankLine:
    """An entry that moved money at the bank: in above zero, out below; `ticked_by` 0: open."""

    seq: int
    day: str
    kind: str
    slip: str
    note: str
    moved_minor: int
    ticked_by: int


def balance(db: pw.Database, book: int) -> int:
    """The bank as the books have it, in minor units."""
    here = (Balance.book == book) & (Balance.account == "bank")
    return int(Balance.select(Balance.amount).where(here).scalar(db) or 0)


def lines(db: pw.Database, book: int, *, only_open: bool = False) -> tuple[BankLine, ...]:
    """Entries that moved money at the bank, in order; what was taken back is not among them."""
    query = (
        PostingRow.select(
            PostingRow.seq,
            Entry.day,
            Entry.kind,
            Entry.slip,
            Entry.note,
            PostingRow.amount,
            pw.fn.COALESCE(BankTick.seq, 0),
        )
        .join(Entry, on=((Entry.book == PostingRow.book) & (Entry.seq == PostingRow.seq)))
        .join(
            BankTick,
            pw.JOIN.LEFT_OUTER,
            on=((BankTick.book == PostingRow.book) & (BankTick.entry == PostingRow.seq)),
        )
        .where(
            PostingRow.book == book,
            OF_THE_BANK,
            Entry.reversed_by == 0,
            Entry.of == 0,
        )
        .order_by(PostingRow.seq)
    )
    if only_open:
        query = query.where(BankTick.seq.is_null())
    return tuple(BankLine(*row) for row in query.tuples().execute(db))


def open_lines(db: pw.Database, book: int) -> tuple[BankLine, ...]:
    """Those that no bank statement showed yet."""
    return lines(db, book, only_open=True)
