"""What may be shown: one sum after the other, as long as every secret stays one.

A secret is a sum of requests that some reader must not know: everybody, or a group that knows its
own. Each has its proof, the moves (see `worlds`) that make it larger, or smaller, while all that is
shown stays the same. A sum may be shown if every secret finds a proof that leaves it the same. What
may not be shown now never may later, since more is shown then: one round is enough. There is no
chance in it: the same sums in the same order always come out the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from .worlds import Move, Sum, Worlds, change

NOBODY: Final[frozenset[str]] = frozenset()

_Proof = tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Secret:
    """What one who knows the requests `own` must not work out.

    `top`: how far above the truth the sum must be able to be; `width`: how far its answers must
    lie apart, one at least.
    """

    row: Sum
    top: int = 0
    width: int = 1
    own: frozenset[str] = NOBODY


class Showing:
    """What is shown so far, and every secret with its proof."""

    def __init__(self, rooms: Mapping[str, int], told: Iterable[Sum]) -> None:
        self._worlds = Worlds(rooms)
        self._kept: list[tuple[Secret, _Proof]] = []
        for row in told:
            self._worlds.show(row)

    def keep(self, secrets: Iterable[Secret]) -> list[Secret]:
        """Keeps these secrets from now on; those that cannot be kept are given back."""
        lost = []
        known = list({id(proof): proof for _, proof in self._kept}.values())
        for secret in secrets:
            proof = self._proof(secret, None, known)
            if proof is None:
                lost.append(secret)
            else:
                self._kept.append((secret, proof))
        return lost

    def show(self, row: Sum) -> bool:
        """Shows a sum if every secret can be kept all the same; says whether it did."""
        kept = []
        found: list[_Proof] = []
        for secret, proof in self._kept:
            if any(change(row, move) for move in proof):
                fresh = self._proof(secret, row, found)
                if fresh is None:
                    return False
                found.append(fresh)
                kept.append((secret, fresh))
            else:
                kept.append((secret, proof))
        self._kept = kept
        self._worlds.show(row)
        return True

    def consent(self, request: str, others: Iterable[Secret]) -> bool:
        """Shows a request as its group wants: no secret is in its way that is of it alone.

        `others`: what must be kept then, beside what is kept already.
        """
        before = self._worlds.copy(), [*self._kept]
        self._kept = [one for one in self._kept if one[0].row.keys() != {request}]
        done = self.show({request: 1}) and not self.keep(others)
        if not done:
            self._worlds, self._kept = before
        return done

    def width(self, row: Sum, most: int) -> int:
        """How far the answers for a sum lie apart for one who knows what is shown, up to `most`."""
        up, _ = self._worlds.rise(row, most)
        down, _ = self._worlds.rise(_less(row), most)
        return min(up + down, most)

    def _proof(self, secret: Secret, row: Sum | None, others: Iterable[_Proof]) -> _Proof | None:
        """Moves that keep a secret though this sum is shown too; None: none were found."""
        for proof in others:
            if self._proves(secret, proof):
                return proof
        need = max(secret.top, secret.width)
        up, higher = self._worlds.rise(secret.row, need, secret.own, row)
        if up >= need:
            return (higher,)
        if up < secret.top:
            return None
        down, lower = self._worlds.rise(_less(secret.row), secret.width - up, secret.own, row)
        proof = tuple(move for move in (higher, lower) if move)
        return proof if up + down >= secret.width else None

    def _proves(self, secret: Secret, proof: _Proof) -> bool:
        """Whether another secret's moves keep this one, too."""
        if any(not secret.own.isdisjoint(move) for move in proof):
            return False
        by = [change(secret.row, move) for move in proof]
        highest, lowest = max(0, *by), min(0, *by)
        return highest >= secret.top and highest - lowest >= secret.width


def _less(row: Sum) -> Sum:
    return {one: -times for one, times in row.items()}
