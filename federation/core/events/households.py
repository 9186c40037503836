"""What a member's household needs, and how far her house has come.

On the line stand only the day and her number, and what a step cost; all that describes her home
stands in a record beside it, and can be blanked.
"""

from .base import Dated, Note


class HouseholdRecord(Note, frozen=True, kw_only=True):
    """How a household lives, by codes of `core.codes`; "" and -1: not told.

    `persons` and `rooms` are counted; `toilet_sharing` counts households with her own;
    `water_minutes` is there and back with the queue.
    """

    persons: int = -1
    rooms: int = -1
    woman_headed: str = ""
    toilet: str = ""
    toilet_sharing: int = -1
    water_source: str = ""
    water_minutes: int = -1
    handwashing: str = ""
    tenure: str = ""
    eviction_fear: str = ""
    dwelling: str = ""
    walls: str = ""
    roof: str = ""
    floor: str = ""


class HouseholdTold(Dated, frozen=True, kw_only=True, tag="household-told"):
    """A member told how her household lives; the last telling holds."""

    member: int
    meeting: int = 0


class HouseRecord(Note, frozen=True, kw_only=True):
    """Where her plot is, and words about the step."""

    plot: str = ""
    block: str = ""


class HouseStepTaken(Dated, frozen=True, kw_only=True, tag="house-step-taken"):
    """A member's house is at `step` (a code) from that day, or some more was spent on it.

    `cost` (land, survey, services, builders) and `materials` in minor units, and the minutes that
    people worked for it. Both are told, not taken from a pot.
    """

    member: int
    step: str
    cost: int = 0
    materials: int = 0
    labour_minutes: int = 0
    meeting: int = 0
