"""Reads of the federation's fund: products, loans to groups, entries, what stands in its books.

Money in minor units on each account's own side; days ISO 8601; `last`: as of that day ("": now).
Each read asks once for all loans or groups, never once for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

import peewee as pw

from federation.core.fund import ACCOUNTS, LoanSums, Out, loan_sums
from federation.core.fund_plans import Plan, standing_of
from federation.core.loans import AGES, AtRisk, Schedule, Standing, age, portfolio_at_risk
from federation.core.schedules import Terms, terms_of

from ..database import fetch
from ..tables import (
    FundEntry,
    FundOffer,
    FundPosting,
    FundProduct,
    FundSum,
    GroupLoan,
)
from . import fund_changes, fund_paid
from .fund_changes import ChangeView


@dataclass(frozen=True, slots=True)
class ProductView:
    """What the fund lends for, as it was last told: `e.FundProductSet`."""

    product: int
    day: str
    title: str
    use: str
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    member_most: int
    concession_rate: int
    concession_instalments: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class GroupLoanView:
    """A loan to a group (node id) as it was agreed: `e.GroupLoanAgreed`."""

    loan: int
    entry: int
    day: str
    group: str
    product: int
    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    approved_by: str
    concession: bool
    decision: int
    taken_back: int

    @property
    def terms(self) -> Terms:
        """What a schedule follows from: the whole loan, from the day it was agreed."""
        return terms_of(self, self.principal, self.day)


@dataclass(frozen=True, slots=True)
class Lent:
    """A loan with what moved on it, and where it stands on a day.

    `change`: how its payments were agreed anew, if they were. `outs`: what of it went out.
    """

    told: GroupLoanView
    sums: LoanSums
    standing: Standing
    change: ChangeView | None = None
    outs: tuple[Out, ...] = ()

    @property
    def laid(self) -> Schedule:
        """The payments for what went out, before any did for what was agreed."""
        return plan_of(self.told, self.change, self.outs).laid

    @property
    def age(self) -> str:
        """The column of arrears it stands in, "" when nothing is late."""
        return age(self.standing.days_late) if self.standing.unpaid else ""

    @property
    def to_pay_out(self) -> int:
        """What was agreed and is not paid out; nothing once all that was is settled."""
        return 0 if self.sums.is_settled else self.told.principal - self.sums.paid_out


@dataclass(frozen=True, slots=True)
class AgeRow:
    """Loans of one age ("": nothing late): how many, what of them is late, what is out."""

    age: str
    loans: int
    late_minor: int
    outstanding_minor: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All loans that are out, by the age of what is late, and what of them is at risk."""

    rows: tuple[AgeRow, ...]
    at_risk: AtRisk

    @property
    def loans(self) -> int:
        """How many they are."""
        return sum(row.loans for row in self.rows)

    @property
    def late_minor(self) -> int:
        """All that is late, principal and interest."""
        return sum(row.late_minor for row in self.rows)


@dataclass(frozen=True, slots=True)
class FundEntryView:
    """An entry of the fund's books; columns as in the table."""

    entry: int
    kind: str
    day: str
    user: int
    amount: int
    loan: int
    group: str
    about: str
    slip: str
    party: str
    note: str
    of: int
    second: int
    reversed_by: int


@dataclass(frozen=True, slots=True)
class OfferView:
    """A loan that the fund offers a group, and the fund's own sums of it."""

    loan: int
    day: str
    lender: str
    title: str
    use: str
    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    first_due_on: str
    concession: bool
    withdrawn_on: str
    stated_on: str
    paid_out: int
    received: int
    owed: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved in the books in a span of days, each way of it: an account's postings by kind."""

    kind: str
    account: str
    purpose: str
    amount: int


def products(db: pw.Database) -> tuple[ProductView, ...]:
    """By number."""
    shown = [FundProduct._meta.fields[one.name] for one in fields(ProductView)]
    query = FundProduct.select(*shown).order_by(FundProduct.product)
    return tuple(
        ProductView(**{**row, "is_open": bool(row["is_open"])}) for row in query.dicts().execute(db)
    )


