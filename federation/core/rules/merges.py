"""What must hold of requests of several groups that are asked of a city as one.

1. they are two or more, and no more than a person can read side by side; 2. each is of another
group; 3. all ask for the same kind of thing, are open, and are in no other ask; 4. of those that
were given free, all go to one city; 5. no more households are counted twice than stay asking.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .. import events as e
from ..refusals import refuse
from .requests import FIGURE_MAX
from .stages import is_open
from .words import is_id

LEAST: Final = 2
MOST: Final = 20
TITLE_MAX: Final = 120
TEXT_MAX: Final = 2000


@dataclass(frozen=True, slots=True)
class Part:
    """A request that may become a part; `city`: to which it was given free, `within`: an ask."""

    request: str
    owner: str
    need: str
    stage: str
    households: int
    title: str = ""
    city: str = ""
    within: str = ""


def check_parts(parts: Sequence[Part]) -> None:
    """Raises Refusal `merge-too-few`, `merge-too-many`, `merge-same-group`, `merge-other-need`.

    Raises also `merge-closed`, `merge-in-another`, `merge-cities-differ`.
    """
    if len(parts) < LEAST:
        raise refuse("merge-too-few")
    if len(parts) > MOST:
        raise refuse("merge-too-many", most=MOST)
    if len({one.owner for one in parts}) < len(parts):
        raise refuse("merge-same-group")
    if len({one.need for one in parts}) > 1:
        raise refuse("merge-other-need")
    for one in parts:
        if not is_open(one.stage):
            raise refuse("merge-closed", title=one.title, stage=one.stage)
        if one.within:
            raise refuse("merge-in-another", title=one.title)
    if len({one.city for one in parts if one.city}) > 1:
        raise refuse("merge-cities-differ")


def most_counted_again(households: Sequence[int]) -> int:
    """The households that can have been counted twice at most: the largest request stays whole."""
    return sum(households) - max(households, default=0)


def check_merge(event: e.RequestsMerged | e.MergeSplit) -> None:
    """What another node must keep to. Raises Refusal `merge-unclear`, `word-id-unclear`."""
    for name in (event.merge, *event.requests):
        if not is_id(name):
            raise refuse("word-id-unclear", id=name[:40])
    some = len(event.requests)
    if not 1 <= some <= MOST or len(set(event.requests)) < some or event.merge in event.requests:
        raise refuse("merge-unclear")
    if isinstance(event, e.RequestsMerged):
        if not 0 <= event.counted_again <= FIGURE_MAX or not 0 <= event.groups <= MOST:
            raise refuse("merge-unclear")
        if not event.title or not event.number or len(event.title) > TITLE_MAX:
            raise refuse("merge-unclear")
