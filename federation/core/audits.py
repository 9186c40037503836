"""Words of peer checks and of work, and when the next peer check is due."""

from datetime import date
from typing import Final

from .indicators import PEER_CHECK_DAYS

TASKS: Final = (
    "bricks",
    "foundations",
    "trenches",
    "pipes",
    "clearing",
    "building",
    "counting",
    "collecting",
    "meeting",
    "visit",
    "other",
)


def days_since(last: str, today: str) -> int:
    """Days from `last` to `today` (ISO 8601); 0 when `last` is later."""
    return max((date.fromisoformat(today) - date.fromisoformat(last)).days, 0)


def is_overdue(last: str, today: str) -> bool:
    """Whether the next peer check is late (twice a year is the practice).

    `last`: the day of the last one, or that on which the books began; "": neither.
    """
    return bool(last) and days_since(last, today) > PEER_CHECK_DAYS
