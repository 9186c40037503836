"""What every page of a city stands on: its roles, its requests with their clocks, its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from federation.core.rules.answers import VERBS
from federation.core.rules.stages import is_open
from federation.store import Database
from federation.store.queries import requests as asked
from federation.store.queries.clocks import Clocks, clocks
from sync.status import NodeStatus

from ..today import today

OFFICIALS: Final = ("official",)
CLERKS: Final = (*OFFICIALS, "clerk")
READERS: Final = (*CLERKS, "reader")
# Who may say what. An answer binds the city, and so does how a promise stands and a signature: an
# official says those. A clerk writes down what happened: who met, and what was paid.
ANSWERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"official": VERBS, "clerk": (), "reader": ()}
)
SAYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "official": (
            "payment-told",
            "agreement-signed",
            "joint-meeting-held",
            "clause-settled",
            "promise-made",
            "scores-given",
            "figure-measured",
            "aims-told",
        ),
        "clerk": ("payment-told", "joint-meeting-held"),
        "reader": (),
    }
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A request on a list."""

    view: asked.RequestView
    clocks: Clocks
    is_open: bool


def listed(db: Database) -> tuple[Listed, ...]:
    """Open requests first; among them the ones that wait longest for the city."""
    found = [Listed(one, clocks(one, today()), is_open(one.stage)) for one in asked.requests(db)]
    found.sort(
        key=lambda one: (
            not one.is_open,
            one.clocks.runs != "them",
            -one.clocks.them,
            one.view.raised_on,
        )
    )
    return tuple(found)


def threshold(db: Database) -> int:
    """The smallest figure of households that the newest release shows; 5 before there is one."""
    newest = next(iter(asked.releases(db)), None)
    return newest.threshold if newest else 5


def unsent(told: NodeStatus) -> int:
    """Answers that are in no file yet."""
    return sum(
        max(one.last - max(one.sent, one.acknowledged), 0)
        for partner in told.partners
        for one in partner.streams
        if one.stream == "replies" and not one.received
    )
