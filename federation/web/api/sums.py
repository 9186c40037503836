"""Sums over all groups, or over those of one place."""

from collections.abc import Mapping
from typing import Any

from federation.reports import over_groups
from federation.reports import totals as report

from .calls import Call


def totals(call: Call) -> Mapping[str, object]:
    """The figures of `report totals` by the last day of the period."""
    return {**report.make(call.db, call.node, call.span).plain, **call.told}


def indicators(call: Call) -> Mapping[str, object]:
    """The figures of `report indicators`."""
    told: dict[str, Any] = dict(over_groups.indicators(call.db, call.node, call.span).plain)
    return {
        **call.told,
        "first": told["from"],
        "last": told["to"],
        "groups": told["groups"],
        "indicators": [
            {**one, "evidence": [{"label": label, "value": n} for label, n in one["evidence"]]}
            for one in told["indicators"]
        ],
        "currency": told["currency"],
    }


def arrears(call: Call) -> Mapping[str, object]:
    """The figures of `report arrears`: all of them together, and a part of the list of groups."""
    told: dict[str, Any] = dict(over_groups.arrears(call.db, call.node, call.span).plain)
    left = [one for one in told["groups"] if one["code"] > call.after]
    return {
        **told,
        **call.told,
        "groups": left[: call.limit],
        "next": left[call.limit - 1]["code"] if len(left) > call.limit else None,
    }
