"""The running state of the fund's books, as far as one entry asks for it."""

import peewee as pw

from federation.core import events as e
from federation.core.fund import ACCOUNTS, Key, LoanSums
from federation.core.posting import Posting
from federation.core.rules.fund import Change, Entered, FundBooks

from ..database import fetch
from ..tables import FundEntry, FundPosting, FundProduct, FundSum, GroupLoan, GroupLoanChange


def load(db: pw.Database, event: e.Event) -> FundBooks:
    """The running state, as far as this entry asks for it."""
    of = event.of if isinstance(event, e.FundEntryReversed) else 0
    entries = {of: _entered(db, of)} if of else {}
    found = {number: one for number, one in entries.items() if one is not None}
    loan = getattr(event, "loan", 0) or (found[of].loan if of in found else 0)
    agreed = GroupLoan.select(GroupLoan.loan, GroupLoan.principal).where(
        GroupLoan.loan == loan, GroupLoan.taken_back == 0
    )
    keys = (FundSum.account, FundSum.purpose, FundSum.loan)
    balances = (
        FundSum.select(*keys, pw.fn.SUM(FundSum.amount))
        .where((FundSum.loan == 0) | (FundSum.loan == loan))
        .group_by(*keys)
    )
    moved = FundSum.select(FundSum.kind, FundSum.account, FundSum.amount).where(
        FundSum.loan == loan
    )
    return FundBooks(
        last={
            "entry": FundEntry.select(pw.fn.MAX(FundEntry.entry)).scalar(db) or 0,
            "product": FundProduct.select(pw.fn.MAX(FundProduct.product)).scalar(db) or 0,
            "loan": GroupLoan.select(pw.fn.MAX(GroupLoan.loan)).scalar(db) or 0,
        },
        agreed=dict(agreed.tuples().execute(db)),
        balances={
            (account, 0, purpose, number): int(amount)
            for account, purpose, number, amount in balances.tuples().execute(db)
        },
        moved={loan: {(kind, account): sum_ for kind, account, sum_ in moved.tuples().execute(db)}}
        if loan
        else {},
        entries=found,
        changes={loan: _changes(db, loan)} if loan else {},
    )


def _changes(db: pw.Database, loan: int) -> list[Change]:
    """How a loan's payments were agreed anew, and what had moved by then; what stands of it."""
    c = GroupLoanChange
    query = c.select(
        c.entry, c.paid_out, c.paid_principal, c.paid_interest, c.recovered, c.over, c.written_off
    ).where(c.loan == loan, c.taken_back == 0)
    return [
        Change(
            entry,
            LoanSums(
                paid_out=paid_out,
                principal=principal,
                interest=interest,
                recovered=recovered,
                over=over,
                written_off=written_off,
            ),
        )
        for entry, paid_out, principal, interest, recovered, over, written_off in fetch(
            db, query.order_by(c.entry)
        )
    ]


def short_from(db: pw.Database, key: Key, day: str, amount: int) -> tuple[str, int]:
    """The first day from `day` on at whose end a pot would be short, and by how much; or "", 0.

    `amount`: what an entry of that day would move on it (debit above zero); the entry itself is not
    in the books yet.
    """
    side, table = ACCOUNTS[key[0]].side, FundPosting
    latest = table.select(pw.fn.MAX(table.day)).scalar(db) or ""
    if amount * side >= 0 or latest <= day:
        return "", 0  # it does not fall, or what stands now tells
    now = FundSum.select(pw.fn.SUM(FundSum.amount)).where(_of(FundSum, key)).scalar(db)
    since = table.select(table.day, pw.fn.SUM(table.amount)).where(_of(table, key), table.day > day)
    moved = fetch(db, since.group_by(table.day).order_by(table.day))
    standing = (int(now or 0) - sum(int(one) for _, one in moved) + amount) * side
    for at, change in ((day, 0), *moved):
        standing += int(change) * side
        if standing < 0:
            return at, -standing
    return "", 0


def _of(table: type[FundSum | FundPosting], key: Key) -> pw.Expression:
    """The rows of a pot."""
    account, _, purpose, loan = key
    return (table.account == account) & (table.purpose == purpose) & (table.loan == loan)


def _entered(db: pw.Database, entry: int) -> Entered | None:
    row = FundEntry.select(FundEntry.kind, FundEntry.loan, FundEntry.reversed_by).where(
        FundEntry.entry == entry
    )
    found = row.tuples().execute(db)
    rows = FundPosting.select(
        FundPosting.account, FundPosting.purpose, FundPosting.loan, FundPosting.amount
    ).where(FundPosting.entry == entry)
    postings = tuple(
        Posting(account, 0, purpose, loan, amount)
        for account, purpose, loan, amount in rows.order_by(FundPosting.n).tuples().execute(db)
    )
    return next((Entered(kind, loan, postings, by) for kind, loan, by in found), None)
