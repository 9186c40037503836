"""Requests of several groups that are asked of a city as one; and asked each for itself again.

The office says so, and the city and each group are told. A group is told of its own request only
and of how many others there are: never whose.
"""

from .base import Dated


class RequestsMerged(Dated, frozen=True, kw_only=True, tag="requests-merged"):
    """These requests are one ask from now on; `merge` is its id, the same on every node.

    `number` and `title`: what the office calls it. `groups`: how many ask. `counted_again`: the
    households that two of these groups count both, for the office alone (0 where others read it).
    """

    merge: str
    number: str
    title: str
    requests: tuple[str, ...]
    groups: int = 0
    description: str = ""
    counted_again: int = 0


class MergeSplit(Dated, frozen=True, kw_only=True, tag="merge-split"):
    """They are asked each for itself again; `reason` stays at the office ("" where others read)."""

    merge: str
    requests: tuple[str, ...]
    reason: str = ""
