"""Making a group or a city known to this hub: its card, and digits that two people compare."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal, refuse
from federation.schemas.base import load
from federation.schemas.exchange import EnrolSchema
from sync.cards import Card, read_card
from sync.enrolment import Enrolled, enrol_card, own_card

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import me, node, store
from ..pages import Page, render
from ..shared import files
from .overview import STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol(Page):
    """The form, or what came of it; `digits` are the hub's own, for the other side to compare.

    `card`: the card that came, once it could be read.
    """

    template: ClassVar[str] = "hub/enrol.html"
    form: Form
    digits: str
    card: Card | None = None
    enrolled: Enrolled | None = None


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/enrol", view_func=enrol, methods=["GET", "POST"])
    to.add_url_rule("/card", view_func=card)


def _page(form: Form, **told: object) -> Enrol:
    return Enrol(form=form, digits=own_card(node()).digits, **told)  # type: ignore[arg-type]


@allow(*STAFF)
@upload
def enrol() -> ResponseReturnValue:
    """Admit a group or a city."""
    if request.method == "GET":
        return render(_page(forms.fresh(threshold=5)))
    form = forms.typed()
    values, faults = load(EnrolSchema(), form.typed())
    came = files.brought("card")
    if faults or not came:
        wrong = form.wrong(faults)
        return forms.show(_page(wrong if came else wrong.refused(refuse("files-none"), "card")))
    with came[0].stream as content:
        told = content.read()
    try:
        found = read_card(told)
        enrolled = enrol_card(
            store(),
            told,
            confirm=values["confirm"],
            threshold=values["threshold"],
            user=me().id,
        )
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    return render(_page(Form(node().new_id()), card=found, enrolled=enrolled))


@allow(*STAFF)
def card() -> Response:
    """The hub's own public card."""
    return files.send_card()
