"""From a group's figures down to what its files brought: sums by month, by file, by kind.

None of these pages shows whom an entry is about; what does begins with a reason (`looks`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from federation.core.accounts import ACCOUNTS
from federation.core.refusals import refuse
from federation.store import Database
from federation.store.queries import books, looking
from federation.store.queries import requests as asked
from federation.store.queries.requests import PartnerView

from ..guard import allow
from ..here import number_asked, store
from ..pages import Page, render
from .overview import STAFF

FILES: Final = 50
_MONTH: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class AccountSum:
    """An account and what it holds or moved, on its own side, in minor units."""

    account: str
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts(Page):
    """What each account of a group holds now."""

    template: ClassVar[str] = "hub/accounts.html"
    partner: PartnerView
    accounts: tuple[AccountSum, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMonths(Page):
    """One account month by month, on its own side, the newest first."""

    template: ClassVar[str] = "hub/account.html"
    partner: PartnerView
    account: str
    months: tuple[looking.MonthSum, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage(Page):
    """A month of a group: kinds of entries, what moved, and the files that brought it."""

    template: ClassVar[str] = "hub/month.html"
    partner: PartnerView
    month: str
    account: str
    kinds: tuple[looking.KindSum, ...]
    moved: tuple[AccountSum, ...]
    files: tuple[looking.LedgerFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files(Page):
    """The files of a group's books; `older`: from which arrival the next page goes back, or 0."""

    template: ClassVar[str] = "hub/files_in.html"
    partner: PartnerView
    files: tuple[looking.LedgerFile, ...]
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage(Page):
    """One file: what it brought, by kind; `days`: the earliest and the latest it speaks of."""

    template: ClassVar[str] = "hub/file_in.html"
    partner: PartnerView
    file: looking.LedgerFile
    days: tuple[str, str]
    kinds: tuple[looking.KindSum, ...]
    moved: tuple[AccountSum, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    for path, view in (
        ("accounts", accounts),
        ("accounts/<account>", account_months),
        ("months/<month>", one_month),
        ("files", files),
        ("files/<int:arrival>", one_file),
    ):
        to.add_url_rule(f"/groups/<code>/{path}", view_func=view)


def group_here(db: Database, code: str) -> tuple[PartnerView, int]:
    """A group and the id of its book (0: nothing came). Raises Refusal `partner-unknown`."""
    found = asked.partner(db, code)
    if found is None or found.role != "group":
        raise refuse("partner-unknown", partner=code[:20])
    return found, books.book_of(db, found.node)


def _sums(told: Mapping[str, int]) -> tuple[AccountSum, ...]:
    """In the order of the chart, on their own sides, without those that are nothing."""
    return tuple(
        AccountSum(code, told[code] * account.side)
        for code, account in ACCOUNTS.items()
        if told.get(code)
    )


def one_ledger_file(db: Database, book: int, arrival: int) -> looking.LedgerFile:
    """A file of a book. Raises Refusal `file-not-here`."""
    found = looking.files(db, book, arrival=arrival, limit=1) if book and arrival else ()
    if not found:
        raise refuse("file-not-here")
    return found[0]


@allow(*STAFF)
def accounts(code: str) -> ResponseReturnValue:
    """What each account holds."""
    with store().reading() as db:
        partner, book = group_here(db, code)
        found = _sums(books.account_sums(db, book))
    return render(Accounts(partner=partner, accounts=found))


@allow(*STAFF)
def account_months(code: str, account: str) -> ResponseReturnValue:
    """One account, month by month."""
    if account not in ACCOUNTS:
        raise refuse("account-unknown")
    side = ACCOUNTS[account].side
    with store().reading() as db:
        partner, book = group_here(db, code)
        found = tuple(
            looking.MonthSum(one.month, one.moved_minor * side, one.held_minor * side)
            for one in looking.months(db, book, account)
        )
    return render(AccountMonths(partner=partner, account=account, months=found))


@allow(*STAFF)
def one_month(code: str, month: str) -> ResponseReturnValue:
    """One month, and the files that brought it."""
    if not _MONTH.fullmatch(month):
        raise refuse("month-none", month=month[:20])
    account = request.args.get("account", "")
    with store().reading() as db:
        partner, book = group_here(db, code)
        page = MonthPage(
            partner=partner,
            month=month,
            account=account if account in ACCOUNTS else "",
            kinds=looking.kinds_in_month(db, book, month),
            moved=_sums(looking.moved_in(db, book, month)),
            files=looking.files(db, book, month=month, limit=FILES) if book else (),
        )
    return render(page)


@allow(*STAFF)
def files(code: str) -> ResponseReturnValue:
    """The files of a group, a page at a time."""
    before = number_asked("before")
    with store().reading() as db:
        partner, book = group_here(db, code)
        found = looking.files(db, book, before=before, limit=FILES + 1) if book else ()
    older = found[FILES - 1].arrival if len(found) > FILES else 0
    return render(Files(partner=partner, files=found[:FILES], older=older))


@allow(*STAFF)
def one_file(code: str, arrival: int) -> ResponseReturnValue:
    """What one file brought."""
    with store().reading() as db:
        partner, book = group_here(db, code)
        found = one_ledger_file(db, book, arrival)
        span = (found.first, found.last)
        page = FilePage(
            partner=partner,
            file=found,
            days=looking.days_between(db, book, *span),
            kinds=looking.kinds_between(db, book, *span),
            moved=_sums(looking.moved_between(db, book, *span)),
        )
    return render(page)
