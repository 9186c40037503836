"""What a group's books say of a fund's money, month by month: summed in passing.

So a page over every group reads a row for each month, and not each repayment of each member.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec
import peewee as pw

from federation.core import events as e
from federation.core import kinds
from federation.core.terms import GROUP, SOURCES

from ..tables import FundLoan, Loan

COLLECTED: Final = "collected"
CONTRIBUTED: Final = "contributed"
REMITTED: Final = "remitted"
RECEIVED: Final = "received"
FUND: Final = SOURCES[1]

WHAT: Final[Mapping[type[e.Event], str]] = MappingProxyType(
    {
        e.LoanPrincipal: COLLECTED,
        e.LoanInterest: COLLECTED,
        e.LoanAdvance: COLLECTED,
        e.FundContribution: CONTRIBUTED,
        e.FundRemitted: REMITTED,
        e.FundReceived: RECEIVED,
    }
)
_BY_TAG: Final = MappingProxyType({kinds.KINDS[one].tag: what for one, what in WHAT.items()})
_ADD: Final = (
    "INSERT INTO fund_flow (book, month, source, what, amount) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (book, month, source, what)"
    " DO UPDATE SET amount = fund_flow.amount + excluded.amount"
)
_MONTH_LETTERS: Final = 7

# Month, lender, what: the sum of it.
Flows = dict[tuple[str, str, str], int]


def came(db: pw.Database, book: int, flows: Flows, event: e.Money) -> None:
    """An entry that may be of a fund's money."""
    source = getattr(event, "source", "") or _lender(db, book, getattr(event, "fund_loan", 0))
    _add(flows, event.day, source, WHAT[type(event)], event.amount)


def went(
    db: pw.Database, book: int, flows: Flows, day: str, kind: str, loan: int, amount: int
) -> None:
    """An entry of that kind and loan was taken back on a day."""
    what = _BY_TAG.get(kind)
    if what == COLLECTED:
        named = Loan.select(Loan.source).where(Loan.book == book, Loan.loan == loan)
        _add(flows, day, str(named.scalar(db)), what, -amount)
    elif what:
        _add(flows, day, _lender(db, book, loan), what, -amount)


def write(db: pw.Database, book: int, flows: Flows) -> None:
    """Add up what came by since the last time, by month and in all."""
    whole: Flows = {}
    for (_, source, what), amount in flows.items():
        whole["", source, what] = whole.get(("", source, what), 0) + amount
    added = [(book, *key, amount) for some in (flows, whole) for key, amount in some.items()]
    db.connection().executemany(_ADD, added)
    flows.clear()


def _add(flows: Flows, day: str, source: str, what: str, amount: int) -> None:
    if source != GROUP:
        key = (day[:_MONTH_LETTERS], source, what)
        flows[key] = flows.get(key, 0) + amount


def _lender(db: pw.Database, book: int, fund_loan: int) -> str:
    """Whose money it is: what names no loan to the group is the fund's."""
    if not fund_loan:
        return FUND
    body = FundLoan.select(FundLoan.body).where(
        FundLoan.book == book, FundLoan.fund_loan == fund_loan
    )
    told = body.scalar(db)
    return msgspec.json.decode(told, type=e.FundLoanAgreed).source if told else FUND
