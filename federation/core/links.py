"""What follows from links between two and two: who is one, and how often the same was counted."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def circles(links: Iterable[tuple[T, T]]) -> dict[T, T]:
    """For everybody who is linked, one who stands for all that are linked with her."""
    stands: dict[T, T] = {}

    def of(one: T) -> T:
        while stands.setdefault(one, one) != one:
            one = stands[one]
        return one

    for left, right in links:
        here, there = of(left), of(right)
        stands[here] = there
    return {one: of(one) for one in tuple(stands)}


def counted_again(links: Iterable[tuple[T, T]], present: Collection[T]) -> int:
    """How many of those present are counted though another one present is the same."""
    stands = circles(links)
    here = [stands[one] for one in stands if one in present]
    return len(here) - len(set(here))


def counted_once(figures: Mapping[T, int], links: Iterable[tuple[T, T]]) -> int:
    """The sum of these figures; of those that are one, the largest counts."""
    stands = circles(links)
    largest: dict[T, int] = {}
    for one, figure in figures.items():
        circle = stands.get(one, one)
        largest[circle] = max(largest.get(circle, 0), figure)
    return sum(largest.values())


def told_apart(
    link: tuple[T, T], links: Iterable[tuple[T, T]], apart: Iterable[tuple[T, T]]
) -> tuple[T, T] | None:
    """Two who were told apart, and whom this link would make one; or None."""
    stands = circles([*links, link])
    for left, right in apart:
        if stands.get(left, left) == stands.get(right, right):
            return left, right
    return None
