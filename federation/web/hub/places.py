"""The office's map: where something is asked, with its raw figures; and a map that is brought."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.mapping import MapSettlements, map_settlements
from federation.core.figures import settlement_key
from federation.core.refusals import Refusal, refuse
from federation.core.rules.stages import is_open
from federation.i18n import gettext
from federation.schemas.base import load
from federation.schemas.geojson import FILE_BYTES_MAX, read_map
from federation.schemas.places import MapSchema
from federation.store import Database
from federation.store.queries import places
from federation.store.queries import requests as asked

from .. import forms
from ..forms import Form
from ..guard import allow, upload
from ..here import store
from ..pages import Page, render
from ..shared import files
from ..shared.maps import Drawn, Settlement, drawn
from ..today import today
from .overview import STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Map(Page):
    """The map and its table; `is_known`: the office has a map at all."""

    template: ClassVar[str] = "hub/map.html"
    map: Drawn
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bring(Page):
    """A map as a file."""

    template: ClassVar[str] = "hub/map_bring.html"
    form: Form


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/map", view_func=show_map)
    to.add_url_rule("/map/bring", view_func=bring, methods=["GET", "POST"])


@allow(*STAFF)
def show_map() -> ResponseReturnValue:
    """What is asked where, by requests that are open."""
    with store().reading() as db:
        rows, known = _asked(db), places.places(db)
    title = gettext("What is asked where")
    page = Map(map=drawn(title, rows, known, has_private=False), is_known=bool(known))
    return render(page)


def _asked(db: Database) -> dict[str, Settlement]:
    found: dict[str, Settlement] = {}
    for one in asked.requests(db):
        if is_open(one.stage):
            key = settlement_key(one.settlement)
            before = found.get(key)
            found[key] = Settlement(
                0,
                before.settlement if before else one.settlement,
                one.households + (before.households if before else 0),
                1 + (before.requests if before else 0),
                url_for(
                    ".request_list", settlement=before.settlement if before else one.settlement
                ),
            )
    return found


@allow(*STAFF)
@upload
def bring() -> ResponseReturnValue:
    """Take a map in: all of it, or nothing with one sentence why."""
    if request.method == "GET":
        return render(Bring(form=forms.fresh()))
    form = forms.typed()
    values, faults = load(MapSchema(), form.typed())
    if faults:
        return forms.show(Bring(form=form.wrong(faults)))
    try:
        came = files.brought()
        if not came:
            raise refuse("files-none")
        told = read_map(came[0].stream.read(FILE_BYTES_MAX + 1), **values)
    except Refusal as refusal:
        beside = "source" if refusal.code == "place-without-source" else "files"
        return forms.show(Bring(form=form.refused(refusal, beside)))
    order = MapSettlements(places=told, day=today(), **forms.stamp(form))
    return forms.act(
        form,
        order,
        map_settlements,
        lambda again: Bring(form=again),
        lambda _: url_for(".show_map", done="mapped"),
    )
