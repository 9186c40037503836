"""Meetings of a ledger and who came to them: gathered in passing and written together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import peewee as pw

from federation.core import events as e
from federation.core.terms import MARKS

from ..database import insert_many
from ..tables import Attendance, Meeting, PotSum

# What each account held when the last meeting was opened, and what was posted since.
POT_SUMS: Final = (
    "INSERT INTO pot_sum (book, seq, account, amount)"
    " WITH last (seq) AS (SELECT coalesce(max(seq), 0) FROM pot_sum WHERE book = :book)"
    " SELECT :book, :seq, account, sum(amount) FROM ("
    "  SELECT account, amount FROM pot_sum, last WHERE book = :book AND pot_sum.seq = last.seq"
    "  UNION ALL SELECT account, amount FROM posting, last"
    "   WHERE book = :book AND posting.seq > last.seq AND posting.seq < :seq"
    " ) AS moved GROUP BY account"
)
POTS: Final = "SELECT account, amount FROM pot_sum WHERE book = ? AND seq = ?"
NOT_AS_BEFORE: Final = "DELETE FROM attendance WHERE book = ? AND meeting = ?"
SET_COUNT: Final = (
    "UPDATE meeting SET counted = ?, expected = ?, pieces = ?, counters = ?"
    " WHERE book = ? AND meeting = ?"
)
# Of several closings of a meeting the first counts: who closed it is not told otherwise later.
SET_CLOSED: Final = (
    "UPDATE meeting SET closed_seq = ?, officers = ? WHERE book = ? AND meeting = ?"
    " AND closed_seq = 0"
)
# So many meetings' marks are gathered; told twice, they are written once.
TOGETHER: Final = 64
CLOSED_SEQ, OFFICERS, COUNT = 4, 9, slice(5, 9)  # places in a row of `meeting`


@dataclass(slots=True)
class Meetings:
    """What was told of meetings since it was last written.

    `opened`: rows of those that were opened meanwhile; `new`: opened, and no mark written yet.
    `pots`: what each account held when they were.
    """

    book: int
    opened: dict[int, list[Any]] = field(default_factory=dict)
    marks: dict[int, e.AttendanceTaken] = field(default_factory=dict)
    pots: list[tuple[int, int, str, int]] = field(default_factory=list)
    new: set[int] = field(default_factory=set)

    def open(self, event: e.MeetingOpened, seq: int) -> None:
        """A meeting is opened by entry `seq`."""
        told = (event.language, int(event.recalled), int(event.on_paper))
        row = [self.book, event.meeting, event.day, seq, 0, -1, -1, "", "", "", *told]
        self.opened[event.meeting] = row
        self.new.add(event.meeting)

    def hold(self, seq: int, pots: Mapping[str, int]) -> None:
        """What each account held then, debit above zero."""
        self.pots.extend((self.book, seq, account, amount) for account, amount in pots.items())

    def count(self, db: pw.Database, event: e.CashCounted) -> None:
        """The box was counted."""
        pieces = " ".join(f"{worth}:{count}" for worth, count in event.pieces)
        told = (event.counted, event.expected, pieces, " ".join(map(str, event.counters)))
        row = self.opened.get(event.meeting)
        if row is None:
            db.connection().execute(SET_COUNT, (*told, self.book, event.meeting))
        else:
            row[COUNT] = told

    def close(self, db: pw.Database, event: e.MeetingClosed, seq: int) -> None:
        """It was closed by entry `seq`."""
        officers = " ".join(map(str, event.officers))
        row = self.opened.get(event.meeting)
        if row is None:
            db.connection().execute(SET_CLOSED, (seq, officers, self.book, event.meeting))
        elif not row[CLOSED_SEQ]:
            row[CLOSED_SEQ], row[OFFICERS] = seq, officers

    def write(self, db: pw.Database) -> None:
        """Put what was gathered into the tables."""
        insert_many(db, Meeting, self.opened.values())
        insert_many(db, PotSum, self.pots)
        told_before = [(self.book, meeting) for meeting in self.marks if meeting not in self.new]
        if told_before:
            db.connection().executemany(NOT_AS_BEFORE, told_before)
        insert_many(
            db,
            Attendance,
            (
                (self.book, meeting, one, mark)
                for meeting, event in self.marks.items()
                for mark in MARKS
                for one in getattr(event, mark)
            ),
        )
        self.new.difference_update(self.marks)
        self.opened.clear()
        self.pots.clear()
        self.marks.clear()


def pots_now(db: pw.Database, book: int, seq: int) -> dict[str, int]:
    """What every account holds when the first meeting of a file is opened: the tables tell."""
    db.connection().execute(POT_SUMS, {"book": book, "seq": seq})
    return dict(db.connection().execute(POTS, (book, seq)).fetchall())
