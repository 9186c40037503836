"""The group's face: for a phone, in a meeting."""

from flask import Blueprint

from ..shared import people
from . import (
    closing,
    entries,
    exchange,
    figures,
    home,
    meeting,
    members,
    money,
    other_money,
    papers,
    peer_checks,
    practice,
    requests,
    work,
)


def blueprint() -> Blueprint:
    """Every page of a group."""
    found = Blueprint("group", __name__)
    for area in (
        home,
        members,
        meeting,
        money,
        other_money,
        closing,
        entries,
        requests,
        exchange,
        figures,
        papers,
        peer_checks,
        people,
        practice,
        work,
    ):
        area.add(found)
    return found
