"""The group's face: for a phone, in a meeting."""

from flask import Blueprint

from . import home


def blueprint() -> Blueprint:
    """Every page of a group."""
    found = Blueprint("group", __name__)
    for area in (home,):
        area.add(found)
    return found
