"""Requests of communities for programs: stage, promise, department; never a person, no free words.

Only what the federation gave free for this city is here at all. Who the group is, and what it and
the officials wrote in their own words, stays on the city's pages; households are told where this
city may see them.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from federation.core.rules.stages import is_open
from federation.i18n import day, gettext, money, ngettext, word
from federation.reports.asked import stage_by
from federation.store.queries.clocks import clocks
from federation.store.queries.requests import AnswerView, RequestView

from ...filters import stops
from ...here import node
from ...shared.history import Happening, history
from . import moments
from .items import Item, Update
from .services import service_of

# An answer of these verbs says by when something is going to be there.
PROMISES: Final = ("commit", "decide")


def item(one: RequestView, today: str) -> Item:
    """A request as the city has it."""
    happened = history(one)
    first = one.step_day("submitted") or one.raised_on
    last = max((when.day for when in happened), default=first)
    return Item(
        one.request,
        service_of(one.need),
        is_open(one.stage),
        moments.of_day(first),
        moments.of_day(max(first, last)),
        lambda: _fields(one, today),
        lambda: _extended(one),
        lambda: _updates(one, happened),
    )


def _fields(one: RequestView, today: str) -> dict[str, Any]:
    due = _due(one, today)
    return {
        "status_notes": _notes(one, today),
        "description": _description(one),
        "agency_responsible": next(
            (answer.department for answer in reversed(one.answers) if answer.department), ""
        ),
        "service_notice": _promise(one),
        "expected_datetime": moments.written(moments.of_day(due, moments.LAST)) if due else None,
        "address": one.settlement,
        "lat": None,
        "long": None,
    }


def _live(one: RequestView) -> Sequence[AnswerView]:
    """Promises that still hold: none once it is handed over, put off or closed."""
    if not is_open(one.stage) or one.stage in ("deferred", "handed-over", "assessed"):
        return ()
    return [answer for answer in one.answers if answer.verb in PROMISES]


def _due(one: RequestView, today: str) -> str:
    """The nearest day of a live promise; of several that passed the last one; "" for none."""
    days = sorted(answer.by for answer in _live(one) if answer.by)
    return next((due for due in days if due >= today), days[-1] if days else "")


def _promise(one: RequestView) -> str:
    """The newest live promise in one sentence, from its facts alone."""
    live = _live(one)
    if not live:
        return ""
    last = live[-1]
    parts = [word(last.verb, "verb")]
    parts += [last.department] if last.department else []
    parts += [gettext("by %(day)s", day=day(last.by))] if last.by else []
    parts += [money(last.amount_minor)] if last.amount_minor else []
    if last.budget_line:
        parts.append(gettext("budget line %(line)s", line=last.budget_line))
    if last.resolution:
        parts.append(gettext("council resolution %(number)s", number=last.resolution))
    return ", ".join(parts) + "."


def _notes(one: RequestView, today: str) -> str:
    ask = one.within
    if ask is not None:
        return gettext(
            "merged into %(request)s (%(number)s): asked with others since %(day)s, and answered "
            "there.",
            request=ask.merge,
            number=ask.number,
            day=day(ask.day),
        )
    waits = clocks(one, today)
    return gettext(
        "%(stage)s: %(word)s, since %(day)s; days waited: %(them)s for the city, %(us)s for the "
        "community.",
        stage=one.stage,
        word=word(one.stage, "stage"),
        day=day(_since(one)),
        them=waits.them,
        us=waits.us,
    )


def _since(one: RequestView) -> str:
    """The day of the first thing that led to the stage in which it is now."""
    return next(
        (stop.day for stop in stops(one) if stop.state == "now" and stop.day), one.raised_on
    )


def _description(one: RequestView) -> str:
    """From a fixed form and what the city may see.

    An offer of so much per household tells how many there are: it is private where they are.
    """
    said = [
        gettext(
            "A community asks together: %(need)s in %(settlement)s.",
            need=word(one.need, "need"),
            settlement=one.settlement,
        )
    ]
    if one.households >= 0:
        said.append(ngettext("%(num)s household asks.", "%(num)s households ask.", one.households))
    else:
        said.append(gettext("How many households ask, and what they offer, is kept private."))
        return " ".join(said)
    if one.offer_savings_minor:
        said.append(gettext("It offers %(sum)s.", sum=money(one.offer_savings_minor)))
    if one.offer_labour_days:
        said.append(
            ngettext(
                "It offers %(num)s day of work.",
                "It offers %(num)s days of work.",
                one.offer_labour_days,
            )
        )
    return " ".join(said)


def _extended(one: RequestView) -> dict[str, Any]:
    resolutions = [answer.resolution for answer in one.answers if answer.resolution]
    is_shown = one.households >= 0
    return {
        "stage": one.stage,
        "merged_into": one.within.merge if one.within else None,
        "merged_requests": list(one.parts),
        "release": one.step_detail("submitted") or None,
        "households": one.households if is_shown else None,
        "value_status": "A" if is_shown else "N",  # SDMX: shown, not for publication
        "currency": node().settings.currency,
        "offer_savings_minor": one.offer_savings_minor if is_shown else None,
        "offer_labour_days": one.offer_labour_days if is_shown else None,
        "resolution": resolutions[-1] if resolutions else None,
        "commitments": [
            {
                "department": answer.department or None,
                "given_on": answer.day,
                "due_on": answer.by or None,
                "amount_minor": answer.amount_minor or None,
                "budget_line": answer.budget_line or None,
            }
            for answer in _live(one)
        ],
    }


def _updates(one: RequestView, happened: Sequence[Happening]) -> tuple[Update, ...]:
    return tuple(
        Update(
            _name(one, when),
            _moment(when),
            when.code,
            partial(_said, when),
            is_open(stage_by(one, when.day)),
        )
        for when in happened
    )


def _name(one: RequestView, when: Happening) -> str:
    """What an update is called: the id of what was said, or the step and its day."""
    if when.answer:
        return when.answer.answer
    return when.word.word if when.word else f"{one.request}-{when.code}-{when.day}"


def _moment(when: Happening) -> datetime:
    return moments.of_day(when.day)


def _said(when: Happening) -> str:
    if when.answer is None:
        return f"{word(when.code, 'said' if when.word else 'happened')}."
    told = word(when.code, "verb")
    if when.answer.department:
        told += f" ({when.answer.department})"
    if when.answer.reason:
        told += f": {word(when.answer.reason, 'reason')}"
    if when.answer.by:
        told += f", {day(when.answer.by)}"
    return f"{told}."
