"""The city's face: what is asked, and the city's answers; never a person."""

from flask import Blueprint

from ..shared import backups, day, keys, new_keys, people, versions
from . import bundles, council, exchange, home, requests, settlements, sheets, tables, wordings


def blueprint() -> Blueprint:
    """Every page of a city."""
    found = Blueprint("city", __name__)
    own = (home, tables, settlements, requests, bundles, sheets, wordings, exchange, council)
    for area in (*own, people, day, keys, new_keys, versions, backups):
        area.add(found)
    return found
