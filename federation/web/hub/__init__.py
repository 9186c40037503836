"""The hub's face: staff bring a thousand groups together."""

from flask import Blueprint

from ..shared import people
from . import enrolment, groups, home, inbox, publishing, replies, requests


def blueprint() -> Blueprint:
    """Every page of a hub."""
    found = Blueprint("hub", __name__)
    for area in (home, inbox, groups, enrolment, requests, publishing, replies, people):
        area.add(found)
    return found
