"""The group's face: for a phone, in a meeting."""

from flask import Blueprint

from ..shared import people
from . import (
    closing,
    constitution,
    decisions,
    dues,
    entries,
    exchange,
    figures,
    fund_loans,
    home,
    loan_changes,
    loan_steps,
    loans,
    meeting,
    members,
    money,
    other_money,
    papers,
    peer_checks,
    practice,
    requests,
    rounds,
    setup,
    setup_money,
    setup_vote,
    work,
)


def blueprint() -> Blueprint:
    """Every page of a group."""
    found = Blueprint("group", __name__)
    for area in (
        home,
        setup,
        setup_money,
        setup_vote,
        constitution,
        members,
        meeting,
        money,
        other_money,
        closing,
        decisions,
        dues,
        rounds,
        loans,
        loan_steps,
        loan_changes,
        fund_loans,
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
