"""What the journal already has, so that a row that is there is not entered again.

The memory of an import is the journal itself: no list of imported rows is kept beside it. A row's
content is compared with the content of entries; the second of two equal rows is there when two
equal entries are. So it also holds after a restore, on a rebuilt machine, for rows that were typed
in a form before, and for a file that this node exported.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from federation.core import events as e
from federation.core import kinds
from federation.node import Node
from federation.store import Database, StreamEnd, journal, replay
from federation.store.queries import books


class Content(NamedTuple):
    """What makes two money rows equal. Money in minor units."""

    kind: str
    day: str
    amount: int
    member: int
    purpose: str
    loan: int
    note: str


class Count(NamedTuple):
    """What makes two cash counts equal. Money in minor units."""

    meeting: int
    day: str
    counted: int
    note: str


Vote = tuple[str, str, int, int, int]
Ends = tuple[int, int]
NO_ENDS: Final = (0, 0)
MOST_MEETINGS: Final = 1_000_000


@dataclass(slots=True)
class Known:
    """The group's books as they are now, by what rows call things.

    `entries` and `counts`: numbers of the entries of each content, in order. `events`: money
    entries by number. `requests`: by the group's own number. `votes`: request number, day, meeting,
    for, against. `interest`: minor units paid per loan. `ends`: last entry of ledger and requests.
    """

    book: int = 0
    ends: Ends = NO_ENDS
    members: Mapping[int, books.MemberView] = field(default_factory=dict)
    loans: Mapping[int, books.LoanView] = field(default_factory=dict)
    meetings: Mapping[int, books.MeetingView] = field(default_factory=dict)
    attendance: dict[int, e.AttendanceTaken] = field(default_factory=dict)
    entries: dict[Content, list[int]] = field(default_factory=dict)
    counts: dict[Count, list[int]] = field(default_factory=dict)
    events: dict[int, e.Event] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)
    interest: dict[int, int] = field(default_factory=dict)
    requests: dict[str, e.RequestRaised] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    votes: set[Vote] = field(default_factory=set)


def own_stream(db: Database, node: Node, kind: str) -> StreamEnd | None:
    """The chain of that kind that this node writes now; None before its first entry."""
    own = node.settings
    return journal.find(db, own.node_id, kind, incarnation=own.incarnation)


def ends(db: Database, node: Node) -> Ends:
    """The last entry of the ledger and of the requests: nothing was entered while they stand."""
    found = (own_stream(db, node, kind) for kind in (kinds.LEDGER, kinds.REQUESTS))
    ledger, requests = (0 if end is None else end.last for end in found)
    return ledger, requests


def known(db: Database, node: Node) -> Known:
    """Read everything rows are compared with. Raises Refusal when the journal is unsound."""
    ledger = own_stream(db, node, kinds.LEDGER)
    found = Known(ends=ends(db, node))
    if ledger is not None:
        found.book = ledger.id
        found.members = {one.member: one for one in books.members(db, ledger.id)}
        found.loans = {one.loan: one for one in books.loans(db, ledger.id)}
        held = books.meetings(db, ledger.id, limit=MOST_MEETINGS)
        found.meetings = {one.meeting: one for one in held}
        _read_ledger(found, replay.own_entries(db, ledger))
    requests = own_stream(db, node, kinds.REQUESTS)
    if requests is not None:
        _read_requests(found, replay.own_entries(db, requests))
    return found


def _read_ledger(found: Known, entries: Iterator[journal.Numbered]) -> None:
    for seq, event, record in ((one.seq, one.event, one.record) for one in entries):
        note = record.note if isinstance(record, e.Note) else ""
        if isinstance(event, e.Money):
            found.entries.setdefault(content_of(event, note), []).append(seq)
            found.events[seq] = event
            if isinstance(event, e.LoanInterest):
                found.interest[event.loan] = found.interest.get(event.loan, 0) + event.amount
        elif isinstance(event, e.CashCounted):
            key = Count(event.meeting, event.day, event.counted, note)
            found.counts.setdefault(key, []).append(seq)
            found.events[seq] = event
        elif isinstance(event, e.EntryReversed):
            found.reversed.add(event.of)
        elif isinstance(event, e.AttendanceTaken):
            found.attendance[event.meeting] = event


def _read_requests(found: Known, entries: Iterator[journal.Numbered]) -> None:
    numbers: dict[str, str] = {}
    for one in entries:
        event = one.event
        if isinstance(event, e.RequestRaised):
            numbers[event.request] = event.number
            found.requests[event.number] = event
        elif isinstance(event, e.RequestWithdrawn):
            found.withdrawn.add(numbers[event.request])
        elif isinstance(event, e.FiguresReleased):
            number = numbers[event.request]
            votes = (event.votes_for, event.votes_against)
            found.votes.add((number, event.day, event.meeting, *votes))


def content_of(event: e.Money, note: str) -> Content:
    """The content of a money entry, as the `entries` sheet would tell it."""
    return Content(
        kind=kinds.KINDS[type(event)].sheet,
        day=event.day,
        amount=event.amount,
        member=getattr(event, "member", 0),
        purpose=getattr(event, "purpose", ""),
        loan=getattr(event, "loan", 0),
        note=note,
    )
