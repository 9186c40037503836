"""Chance that repeats: the same seed gives the same world.

Bytes come from SHA-256 over a label and a counter. Whole numbers only, no binary fractions.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """One source of chance; `label` tells it apart from others of the same seed."""

    def __init__(self, seed: int, label: str) -> None:
        self._label = f"{seed} {label} "
        self._drawn = 0
        self._left = b""

    def __call__(self, count: int) -> bytes:
        """`count` bytes, as a node asks its source of chance for them."""
        while len(self._left) < count:
            self._drawn += 1
            self._left += hashlib.sha256(f"{self._label}{self._drawn}".encode()).digest()
        made, self._left = self._left[:count], self._left[count:]
        return made

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1, each as likely as the others to one in 2^40."""
        return int.from_bytes(self(8), "big") % limit

    def happens(self, percent: int) -> bool:
        """True `percent` times of a hundred."""
        return self.below(100) < percent

    def pick(self, some: Sequence[T]) -> T:
        """One of them."""
        return some[self.below(len(some))]

    def shuffled(self, some: Sequence[T]) -> list[T]:
        """All of them, in another order."""
        left = list(some)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]
