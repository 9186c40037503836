"""How payments of the fund's loans were agreed anew: at the office, and as a group was told.

Money in minor units; days ISO 8601; `last`: as of that day ("": now).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import peewee as pw

from federation.core.fund_plans import Before
from federation.core.loans import Schedule, reschedule
from federation.core.schedules import Terms, terms_of

from ..database import fetch
from ..tables import FundOfferChange, GroupLoanChange
from . import fund_paid


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Payments of a loan that were agreed anew: `e.GroupLoanRescheduled`.

    From `paid_principal` on, what had moved on the loan until then.
    """

    entry: int
    loan: int
    day: str
    principal: int
    interest: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    approved_by: str
    decision: int
    paid_principal: int
    paid_interest: int
    recovered: int
    over: int
    written_off: int
    taken_back: int

    @property
    def terms(self) -> Terms:
        """What the new payments follow from."""
        return terms_of(self, self.principal, self.day)

    @property
    def before(self) -> Before:
        """What was settled before, and settles nothing of the new payments."""
        return Before(
            principal=self.paid_principal + self.written_off,
            interest=self.paid_interest,
            carried=self.interest,
        )


@dataclass(frozen=True, slots=True)
class ReplannedView:
    """By what payments the fund counts a loan to this group: `e.FundLoanReplanned`."""

    loan: int
    day: str
    since: str
    received: int
    principal: int
    interest: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str

    @property
    def laid(self) -> Schedule:
        """The payments. Raises Refusal as `core.loans.schedule` does."""
        terms = terms_of(self, self.principal, self.since)
        return reschedule(terms, carried_interest=self.interest)


def changes(
    db: pw.Database, *, loan: int = 0, last: str = "", standing: bool = True
) -> tuple[ChangeView, ...]:
    """Those of every loan or of one, in the order of their entries.

    `standing`: those that were not taken back by the day `last`.
    """
    table = GroupLoanChange
    query = table.select(*(table._meta.fields[one.name] for one in fields(ChangeView)))
    if loan:
        query = query.where(table.loan == loan)
    if last:
        query = query.where(table.day <= last)
    if standing:
        query = query.where(fund_paid.stood(table.taken_back, last))
    return tuple(ChangeView(*row) for row in fetch(db, query.order_by(table.entry)))


def newest(db: pw.Database, *, loan: int = 0, last: str = "") -> Mapping[int, ChangeView]:
    """The one that holds of each loan that has one."""
    return {one.loan: one for one in changes(db, loan=loan, last=last)}


def replanned(db: pw.Database, loan: int) -> ReplannedView | None:
    """What the fund said last of the payments of its loan, or None."""
    table = FundOfferChange
    query = table.select(*(table._meta.fields[one.name] for one in fields(ReplannedView)))
    return next((ReplannedView(*row) for row in fetch(db, query.where(table.loan == loan))), None)
