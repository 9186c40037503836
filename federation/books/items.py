"""What rows ask for: one item per entry that is to come, with where it stood and when it is due.

Items are sorted by day; within a day people, loans and meetings come before the money that needs
them, cash counts after it. Where a file numbers all its money rows (`entry_no`, as an export of
this program does), those numbers are the order instead, and the books come out as they were, cash
counts and all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from .rows import Books, Row


class Phase(IntEnum):
    """The order within a day."""

    ADMIT = 0
    CHANGE = 1
    AGREE = 2
    OPEN = 3
    ATTEND = 4
    ENTRY = 5
    REVERSE = 6
    COUNT = 7
    CLOSE = 8
    LEAVE = 9
    RAISE = 10
    VOTE = 11
    WITHDRAW = 12


@dataclass(frozen=True, slots=True)
class Item:
    """An entry to come. `no`: the file's own number of it (0: none). `marks`: of an attendance."""

    sheet: str
    phase: Phase
    day: str
    row: Row
    no: int = 0
    marks: tuple[tuple[int, str], ...] = ()


def in_order(items: Iterable[Item], books: Books) -> list[Item]:
    """The items in the order in which they become entries."""
    found = list(items)
    numbered = is_numbered(books)
    first = _first_days(found)
    if numbered:
        closing = _last_numbers(found)
        found.sort(key=lambda item: _by_number(item, closing))
    else:
        found.sort(key=lambda item: _by_day(item, first))
    return found


def is_numbered(books: Books) -> bool:
    """Whether every row that moves money says its place among the others."""
    numbers = [row.entry_no for row in books.entries]
    numbers += [row.entry_no for row in books.cash_counts]
    numbers += [row.entry_no for row in books.reversals]
    return bool(numbers) and all(numbers)


def _by_number(item: Item, closing: Mapping[int, int]) -> tuple[int, int, str, int]:
    """People, loans and meetings first, then money by its numbers, then who left and requests."""
    if item.no:
        return 1, item.no, "", item.phase
    if item.phase < Phase.ENTRY:
        return 0, 0, item.day, item.phase
    if item.phase == Phase.CLOSE:
        return 1, closing.get(_meeting(item), 0), "", item.phase
    return 2, 0, item.day, item.phase


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
