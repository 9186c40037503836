"""The stage of a request, from what happened to it and what the city answered.

Thirteen steps lead from `raised` to `assessed`; a request never goes back on them. `deferred`,
`refused`, `withdrawn` (and later `lapsed`, `complete`) stand beside the way.
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

STAGES: Final = (
    "raised",
    "profiled",
    "enumerated",
    "offered",
    "reviewed",
    "submitted",
    "acknowledged",
    "planned",
    "resolved",
    "conditions-met",
    "building",
    "handed-over",
    "assessed",
)
BESIDE: Final = ("deferred", "refused", "lapsed", "withdrawn", "complete")
CLOSED: Final = ("refused", "lapsed", "withdrawn", "complete")

_BY_STEP: Final = MappingProxyType(
    {"raised": "raised", "released": "reviewed", "submitted": "submitted"}
)
_BY_VERB: Final = MappingProxyType(
    {
        "acknowledge": "acknowledged",
        "ask": "acknowledged",
        "offer": "acknowledged",
        "commit": "acknowledged",
        "visit": "planned",
        "decide": "resolved",
        "deliver": "building",
        "hand-over": "handed-over",
    }
)


def stage_of(steps: Sequence[str], verbs: Sequence[str]) -> str:
    """The stage after these steps and these answers (in the order in which they came).

    The furthest step reached counts, unless the group withdrew, or the city's last word is that
    it defers or refuses.
    """
    if "withdrawn" in steps:
        return "withdrawn"
    last = verbs[-1] if verbs else ""
    if last == "defer":
        return "deferred"
    if last == "refuse":
        return "refused"
    reached = [_BY_STEP[step] for step in steps if step in _BY_STEP]
    reached += [_BY_VERB[verb] for verb in verbs if verb in _BY_VERB]
    return max(reached, key=STAGES.index, default="raised")


def is_open(stage: str) -> bool:
    """Whether somebody still waits."""
    return stage not in CLOSED
