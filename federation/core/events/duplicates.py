"""Two that may be one: a person, a household or a need that two groups told of, each by itself.

`about` says which of the three. A person and a household are told by a group (its node id) and a
member's number in its books; a need by the id of its request, and number 0. `left` comes before
`right`, so that two are the same two however somebody came upon them. Nothing of what a group
wrote down of anybody stands here, and no money moves.
"""

from .base import Dated


class DuplicateLookedAt(Dated, frozen=True, kw_only=True, tag="duplicate-looked-at"):
    """Somebody of the office looked at what two groups wrote down of these two, side by side."""

    about: str
    left: str
    right: str
    left_number: int = 0
    right_number: int = 0


class DuplicateLinked(Dated, frozen=True, kw_only=True, tag="duplicate-linked"):
    """These two are one: counted once where different people, households or needs are counted."""

    about: str
    left: str
    right: str
    left_number: int = 0
    right_number: int = 0


class DuplicateToldApart(Dated, frozen=True, kw_only=True, tag="duplicate-told-apart"):
    """These two are two: they are not proposed again."""

    about: str
    left: str
    right: str
    left_number: int = 0
    right_number: int = 0


class DuplicateReopened(Dated, frozen=True, kw_only=True, tag="duplicate-reopened"):
    """What was said of these two, one or two, is taken back: they are not linked any more."""

    about: str
    left: str
    right: str
    left_number: int = 0
    right_number: int = 0
