"""A loan that the federation's fund offers the group: its terms to read, and one press to take it.

Nothing of it is typed again: the lender, the sum, the payments and the day are what the fund
agreed, so that both books hold the same loan. Where the rules ask for a vote, the page says so
first and leads to the meeting.
"""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.fund_loans import AgreeFundLoan, agree_fund_loan
from federation.core.loans import Schedule, schedule, terms_of
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import load
from federation.schemas.loans import FundOfferSchema, votes_of
from federation.store import Database
from federation.store.queries import books, fund, group
from federation.store.queries import fund_loans as lenders

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from . import loan_forms
from .common import OFFICERS, own_book


@dataclass(frozen=True, slots=True, kw_only=True)
class FundOffer(Page):
    """What the fund offers, its payments, and the vote where the rules ask for one."""

    template: ClassVar[str] = "group/fund_offer.html"
    form: Form
    one: fund.OfferView
    laid: Schedule
    meeting: books.MeetingView | None
    voting: loan_forms.Voting


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/fund-loans/offers/<int:loan>", view_func=fund_offer, methods=["GET", "POST"])


def _open(db: Database, loan: int) -> fund.OfferView:
    """An offer that can be taken. Raises Refusal `fund-offer-gone`, `fund-offer-taken`."""
    if any(one.offer == loan for one in group.fund_loans(db, own_book(db))):
        raise refuse("fund-offer-taken", loan=loan)
    for one in lenders.open_offers(db, own_book(db)):
        if one.loan == loan:
            return one
    raise refuse("fund-offer-gone", loan=loan)


def _page(loan: int, form: Form) -> FundOffer:
    with store().reading() as db:
        one = _open(db, loan)
        running = books.open_meeting(db, own_book(db))
        return FundOffer(
            form=form,
            one=one,
            laid=schedule(terms_of(one, one.principal, one.day)),
            meeting=running,
            voting=loan_forms.voting(db, running.meeting if running else 0),
        )


def _beside(refusal: Refusal) -> str:
    at_votes = ("vote-missing", "vote-not-carried", "decision-more-votes")
    return "votes_for" if refusal.code in at_votes else ""


@allow(*OFFICERS)
def fund_offer(loan: int) -> ResponseReturnValue:
    """Read what the fund offers, and write it into the group's own books."""
    if request.method == "GET":
        return render(_page(loan, forms.fresh()))
    form = forms.typed()
    page = _page(loan, form)
    values, faults = load(FundOfferSchema(), form.typed())
    if faults:
        return forms.show(_page(loan, form.wrong(faults)))
    one, running = page.one, page.meeting
    with store().reading() as db:
        began = group.began_on(db, own_book(db))
    order = AgreeFundLoan(
        lender=one.lender,
        principal=one.principal,
        rate=one.rate,
        per=one.per,
        method=one.method,
        instalments=one.instalments,
        every=one.every,
        first_due_on=one.first_due_on,
        # As the office agreed it, also where these books began later.
        day=max(one.day, min(began, one.first_due_on)),
        offer=loan,
        votes=votes_of(values),
        meeting=running.meeting if running else 0,
        voted_on=running.day if running else "",
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        agree_fund_loan,
        lambda wrong: _page(loan, wrong),
        lambda told: url_for(".fund_loan", number=told.facts["fund_loan"], done="fund-agreed"),
        _beside,
    )
