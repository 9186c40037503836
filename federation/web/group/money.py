"""Money that is no sheet: savings taken out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.money import EnterMoney, MoneyLine, enter_money
from federation.schemas.money import WithdrawalSchema
from federation.store.queries import books

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import start_day
from .common import OFFICERS, one_member, own_book


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
    to.add_url_rule("/members/<int:number>/withdraw", view_func=withdraw, methods=both)


def one_line(kind: str) -> Callable[..., EnterMoney]:
    """An order of one money line of this kind, from a form's values."""

    def order(*, meeting: int = 0, **told: Any) -> EnterMoney:
        stamp, values = forms.parted(told)
        line = MoneyLine(**{"kind": kind, **values})
        return EnterMoney(lines=(line,), meeting=meeting, **stamp)

    return order


@allow(*OFFICERS)
def withdraw(number: int) -> ResponseReturnValue:
    """Savings taken out by a member."""
    if request.method == "GET":
        return render(_withdrawal(number, forms.fresh(day=start_day(), purpose="general")))
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
