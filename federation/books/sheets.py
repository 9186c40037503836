"""The sheets of the books: their columns, which are required, and what each may hold.

`SHEETS` is the one table; the reader, the writer's headings and the help read it. A further sheet
is a row type, a line in `SHEETS` and a field of the same name in `Books`.

In a row "" and 0 mean that the column was left blank or is not there. Money is minor units, a
rate is percent times 10,000, days are "YYYY-MM-DD".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from marshmallow import Schema
from marshmallow.fields import Field

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
"""The highest number a group may give to a member or a loan."""

GENDERS: Final = ("f", "m", "x")
SOURCES: Final = ("group", "fund", "state")
PERS: Final = ("month", "year")
METHODS: Final = ("flat", "declining", "equal-principal")
EVERIES: Final = ("month", "week", "2-weeks", "15-days")
PURPOSES: Final = ("general", "land", "materials", "house", "services")
NEEDS: Final = (
    "sanitation",
    "water",
    "housing",
    "land",
    "energy",
    "drainage",
    "waste",
    "other",
)
ENTRY_KINDS: Final = (
    "opening_cash",
    "opening_bank",
    "opening_savings",
    "opening_loan",
    "savings",
    "withdrawal",
    "share",
    "social_contribution",
    "social_grant",
    "fine",
    "fine_paid",
    "loan_disbursed",
    "loan_principal",
    "loan_interest",
    "fee",
    "income",
    "expense",
    "bank_deposit",
    "bank_withdrawal",
    "fund_contribution",
    "fund_received",
    "fund_remittance",
    "municipal_payment",
)
_SAVED_FOR: Final = frozenset({"opening_savings", "savings", "withdrawal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row has: where it stood and what it is.

    `row`: its number in the spreadsheet as a person sees it. `occurrence`: 1 for the first row of
    this content in the sheet, 2 for the next equal one. `row_key`: 64 hex digits of sheet, content
    and occurrence; the same row in another file, or in another place, has the same key.
    """

    row: int
    occurrence: int
    row_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow(Row):
    """A member of the group."""

    member_no: int
    name: str
    joined_on: str
    gender: str = ""
    birth_year: int = 0
    phone: str = ""
    id_number: str = ""
    left_on: str = ""
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


@dataclass(frozen=True, slots=True)
class Books:
    """All rows of a set of books, in the order of the file."""

    members: tuple[MemberRow, ...] = ()
    entries: tuple[EntryRow, ...] = ()
    loans: tuple[LoanRow, ...] = ()
    requests: tuple[RequestRow, ...] = ()


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
        "request_no": NameField(longest=40, required=True),
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

SHEETS: Final[Mapping[str, Sheet]] = MappingProxyType(
    {sheet.name: sheet for sheet in (_MEMBERS, _ENTRIES, _LOANS, _REQUESTS)}
)
