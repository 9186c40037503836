"""Money in whole minor units: dividing it without losing a cent."""

from collections.abc import Sequence


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` minor units in parts by `weights` (none below zero), by largest remainder.

    The parts sum to the total; a tie goes to the one earlier in the list. All weights zero: equal
    parts. A negative total is split as its opposite is. Raises ValueError without weights.
    """
    if not weights or min(weights) < 0:
        raise ValueError("parts need weights, none of them below zero")
    if total < 0:
        return tuple(-part for part in split(-total, weights))
    shares = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    remainders = [total * share % whole for share in shares]
    left = total - sum(parts)
    order = sorted(range(len(shares)), key=lambda place: (-remainders[place], place))
    for place in order[:left]:
        parts[place] += 1
    return tuple(parts)
