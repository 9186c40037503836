"""The fund's books: every entry passes the rules of `core.rules.fund`, then stands in the views.

Of the running state only what an entry asks for is read.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
import peewee as pw

from federation.core import events as e
from federation.core import fund
from federation.core.rules.fund import ToldOfLoan, check_told

from ..database import insert_many
from ..journal import Numbered, StreamEnd
from ..queries.fund_books import load
from ..tables import (
    FundEntry,
    FundOffer,
    FundOfferChange,
    FundPosting,
    FundProduct,
    GroupLoan,
    GroupLoanChange,
    LoanAllotment,
)

ADD_SUM: Final = (
    "INSERT INTO fund_sum (account, purpose, loan, kind, amount) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (account, purpose, loan, kind)"
    " DO UPDATE SET amount = fund_sum.amount + excluded.amount"
)
ABOUT: Final = ("source", "about", "form", "payer", "approved_by")
"""Fields whose word says in a list what an entry is about; a kind has one of them at most."""


def entered(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    """An entry of the fund. Raises Refusal when it breaks a rule."""
    assert isinstance(event, e.FundDeed)
    books = load(db, event)
    kind, postings = books.enter(event)
    _put_entry(db, event, books.entries[event.entry].loan)
    insert_many(
        db,
        FundPosting,
        (
            (event.entry, n, event.day, kind, one.account, one.purpose, one.loan, one.amount)
            for n, one in enumerate(postings)
        ),
    )
    sums: dict[tuple[str, str, int], int] = {}
    for one in postings:
        key = (one.account, one.purpose, one.loan)
        sums[key] = sums.get(key, 0) + one.amount
    added = [(*key, kind, amount) for key, amount in sums.items()]
    db.connection().executemany(ADD_SUM, added)
    view = _VIEWS.get(type(event))
    if view is not None:
        view(db, event)
    if isinstance(event, e.GroupLoanRescheduled):
        _rescheduled(db, event, books.sums(event.loan))


def _put_entry(db: pw.Database, event: e.FundDeed, loan: int) -> None:
    told = msgspec.structs.asdict(event)
    group = told.get("group") or ""
    if loan and not group:
        group = GroupLoan.select(GroupLoan.group).where(GroupLoan.loan == loan).scalar(db)
    if isinstance(event, e.FundEntryReversed):
        # Whose it was, and what it was about: a sum over entries leaves both out.
        taken = FundEntry.select(FundEntry.group, FundEntry.about, FundEntry.amount)
        row = taken.where(FundEntry.entry == event.of).tuples().execute(db)
        group, told["about"], told["amount"] = next(iter(row))
    amount = sum(one.amount for one in told.get("parts", ())) or told.get("principal", 0)
    FundEntry.insert(
        entry=event.entry,
        kind=str(event.__struct_config__.tag),
        day=event.day,
        user=event.user,
        amount=told.get("amount", amount),
        loan=loan,
        group=group,
        about=next((told[name] for name in ABOUT if name in told), ""),
        slip=told.get("slip", ""),
        party="",
        note="",
        of=told.get("of", 0),
        second=told.get("second", 0),
        reversed_by=0,
    ).execute(db)


def _agreed(db: pw.Database, event: e.GroupLoanAgreed) -> None:
    told = msgspec.structs.asdict(event)
    row = {name: told[name] for name in GroupLoan._meta.fields if name in told}
    GroupLoan.insert(**{**row, "concession": int(event.concession), "taken_back": 0}).execute(db)


def _allocated(db: pw.Database, event: e.GroupLoanAllocated) -> None:
    rows = ((event.entry, one.member, event.loan, one.amount) for one in event.parts)
    insert_many(db, LoanAllotment, rows)


def _rescheduled(db: pw.Database, event: e.GroupLoanRescheduled, sums: fund.LoanSums) -> None:
    told = msgspec.structs.asdict(event)
    row = {name: told[name] for name in GroupLoanChange._meta.fields if name in told}
    GroupLoanChange.insert(
        **row,
        paid_out=sums.paid_out,
        paid_principal=sums.principal,
        paid_interest=sums.interest,
        recovered=sums.recovered,
        over=sums.over,
        written_off=sums.written_off,
        taken_back=0,
    ).execute(db)


def _reversed(db: pw.Database, event: e.FundEntryReversed) -> None:
    FundEntry.update(reversed_by=event.entry).where(FundEntry.entry == event.of).execute(db)
    for table in (GroupLoan, GroupLoanChange):
        table.update(taken_back=event.entry).where(table.entry == event.of).execute(db)


def _product(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.FundProductSet)
    load(db, event).enter(event)
    told = msgspec.structs.asdict(event)
    row = {name: told[name] for name in FundProduct._meta.fields}
    kept = [field for name, field in FundProduct._meta.fields.items() if name != "product"]
    FundProduct.insert(**{**row, "is_open": int(event.is_open)}).on_conflict(
        conflict_target=[FundProduct.product], preserve=kept
    ).execute(db)


def _offered(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.FundLoanOffered)
    told = msgspec.structs.asdict(event)
    row = {name: told[name] for name in FundOffer._meta.fields if name in told}
    blank = {"withdrawn_on": "", "stated_on": "", "paid_out": 0, "received": 0, "owed": 0}
    kept = [field for name, field in FundOffer._meta.fields.items() if name != "loan"]
    FundOffer.insert(**{**row, **blank, "concession": int(event.concession)}).on_conflict(
        conflict_target=[FundOffer.loan], preserve=kept
    ).execute(db)


def _withdrawn(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.FundOfferWithdrawn)
    FundOffer.update(withdrawn_on=event.day).where(FundOffer.loan == event.loan).execute(db)


def _replanned(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.FundLoanReplanned)
    told = msgspec.structs.asdict(event)
    row = {name: told[name] for name in FundOfferChange._meta.fields}
    kept = [field for name, field in FundOfferChange._meta.fields.items() if name != "loan"]
    FundOfferChange.insert(**row).on_conflict(
        conflict_target=[FundOfferChange.loan], preserve=kept
    ).execute(db)


def _stated(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.FundLoanStated)
    FundOffer.update(
        stated_on=event.day,
        paid_out=event.paid_out,
        received=event.received,
        owed=event.owed,
    ).where(FundOffer.loan == event.loan).execute(db)


def check(stream: StreamEnd, event: e.Event) -> None:
    """What the office of another node tells of a loan. Raises Refusal as the rules do."""
    if not stream.own and isinstance(event, ToldOfLoan):
        check_told(event)


def keep_words(db: pw.Database, numbered: Numbered) -> None:
    """Who gave or got it, and the note."""
    record, event = numbered.record, numbered.event
    if isinstance(record, e.FundNote) and isinstance(event, e.FundDeed):
        FundEntry.update(party=record.party, note=record.note).where(
            FundEntry.entry == event.entry
        ).execute(db)


_VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, Any], None]]] = MappingProxyType(
    {
        e.GroupLoanAgreed: _agreed,
        e.GroupLoanAllocated: _allocated,
        e.FundEntryReversed: _reversed,
    }
)
VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, StreamEnd, e.Event], None]]] = (
    MappingProxyType(
        {
            **dict.fromkeys(fund.POSTINGS, entered),
            e.FundProductSet: _product,
            e.FundLoanOffered: _offered,
            e.FundOfferWithdrawn: _withdrawn,
            e.FundLoanReplanned: _replanned,
            e.FundLoanStated: _stated,
        }
    )
)
