"""What forms about loans have in common: the rules in them, whose money it is, how people vote."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from federation.commands.borrowing import Room, room
from federation.commands.decisions import quorum_of
from federation.commands.deed import Desk
from federation.core import events as e
from federation.core.constitution import LOANS_BY
from federation.core.days import STEPS as DAYS_BETWEEN
from federation.core.days import months_later
from federation.core.terms import ATTENDED
from federation.i18n import gettext, word
from federation.schemas.loans import GUARANTOR
from federation.store import Database
from federation.store.queries import books, fund_loans, group

from ..filters import percent, plain
from ..forms import Form
from ..here import node
from .common import Options, member_options, own_book

# What of a form the payments that were shown follow from.
SHOWN: Final = "shown"
_TERMS: Final = (
    "member",
    "lender",
    "principal",
    "rate",
    "per",
    "method",
    "instalments",
    "every",
    "first_due_on",
    "round_to",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voting:
    """How the group votes now: whether it must, how many must be here (0: nobody says), who is."""

    is_needed: bool
    quorum: int
    here: int
    members: int

    @property
    def is_short(self) -> bool:
        """Whether too few are here."""
        return self.here < self.quorum


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanChoices:
    """What a form about a new loan offers."""

    members: Options
    lenders: Options
    guarantors: tuple[str, ...]
    purposes: Options
    voting: Voting
    most: int


def rules_of(db: Database) -> e.ConstitutionAdopted:
    """The rules in force."""
    return group.rules(db, own_book(db), node().settings.share_price_minor)


def voting(db: Database, meeting: int, *, on_loans: bool = False) -> Voting:
    """How a vote is taken; by a committee without a quorum of the members."""
    book, rules = own_book(db), rules_of(db)
    marks = books.attendance(db, book, meeting).values() if meeting else ()
    members = len(books.members(db, book, also_left=False))
    with_quorum = not on_loans or rules.loans_by == LOANS_BY[0]
    return Voting(
        is_needed=bool(rules.version),
        quorum=quorum_of(rules, members) if with_quorum else 0,
        here=sum(mark in ATTENDED for mark in marks),
        members=members,
    )


def choices(db: Database, meeting: int = 0, guarantors: int = 0) -> LoanChoices:
    """What a form about a new loan offers now, with room for so many guarantors at least."""
    rules, book = rules_of(db), own_book(db)
    slots = max(rules.loan_guarantors, guarantors)
    return LoanChoices(
        members=member_options(db),
        lenders=_lenders(db),
        guarantors=tuple(f"{GUARANTOR}{place}" for place in range(1, slots + 1)),
        purposes=tuple((one, word(one, "purpose")) for one in books.purposes(db, book)),
        voting=voting(db, meeting, on_loans=True),
        most=rules.loan_instalments_most if rules.version else 0,
    )


def _lenders(db: Database) -> Options:
    """The group's own pot, and every loan of a fund or the state that can be lent on."""
    found: list[tuple[object, str]] = [("group", gettext("the group's own money"))]
    for one in fund_loans.fund_loans(db, own_book(db)):
        if one.told is not None:
            number = one.told.fund_loan
            found.append((f"{one.told.source} {number}", f"{one.told.lender} · {number}"))
    return tuple(found)


def usual(db: Database, day: str) -> dict[str, object]:
    """The terms by the rules in force; before any, those of the last loan."""
    rules = rules_of(db)
    told: dict[str, object] = {
        "rate": percent(rules.loan_rate) if rules.loan_rate else "",
        "per": rules.loan_per,
        "method": rules.loan_method,
        "every": rules.loan_every,
        "instalments": rules.loan_instalments_most,
        "round_to": plain(rules.loan_round_to) if rules.loan_round_to else "",
    }
    if not rules.version:
        known = books.loans(db, own_book(db))
        last = known[-1] if known else None
        told["instalments"] = last.instalments if last else ""
        if last:
            told |= {"rate": percent(last.rate), "per": last.per, "method": last.method}
            told["every"] = last.every
    return told | {"first_due_on": a_step_later(day, str(told["every"])), "lender": "group"}


def a_step_later(day: str, every: str) -> str:
    """The day after which the first payment is due: a month, or so many days, later."""
    found = date.fromisoformat(day)
    if step := DAYS_BETWEEN.get(every, 0):
        return date.fromordinal(found.toordinal() + step).isoformat()
    return months_later(found, 1).isoformat()


def shown_key(form: Form) -> str:
    """The terms of a form as they are typed: payments that were shown are of these."""
    return "|".join(form.value(name) for name in _TERMS)


def typed(form: Form) -> dict[str, str]:
    """What a schema reads of a form: neither the guarantors nor what was shown."""
    told = form.typed().items()
    return {name: text for name, text in told if name != SHOWN and not name.startswith(GUARANTOR)}


def room_of(db: Database, member: books.MemberView) -> Room:
    """What a member may borrow of the group's pot now."""
    return room(Desk(db, node()), member)
