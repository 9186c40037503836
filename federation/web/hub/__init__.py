"""The hub's face: staff bring a thousand groups together."""

from flask import Blueprint

from ..shared import backups, day, keys, people, waiting
from . import (
    beneficiaries,
    embargoes,
    enrolment,
    facilities,
    groups,
    home,
    inbox,
    learning,
    looking,
    looks,
    needs,
    places,
    profiles,
    proposals,
    publishing,
    replies,
    requests,
    roster,
)


def blueprint() -> Blueprint:
    """Every page of a hub."""
    found = Blueprint("hub", __name__)
    counted = (facilities, needs, profiles, learning)
    own = (home, inbox, groups, enrolment, roster, requests, places, publishing, replies)
    opened = (looking, looks, proposals)
    for area in (
        *own,
        *opened,
        beneficiaries,
        embargoes,
        *counted,
        waiting,
        people,
        day,
        keys,
        backups,
    ):
        area.add(found)
    return found
