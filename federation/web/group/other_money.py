"""Money that is no sheet: first what happened, then one page for just that; and the bank."""

from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.bank import NoteStatement, note_statement
from federation.commands.money import EnterMoney, MoneyLine, enter_money
from federation.core.refusals import refuse
from federation.schemas.bank import (
    CITY_PURPOSES,
    OTHER,
    TICK,
    StatementSchema,
    other_schema,
    read_ticks,
)
from federation.schemas.base import load
from federation.store.queries import bank, books, group
from federation.store.queries import requests as asked

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import start_day
from .common import OFFICERS, Options, member_options, own_book


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMoney(Page):
    """What happened? Where the money is, and a way to each kind."""

    template: ClassVar[str] = "group/other_money.html"
    kinds: tuple[str, ...]
    pots: books.Pots
    open_lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneMoney(Page):
    """One amount of a kind; `asked` are the further fields that this kind has."""

    template: ClassVar[str] = "group/one_money.html"
    form: Form
    kind: str
    asked: tuple[str, ...]
    pots: books.Pots
    members: Options
    fund_loans: Options
    requests: Options
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank(Page):
    """The bank as the books have it, and every line that no statement showed yet."""

    template: ClassVar[str] = "group/bank.html"
    form: Form
    balance_minor: int
    lines: tuple[bank.BankLine, ...]
    statements: tuple[group.StatementView, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/money", view_func=other_money)
    to.add_url_rule("/money/<kind>", view_func=one_money, methods=both)
    to.add_url_rule("/bank", view_func=bank_page, methods=both)


@allow(*OFFICERS)
def other_money() -> ResponseReturnValue:
    """What happened?"""
    with store().reading() as db:
        book = own_book(db)
        page = OtherMoney(
            kinds=tuple(OTHER),
            pots=books.pots(db, book),
            open_lines=len(bank.open_lines(db, book)),
        )
    return render(page)


@allow(*OFFICERS)
def one_money(kind: str) -> ResponseReturnValue:
    """One amount of this kind. Raises Refusal `money-kind-unknown`."""
    if kind not in OTHER:
        raise refuse("money-kind-unknown", kind=kind[:40])
    if request.method == "GET":
        return render(_one(kind, forms.fresh(day=start_day())))
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))

    def order(**told: Any) -> EnterMoney:
        stamp, values = forms.parted(told)
        line = MoneyLine(kind=kind, **values)
        in_meeting = running is not None and running.day == line.day
        meeting = running.meeting if running is not None and in_meeting else 0
        return EnterMoney(lines=(line,), meeting=meeting, **stamp)

    return forms.take(
        other_schema(kind),
        order,
        enter_money,
        lambda form: _one(kind, form),
        lambda receipt: url_for(".entry", seq=receipt.first, done="entered"),
    )


def _one(kind: str, form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        return OneMoney(
            form=form,
            kind=kind,
            asked=tuple(OTHER[kind]),
            pots=books.pots(db, book),
            members=member_options(db),
            fund_loans=tuple(
                (one.fund_loan, f"{one.lender} · {one.fund_loan}")
                for one in group.fund_loans(db, book)
            ),
            requests=tuple((one.request, one.title) for one in asked.requests(db)),
            purposes=CITY_PURPOSES,
        )


@allow(*OFFICERS)
def bank_page() -> ResponseReturnValue:
    """The bank; a statement is laid beside the books and its lines are ticked off."""
    if request.method == "GET":
        return render(_bank(forms.fresh(day=start_day())))
    form = forms.typed()
    ticks = {name: told for name, told in form.typed().items() if name.startswith(TICK)}
    around = {name: told for name, told in form.typed().items() if name not in ticks}
    values, faults = load(StatementSchema(), around)
    entries, wrong = read_ticks(ticks)
    if faults or wrong:
        return forms.show(_bank(form.wrong((*faults, *wrong))))
    return forms.act(
        form,
        NoteStatement(entries=entries, **values, **forms.stamp(form)),
        note_statement,
        _bank,
        lambda _: url_for(".bank_page", done="statement"),
    )


def _bank(form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        return Bank(
            form=form,
            balance_minor=bank.balance(db, book),
            lines=bank.open_lines(db, book),
            statements=group.statements(db, book),
        )
