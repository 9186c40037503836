"""The sheets beyond the contract's: one per kind of entry, its columns made from its fields.

A further kind is one line in `_KINDS`. What an entry lists (the parts of a share-out, the fines of
a constitution) stands in a sheet of its own, each row naming what it belongs to: by the number of
that row (`version`, `cycle_no`, `check_no`), and by its `of_entry_no` where the file numbers its
rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, get_args

import msgspec

from federation.core import codes as lists
from federation.core import constitution, kinds, terms
from federation.core import events as e
from federation.core.ledger import NUMBER_MAX
from federation.core.posting import FINES_TO
from federation.core.rules.corrections import ANSWERS as ANSWERS_TO_OFFICE
from federation.core.rules.households import ANSWERS, STEPS
from federation.core.rules.profiles import CODED
from federation.core.rules.requests import MEASURES
from federation.core.rules.words import ROLES
from federation.schemas.fields import CountField, DayField

from .columns import ENTRY_NO, TYPED_BY, Column, Sheet, column_of, form_of, with_extras
from .items import Phase
from .rows import FurtherRow, Row
from .writer import Cell

OF_ENTRY: Final = "of_entry_no"
_TERMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "source": terms.SOURCES,
        "per": terms.PERS,
        "method": terms.METHODS,
        "every": terms.EVERIES,
        "days": terms.DAYS,
    }
)
_RULES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "savings": constitution.SAVINGS,
        "loan_per": terms.PERS,
        "loan_method": terms.METHODS,
        "loan_every": terms.EVERIES,
        "loans_by": constitution.LOANS_BY,
        "fines_to": FINES_TO,
        "social_at_share_out": constitution.SOCIAL_RULES,
        "share_out_method": constitution.SHARE_OUT_METHODS,
        "leaving": constitution.LEAVING,
        "meets_every": constitution.MEETS_EVERY,
    }
)
CODES: Final[Mapping[type[Any], Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        e.ConstitutionAdopted: _RULES,
        e.ShareOutHeld: {"fines_to": FINES_TO},
        e.FinePaid: {"to": FINES_TO},
        e.LoanAgreed: _TERMS,
        e.LoanRescheduled: _TERMS,
        e.FundLoanAgreed: _TERMS,
        e.HouseholdRecord: ANSWERS,
        e.HouseStepTaken: {"step": STEPS},
        e.FacilityListed: {"facility_type": lists.FACILITY_TYPES},
        e.FacilityChecked: {
            "fault": lists.FAULTS,
            "keyholder": lists.KEYHOLDERS,
            "upkeep": lists.UPKEEP,
            **dict.fromkeys(("night", "light", "lock"), lists.YES_NO),
        },
        e.FacilityClosed: {"reason": lists.CLOSINGS},
        e.SettlementProfiled: CODED,
        e.RequestRaised: {"measure": MEASURES},
        e.CorrectionAnswered: {"answer": ANSWERS_TO_OFFICE},
        e.Room: {"role": ROLES},
    }
)
"""Fields that the core itself checks against a list of words."""

# What an entry lists, and the sheet it stands in.
_LISTS: Final[Mapping[type[Any], str]] = MappingProxyType(
    {
        e.FineRule: "constitution_fines",
        e.ShareOutLine: "share_out_lines",
        e.SharedSavings: "share_out_savings",
        e.SettledLoan: "share_out_loans",
        e.BookDifference: "peer_check_differences",
    }
)
# Fields that go by another column in every sheet, or by none.
_ASIDE: Final = frozenset({"user", "personal", "orig"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet of what entries of a kind list under `field`; `keys` name the row it belongs to."""

    name: str
    field: str
    struct: type[msgspec.Struct]
    keys: tuple[Column, ...]
    columns: tuple[Column, ...]
    lists: tuple["Listed", ...] = ()

    def sheet(self) -> Sheet:
        """As a sheet to be read."""
        extras = (*self.keys, *self.columns)
        of = {OF_ENTRY: CountField(least=1, most=NUMBER_MAX)}
        return Sheet(self.name, FurtherRow, with_extras(of, extras), extras)


