"""Which day it is: what this machine's clock says, what else is known, what an officer says."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.days import say_day
from federation.core.days import MADE_ON
from federation.core.refusals import Refusal
from federation.schemas.base import load
from federation.schemas.rounds import RoundDaySchema
from federation.store.clock import Day

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import day, partner_name
from .people import KEEPERS


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage(Page):
    """What is known of the day; `made_on`: when this program was made; `partner`: her name."""

    template: ClassVar[str] = "shared/day.html"
    form: Form
    known: Day
    made_on: str
    partner: str


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/settings/day", view_func=which_day, methods=["GET", "POST"])


def _page(form: Form) -> DayPage:
    return DayPage(form=form, known=day(), made_on=MADE_ON, partner=partner_name())


@allow(*KEEPERS)
def which_day() -> ResponseReturnValue:
    """An officer says which day it is."""
    if request.method == "GET":
        return render(_page(forms.fresh(day="" if day().doubt else day().today)))
    form = forms.typed()
    values, faults = load(RoundDaySchema(), form.typed())
    if faults:
        return forms.show(_page(form.wrong(faults)))
    try:
        say_day(store(), str(values["day"]))
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal, "day")), status_of(refusal))
    return redirect(url_for(".settings", done="day"), 303)