def product(db: pw.Database, number: int) -> ProductView | None:
    """One, or None."""
    return next((one for one in products(db) if one.product == number), None)


def agreed(
    db: pw.Database, *, group: str = "", loan: int = 0, last: str = "", standing: bool = False
) -> tuple[GroupLoanView, ...]:
    """Loans to groups by number; of one group or the one of that number; taken back ones, too.

    `last`: only what was agreed until then; `standing`: only what was not taken back by then.
    """
    shown = [GroupLoan._meta.fields[one.name] for one in fields(GroupLoanView)]
    query = GroupLoan.select(*shown).order_by(GroupLoan.loan)
    if group:
        query = query.where(GroupLoan.group == group)
    if loan:
        query = query.where(GroupLoan.loan == loan)
    if last:
        query = query.where(GroupLoan.day <= last)
    if standing:
        query = query.where(fund_paid.stood(GroupLoan.taken_back, last))
    names = [one.name for one in fields(GroupLoanView)]
    return tuple(
        GroupLoanView(**{**told, "concession": bool(told["concession"])})
        for told in (dict(zip(names, row, strict=True)) for row in fetch(db, query))
    )


def is_lent(db: pw.Database, product: int) -> bool:
    """Whether a loan of a product was ever agreed."""
    return bool(fetch(db, GroupLoan.select(GroupLoan.loan).where(GroupLoan.product == product)))


def sums(db: pw.Database, last: str = "", *, loan: int = 0) -> Mapping[int, LoanSums]:
    """What moved on each loan up to a day, in one read; without a day what is kept of it."""
    found: dict[int, list[tuple[str, str, int]]] = {}
    for table in (FundSum, FundPosting) if last else (FundSum,):
        keys = (table.loan, table.kind, table.account)
        query = table.select(*keys, pw.fn.SUM(table.amount)).group_by(*keys)
        query = query.where(table.loan == loan) if loan else query.where(table.loan > 0)
        side = 1
        if table is FundPosting:  # less what moved since
            query, side = query.where(table.day > last), -1
        for number, kind, account, amount in fetch(db, query):
            found.setdefault(number, []).append((kind, account, side * int(amount)))
    return {number: loan_sums(moved) for number, moved in found.items()}


def lent(
    db: pw.Database, day: str, *, group: str = "", loan: int = 0, last: str = ""
) -> tuple[Lent, ...]:
    """Every loan that was not taken back, where it stands on `day`; by number.

    `last`: only what was agreed and moved until then.
    """
    moved, paid = sums(db, last, loan=loan), fund_paid.paid_out(db, last, loan=loan)
    changed = fund_changes.newest(db, loan=loan, last=last)
    return tuple(
        _lent(
            told,
            moved.get(told.loan, LoanSums()),
            day,
            changed.get(told.loan),
            paid.get(told.loan, ()),
        )
        for told in agreed(db, group=group, loan=loan, last=last, standing=True)
    )


def _lent(
    told: GroupLoanView,
    moved: LoanSums,
    day: str,
    change: ChangeView | None,
    outs: tuple[Out, ...],
) -> Lent:
    standing = standing_of(plan_of(told, change, outs), moved, day)
    return Lent(told, moved, standing, change, outs)


def plan_of(told: GroupLoanView, change: ChangeView | None, outs: tuple[Out, ...]) -> Plan:
    """What a loan's payments follow from, as they were agreed last, and what went out of it."""
    if change is None:
        return Plan(told.terms, outs)
    return Plan(change.terms, outs, change.before, change.entry)


def plan_now(db: pw.Database, told: GroupLoanView) -> Plan:
    """The same of one loan as the books stand now."""
    change = fund_changes.newest(db, loan=told.loan).get(told.loan)
    return plan_of(told, change, fund_paid.paid_out(db, loan=told.loan).get(told.loan, ()))


def last_moved(db: pw.Database, loan: int) -> str:
    """The last day on which anything was entered about a loan; "" where nothing was."""
    last = pw.fn.MAX(FundEntry.day)
    return str(FundEntry.select(last).where(FundEntry.loan == loan).scalar(db) or "")


