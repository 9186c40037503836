"""`/styleguide`: every component of the design, with figures made up for it."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from .. import forms
from ..guard import EVERYBODY, allow
from ..here import node
from ..pages import Page, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Styleguide(Page):
    """All components; `form` has a field that is right and one that is wrong."""

    template: ClassVar[str] = "shared/styleguide.html"
    form: forms.Form


def blueprint() -> Blueprint:
    """The route."""
    found = Blueprint("styleguide", __name__)
    found.add_url_rule("/styleguide", view_func=styleguide)
    return found


@allow(*EVERYBODY)
def styleguide() -> ResponseReturnValue:
    """The page of all components."""
    typed = MappingProxyType({"name": "ǁGaroëb", "amount": "12,5O"})
    wrong = MappingProxyType(
        {"amount": "“12,5O” cannot be read as an amount. Write it like 1234.50 or 1 234,50."}
    )
    form = forms.Form(node().new_id(), typed, wrong)
    return render(Styleguide(form=form))
