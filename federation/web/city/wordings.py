"""Words for answers, kept under short names: chosen in a form, listed, taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.city import DropWording, KeepWording, drop_wording, keep_wording
from federation.core.names import fold
from federation.core.rules.answers import REASONS, VERBS
from federation.schemas.city import WordingSchema
from federation.store import staff
from federation.store.queries.requests import RequestView
from federation.store.staff import WordingView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import me, store
from ..pages import Page, render
from ..shared import answering
from ..shared.answering import Wordings
from .common import OFFICIALS
from .due import department


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingsPage(Page):
    """All that are kept."""

    template: ClassVar[str] = "city/wordings.html"
    wordings: tuple[WordingView, ...]
    token: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWording(Page):
    """Words to be kept."""

    template: ClassVar[str] = "city/wording.html"
    form: Form
    verbs: tuple[str, ...]
    reasons: tuple[str, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/wordings", view_func=wordings)
    to.add_url_rule("/wordings/new", view_func=new_wording, methods=["GET", "POST"])
    to.add_url_rule("/wordings/remove", view_func=remove_wording, methods=["POST"])


def kept(verb: str, **where: Any) -> Wordings:
    """Names and addresses of the words for a verb, on the page that is looked at."""
    assert request.endpoint is not None
    with store().reading() as db:
        some = staff.wordings(db, verb)
    return tuple(
        (one.name, url_for(request.endpoint, verb=verb, wording=one.name, **where)) for one in some
    )


def first_words(views: Sequence[RequestView], verb: str) -> Mapping[str, str]:
    """What stands in a form at first: words that were chosen, and the department.

    Hers is meant: the one that has the request already, where she belongs to it, else her main one.
    """
    with store().reading() as db:
        chosen = staff.wording(db, request.args.get("wording", ""))
        own = staff.departments(db, me().id)
    held = {fold(department(one)) for one in views}
    found = next((one for one in own if fold(one) in held), own[0] if own else "")
    if chosen is None or chosen.verb != verb:
        return {"department": found} if found else {}
    told = {"text": chosen.text, "reason": chosen.reason, "department": chosen.department or found}
    return {name: text for name, text in told.items() if text}


@allow(*OFFICIALS)
def wordings() -> ResponseReturnValue:
    """The list."""
    return render(_list())


def _list() -> WordingsPage:
    with store().reading() as db:
        return WordingsPage(wordings=staff.wordings(db), token=forms.fresh())


@allow(*OFFICIALS)
def new_wording() -> ResponseReturnValue:
    """Keep words: typed here, or those of an answer that was given."""

    def page(form: Form) -> Page:
        return NewWording(form=form, verbs=VERBS, reasons=REASONS)

    if request.method == "GET":
        return render(page(forms.fresh(**_of_answer())))
    return forms.take(
        WordingSchema(),
        KeepWording,
        keep_wording,
        page,
        lambda _: url_for(".wordings", done="wording"),
    )


def _of_answer() -> dict[str, str]:
    """The words of an answer that the address names, or none."""
    name, answer = request.args.get("request", ""), request.args.get("answer", "")
    if not name:
        return {}
    for one in answering.one(name).answers:
        if one.answer == answer:
            return {
                "verb": one.verb,
                "text": one.text,
                "reason": one.reason,
                "department": one.department,
            }
    return {}


@allow(*OFFICIALS)
def remove_wording() -> ResponseReturnValue:
    """Keep words no longer."""
    form = forms.typed()
    return forms.act(
        form,
        DropWording(name=form.value("name"), **forms.stamp(form)),
        drop_wording,
        lambda _: _list(),
        lambda _: url_for(".wordings", done="dropped"),
    )
