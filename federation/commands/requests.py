"""Requests: raised, withdrawn, voted on at a group; released at a hub; answered at a city."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

import msgspec

from federation.core import events as e
from federation.core import kinds, names
from federation.core.refusals import refuse
from federation.core.rules.answers import check_answer
from federation.core.rules.requests import check_request
from federation.core.rules.stages import is_open
from federation.store import Draft
from federation.store.queries import books, pledges, requests

from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseRequest(Order):
    """A group asks; money in minor units, the rest counts households."""

    day: str
    need: str
    settlement: str
    title: str
    households: int
    number: str = ""
    description: str = ""
    women_headed: int = 0
    non_member_households: int = 0
    sanitation_facility: str = ""
    sharing_households: int = 0
    offer_savings: int = 0
    offer_labour_days: int = 0
    option_cost: int = 0
    meeting: int = 0
    measure: str = ""
    baseline: int = 0
    target: int = 0
    priority: int = 0
    wanted_by: str = ""
    present: int = 0
    votes_for: int = 0
    votes_against: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRequest(Order):
    """The group no longer asks."""

    request: str
    day: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFigures(Order):
    """The group voted that the city may see this request's own figures."""

    request: str
    day: str
    meeting: int
    votes_for: int
    votes_against: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRequests(Order):
    """The hub gives these requests free for a city (node id)."""

    day: str
    city: str
    requests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveAnswer(Order):
    """The city answers, or the hub types an answer that came on paper."""

    request: str
    day: str
    verb: str
    text: str = ""
    department: str = ""
    by: str = ""
    reason: str = ""
    resolution: str = ""
    amount: int = 0
    budget_line: str = ""
    on_paper: bool = False
    post: str = ""
    many: int = 0
    clause: str = ""
    resolved_on: str = ""
    channel: str = ""
    scan: str = ""


def known(desk: Desk, wanted: str) -> requests.RequestView:
    """A request that is known here. Raises Refusal `request-unknown`."""
    found = requests.request(desk.db, wanted)
    if found is None:
        raise refuse("request-unknown", request=names.readable(wanted)[:40])
    return found


def raise_request(desk: Desk, order: RaiseRequest) -> Decision:
    """A new request; its id is the same on every node from now on."""
    own = desk.node.settings.node_id
    known = [one for one in requests.requests(desk.db) if one.owner == own]
    taken = {one.number for one in known}
    number = order.number or next_number(taken)
    if number in taken:
        raise refuse("request-number-taken", number=number)
    if order.offer_savings:
        check_offer(desk, order.offer_savings)
    event = raised_event(order, desk.node.new_id(), number)
    return [Draft(kinds.REQUESTS, event)], {"request": event.request, "number": number}


def check_offer(desk: Desk, savings: int, *, purpose: str = "", request: str = "") -> None:
    """Raises Refusal `offer-above-pot` when more is offered than is free to be offered."""
    own = desk.node.settings.node_id
    free = pledges.free_to_offer(desk.db, desk.book, own, purpose, request)
    if savings > free:
        raise refuse("offer-above-pot", offered_minor=savings, free_minor=free)


def next_number(taken: Collection[str]) -> str:
    """The number that a request gets when the group chose none: the first free one, counted up."""
    return next(str(n) for n in count(len(taken) + 1) if str(n) not in taken)


def raised_event(order: RaiseRequest, request: str, number: str) -> e.RequestRaised:
    """The event of a request under its id and number. Raises Refusal when it lacks something."""
    if not order.title or not order.settlement:
        raise refuse("request-needs-title")
    told = {
        name: getattr(order, name)
        for name in e.RequestRaised.__struct_fields__
        if name not in ("request", "number", "personal", "orig")
    }
    return check_request(e.RequestRaised(request=request, number=number, **told))


def withdraw_request(desk: Desk, order: WithdrawRequest) -> Decision:
    """The group takes its request back. Raises Refusal `request-unknown`, `request-closed`."""
    found = known(desk, order.request)
    if not is_open(found.stage):
        raise refuse("request-closed", stage=found.stage)
    event = e.RequestWithdrawn(
        user=order.user,
        day=order.day,
        request=order.request,
        reason=order.reason,
        closing=desk.node.new_id(),
    )
    return [Draft(kinds.REQUESTS, event)], {"request": order.request}


def release_figures(desk: Desk, order: ReleaseFigures) -> Decision:
    """The group's recorded vote to show its own figures.

    Raises Refusal `request-unknown`, `meeting-unknown`, `vote-not-carried`.
    """
    known(desk, order.request)
    if books.meeting(desk.db, desk.book, order.meeting) is None:
        raise refuse("meeting-unknown", meeting=order.meeting)
    if not 0 <= order.votes_against < order.votes_for:
        raise refuse("vote-not-carried", votes=order.votes_for, against=order.votes_against)
    event = e.FiguresReleased(
        user=order.user,
        day=order.day,
        request=order.request,
        meeting=order.meeting,
        votes_for=order.votes_for,
        votes_against=order.votes_against,
    )
    return [Draft(kinds.REQUESTS, event)], {"request": order.request}


