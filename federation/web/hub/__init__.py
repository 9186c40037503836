"""The hub's face: staff bring a thousand groups together."""

from flask import Blueprint

from ..shared import backups, day, keys, people, waiting
from . import (
    beneficiaries,
    carriers,
    duties,
    embargoes,
    enrolment,
    facilities,
    groups,
    home,
    inbox,
    learning,
    looking,
    looks,
    names,
    needs,
    networks,
    offices,
    places,
    placing,
    profiles,
    proposals,
    publishing,
    replies,
    requests,
    roster,
    tree,
)


def blueprint() -> Blueprint:
    """Every page of a hub."""
    found = Blueprint("hub", __name__)
    counted = (facilities, needs, profiles, learning)
    own = (home, inbox, groups, enrolment, roster, requests, places, publishing, replies)
    opened = (looking, looks, proposals)
    settled = (names, placing, tree, networks, duties, offices)
    for area in (
        *own,
        *settled,
        *opened,
        beneficiaries,
        carriers,
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
