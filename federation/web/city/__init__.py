"""The city's face: what is asked, and the city's answers; never a person."""

from flask import Blueprint

from ..shared import backups, keys, new_keys, people, versions
from . import exchange, home, requests, tables


def blueprint() -> Blueprint:
    """Every page of a city."""
    found = Blueprint("city", __name__)
    for area in (home, tables, requests, exchange, people, keys, new_keys, versions, backups):
        area.add(found)
    return found
