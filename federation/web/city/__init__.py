"""The city's face: what is asked, and the city's answers; never a person."""

from flask import Blueprint

from ..shared import backups, day, keys, new_keys, people, versions, waiting
from . import exchange, home, open311, places, repairs, requests, tables


def blueprint() -> Blueprint:
    """Every page of a city."""
    found = Blueprint("city", __name__)
    own = (home, places, tables, requests, repairs, exchange, open311)
    for area in (*own, waiting, people, day, keys, new_keys, versions, backups):
        area.add(found)
    return found
