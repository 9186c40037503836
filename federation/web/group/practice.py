"""Practice: a copy of the books to play in, begun, begun again and ended by an officer."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands import practice as copies
from federation.core.refusals import Refusal, refuse

from .. import forms
from .. import practice as mounted
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from .common import OFFICERS, SAVERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice(Page):
    """Whether there is a copy; `made_at`: since when (UTC; "": there is none).

    `is_gone`: somebody asked for a page of a copy that is not there.
    """

    template: ClassVar[str] = "group/practice.html"
    form: Form
    address: str
    made_at: str
    is_ended: bool
    is_gone: bool


def add(to: Blueprint) -> None:
    """The routes; what lies below `/practice` is the copy's own, if there is one."""
    both = ["GET", "POST"]
    to.add_url_rule("/settings/practice", view_func=practice, methods=both)
    to.add_url_rule("/settings/practice/end", view_func=end_practice, methods=["POST"])
    to.add_url_rule("/practice/", view_func=no_practice, methods=both)
    to.add_url_rule("/practice/<path:name>", view_func=no_practice, methods=both)


def _page(form: Form, *, is_gone: bool = False) -> Practice:
    copy = copies.find(node())
    return Practice(
        form=form,
        address=url_for(".no_practice"),
        made_at=copies.made_at(copy) if copy else "",
        is_ended=request.args.get("done") == "ended",
        is_gone=is_gone,
    )


@allow(*OFFICERS)
def practice() -> ResponseReturnValue:
    """Begin it, or begin again with the books as they stand now; then straight into it."""
    if node().settings.practice:
        raise refuse("practice-already")
    if request.method == "GET":
        return render(_page(forms.fresh()))
    form = forms.typed()
    try:
        mounted.here().begin(store())
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    return redirect(url_for(".no_practice"), 303)


@allow(*OFFICERS)
def end_practice() -> ResponseReturnValue:
    """Throw the copy away."""
    if node().settings.practice:
        raise refuse("practice-already")
    forms.typed()
    mounted.here().end()
    return redirect(url_for(".practice", done="ended"), 303)


@allow(*SAVERS)
def no_practice(name: str = "") -> ResponseReturnValue:
    """Somebody is still on a page of a copy that was ended, or there never was one."""
    del name
    if node().settings.practice:
        raise refuse("page-unknown")
    if request.method == "GET":
        return render(_page(forms.fresh(), is_gone=True))
    raise refuse("practice-unknown")
