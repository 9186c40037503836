"""The sheet of the fund: capital, loans and payments that a federation has in a spreadsheet.

A row is an entry: `capital`, `loan`, `paid_out` or `paid_back`. `loan_no` is the sheet's own number
of a loan, by which its payments name it; the fund gives its own. Rows stand in any order and are
taken by their days, all or none. A sheet that comes again adds what is new: a row is there already
when the fund's books have as many entries that say the same as the sheet has so far.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from federation.books.columns import Sheet
from federation.books.reader import read_sheet
from federation.books.rows import Row
from federation.books.telling import refused
from federation.books.writer import Table
from federation.commands import fund as deeds
from federation.commands import group_lending
from federation.commands.deed import Decision, Desk, Order, enter
from federation.core import fund
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import MOST_FAULTS, Fault, fault
from federation.schemas.fund import FundRowSchema
from federation.store import Database, Store
from federation.store.queries import fund as told
from federation.store.queries import requests

NAME: Final = "fund"
CAPITAL, LOAN, PAID_OUT, PAID_BACK = "capital", "loan", "paid_out", "paid_back"
ORDER: Final = (CAPITAL, LOAN, PAID_OUT, PAID_BACK)
COLUMNS: Final = (
    *("what", "loan_no", "date", "amount", "source", "group", "product", "first_due_on"),
    *("instalments", "concession", "approved_by", "form", "payer", "slip", "party", "note"),
)
# What a row of each kind cannot do without, besides what every row has.
NEEDS: Final = MappingProxyType(
    {
        CAPITAL: ("source",),
        LOAN: ("loan_no", "group", "product", "first_due_on", "approved_by"),
        PAID_OUT: ("loan_no",),
        PAID_BACK: ("loan_no",),
    }
)
# In which column a refusal stands; the amount's, where none is named.
COLUMN: Final = MappingProxyType(
    {
        "fund-day-ahead": "date",
        "partner-unknown": "group",
        "fund-product-unknown": "product",
        "fund-product-closed": "product",
        "fund-instalments-more": "instalments",
        "loan-first-due": "first_due_on",
        "fund-sheet-no-loan": "loan_no",
        "fund-sheet-loan-twice": "loan_no",
        "fund-loan-not-out": "loan_no",
    }
)
_KINDS: Final = MappingProxyType(
    {CAPITAL: fund.CAPITAL_IN, PAID_OUT: fund.PAID_OUT, PAID_BACK: fund.REMITTED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRow(Row):
    """One row; money in minor units. `row` is its line in the sheet."""

    what: str
    date: str
    amount: int
    loan_no: int = 0
    source: str = ""
    group: str = ""
    product: int = 0
    first_due_on: str = ""
    instalments: int = 0
    concession: str = ""
    approved_by: str = ""
    form: str = fund.FORMS[0]
    payer: str = fund.PAYERS[0]
    slip: str = ""
    party: str = ""
    note: str = ""


SHEET: Final = Sheet(NAME, FundRow, MappingProxyType(dict(FundRowSchema().fields)))


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows were entered, by kind; `already`: rows that were there before."""

    entered: Counter[str]
    already: int


class _NotTaken(Exception):
    """Nothing is kept of what was tried."""


def table() -> Table:
    """The empty sheet."""
    return Table(NAME, COLUMNS, [])


def take(store: Store, path: Path, *, user: int = 0, dry_run: bool = False) -> Taken:
    """Enter every row that is new, or none; `dry_run`: only try.

    Raises Refusal `fund-not-here`, `fund-sheet-empty`, `books-refused` with a fault for each row
    that is wrong, `node-restored`, and what `read_sheet` refuses.
    """
    if store.node.settings.role != "hub":
        raise refuse("fund-not-here")
    if store.is_restored():
        raise refuse("node-restored")
    rows = [one for one in read_sheet(SHEET, path) if isinstance(one, FundRow)]
    if not rows:
        raise refuse("fund-sheet-empty", file=path.name)
    lacking = list(_lacking(rows))
    if lacking:
        raise refused(path.name, lacking)
    rows.sort(key=lambda one: (one.date, ORDER.index(one.what), one.row))
    made = _Taking(store, user)
    with suppress(_NotTaken), store.writing() as db:
        made.all_of(db, rows)
        made.end(dry_run=dry_run)
    if made.faults:
        raise refused(path.name, sorted(made.faults, key=lambda one: int(one.where[1])))
    return Taken(made.entered, made.already)


