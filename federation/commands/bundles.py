"""Several answers at once: one transaction, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core.refusals import Refusal, refuse
from federation.store import Draft
from federation.store.queries import requests

from .deed import Decision, Desk, Order
from .requests import GiveAnswer, answered, decisions, to_the_others

MOST_ANSWERS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveAnswers(Order):
    """These answers, each to another request."""

    answers: tuple[GiveAnswer, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer at a place (from 0) that could not be given: to which request, and why."""

    place: int
    title: str
    refusal: Refusal


def give_answers(desk: Desk, order: GiveAnswers) -> Decision:
    """Give all of them. Raises Refusal `answers-none`, `answers-many`.

    Raises also Refusal `answers-refused`, whose fact `refused` tells which could not be given.
    """
    if not order.answers:
        raise refuse("answers-none")
    if len(order.answers) > MOST_ANSWERS:
        raise refuse("answers-many", most=MOST_ANSWERS)
    drafts, wrong = each(desk, order.answers)
    if wrong:
        first = wrong[0]
        raise refuse(
            "answers-refused",
            count=len(wrong),
            of=len(order.answers),
            title=first.title,
            what=first.refusal,
            refused=tuple(wrong),
        )
    return drafts, {"answers": len(order.answers)}


def each(desk: Desk, orders: Sequence[GiveAnswer]) -> tuple[list[Draft], list[Refused]]:
    """What would be entered, and what could not be; only reads.

    A request takes one answer of a bundle: whether a second one fits hangs on the first.
    """
    views = {one.request: one for one in requests.requests(desk.db, {o.request for o in orders})}
    decided: list[e.AnswerGiven] = []
    if any(one.verb == "decide" for one in orders):
        decided += decisions(desk)
    drafts: list[Draft] = []
    wrong: list[Refused] = []
    seen: set[str] = set()
    for place, order in enumerate(orders):
        view = views.get(order.request)
        try:
            if view is None:
                raise refuse("request-unknown", request=order.request[:40])
            if order.request in seen:
                raise refuse("answer-second")
            seen.add(order.request)
            draft, event = answered(desk, order, view, lambda: decided)
        except Refusal as refusal:
            wrong.append(Refused(place, view.title if view else order.request[:40], refusal))
            continue
        more = tuple(to_the_others(desk, view, event))
        seen.update(one.event.request for one in more if isinstance(one.event, e.AnswerGiven))
        drafts += [draft, *more]
        if event.verb == "decide":
            decided.append(event)
    return drafts, wrong
