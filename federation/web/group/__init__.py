"""The group's face: for a phone, in a meeting."""

from flask import Blueprint

from ..shared import backups, keys, new_keys, people
from . import (
    closing,
    constitution,
    cycle,
    decisions,
    dues,
    entries,
    exchange,
    figures,
    fund_loans,
    home,
    leaving,
    loan_changes,
    loan_steps,
    loans,
    meeting,
    members,
    money,
    more,
    other_money,
    papers,
    payouts,
    peer_checks,
    practice,
    requests,
    rotation,
    rounds,
    setup,
    setup_money,
    setup_vote,
    share_out,
    spreadsheets,
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
        leaving,
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
        cycle,
        share_out,
        payouts,
        rotation,
        entries,
        requests,
        exchange,
        figures,
        papers,
        spreadsheets,
        peer_checks,
        people,
        keys,
        new_keys,
        backups,
        practice,
        work,
        more,
    ):
        area.add(found)
    return found
