"""What can be asked: this node's addresses, places, periods."""

from collections.abc import Iterable, Mapping

from federation.reports.spans import periods_here
from federation.store.queries import places as of_places
from federation.store.queries.state import state

from .calls import Call, Resource


def node(call: Call, resources: Iterable[Resource]) -> Mapping[str, object]:
    """Who answers here."""
    own = call.node.settings
    return {
        "name": own.name,
        "role": own.role,
        "currency": own.currency,
        "today": call.today,
        "state": state(call.db),
        "resources": [{"path": one.template, "summary": one.summary} for one in resources],
    }


def places(call: Call) -> Mapping[str, object]:
    """Places by their codes: what lies in a region begins with the region's."""
    after, limit = call.after, call.limit
    every = sorted(of_places.tree(call.db), key=lambda one: one.code)
    found = [one for one in every if one.code > after]
    return {
        "places": [
            {
                "code": one.code,
                "name": one.name,
                "kind": one.level,
                "within": one.parent or None,
                "constituency": one.constituency or None,
            }
            for one in found[:limit]
        ],
        "next": found[limit - 1].code if len(found) > limit else None,
    }


def periods(call: Call) -> Mapping[str, object]:
    """Those that the books or the requests here reach back to, at most ten years."""
    return {
        "periods": [
            {
                "code": one.code,
                "kind": one.kind,
                "first": one.first,
                "last": one.last,
                "is_over": one.last < call.today,
            }
            for one in periods_here(call.db, call.node)
        ]
    }
