"""The hub's face: staff bring a thousand groups together."""

from flask import Blueprint

from ..shared import backups, day, keys, people
from . import enrolment, groups, home, inbox, learning, publishing, replies, requests, roster


def blueprint() -> Blueprint:
    """Every page of a hub."""
    found = Blueprint("hub", __name__)
    own = (home, inbox, groups, enrolment, roster, requests, publishing, replies, learning)
    for area in (*own, people, day, keys, backups):
        area.add(found)
    return found
