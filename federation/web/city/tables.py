"""What is asked where: the tables of the newest release, exactly as the hub froze them."""

from dataclasses import dataclass
from typing import ClassVar

import msgspec
from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.core.disclosure import Certificate
from federation.store.queries import facilities
from federation.store.queries import requests as asked

from ..guard import allow
from ..here import me, store
from ..pages import Page, render
from ..shared.tables import Grid, frozen
from .common import OFFICIALS, READERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables(Page):
    """The newest release, or None before the first file.

    `certificate`: what the release says of its own protection; None: in words not known here.
    `facilities`: things, so none is kept private.
    """

    template: ClassVar[str] = "city/tables.html"
    release: asked.ReleaseView | None
    certificate: Certificate | None
    tables: tuple[Grid, ...]
    facilities: tuple[facilities.PublishedFacilityView, ...]
    may_take_in: bool


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/tables", view_func=tables)


@allow(*READERS)
def tables() -> ResponseReturnValue:
    """The tables."""
    with store().reading() as db:
        newest = next(iter(asked.releases(db)), None)
        cells = asked.cells(db, newest.release) if newest else ()
        things = facilities.published(db, newest.release) if newest else ()
    page = Tables(
        release=newest,
        certificate=_certificate(newest.certificate) if newest else None,
        tables=frozen(cells),
        facilities=things,
        may_take_in=me().role in OFFICIALS,
    )
    return render(page)


def _certificate(told: str) -> Certificate | None:
    try:
        return msgspec.json.decode(told, type=Certificate)
    except msgspec.DecodeError:
        return None
