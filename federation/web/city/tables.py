"""What is asked where: the tables of the newest release, exactly as the hub froze them."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.store.queries import requests as asked

from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..shared.tables import Grid, frozen
from .common import READERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables(Page):
    """The newest release, or None before the first file."""

    template: ClassVar[str] = "city/tables.html"
    release: asked.ReleaseView | None
    tables: tuple[Grid, ...]


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/tables", view_func=tables)


@allow(*READERS)
def tables() -> ResponseReturnValue:
    """The tables."""
    with store().reading() as db:
        newest = next(iter(asked.releases(db)), None)
        cells = asked.cells(db, newest.release) if newest else ()
    return render(Tables(release=newest, tables=frozen(cells)))
