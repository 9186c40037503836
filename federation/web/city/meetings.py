"""Meetings of the sides: who was in the room, whether minutes came back and anything changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.core import events as e
from federation.store.queries import requests as asked
from federation.store.queries.requests import RequestView

from ..guard import allow
from ..here import store
from ..pages import Page, render
from .common import READERS


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting, and the request that it was about."""

    view: RequestView
    told: e.JointMeetingHeld

    @property
    def people(self) -> int:
        """How many were in the room."""
        return sum(row.people for row in self.told.room)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings(Page):
    """All meetings, the last one first; counts of those that were held."""

    template: ClassVar[str] = "city/meetings.html"
    meetings: tuple[Meeting, ...]
    held: int
    without_minutes: int
    changed: int


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/meetings", view_func=meetings)


@allow(*READERS)
def meetings() -> ResponseReturnValue:
    """The list."""
    with store().reading() as db:
        found = _meetings(asked.requests(db))
    held = [one for one in found if not one.told.missing]
    return render(
        Meetings(
            meetings=found,
            held=len(held),
            without_minutes=sum(not one.told.minutes_on for one in held),
            changed=sum(one.told.changed for one in held),
        )
    )


def _meetings(views: Iterable[RequestView]) -> tuple[Meeting, ...]:
    found = [Meeting(one, told) for one in views for told in one.words_of(e.JointMeetingHeld)]
    found.sort(key=lambda one: (one.told.day, one.told.word), reverse=True)
    return tuple(found)
