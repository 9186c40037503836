"""The city's face: what is asked, and the city's answers; never a person."""

from flask import Blueprint

from ..shared import backups, day, keys, new_keys, people, versions
from . import (
    bundles,
    council,
    departments,
    exchange,
    home,
    meetings,
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
    seen = (home, tables, settlements, requests, meetings, taking_out)
    work = (bundles, sheets, wordings, exchange, council, departments)
    for area in (*seen, *work, people, day, keys, new_keys, versions, backups):
        area.add(found)
    return found
