"""Publishing: first exactly what the city will see, then the release that freezes it."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.mapping import places_due
from federation.commands.periods import span_of
from federation.commands.publication import Coming, PublishTables, coming, publish_tables
from federation.core.figures import BY_KIND, BY_RUNG
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

REASONS: Final = ("few", "growth", "before", "cover")


@dataclass(frozen=True, slots=True)
class CityView:
    """What one city would see now: tables, and the requests it would be told of.

    `why`: by reason, which figures are kept private (settlement, column, area of its words); the
    city is never told. `places`: settlements whose place it would be told of.
    """

    found: Coming
    tables: tuple[Grid, ...]
    why: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
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
    found = coming(store(), partner.node, period)
    with store().reading() as db:
        places = places_due(db, partner.node)
    areas = {BY_KIND: "need", BY_RUNG: "rung"}
    why = {
        reason: tuple(
            (settlement, column, areas[table])
            for (table, settlement, column), told in found.protected.why.items()
            if told == reason
        )
        for reason in REASONS
    }
    return CityView(
        found=found,
        tables=(by_kind(found.protected), by_rung(found.protected)),
        why=tuple((reason, figures) for reason, figures in why.items() if figures),
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
        lambda receipt: (
            url_for(".replies", done="published")
            if receipt.facts["releases"]
            else url_for(".publish", done="published-before")
        ),
        day=today(),
    )
