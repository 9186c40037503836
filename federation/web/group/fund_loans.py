"""Loans of a fund or the state to the group: both sides on one page, money in and paid over."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.deed import Decision, Desk
from federation.commands.fund_loans import (
    AgreeFundLoan,
    MoveFundMoney,
    agree_fund_loan,
    receive,
    remit,
)
from federation.core.loans import Schedule
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import load
from federation.schemas.loans import FundLoanSchema, FundMoneySchema, votes_of
from federation.store import Database
from federation.store.queries import books, fund, fund_changes
from federation.store.queries import fund_loans as lenders
from federation.store.queries import loans as lent

from .. import forms
from ..errors import status_of
from ..filters import plain
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from . import loan_forms
from .common import OFFICERS, own_book
from .loans import day_now

CONFIRM: Final = "confirm"
_FIELDS: Final = (
    ("vote-missing", "votes_for"),
    ("vote-not-carried", "votes_for"),
    ("decision-more-votes", "votes_for"),
    ("loan-first-due", "first_due_on"),
    ("fund-received-more", "amount"),
    ("fund-remit-more", "amount"),
)


@dataclass(frozen=True, slots=True)
class Due:
    """What the group is to have paid over by today, what it paid, and the next payment."""

    by_now: int
    paid: int
    next_due: str
    next_amount: int

    @property
    def behind(self) -> int:
        """What was due and is not paid over."""
        return max(self.by_now - self.paid, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLoans(Page):
    """Every loan to the group, and what names none; what the fund offers and is in no book yet."""

    template: ClassVar[str] = "group/fund_loans.html"
    loans: tuple[lenders.FundLoanView, ...]
    offers: tuple[fund.OfferView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLoan(Page):
    """One loan to the group: the fund's side and the members' side of the same money.

    `stated`: what the fund's own books say of it, if it is of the federation's fund; `plan`: the
    payments by which the fund counts, where they were agreed anew.
    """

    template: ClassVar[str] = "group/fund_loan.html"
    one: lenders.FundLoanView
    laid: Schedule
    plan: fund_changes.ReplannedView | None
    due: Due
    members: tuple[lent.LoanStanding, ...]
    paid_back: tuple[books.LoanView, ...]
    stated: fund.OfferView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFundLoan(Page):
    """The terms of a lender; `laid` once they were asked for."""

    template: ClassVar[str] = "group/fund_loan_new.html"
    form: Form
    meeting: books.MeetingView | None
    voting: loan_forms.Voting
    laid: Schedule | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundMoney(Page):
    """Money that came from a lender, or is paid over to it; `most_minor`: at most so much."""

    template: ClassVar[str] = "group/fund_money.html"
    form: Form
    one: lenders.FundLoanView
    is_in: bool
    most_minor: int


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/fund-loans", view_func=fund_loan_list)
    to.add_url_rule("/fund-loans/new", view_func=new_fund_loan, methods=both)
    to.add_url_rule("/fund-loans/<int:number>", view_func=fund_loan)
    to.add_url_rule("/fund-loans/<int:number>/received", view_func=fund_received, methods=both)
    to.add_url_rule("/fund-loans/<int:number>/paid-over", view_func=fund_paid_over, methods=both)


def _beside(refusal: Refusal) -> str:
    return dict(_FIELDS).get(refusal.code, "")


def _found(db: Database, number: int) -> lenders.FundLoanView:
    one = lenders.fund_loan(db, own_book(db), number)
    if one is None:
        raise refuse("fund-loan-unknown", fund_loan=number)
    return one


@allow(*OFFICERS)
def fund_loan_list() -> ResponseReturnValue:
    """Every loan to the group."""
    with store().reading() as db:
        book = own_book(db)
        page = FundLoans(loans=lenders.fund_loans(db, book), offers=lenders.open_offers(db, book))
    return render(page)


@allow(*OFFICERS)
def fund_loan(number: int) -> ResponseReturnValue:
    """One loan to the group."""
    with store().reading() as db:
        one, day = _found(db, number), day_now(db)
        assert one.told is not None
        plan = fund_changes.replanned(db, one.told.offer) if one.told.offer else None
        laid = lenders.laid_for(db, own_book(db), one, plan)
        paid = one.remitted - (min(plan.received, one.remitted) if plan else 0)
        mine = {loan.loan for loan in one.loans}
        members = tuple(
            each for each in lent.lending(db, own_book(db), day) if each.loan.loan in mine
        )
        page = FundLoan(
            one=one,
            laid=laid,
            plan=plan,
            due=_due(laid, paid, day),
            members=members,
            paid_back=tuple(loan for loan in one.loans if not loan.owes_minor),
            stated=_stated(db, one.told.offer),
        )
    return render(page)


def _stated(db: Database, offer: int) -> fund.OfferView | None:
    """What the fund said last of its loan."""
    found = fund.offers(db, offer) if offer else ()
    return found[0] if found and found[0].stated_on else None


def _due(laid: Schedule, paid: int, day: str) -> Due:
    by_now, left = sum(row.total for row in laid.rows if row.due <= day), paid
    for row in laid.rows:
        if left < row.total and row.due > day:
            return Due(by_now, paid, row.due, row.total - left)
        left = max(left - row.total, 0)
    return Due(by_now, paid, "", 0)


@allow(*OFFICERS)
def new_fund_loan() -> ResponseReturnValue:
    """The group takes a loan; the payments are shown before."""
    if request.method == "GET":
        with store().reading() as db:
            day = day_now(db)
        usual = {
            "source": "fund",
            "per": "month",
            "method": "declining",
            "every": "month",
            "day": day,
            "first_due_on": loan_forms.a_step_later(day, "month"),
        }
        return render(_new(forms.fresh(**usual)))
    form = forms.typed()
    values, faults = load(FundLoanSchema(), loan_forms.typed(form))
    if faults:
        return forms.show(_new(form.wrong(faults)))
    votes = votes_of(values)
    page = _new(form)
    running = page.meeting
    inside = running.meeting if running and running.day == values["day"] else 0
    order = AgreeFundLoan(**values, votes=votes, meeting=inside, **forms.stamp(form))
    key = loan_forms.shown_key(form)
    if form.button != CONFIRM or form.value(loan_forms.SHOWN) != key:
        try:
            return render(replace(page, laid=order.schedule, key=key))
        except Refusal as refusal:
            wrong = form.refused(refusal, _beside(refusal))
            return forms.show(_new(wrong), status_of(refusal))
    return forms.act(
        form,
        order,
        agree_fund_loan,
        _new,
        lambda told: url_for(".fund_loan", number=told.facts["fund_loan"], done="fund-agreed"),
        _beside,
    )


def _new(form: Form) -> NewFundLoan:
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
        return NewFundLoan(
            form=form,
            meeting=running,
            voting=loan_forms.voting(db, running.meeting if running else 0),
        )


@allow(*OFFICERS)
def fund_received(number: int) -> ResponseReturnValue:
    """Loan money came from the lender."""
    return _moved(number, receive, is_in=True)


@allow(*OFFICERS)
def fund_paid_over(number: int) -> ResponseReturnValue:
    """What was collected is paid over to the lender."""
    return _moved(number, remit, is_in=False)


def _moved(
    number: int, deed: Callable[[Desk, MoveFundMoney], Decision], *, is_in: bool
) -> ResponseReturnValue:
    if request.method == "GET":
        with store().reading() as db:
            day = day_now(db)
        page = _money(number, forms.fresh(day=day), is_in=is_in)
        most = plain(page.most_minor) if page.most_minor else ""
        return render(_money(number, forms.fresh(day=day, amount=most), is_in=is_in))
    form = forms.typed()
    values, faults = load(FundMoneySchema(), form.typed())
    if faults:
        return forms.show(_money(number, form.wrong(faults), is_in=is_in))
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    inside = running.meeting if running and running.day == values["day"] else 0
    stamped: dict[str, Any] = forms.stamp(form)
    order = MoveFundMoney(fund_loan=number, meeting=inside, is_over=not is_in, **values, **stamped)
    code = "fund-received" if is_in else "fund-paid-over"
    return forms.act(
        form,
        order,
        deed,
        lambda wrong: _money(number, wrong, is_in=is_in),
        lambda _: url_for(".fund_loan", number=number, done=code),
        _beside,
    )


def _money(number: int, form: Form, *, is_in: bool) -> FundMoney:
    with store().reading() as db:
        one = _found(db, number)
    agreed = one.told.principal if one.told else 0
    most = max(agreed - one.received, 0) if is_in else max(one.held, 0)
    return FundMoney(form=form, one=one, is_in=is_in, most_minor=most)
