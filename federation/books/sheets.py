"""The sheets of the books: their columns, which are required, and what each may hold.

`SHEETS` is the one table; the reader, the export and the help read it. The contract's sheets and
those with rules of their own stand here, with a row type in `rows`; the others are made in
`further` and `words`. Columns that the contract does not name are made from the fields of the
entries.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from marshmallow.fields import Field

from federation.books.columns import TYPED_BY, Column, Sheet, as_it_is, with_extras
from federation.books.further import SHEETS as FURTHER_SHEETS
from federation.books.further import columns_of
from federation.books.money_columns import MONEY_EXTRAS
from federation.books.rows import (
    AttendanceRow,
    BeforeRow,
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
from federation.books.standing import SHEETS as STANDING_SHEETS
from federation.books.words import SHEETS as WORD_SHEETS
from federation.catalogues import LANGUAGES
from federation.core import events as e
from federation.core.kinds import BY_SHEET
from federation.core.ledger import NUMBER_MAX
from federation.core.rules.requests import NEEDS
from federation.core.terms import EVERIES, MARKS, METHODS, PERS, SOURCES
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

GENDERS: Final = ("f", "m", "x")
PURPOSES: Final = ("general", "land", "materials", "house", "services")
ENTRY_KINDS: Final = tuple(BY_SHEET)
SAVED_FOR: Final = frozenset({"opening_savings", "savings", "withdrawal"})


def with_purpose(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Savings without a purpose are general savings."""
    if values["kind"] in SAVED_FOR and "purpose" not in values:
        return {**values, "purpose": "general"}
    return values


def extras_of(kind: type[e.Event], *told: str) -> tuple[Column, ...]:
    """The columns of what an entry has besides the fields that are `told` already."""
    further = (replace(one, required=False) for one in columns_of(kind, told))
    return (*further, TYPED_BY)


def _sheet(
    name: str,
    row: type[Row],
    columns: Mapping[str, Field[Any]],
    extras: Iterable[Column] = (),
    complete: Callable[[Mapping[str, Any]], Mapping[str, Any]] = as_it_is,
) -> Sheet:
    aside = tuple(extras)
    return Sheet(name, row, with_extras(columns, aside), aside, complete)


def _number(*, required: bool = False) -> CountField:
    return CountField(least=1, most=NUMBER_MAX, required=required)


def _request_number() -> NameField:
    return NameField(longest=40, required=True)


_MEMBERS: Final = _sheet(
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
        "slip_language": ChoiceField(tuple(LANGUAGES)),
        "entry_no": _number(),
    },
    extras_of(e.MemberAdmitted, "member", "gender", "roles", "day"),
)
_BEFORE: Final = _sheet(
    "members_before",
    BeforeRow,
    {
        "member_no": _number(required=True),
        "until": DayField(required=True),
        "name": NameField(required=True),
        "gender": ChoiceField(GENDERS),
        "birth_year": CountField(least=1900, most=2199),
        "phone": PhoneField(),
        "id_number": IdNumberField(),
        "roles": RolesField(),
        "slip_language": ChoiceField(tuple(LANGUAGES)),
        "entry_no": _number(),
    },
    extras_of(e.MemberChanged, "member", "gender", "roles", "day"),
)
_ENTRIES: Final = _sheet(
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
    (*MONEY_EXTRAS, TYPED_BY),
    complete=with_purpose,
)
_LOANS: Final = _sheet(
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
        "note": TextField(),
        "entry_no": _number(),
    },
    extras_of(
        e.LoanAgreed,
        *("day", "loan", "member", "source", "purpose", "principal", "rate", "per", "method"),
        *("instalments", "every", "first_due_on"),
    ),
)
_REQUESTS: Final = _sheet(
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
        "meeting_no": _number(),
        "entry_no": _number(),
    },
    extras_of(
        e.RequestRaised,
        *("request", "number", "need", "settlement", "title", "households", "description"),
        *("women_headed", "non_member_households", "sanitation_facility", "sharing_households"),
        *("offer_savings", "offer_labour_days", "option_cost", "meeting", "day"),
    ),
)
_MEETINGS: Final = _sheet(
    "meetings",
    MeetingRow,
    {
        "meeting_no": _number(required=True),
        "date": DayField(required=True),
        "closed": ChoiceField(("yes", "no")),
        "note": TextField(),
        "entry_no": _number(),
    },
    extras_of(e.MeetingOpened, "day", "meeting"),
)
_ATTENDANCE: Final = _sheet(
    "attendance",
    AttendanceRow,
    {
        "meeting_no": _number(required=True),
        "member_no": _number(),
        "mark": ChoiceField((*MARKS, "nobody"), required=True),
        "date": DayField(),
        "entry_no": _number(),
    },
    (TYPED_BY,),
)
_CASH_COUNTS: Final = _sheet(
    "cash_counts",
    CashCountRow,
    {
        "meeting_no": _number(required=True),
        "date": DayField(required=True),
        "counted": MoneyField(zero=True, required=True),
        "note": TextField(),
        "entry_no": _number(),
    },
    extras_of(e.CashCounted, "day", "meeting", "counted"),
)
_REVERSALS: Final = _sheet(
    "reversals",
    ReversalRow,
    {
        "date": DayField(required=True),
        "of_entry_no": _number(required=True),
        "reason": TextField(),
        "meeting_no": _number(),
        "entry_no": _number(),
    },
    extras_of(e.EntryReversed, "day", "of", "meeting"),
)
_VOTES: Final = _sheet(
    "votes",
    VoteRow,
    {
        "request_no": _request_number(),
        "date": DayField(required=True),
        "meeting_no": _number(required=True),
        "votes_for": CountField(required=True),
        "votes_against": CountField(),
        "entry_no": _number(),
    },
    (TYPED_BY,),
)
_WITHDRAWN: Final = _sheet(
    "requests_withdrawn",
    WithdrawnRow,
    {
        "request_no": _request_number(),
        "date": DayField(required=True),
        "reason": TextField(),
        "closing": TextField(longest=64),
        "entry_no": _number(),
    },
    (TYPED_BY,),
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
            _BEFORE,
            *FURTHER_SHEETS,
            *STANDING_SHEETS,
            *WORD_SHEETS,
        )
    }
)
