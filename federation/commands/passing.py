"""What a hub passes on to a city: words that somebody here has read.

A request that is told of takes the words with it that were here when it was given free; what is
said of it later waits until staff pass it on. Words of the federation's own go the same way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.core.rules.requests import OF_PEOPLE
from federation.store import Draft
from federation.store.queries import embargoes, requests
from federation.store.queries.requests import RequestView

from .deed import Decision, Desk, Order
from .requests import known


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn(Order):
    """Pass on what waits of these requests (none named: of all).

    `words`: the ids of those that somebody read; none named: all that wait.
    """

    requests: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def waiting(view: RequestView, threshold: int = 0) -> tuple[e.Word, ...]:
    """The words of a request that a city with this threshold may read and was not told yet."""
    passed = {one.detail for one in view.steps if one.step == "passed"}
    return tuple(
        one
        for one in view.words
        if one.side != "city" and one.word not in passed and _may_see(view, one, threshold)
    )


def _may_see(view: RequestView, word: e.Word, threshold: int) -> bool:
    """A count of people goes only where the request's own figures may be seen.

    Scores of fewer people than the city's threshold stay with the federation.
    """
    if isinstance(word, e.FigureMeasured) and word.measure in OF_PEOPLE:
        return bool(view.step_day("figures-released"))
    if isinstance(word, e.ScoresGiven) and 0 < word.people < threshold:
        return False
    return type(word) in kinds.FOR_THE_CITY


def read_before(view: RequestView, threshold: int) -> tuple[e.Word, ...]:
    """Those that were here when the request was given free: somebody read them then."""
    read = {one.detail for one in view.steps if one.step == "read"}
    return tuple(one for one in waiting(view, threshold) if one.word in read)


def drafts(words: Iterable[e.Word], city: str, user: int) -> Iterator[Draft]:
    """These words as a city (node id) will read them."""
    for word in words:
        seen = msgspec.structs.replace(word, user=user)
        if isinstance(seen, e.JointMeetingHeld):
            # Few people have a disability: that count stays with the federation.
            room = tuple(msgspec.structs.replace(row, disability=0) for row in seen.room)
            seen = msgspec.structs.replace(seen, room=room)
        yield Draft(kinds.PUBLICATION, seen, partner=city)


def pass_on(desk: Desk, order: PassOn) -> Decision:
    """Pass words on. Raises Refusal `release-not-here`, `request-unknown`, `request-not-told`.

    Raises also Refusal `release-under-embargo`, `nothing-to-pass`.
    """
    if desk.node.settings.role != "hub":
        raise refuse("release-not-here")
    thresholds = {one.node: one.threshold for one in requests.partners(desk.db, "city")}
    passed: list[Draft] = []
    for view in _chosen(desk, order.requests):
        city = view.step_detail("released")
        if not (city and view.step_day("submitted")):
            raise refuse("request-not-told", title=view.title)
        some = waiting(view, thresholds.get(city, 0))
        some = tuple(one for one in some if not order.words or one.word in order.words)
        passed += drafts(some, city, order.user)
    if not passed:
        raise refuse("nothing-to-pass")
    return passed, {"words": len(passed)}


def _chosen(desk: Desk, wanted: tuple[str, ...]) -> list[RequestView]:
    barred = embargoes.barred(desk.db)
    if not wanted:
        return [
            one
            for one in requests.requests(desk.db)
            if one.step_day("submitted") and not barred.on(one.settlements)
        ]
    found = [known(desk, one) for one in dict.fromkeys(wanted)]
    for view in found:
        put = barred.on(view.settlements)
        if put is not None:
            raise refuse("release-under-embargo", settlement=put.settlement, reason=put.reason)
    return found
