"""The collective requests: who asks for what, since when, and what the city answered."""

from federation.core.days import days_between
from federation.core.rules.stages import ENDINGS, REOPENED, is_open, stage_of
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import requests
from federation.store.queries.clocks import clocks
from federation.store.queries.requests import AnswerView, RequestView

from .table import Cell, Column, Kind, Report, Span


def stage_by(one: RequestView, last: str) -> str:
    """The stage of a request by the end of a day ("": now)."""
    if not last:
        return one.stage
    steps = [(step.step, step.detail) for step in one.steps if step.day <= last]
    said = [(one.verb, one.answer) for one in one.answers if one.day <= last]
    return stage_of(steps, said)


def is_open_by(one: RequestView, last: str) -> bool:
    """Whether a request was raised by that day and still waited at its end ("": now)."""
    return (not last or one.raised_on <= last) and is_open(stage_by(one, last))


def days_waiting(one: RequestView, day: str) -> int:
    """Days from the day it was raised to `day`, or to the day of the ending that holds then."""
    return days_between(one.raised_on, min(ended_on(one, day) or day, day))


def ended_on(one: RequestView, day: str) -> str:
    """The day on which what ended a request by that day, and still holds, was said; "": nothing."""
    if is_open(stage_by(one, day)):
        return ""
    steps = [step for step in one.steps if step.day <= day]
    taken_up = {step.detail for step in steps if step.step == REOPENED}
    held = [s.day for s in steps if s.step in ENDINGS and s.detail not in taken_up]
    answers = [a for a in one.answers if a.day <= day][-1:]
    held += [a.day for a in answers if a.verb == "refuse" and a.answer not in taken_up]
    return max(held, default="")


def make(db: Database, node: Node, span: Span) -> Report:
    """Requests raised in the span, as they stood on its last day."""
    own = node.settings
    today = clock.today(db, node)
    day = min(span.last or today, today)
    found = [one for one in requests.requests(db) if span.holds(one.raised_on)]
    told, rows = [], []
    merged_into: dict[str, Cell] = {}
    waits: dict[str, Cell] = {}
    for one in found:
        answers = [one for one in one.answers if not span.last or one.day <= span.last]
        offer = {"savings": one.offer_savings_minor, "labour_days": one.offer_labour_days}
        head: dict[str, Cell] = {
            "id": one.request,
            "request_no": one.number,
            "group": one.group or (own.name if one.owner == own.node_id else ""),
            "kind": one.need,
            "settlement": one.settlement,
            "stage": stage_by(one, span.last),
            "households": None if one.households < 0 else one.households,
        }
        within = one.within.merge if one.within else ""
        if within:
            merged_into[one.request] = within
        waiting = days_waiting(one, day)
        told.append(
            {**head, "offer": offer, "days_waiting": waiting, "answers": [*map(_plain, answers)]}
        )
        word = f"{answers[-1].verb}: {_words(answers[-1])}" if answers else ""
        city = clocks(one, day).them
        if city:
            waits[one.request] = city
        rows.append((*head.values(), *offer.values(), waiting, city, len(answers), word, within))
    return Report(
        name="requests",
        title=gettext("Requests"),
        about=own.name,
        currency=own.currency,
        columns=_columns(),
        rows=tuple(rows),
        # Told only where there is any: other programs know the report by its other parts.
        plain={
            "requests": told,
            "currency": own.currency,
            **({"merged_into": merged_into} if merged_into else {}),
            **({"days_waiting_for_city": waits} if waits else {}),
        },
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("id", gettext("Id")),
        Column("request_no", gettext("Number")),
        Column("group", gettext("Group")),
        Column("kind", gettext("Asks for"), words="need"),
        Column("settlement", gettext("Settlement")),
        Column("stage", gettext("Stage"), words="stage"),
        Column("households", gettext("Households"), Kind.COUNT),
        Column("offer_savings", gettext("Offers, saved"), Kind.MONEY),
        Column("offer_labour_days", gettext("Offers, days of work"), Kind.COUNT),
        Column("days_waiting", gettext("Days since it was asked"), Kind.COUNT),
        Column("days_waiting_for_city", gettext("Days waiting for the city"), Kind.COUNT),
        Column("answers", gettext("Answers"), Kind.COUNT),
        Column("last_answer", gettext("Last answer")),
        Column("merged_into", gettext("Asked within")),
    )


def _words(answer: AnswerView) -> str:
    """What an answer says in short."""
    told = (answer.text, answer.department, answer.resolution, answer.reason, answer.by)
    return next((one for one in told if one), "")


def _plain(answer: AnswerView) -> dict[str, Cell]:
    return {
        "verb": answer.verb,
        "text": answer.text,
        "department": answer.department,
        "by": answer.by,
        "reason": answer.reason,
        "resolution": answer.resolution,
        "amount": answer.amount_minor,
        "on_paper": answer.on_paper,
    }
