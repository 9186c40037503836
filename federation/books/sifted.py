"""What sifting gathers: items, faults, warnings, and who and what a row may name."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from federation.core.refusals import Refusal, refuse
from federation.schemas.base import Fault, fault

from .items import Item
from .known import Known
from .rows import Row

FORGOTTEN: Final = "(forgotten)"
"""Stands in the place of a name that was blanked for ever."""


@dataclass(slots=True)
class Sifted:
    """What was found. `seq_of`: entries already there, by the number the file gives them.

    `joined`, `left`: days, by member. `loans`: member and source. `meetings`: days. `numbers`: all
    that the file gave out. `already`: how many rows of each sheet are in the books.
    """

    known: Known
    today: str
    items: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    seq_of: dict[int, int] = field(default_factory=dict)
    joined: dict[int, str] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    forgotten: frozenset[int] = frozenset()
    loans: dict[int, tuple[int, str]] = field(default_factory=dict)
    meetings: dict[int, str] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    seen: Counter[object] = field(default_factory=Counter)
    already: Counter[str] = field(default_factory=Counter)

    def wrong(self, sheet: str, row: Row, column: str, why: Refusal) -> None:
        """The row cannot be taken."""
        self.faults.append(fault((sheet, row.row, column), why))

    def odd(self, sheet: str, row: Row, column: str, why: Refusal) -> None:
        """The row is taken, and a person should look at it."""
        self.warnings.append(fault((sheet, row.row, column), why))

    def is_there(self, sheet: str, no: int, seq: int) -> None:
        """A row is in the books already, as entry `seq` (0: as no one entry)."""
        self.already[sheet] += 1
        if no and seq:
            self.seq_of[no] = seq

    def is_member(self, sheet: str, row: Row, number: int, column: str = "member_no") -> bool:
        """Whether a member of that number is in the file or in the books; tells if not."""
        if number in self.joined:
            return True
        self.wrong(sheet, row, column, refuse("member-unknown", member=number))
        return False

    def is_meeting(self, sheet: str, row: Row, number: int) -> bool:
        """Whether a meeting of that number is in the file or in the books; tells if not."""
        if number in self.meetings:
            return True
        self.wrong(sheet, row, "meeting_no", refuse("meeting-unknown", meeting=number))
        return False

    def is_new_number(self, sheet: str, row: Row, number: int) -> bool:
        """Whether `entry_no` is used once in the file (0: not used); tells if not."""
        if number in self.numbers:
            self.wrong(sheet, row, "entry_no", refuse("books-entry-number-twice", entry=number))
            return False
        if number:
            self.numbers.add(number)
        return True

    def while_a_member(
        self, sheet: str, row: Row, member: int, day: str, column: str = "date"
    ) -> None:
        """Tell when a member had not joined yet on that day, or had left."""
        if day < self.joined[member]:
            early = refuse("books-before-joining", member=member, joined_day=self.joined[member])
            self.odd(sheet, row, column, early)
        left = self.left.get(member, "")
        if left and day > left:
            gone = refuse("books-after-leaving", member=member, left_day=left)
            self.odd(sheet, row, column, gone)

    def occurrence(self, content: object, seqs: list[int] | tuple[()]) -> int:
        """The entry that is there for the next row of this content; 0 when it is a new one."""
        place = self.seen[content]
        self.seen[content] += 1
        return seqs[place] if place < len(seqs) else 0


def start(known: Known, today: str) -> Sifted:
    """Nothing sifted yet: who and what is in the books."""
    found = Sifted(known, today, forgotten=known.nameless)
    for number, one in known.members.items():
        found.joined[number], found.left[number] = one.joined_on, one.left_on
    for number in known.agreed:
        event = known.loan(number)
        assert event is not None
        found.loans[number] = (event.member, event.source)
    found.meetings = {number: known.meeting_day(number) for number in known.opened}
    return found
