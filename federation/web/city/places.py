"""The map of the city: where something is asked, from the figures of the newest release alone."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from federation.i18n import gettext
from federation.reports import geojson
from federation.store.queries import places
from federation.store.queries import requests as asked

from ..guard import allow
from ..here import me, store
from ..pages import Page, render
from ..shared.maps import Drawn, Settlement, drawn
from .common import OFFICIALS, READERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Map(Page):
    """The map and its table; `release` None: nothing came yet."""

    template: ClassVar[str] = "city/map.html"
    release: asked.ReleaseView | None
    map: Drawn
    may_take_in: bool


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/map", view_func=show_map)
    to.add_url_rule("/map.geojson", view_func=save_map)


@allow(*READERS)
def show_map() -> ResponseReturnValue:
    """What is asked where."""
    with store().reading() as db:
        newest = next(iter(asked.releases(db)), None)
        told = geojson.asked_where(asked.cells(db, newest.release) if newest else ())
        known = places.places(db)
    rows = {
        key: Settlement(
            0,
            one.settlement,
            -1 if one.households is None else one.households,
            one.requests,
            url_for(".request_list", settlement=one.settlement),
        )
        for key, one in told.items()
    }
    page = Map(
        release=newest,
        map=drawn(gettext("What is asked where"), rows, known, has_private=True),
        may_take_in=me().role in OFFICIALS,
    )
    return render(page)


@allow(*READERS)
def save_map() -> ResponseReturnValue:
    """The same places and figures as a file for other maps."""
    with store().reading() as db:
        newest = next(iter(asked.releases(db)), None)
        told = geojson.asked_where(asked.cells(db, newest.release) if newest else ())
        content = geojson.written(places.places(db), told, newest)
    answer = Response(content, mimetype="application/geo+json")
    answer.headers["Content-Disposition"] = 'attachment; filename="map.geojson"'
    return answer