@dataclass(frozen=True, slots=True)
class Further:
    """A kind with a sheet of its own. `phase`: its place within a day."""

    payload: type[e.Event]
    name: str
    phase: Phase
    columns: tuple[Column, ...]
    words: tuple[Column, ...]
    lists: tuple[Listed, ...]

    def sheet(self) -> Sheet:
        """As a sheet to be read."""
        extras = (*self.columns, *self.words, TYPED_BY)
        columns = with_extras({"date": DayField(required=True)}, extras)
        last = {ENTRY_NO.name: CountField(least=1, most=NUMBER_MAX)}
        return Sheet(self.name, FurtherRow, {**columns, **last}, extras)

    def everything(self) -> Iterator[Listed]:
        """All sheets of what it lists, those of lists within lists among them."""
        for one in self.lists:
            yield one
            yield from one.lists


def columns_of(struct: type[msgspec.Struct], aside: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns of a struct's fields in their order, without its lists and what is put aside."""
    codes = CODES.get(struct, {})
    skipped = _ASIDE | set(aside)
    return tuple(
        column_of(one, codes)
        for one in msgspec.structs.fields(struct)
        if one.name not in skipped and form_of(one) != "rows"
    )


def _lists(struct: type[msgspec.Struct], keys: tuple[Column, ...]) -> tuple[Listed, ...]:
    found = []
    for one in msgspec.structs.fields(struct):
        if form_of(one) == "rows":
            inner = get_args(one.type)[0]
            columns = columns_of(inner)
            found.append(
                Listed(
                    name=_LISTS[inner],
                    field=one.name,
                    struct=inner,
                    keys=keys,
                    columns=columns,
                    lists=_lists(inner, (*keys, columns[0])),
                )
            )
    return tuple(found)


def words_of(payload: type[e.Event]) -> tuple[Column, ...]:
    """The columns of what stands beside an entry of a kind: its note and what goes with it."""
    record = kinds.KINDS[payload].record
    return columns_of(record) if record else ()


def _plain_words(payload: type[e.Event]) -> tuple[Column, ...]:
    return tuple(replace(one, required=False) for one in words_of(payload))


def _further(payload: type[e.Event], name: str, phase: Phase) -> Further:
    columns = columns_of(payload, {"day"})
    key = next((one for one in columns if one.required), columns[0])
    return Further(payload, name, phase, columns, _plain_words(payload), _lists(payload, (key,)))


_KINDS: Final = (
    _further(e.MemberLeft, "leavings", Phase.LEAVE),
    _further(e.MemberForgotten, "forgotten", Phase.FORGET),
    _further(e.ConstitutionAdopted, "constitution", Phase.RULES),
    _further(e.DecisionTaken, "decisions", Phase.DECIDE),
    _further(e.MeetingClosed, "closings", Phase.CLOSE),
    _further(e.LoanAsked, "applications", Phase.ASK),
    _further(e.LoanDeclined, "applications_declined", Phase.DECLINE),
    _further(e.LoanRescheduled, "reschedules", Phase.RESCHEDULE),
    _further(e.FundLoanAgreed, "fund_loans", Phase.FUND),
    _further(e.CycleBegun, "cycles", Phase.BEGIN),
    _further(e.ShareOutHeld, "share_outs", Phase.SHARE_OUT),
    _further(e.RotationBegun, "rotations", Phase.ROTATE),
    _further(e.RotationReordered, "rotation_orders", Phase.REORDER),
    _further(e.RoundAccepted, "rounds", Phase.ROUND),
    _further(e.BankStatementSeen, "bank_statements", Phase.STATEMENT),
    _further(e.PeerChecked, "peer_checks", Phase.CHECK),
    _further(e.PeerCheckFollowed, "peer_checks_followed", Phase.FOLLOW),
    _further(e.WorkDone, "work", Phase.WORK),
    _further(e.HouseholdTold, "households", Phase.HOUSEHOLD),
    _further(e.HouseStepTaken, "house_steps", Phase.HOUSE),
    _further(e.SkillNoted, "skills", Phase.SKILL),
    _further(e.DeputyNamed, "deputies", Phase.DEPUTY),
    _further(e.BadgeIssued, "badges", Phase.BADGE),
    _further(e.CorrectionAnswered, "corrections", Phase.CORRECT),
    _further(e.OwnWordChosen, "own_words", Phase.CALL),
)
FURTHER: Final[Mapping[str, Further]] = MappingProxyType({one.name: one for one in _KINDS})
BY_PAYLOAD: Final[Mapping[type[e.Event], Further]] = MappingProxyType(
    {one.payload: one for one in _KINDS}
)
SHEETS: Final = tuple(
    sheet
    for one in _KINDS
    for sheet in (one.sheet(), *(listed.sheet() for listed in one.everything()))
)

# What one list names in another: request numbers for ids, entries by the numbers of the file.
Translate = Callable[[Column, Any], Any]


def event_of(
    kind: Further, row: FurtherRow, listed: Mapping[str, tuple[FurtherRow, ...]], say: Translate
) -> dict[str, Any]:
    """The fields of the entry that a row tells, but who typed it; `say` translates references.

    `listed`: the rows that belong to this one, by the name of their sheet.
    """
    told = {
        one.field: say(one, row.more[one.field]) for one in kind.columns if one.field in row.more
    }
    return {"day": row.date, **told, **_list_fields(kind.lists, listed, ())}


def _list_fields(
    lists: tuple[Listed, ...], rows: Mapping[str, tuple[FurtherRow, ...]], at: tuple[Any, ...]
) -> dict[str, Any]:
    told = {}
    for one in lists:
        mine = [row for row in rows.get(one.name, ()) if key_of(one, row)[1:] == at]
        told[one.field] = tuple(_struct(one, row, rows, at) for row in mine)
    return told


def _struct(
    one: Listed, row: FurtherRow, rows: Mapping[str, tuple[FurtherRow, ...]], at: tuple[Any, ...]
) -> msgspec.Struct:
    blank = {c.field: c.default for c in one.columns if not c.required}
    plain = {c.field: row.more[c.field] for c in one.columns if c.field in row.more}
    within = _list_fields(one.lists, rows, (*at, row.more[one.columns[0].field]))
    return one.struct(**{**blank, **plain, **within})


def key_of(one: Listed, row: FurtherRow) -> tuple[Any, ...]:
    """What a listed row belongs to: the number of its entry, then its place within that."""
    return tuple(row.more[key.field] for key in one.keys)


def record_of(kind: Further, row: FurtherRow) -> e.Record | None:
    """What stands beside the entry of a row, None when there are no words."""
    record = kinds.KINDS[kind.payload].record
    told = {one.field: row.more[one.field] for one in kind.words if one.field in row.more}
    if record is None or not told:
        return None
    return record(**{"note": "", **told})


def words(record: e.Record | None) -> tuple[Any, ...]:
    """What stands beside an entry, to be compared."""
    return tuple(msgspec.structs.astuple(record)) if record is not None else ()


def cells_of(columns: Iterable[Column], told: object, say: Translate) -> tuple[Cell, ...]:
    """The cells of these columns for an event or a struct."""
    return tuple(
        one.cell(say(one, getattr(told, one.field, one.default)), show_default=True)
        for one in columns
    )


def row_kind(row: Row, sheet: str) -> Further | None:
    """The kind that a row of a sheet of this file tells, None for any other row."""
    return FURTHER.get(sheet) if isinstance(row, FurtherRow) else None
