"""Requests of several groups merged into one ask, and split again.

Nothing of a request changes: its group, number and words stay. A city is told of the ask with the
next release, of a split at once; each group is told of its own request and how many others ask.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from federation.core import events as e
from federation.core import kinds, names
from federation.core.links import counted_once
from federation.core.refusals import refuse
from federation.core.rules.merges import Part, check_merge, check_parts, most_counted_again
from federation.store import Database, Draft
from federation.store.queries import merges, requests
from federation.store.queries.merges import MergeView
from federation.store.queries.request_views import at_office
from federation.store.queries.requests import PartnerView, RequestView

from .deed import Decision, Desk, Order
from .earlier import own_publication
from .requests import known

NUMBER: Final = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRequests(Order):
    """Ask these as one. `counted_again`: households that two of the groups count both."""

    day: str
    requests: tuple[str, ...]
    title: str
    description: str = ""
    counted_again: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitMerge(Order):
    """Ask them each for itself again."""

    merge: str
    day: str
    reason: str


def merge_requests(desk: Desk, order: MergeRequests) -> Decision:
    """Merge them; each group gets word with its next reply.

    Raises Refusal `merge-not-here`, `request-unknown`, `merge-counted-again`, and what
    `core.rules.merges.check_parts` refuses.
    """
    _check_here(desk)
    views = [known(desk, one) for one in dict.fromkeys(order.requests)]
    check_parts([part_of(one) for one in views])
    most = most_counted_again([one.households for one in views])
    if not 0 <= order.counted_again <= most:
        raise refuse("merge-counted-again", most=most)
    event = e.RequestsMerged(
        user=order.user,
        day=order.day,
        merge=desk.node.new_id(),
        number=_next_number(desk.db),
        title=names.readable(order.title),
        description=order.description,
        requests=tuple(one.request for one in views),
        groups=len(views),
        counted_again=order.counted_again,
    )
    check_merge(event)
    drafts = [Draft(kinds.REGISTER, event)]
    for one in views:
        word = _for_group(event, one)
        drafts.append(Draft(kinds.REPLIES, word, partner=one.owner))
    return drafts, {"merge": event.merge, "number": event.number}


def split_merge(desk: Desk, order: SplitMerge) -> Decision:
    """Split it; a city that was told of it is told so at once, without the reason.

    It is told of the parts that it was told of, and of no other one.

    Raises Refusal `merge-not-here`, `merge-unknown`, `merge-split-already`.
    """
    _check_here(desk)
    found = merges.merge(desk.db, order.merge)
    if found is None:
        raise refuse("merge-unknown")
    if not found.holds:
        raise refuse("merge-split-already", day=found.split_on)
    views = requests.requests(desk.db, found.requests)
    told = e.MergeSplit(user=order.user, day=order.day, merge=found.merge, requests=found.requests)
    drafts = [Draft(kinds.REGISTER, replace(told, reason=order.reason))]
    for one in views:
        word = replace(told, requests=(one.request,))
        drafts.append(Draft(kinds.REPLIES, word, partner=one.owner))
    if found.told_on:
        for city in requests.partners(desk.db, "city"):
            parts = _told_of(desk.db, city, found.merge)
            if parts:
                word = replace(told, requests=parts)
                drafts.append(Draft(kinds.PUBLICATION, word, partner=city.node))
    return drafts, {"merge": found.merge}


def _told_of(db: Database, city: PartnerView, merge: str) -> tuple[str, ...]:
    """The parts of an ask that a city was told of with it; none: it was not told of it."""
    told = (one for one in own_publication(db, city) if isinstance(one, e.RequestsMerged))
    return next((one.requests for one in told if one.merge == merge), ())


def part_of(view: RequestView) -> Part:
    """A request as the rules of merging see it."""
    return Part(
        request=view.request,
        owner=view.owner,
        need=view.need,
        stage=view.stage,
        households=view.households,
        title=view.title,
        city=view.step_detail("released"),
        within=view.within.merge if view.within else "",
    )


def together(one: RequestView) -> tuple[str, ...]:
    """This request, and those with which it is asked as one."""
    return one.within.requests if one.within else (one.request,)


def asked_as(
    found: MergeView, parts: Sequence[RequestView], links: Iterable[tuple[str, str]]
) -> RequestView:
    """The ask as a request of its own: sums of its parts, places, the references of all.

    `links`: requests that are one need, by id: what it would cost counts once.
    """
    parts = sorted(parts, key=lambda one: (names.fold(one.group), one.number))
    first = min(parts, key=lambda one: (one.raised_on, one.request))
    places = dict.fromkeys(one.settlement for one in parts)
    ask = RequestView(
        request=found.merge,
        owner="",
        group=", ".join(f"{one.group} {one.number}".strip() for one in parts),
        number=found.number,
        need=first.need,
        settlement=", ".join(places),
        title=found.title,
        description=found.description,
        households=households(found, parts),
        women_headed=0,
        non_member_households=0,
        sanitation_facility="",
        sharing_households=0,
        offer_savings_minor=sum(one.offer_savings_minor for one in parts),
        offer_labour_days=sum(one.offer_labour_days for one in parts),
        option_cost_minor=counted_once({p.request: p.option_cost_minor for p in parts}, links),
        raised_on=first.raised_on,
        measure="",
        baseline=-1,
        target=-1,
        priority=max(one.priority for one in parts),
        wanted_by=min((one.wanted_by for one in parts if one.wanted_by), default=""),
        stage="",
        steps=(),
        answers=(),
        words=(),
    )
    return at_office(ask, found, parts)


def households(found: MergeView, parts: Sequence[RequestView]) -> int:
    """The households that ask, what two groups count both once; -1: not known here."""
    if found.counted_again < 0:
        return -1
    return sum(one.households for one in parts) - found.counted_again


def _for_group(event: e.RequestsMerged, one: RequestView) -> e.RequestsMerged:
    """Word to a group: its own request, and how many ask; nothing of the others."""
    return replace(event, requests=(one.request,), description="", counted_again=0)


def _check_here(desk: Desk) -> None:
    if desk.node.settings.role != "hub":
        raise refuse("merge-not-here")


def _next_number(db: Database) -> str:
    return f"{NUMBER}{len(merges.merges(db)) + 1}"
