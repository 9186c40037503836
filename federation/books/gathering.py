"""One pass over the journal before an export: all but the money itself, and what it will need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from federation.core import events as e
from federation.store import Numbered

from .further import BY_PAYLOAD
from .items import Phase
from .money_columns import DERIVED, defaults_of
from .words import BY_WORD

_ASKED: Final[Mapping[type[e.Event], Phase]] = MappingProxyType(
    {
        e.RequestRaised: Phase.RAISE,
        e.FiguresReleased: Phase.VOTE,
        e.RequestWithdrawn: Phase.WITHDRAW,
    }
)
_TOLD: Final = frozenset({*_ASKED, *BY_WORD})


@dataclass(slots=True)
class Gathered:
    """Entries by what they tell, each list in the journal's order.

    `used`: further fields of money that some entry has. `is_plain`: nothing but people, loans and
    money outside meetings, day by day: then the order of rows need not be told. `requests`: what
    was told of them, numbered on; `is_asked_plain`: by day, without a word about one. `numbers`: of
    requests, `facilities`: the number of each, by id. `standing`: what else the chain of requests
    tells, of facilities say.
    """

    is_plain: bool = True
    has_meetings: bool = False
    is_typed: bool = False
    used: set[str] = field(default_factory=set)
    admitted: dict[int, Numbered] = field(default_factory=dict)
    changes: dict[int, list[Numbered]] = field(default_factory=dict)
    loans: list[Numbered] = field(default_factory=list)
    meetings: list[Numbered] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    attendance: list[Numbered] = field(default_factory=list)
    counts: list[Numbered] = field(default_factory=list)
    reversals: list[Numbered] = field(default_factory=list)
    further: dict[str, list[Numbered]] = field(default_factory=dict)
    requests: list[Numbered] = field(default_factory=list)
    is_asked_plain: bool = True
    numbers: dict[str, str] = field(default_factory=dict)
    standing: list[Numbered] = field(default_factory=list)
    facilities: dict[str, int] = field(default_factory=dict)
    newest: str = ""
    fines_due: dict[int, int] = field(default_factory=dict)

    def left(self) -> dict[int, str]:
        """The day on which a member left, by her number, where that was not taken back."""
        back = {getattr(one.event, "of", 0) for one in self.reversals}
        some = self.further.get(BY_PAYLOAD[e.MemberLeft].name, ())
        leavings = [one.event for one in some if one.seq not in back]
        return {one.member: one.day for one in leavings if isinstance(one, e.MemberLeft)}


def gather(ledger: Iterable[Numbered], requests: Iterable[Numbered]) -> Gathered:
    """Read both streams once."""
    found = Gathered()
    for one in ledger:
        if isinstance(one.event, e.Money):
            _money(found, one.event)
        else:
            _other(found, one)
    _asked(found, requests)
    if not found.is_plain and found.fines_due:
        found.used.add("settles")
    return found


def _asked(found: Gathered, requests: Iterable[Numbered]) -> None:
    newest = "", Phase.RAISE
    for one in requests:
        event = one.event
        if not isinstance(event, e.Dated) or type(event) not in _TOLD:
            # Two versions of a chain are of this machine alone; the rest has sheets of its own.
            found.standing.append(one)
            if isinstance(event, e.FacilityListed):
                found.facilities[event.facility] = event.number
            continue
        found.requests.append(Numbered(len(found.requests) + 1, event))
        if isinstance(event, e.RequestRaised):
            found.numbers[event.request] = event.number
        place = event.day, _ASKED.get(type(event), Phase.SAY)
        found.is_asked_plain &= place >= newest and not isinstance(event, e.Word)
        newest = max(newest, place)


def _money(found: Gathered, event: e.Money) -> None:
    plain = defaults_of(type(event))
    for name, default in plain.items():
        if name not in DERIVED and getattr(event, name) != default:
            found.used.add(name)
    if isinstance(event, e.SharesBought):
        found.used.add("price")
    elif isinstance(event, e.FineCharged | e.FineForgiven | e.FinePaid):
        _fine(found, event)
    if event.meeting:
        found.has_meetings = True
    if event.user:
        found.is_typed = True
    if event.meeting or event.day < found.newest:
        found.is_plain = False
    found.newest = max(found.newest, event.day)


def _fine(found: Gathered, event: e.FineCharged | e.FineForgiven | e.FinePaid) -> None:
    """What a fine paid settles need be told only where it is not what was due."""
    due = found.fines_due.get(event.member, 0)
    change = event.amount if isinstance(event, e.FineCharged) else -event.amount
    if isinstance(event, e.FinePaid):
        change = -event.settles
        if event.settles != max(0, min(event.amount, due)):
            found.used.add("settles")
    found.fines_due[event.member] = due + change


def _other(found: Gathered, one: Numbered) -> None:
    event = one.event
    if isinstance(event, e.MemberAdmitted):
        found.admitted[event.member] = one
        return
    if isinstance(event, e.LoanAgreed):
        found.loans.append(one)
        return
    if isinstance(event, e.MemberLeft):
        joined = found.admitted[event.member].event
        if isinstance(joined, e.MemberAdmitted) and event.day < joined.day:
            found.is_plain = False
    else:
        found.is_plain = False
    if isinstance(event, e.MemberChanged):
        found.changes.setdefault(event.member, []).append(one)
    elif isinstance(event, e.MeetingOpened):
        found.meetings.append(one)
    elif isinstance(event, e.AttendanceTaken):
        found.attendance.append(one)
    elif isinstance(event, e.CashCounted):
        found.counts.append(one)
    elif isinstance(event, e.EntryReversed):
        found.reversals.append(one)
    else:
        if isinstance(event, e.MeetingClosed):
            found.closed.add(event.meeting)
        found.further.setdefault(BY_PAYLOAD[type(event)].name, []).append(one)