def release_requests(desk: Desk, order: ReleaseRequests) -> Decision:
    """Give requests free for a city; each group gets word with its next reply."""
    city = requests.partner(desk.db, order.city)
    if city is None or city.role != "city":
        raise refuse("city-unknown", city=order.city)
    drafts = []
    views = {one.request: one for one in requests.requests(desk.db, order.requests)}
    for wanted in dict.fromkeys(order.requests):
        one = views.get(wanted) or known(desk, wanted)
        if one.step_day("released"):
            continue
        if not is_open(one.stage):
            raise refuse("request-closed", stage=one.stage)
        released = e.RequestReleased(
            user=order.user,
            day=order.day,
            request=one.request,
            city=city.node,
            words=tuple(word.word for word in one.words),
        )
        reviewed = e.RequestReviewed(user=order.user, day=order.day, request=one.request)
        drafts.append(Draft(kinds.REGISTER, released))
        drafts.append(Draft(kinds.REPLIES, reviewed, partner=one.owner))
    return drafts, {"released": len(drafts) // 2}


def check_answerable(view: requests.RequestView) -> None:
    """A letter may answer what was never released, but nothing that ended.

    Raises Refusal `request-closed`.
    """
    if not is_open(view.stage):
        raise refuse("request-closed", stage=view.stage)


def give_answer(desk: Desk, order: GiveAnswer) -> Decision:
    """An answer to a request. Raises Refusal when it lacks what its verb must carry.

    Raises also `answer-not-here`, `answer-only-on-paper`, `answer-paper-only-at-hub`, and what
    `check_answerable` refuses.
    """
    found = known(desk, order.request)
    draft, event = answered(desk, order, found, lambda: decisions(desk))
    return [draft, *to_the_others(desk, found, event)], {"answer": event.answer}


def to_the_others(desk: Desk, found: requests.RequestView, event: e.AnswerGiven) -> Iterator[Draft]:
    """A paper that answers one of several groups who ask as one answers the others as well.

    The same answer, of their own requests; those that ended are left out.
    """
    if desk.node.settings.role != "hub" or found.within is None:
        return
    for one in requests.requests(desk.db, found.within.requests):
        if one.request != found.request and is_open(one.stage):
            told = msgspec.structs.replace(event, request=one.request)
            yield Draft(kinds.REPLIES, told, partner=one.owner)


def answered(
    desk: Desk,
    order: GiveAnswer,
    found: requests.RequestView,
    decided: Callable[[], Iterable[e.AnswerGiven]],
) -> tuple[Draft, e.AnswerGiven]:
    """One answer as it will be entered; `decided`: every decision of a council that is known."""
    role = desk.node.settings.role
    if role not in ("hub", "city"):
        raise refuse("answer-not-here")
    if role == "city" and (order.on_paper or order.post):
        raise refuse("answer-paper-only-at-hub")
    check_answerable(found)
    told = {
        name: getattr(order, name)
        for name in e.AnswerGiven.__struct_fields__
        if name not in ("answer", "personal", "orig")
    }
    event = check_answer(e.AnswerGiven(answer=desk.node.new_id(), **told))
    if not event.on_paper:
        _check_days(event)
    event = _with_clause(found, event, desk.node.today())
    if event.verb == "decide":
        _check_resolution(event, decided())
    if role == "hub":
        if not order.on_paper:
            raise refuse("answer-only-on-paper")
        partner = found.owner
    else:
        partner = hub_of(desk)
    return Draft(kinds.REPLIES, event, partner=partner), event


def _check_days(event: e.AnswerGiven) -> None:
    """What is promised is still to come, what was resolved is past; paper may be of long ago.

    Raises Refusal `promise-in-past`, `resolution-ahead`.
    """
    if event.by and event.by < event.day:
        raise refuse("promise-in-past", day=event.by)
    if event.resolved_on > event.day:
        raise refuse("resolution-ahead", day=event.resolved_on)


def _with_clause(view: requests.RequestView, event: e.AnswerGiven, today: str) -> e.AnswerGiven:
    """A delivery says which promise it keeps; where the city has one open, it is that one.

    Raises Refusal `clause-unknown`.
    """
    if event.verb not in ("deliver", "hand-over"):
        return event
    promised = [one for one in view.agreement(today).clauses if one.side == "city"]
    if event.clause:
        if event.clause not in {one.clause for one in promised}:
            raise refuse("clause-unknown", clause=event.clause[:40])
        return event
    still = [one.clause for one in promised if one.is_open]
    return msgspec.structs.replace(event, clause=still[0]) if len(still) == 1 else event


def decisions(desk: Desk) -> tuple[e.AnswerGiven, ...]:
    """Every decision of a council that is known here."""
    return tuple(
        answer.event()
        for one in requests.requests(desk.db)
        for answer in one.answers
        if answer.verb == "decide"
    )


def _check_resolution(event: e.AnswerGiven, decided: Iterable[e.AnswerGiven]) -> None:
    """A resolution decides a request once, and has one day, whatever it decides.

    Raises Refusal `resolution-twice`, `resolution-other-day`.
    """
    told = names.fold_number(event.resolution)
    for answer in decided:
        if names.fold_number(answer.resolution) != told:
            continue
        if answer.request == event.request:
            raise refuse("resolution-twice", resolution=event.resolution)
        if answer.resolved_on and event.resolved_on not in ("", answer.resolved_on):
            raise refuse(
                "resolution-other-day", resolution=event.resolution, day=answer.resolved_on
            )


def hub_of(desk: Desk) -> str:
    """The node id of the hub. Raises Refusal `not-enrolled`."""
    hubs = requests.partners(desk.db, "hub")
    if not hubs:
        raise refuse("not-enrolled")
    return hubs[0].node
