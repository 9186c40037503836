"""The day on which the council next sits, as the city's staff know it."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.city import SetSitting, set_sitting, sitting
from federation.schemas.city import SittingSchema

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from .common import OFFICIALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Council(Page):
    """When does the council sit?"""

    template: ClassVar[str] = "city/council.html"
    form: Form


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/settings/council", view_func=council, methods=["GET", "POST"])


@allow(*OFFICIALS)
def council() -> ResponseReturnValue:
    """The day of the next sitting."""

    def page(form: Form) -> Page:
        return Council(form=form)

    if request.method == "GET":
        with store().reading() as db:
            day = sitting(db, today())
        return render(page(forms.fresh(day=day)))
    return forms.take(
        SittingSchema(), SetSitting, set_sitting, page, lambda _: url_for(".home", done="council")
    )
