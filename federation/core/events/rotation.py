"""A rotating pot beside the savings: everybody pays in, one takes it all, in turn."""

from .base import Dated
from .money import Money


class RotationBegun(Dated, frozen=True, kw_only=True, tag="rotation-begun"):
    """Rotating pot number `rotation`: each member of `order` pays `amount` at each turn.

    `by`: turn (agreed among them) or lot (drawn). Amounts in minor units.
    """

    rotation: int
    amount: int
    order: tuple[int, ...]
    by: str = "turn"
    every: str = "month"
    decision: int = 0
    meeting: int = 0


class RotationReordered(Dated, frozen=True, kw_only=True, tag="rotation-reordered"):
    """The turns that are still to come are taken in this order now; the whole of it."""

    rotation: int
    order: tuple[int, ...]
    decision: int = 0
    meeting: int = 0


class RotationPaidIn(Money, frozen=True, kw_only=True, tag="rotation-paid-in"):
    """A member paid into a rotating pot for a turn, in cash."""

    member: int
    rotation: int
    turn: int


class RotationPaidOut(Money, frozen=True, kw_only=True, tag="rotation-paid-out"):
    """The member whose turn it was took the rotating pot in cash."""

    member: int
    rotation: int
    turn: int
