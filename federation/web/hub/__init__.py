"""The hub's face: staff bring a thousand groups together."""

from flask import Blueprint

from ..shared import backups, day, keys, people
from . import embargoes, enrolment, groups, home, inbox, publishing, replies, requests, roster


def blueprint() -> Blueprint:
    """Every page of a hub."""
    found = Blueprint("hub", __name__)
    own = (home, inbox, groups, enrolment, roster, requests, publishing, embargoes, replies)
    for area in (*own, people, day, keys, backups):
        area.add(found)
    return found
