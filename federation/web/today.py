"""Which day it is, for the pages: asked once for each, and told where the clock is in doubt."""

from flask import g

from federation.store import clock
from federation.store.clock import Day
from federation.store.queries import requests

from .here import node, store


def day() -> Day:
    """What the clock says and what else is known; inside or outside a `reading()`."""
    found = g.get("day")
    if isinstance(found, Day):
        return found
    with store().reading() as db:
        told = clock.read(db, node())
    g.day = told
    return told


def today() -> str:
    """Today as well as it is known, ISO 8601."""
    return day().today


def start_day() -> str:
    """The day a form begins with; "" where it must be asked."""
    return day().start


def partner_name() -> str:
    """Whose clock says otherwise, or ""."""
    with store().reading() as db:
        found = requests.partner(db, day().partner)
    return found.name if found else ""
