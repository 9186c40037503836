"""Money that is no sheet: loans paid out, withdrawals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.loans import GiveLoan, give_loan
from federation.commands.money import EnterMoney, MoneyLine, enter_money
from federation.schemas.money import (
    LoanSchema,
    WithdrawalSchema,
)
from federation.store.queries import books

from .. import filters, forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from . import steps
from .common import OFFICERS, Options, member_options, one_meeting, one_member, own_book

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LoansStep(Page):
    """Loans paid out in a meeting."""

    template: ClassVar[str] = "group/loans_step.html"
    frame: steps.Frame
    form: Form
    members: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Loans(Page):
    """Every loan of the group, with what is still owed."""

    template: ClassVar[str] = "group/loans.html"
    loans: tuple[books.LoanView, ...]
    owed_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Page):
    """A member takes savings out; `saved` is what she has, by purpose."""

    template: ClassVar[str] = "group/withdrawal.html"
    form: Form
    member: books.MemberView
    saved: dict[str, int]
    pots: books.Pots


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    way = "/meetings/<int:number>"
    to.add_url_rule(f"{way}/loans", view_func=loans, methods=both)
    to.add_url_rule("/loans", view_func=loan_list)
    to.add_url_rule("/members/<int:number>/withdraw", view_func=withdraw, methods=both)


def one_line(kind: str) -> Callable[..., EnterMoney]:
    """An order of one money line of this kind, from a form's values."""

    def order(*, token: str, user: int, meeting: int = 0, **values: Any) -> EnterMoney:
        line = MoneyLine(**{"kind": kind, **values})
        return EnterMoney(lines=(line,), meeting=meeting, token=token, user=user)

    return order


def a_month_later(day: str) -> str:
    """The same day of the next month, or its last."""
    found = date.fromisoformat(day)
    year, month = found.year + found.month // MONTHS, found.month % MONTHS + 1
    for last in (found.day, 30, 29, 28):
        try:
            return date(year, month, last).isoformat()
        except ValueError:
            continue
    raise AssertionError(day)


@allow(*OFFICERS)
def loans(number: int) -> ResponseReturnValue:
    """Loans that the meeting agrees and pays out."""
    with store().reading() as db:
        day, known = one_meeting(db, number).day, books.loans(db, own_book(db))
    if request.method == "GET":
        last = known[-1] if known else None
        usual = {
            "rate": filters.percent(last.rate) if last else "",
            "per": last.per if last else "month",
            "method": last.method if last else "flat",
            "every": last.every if last else "month",
            "instalments": last.instalments if last else "",
            "first_due_on": a_month_later(day),
            "source": "group",
        }
        return render(_loans(number, forms.fresh(**usual)))
    return forms.take(
        LoanSchema(),
        GiveLoan,
        give_loan,
        lambda form: _loans(number, form),
        lambda _: steps.address("loans", number),
        day=day,
        meeting=number,
    )


def _loans(number: int, form: Form) -> Page:
    with store().reading() as db:
        frame = steps.frame(db, number, "loans")
        return LoansStep(frame=frame, form=form, members=member_options(db))


@allow(*OFFICERS)
def loan_list() -> ResponseReturnValue:
    """Every loan."""
    with store().reading() as db:
        found = books.loans(db, own_book(db))
    return render(Loans(loans=found, owed_minor=sum(one.owes_minor for one in found)))


@allow(*OFFICERS)
def withdraw(number: int) -> ResponseReturnValue:
    """Savings taken out by a member."""
    if request.method == "GET":
        return render(_withdrawal(number, forms.fresh(day=node().today(), purpose="general")))
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    return forms.take(
        WithdrawalSchema(),
        one_line("withdrawal"),
        enter_money,
        lambda form: _withdrawal(number, form),
        lambda _: url_for(".member", number=number, done="entered"),
        member=number,
        meeting=running.meeting if running else 0,
    )


def _withdrawal(number: int, form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        return Withdrawal(
            form=form,
            member=one_member(db, number),
            saved=books.saved_by_purpose(db, book, number),
            pots=books.pots(db, book),
        )
