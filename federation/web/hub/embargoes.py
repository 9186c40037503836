"""Settlements of which nothing is published for a while, put there and taken out."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.embargoes import (
    EmbargoSettlement,
    LiftEmbargo,
    embargo_settlement,
    lift_embargo,
)
from federation.schemas.exchange import EmbargoSchema, LiftSchema
from federation.store.queries import embargoes
from federation.store.queries.settlements import Word

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from .overview import STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Embargoes(Page):
    """Each embargo with the names that it covers, as groups write them; a form for one more."""

    template: ClassVar[str] = "hub/embargoes.html"
    form: Form
    standing: tuple[tuple[embargoes.EmbargoView, tuple[Word, ...]], ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/embargoes", view_func=embargo_list, methods=both)
    to.add_url_rule("/embargoes/lift", view_func=lift, methods=both)


def _page(form: Form) -> Embargoes:
    with store().reading() as db:
        covered = embargoes.barred(db).written
        standing = embargoes.embargoes(db)
    return Embargoes(
        form=form, standing=tuple((one, covered[key]) for key, one in standing.items())
    )


@allow(*STAFF)
def embargo_list() -> ResponseReturnValue:
    """What is under embargo; one more is put there."""
    if request.method == "GET":
        return render(_page(forms.fresh()))
    return forms.take(
        EmbargoSchema(),
        EmbargoSettlement,
        embargo_settlement,
        _page,
        lambda _: url_for(".embargo_list", done="embargoed"),
        day=today(),
    )


@allow(*STAFF)
def lift() -> ResponseReturnValue:
    """Lift one."""
    if request.method == "GET":
        return embargo_list()
    return forms.take(
        LiftSchema(),
        LiftEmbargo,
        lift_embargo,
        _page,
        lambda _: url_for(".embargo_list", done="embargo-lifted"),
        day=today(),
    )
