"""What the journal already has, so that a row that is there is not entered again.

The memory of an import is the journal itself: no list of imported rows is kept beside it. A row's
content is compared with the content of entries; the second of two equal rows is there when two
equal entries are. So it also holds after a restore, on a rebuilt machine, for rows that were typed
in a form before, and for a file that this node exported.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.node import Node
from federation.store import Database, Numbered, StreamEnd, journal, replay
from federation.store.queries import books

from .further import BY_PAYLOAD, words
from .words import plain


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
# What is told of a member: name, phone, identity number, year of birth, gender, roles.
Told = tuple[str, str, str, int, str, str, tuple[str, ...]]
# What makes two entries of a further kind equal: the event without who typed it, and its words.
Further = tuple[e.Event, tuple[Any, ...]]
NO_ENDS: Final = (0, 0)
TELLING: Final = (e.MemberAdmitted, e.MemberChanged)


@dataclass(slots=True)
class Known:
    """The group's books as they are now, by what rows call things.

    `entries`, `counts`, `further`: numbers of the entries of each content, in order. `events`: all
    entries of the ledger by number. `members`: as they are now; `nameless`: those forgotten.
    `admitted`, `left` (not taken back), `forgotten`,
    `agreed`, `opened`, `closed`, `reversed`: the number of the entry, by member, loan, meeting,
    entry taken back; `attendance`: of all lists of a meeting. `changes`: day, what was told,
    number. `requests`: by the group's own number. `votes`: request number, day, meeting, for,
    against. `withdrawn`: the ids of the endings, by request number. `words`: what the group said of
    its requests, by id. `facilities`, `closed_facilities`, `profiles` (their settlements): by the
    group's own number; `standing`: numbers of the entries of each content that speak of them.
    `ends`: last entry of ledger and requests.
    """

    book: int = 0
    ends: Ends = NO_ENDS
    members: Mapping[int, books.MemberView] = field(default_factory=dict)
    nameless: frozenset[int] = frozenset()
    admitted: dict[int, int] = field(default_factory=dict)
    changes: dict[int, list[tuple[str, Told, int]]] = field(default_factory=dict)
    agreed: dict[int, int] = field(default_factory=dict)
    opened: dict[int, int] = field(default_factory=dict)
    closed: dict[int, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    forgotten: dict[int, int] = field(default_factory=dict)
    attendance: dict[int, list[int]] = field(default_factory=dict)
    entries: dict[Content, list[int]] = field(default_factory=dict)
    counts: dict[Count, list[int]] = field(default_factory=dict)
    further: dict[Further, list[int]] = field(default_factory=dict)
    events: dict[int, e.Event] = field(default_factory=dict)
    reversed: dict[int, int] = field(default_factory=dict)
    requests: dict[str, e.RequestRaised] = field(default_factory=dict)
    withdrawn: dict[str, set[str]] = field(default_factory=dict)
    words: dict[str, e.Word] = field(default_factory=dict)
    votes: set[Vote] = field(default_factory=set)
    facilities: dict[int, e.FacilityListed] = field(default_factory=dict)
    closed_facilities: set[int] = field(default_factory=set)
    profiles: dict[int, str] = field(default_factory=dict)
    standing: dict[tuple[int, e.Event], list[int]] = field(default_factory=dict)

    def loan(self, number: int) -> e.LoanAgreed | None:
        """A loan that is in the books, or None."""
        event = self.events.get(self.agreed.get(number, 0))
        return event if isinstance(event, e.LoanAgreed) else None

    def meeting_day(self, number: int) -> str:
        """The day of a meeting that is in the books, or ""."""
        event = self.events.get(self.opened.get(number, 0))
        return event.day if isinstance(event, e.MeetingOpened) else ""


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
        found.book = ledger.book
        found.members = {one.member: one for one in books.members(db, ledger.book)}
        found.nameless = frozenset(n for n, one in found.members.items() if not one.name)
        for one in replay.line_entries(db, ledger):
            _read(found, one)
    requests = own_stream(db, node, kinds.REQUESTS)
    if requests is not None:
        _read_requests(found, replay.line_entries(db, requests))
    return found


def _read(found: Known, one: Numbered) -> None:
    seq, event, record = one.seq, one.event, one.record
    if getattr(event, "member", 0) in found.nameless and not isinstance(event, TELLING):
        record = None  # of a forgotten member words do not count
    note = record.note if isinstance(record, e.Note) else ""
    found.events[seq] = event
    if isinstance(event, e.Money):
        found.entries.setdefault(content_of(event, note), []).append(seq)
    elif isinstance(event, e.CashCounted):
        key = Count(event.meeting, event.day, event.counted, note)
        found.counts.setdefault(key, []).append(seq)
    elif isinstance(event, e.EntryReversed):
        found.reversed[event.of] = seq
        taken = found.events[event.of]
        if isinstance(taken, e.MemberLeft) and found.left.get(taken.member) == event.of:
            del found.left[taken.member]
    elif isinstance(event, e.AttendanceTaken):
        found.attendance.setdefault(event.meeting, []).append(seq)
    elif isinstance(event, e.MemberChanged):
        told = (event.day, told_of(event, record), seq)
        found.changes.setdefault(event.member, []).append(told)
    else:
        _note_once(found, seq, event)
        if type(event) in BY_PAYLOAD:
            found.further.setdefault(content(event, record), []).append(seq)


def _note_once(found: Known, seq: int, event: e.Event) -> None:
    """What there is one of: by member, loan or meeting."""
    once = {
        e.MemberAdmitted: (found.admitted, "member"),
        e.MemberLeft: (found.left, "member"),
        e.MemberForgotten: (found.forgotten, "member"),
        e.LoanAgreed: (found.agreed, "loan"),
        e.MeetingOpened: (found.opened, "meeting"),
        e.MeetingClosed: (found.closed, "meeting"),
    }
    if type(event) in once:
        numbers, name = once[type(event)]
        numbers[getattr(event, name)] = seq


def content(event: e.Event, record: e.Record | None) -> Further:
    """What makes two entries of a further kind equal."""
    return msgspec.structs.replace(event, user=0, personal=""), words(record)


def told_of(event: e.MemberAdmitted | e.MemberChanged, record: e.Record | None) -> Told:
    """What an entry tells of a member; "" and 0 where it was blanked."""
    told = record if isinstance(record, e.MemberRecord) else e.MemberRecord(name="")
    who = (told.name, told.phone, told.id_number, told.birth_year, told.slip_language)
    return (*who, event.gender, event.roles)


def _read_requests(found: Known, entries: Iterator[journal.Numbered]) -> None:
    numbers: dict[str, str] = {}
    for one in entries:
        event = one.event
        if isinstance(event, e.RequestRaised):
            numbers[event.request] = event.number
            found.requests[event.number] = event
        elif isinstance(event, e.RequestWithdrawn):
            found.withdrawn.setdefault(numbers[event.request], set()).add(event.closing)
        elif isinstance(event, e.Word):
            found.words[event.word] = plain(event)
        elif isinstance(event, e.FiguresReleased):
            number = numbers[event.request]
            votes = (event.votes_for, event.votes_against)
            found.votes.add((number, event.day, event.meeting, *votes))
        else:
            _read_standing(found, one)


def _read_standing(found: Known, one: journal.Numbered) -> None:
    """What is told of facilities and settlements."""
    event = one.event
    told = msgspec.structs.replace(event, user=0, personal="", orig="")
    if isinstance(event, e.SettlementProfiled):
        found.profiles[event.number] = event.settlement
        found.standing.setdefault((event.number, told), []).append(one.seq)
    elif isinstance(event, e.FacilityListed):
        found.facilities[event.number] = event
        _note_facility(found, event.number, told, one.seq)
    elif isinstance(event, e.FacilityChecked | e.FacilityClosed):
        ids = {listed.facility: number for number, listed in found.facilities.items()}
        if isinstance(event, e.FacilityClosed):
            found.closed_facilities.add(ids[event.facility])
        _note_facility(found, ids[event.facility], told, one.seq)


def _note_facility(found: Known, number: int, told: e.Event, seq: int) -> None:
    plain = msgspec.structs.replace(told, facility="")
    found.standing.setdefault((number, plain), []).append(seq)


def content_of(event: e.Money, note: str) -> Content:
    """The content of a money entry, as the contract's columns of `entries` tell it."""
    return Content(
        kind=kinds.KINDS[type(event)].sheet,
        day=event.day,
        amount=event.amount,
        member=getattr(event, "member", 0),
        purpose=getattr(event, "purpose", ""),
        loan=getattr(event, "loan", 0),
        note=note,
    )
