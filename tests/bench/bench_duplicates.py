"""How many of the people who are told twice a hub finds, at what cost, in what time and memory.

`python -m tests.bench.bench_duplicates [SEED …]` prints for each seed what was found of 200 people
told twice among 30,000 in 1,000 groups, and the worst of all; asserts nothing. The weights of
`core.matching` were settled on seeds 1 to 6: other seeds are reported.
"""

import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from federation.commands import matching
from federation.store import Store, local, open_store
from federation.store.queries import duplicates
from federation.store.queries.duplicates import PERSON
from tests import factories
from tests.bench import many_people

SEEDS: Final = tuple(range(31, 41))
GROUPS: Final = 1000
DOUBLES: Final = 200
PAGE: Final = 50
KIB: Final = 1024


@dataclass(frozen=True)
class Outcome:
    """What a hub found of so many people told twice."""

    doubles: int
    right: int
    wrong: int
    seconds: float
    worked: float
    one_more: float
    page_ms: float

    @property
    def found(self) -> float:
        """The share of those told twice who are on the list."""
        return self.right / self.doubles

    @property
    def wrong_for_right(self) -> float:
        """Pairs on the list that are two, for each that is one."""
        return self.wrong / max(self.right, 1)


def measure(
    folder: Path, seed: int, groups: int = GROUPS, doubles: int = DOUBLES, *, placed: bool = True
) -> Outcome:
    """One world, looked through by a hub."""
    told = many_people.people(seed, groups, doubles)
    store = open_store(factories.bare_node(folder / f"hub{seed}", role="hub", name="Federation"))
    try:
        many_people.fill(store, told, groups, placed=placed)
        begun, worked = time.monotonic(), time.process_time()
        matching.look_through(store)
        took, worked = time.monotonic() - begun, time.process_time() - worked
        with store.writing() as db:
            db.execute_sql("UPDATE stream SET last = last + 1 WHERE id = 7")
        begun = time.monotonic()
        matching.look_through(store)
        one_more = time.monotonic() - begun
        right, wrong = judge(store, many_people.numbered(told))
        return Outcome(doubles, right, wrong, took, worked, one_more, page_ms(store))
    finally:
        store.close()


def judge(store: Store, who: dict[tuple[str, int], int]) -> tuple[int, int]:
    """How many pairs on the list are one person, and how many are two."""
    with store.reading() as db:
        least = int(local.state(db, matching.SHOWN) or 0)
        listed = duplicates.waiting(db, PERSON, least, 10**6)
    right = sum(who[one.pair.left] == who[one.pair.right] for one in listed)
    return right, len(listed) - right


def page_ms(store: Store) -> float:
    """Milliseconds for what the first page of the list and the home page read."""
    begun = time.monotonic()
    with store.reading() as db:
        least = int(local.state(db, matching.SHOWN) or 0)
        duplicates.count_waiting(db, PERSON, least)
        duplicates.waiting(db, PERSON, least, PAGE)
        duplicates.changed(db)
        duplicates.counted_twice(db)
    return (time.monotonic() - begun) * 1000


def main(seeds: tuple[int, ...]) -> None:
    """Print the figures."""
    found = []
    for placed in (True, False):
        print("regions known" if placed else "regions not known")
        for seed in seeds:
            with tempfile.TemporaryDirectory() as folder:
                one = measure(Path(folder), seed, placed=placed)
            found.append(one)
            print(
                f"seed {seed:3}: {one.right} of {one.doubles} ({one.found:.1%}), "
                f"{one.wrong_for_right:.2f} wrong for each right, {one.seconds:.1f} s "
                f"({one.worked:.1f} s of one core), "
                f"one more file {one.one_more * 1000:.0f} ms, list {one.page_ms:.0f} ms"
            )
        print(
            f"worst: {min(one.found for one in found):.1%}, "
            f"{max(one.wrong_for_right for one in found):.2f} wrong for each right"
        )
        found.clear()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB
    print(f"most memory {most:.0f} MiB, the made-up people included")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SEEDS)
