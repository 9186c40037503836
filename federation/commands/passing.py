"""What a hub passes on to a city: words that somebody here has read.

A request that is told of takes all its words with it; what is said of it later waits until staff
pass it on. Words of the federation's own go the same way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.core.rules.requests import OF_PEOPLE
from federation.store import Draft
from federation.store.queries import requests
from federation.store.queries.requests import RequestView

from .deed import Decision, Desk, Order
from .requests import known


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn(Order):
    """Pass on what waits of these requests (none named: of all)."""

    requests: tuple[str, ...] = ()


def waiting(view: RequestView) -> tuple[e.Word, ...]:
    """The words of a request that the city may read and was not told yet."""
    passed = {one.detail for one in view.steps if one.step == "passed"}
    return tuple(
        one
        for one in view.words
        if one.side != "city" and one.word not in passed and _may_see(view, one)
    )


def _may_see(view: RequestView, word: e.Word) -> bool:
    """A count of people again goes only where the request's own figures may be seen."""
    if isinstance(word, e.FigureMeasured) and word.measure in OF_PEOPLE:
        return bool(view.step_day("figures-released"))
    return type(word) in kinds.FOR_THE_CITY


def drafts(words: Iterable[e.Word], city: str, user: int) -> Iterator[Draft]:
    """These words as a city (node id) will read them."""
    for word in words:
        yield Draft(kinds.PUBLICATION, msgspec.structs.replace(word, user=user), partner=city)


def pass_on(desk: Desk, order: PassOn) -> Decision:
    """Pass words on. Raises Refusal `release-not-here`, `request-unknown`, `request-not-told`.

    Raises also Refusal `nothing-to-pass`.
    """
    if desk.node.settings.role != "hub":
        raise refuse("release-not-here")
    passed: list[Draft] = []
    for view in _chosen(desk, order.requests):
        city = view.step_detail("released")
        if not (city and view.step_day("submitted")):
            raise refuse("request-not-told", title=view.title)
        passed += drafts(waiting(view), city, order.user)
    if not passed:
        raise refuse("nothing-to-pass")
    return passed, {"words": len(passed)}


def _chosen(desk: Desk, wanted: tuple[str, ...]) -> list[RequestView]:
    if wanted:
        return [known(desk, one) for one in dict.fromkeys(wanted)]
    return [one for one in requests.requests(desk.db) if one.step_day("submitted")]