def portfolio(some: tuple[Lent, ...]) -> Portfolio:
    """Loans that are out, or of which interest is late, by the age of what is late."""
    out = [one for one in some if one.standing.outstanding or one.standing.unpaid]
    rows = []
    for wanted in ("", *AGES):
        of_age = [one for one in out if one.age == wanted]
        late = sum(one.standing.unpaid for one in of_age) if wanted else 0
        rows.append(AgeRow(wanted, len(of_age), late, sum(one.sums.outstanding for one in of_age)))
    return Portfolio(tuple(rows), portfolio_at_risk(one.standing for one in out))


def balances(db: pw.Database) -> Mapping[str, int]:
    """What stands in each account now, on its own side."""
    table = FundSum
    query = table.select(table.account, pw.fn.SUM(table.amount)).group_by(table.account)
    found = {account: int(amount) for account, amount in fetch(db, query)}
    return {code: one.side * found.get(code, 0) for code, one in ACCOUNTS.items()}


def moved(db: pw.Database, first: str = "", last: str = "") -> tuple[Moved, ...]:
    """What was posted from day to day, by kind, account and what it is kept for; signed."""
    table = FundPosting
    keys = (table.kind, table.account, table.purpose)
    query = table.select(*keys, pw.fn.SUM(table.amount)).where(table.day >= first)
    if last:
        query = query.where(table.day <= last)
    rows = fetch(db, query.group_by(*keys).order_by(*keys))
    return tuple(Moved(kind, account, purpose, int(sum_)) for kind, account, purpose, sum_ in rows)


def entries(
    db: pw.Database, *, group: str = "", loan: int = 0, before: int = 0, limit: int = 100
) -> tuple[FundEntryView, ...]:
    """The newest first; `before`: only those with a lower number."""
    shown = [FundEntry._meta.fields[one.name] for one in fields(FundEntryView)]
    query = FundEntry.select(*shown).order_by(FundEntry.entry.desc()).limit(limit)
    if group:
        query = query.where(FundEntry.group == group)
    if loan:
        query = query.where(FundEntry.loan == loan)
    if before:
        query = query.where(FundEntry.entry < before)
    return tuple(FundEntryView(*row) for row in fetch(db, query))


def alike(db: pw.Database, kind: str, loan: int, day: str, amount: int) -> int:
    """The number of the newest entry that stands and says just this; 0: there is none."""
    query = FundEntry.select(pw.fn.MAX(FundEntry.entry)).where(
        FundEntry.kind == kind,
        FundEntry.loan == loan,
        FundEntry.day == day,
        FundEntry.amount == amount,
        FundEntry.reversed_by == 0,
    )
    return int(query.scalar(db) or 0)


def of_kind(db: pw.Database, kind: str) -> tuple[FundEntryView, ...]:
    """All entries of a kind that stand, the oldest first."""
    shown = [FundEntry._meta.fields[one.name] for one in fields(FundEntryView)]
    query = FundEntry.select(*shown).where(FundEntry.kind == kind, FundEntry.reversed_by == 0)
    return tuple(FundEntryView(*row) for row in fetch(db, query.order_by(FundEntry.entry)))


def entry(db: pw.Database, number: int) -> FundEntryView | None:
    """One entry, or None."""
    found = entries(db, before=number + 1, limit=1)
    return found[0] if found and found[0].entry == number else None


class Last(NamedTuple):
    """The last numbers that were given."""

    entry: int
    product: int
    loan: int


def last_numbers(db: pw.Database) -> Last:
    """The last entry, product and loan; 0 before there was one."""
    return Last(
        *(
            int(field.model.select(pw.fn.MAX(field)).scalar(db) or 0)
            for field in (FundEntry.entry, FundProduct.product, GroupLoan.loan)
        )
    )


def offers(db: pw.Database, loan: int = 0) -> tuple[OfferView, ...]:
    """What the fund offers this group, by the fund's number."""
    shown = [FundOffer._meta.fields[one.name] for one in fields(OfferView)]
    query = FundOffer.select(*shown).order_by(FundOffer.loan)
    if loan:
        query = query.where(FundOffer.loan == loan)
    return tuple(
        OfferView(**{**row, "concession": bool(row["concession"])})
        for row in query.dicts().execute(db)
    )
