"""The sheets of the books: their columns, which are required, and what each may hold.

`SHEETS` is the one table; the reader, the export and the help read it. A further sheet is a row
type (`rows`), a line in `SHEETS` and a field of the same name in `rows.Books`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from marshmallow import Schema
from marshmallow.fields import Field

from federation.books.rows import (
    AttendanceRow,
    CashCountRow,
    EntryRow,
    LoanRow,
    MeetingRow,
    MemberRow,
    RequestRow,
    ReversalRow,
    Row,
    VoteRow,
    WithdrawnRow,
)
from federation.core.kinds import BY_SHEET
from federation.core.rules.requests import NEEDS
from federation.core.terms import EVERIES, MARKS, METHODS, PERS, SOURCES
from federation.schemas.base import BaseSchema
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    IdNumberField,
    MoneyField,
    NameField,
    PhoneField,
    PurposeField,
    RateField,
    RolesField,
    TextField,
)

HIGHEST_NUMBER: Final = 9_999_999
"""The highest number a group may give to a member, a loan or a meeting."""

GENDERS: Final = ("f", "m", "x")
PURPOSES: Final = ("general", "land", "materials", "house", "services")
ENTRY_KINDS: Final = tuple(BY_SHEET)
_SAVED_FOR: Final = frozenset({"opening_savings", "savings", "withdrawal"})


def as_it_is(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Most sheets mean just what their columns say."""
    return values


def with_purpose(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Savings without a purpose are general savings."""
    if values["kind"] in _SAVED_FOR and "purpose" not in values:
        return {**values, "purpose": "general"}
    return values


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name (and file stem), its row type, its columns and their fields in order.

    `complete` adds what a blank column means when another column decides it.
    """

    name: str
    row: type[Row]
    columns: Mapping[str, Field[Any]]
    complete: Callable[[Mapping[str, Any]], Mapping[str, Any]] = field(default=as_it_is)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there and filled in."""
        return tuple(name for name, column in self.columns.items() if column.required)

    def schema(self) -> Schema:
        """The schema of one row."""
        return BaseSchema.from_dict(dict(self.columns), name=self.name)()


def _number(*, required: bool = False) -> CountField:
    return CountField(least=1, most=HIGHEST_NUMBER, required=required)


def _request_number() -> NameField:
    return NameField(longest=40, required=True)


_MEMBERS: Final = Sheet(
    "members",
    MemberRow,
    {
        "member_no": _number(required=True),
        "name": NameField(required=True),
        "gender": ChoiceField(GENDERS),
        "birth_year": CountField(least=1900, most=2199),
        "phone": PhoneField(),
        "id_number": IdNumberField(),
        "joined_on": DayField(required=True),
        "left_on": DayField(),
        "roles": RolesField(),
    },
)
_ENTRIES: Final = Sheet(
    "entries",
    EntryRow,
    {
        "date": DayField(required=True),
        "member_no": _number(),
        "kind": ChoiceField(ENTRY_KINDS, required=True),
        "purpose": PurposeField(PURPOSES),
        "amount": MoneyField(required=True),
        "loan_no": _number(),
        "note": TextField(),
        "meeting_no": _number(),
        "entry_no": _number(),
    },
    complete=with_purpose,
)
_LOANS: Final = Sheet(
    "loans",
    LoanRow,
    {
        "loan_no": _number(required=True),
        "member_no": _number(required=True),
        "source": ChoiceField(SOURCES),
        "purpose": NameField(),
        "principal": MoneyField(required=True),
        "rate": RateField(required=True),
        "per": ChoiceField(PERS, required=True),
        "method": ChoiceField(METHODS, required=True),
        "instalments": CountField(least=1, most=1200, required=True),
        "every": ChoiceField(EVERIES, required=True),
        "disbursed_on": DayField(required=True),
        "first_due_on": DayField(required=True),
    },
)
_REQUESTS: Final = Sheet(
    "requests",
    RequestRow,
    {
        "request_no": _request_number(),
        "raised_on": DayField(required=True),
        "kind": ChoiceField(NEEDS, required=True),
        "settlement": NameField(required=True),
        "title": NameField(longest=200, required=True),
        "description": TextField(),
        "households": CountField(required=True),
        "women_headed": CountField(),
        "non_member_households": CountField(),
        "sanitation_facility": NameField(),
        "sharing_households": CountField(),
        "offer_savings": MoneyField(zero=True),
        "offer_labour_days": CountField(),
        "option_cost": MoneyField(zero=True),
    },
)
_MEETINGS: Final = Sheet(
    "meetings",
    MeetingRow,
    {
        "meeting_no": _number(required=True),
        "date": DayField(required=True),
        "closed": ChoiceField(("yes", "no")),
        "note": TextField(),
    },
)
_ATTENDANCE: Final = Sheet(
    "attendance",
    AttendanceRow,
    {
        "meeting_no": _number(required=True),
        "member_no": _number(required=True),
        "mark": ChoiceField(MARKS, required=True),
    },
)
_CASH_COUNTS: Final = Sheet(
    "cash_counts",
    CashCountRow,
    {
        "meeting_no": _number(required=True),
        "date": DayField(required=True),
        "counted": MoneyField(zero=True, required=True),
        "note": TextField(),
        "entry_no": _number(),
    },
)
_REVERSALS: Final = Sheet(
    "reversals",
    ReversalRow,
    {
        "date": DayField(required=True),
        "of_entry_no": _number(required=True),
        "reason": TextField(),
        "meeting_no": _number(),
        "entry_no": _number(),
    },
)
_VOTES: Final = Sheet(
    "votes",
    VoteRow,
    {
        "request_no": _request_number(),
        "date": DayField(required=True),
        "meeting_no": _number(required=True),
        "votes_for": CountField(required=True),
        "votes_against": CountField(),
    },
)
_WITHDRAWN: Final = Sheet(
    "requests_withdrawn",
    WithdrawnRow,
    {
        "request_no": _request_number(),
        "date": DayField(required=True),
        "reason": TextField(),
    },
)

SHEETS: Final[Mapping[str, Sheet]] = MappingProxyType(
    {
        sheet.name: sheet
        for sheet in (
            _MEMBERS,
            _ENTRIES,
            _LOANS,
            _REQUESTS,
            _MEETINGS,
            _ATTENDANCE,
            _CASH_COUNTS,
            _REVERSALS,
            _VOTES,
            _WITHDRAWN,
        )
    }
)
