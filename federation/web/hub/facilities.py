"""Facilities of every group by settlement: what works, how many share it, who looked when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.commands import facility_figures
from federation.core.audits import days_since
from federation.core.events import PublishedFacility
from federation.core.figures import settlement_key
from federation.core.names import fold
from federation.core.rules.facilities import is_check_due
from federation.store.queries import facilities as standing
from federation.store.queries import requests as asked
from federation.store.queries.facilities import FacilityView

from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from .overview import STAFF


@dataclass(frozen=True, slots=True)
class Row:
    """A facility; `sharing` households for each that works (-1: not known), `days` since a check.

    `twice`: another group has one of that type at a place of that name.
    """

    view: FacilityView
    sharing: int
    days: int
    is_due: bool
    twice: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement and its facilities."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facilities(Page):
    """Settlements by name; facilities that are used no more are left out.

    `told`: what the next release tells each city, by its name.
    """

    template: ClassVar[str] = "hub/facilities.html"
    places: tuple[Place, ...]
    told: tuple[tuple[str, tuple[PublishedFacility, ...]], ...]


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/facilities", view_func=facility_list)


@allow(*STAFF)
def facility_list() -> ResponseReturnValue:
    """Everything that groups listed."""
    with store().reading() as db:
        found = [one for one in standing.facilities(db) if not one.closed_on]
        told = tuple(
            (city.name, facility_figures.preview(db, city.node))
            for city in asked.partners(db, "city")
        )
    return render(Facilities(places=places(found, today()), told=told))


def places(found: Iterable[FacilityView], now: str) -> tuple[Place, ...]:
    """Facilities by settlement, each with what is worked out of its last check."""
    by_key: dict[str, list[FacilityView]] = {}
    for one in found:
        by_key.setdefault(settlement_key(one.settlement), []).append(one)
    return tuple(
        Place(min(one.settlement for one in some), tuple(_row(one, some, now) for one in some))
        for _, some in sorted(by_key.items())
    )


def _row(one: FacilityView, beside: Iterable[FacilityView], now: str) -> Row:
    last = one.last
    known = last is not None and last.working > 0 and last.households >= 0
    same = (one.facility_type, fold(one.place))
    return Row(
        view=one,
        sharing=-(-last.households // last.working) if known and last else -1,
        days=days_since(last.day, now) if last else -1,
        is_due=is_check_due(one.checked_on, now),
        twice=bool(one.place)
        and any(
            other.owner != one.owner and (other.facility_type, fold(other.place)) == same
            for other in beside
        ),
    )
