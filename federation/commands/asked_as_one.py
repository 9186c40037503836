"""What a release tells a city of requests that are asked as one: the ask, its sum, its references.

A sum of households is shown only where disclosure control says so. It is told with all of its parts
or not at all: one that is open and not given free for that city, or is under embargo, keeps the ask
away. Where a part was taken back before it was told of, nobody knows how many of those that are
counted twice were its own, and the sum stays private.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from federation.core import disclosure
from federation.core import events as e
from federation.core.figures import Together
from federation.core.rules.merges import LEAST
from federation.core.rules.stages import is_open
from federation.store import Database
from federation.store.queries import merges, merging, requests
from federation.store.queries.merges import MergeView
from federation.store.queries.requests import RequestView

from .earlier import PRIVATE, Earlier
from .merging import asked_as
from .seen import as_seen

UNKNOWN: Final = -1


@dataclass(frozen=True, slots=True)
class Ask:
    """An ask that a city may be told of now, and the parts of which it was told or is to be."""

    merge: MergeView
    parts: tuple[RequestView, ...]
    view: RequestView

    @property
    def together(self) -> Together:
        """What disclosure control has to know of it."""
        return Together(self.merge.merge, frozenset(one.request for one in self.parts))


@dataclass(frozen=True, slots=True)
class AskTelling:
    """An ask of which a release tells the city; `shows`: with its sum of households."""

    ask: Ask
    shows: bool

    @property
    def households(self) -> int:
        """As the city reads them; PRIVATE where they are kept private."""
        return self.ask.view.households if self.shows else PRIVATE


@dataclass(frozen=True, slots=True)
class Asks:
    """`now`: what may be told as one; `again`: households counted twice, each kept secret."""

    now: tuple[Ask, ...]
    again: tuple[disclosure.Contribution, ...]

    @property
    def together(self) -> tuple[Together, ...]:
        """Of which the sum may be shown, if disclosure control agrees."""
        return tuple(one.together for one in self.now if one.view.households >= 0)

    def telling(
        self, protected: disclosure.Protected, earlier: Earlier, counted: frozenset[str]
    ) -> tuple[AskTelling, ...]:
        """Those that were never told of, and those of which a part counts in this release."""
        shown = {one.ask for one in protected.published.asks}
        return tuple(
            AskTelling(one, one.merge.merge in shown)
            for one in self.now
            if one.merge.merge not in earlier.asks or one.together.requests & counted
        )


def asks_of(
    db: Database, free: Sequence[RequestView], open_now: Sequence[RequestView], earlier: Earlier
) -> Asks:
    """What is asked of a city as one: `free` and `open_now` are the requests that it may see."""
    by_id = {one.request: one for one in free}
    may = {one.request for one in open_now}
    links = merging.linked(db)
    asks = merges.merges(db)
    missing = {name for one in asks if one.holds for name in one.requests if name not in by_id}
    keep = {one.request for one in requests.requests(db, missing) if is_open(one.stage)}
    now: list[Ask] = []
    again: list[disclosure.Contribution] = []
    for one in asks:
        told = earlier.asks.get(one.merge)
        names = [name for name in one.requests if name in by_id]
        if told is not None:
            names = [name for name in names if name in told.requests]
        is_told = one.holds and set(names) <= may and len(names) >= (1 if told else LEAST)
        if told is None and not keep.isdisjoint(one.requests):
            is_told = False
        if is_told:
            parts = tuple(by_id[name] for name in names)
            is_known = set(names) == set(one.requests) or not one.counted_again
            told_of = one if is_known else replace(one, counted_again=UNKNOWN)
            now.append(Ask(one, parts, asked_as(told_of, parts, links)))
        if one.counted_again > 0 and (told or is_told):
            again.append(_counted_again(one))
    return Asks(tuple(now), tuple(again))


def _counted_again(one: MergeView) -> disclosure.Contribution:
    """As a request of so many households that nobody is told of."""
    return disclosure.Contribution(
        request=one.merge,
        group=one.merge,
        settlement="",
        kind="",
        rung="",
        households=one.counted_again,
        voted=False,
    )


def events_of(
    telling: Sequence[AskTelling],
    release: str,
    first_told: Mapping[str, str],
    day: str,
    user: int,
) -> Iterator[e.Event]:
    """The entries that tell a city of asks: each as a request, and once for which it stands."""
    for one in telling:
        merge, view = one.ask.merge, one.ask.view
        first_day = first_told.get(merge.merge, day)
        yield as_seen(view, release, first_day, user, shows=one.shows)
        if merge.merge not in first_told:
            yield e.RequestsMerged(
                user=user,
                day=day,
                merge=merge.merge,
                number=merge.number,
                title=merge.title,
                requests=tuple(part.request for part in one.ask.parts),
                groups=len(one.ask.parts),
            )
