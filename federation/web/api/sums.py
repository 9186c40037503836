"""Sums over all groups, or over those of one place."""

from collections.abc import Mapping

from federation.reports import totals as report

from .calls import Call


def totals(call: Call) -> Mapping[str, object]:
    """The figures of `report totals` by the last day of the period."""
    return {**report.make(call.db, call.node, call.span).plain, **call.told}
