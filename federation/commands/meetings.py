"""A meeting: open, attendance, cash count, close."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.names import CROCKFORD
from federation.core.refusals import refuse
from federation.core.terms import MARKS
from federation.store import Draft
from federation.store.queries import books, group
from federation.store.queries import meetings as held

from .days import check_day
from .deed import Decision, Desk, Order

# Letters of the books' head that are read out for the passbooks: 8 of 32 = 40 bits.
READ_OUT_LETTERS = 8
# The box is counted by two people.
COUNTERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeeting(Order):
    """A meeting begins on `day`, at `place`, in a `language` (a code; both "": not told).

    `recalled`: members said the last closing figures back. `on_paper`: it was held on paper and
    is written down later.
    """

    day: str
    place: str = ""
    language: str = ""
    recalled: bool = False
    on_paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAttendance(Order):
    """Who is there: member number to present, late, absent or sent."""

    meeting: int
    day: str
    marks: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountCash(Order):
    """The box holds `counted` (minor units); a difference needs a reason.

    `pieces`: worth of a note or coin and how many, or none when only the sum was told;
    `counters`: the two members who counted, or none when nobody wrote them down.
    """

    meeting: int
    day: str
    counted: int
    reason: str = ""
    pieces: tuple[tuple[int, int], ...] = ()
    counters: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMeeting(Order):
    """The meeting is over; `officers` are the people (user numbers) whose PINs were given."""

    meeting: int
    day: str
    officers: tuple[int, ...]


def open_now(desk: Desk, number: int) -> books.MeetingView:
    """The meeting of that number, if it is open. Raises Refusal."""
    found = books.meeting(desk.db, desk.book, number)
    if found is None:
        raise refuse("meeting-unknown", meeting=number)
    if found.closed_seq:
        raise refuse("meeting-closed", meeting=number)
    return found


def open_meeting(desk: Desk, order: OpenMeeting) -> Decision:
    """Begin a meeting.

    Raises Refusal `meeting-still-open`, `meeting-same-day`, `meeting-before-last` for a day before
    the last meeting's that was not held on paper, and those of the day.
    """
    check_day(desk, order.day)
    running = books.open_meeting(desk.db, desk.book)
    if running is not None:
        raise refuse("meeting-still-open", meeting=running.meeting, meeting_day=running.day)
    if books.meeting_on(desk.db, desk.book, order.day) is not None:
        raise refuse("meeting-same-day", meeting_day=order.day)
    last = books.meetings(desk.db, desk.book, limit=1)
    if last and order.day < last[0].day and not order.on_paper:
        raise refuse("meeting-before-last", meeting_day=order.day, last_day=last[0].day)
    number = books.next_meeting(desk.db, desk.book)
    event = e.MeetingOpened(
        user=order.user,
        day=order.day,
        meeting=number,
        recalled=order.recalled,
        on_paper=order.on_paper,
        language=order.language,
    )
    note = e.Note(note=order.place) if order.place else None
    return [Draft(kinds.LEDGER, event, note)], {"meeting": number}


def take_attendance(desk: Desk, order: TakeAttendance) -> Decision:
    """Write down who is there; a second time takes the place of the first.

    Raises Refusal `attendance-unclear` for a mark that is none of `MARKS`, or two of one member.
    """
    open_now(desk, order.meeting)
    if any(told not in MARKS for _, told in order.marks):
        raise refuse("attendance-unclear", meeting=order.meeting)
    marked = {
        mark: tuple(sorted(number for number, told in order.marks if told == mark))
        for mark in MARKS
    }
    event = e.AttendanceTaken(
        user=order.user,
        day=order.day,
        meeting=order.meeting,
        present=marked["present"],
        late=marked["late"],
        absent=marked["absent"],
        sent=marked["sent"],
    )
    here = len(marked["present"]) + len(marked["late"])
    return [Draft(kinds.LEDGER, event)], {"here": here, "of": len(order.marks)}


def count_cash(desk: Desk, order: CountCash) -> Decision:
    """The box was counted; a difference is entered.

    Raises Refusal `cash-count-needs-reason`, `count-needs-two` when one person alone counted.
    """
    open_now(desk, order.meeting)
    if order.counters and len(set(order.counters)) < COUNTERS:
        raise refuse("count-needs-two")
    expected = books.pots(desk.db, desk.book).cash
    difference = order.counted - expected
    if difference and not order.reason:
        raise refuse("cash-count-needs-reason", difference_minor=difference)
    event = e.CashCounted(
        user=order.user,
        day=order.day,
        meeting=order.meeting,
        counted=order.counted,
        expected=expected,
        pieces=order.pieces,
        counters=tuple(sorted(set(order.counters))),
    )
    note = e.Note(note=order.reason) if difference else None
    return [Draft(kinds.LEDGER, event, note)], {"difference_minor": difference}


def close_meeting(desk: Desk, order: CloseMeeting) -> Decision:
    """Shut the meeting, by as many officers as the rules say.

    Raises Refusal `meeting-not-counted`, `meeting-count-stale`, `meeting-needs-officers`.
    """
    found = open_now(desk, order.meeting)
    if found.counted_minor < 0:
        raise refuse("meeting-not-counted", meeting=order.meeting)
    if not held.is_count_fresh(desk.db, desk.book, order.meeting):
        raise refuse("meeting-count-stale", counted_minor=found.counted_minor)
    officers = tuple(sorted(set(order.officers)))
    needed = officers_needed(desk)
    if len(officers) < needed:
        raise refuse("meeting-needs-officers", officers=needed)
    event = e.MeetingClosed(
        user=order.user, day=order.day, meeting=order.meeting, officers=officers
    )
    return [Draft(kinds.LEDGER, event)], {"meeting": order.meeting}


def officers_needed(desk: Desk) -> int:
    """How many officers close a meeting by the rules in force."""
    price = desk.node.settings.share_price_minor
    return group.rules(desk.db, desk.book, price).officers_close


def read_out(head: str) -> str:
    """Eight letters of a chain's head (64 hex), to be written into the passbooks.

    Whoever holds them can later show that the past up to here was not rewritten.
    """
    number = int(head[:10], 16)
    letters = "".join(CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"
