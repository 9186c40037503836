"""Requests, promises and releases, as far as the pages of this node show them; no free words."""

from collections.abc import Mapping, Sequence
from typing import Any

from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.reports import agreements as agreed
from federation.reports import asked as report
from federation.reports.table import Span
from federation.reports.where import nodes_in
from federation.store.queries import requests as reads
from federation.store.queries.embargoes import barred
from federation.store.queries.requests import ReleaseView

from .calls import HUB, Call

CODE_LETTERS_MAX = 60


def requests(call: Call) -> Mapping[str, object]:
    """A part of the list."""
    return _part(call, "requests", _requests(call))


def one_request(call: Call) -> Mapping[str, object]:
    """One request. Raises Refusal `request-unknown`."""
    for one in _asked(call, Span()):
        if one["id"] == call.part:
            return {**one, "currency": call.node.settings.currency}
    raise refuse("request-unknown", request=call.part[:CODE_LETTERS_MAX])


def agreements(call: Call) -> Mapping[str, object]:
    """A part of the list of agreements."""
    made = _told(agreed.make(call.db, call.node, call.span).plain["agreements"])
    return _part(call, "agreements", _marked(call, made))


def releases(call: Call) -> Mapping[str, object]:
    """Every release, the newest first."""
    return {"releases": [_release(call, one) for one in reads.releases(call.db)]}


def cells(call: Call) -> Mapping[str, object]:
    """Every figure of a release. Raises Refusal `release-unknown`."""
    for one in reads.releases(call.db):
        if one.release == call.part:
            break
    else:
        raise refuse("release-unknown", release=call.part[:CODE_LETTERS_MAX])
    return {
        **_release(call, one),
        "cells": [
            {
                "table": cell.name,
                "settlement": cell.row,
                "column": cell.column,
                "households": None if cell.households < 0 else cell.households,
                "requests": cell.requests,
                "suppressed": cell.households < 0,
            }
            for cell in reads.cells(call.db, one.release)
        ],
    }


def _release(call: Call, one: ReleaseView) -> dict[str, object]:
    city = reads.partner(call.db, one.city) if call.node.settings.role == HUB else None
    return {
        "release": one.release,
        "city": city.code if city else None,
        "day": one.day,
        "period": one.period,
        "threshold": one.threshold,
    }


def _requests(call: Call) -> list[dict[str, Any]]:
    """Those that fit what was asked."""
    asked = call.asked
    told = _asked(call, call.span)
    nodes = nodes_in(call.db, call.span)
    if nodes is not None:
        here = {one.request for one in reads.requests(call.db) if one.owner in nodes}
        told = [one for one in told if one["id"] in here]
    place = settlement_key(asked.get("settlement", ""))
    return [
        one
        for one in told
        if all(one[name] == asked[name] for name in ("kind", "stage") if name in asked)
        and (not place or settlement_key(one["settlement"]) == place)
    ]


def _asked(call: Call, span: Span) -> list[dict[str, Any]]:
    """Every request of the report, with its joint request and the days that the city let wait."""
    plain = report.make(call.db, call.node, span).plain
    merged_into = plain.get("merged_into", {})
    waits = plain.get("days_waiting_for_city", {})
    assert isinstance(merged_into, Mapping)
    assert isinstance(waits, Mapping)
    told = [
        {
            **one,
            "merged_into": merged_into.get(one["id"], ""),
            "days_waiting_for_city": waits.get(one["id"], 0),
        }
        for one in _told(plain["requests"])
    ]
    return _marked(call, told)


def _marked(call: Call, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each with the word whether the federation publishes nothing of its settlement now.

    No city has that word.
    """
    if call.node.settings.role != HUB:
        return [{**one, "under_embargo": None} for one in told]
    found = barred(call.db)
    return [{**one, "under_embargo": one["settlement"] in found} for one in told]


def _told(some: object) -> list[dict[str, Any]]:
    """The plain rows of a report, in the order of their ids."""
    assert isinstance(some, Sequence)
    return sorted((dict(one) for one in some), key=lambda one: str(one["id"]))


def _part(call: Call, name: str, rows: list[dict[str, Any]]) -> Mapping[str, object]:
    left = [one for one in rows if one["id"] > call.after]
    return {
        name: left[: call.limit],
        "next": left[call.limit - 1]["id"] if len(left) > call.limit else None,
        "currency": call.node.settings.currency,
    }
