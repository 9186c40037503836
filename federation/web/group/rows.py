"""The rows of each sheet: who stands there, what she usually pays, the quick amounts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from federation.commands.deed import Decision, Desk
from federation.commands.money import EnterMoney, enter_money
from federation.commands.repayments import PAYMENT, repay
from federation.core import events as e
from federation.core import kinds
from federation.core.terms import ATTENDED
from federation.i18n import gettext, money
from federation.schemas.money import field_name
from federation.store import Database
from federation.store.queries import books, group
from federation.store.queries import meetings as held
from federation.store.queries.loans import LoanStanding, lending

from ..filters import typed
from ..here import node
from .common import called, own_book

QUICK: Final = ("5", "10", "20", "50")
# The draft that says: what is left over of an amount for shares is kept for the member.
KEPT_REST: Final = "keep_rest"

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {row.tag: row.sheet for row in kinds.KINDS.values() if row.sheet}
)
_OF_PURPOSE: Final = ("savings-received",)
_OF_LOANS: Final = ("loan-principal-repaid", "loan-interest-paid")


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount of a row: the field's name, its word when a row has several.

    `ghost_minor`: what she paid the last time, or owes; one tap takes it. `entered_minor`: what
    was entered for it in this meeting already.
    """

    name: str
    word: str = ""
    ghost_minor: int = 0
    entered_minor: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A member (or a loan): name, small print, amounts; `mark`: of the attendance, "" before it."""

    name: str
    small: str
    cells: tuple[Cell, ...]
    mark: str = ""

    @property
    def is_here(self) -> bool:
        """Whether she is here, as far as anybody wrote it down."""
        return not self.mark or self.mark in ATTENDED


RowsOf = Callable[[Database, books.MeetingView, str], tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a kind of sheet is: its step, the kinds it may enter, its rows for a purpose.

    `enter` decides what becomes of its amounts.
    """

    step: str
    kinds: tuple[str, ...]
    rows: RowsOf
    has_purposes: bool = False
    enter: Callable[[Desk, EnterMoney], Decision] = enter_money


def name_of_entry(one: books.EntryView) -> str:
    """The field of a sheet in which an entry was typed."""
    purpose = one.purpose if one.kind in _OF_PURPOSE else ""
    if one.kind in _OF_LOANS:
        return field_name(PAYMENT, one.loan)
    return field_name(_WORDS.get(one.kind, one.kind), one.member, purpose)


def _rules(db: Database) -> e.ConstitutionAdopted:
    return group.rules(db, own_book(db), node().settings.share_price_minor)


def of_day(db: Database, day: str) -> tuple[books.MemberView, ...]:
    """Members who had not left before a day."""
    found = books.members(db, own_book(db))
    return tuple(one for one in found if not one.left_on or one.left_on >= day)


def _members(
    db: Database, meeting: books.MeetingView, ghosts: Mapping[int, int], kind: str, purpose: str
) -> tuple[Row, ...]:
    """A row for each member who has not left, or left after the day of the meeting."""
    marks = books.attendance(db, own_book(db), meeting.meeting)
    return tuple(
        Row(
            called(one),
            str(one.member),
            (Cell(field_name(kind, one.member, purpose), ghost_minor=ghosts.get(one.member, 0)),),
            marks.get(one.member, ""),
        )
        for one in of_day(db, meeting.day)
    )


def _savings(db: Database, meeting: books.MeetingView, purpose: str) -> tuple[Row, ...]:
    """Savings for a purpose, or shares; everybody's amount of the last time stands beside."""
    is_share = purpose == "share"
    tag = "shares-bought" if is_share else "savings-received"
    paid = held.last_paid(db, own_book(db), meeting.meeting, (tag,))
    ghosts = {
        member: amount
        for (_, member, told, _), amount in paid.items()
        if is_share or told == purpose
    }
    if is_share:
        return _members(db, meeting, ghosts, "share", "")
    return _members(db, meeting, ghosts, "savings", purpose)


def _social(db: Database, meeting: books.MeetingView, _purpose: str) -> tuple[Row, ...]:
    """What the rules ask for the social fund, else what each paid the last time."""
    due = _rules(db).social_contribution
    if due:
        ghosts = dict.fromkeys((one.member for one in books.members(db, own_book(db))), due)
    else:
        tag = "social-contribution-received"
        paid = held.last_paid(db, own_book(db), meeting.meeting, (tag,))
        ghosts = {member: amount for (_, member, _, _), amount in paid.items()}
    return _members(db, meeting, ghosts, "social_contribution", "")


def _fines(db: Database, meeting: books.MeetingView, _purpose: str) -> tuple[Row, ...]:
    """A row for each member who owes a fine, or paid one in this meeting."""
    book = own_book(db)
    names, marks = books.names(db, book), books.attendance(db, book, meeting.meeting)
    return tuple(
        Row(
            names.get(number, "") or f"№ {number}",
            money(due),
            (Cell(field_name("fine_paid", number), ghost_minor=due),),
            marks.get(number, ""),
        )
        for number, due in sorted(books.fines_due(db, book).items())
    )


def _owes(one: LoanStanding) -> str:
    """What she owes, and what closes the loan today if that is another sum."""
    owes, closes = money(one.outstanding), money(one.closes_minor)
    if owes == closes:
        return owes
    return gettext("%(owes)s, %(closes)s closes it today", owes=owes, closes=closes)


def _repayments(db: Database, meeting: books.MeetingView, _purpose: str) -> tuple[Row, ...]:
    """A row for each loan that is still owed: one amount, with what is due by now."""
    marks = books.attendance(db, own_book(db), meeting.meeting)
    return tuple(
        Row(
            one.loan.name or f"№ {one.loan.member}",
            _owes(one),
            (Cell(field_name(PAYMENT, one.loan.loan), ghost_minor=one.due_minor),),
            marks.get(one.loan.member, ""),
        )
        for one in lending(db, own_book(db), meeting.day)
        if one.is_open
    )


SAVINGS: Final = Sheet("savings", ("savings", "share"), _savings, has_purposes=True)
SOCIAL: Final = Sheet("social", ("social_contribution",), _social)
FINES: Final = Sheet("fines", ("fine_paid",), _fines)
REPAYMENTS: Final = Sheet("repayments", (PAYMENT,), _repayments, enter=repay)
BY_STEP: Final[Mapping[str, Sheet]] = MappingProxyType(
    {sheet.step: sheet for sheet in (SAVINGS, SOCIAL, FINES, REPAYMENTS)}
)


def purposes(
    db: Database, rules: e.ConstitutionAdopted, *, with_shares: bool = True
) -> tuple[str, ...]:
    """What this group saves for, by its rules; before any, what it saved for so far."""
    if not rules.version:
        told = books.purposes(db, own_book(db))
        return ("share", *told) if rules.share_price and with_shares else told
    if not with_shares or rules.savings == "free":
        return rules.purposes
    return ("share",) if rules.savings == "shares" else ("share", *rules.purposes)


def quick(sheet: Sheet, rules: e.ConstitutionAdopted, purpose: str) -> tuple[str, ...]:
    """Amounts for one tap, as they are typed: shares in whole ones, what the rules ask for."""
    if purpose == "share" and rules.share_price:
        most = min(rules.shares_most, 5) if rules.version else 5
        return tuple(typed(rules.share_price * count) for count in range(1, most + 1))
    if sheet.step == SOCIAL.step and rules.social_contribution:
        return (typed(rules.social_contribution),)
    return QUICK
