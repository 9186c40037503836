"""Loans as a step of a meeting: who asks, what the group decides, what is paid out.

Before money moves the payments are shown, each with its day; the button that pays out acts only on
the terms that were shown.
"""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.borrowing import AskLoan, Room, ask_loan
from federation.commands.deed import Desk
from federation.commands.loans import (
    DeclineLoan,
    GiveLoan,
    PayOutLoan,
    advance_of,
    check_loan,
    decline_loan,
    give_loan,
    pay_out_loan,
)
from federation.core.loans import Schedule
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import Fault, fault, load
from federation.schemas.loans import (
    AskSchema,
    DeclineSchema,
    LoanSchema,
    PayOutSchema,
    read_guarantors,
    read_lender,
    votes_of,
)
from federation.store import Database
from federation.store.queries import books, group
from federation.store.queries import loans as lent

from .. import forms
from ..errors import status_of
from ..filters import plain
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import today
from . import loan_forms, steps
from .common import OFFICERS, one_meeting, own_book
from .loan_forms import LoanChoices

PAY: Final = "pay"
AGREE: Final = "agree"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A loan agreed and not paid out; `advance_minor` of it is still to be paid in advance."""

    loan: books.LoanView
    advance_minor: int
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanForm:
    """A form about a new loan; `laid`: the payments that it leads to, once they were asked for.

    `advance_minor`: what a lender wants in advance.
    """

    form: Form
    choices: LoanChoices
    laid: Schedule | None = None
    advance_minor: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoansStep(LoanForm, Page):
    """Who asks for a loan, what was agreed before, and a loan nobody had asked for.

    `gone`: the form of a loan that no longer waits to be paid out.
    """

    template: ClassVar[str] = "group/loans_step.html"
    frame: steps.Frame
    asked: tuple[group.ApplicationView, ...]
    waiting: tuple[Waiting, ...]
    gone: Form | None
    names: dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(LoanForm, Page):
    """One application: who asks, what she has saved and owes, her guarantors, the vote."""

    template: ClassVar[str] = "group/loan_decide.html"
    frame: steps.Frame
    asked: group.ApplicationView
    member: books.MemberView
    room: Room
    names: dict[int, str]
    decline: Form
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Page):
    """A member asks for a loan."""

    template: ClassVar[str] = "group/loan_ask.html"
    form: Form
    choices: LoanChoices
    meeting: books.MeetingView | None


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    way = "/meetings/<int:number>/loans"
    to.add_url_rule("/loans/ask", view_func=loan_ask, methods=both)
    to.add_url_rule(way, view_func=loans, methods=both)
    to.add_url_rule(f"{way}/<int:application>", view_func=loan_decide, methods=both)
    to.add_url_rule(f"{way}/<int:application>/decline", view_func=loan_decline, methods=["POST"])
    to.add_url_rule(f"{way}/pay-out/<int:loan>", view_func=loan_pay_out, methods=["POST"])


@allow(*OFFICERS)
def loan_ask() -> ResponseReturnValue:
    """Write down that somebody asks, in a meeting or before it."""
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    day = running.day if running else today()
    if request.method == "GET":
        return render(_ask(forms.fresh(day=day, member=request.args.get("member", ""))))
    form = forms.typed()
    values, faults = load(AskSchema(), loan_forms.typed(form))
    guarantors, wrong = _guarantors(form)
    if faults or wrong:
        return forms.show(_ask(form.wrong((*faults, *wrong))))
    order = AskLoan(
        **values,
        guarantors=guarantors,
        meeting=running.meeting if running and running.day == values["day"] else 0,
        **forms.stamp(form),
    )

    def done(_: object) -> str:
        return steps.address(STEP, running.meeting) if running else url_for(".loan_list")

    return forms.act(form, order, ask_loan, _ask, lambda told: f"{done(told)}?done=asked")


STEP: Final = "loans"


def _ask(form: Form) -> Page:
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
        found = loan_forms.choices(db, running.meeting if running else 0)
        return Ask(form=form, choices=found, meeting=running)


def _guarantors(form: Form) -> tuple[tuple[int, ...], tuple[Fault, ...]]:
    try:
        return read_guarantors(form.typed()), ()
    except Refusal as refusal:
        return (), (fault(("guarantor1",), refusal),)


@allow(*OFFICERS)
def loans(number: int) -> ResponseReturnValue:
    """Everything about new loans in this meeting."""
    with store().reading() as db:
        day = one_meeting(db, number).day
        if request.method == "GET":
            fresh = forms.fresh(**loan_forms.usual(db, day))
            return render(_step(db, number, fresh))
    return _given(number, day, 0)


def _step(
    db: Database, number: int, form: Form, loan: int = 0, paying: Form | None = None
) -> LoansStep:
    """The step; `paying`: what was sent to pay out `loan`, and not taken."""
    book = own_book(db)
    waiting = []
    for one in lent.not_paid_out(db, book):
        (found,) = lent.lending(db, book, one_meeting(db, number).day, one.loan)
        advance = advance_of(one.source, one.principal_minor) - found.advance_minor
        own = paying if paying and one.loan == loan else Form(node().new_id())
        own = replace(own, place=f"pay{one.loan}-")
        waiting.append(Waiting(one, max(advance, 0), own))
    return LoansStep(
        form=form,
        choices=loan_forms.choices(db, number),
        frame=steps.frame(db, number, STEP),
        asked=group.applications(db, book, state="asked")[::-1],
        waiting=tuple(waiting),
        gone=None if any(one.loan.loan == loan for one in waiting) else paying,
        names=books.names(db, book),
    )


@allow(*OFFICERS)
def loan_decide(number: int, application: int) -> ResponseReturnValue:
    """One application: agree and pay out, agree, or (its own form) not agree."""
    with store().reading() as db:
        day = one_meeting(db, number).day
        asked = _asked(db, application)
        if request.method == "GET":
            told = loan_forms.usual(db, day)
            told |= {"principal": plain(asked.principal_minor), "purpose": asked.purpose}
            told["lender"] = asked.source
            if asked.instalments:
                told["instalments"] = asked.instalments
            for place, guarantor in enumerate(asked.guarantors, 1):
                told[f"guarantor{place}"] = guarantor
            return render(_decide(db, number, application, forms.fresh(**told)))
    return _given(number, day, application, asked.member)


def _asked(db: Database, application: int) -> group.ApplicationView:
    known = group.applications(db, own_book(db), number=application) if application else ()
    if not known:
        raise refuse("application-unknown", application=application)
    return known[0]


def _decide(
    db: Database, number: int, application: int, form: Form, declining: Form | None = None
) -> Decide:
    book, asked = own_book(db), _asked(db, application)
    member = books.member(db, book, asked.member)
    if member is None:
        raise refuse("member-unknown", member=asked.member)
    entry = next(iter(books.entries(db, book, seq=asked.seq)), None)
    return Decide(
        form=form,
        choices=loan_forms.choices(db, number, len(asked.guarantors)),
        frame=steps.frame(db, number, STEP),
        asked=asked,
        member=member,
        room=loan_forms.room_of(db, member),
        names=books.names(db, book),
        decline=replace(declining or Form(node().new_id()), place="no-"),
        note=entry.note if entry else "",
    )


def _page(number: int, application: int, form: Form) -> LoansStep | Decide:
    with store().reading() as db:
        if application:
            return _decide(db, number, application, form)
        return _step(db, number, form)


def _given(number: int, day: str, application: int, member: int = 0) -> ResponseReturnValue:
    """The form of a new loan: its payments are shown first, then it is agreed or paid out."""
    form = forms.typed()
    typed = loan_forms.typed(form)
    if member:
        typed["member"] = str(member)
    values, faults = load(LoanSchema(), typed)
    guarantors, wrong = _guarantors(form)
    if faults or wrong:
        return forms.show(_page(number, application, form.wrong((*faults, *wrong))))
    try:
        order = _order(form, values, day=day, meeting=number, application=application)
        order = replace(order, guarantors=guarantors)
        if form.button not in (PAY, AGREE) or form.value(loan_forms.SHOWN) != loan_forms.shown_key(
            form
        ):
            return render(_previewed(_page(number, application, form), order))
    except Refusal as refusal:
        beside = "lender" if refusal.code == "loan-lender-unclear" else _beside(refusal)
        page = _page(number, application, form.refused(refusal, beside))
        return forms.show(page, status_of(refusal))

    def again(shown: Form) -> Page:
        return _page(number, application, shown)

    return forms.act(
        form,
        order,
        give_loan,
        again,
        lambda receipt: f"{steps.address(STEP, number)}?done=lent&loan={receipt.facts['loan']}",
        _beside,
    )


def _order(form: Form, values: dict[str, Any], **known: Any) -> GiveLoan:
    votes = votes_of(values)
    source, fund_loan = read_lender(values.pop("lender"))
    return GiveLoan(
        **values,
        **known,
        source=source,
        fund_loan=fund_loan,
        votes=votes,
        agree_only=form.button == AGREE,
        **forms.stamp(form),
    )


def _previewed(page: LoansStep | Decide, order: GiveLoan) -> Page:
    """The page with the payments. Raises Refusal when the loan cannot be."""
    with store().reading() as db:
        laid = check_loan(Desk(db, node()), order)
    advance = advance_of(order.source, order.principal)
    return replace(page, laid=laid, advance_minor=advance, key=loan_forms.shown_key(page.form))


_FIELDS: Final = MappingProxyType(
    {
        "loan-over-limit": "principal",
        "fund-loan-short": "principal",
        "loan-too-long": "instalments",
        "loan-first-due": "first_due_on",
        "loan-too-large": "principal",
        "guarantors-few": "guarantor1",
        "guarantor-herself": "guarantor1",
        "guarantor-twice": "guarantor2",
        "vote-missing": "votes_for",
        "vote-not-carried": "votes_for",
        "decision-more-votes": "votes_for",
        "decision-women-more": "women_voting",
        "loan-advance-short": "advance_from",
        "savings-short": "advance_from",
        "fund-loan-source": "lender",
        "loan-reason-missing": "reason",
        "vote-carried": "votes_for",
    }
)


def _beside(refusal: Refusal) -> str:
    return _FIELDS.get(refusal.code, "")


@allow(*OFFICERS)
def loan_decline(number: int, application: int) -> ResponseReturnValue:
    """The meeting does not agree."""
    form = forms.typed()
    values, faults = load(DeclineSchema(), form.typed())

    def again(shown: Form) -> Page:
        with store().reading() as db:
            fresh = Form(node().new_id(), MappingProxyType(_prefilled(db, number, application)))
            return _decide(db, number, application, fresh, shown)

    if faults:
        return forms.show(again(form.wrong(faults)))
    with store().reading() as db:
        day = one_meeting(db, number).day
    votes = votes_of(values)
    order = DeclineLoan(
        application=application,
        day=day,
        meeting=number,
        votes=votes,
        **values,
        **forms.stamp(form),
    )
    done = f"{steps.address(STEP, number)}?done=declined"
    return forms.act(form, order, decline_loan, again, lambda _: done, _beside)


def _prefilled(db: Database, number: int, application: int) -> dict[str, str]:
    asked = _asked(db, application)
    told = loan_forms.usual(db, one_meeting(db, number).day)
    told["principal"] = plain(asked.principal_minor)
    return {name: str(value) for name, value in told.items()}


@allow(*OFFICERS)
def loan_pay_out(number: int, loan: int) -> ResponseReturnValue:
    """Pay out what was agreed before."""
    form = forms.typed()
    with store().reading() as db:
        day = one_meeting(db, number).day

    def again(shown: Form) -> Page:
        with store().reading() as db:
            return _step(db, number, forms.fresh(**loan_forms.usual(db, day)), loan, shown)

    values, faults = load(PayOutSchema(), form.typed())
    if faults:
        return forms.show(again(form.wrong(faults)))
    order = PayOutLoan(loan=loan, day=day, meeting=number, **values, **forms.stamp(form))
    done = f"{steps.address(STEP, number)}?done=lent&loan={loan}"

    def beside(refusal: Refusal) -> str:
        return _beside(refusal) if _beside(refusal) in form.values else ""

    return forms.act(form, order, pay_out_loan, again, lambda _: done, beside)
