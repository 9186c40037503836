"""Loans: the list, one loan with its payments, the agreement to print, what is late by age."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation import i18n
from federation.core.refusals import refuse
from federation.store import Database
from federation.store.queries import books, fund_loans, group
from federation.store.queries import loans as lent

from .. import speaking
from ..guard import allow
from ..here import node, number_asked, store
from ..pages import Page, render
from ..today import today
from . import loan_forms
from .common import OFFICERS, own_book

LINES: Final = 100  # of loans that are over, at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Loans(Page):
    """Open loans with what is due, who asks, what waits to be paid out; how many are `over`."""

    template: ClassVar[str] = "group/loans.html"
    loans: tuple[lent.LoanStanding, ...]
    portfolio: lent.Portfolio
    asked: tuple[group.ApplicationView, ...]
    waiting: tuple[books.LoanView, ...]
    over: int
    names: dict[int, str]
    fund_loans: int
    offers: int
    meeting: books.MeetingView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoansOver(Page):
    """Loans that are over, the newest first; `older`: where the next page begins, or 0."""

    template: ClassVar[str] = "group/loans_over.html"
    loans: tuple[books.LoanView, ...]
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneLoan(Page):
    """One loan: terms, what is due, every payment, what was entered; what can be done with it.

    `fine_minor`: the fine of the rules for paying late; `kept_minor`: kept for the member.
    """

    template: ClassVar[str] = "group/loan.html"
    one: lent.LoanStanding
    entries: tuple[books.EntryView, ...]
    guarantors: tuple[str, ...]
    decision: group.DecisionView | None
    lender: str
    fine_minor: int
    kept_minor: int
    meeting: books.MeetingView | None
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Page):
    """What member and group sign: the terms in words, every payment with its day."""

    template: ClassVar[str] = "group/loan_agreement.html"
    one: lent.LoanStanding
    guarantors: tuple[str, ...]
    decision: group.DecisionView | None
    lender: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrears(Page):
    """Loans by the age of their oldest unpaid payment, and what is at risk."""

    template: ClassVar[str] = "group/loan_arrears.html"
    loans: tuple[lent.LoanStanding, ...]
    portfolio: lent.Portfolio
    day: str


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/loans", view_func=loan_list)
    to.add_url_rule("/loans/late", view_func=loan_arrears)
    to.add_url_rule("/loans/over", view_func=loans_over)
    to.add_url_rule("/loans/<int:loan>", view_func=one_loan)
    to.add_url_rule("/loans/<int:loan>/agreement", view_func=loan_agreement)


def day_now(db: Database) -> str:
    """The day of the open meeting, else today."""
    running = books.open_meeting(db, own_book(db))
    return running.day if running else today()


def found(db: Database, loan: int) -> lent.LoanStanding:
    """A loan as it stands now. Raises Refusal `loan-unknown`."""
    known = lent.lending(db, own_book(db), day_now(db), loan)
    if not known:
        raise refuse("loan-unknown", loan=loan)
    return known[0]


@allow(*OFFICERS)
def loan_list() -> ResponseReturnValue:
    """Every loan; the late ones first."""
    with store().reading() as db:
        book = own_book(db)
        standing = lent.lending(db, book, day_now(db))
        waiting = lent.not_paid_out(db, book)
        page = Loans(
            loans=tuple(sorted(standing, key=lambda one: -one.standing.days_late)),
            portfolio=lent.portfolio(standing),
            asked=group.applications(db, book, state="asked")[::-1],
            waiting=waiting,
            over=len(lent.over(db, book)),
            names=books.names(db, book),
            fund_loans=len(group.fund_loans(db, book)),
            offers=len(fund_loans.open_offers(db, book)),
            meeting=books.open_meeting(db, book),
        )
    return render(page)


@allow(*OFFICERS)
def loans_over() -> ResponseReturnValue:
    """Loans that are over, a page at a time."""
    with store().reading() as db:
        book, before = own_book(db), number_asked("before")
        rest = [one for one in lent.over(db, book) if not before or one < before]
        shown = rest[:LINES]
        page = LoansOver(
            loans=books.loans(db, book, only=shown)[::-1],
            older=shown[-1] if len(shown) < len(rest) else 0,
        )
    return render(page)


def _named(db: Database, spaced: str) -> tuple[str, ...]:
    names = books.names(db, own_book(db))
    return tuple(names.get(int(one), "") or f"№ {one}" for one in spaced.split())


def lender_of(db: Database, one: books.LoanView) -> str:
    """Who lent the money, by name; "" for the group itself or a fund without an agreement."""
    agreed = fund_loans.fund_loan(db, own_book(db), one.fund_loan) if one.fund_loan else None
    return agreed.told.lender if agreed and agreed.told else ""


@allow(*OFFICERS)
def one_loan(loan: int) -> ResponseReturnValue:
    """One loan."""
    with store().reading() as db:
        book, one = own_book(db), found(db, loan)
        kept = lent.kept_credit(db, book).get(one.loan.member, 0)
        page = OneLoan(
            one=one,
            entries=lent.entries_of(db, book, loan)[::-1],
            guarantors=_named(db, one.loan.guarantors),
            decision=group.decision(db, book, one.loan.decision) if one.loan.decision else None,
            lender=lender_of(db, one.loan),
            fine_minor=loan_forms.rules_of(db).loan_fine,
            kept_minor=kept,
            meeting=books.open_meeting(db, book),
            token=node().new_id(),
        )
    return render(page)


@allow(*OFFICERS)
def loan_agreement(loan: int) -> ResponseReturnValue:
    """The agreement, to be printed and signed, in the language of her papers."""
    with store().reading() as db:
        one = found(db, loan)
        borrower = books.member(db, own_book(db), one.loan.member)
        decision = group.decision(db, own_book(db), one.loan.decision)
        page = Agreement(
            one=one,
            guarantors=_named(db, one.loan.guarantors),
            decision=decision,
            lender=lender_of(db, one.loan),
            day=today(),
        )
    if borrower is not None and i18n.has_words(borrower.slip_language):
        speaking.speak(borrower.slip_language)
    return render(page)


@allow(*OFFICERS)
def loan_arrears() -> ResponseReturnValue:
    """What is late."""
    with store().reading() as db:
        day = day_now(db)
        standing = lent.lending(db, own_book(db), day)
    late = sorted((one for one in standing if one.age), key=lambda one: -one.standing.days_late)
    return render(Arrears(loans=tuple(late), portfolio=lent.portfolio(standing), day=day))
