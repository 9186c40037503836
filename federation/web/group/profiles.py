"""The group's settlement, described in parts; and what is worked out of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.profiles import ProfileSettlement, profile_settlement
from federation.core.codes import FEARS, TOILET_FACILITIES, WATER_FACILITIES, YES_NO
from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.core.rules.profiles import (
    HAZARDS,
    MEETS,
    PARTS,
    PRIORITIES,
    PRIORITIES_MOST,
    RELATIONS,
    STATUSES,
)
from federation.schemas.base import load
from federation.schemas.profiles import read_told, schema_of, typed
from federation.store.queries import facilities, profiles
from federation.store.queries.facilities import FacilityView
from federation.store.queries.profiles import ProfileView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import start_day
from .common import OFFICERS

FIRST: Final = "place"
# The codes of a field, and the area of their words.
CHOICES: Final[Mapping[str, tuple[tuple[str, ...], str]]] = MappingProxyType(
    {
        "status": (STATUSES, "status"),
        "eviction_level": (FEARS, "eviction-level"),
        "waste_collected": (YES_NO, "yes-no"),
        "ambulance": (YES_NO, "yes-no"),
        "meets_city": (MEETS, "meets"),
        "city_relation": (RELATIONS, "relation"),
    }
)


@dataclass(frozen=True, slots=True)
class Ratios:
    """People for each tap and toilet that works, by the group's own checks; -1: not known."""

    per_tap: int
    per_toilet: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles(Page):
    """Settlements that the group described."""

    template: ClassVar[str] = "group/profiles.html"
    profiles: tuple[ProfileView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePage(Page):
    """One settlement, part by part."""

    template: ClassVar[str] = "group/profile.html"
    view: ProfileView
    parts: tuple[str, ...]
    ratios: Ratios


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePart(Page):
    """One part to be filled in; `view` None: the first of a new profile."""

    template: ClassVar[str] = "group/profile_part.html"
    form: Form
    part: str
    fields: tuple[str, ...]
    view: ProfileView | None
    choices: Mapping[str, tuple[tuple[str, ...], str]]
    hazards: tuple[str, ...]
    priorities: tuple[str, ...]
    places: tuple[int, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/profiles", view_func=profile_list)
    to.add_url_rule("/profiles/new", view_func=new_profile, methods=both)
    to.add_url_rule("/profiles/<int:number>", view_func=one_profile)
    to.add_url_rule("/profiles/<int:number>/<part>", view_func=profile_part, methods=both)


def ratios(view: ProfileView, found: Iterable[FacilityView]) -> Ratios:
    """Who shares what works there."""
    key = settlement_key(view.settlement)
    here = [
        one
        for one in found
        if one.checks and not one.closed_on and settlement_key(one.settlement) == key
    ]

    def per(types: tuple[str, ...]) -> int:
        working = sum(one.working for one in here if one.facility_type in types)
        return -(-view.population // working) if working and view.population >= 0 else -1

    return Ratios(per(WATER_FACILITIES), per(TOILET_FACILITIES))


@allow(*OFFICERS)
def profile_list() -> ResponseReturnValue:
    """The list."""
    with store().reading() as db:
        return render(Profiles(profiles=profiles.profiles(db, node().settings.node_id)))


def _one(number: int) -> ProfileView:
    with store().reading() as db:
        found = profiles.profile(db, node().settings.node_id, number)
    if found is None:
        raise refuse("profile-unknown", number=number)
    return found


@allow(*OFFICERS)
def one_profile(number: int) -> ResponseReturnValue:
    """A settlement with all that was told of it."""
    view = _one(number)
    with store().reading() as db:
        found = facilities.facilities(db, node().settings.node_id)
    return render(ProfilePage(view=view, parts=tuple(PARTS), ratios=ratios(view, found)))


@allow(*OFFICERS)
def new_profile() -> ResponseReturnValue:
    """The first part of a new profile, with the settlement's name."""
    if request.method == "GET":
        return render(_page(FIRST, forms.fresh(day=start_day()), None))
    return _take(FIRST, None)


@allow(*OFFICERS)
def profile_part(number: int, part: str) -> ResponseReturnValue:
    """A part, told for the first time or anew."""
    if part not in PARTS:
        raise refuse("page-unknown")
    view = _one(number)
    if request.method == "GET":
        before = typed(view.told.get(part, {}))
        return render(_page(part, forms.fresh(**{**before, "day": start_day()}), view))
    return _take(part, view)


def _take(part: str, view: ProfileView | None) -> ResponseReturnValue:
    form = forms.typed()
    values, faults = load(schema_of(part, is_new=view is None), form.typed())
    if faults:
        return forms.show(_page(part, form.wrong(faults), view))
    order = ProfileSettlement(
        day=values["day"],
        part=part,
        told=read_told(part, values),
        number=view.number if view else 0,
        settlement=values.get("settlement", ""),
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        profile_settlement,
        lambda wrong: _page(part, wrong, view),
        lambda receipt: url_for(
            ".one_profile", number=receipt.facts["number"], done="profile-part"
        ),
    )


def _page(part: str, form: Form, view: ProfileView | None) -> Page:
    return ProfilePart(
        form=form,
        part=part,
        fields=PARTS[part],
        view=view,
        choices=CHOICES,
        hazards=HAZARDS,
        priorities=PRIORITIES,
        places=tuple(range(1, PRIORITIES_MOST + 1)),
    )
