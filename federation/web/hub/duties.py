"""People of the federation who have a duty for a place: coordinators, facilitators, enumerators."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.networks import (
    EndDuty,
    ForgetCoordinator,
    NameCoordinator,
    end_duty,
    forget_coordinator,
    name_coordinator,
)
from federation.core.places import DUTIES, Place
from federation.core.refusals import refuse
from federation.schemas.places import DutySchema, EndSchema
from federation.store.queries import networks
from federation.store.queries.networks import CoordinatorView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from .overview import STAFF
from .tree import known


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDuty(Page):
    """Somebody is named for a place."""

    template: ClassVar[str] = "hub/duty.html"
    form: Form
    place: Place
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfDuty(Page):
    """The day on which a duty ended."""

    template: ClassVar[str] = "hub/duty_end.html"
    form: Form
    place: Place
    duty: CoordinatorView


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDuties(Page):
    """Who had a duty for a place before; a name can be forgotten."""

    template: ClassVar[str] = "hub/duties_past.html"
    form: Form
    place: Place
    duties: tuple[CoordinatorView, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/places/<at>/duty", view_func=new_duty, methods=both)
    to.add_url_rule("/places/<at>/duties", view_func=past_duties, methods=both)
    to.add_url_rule("/duties/<term>/end", view_func=end_of_duty, methods=both)


def _new_page(code: str, form: Form) -> NewDuty:
    with store().reading() as db:
        return NewDuty(form=form, place=known(db, code)[1], duties=DUTIES)


@allow(*STAFF)
def new_duty(at: str) -> ResponseReturnValue:
    """Name somebody for a place."""
    if request.method == "GET":
        return render(_new_page(at, forms.fresh(day=today())))
    return forms.take(
        DutySchema(),
        NameCoordinator,
        name_coordinator,
        lambda form: _new_page(at, form),
        lambda _: url_for(".one_place", at=at, done="duty"),
        place=at,
    )


def _end_page(term: str, form: Form) -> EndOfDuty:
    with store().reading() as db:
        found = networks.coordinator(db, term)
        if found is None or found.ended_on:
            raise refuse("duty-unknown")
        return EndOfDuty(form=form, place=known(db, found.place)[1], duty=found)


@allow(*STAFF)
def end_of_duty(term: str) -> ResponseReturnValue:
    """Write down that somebody has a duty no more."""
    if request.method == "GET":
        return render(_end_page(term, forms.fresh(day=today())))
    return forms.take(
        EndSchema(),
        EndDuty,
        end_duty,
        lambda form: _end_page(term, form),
        lambda receipt: url_for(".one_place", at=receipt.facts["place"], done="duty-ended"),
        term=term,
    )


def _past_page(code: str, form: Form) -> PastDuties:
    with store().reading() as db:
        place = known(db, code)[1]
        every = networks.coordinators(db, (code,), also_ended=True)
    past = tuple(one for one in reversed(every) if one.ended_on)
    return PastDuties(form=form, place=place, duties=past)


@allow(*STAFF)
def past_duties(at: str) -> ResponseReturnValue:
    """Who had a duty here before; the button of one forgets her name."""
    if request.method == "GET":
        return render(_past_page(at, forms.fresh()))
    form = forms.typed()
    return forms.act(
        form,
        ForgetCoordinator(term=form.button, day=today(), **forms.stamp(form)),
        forget_coordinator,
        lambda again: _past_page(at, again),
        lambda _: url_for(".past_duties", at=at, done="name-forgotten"),
    )
