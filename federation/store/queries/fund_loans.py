"""Loans of a fund or the state to the group: what came, was lent on, collected and paid over.

Money in minor units. Of each fund loan the members' side (lent on, owed by members, collected) and
the fund's side (received, owed to it, remitted) come from the same entries, so that summed over
all of them they are the accounts `fund_loan` and `fund_held`. What names no fund loan (a
contribution to the fund, older entries) stands under number 0.
"""

from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.core import events as e
from federation.core.fund import Out
from federation.core.fund_plans import Before, Plan
from federation.core.loans import Schedule, schedule, terms_of

from ..database import fetch
from ..tables import Entry, Loan
from . import books, group
from .book_views import LoanView
from .fund import OfferView, offers
from .fund_changes import ReplannedView
from .loans import ADVANCE, GIVEN, INTEREST, WRITTEN_OFF, history

RECEIVED: Final = "fund-money-received"
REMITTED: Final = "fund-money-remitted"
PRINCIPAL: Final = "loan-principal-repaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLoanView:
    """A fund loan with both its sides; `told` None: what names no fund loan.

    `ran_before`: principal of members' loans that ran before these books began.
    """

    told: e.FundLoanAgreed | None
    loans: tuple[LoanView, ...] = ()
    received: int = 0
    ran_before: int = 0
    lent_on: int = 0
    principal_collected: int = 0
    interest_collected: int = 0
    advance: int = 0
    other: int = 0
    remitted: int = 0
    written_off: int = 0

    @property
    def collected(self) -> int:
        """What members paid that belongs to the fund."""
        return self.principal_collected + self.interest_collected + self.advance + self.other

    @property
    def held(self) -> int:
        """Collected and not paid over yet: not the group's money (account `fund_held`)."""
        return self.collected - self.remitted

    @property
    def owed(self) -> int:
        """What the fund lent and members have not paid back (account `fund_loan`)."""
        return self.received + self.ran_before - self.principal_collected

    @property
    def with_members(self) -> int:
        """The principal members still owe."""
        return self.lent_on + self.ran_before - self.principal_collected - self.written_off

    @property
    def not_lent(self) -> int:
        """Received and not lent on yet."""
        return self.received - self.lent_on


def schedule_of(told: e.FundLoanAgreed) -> Schedule:
    """What the group pays to the fund, and when. Raises Refusal as `core.loans.schedule` does."""
    return schedule(terms_of(told, told.principal, told.day))


def laid_for(db: pw.Database, book: int, one: FundLoanView, anew: ReplannedView | None) -> Schedule:
    """What the group pays back of a loan of the federation's fund, for what it received.

    `anew`: the payments as the fund's office told them last, if it did. As the office counts
    (`core.fund_plans.Plan`), by the days on which the money stands in this book. Of other lenders,
    before any money came, and of what ran before these books: the whole as agreed.
    """
    told = one.told
    assert told is not None
    if not told.offer or one.ran_before or not one.received:
        return anew.laid if anew else schedule_of(told)
    since, terms = anew.since if anew else "", terms_of(told, told.principal, told.day)
    # What came by the day of the new payments is entry 1 of them, what came later 2.
    outs = tuple(Out(1 + (day > since), day, amount) for day, amount in _received(db, book, told))
    if anew is None:
        return Plan(terms, outs).laid
    settled = Before(principal=told.principal - anew.principal, carried=anew.interest)
    return Plan(terms_of(anew, anew.principal, since), outs, settled, since=1).laid


def _received(db: pw.Database, book: int, told: e.FundLoanAgreed) -> tuple[tuple[str, int], ...]:
    """The days on which money of a fund's loan came, and how much."""
    query = Entry.select(Entry.day, Entry.amount).where(
        Entry.book == book,
        Entry.loan > 0,
        Entry.loan == told.fund_loan,
        Entry.kind == RECEIVED,
        Entry.reversed_by == 0,
    )
    return tuple(fetch(db, query.order_by(Entry.seq)))


def fund_loans(db: pw.Database, book: int) -> tuple[FundLoanView, ...]:
    """Every fund loan by number, and last what names none, if there is anything."""
    agreed = group.fund_loans(db, book)
    members = _lent_on(db, book) if agreed else ()
    found = [_one(db, book, told, members) for told in agreed]
    rest = _unnamed(db, book, found)
    if rest.owed or rest.held or rest.remitted:
        found.append(rest)
    return tuple(found)


def fund_loan(db: pw.Database, book: int, number: int) -> FundLoanView | None:
    """One fund loan, or None."""
    for told in group.fund_loans(db, book):
        if told.fund_loan == number:
            return _one(db, book, told, _lent_on(db, book, number))
    return None


def open_offers(db: pw.Database, book: int) -> tuple[OfferView, ...]:
    """What the federation's fund offers and is not written into this book yet."""
    taken = {one.offer for one in group.fund_loans(db, book)}
    return tuple(one for one in offers(db) if not one.withdrawn_on and one.loan not in taken)


def is_taken(db: pw.Database, node: str, loan: int) -> bool:
    """Whether a group (node id) wrote loan `loan` of the fund into its books, as they are here."""
    book = books.book_of(db, node)
    return bool(book) and any(one.offer == loan for one in group.fund_loans(db, book))


def _lent_on(db: pw.Database, book: int, number: int = 0) -> tuple[LoanView, ...]:
    """Members' loans that came of a fund's (of that number, or of any)."""
    query = Loan.select(Loan.loan).where(Loan.book == book, Loan.fund_loan > 0)
    if number:
        query = query.where(Loan.fund_loan == number)
    return books.loans(db, book, only=[one for (one,) in fetch(db, query)])


def _one(
    db: pw.Database, book: int, told: e.FundLoanAgreed, members: tuple[LoanView, ...]
) -> FundLoanView:
    loans = tuple(one for one in members if one.fund_loan == told.fund_loan)
    sums: dict[str, int] = {}
    for lines in history(db, book, [one.loan for one in loans]).values():
        for line in lines:
            sums[line.kind] = sums.get(line.kind, 0) + line.amount
    moved = Entry.select(Entry.kind, pw.fn.SUM(Entry.amount)).where(
        Entry.book == book,
        Entry.loan > 0,
        Entry.loan == told.fund_loan,
        Entry.kind << [RECEIVED, REMITTED],
        Entry.reversed_by == 0,
    )
    sums |= dict(moved.group_by(Entry.kind).tuples().execute(db))
    return FundLoanView(
        told=told,
        loans=loans,
        received=sums.get(RECEIVED, 0),
        lent_on=sums.get(GIVEN[0], 0),
        ran_before=sums.get(GIVEN[1], 0),
        principal_collected=sums.get(PRINCIPAL, 0),
        interest_collected=sums.get(INTEREST, 0),
        advance=sums.get(ADVANCE, 0),
        remitted=sums.get(REMITTED, 0),
        written_off=sums.get(WRITTEN_OFF, 0),
    )


def _unnamed(db: pw.Database, book: int, named: list[FundLoanView]) -> FundLoanView:
    """What the two accounts hold beyond the fund loans that have a number."""
    sums = books.account_sums(db, book)
    owed = -sums.get("fund_loan", 0) - sum(one.owed for one in named)
    held = -sums.get("fund_held", 0) - sum(one.held for one in named)
    return FundLoanView(told=None, received=owed, other=max(held, 0), remitted=max(-held, 0))
