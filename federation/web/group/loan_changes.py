"""What happens to a running loan: a payment outside the sheet, fines, other payments, a loss."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.deed import AnOrder, Decision, Desk
from federation.commands.loan_changes import (
    RescheduleLoan,
    WriteOffLoan,
    reschedule_loan,
    rescheduled,
    write_off_loan,
)
from federation.commands.money import EnterMoney, MoneyLine
from federation.commands.repayments import (
    INTEREST,
    PAYMENT,
    PRINCIPAL,
    FineLate,
    UseCredit,
    fine_late,
    repay,
    use_credit,
)
from federation.core.loans import Schedule
from federation.core.refusals import Refusal
from federation.schemas.base import load
from federation.schemas.loans import (
    CreditSchema,
    DeclineSchema,
    LoanPaymentSchema,
    RescheduleSchema,
    votes_of,
)
from federation.store.queries import books
from federation.store.queries import loans as lent

from .. import forms
from ..errors import status_of
from ..filters import percent, plain
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from . import loan_forms
from .common import OFFICERS, one_member, own_book
from .loans import day_now, found

CONFIRM: Final = "confirm"
_FIELDS: Final = MappingProxyType(
    {
        "loan-reason-missing": "reason",
        "vote-missing": "votes_for",
        "vote-not-carried": "votes_for",
        "decision-more-votes": "votes_for",
        "decision-women-more": "women_voting",
        "loan-too-long": "instalments",
        "loan-first-due": "first_due_on",
        "credits-over": "amount",
        "loan-twice": "pays",
        "loan-overpaid": "principal",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay(Page):
    """One amount on a loan: what is due stands in the field."""

    template: ClassVar[str] = "group/loan_pay.html"
    form: Form
    one: lent.LoanStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Page):
    """A decision about a loan; `laid`: the new payments once they were asked for."""

    template: ClassVar[str] = "group/loan_reschedule.html"
    form: Form
    one: lent.LoanStanding
    meeting: books.MeetingView | None
    voting: loan_forms.Voting
    laid: Schedule | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff(Change):
    """A loan that will not come back."""

    template: ClassVar[str] = "group/loan_write_off.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Page):
    """Money kept for a member: it goes back to her, or pays a loan of hers."""

    template: ClassVar[str] = "group/loan_credit.html"
    form: Form
    member: books.MemberView
    kept_minor: int
    loans: tuple[books.LoanView, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/loans/<int:loan>/pay", view_func=loan_pay, methods=both)
    to.add_url_rule("/loans/<int:loan>/fine", view_func=loan_fine, methods=["POST"])
    to.add_url_rule("/loans/<int:loan>/reschedule", view_func=loan_reschedule, methods=both)
    to.add_url_rule("/loans/<int:loan>/write-off", view_func=loan_write_off, methods=both)
    to.add_url_rule("/members/<int:number>/kept", view_func=loan_credit, methods=both)


def _beside(refusal: Refusal) -> str:
    return _FIELDS.get(refusal.code, "")


def _running() -> books.MeetingView | None:
    with store().reading() as db:
        return books.open_meeting(db, own_book(db))


def _to_loan(loan: int, code: str) -> str:
    return url_for(".one_loan", loan=loan, done=code)


@allow(*OFFICERS)
def loan_pay(loan: int) -> ResponseReturnValue:
    """She pays on this loan, in the meeting that is open or outside one."""
    if request.method == "GET":
        with store().reading() as db:
            one, day = found(db, loan), day_now(db)
        due = one.due_minor or one.standing.next_amount
        return render(_pay(loan, forms.fresh(pays=plain(due) if due else "", day=day)))
    form = forms.typed()
    values, faults = load(LoanPaymentSchema(), form.typed())
    if faults:
        return forms.show(_pay(loan, form.wrong(faults)))
    kinds = ((PAYMENT, "pays"), (PRINCIPAL, "principal"), (INTEREST, "interest"))
    lines = tuple(
        MoneyLine(kind=kind, day=values["day"], amount=values[name], loan=loan)
        for kind, name in kinds
        if values[name]
    )
    running = _running()
    inside = running.meeting if running and running.day == values["day"] else 0
    order = EnterMoney(lines=lines, meeting=inside, **forms.stamp(form))
    return forms.act(
        form,
        order,
        repay,
        lambda wrong: _pay(loan, wrong),
        lambda _: _to_loan(loan, "paid"),
        _beside,
    )


def _pay(loan: int, form: Form) -> Page:
    with store().reading() as db:
        return Pay(form=form, one=found(db, loan))


@allow(*OFFICERS)
def loan_fine(loan: int) -> ResponseReturnValue:
    """Fine what is late, by the rules: one tap, never by itself."""
    form = forms.typed()
    running = _running()
    order = FineLate(
        loan=loan,
        day=running.day if running else today(),
        meeting=running.meeting if running else 0,
        **forms.stamp(form),
    )
    return forms.act(
        form, order, fine_late, lambda wrong: _pay(loan, wrong), lambda _: _to_loan(loan, "fined")
    )


def _change(loan: int, form: Form, kind: type[Change] = Change) -> Change:
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
        return kind(
            form=form,
            one=found(db, loan),
            meeting=running,
            voting=loan_forms.voting(db, running.meeting if running else 0),
        )


def _decided(
    loan: int,
    form: Form,
    order: AnOrder,
    deed: Callable[[Desk, AnOrder], Decision],
    kind: type[Change],
    done: str,
) -> ResponseReturnValue:
    return forms.act(
        form,
        order,
        deed,
        lambda wrong: _change(loan, wrong, kind),
        lambda _: _to_loan(loan, done),
        _beside,
    )


@allow(*OFFICERS)
def loan_reschedule(loan: int) -> ResponseReturnValue:
    """The meeting agrees to other payments; they are shown before."""
    if request.method == "GET":
        with store().reading() as db:
            terms, day = found(db, loan).terms, day_now(db)
        told: dict[str, Any] = {
            "rate": percent(terms.rate),
            "per": terms.per,
            "method": terms.method,
            "instalments": terms.instalments,
            "every": terms.every,
            "first_due_on": loan_forms.a_step_later(day, terms.every),
        }
        return render(_change(loan, forms.fresh(**told)))
    form = forms.typed()
    values, faults = load(RescheduleSchema(), loan_forms.typed(form))
    if faults:
        return forms.show(_change(loan, form.wrong(faults)))
    votes, running = votes_of(values), _running()
    with store().reading() as db:
        day = day_now(db)
    order = RescheduleLoan(
        loan=loan,
        **values,
        votes=votes,
        day=day,
        meeting=running.meeting if running else 0,
        **forms.stamp(form),
    )
    key = loan_forms.shown_key(form)
    if form.button == CONFIRM and form.value(loan_forms.SHOWN) == key:
        return _decided(loan, form, order, reschedule_loan, Change, "rescheduled")
    page = _change(loan, form)
    try:
        return render(replace(page, laid=rescheduled(page.one, order), key=key))
    except Refusal as refusal:
        wrong = form.refused(refusal, _beside(refusal))
        return forms.show(_change(loan, wrong), status_of(refusal))


@allow(*OFFICERS)
def loan_write_off(loan: int) -> ResponseReturnValue:
    """The meeting gives a loan up: a loss of the group."""
    if request.method == "GET":
        return render(_change(loan, forms.fresh(), WriteOff))
    form = forms.typed()
    values, faults = load(DeclineSchema(), form.typed())
    if faults:
        return forms.show(_change(loan, form.wrong(faults), WriteOff))
    votes, running = votes_of(values), _running()
    with store().reading() as db:
        day = day_now(db)
    order = WriteOffLoan(
        loan=loan,
        **values,
        votes=votes,
        day=day,
        meeting=running.meeting if running else 0,
        **forms.stamp(form),
    )
    return _decided(loan, form, order, write_off_loan, WriteOff, "written-off")


@allow(*OFFICERS)
def loan_credit(number: int) -> ResponseReturnValue:
    """What is kept for a member."""
    if request.method == "GET":
        with store().reading() as db:
            kept = lent.kept_credit(db, own_book(db)).get(number, 0)
        if not kept:
            return redirect(url_for(".member", number=number), 303)
        return render(_credit(number, forms.fresh(amount=plain(kept))))
    running = _running()
    return forms.take(
        CreditSchema(),
        UseCredit,
        use_credit,
        lambda form: _credit(number, form),
        lambda _: url_for(".member", number=number, done="entered"),
        member=number,
        day=running.day if running else today(),
        meeting=running.meeting if running else 0,
    )


def _credit(number: int, form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        return Credit(
            form=form,
            member=one_member(db, number),
            kept_minor=lent.kept_credit(db, book).get(number, 0),
            loans=tuple(one for one in books.loans(db, book, number) if one.owes_minor),
        )
