"""What rows ask for: one item per entry that is to come, with where it stood and when it is due.

Items are sorted by day; within a day people, meetings, decisions and loans come before the money
that needs them, cash counts after it. Where a file numbers all its money rows (`entry_no`, as an
export of this program does), those numbers are the order instead, and the books come out as they
were, cash counts and all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from itertools import chain
from typing import Final

from .rows import Books, FurtherRow, Row, nothing


class Phase(IntEnum):
    """The order within a day."""

    ADMIT = 0
    CHANGE = 1
    OPEN = 2
    ATTEND = 3
    BEGIN = 4
    DECIDE = 5
    RULES = 6
    ASK = 7
    DECLINE = 8
    FUND = 9
    AGREE = 10
    ROTATE = 11
    REORDER = 12
    ROUND = 13
    ENTRY = 14
    RESCHEDULE = 15
    SHARE_OUT = 16
    PART = 17
    REVERSE = 18
    CORRECT = 19
    COUNT = 20
    STATEMENT = 21
    CHECK = 22
    FOLLOW = 23
    WORK = 24
    SKILL = 25
    DEPUTY = 26
    BADGE = 27
    CLOSE = 28
    LEAVE = 29
    FORGET = 30
    RAISE = 31
    SAY = 32
    VOTE = 33
    WITHDRAW = 34
    LIST = 35
    LOOK = 36
    END = 37
    HOUSEHOLD = 38
    HOUSE = 39
    PROFILE = 40
    CALL = 41


# What is paid out of a share-out, within a day after it.
_PARTS: Final = frozenset({"share_out_paid", "share_out_reinvested", "share_out_debt_paid"})


def money_phase(kind: str) -> Phase:
    """The phase of a money row by its kind's word."""
    return Phase.PART if kind in _PARTS else Phase.ENTRY


@dataclass(frozen=True, slots=True)
class Item:
    """An entry to come. `no`: the file's own number of it (0: none). `marks`: of an attendance.

    `listed`: the rows of other sheets that belong to it, by sheet.
    """

    sheet: str
    phase: Phase
    day: str
    row: Row
    no: int = 0
    marks: tuple[tuple[int, str], ...] = ()
    listed: Mapping[str, tuple[FurtherRow, ...]] = field(default_factory=nothing)


def in_order(items: Iterable[Item], books: Books) -> list[Item]:
    """The items in the order in which they become entries."""
    found = list(items)
    if is_numbered(books):
        closing = _last_numbers(found)
        others = 2 if _are_people_numbered(books) else 0
        found.sort(key=partial(_by_number, closing=closing, others=others))
    else:
        found.sort(key=partial(_by_day, first=_first_days(found)))
    return found


def is_numbered(books: Books) -> bool:
    """Whether every row that moves money says its place among the others."""
    money = chain(books.entries, books.cash_counts, books.reversals)
    numbers = [row.entry_no for row in money]
    numbers = numbers or [row.entry_no for row in chain(*books.further.values())]
    return all(numbers) if numbers else _are_people_numbered(books)


def _are_people_numbered(books: Books) -> bool:
    """Whether people, loans and meetings say their place, too."""
    rows = chain(books.members, books.loans, books.meetings)
    return any(row.entry_no for row in rows)


def _by_number(
    item: Item, closing: Mapping[int, int], others: int
) -> tuple[int, int, str, int, int]:
    """By its number. Rows without one: all that is no money first, or at the end (`others`).

    A file of this program numbers every row, or (as it once did) money alone.
    """
    if item.no:
        return 1, item.no, "", item.phase, 0
    if item.phase == Phase.CLOSE and not others:
        return 1, closing.get(_meeting(item), 0), "", item.phase, 0
    bucket = others if item.phase < Phase.ENTRY else 2
    return bucket, 0, item.day, item.phase, item.row.row


def _by_day(item: Item, first: Mapping[tuple[str, int], str]) -> tuple[str, int, int, int]:
    day = item.day
    if item.phase == Phase.ADMIT:
        day = min(day, first.get(("member", getattr(item.row, "member_no", 0)), day))
    elif item.phase == Phase.AGREE:
        day = min(day, first.get(("loan", getattr(item.row, "loan_no", 0)), day))
    elif item.phase == Phase.OPEN:
        day = min(day, first.get(("meeting", _meeting(item)), day))
    return day, item.phase, item.no, item.row.row


def _meeting(item: Item) -> int:
    return int(getattr(item.row, "meeting_no", 0))


def _first_days(items: Iterable[Item]) -> dict[tuple[str, int], str]:
    """The earliest day at which a member, a loan or a meeting is spoken of."""
    first: dict[tuple[str, int], str] = {}

    def note(what: str, number: int, day: str) -> None:
        if number and day < first.get((what, number), "9999"):
            first[what, number] = day

    for item in items:
        if item.phase in (Phase.ADMIT, Phase.OPEN):
            continue
        day = item.day
        note("loan", getattr(item.row, "loan_no", 0), day)
        note("meeting", _meeting(item), day)
        note("member", getattr(item.row, "member_no", 0), day)
        for member, _ in item.marks:
            note("member", member, day)
    return first


def _last_numbers(items: Iterable[Item]) -> dict[int, int]:
    """The highest number of a row of each meeting: it was closed after that."""
    last: dict[int, int] = {}
    for item in items:
        if item.no:
            meeting = _meeting(item)
            last[meeting] = max(last.get(meeting, 0), item.no)
    return last
