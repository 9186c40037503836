"""Other payments for a loan of the fund: they are shown before they are agreed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.deed import Desk
from federation.commands.fund_changes import RescheduleGroupLoan, laid_anew, reschedule_group_loan
from federation.core.days import months_later
from federation.core.fund import BODIES
from federation.core.loans import Schedule
from federation.core.refusals import Refusal
from federation.schemas.base import load
from federation.schemas.fund import RescheduleGroupSchema
from federation.store.queries import fund

from .. import forms
from ..errors import status_of
from ..filters import percent
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import start_day
from .fund import beside
from .fund_loans import ADMIN, CONFIRM, group_name, one_loan

_TERMS: Final = ("rate", "per", "method", "instalments", "every", "first_due_on", "day")


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPayments(Page):
    """A loan and what is to hold of it from now on; `laid` once the payments were asked for."""

    template: ClassVar[str] = "hub/fund_reschedule.html"
    form: Form
    one: fund.Lent
    group: str
    bodies: tuple[str, ...] = BODIES
    laid: Schedule | None = None
    key: str = ""


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule(
        "/fund/loans/<int:loan>/reschedule", view_func=fund_reschedule, methods=["GET", "POST"]
    )


def _page(loan: int, form: Form) -> OtherPayments:
    with store().reading() as db:
        one = one_loan(db, loan)
        return OtherPayments(form=form, one=one, group=group_name(db, one.told.group)[0])


@allow(ADMIN)
def fund_reschedule(loan: int) -> ResponseReturnValue:
    """Whoever heads the office agrees to other payments."""
    if request.method == "GET":
        page, day = _page(loan, forms.fresh()), start_day()
        terms = page.one.change or page.one.told
        first = months_later(date.fromisoformat(day), 1).isoformat() if day else ""
        told: dict[str, Any] = {
            "rate": percent(terms.rate),
            "per": terms.per,
            "method": terms.method,
            "instalments": terms.instalments,
            "every": terms.every,
            "first_due_on": first,
            "day": day,
        }
        return render(replace(page, form=forms.fresh(**told)))
    form = forms.typed()
    shown = {name: text for name, text in form.typed().items() if name != "shown"}
    values, faults = load(RescheduleGroupSchema(), shown)
    if faults:
        return forms.show(_page(loan, form.wrong(faults)))
    order = RescheduleGroupLoan(loan=loan, **values, **forms.stamp(form))
    key = "|".join(str(values[name]) for name in _TERMS)
    if form.button != CONFIRM or form.value("shown") != key:
        try:
            with store().reading() as db:
                laid = laid_anew(Desk(db, node()), order)
        except Refusal as refusal:
            wrong = form.refused(refusal, beside(refusal))
            return forms.show(_page(loan, wrong), status_of(refusal))
        return render(replace(_page(loan, form), laid=laid, key=key))
    return forms.act(
        form,
        order,
        reschedule_group_loan,
        lambda again: _page(loan, again),
        lambda _: url_for(".fund_group_loan", loan=loan, done="fund-rescheduled"),
        beside,
    )
