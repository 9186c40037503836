"""`python -m tests.simulation 1:201` (or `200`): live these seeds, tell what broke."""

import sys
import time
from collections import Counter
from collections.abc import Sequence

from . import simulator


def tell(text: str) -> None:
    """A line for people, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(told: str) -> int:
    """`told`: `first:behind`, or how many from 1 on; returns how many broke an invariant."""
    first, _, behind = told.partition(":")
    seeds = range(int(first), int(behind)) if behind else range(1, int(first) + 1)
    started, counts, broken = time.process_time(), Counter[str](), 0
    for seed in seeds:
        result = simulator.run(seed)
        counts += result.counts
        if result.violation is not None:
            broken += 1
            tell(simulator.shortest(result).told() + "\n")
    spent = time.process_time() - started
    for name, count in sorted(counts.items()):
        tell(f"{name:<24}{count:>12,}")
    tell(f"{len(seeds)} seeds, {broken} broken, {spent / max(len(seeds), 1):.2f} s each")
    return broken


def digests(seeds: Sequence[str]) -> int:
    """The digests of their traces, a line each."""
    for seed in seeds:
        tell(simulator.run(int(seed)).digest)
    return 0


if __name__ == "__main__":
    given = sys.argv[1:] or ["100"]
    sys.exit(bool(digests(given[1:]) if given[0] == "--digests" else main(given[0])))
