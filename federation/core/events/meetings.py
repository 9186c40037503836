"""A meeting: opened, who was there, the box counted, closed."""

from .base import Dated


class MeetingOpened(Dated, frozen=True, kw_only=True, tag="meeting-opened"):
    """Meeting number `meeting` began; one meeting is open at a time. The note says where.

    `recalled`: members said the last closing figures back. `on_paper`: it was held on paper and
    is written down later. `language`: what was spoken ("": not told).
    """

    meeting: int
    recalled: bool = False
    on_paper: bool = False
    language: str = ""


class AttendanceTaken(Dated, frozen=True, kw_only=True, tag="attendance-taken"):
    """Who was there, by member number; a later one of the same meeting takes its place."""

    meeting: int
    present: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    absent: tuple[int, ...] = ()
    sent: tuple[int, ...] = ()


class CashCounted(Dated, frozen=True, kw_only=True, tag="cash-counted"):
    """The box was counted: `counted` and what the books `expected`, in minor units.

    The difference is entered as a shortage or surplus, so that box and books are equal after.
    `pieces`: worth of a note or coin (minor units) and how many; `counters`: the members who
    counted.
    """

    meeting: int
    counted: int
    expected: int
    pieces: tuple[tuple[int, int], ...] = ()
    counters: tuple[int, ...] = ()


class MeetingClosed(Dated, frozen=True, kw_only=True, tag="meeting-closed"):
    """The meeting is shut; `officers` are the people (user numbers) whose PINs closed it."""

    meeting: int
    officers: tuple[int, ...] = ()
