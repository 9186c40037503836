"""`/styleguide`: every component of the design, with figures made up for it."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from federation.core.actions import ACTIONS
from federation.i18n import gettext, word
from federation.papers import dots as drawing
from federation.reports import rungs
from federation.store.queries.dots import Dot, Dots, State

from .. import forms
from ..guard import EVERYBODY, allow
from ..here import node
from ..pages import Page, render

_SAVED: Final = (20, 20, 0, 50, 20, 5, 20, -1, 20)
_DOTS: Final = Dots(
    tuple(
        Dot(
            f"2026-{9 + at // 5:02}-{1 + at % 5 * 7:02}",
            State.SAVED if saved > 0 else State.AWAY if saved else State.NOT,
            max(saved, 0) * 100,
        )
        for at, saved in enumerate(_SAVED)
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Styleguide(Page):
    """All components; `form` has a field that is right and one that is wrong.

    `actions`: code and word; `dots_drawn`: a calendar of savings.
    `rungs`: toilets of a settlement before and after; `rungs_chart`: the same as bars.
    """

    template: ClassVar[str] = "shared/styleguide.html"
    form: forms.Form
    actions: tuple[tuple[str, str], ...]
    dots_drawn: Markup
    rungs: tuple[rungs.Rung, ...]
    rungs_chart: Markup


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
    before = {"limited": 18, "unimproved": 61, "open-defecation": 52}
    told = rungs.compared(before, {"basic": 40, "limited": 55, "unimproved": 31})
    drawn = rungs.chart("rungs", gettext("Households by the toilet they use"), told)
    return render(
        Styleguide(
            form=form,
            actions=tuple((code, word(code, "action")) for code in ACTIONS),
            dots_drawn=Markup(drawing.page(_DOTS)),  # noqa: S704 - escaped there
            rungs=told,
            rungs_chart=Markup(drawn),  # noqa: S704 - likewise
        )
    )
