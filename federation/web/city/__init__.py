"""The city's face: what is asked, and the city's answers; never a person."""

from flask import Blueprint

from .. import touring
from ..shared import backups, day, guides, keys, new_keys, people, stations, versions, waiting
from . import (
    bundles,
    council,
    departments,
    exchange,
    finding,
    home,
    meetings,
    open311,
    places,
    repairs,
    requests,
    settlements,
    sheets,
    tables,
    taking_out,
    wordings,
)


def blueprint() -> Blueprint:
    """Every page of a city."""
    found = Blueprint("city", __name__)
    seen = (home, finding, places, tables, settlements, requests, repairs, meetings, taking_out)
    work = (bundles, sheets, wordings, exchange, open311, council, departments)
    for area in (*seen, *work, waiting, people, day, keys, new_keys, versions, backups, guides):
        area.add(found)
    touring.offer(found, stations.here, stations.start)
    return found
