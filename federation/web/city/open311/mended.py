"""Repairs for programs: what is said in codes, and what the city says. No free words of a report.

What was told in free words, and the exact point, may name a person or her home: they stay on the
city's own pages. A point is told to three decimals (about 100 m), a place by the name of a
settlement that is known here.
"""

import re
from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from federation.core.names import fold
from federation.core.rules.repairs import ENDED, REPORTED
from federation.i18n import day, gettext, word
from federation.store.queries.repairs import RepairStepView, RepairView

from . import moments
from .items import Item, Update

_MARKS: Final = re.compile("[,.;:()]")
MILLIONTHS: Final = 1_000_000
TOLD_TO: Final = 1_000  # millionths: three decimals


def item(one: RepairView, settlements: Iterable[str]) -> Item:
    """A repair that has its number."""
    return Item(
        one.number,
        one.service,
        one.is_open,
        moments.of_moment(one.at),
        moments.of_moment(one.changed),
        lambda: _fields(one, settlements),
        lambda: _extended(one),
        lambda: _updates(one),
    )


def _fields(one: RepairView, settlements: Iterable[str]) -> dict[str, Any]:
    lat, long = (_rough(part) for part in one.point) if one.point else (None, None)
    return {
        "status_notes": _now(one),
        "description": _description(one),
        "agency_responsible": one.department,
        "service_notice": _notice(one),
        "expected_datetime": (
            moments.written(moments.of_day(one.by, moments.LAST))
            if one.by and one.is_open
            else None
        ),
        "address": _settlement(one.place, settlements),
        "lat": lat,
        "long": long,
    }


def _rough(millionths: int) -> float:
    return round(millionths / TOLD_TO) * TOLD_TO / MILLIONTHS


def _settlement(place: str, settlements: Iterable[str]) -> str:
    """The settlement that is named in these words: the longest, if there are several."""
    words = f" {' '.join(_MARKS.sub(' ', fold(place)).split())} "
    named = [one for one in settlements if f" {fold(one)} " in words]
    return max(named, key=len, default="")


def _description(one: RepairView) -> str:
    """What is broken, from codes alone."""
    said = [f"{word(one.service, 'service')}."]
    for told in one.details:
        values = ", ".join(word(value, "told") for value in told.values)
        said.append(f"{word(told.code, 'question')} {values}.")
    return " ".join(said)


def _now(one: RepairView) -> str:
    last = one.steps[-1]
    return _said(last) if one.state != REPORTED else ""


def _said(step: RepairStepView) -> str:
    """A step in one line: what, when, why, and what the city says with it."""
    told = f"{word(step.step, 'repair')}, {day(step.day)}"
    if step.reason:
        told += f": {word(step.reason, 'closed')}"
    return f"{told}. {step.text}".strip() if step.text else f"{told}."


def _notice(one: RepairView) -> str:
    if not one.is_open or not one.by:
        return ""
    return gettext(
        "%(department)s is to have it done by %(day)s.", department=one.department, day=day(one.by)
    )


def _extended(one: RepairView) -> dict[str, Any]:
    return {
        "stage": one.state,
        "channel": one.channel,
        "department": one.department,
        "due_on": one.by or None,
        "reason": next((step.reason for step in reversed(one.steps) if step.reason), None)
        if one.state == "closed"
        else None,
    }


def _updates(one: RepairView) -> tuple[Update, ...]:
    return tuple(
        Update(
            f"{one.number}-{place}",
            moments.of_moment(step.at),
            step.step,
            partial(_said, step),
            step.step not in ENDED,
        )
        for place, step in enumerate(one.steps, 1)
    )
