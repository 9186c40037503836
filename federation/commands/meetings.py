"""A meeting: open, attendance, cash count, close."""

from dataclasses import dataclass
from datetime import date, timedelta

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import books

from .deed import Decision, Desk, Order

# Letters of the books' head that are read out for the passbooks: 8 of 32 = 40 bits.
READ_OUT_LETTERS = 8
# A slip in the year must not open a meeting; a clock that is behind must not stop one.
AHEAD_MAX = timedelta(days=31)
# A meeting is closed by at least two people.
OFFICERS_MIN = 2
MARKS = ("present", "late", "absent", "sent")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeeting(Order):
    """A meeting begins on `day`."""

    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAttendance(Order):
    """Who is there: member number to present, late, absent or sent."""

    meeting: int
    day: str
    marks: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountCash(Order):
    """The box holds `counted` (minor units); a difference needs a reason."""

    meeting: int
    day: str
    counted: int
    reason: str = ""


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
    """Begin a meeting. Raises Refusal `meeting-still-open`, `meeting-same-day`."""
    latest = max(desk.node.today(), books.last_day(desk.db, desk.book) or "")
    if date.fromisoformat(order.day) > date.fromisoformat(latest) + AHEAD_MAX:
        raise refuse("meeting-far-ahead", meeting_day=order.day, latest_day=latest)
    running = books.open_meeting(desk.db, desk.book)
    if running is not None:
        raise refuse("meeting-still-open", meeting=running.meeting, meeting_day=running.day)
    if books.meeting_on(desk.db, desk.book, order.day) is not None:
        raise refuse("meeting-same-day", meeting_day=order.day)
    number = books.next_meeting(desk.db, desk.book)
    event = e.MeetingOpened(user=order.user, day=order.day, meeting=number)
    return [Draft(kinds.LEDGER, event)], {"meeting": number}


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
    """The box was counted; a difference is entered. Raises Refusal `cash-count-needs-reason`."""
    open_now(desk, order.meeting)
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
    )
    note = e.Note(note=order.reason) if difference else None
    return [Draft(kinds.LEDGER, event, note)], {"difference_minor": difference}


def close_meeting(desk: Desk, order: CloseMeeting) -> Decision:
    """Shut the meeting. Raises Refusal `meeting-not-counted`, `meeting-needs-officers`."""
    found = open_now(desk, order.meeting)
    if found.counted_minor < 0:
        raise refuse("meeting-not-counted", meeting=order.meeting)
    if found.counted_minor != books.pots(desk.db, desk.book).cash:
        raise refuse("meeting-count-stale", counted_minor=found.counted_minor)
    officers = tuple(sorted(set(order.officers)))
    if len(officers) < OFFICERS_MIN:
        raise refuse("meeting-needs-officers")
    event = e.MeetingClosed(
        user=order.user, day=order.day, meeting=order.meeting, officers=officers
    )
    return [Draft(kinds.LEDGER, event)], {"meeting": order.meeting}


def read_out(head: str) -> str:
    """Eight letters of a chain's head (64 hex), to be written into the passbooks.

    Whoever holds them can later show that the past up to here was not rewritten.
    """
    number = int(head[:10], 16)
    letters = "".join(CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"
