"""The rows of the books, one type per sheet.

In a row "" and 0 mean that the column was left blank or is not there. Money is minor units, a
rate is percent times 10,000, days are "YYYY-MM-DD".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def nothing() -> Mapping[str, Any]:
    """No further columns: the same empty mapping for every row."""
    return NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row has: `row`, its number in the spreadsheet as a person sees it.

    `more`: what further columns hold, under the names of an event's fields. `entry_no`: the number
    that the file gives the entry of this row (0: none).
    """

    row: int
    more: Mapping[str, Any] = field(default_factory=nothing, hash=False)
    entry_no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow(Row):
    """A member of the group."""

    member_no: int
    name: str
    joined_on: str
    gender: str = ""
    birth_year: int = 0
    slip_language: str = ""
    phone: str = ""
    id_number: str = ""
    left_on: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeRow(Row):
    """What was known of a member until a day: then it was changed to what follows."""

    member_no: int
    until: str
    name: str
    gender: str = ""
    birth_year: int = 0
    slip_language: str = ""
    phone: str = ""
    id_number: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow(Row):
    """Money that moved or was owed; `amount` is above zero, `kind` gives the direction."""

    date: str
    kind: str
    amount: int
    member_no: int = 0
    purpose: str = ""
    loan_no: int = 0
    note: str = ""
    meeting_no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanRow(Row):
    """What was agreed about a loan; it moves no money."""

    loan_no: int
    member_no: int
    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    disbursed_on: str
    first_due_on: str
    source: str = "group"
    purpose: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow(Row):
    """A request as the group raised it; figures count households."""

    request_no: str
    raised_on: str
    kind: str
    settlement: str
    title: str
    households: int
    description: str = ""
    women_headed: int = 0
    non_member_households: int = 0
    sanitation_facility: str = ""
    sharing_households: int = 0
    offer_savings: int = 0
    offer_labour_days: int = 0
    option_cost: int = 0
    meeting_no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow(Row):
    """A meeting; `closed` is yes or no ("": yes)."""

    meeting_no: int
    date: str
    closed: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRow(Row):
    """One member at one meeting: present, late, absent or sent (somebody else).

    `nobody`, without a member: a list on which nobody was marked. `date`: of the list, if it is
    not the meeting's.
    """

    meeting_no: int
    mark: str
    member_no: int = 0
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashCountRow(Row):
    """The box was counted in a meeting; what it differs from the books becomes an entry."""

    meeting_no: int
    date: str
    counted: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalRow(Row):
    """The entry that this file calls `of_entry_no` was taken back."""

    date: str
    of_entry_no: int
    reason: str = ""
    meeting_no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow(Row):
    """The group voted in a meeting that the city may see a request's own figures."""

    request_no: str
    date: str
    meeting_no: int
    votes_for: int
    votes_against: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnRow(Row):
    """The group took a request back; `closing`: the id of that ending ("": not told)."""

    request_no: str
    date: str
    reason: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherRow(Row):
    """A row of a sheet of `further`: all that it tells stands in `more`.

    `of_entry_no`: in a sheet that lists what belongs to another row, that row's
    `entry_no` (0: not told).
    """

    date: str = ""
    of_entry_no: int = 0

    @property
    def request_no(self) -> str:
        """The request it is about, by the group's own number ("": none)."""
        return str(self.more.get("request", ""))

    @property
    def member_no(self) -> int:
        """The member it is about (0: none)."""
        return self._number("member")

    @property
    def loan_no(self) -> int:
        """The loan it is about (0: none)."""
        return self._number("loan")

    @property
    def meeting_no(self) -> int:
        """The meeting it belongs to (0: none)."""
        return self._number("meeting")

    @property
    def amount(self) -> int:
        """The amount it names, in minor units (0: none)."""
        return self._number("amount") or self._number("principal")

    def _number(self, name: str) -> int:
        told = self.more.get(name, 0)
        return told if isinstance(told, int) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRow(Row):
    """A row of a sheet of `standing`: what stands in a settlement, all of it in `more`."""

    date: str


@dataclass(frozen=True, slots=True)
class Books:
    """All rows of a set of books, in the order of the file; `file` is its name.

    `further`, `standing`, `words`: the rows of each sheet of `federation.books.further`, of
    `federation.books.standing` and of `federation.books.words` that is there.
    """

    file: str = field(default="", compare=False)
    members: tuple[MemberRow, ...] = ()
    entries: tuple[EntryRow, ...] = ()
    loans: tuple[LoanRow, ...] = ()
    requests: tuple[RequestRow, ...] = ()
    meetings: tuple[MeetingRow, ...] = ()
    attendance: tuple[AttendanceRow, ...] = ()
    cash_counts: tuple[CashCountRow, ...] = ()
    reversals: tuple[ReversalRow, ...] = ()
    votes: tuple[VoteRow, ...] = ()
    requests_withdrawn: tuple[WithdrawnRow, ...] = ()
    members_before: tuple[BeforeRow, ...] = ()
    further: Mapping[str, tuple[FurtherRow, ...]] = field(default_factory=nothing, hash=False)
    standing: Mapping[str, tuple[StandingRow, ...]] = field(default_factory=nothing, hash=False)
    words: Mapping[str, tuple[FurtherRow, ...]] = field(default_factory=nothing, hash=False)
