"""Publishing: first exactly what the city will see, then the release that freezes it."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.mapping import places_due
from federation.commands.publication import (
    PublishTables,
    Telling,
    preview,
    publish_tables,
    span_of,
    tells,
)
from federation.core.refusals import Refusal
from federation.schemas.exchange import PublishSchema
from federation.store.queries import requests as asked

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..shared.tables import Grid, by_kind, by_rung
from ..today import today
from .overview import STAFF


@dataclass(frozen=True, slots=True)
class CityView:
    """What one city would see now: tables, requests and places it would be told of."""

    partner: asked.PartnerView
    tables: tuple[Grid, ...]
    hidden: int
    told: tuple[Telling, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish(Page):
    """The preview per city, and the releases so far."""

    template: ClassVar[str] = "hub/publish.html"
    form: Form
    period: str
    cities: tuple[CityView, ...]
    releases: tuple[asked.ReleaseView, ...]
    names: dict[str, str]


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/publish", view_func=publish, methods=["GET", "POST"])


def _page(form: Form) -> Publish:
    typed = form.value("period").strip()
    try:
        span_of(typed)
    except Refusal as refusal:
        form, typed = form.refused(refusal, "period"), ""
    with store().reading() as db:
        partners = asked.partners(db, "city")
        releases = asked.releases(db)
    return Publish(
        form=form,
        period=typed,
        cities=tuple(_view(one, typed) for one in partners),
        releases=releases,
        names={one.node: one.name for one in partners},
    )


def _view(partner: asked.PartnerView, period: str) -> CityView:
    told = preview(store(), partner.node, period)
    with store().reading() as db:
        places = places_due(db, partner.node)
    return CityView(
        partner=partner,
        tables=(by_kind(told), by_rung(told)),
        hidden=told.certificate.hidden,
        told=tells(store(), partner.node, period),
        places=tuple(one.settlement for one in places),
    )


@allow(*STAFF)
def publish() -> ResponseReturnValue:
    """Look, then freeze."""
    if request.method == "GET":
        return render(_page(forms.fresh(period=request.args.get("period", ""))))
    return forms.take(
        PublishSchema(),
        PublishTables,
        publish_tables,
        _page,
        lambda _: url_for(".replies", done="published"),
        day=today(),
    )
