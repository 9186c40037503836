"""The hub's face: staff bring a thousand groups together."""

from flask import Blueprint

from .. import touring
from ..shared import backups, day, guides, keys, people, stations, waiting
from . import (
    beneficiaries,
    carriers,
    duplicates,
    duties,
    embargoes,
    enrolment,
    facilities,
    finding,
    fund,
    fund_changes,
    fund_groups,
    fund_loans,
    fund_statement,
    groups,
    home,
    inbox,
    language_files,
    languages,
    learning,
    looking,
    looks,
    merges,
    names,
    needs,
    networks,
    offices,
    place_list,
    places,
    placing,
    profiles,
    proposals,
    publishing,
    replies,
    reports,
    requests,
    roster,
    tree,
)


def blueprint() -> Blueprint:
    """Every page of a hub."""
    found = Blueprint("hub", __name__)
    counted = (facilities, needs, profiles, learning)
    funds = (fund, fund_changes, fund_loans, fund_groups, fund_statement)
    own = (home, inbox, groups, enrolment, roster, requests, places, publishing, replies)
    opened = (looking, looks, proposals, reports)
    settled = (names, placing, place_list, tree, networks, duties, offices)
    for area in (
        *own,
        finding,
        *settled,
        *opened,
        beneficiaries,
        carriers,
        duplicates,
        embargoes,
        merges,
        *counted,
        *funds,
        languages,
        language_files,
        waiting,
        people,
        day,
        keys,
        backups,
        guides,
    ):
        area.add(found)
    touring.offer(found, stations.here, stations.start)
    return found
