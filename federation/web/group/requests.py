"""Requests to the city: raised in a meeting, followed for years, withdrawn, voted on."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.requests import (
    RaiseRequest,
    ReleaseFigures,
    WithdrawRequest,
    raise_request,
    release_figures,
    withdraw_request,
)
from federation.commands.words import endings
from federation.core.refusals import refuse
from federation.core.rules.requests import FACILITIES, MEASURES, NEEDS, PRIORITY_MAX
from federation.core.rules.stages import is_open
from federation.schemas.requests import RaiseSchema, VoteSchema, WithdrawSchema
from federation.store import Database
from federation.store.queries import books, pledges
from federation.store.queries import requests as asked
from federation.store.queries.clocks import Clocks, clocks

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..shared import request_papers, saying
from ..shared.history import Happening, history
from ..shared.negotiation import Negotiation, negotiation
from ..today import today
from .common import OFFICERS, own_book


@dataclass(frozen=True, slots=True)
class Listed:
    """A request on a list."""

    view: asked.RequestView
    clocks: Clocks
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests(Page):
    """Every request, those that are open first."""

    template: ClassVar[str] = "group/requests.html"
    requests: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise(Page):
    """A new request."""

    template: ClassVar[str] = "group/raise.html"
    form: Form
    needs: tuple[str, ...]
    facilities: tuple[str, ...]
    measures: tuple[str, ...]
    priorities: tuple[tuple[int, str], ...]
    settlements: tuple[str, ...]
    meeting: books.MeetingView | None
    free_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage(Page):
    """One request: what is asked and offered, what happened, who waits for whom.

    `in_meeting`: one is open now, to go back to.
    """

    template: ClassVar[str] = "group/request.html"
    view: asked.RequestView
    clocks: Clocks
    is_open: bool
    history: tuple[Happening, ...]
    found: Negotiation
    is_ended: bool
    voted: str
    in_meeting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Page):
    """The group no longer asks."""

    template: ClassVar[str] = "group/withdraw.html"
    form: Form
    view: asked.RequestView


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Page):
    """May the city see this request's own figures? A vote in a meeting."""

    template: ClassVar[str] = "group/vote.html"
    form: Form
    view: asked.RequestView
    meeting: books.MeetingView | None


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    request_papers.add(to, OFFICERS)
    to.add_url_rule("/requests", view_func=request_list)
    to.add_url_rule("/requests/new", view_func=ask, methods=both)
    to.add_url_rule("/requests/<name>", view_func=one_request)
    to.add_url_rule("/requests/<name>/say/<what>", endpoint="say", view_func=say, methods=both)
    to.add_url_rule("/requests/<name>/withdraw", view_func=withdraw_one, methods=both)
    to.add_url_rule("/requests/<name>/vote", view_func=vote, methods=both)


def listed(db: Database) -> tuple[Listed, ...]:
    """Every request, those that are open first."""
    found = (Listed(one, clocks(one, today()), is_open(one.stage)) for one in asked.requests(db))
    return tuple(sorted(found, key=lambda one: (not one.is_open, one.view.raised_on)))


def _one(db: Database, name: str) -> asked.RequestView:
    found = asked.request(db, name)
    if found is None:
        raise refuse("request-unknown", request=name[:40])
    return found


@allow(*OFFICERS)
def request_list() -> ResponseReturnValue:
    """Every request."""
    with store().reading() as db:
        return render(Requests(requests=listed(db)))


@allow(*OFFICERS)
def ask() -> ResponseReturnValue:
    """Raise a request, in the meeting that is open if there is one."""
    if request.method == "GET":
        return render(_asking(forms.fresh()))
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    return forms.take(
        RaiseSchema(),
        RaiseRequest,
        raise_request,
        _asking,
        lambda receipt: url_for(".one_request", name=receipt.facts["request"], done="raised"),
        day=running.day if running else today(),
        meeting=running.meeting if running else 0,
    )


def _asking(form: Form) -> Page:
    with store().reading() as db:
        places = {one.settlement: None for one in asked.requests(db)}
        running = books.open_meeting(db, own_book(db))
        free = pledges.free_to_offer(db, own_book(db), node().settings.node_id)
    return Raise(
        form=form,
        needs=NEEDS,
        facilities=FACILITIES,
        measures=MEASURES,
        priorities=tuple((one, str(one)) for one in range(1, PRIORITY_MAX + 1)),
        free_minor=free,
        settlements=tuple(places),
        meeting=running,
    )


@allow(*OFFICERS)
def one_request(name: str) -> ResponseReturnValue:
    """One request with everything that happened to it."""
    with store().reading() as db:
        view, running = _one(db, name), books.open_meeting(db, own_book(db))
    return render(
        RequestPage(
            view=view,
            clocks=clocks(view, today()),
            is_open=is_open(view.stage),
            history=history(view),
            found=negotiation(view),
            is_ended=bool(endings(view)),
            voted=view.step_detail("figures-released"),
            in_meeting=running is not None,
        )
    )


@allow(*OFFICERS)
def say(name: str, what: str) -> ResponseReturnValue:
    """A word of the group about a request."""
    return saying.say(name, what, lambda _: url_for(".one_request", name=name, done="said"))


@allow(*OFFICERS)
def withdraw_one(name: str) -> ResponseReturnValue:
    """The group no longer asks."""

    def page(form: Form) -> Page:
        with store().reading() as db:
            return Withdraw(form=form, view=_one(db, name))

    if request.method == "GET":
        return render(page(forms.fresh()))
    return forms.take(
        WithdrawSchema(),
        WithdrawRequest,
        withdraw_request,
        page,
        lambda _: url_for(".one_request", name=name, done="withdrawn"),
        request=name,
        day=today(),
    )


@allow(*OFFICERS)
def vote(name: str) -> ResponseReturnValue:
    """A vote that the city may see this request's own figures; only in a meeting."""

    def page(form: Form) -> Page:
        with store().reading() as db:
            running = books.open_meeting(db, own_book(db))
            return Vote(form=form, view=_one(db, name), meeting=running)

    if request.method == "GET":
        return render(page(forms.fresh()))
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    if running is None:
        return forms.show(page(forms.typed().refused(refuse("vote-needs-meeting"))))
    return forms.take(
        VoteSchema(),
        ReleaseFigures,
        release_figures,
        page,
        lambda _: url_for(".one_request", name=name, done="voted"),
        request=name,
        day=running.day,
        meeting=running.meeting,
    )