def _lacking(rows: Iterable[FundRow]) -> Iterable[Fault]:
    for row in rows:
        for name in NEEDS[row.what]:
            if not getattr(row, name):
                yield fault((NAME, row.row, name), refuse("field-missing"))


@dataclass(slots=True)
class _Taking:
    """Rows as they are entered, inside one transaction; `loans`: the fund's numbers of the sheet's.

    `left`: entries of before that a row may be, by what they say.
    """

    store: Store
    user: int
    faults: list[Fault] = field(default_factory=list)
    entered: Counter[str] = field(default_factory=Counter)
    already: int = 0
    loans: dict[int, int] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)
    left: Counter[tuple[object, ...]] = field(default_factory=Counter)
    known: dict[tuple[object, ...], list[int]] = field(default_factory=dict)

    def all_of(self, db: Database, rows: Iterable[FundRow]) -> None:
        """Every row in its turn; of a loan that cannot be, nothing more is told."""
        self._read(db)
        for row in rows:
            if len(self.faults) >= MOST_FAULTS:
                return
            if row.loan_no in self.failed:
                continue
            try:
                with db.atomic():
                    self._one(db, row)
            except Refusal as refusal:
                column = COLUMN.get(refusal.code, "amount")
                self.faults.append(fault((NAME, row.row, column), refusal))
                self.failed |= {row.loan_no} if row.what == LOAN else set()

    def end(self, *, dry_run: bool) -> None:
        """Raises `_NotTaken`, which undoes all of it, where anything is wrong or it was a trial."""
        if self.faults or dry_run:
            raise _NotTaken

    def _read(self, db: Database) -> None:
        codes = {one.node: one.code for one in requests.partners(db, "group")}
        for loan in told.agreed(db):
            if not loan.taken_back:
                says = (codes.get(loan.group), loan.day, loan.principal, loan.product)
                self.known.setdefault((*says, loan.first_due_on), []).append(loan.loan)
        for kind in _KINDS.values():
            for one in told.of_kind(db, kind):
                about = one.about if kind == fund.CAPITAL_IN else ""
                self.left[kind, one.loan, one.day, one.amount, one.slip, about] += 1

    def _one(self, db: Database, row: FundRow) -> None:
        if row.what == LOAN:
            self._loan(db, row)
            return
        loan = self.loans.get(row.loan_no, 0)
        if row.what != CAPITAL and not loan:
            raise refuse("fund-sheet-no-loan", loan_no=row.loan_no)
        says = (_KINDS[row.what], loan, row.date, row.amount, row.slip, row.source)
        if self.left[says]:
            self.left[says] -= 1
            self.already += 1
            return
        self._enter(db, row, *_order(row, loan, self.user))

    def _loan(self, db: Database, row: FundRow) -> None:
        if row.loan_no in self.loans:
            raise refuse("fund-sheet-loan-twice", loan_no=row.loan_no)
        says = (row.group, row.date, row.amount, row.product, row.first_due_on)
        if self.known.get(says):
            self.loans[row.loan_no] = self.known[says].pop(0)
            self.already += 1
            return
        facts = self._enter(db, row, *_order(row, 0, self.user))
        self.loans[row.loan_no] = int(facts["loan"])

    def _enter(
        self, db: Database, row: FundRow, order: Order, deed: Callable[[Desk, Any], Decision]
    ) -> Any:
        drafts, facts = deed(Desk(db, self.store.node), order)
        enter(db, self.store.node, drafts, facts)
        self.entered[row.what] += 1
        return facts


def _order(row: FundRow, loan: int, user: int) -> tuple[Order, Callable[[Desk, Any], Decision]]:
    """The deed that a row asks for."""
    words: dict[str, Any] = {"day": row.date, "party": row.party, "note": row.note, "user": user}
    if row.what == LOAN:
        agreed = group_lending.AgreeGroupLoan(
            group=row.group,
            product=row.product,
            principal=row.amount,
            first_due_on=row.first_due_on,
            approved_by=row.approved_by,
            instalments=row.instalments,
            concession=row.concession == "yes",
            **words,
        )
        return agreed, group_lending.agree_group_loan
    money: dict[str, Any] = {"amount": row.amount, "slip": row.slip, **words}
    if row.what == CAPITAL:
        return deeds.TakeCapital(source=row.source, **money), deeds.take_capital
    if row.what == PAID_OUT:
        out = group_lending.PayOutLoan(loan=loan, form=row.form, **money)
        return out, group_lending.pay_out_loan
    back = group_lending.TakeRemittance(loan=loan, payer=row.payer, **money)
    return back, group_lending.take_remittance
