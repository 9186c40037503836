"""Facilities: what stands in the settlement, what of it works, and who sees to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.facilities import (
    CheckFacility,
    CloseFacility,
    ListFacility,
    check_facility,
    close_facility,
    list_facility,
)
from federation.core import ladders
from federation.core.audits import days_since
from federation.core.codes import (
    CLOSINGS,
    FAULTS,
    KEYHOLDERS,
    OTHER_FACILITIES,
    TOILET_FACILITIES,
    UPKEEP,
    WATER_FACILITIES,
)
from federation.core.refusals import refuse
from federation.core.rules.facilities import is_check_due
from federation.schemas.facilities import (
    CheckFacilitySchema,
    CloseFacilitySchema,
    ListFacilitySchema,
)
from federation.store import Database
from federation.store.queries import facilities as standing
from federation.store.queries import requests as asked
from federation.store.queries.facilities import FacilityView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import start_day, today
from .common import OFFICERS

TYPES: Final = (
    ("toilets", TOILET_FACILITIES),
    ("water", WATER_FACILITIES),
    ("others", OTHER_FACILITIES),
)
# What seldom changes from one check to the next: a form begins with what was found last.
_AS_BEFORE: Final = ("keyholder", "upkeep", "households", "distance", "night", "light", "lock")


@dataclass(frozen=True, slots=True)
class Listed:
    """A facility on a list; `days` since somebody looked (-1: nobody did)."""

    view: FacilityView
    days: int
    is_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facilities(Page):
    """Those in use by settlement, then those that are used no more."""

    template: ClassVar[str] = "group/facilities.html"
    listed: tuple[Listed, ...]
    closed: tuple[FacilityView, ...]

    @property
    def due(self) -> int:
        """How many nobody looked at for too long."""
        return sum(one.is_due for one in self.listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFacility(Page):
    """A facility for the list."""

    template: ClassVar[str] = "group/facility_new.html"
    form: Form
    types: tuple[tuple[str, tuple[str, ...]], ...]
    settlements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityPage(Page):
    """One facility with every check of it."""

    template: ClassVar[str] = "group/facility.html"
    listed: Listed

    @property
    def rung(self) -> str:
        """Where those who share a toilet stand by it; "" of what is no toilet."""
        view = self.listed.view
        if view.facility_type not in TOILET_FACILITIES:
            return ""
        sharing = view.last.households if view.last else ladders.NOT_TOLD
        return ladders.sanitation(view.facility_type, sharing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Page):
    """Somebody went there: what works, what does not, who sees to it."""

    template: ClassVar[str] = "group/facility_check.html"
    form: Form
    view: FacilityView
    faults: tuple[str, ...]
    keyholders: tuple[str, ...]
    upkeep: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Page):
    """It is used no more."""

    template: ClassVar[str] = "group/facility_close.html"
    form: Form
    view: FacilityView
    reasons: tuple[str, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/facilities", view_func=facility_list)
    to.add_url_rule("/facilities/new", view_func=new_facility, methods=both)
    to.add_url_rule("/facilities/<int:number>", view_func=one_facility)
    to.add_url_rule("/facilities/<int:number>/check", view_func=facility_check, methods=both)
    to.add_url_rule("/facilities/<int:number>/close", view_func=facility_close, methods=both)


def listed(found: Iterable[FacilityView], now: str) -> tuple[Listed, ...]:
    """How long ago somebody looked at each."""
    return tuple(
        Listed(
            one,
            days_since(one.checked_on, now) if one.checks else -1,
            not one.closed_on and is_check_due(one.checked_on, now),
        )
        for one in found
    )


def own_facilities(db: Database) -> tuple[FacilityView, ...]:
    """Every facility on this group's list."""
    return standing.facilities(db, node().settings.node_id)


@allow(*OFFICERS)
def facility_list() -> ResponseReturnValue:
    """What stands where, and what of it works."""
    with store().reading() as db:
        found = own_facilities(db)
    in_use = tuple(one for one in found if not one.closed_on)
    closed = tuple(one for one in found if one.closed_on)
    return render(Facilities(listed=listed(in_use, today()), closed=closed))


@allow(*OFFICERS)
def new_facility() -> ResponseReturnValue:
    """Put one on the list."""
    if request.method == "GET":
        return render(_new(forms.fresh(day=start_day())))
    return forms.take(
        ListFacilitySchema(),
        ListFacility,
        list_facility,
        _new,
        lambda receipt: url_for(
            ".one_facility", number=receipt.facts["number"], done="facility-listed"
        ),
    )


def _new(form: Form) -> Page:
    with store().reading() as db:
        places = [one.settlement for one in own_facilities(db)]
        places += [one.settlement for one in asked.requests(db)]
    return NewFacility(form=form, types=TYPES, settlements=tuple(dict.fromkeys(places)))


def _one(number: int) -> FacilityView:
    with store().reading() as db:
        found = standing.facility(db, node().settings.node_id, number)
    if found is None:
        raise refuse("facility-unknown", number=number)
    return found


@allow(*OFFICERS)
def one_facility(number: int) -> ResponseReturnValue:
    """One of them, with every check."""
    return render(FacilityPage(listed=listed((_one(number),), today())[0]))


@allow(*OFFICERS)
def facility_check(number: int) -> ResponseReturnValue:
    """Somebody went there to look."""
    if request.method == "GET":
        last = _one(number).last
        before = {name: getattr(last, name) for name in _AS_BEFORE} if last else {}
        told = {name: value for name, value in before.items() if value not in ("", -1)}
        return render(_check(number, forms.fresh(day=start_day(), **told)))
    return forms.take(
        CheckFacilitySchema(),
        CheckFacility,
        check_facility,
        lambda again: _check(number, again),
        lambda _: url_for(".one_facility", number=number, done="facility-checked"),
        number=number,
    )


def _check(number: int, form: Form) -> Page:
    return Check(form=form, view=_one(number), faults=FAULTS, keyholders=KEYHOLDERS, upkeep=UPKEEP)


@allow(*OFFICERS)
def facility_close(number: int) -> ResponseReturnValue:
    """Take it out of use."""
    if request.method == "GET":
        return render(_close(number, forms.fresh(day=start_day())))
    return forms.take(
        CloseFacilitySchema(),
        CloseFacility,
        close_facility,
        lambda form: _close(number, form),
        lambda _: url_for(".one_facility", number=number, done="facility-closed"),
        number=number,
    )


def _close(number: int, form: Form) -> Page:
    return Close(form=form, view=_one(number), reasons=CLOSINGS)
