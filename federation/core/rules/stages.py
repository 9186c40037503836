"""The stage of a request, from what happened to it and what the city answered.

Thirteen steps lead from `raised` to `assessed`; a request never goes back on them. `deferred`,
`refused`, `withdrawn`, `lapsed` and `complete` stand beside the way: an ending holds until the
group takes the request up again and names that very ending. So it does not matter which side's
file came first. At a city `merged` and `split` stand there too: what is asked as one has one way.
"""

from collections.abc import Iterable, Sequence
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
# At a city alone: a request that is asked there within another one, and such an ask no more.
MERGED: Final = "merged"
SPLIT: Final = "split"
BESIDE: Final = ("deferred", "refused", "lapsed", "withdrawn", "complete", MERGED, SPLIT)
CLOSED: Final = ("refused", "lapsed", "withdrawn", "complete", MERGED, SPLIT)
ENDINGS: Final = ("withdrawn", "lapsed", "complete", MERGED, SPLIT)
REOPENED: Final = "reopened"

# Steps with another name than the stage to which they lead.
_BY_STEP: Final = MappingProxyType({"released": "reviewed"})
BY_VERB: Final = MappingProxyType(
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
_BESIDE_BY_VERB: Final = MappingProxyType({"defer": "deferred", "refuse": "refused"})

Step = tuple[str, str]
"""The code of a step and its detail: of an ending its id, of `reopened` the id of that ending."""
Said = tuple[str, str]
"""The verb of an answer and the answer's id."""


def stage_of(steps: Iterable[Step], answers: Sequence[Said]) -> str:
    """The stage after these steps and these answers (in the order in which they came).

    The furthest step reached counts, unless the group ended it, or the city's last word is that
    it defers or refuses, and nobody took it up again since.
    """
    told = tuple(steps)
    taken_up = {detail for step, detail in told if step == REOPENED}
    ended = {step for step, detail in told if step in ENDINGS and detail not in taken_up}
    if ended:
        return min(ended, key=ENDINGS.index)
    verb, answer = answers[-1] if answers else ("", "")
    if verb in _BESIDE_BY_VERB and answer not in taken_up:
        return _BESIDE_BY_VERB[verb]
    reached = [_BY_STEP.get(step, step) for step, _ in told]
    reached += [BY_VERB[verb] for verb, _ in answers if verb in BY_VERB]
    return max((one for one in reached if one in STAGES), key=STAGES.index, default="raised")


def is_open(stage: str) -> bool:
    """Whether somebody still waits."""
    return stage not in CLOSED
